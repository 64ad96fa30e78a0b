// Responses that carry what a mail brought, with exactly the header fields that keep it harmless in a
// browser. The server adds what is due everywhere (nosniff, no-referrer, CORP) where it is not here already.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "api/file_name.hpp"
#include "http/response.hpp"

namespace api {

namespace asio = boost::asio;

/// What the browser may load for a view of HTML.
enum class Remote { blocked, allowed };

/// The HTML of a mail, in UTF-8, behind our prefix: a document of its own with an opaque origin, without
/// scripts. With Remote::allowed images, styles, fonts and media may come from elsewhere.
http::Response mail_html(std::string_view html, Remote remote);

using Body = decltype(http::Response::body);

/// `type` is one of ours, never the mail's word.
http::Response mail_octets(Body body, std::string_view type, Disposition disposition, std::string_view name);
http::Response mail_text(std::string text);

/// A value as what a coroutine gives.
template <class T>
asio::awaitable<T> at_once(T value) {
    co_return value;
}

}  // namespace api
