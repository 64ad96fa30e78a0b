// The pieces of a message: source, HTML, text, parts, header. Everything here came from strangers, so each
// answer carries the policy that keeps a browser from doing anything with it but showing it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <string>

#include "api/budget.hpp"
#include "api/cid_urls.hpp"
#include "api/message_reader.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace api {

struct Settings;

class Content {
public:
    Content(const MessageReader& reader, asio::thread_pool& workers, const Settings& settings);

    asio::awaitable<http::Response> raw(const http::Request& request);
    asio::awaitable<http::Response> html(const http::Request& request);
    asio::awaitable<http::Response> text(const http::Request& request);
    asio::awaitable<http::Response> part(const http::Request& request);
    asio::awaitable<http::Response> headers(const http::Request& request);

private:
    /// Stored octets are streamed; what has to be decoded first is held until it is sent.
    asio::awaitable<http::Response> send_part(base::Id id, store::PartRecord part, bool download);
    asio::awaitable<std::string> with_images(const store::Message& message, std::string html) const;
    asio::awaitable<DataUrls> read_images(const store::Message& message,
                                          const std::vector<CidUrl>& urls) const;

    const MessageReader& reader_;
    asio::thread_pool& workers_;
    const Settings& settings_;
    Budget decoded_bytes_;
};

}  // namespace api
