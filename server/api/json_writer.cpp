#include "api/json_writer.hpp"

#include "base/text.hpp"

namespace api {
namespace {

/// How a character below U+0020, a quotation mark or a backslash is written (RFC 8259 section 7).
void append_escaped(std::string& out, char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    switch (c) {
        case '"':
        case '\\':
            out += '\\';
            out += c;
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            out += "\\u00";
            out += digits[static_cast<unsigned char>(c) >> 4];
            out += digits[static_cast<unsigned char>(c) & 0x0f];
    }
}

constexpr bool needs_escape(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

/// Octets in runs: most texts are one run.
void append_text(std::string& out, std::string_view text) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!needs_escape(text[i]))
            continue;
        out.append(text, begin, i - begin);
        append_escaped(out, text[i]);
        begin = i + 1;
    }
    out.append(text, begin);
}

}  // namespace

void JsonWriter::name(std::string_view name) {
    separate();
    text_ += '"';
    text_ += name;
    text_ += "\":";
    comma_due_ = false;
}

void JsonWriter::value(std::string_view text) {
    separate();
    text_ += '"';
    // Everything stored is UTF-8 already; one octet that is not must not make the whole answer unreadable.
    if (base::is_utf8(text))
        append_text(text_, text);
    else
        append_text(text_, base::to_valid_utf8(text));
    text_ += '"';
    comma_due_ = true;
}

void JsonWriter::separate() {
    if (comma_due_)
        text_ += ',';
}

void JsonWriter::open(char bracket) {
    separate();
    text_ += bracket;
    comma_due_ = false;
}

void JsonWriter::close(char bracket) {
    text_ += bracket;
    comma_due_ = true;
}

void JsonWriter::word(std::string_view word) {
    separate();
    text_ += word;
    comma_due_ = true;
}

}  // namespace api
