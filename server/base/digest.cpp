#include "base/digest.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace base {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t not_in_alphabet = 0xff;

constexpr std::array<std::uint8_t, 256> values = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(not_in_alphabet);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return table;
}();

template <std::size_t size>
std::array<std::uint8_t, size> digest(const EVP_MD* algorithm, std::string_view octets) {
    std::array<std::uint8_t, size> result;
    if (!algorithm ||
        EVP_Digest(octets.data(), octets.size(), result.data(), nullptr, algorithm, nullptr) != 1)
        throw std::runtime_error("a digest algorithm is not available");
    return result;
}

}  // namespace

std::array<std::uint8_t, 32> sha256(std::string_view octets) {
    // Fetched once: looking an algorithm up costs more than digesting a short text.
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return digest<32>(algorithm, octets);
}

std::array<std::uint8_t, 20> sha1(std::string_view octets) {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA1", nullptr);
    return digest<20>(algorithm, octets);
}

std::string hex(std::string_view octets) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(octets.size() * 2);
    for (const char c : octets) {
        const auto octet = static_cast<unsigned char>(c);
        text += digits[octet >> 4];
        text += digits[octet & 0x0fU];
    }
    return text;
}

std::string base64_encode(std::string_view octets) {
    std::string text;
    text.reserve((octets.size() + 2) / 3 * 4);
    while (!octets.empty()) {
        const auto group = octets.substr(0, 3);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i)
            bits = bits << 8 | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            text += i <= group.size() ? alphabet[bits >> (18 - 6 * i) & 0x3fU] : '=';
        octets.remove_prefix(group.size());
    }
    return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
    if (text.size() % 4 != 0)
        return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    text.remove_suffix(padding);
    std::string octets;
    octets.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const auto value = values[static_cast<unsigned char>(c)];
        if (value == not_in_alphabet)
            return std::nullopt;
        bits = (bits << 6 | value) & 0xffffU;
        count += 6;
        if (count >= 8) {
            count -= 8;
            octets += static_cast<char>(bits >> count & 0xffU);
        }
    }
    // Bits that are left over must be zero, or two texts would mean the same octets (RFC 4648 section 3.5).
    if ((bits & ((1U << count) - 1)) != 0)
        return std::nullopt;
    return octets;
}

}  // namespace base
