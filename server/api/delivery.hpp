// Messages that come by HTTP instead of SMTP.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "base/error.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "mailroom/mailroom.hpp"
#include "store/store.hpp"

namespace api {

namespace asio = boost::asio;

/// mail_from and rcpt_to of the query; what is missing there is taken from the message's header, as a mail
/// program does that hands a message over (From or Sender; To, Cc and Bcc).
base::Result<store::Envelope> read_envelope(const http::Request& request);

class Delivery {
public:
    Delivery(store::Store& store, mailroom::Mailroom& mailroom) : store_(store), mailroom_(mailroom) {}

    asio::awaitable<http::Response> create(const http::Request& request);

private:
    store::Store& store_;
    mailroom::Mailroom& mailroom_;
};

}  // namespace api
