// uses: mime base
// Address lists: every name and address is clean text, and no more of them than asked for.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.hpp"
#include "mime/address.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t max_addresses = 10;
    const auto list = mime::parse_addresses({reinterpret_cast<const char*>(data), size}, max_addresses);
    if (list.addresses.size() > max_addresses)
        std::abort();
    for (const auto& address : list.addresses) {
        if (!base::is_utf8(address.name) || !base::is_utf8(address.address))
            std::abort();
        for (const char c : address.name + address.address) {
            if (base::is_ascii_control(c))
                std::abort();
        }
    }
    return 0;
}
