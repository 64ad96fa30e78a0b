// uses: mime base
// Types, dispositions and their parameters: clean text, no more of them than asked for.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.hpp"
#include "mime/header.hpp"

namespace {

void check(std::string_view text) {
    if (!base::is_utf8(text))
        std::abort();
    for (const char c : text) {
        if (base::is_ascii_control(c))
            std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t max_parameters = 20;
    const auto value = mime::parse_parameterized({reinterpret_cast<const char*>(data), size}, max_parameters);
    if (value.parameters.size() > max_parameters)
        std::abort();
    check(value.value);
    for (const auto& [name, text] : value.parameters) {
        check(name);
        check(text);
    }
    return 0;
}
