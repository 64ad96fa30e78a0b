// Names under which a browser keeps what a mail brought.
#pragma once

#include <string>
#include <string_view>

namespace api {

/// `name` made safe for any disk and any header field: its last path segment without controls, bidi and
/// zero-width characters, no name of a Windows device, at most 150 octets; "attachment" when nothing is left.
/// `name` is UTF-8.
std::string safe_file_name(std::string_view name);

enum class Disposition { attachment, shown };

/// A Content-Disposition value (RFC 6266) with the name in ASCII and in UTF-8 (RFC 8187).
std::string content_disposition(Disposition disposition, std::string_view name);

}  // namespace api
