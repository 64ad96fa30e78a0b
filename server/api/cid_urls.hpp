// Finds where the HTML of a mail shows images that are parts of the same mail (RFC 2392), and puts the images
// there. Not an HTML parser and not a filter: octets that are no such URL stay as they are. Linear in the
// size of the HTML.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace api {

/// One `cid:` URL that is the whole of an image's attribute (src, background, poster), or stands in url() of
/// a style.
struct CidUrl {
    std::size_t begin = 0, end = 0;  // in the HTML
    std::string content_id;          // percent-decoded, `&amp;` taken back
};
std::vector<CidUrl> find_cid_urls(std::string_view html);

/// Content-IDs, without angle brackets, and the `data:` URLs to put in their places.
using DataUrls = std::unordered_map<std::string, std::string>;

/// `html` with what `data_urls` has replaced, until `max_bytes` of it are written; the rest stays as it is.
std::string replace_cid_urls(std::string_view html, const std::vector<CidUrl>& urls,
                             const DataUrls& data_urls, std::size_t max_bytes);

/// "data:image/png;base64,…"
std::string data_url(std::string_view type, std::string_view octets);

}  // namespace api
