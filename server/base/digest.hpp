// Digests and the encodings that go with them. The only file that includes OpenSSL's digests is digest.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

std::array<std::uint8_t, 32> sha256(std::string_view octets);
/// Broken as a safeguard; here for protocols that prescribe it (the handshake of RFC 6455).
std::array<std::uint8_t, 20> sha1(std::string_view octets);
std::string hex(std::string_view octets);

/// RFC 4648 section 4, with padding.
std::string base64_encode(std::string_view octets);
/// Strict: nullopt for a character outside the alphabet, missing padding, or bits left over.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace base
