// Counting octets by a test, at the speed of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mime {

/// How many octets of `text` the test (std::uint8_t → 0 or 1) holds for. Loops of a fixed length without
/// branches and with a narrow sum, which the compiler turns into vector code.
template <class Test>
std::size_t count_octets(std::string_view text, Test test) {
    constexpr std::size_t block = 240;  // what a narrow sum can hold, and a multiple of a register's length
    const char* at = text.data();
    std::size_t left = text.size(), count = 0;
    for (; left >= block; left -= block, at += block) {
        std::uint8_t found = 0;
        for (std::size_t i = 0; i < block; ++i)
            found = static_cast<std::uint8_t>(found + test(static_cast<std::uint8_t>(at[i])));
        count += found;
    }
    for (; left > 0; --left, ++at)
        count += test(static_cast<std::uint8_t>(*at));
    return count;
}

}  // namespace mime
