// Our HTTP API: owns one object per resource and puts the routing table's rows into the router. Decides
// nothing about mail: a handler reads the request into a type, asks the store or tells the mailroom, and
// answers.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "events/bus.hpp"
#include "http/router.hpp"
#include "mailroom/mailroom.hpp"
#include "store/store.hpp"

namespace api {

namespace asio = boost::asio;

struct Settings {
    std::chrono::milliseconds live_interval{25};             // at most one frame of events in it
    std::size_t max_live_events = 500;                       // in one frame, and in what is replayed
    std::size_t max_live_replay_bytes = 512 * 1024;          // past either a client reads everything anew
    std::size_t max_text_bytes = 1 << 20;                    // of a message's text in its JSON
    std::size_t max_header_bytes = 256 * 1024;               // of which fields are listed
    std::size_t max_inlined_bytes = std::size_t{10} << 20;   // of images written into one view of HTML
    std::size_t decode_on_worker_bytes = 64 * 1024;          // from this size on a part is decoded elsewhere
    std::size_t max_decoded_bytes = std::size_t{256} << 20;  // of all parts that are being sent decoded
};

/// What /api/info says that stays the same while the program runs.
struct About {
    std::string version;
    std::string hostname;
    std::vector<std::string> smtp;  // "127.0.0.1:1025"
    std::vector<std::string> http;
    std::string database;
    bool reachable_from_elsewhere = false;                      // a listener is not on a loopback address
    std::vector<std::pair<std::string, std::uint64_t>> limits;  // by the names of their options
    base::Timestamp started_at;
};

/// All outlive the Api.
struct Dependencies {
    asio::io_context& network;
    asio::thread_pool& workers;
    store::Store& store;
    mailroom::Mailroom& mailroom;
    events::Bus& bus;
    const base::Clock& clock;
};

struct Resources;

class Api {
public:
    Api(const Dependencies& dependencies, const Settings& settings, About about);
    ~Api();

    /// The router must not be asked any more once the Api is gone.
    void add_routes(http::Router& router);

    /// Ends the live streams with 1001. Requests that run are finished.
    void stop();

private:
    std::unique_ptr<Resources> resources_;
};

}  // namespace api
