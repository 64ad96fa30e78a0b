// Everything a user can decide, as typed values: the modules' Settings and the addresses to listen on.
#pragma once

#include <string>
#include <vector>

#include "base/content.hpp"
#include "base/log.hpp"
#include "events/bus.hpp"
#include "http/server.hpp"
#include "incoming/settings.hpp"
#include "mailroom/mailroom.hpp"
#include "net/listener.hpp"
#include "store/store.hpp"

namespace config {

/// Addresses of one kind of listener. The defaults may be left out where the machine lacks their family; what
/// the user named must be had.
struct Listeners {
    std::vector<net::Address> addresses;
    bool named_by_user = false;
};

struct Configuration {
    Listeners smtp{{{"127.0.0.1", 1025}, {"::1", 1025}}};
    Listeners http{{{"127.0.0.1", 8025}, {"::1", 8025}}};
    std::string web_root;  // a folder to serve the page from; empty: the page in the program
    std::chrono::seconds stop_grace{10};
    base::log::Settings log;
    base::SpoolSettings spool;
    store::Settings store;
    events::Settings events;
    mailroom::Settings mailroom;
    incoming::Settings incoming;
    http::Settings http_server;
};

}  // namespace config
