// The text of an HTML document, for previews and search: tags dropped, blocks on lines of their own, entities
// decoded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mime {

/// `html` and the result are UTF-8; at most `max_bytes` come out. One pass, nothing nests: the time is linear
/// whatever the markup is. What is in no way HTML comes out as text.
std::string html_to_text(std::string_view html, std::size_t max_bytes);

/// The charset that a document says it has, in a <meta> near its beginning; empty when it says none.
std::string_view find_meta_charset(std::string_view html);

}  // namespace mime
