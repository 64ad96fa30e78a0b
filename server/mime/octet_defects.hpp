// What is odd in a message's octets and lines, whatever they mean.
#pragma once

#include <string_view>

#include "mime/defects.hpp"

namespace mime {

/// byte_order_mark, bare_lf, bare_cr, nul and long_line (RFC 5322 sections 2.1.1 and 2.3), each once, where
/// it was first seen.
void find_octet_defects(std::string_view content, Defects& defects);

}  // namespace mime
