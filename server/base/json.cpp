#include "base/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace base {
namespace {

using nlohmann::json;

Error not_json(std::size_t position) {
    return {ErrorCode::invalid, fmt::format("the text is not valid JSON near octet {}", position)};
}

/// Builds the value while the text is read, and stops at the first thing that is over a limit. Nesting has to
/// be limited here: the library reads any depth without recursion, but copies and writes recursively.
class Builder : public nlohmann::json_sax<json> {
public:
    explicit Builder(const JsonLimits& limits) : limits_(limits) {}

    bool null() override { return add(json(nullptr)); }
    bool boolean(bool value) override { return add(json(value)); }
    bool number_integer(number_integer_t value) override { return add(json(value)); }
    bool number_unsigned(number_unsigned_t value) override { return add(json(value)); }
    bool number_float(number_float_t value, const string_t&) override { return add(json(value)); }
    bool string(string_t& value) override { return fits(value) && add(json(std::move(value))); }
    bool binary(binary_t&) override { return fail(ErrorCode::invalid, "binary values are not JSON"); }
    bool start_object(std::size_t) override { return open(json::object()); }
    bool start_array(std::size_t) override { return open(json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override {
        if (!fits(name))
            return false;
        const auto [member, is_new] = open_.back()->get_ref<json::object_t&>().emplace(name, nullptr);
        if (!is_new)
            return fail(ErrorCode::invalid, "the JSON text has a name twice in one object", printable(name));
        member_ = &member->second;
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        error_ = not_json(position);
        return false;
    }

    Result<json> result() {
        if (error_)
            return *std::move(error_);
        // In place, because a json value would convert to almost anything, an Error included.
        return Result<json>(boost::system::in_place_value, std::move(root_));
    }

private:
    bool fail(ErrorCode code, std::string message, std::string field = {}) {
        error_ = Error{code, std::move(message), std::move(field)};
        return false;
    }

    bool fits(const std::string& text) {
        return text.size() <= limits_.max_string_bytes ||
               fail(ErrorCode::too_large, fmt::format("a string in the JSON text is longer than {} octets",
                                                      limits_.max_string_bytes));
    }

    /// Where the next value goes; nullptr when there is no room for it.
    json* place(json&& value) {
        if (open_.empty())
            return &(root_ = std::move(value));
        if (open_.back()->is_object())
            return &(*member_ = std::move(value));
        auto& elements = open_.back()->get_ref<json::array_t&>();
        if (elements.size() < limits_.max_array_elements)
            return &elements.emplace_back(std::move(value));
        fail(ErrorCode::too_large,
             fmt::format("an array in the JSON text has more than {} elements", limits_.max_array_elements));
        return nullptr;
    }

    bool add(json&& value) { return place(std::move(value)) != nullptr; }

    bool open(json&& value) {
        if (open_.size() >= limits_.max_depth)
            return fail(ErrorCode::too_large,
                        fmt::format("the JSON text is nested deeper than {} levels", limits_.max_depth));
        json* const placed = place(std::move(value));
        if (!placed)
            return false;
        open_.push_back(placed);
        return true;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    const JsonLimits& limits_;
    json root_;
    // An element's address holds while it is open: its array grows only once it is closed.
    std::vector<json*> open_;
    json* member_ = nullptr;
    std::optional<Error> error_;
};

Error wrong(std::string_view name, std::string_view expected) {
    return {ErrorCode::invalid, fmt::format("{} must be {}", name, expected), std::string(name)};
}

const json* find(const json& object, std::string_view name) {
    if (!object.is_object())
        return nullptr;
    const auto member = object.find(name);
    return member == object.end() || member->is_null() ? nullptr : &*member;
}

}  // namespace

Result<json> parse_json(std::string_view text, const JsonLimits& limits) {
    // The library takes NUL for the end of the text and would not look at what follows it.
    if (const auto nul = text.find('\0'); nul != text.npos)
        return not_json(nul);
    Builder builder(limits);
    json::sax_parse(text.begin(), text.end(), &builder);
    return builder.result();
}

std::string dump_json(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<std::string> read_string(const json& object, std::string_view name) {
    const json* const member = find(object, name);
    if (!member || !member->is_string())
        return wrong(name, "a string");
    return member->get_ref<const std::string&>();
}

Result<bool> read_bool(const json& object, std::string_view name) {
    const json* const member = find(object, name);
    if (!member || !member->is_boolean())
        return wrong(name, "true or false");
    return member->get_ref<const bool&>();
}

Result<std::uint64_t> read_uint64(const json& object, std::string_view name, std::uint64_t min,
                                  std::uint64_t max) {
    const json* const member = find(object, name);
    // A negative number or one with a fraction has another type, also 1.0 and what is too large for 64 bits.
    if (member && member->is_number_unsigned()) {
        const std::uint64_t value = member->get_ref<const json::number_unsigned_t&>();
        if (value >= min && value <= max)
            return value;
    }
    return wrong(name, fmt::format("a whole number from {} to {}", min, max));
}

Result<std::vector<std::string>> read_strings(const json& object, std::string_view name) {
    const json* const member = find(object, name);
    const auto is_string = [](const json& element) { return element.is_string(); };
    if (!member || !member->is_array() || !std::all_of(member->begin(), member->end(), is_string))
        return wrong(name, "a list of strings");
    std::vector<std::string> strings;
    strings.reserve(member->size());
    for (const auto& element : *member)
        strings.push_back(element.get_ref<const std::string&>());
    return strings;
}

bool has_member(const json& object, std::string_view name) {
    return find(object, name) != nullptr;
}

Result<void> expect_only_members(const json& object, std::initializer_list<std::string_view> names) {
    if (!object.is_object())
        return Error{ErrorCode::invalid, "a JSON object is expected"};
    for (const auto& member : object.items()) {
        if (std::find(names.begin(), names.end(), member.key()) == names.end()) {
            auto name = printable(member.key());
            return Error{ErrorCode::invalid, fmt::format("{} is not a known field", name), std::move(name)};
        }
    }
    return {};
}

}  // namespace base
