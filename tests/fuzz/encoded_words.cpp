// uses: mime base
// Encoded words: whatever they hold, a field is one clean line.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.hpp"
#include "mime/header.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view value(reinterpret_cast<const char*>(data), size);
    const auto text = mime::decode_field(value);
    const auto has_control = [&] {
        for (const char c : text) {
            if (base::is_ascii_control(c))
                return true;
        }
        return false;
    };
    if (!base::is_utf8(text) || has_control() || text.find("  ") != text.npos)
        std::abort();
    mime::decode_encoded_words(value);
    return 0;
}
