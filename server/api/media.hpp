// What a part is shown as. The mail's own word is not taken for it: a browser is only told a type that cannot
// do harm and that the octets bear out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/messages.hpp"

namespace api {

/// How many octets of a body the decision needs.
inline constexpr std::size_t signature_bytes = 512;

/// "image/png", "image/jpeg", "image/gif" or "image/webp", by the first octets of `body`.
std::optional<std::string_view> image_type(std::string_view body);

/// The Content-Type to show a part inline with; nullopt: only as a file to keep. `beginning` is that of its
/// body.
std::optional<std::string> inline_type(const store::PartRecord& part, std::string_view beginning);

}  // namespace api
