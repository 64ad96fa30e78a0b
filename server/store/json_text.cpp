#include "store/json_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.hpp"

namespace store {
namespace {

/// Must be written in another form inside a string (RFC 8259 section 7).
bool needs_escape(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

}  // namespace

void JsonText::begin_value() {
    if (needs_comma_)
        json_ += ',';
    needs_comma_ = true;
}

void JsonText::open(char bracket) {
    begin_value();
    json_ += bracket;
    needs_comma_ = false;
}

void JsonText::close(char bracket) {
    json_ += bracket;
    needs_comma_ = true;
}

void JsonText::name(std::string_view name) {
    text(name);
    json_ += ':';
    needs_comma_ = false;
}

void JsonText::text(std::string_view text) {
    begin_value();
    json_ += '"';
    if (base::is_utf8(text))
        append_escaped(text);
    else
        append_escaped(base::to_valid_utf8(text));
    json_ += '"';
}

void JsonText::append_escaped(std::string_view text) {
    while (!text.empty()) {
        const auto special = std::find_if(text.begin(), text.end(), needs_escape);
        json_.append(text.begin(), special);
        text.remove_prefix(static_cast<std::size_t>(special - text.begin()));
        if (text.empty())
            return;
        fmt::format_to(std::back_inserter(json_), "\\u{:04x}", static_cast<unsigned char>(text.front()));
        text.remove_prefix(1);
    }
}

void JsonText::number(std::int64_t number) {
    begin_value();
    json_ += fmt::format_int(number).c_str();
}

void JsonText::literal_true() {
    begin_value();
    json_ += "true";
}

}  // namespace store
