// Messages: lists, single ones, and changes of one or many.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "api/message_reader.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "mailroom/mailroom.hpp"
#include "store/store.hpp"

namespace api {

struct Settings;

class Messages {
public:
    Messages(store::Store& store, mailroom::Mailroom& mailroom, const MessageReader& reader,
             const Settings& settings);

    asio::awaitable<http::Response> list(const http::Request& request);
    asio::awaitable<http::Response> get(const http::Request& request);
    asio::awaitable<http::Response> change(const http::Request& request);
    asio::awaitable<http::Response> remove(const http::Request& request);
    asio::awaitable<http::Response> change_many(const http::Request& request);
    asio::awaitable<http::Response> remove_many(const http::Request& request);

private:
    store::Store& store_;
    mailroom::Mailroom& mailroom_;
    const MessageReader& reader_;
    const Settings& settings_;
};

}  // namespace api
