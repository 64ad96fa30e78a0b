// uses: mime base
// Dates: what is read can be written.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/clock.hpp"
#include "mime/header.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (const auto date = mime::parse_date({reinterpret_cast<const char*>(data), size})) {
        if (base::parse_rfc3339(base::to_rfc3339(*date)) != date)
            std::abort();
    }
    return 0;
}
