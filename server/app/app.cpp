#include "app/app.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <utility>

#include "api/api.hpp"
#include "api/problem.hpp"
#include "app/folders.hpp"
#include "app/listeners.hpp"
#include "base/clock.hpp"
#include "base/content.hpp"
#include "base/id.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "config/options.hpp"
#include "events/bus.hpp"
#include "http/files.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "incoming/server.hpp"
#include "mailroom/mailroom.hpp"
#include "page/page.hpp"
#include "smtp/replies.hpp"
#include "store/store.hpp"

namespace app {

namespace asio = boost::asio;
namespace log = base::log;

namespace {

/// Numbers of a later run are greater than those of an earlier one (events/bus.hpp).
std::uint64_t first_event_number(const base::Clock& clock) {
    const auto since_1970 = clock.now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(since_1970).count());
}

/// A message may be as large by HTTP as by SMTP, whichever door it takes. Without a limit there is still the
/// database's: a blob has at most 1,000,000,000 octets (SQLITE_MAX_LENGTH).
http::Settings http_settings(const config::Configuration& configuration) {
    auto settings = configuration.http_server;
    const auto limit = configuration.incoming.session.max_message_bytes;
    settings.max_message_bytes = limit == 0 ? 1'000'000'000 : limit;
    return settings;
}

/// Large messages wait beside the database: that folder is writable where nothing else may be, and has the
/// room.
base::SpoolSettings spool_settings(const config::Configuration& configuration) {
    auto settings = configuration.spool;
    settings.folder = folder_of(configuration.store.path);
    return settings;
}

ExitCode exit_code_of(const store::DatabaseError& error) {
    switch (error.fault.kind) {
        case store::FaultKind::locked:
            return ExitCode::busy;
        case store::FaultKind::too_new:
            return ExitCode::configuration;
        default:
            return ExitCode::unavailable;
    }
}

ExitCode fail(const std::string& sentence, ExitCode code) {
    fmt::print(stderr, "mailweir: {}\n", sentence);
    return code;
}

}  // namespace

const char* version() {
    return MAILWEIR_VERSION;
}

/// What every service needs and none owns.
struct Ground {
    asio::io_context network{1};
    asio::thread_pool workers{1};
    base::SystemClock clock;
    base::SystemRandom random;
    base::IdGenerator ids{clock, random};
};

/// Everything that needs an open database, in the order in which it must be made; it goes in the reverse
/// order.
struct Services {
    Services(Ground& ground, base::Spool& spool, store::Store& store,
             const config::Configuration& configuration, api::About about)
        : bus(first_event_number(ground.clock), configuration.events),
          mailroom(ground.network, ground.workers, store, bus, ground.clock, ground.ids,
                   configuration.mailroom),
          incoming(ground.network, mailroom, store, spool, ground.clock, ground.ids, configuration.incoming),
          api({ground.network, ground.workers, store, mailroom, bus, ground.clock}, {}, std::move(about)),
          page(configuration.web_root.empty() ? http::Files(embedded::page(), ground.random)
                                              : http::Files(configuration.web_root, ground.random)),
          http(ground.network, router, http_settings(configuration), api::map_exception) {
        api.add_routes(router);
        page.add_routes(router);
    }

    events::Bus bus;
    mailroom::Mailroom mailroom;
    incoming::Server incoming;
    api::Api api;
    http::Files page;
    http::Router router;
    http::Server http;
};

class App::Impl {
public:
    explicit Impl(config::Configuration configuration)
        : configuration_(std::move(configuration)), spool_(spool_settings(configuration_)) {}

    ExitCode run();

private:
    ExitCode open_store();
    base::Result<void> open_all_listeners();
    api::About about() const;
    void warn_of_dangers(const api::About& about) const;
    void say_addresses() const;
    void begin_serving();
    asio::awaitable<void> stop_on_signal();
    asio::awaitable<void> stop();
    void run_network();

    config::Configuration configuration_;
    base::Spool spool_;
    Ground ground_;
    asio::signal_set signals_{ground_.network, SIGTERM, SIGINT};
    OpenedListeners smtp_;
    OpenedListeners http_;
    std::optional<store::Store> store_;
    std::optional<Services> services_;
};

ExitCode App::Impl::run() {
    // The database first: a second instance must learn that it is one, not that a port is taken.
    if (const auto code = open_store(); code != ExitCode::ok)
        return code;
    if (const auto opened = open_all_listeners(); !opened)
        return fail(opened.error().message, ExitCode::unavailable);
    auto description = about();
    warn_of_dangers(description);
    services_.emplace(ground_, spool_, *store_, configuration_, std::move(description));
    begin_serving();
    say_addresses();
    asio::co_spawn(ground_.network, stop_on_signal(), asio::detached);
    run_network();
    ground_.workers.join();
    services_.reset();
    store_.reset();
    log::info("stopped");
    return ExitCode::ok;
}

ExitCode App::Impl::open_store() {
    try {
        make_parent_folder(configuration_.store.path);
        store_.emplace(ground_.network, configuration_.store);
        return ExitCode::ok;
    } catch (const store::DatabaseError& error) {
        return fail(fmt::format("--db {}: {}", configuration_.store.path, error.what()), exit_code_of(error));
    }
}

base::Result<void> App::Impl::open_all_listeners() {
    // What a client hears when not even a descriptor is left for it.
    const net::ListenerSettings settings{.refusal = smtp::replies::too_many_connections().string()};
    auto smtp = open_listeners(ground_.network, configuration_.smtp, "--smtp", settings);
    if (!smtp)
        return smtp.error();
    auto http = open_listeners(ground_.network, configuration_.http, "--http");
    if (!http)
        return http.error();
    smtp_ = std::move(*smtp);
    http_ = std::move(*http);
    return {};
}

/// What /api/info shows.
api::About App::Impl::about() const {
    api::About about;
    about.version = version();
    about.hostname = configuration_.incoming.session.hostname;
    for (const auto& listener : smtp_.listeners)
        about.smtp.push_back(listener->address().string());
    for (const auto& listener : http_.listeners)
        about.http.push_back(listener->address().string());
    about.database = configuration_.store.path;
    about.limits = config::limits(configuration_);
    about.started_at = ground_.clock.now();
    about.reachable_from_elsewhere = !all_loopback(smtp_.listeners) || !all_loopback(http_.listeners);
    return about;
}

/// What an operator should read at the start.
void App::Impl::warn_of_dangers(const api::About& about) const {
    if (about.reachable_from_elsewhere)
        log::warn("anyone on this network can send mail here and read it: a listener is not on loopback");
    if (!store_->durable())
        log::warn("not durable: mail is kept in memory and is gone when the program ends");
    if (const auto& aside = store_->moved_aside(); !aside.empty())
        log::error("the database was damaged; it was moved aside and a new one was begun",
                   {{"moved_to", aside}});
    for (const auto& [name, value] : about.limits)
        log::debug("limit", {{"name", name}, {"value", value}});
}

void App::Impl::say_addresses() const {
    for (const auto* opened : {&smtp_, &http_}) {
        for (const auto& sentence : opened->left_out)
            fmt::print("mailweir: {}\n", sentence);
    }
    for (const auto& listener : smtp_.listeners)
        fmt::print("mailweir: SMTP on {}\n", listener->address().string());
    for (const auto& listener : http_.listeners)
        fmt::print("mailweir: HTTP on http://{}/\n", listener->address().string());
    std::fflush(stdout);
}

void App::Impl::begin_serving() {
    for (const auto& listener : smtp_.listeners)
        listener->start(
            [this](std::unique_ptr<net::Stream> stream) { services_->incoming.serve(std::move(stream)); });
    for (const auto& listener : http_.listeners)
        listener->start(
            [this](std::unique_ptr<net::Stream> stream) { services_->http.serve(std::move(stream)); });
}

asio::awaitable<void> App::Impl::stop_on_signal() {
    const auto signal = co_await signals_.async_wait(asio::use_awaitable);
    log::info("stopping", {{"signal", signal}});
    // Who asks twice does not want to wait: what was acknowledged is safe on the disk.
    signals_.async_wait([](const boost::system::error_code& error, int second) {
        if (!error)
            std::_Exit(128 + second);
    });
    co_await stop();
    signals_.cancel();
}

asio::awaitable<void> App::Impl::stop() {
    for (const auto* opened : {&smtp_, &http_}) {
        for (const auto& listener : opened->listeners)
            listener->stop();
    }
    co_await services_->incoming.stop(configuration_.stop_grace);
    services_->api.stop();
    services_->http.stop();
    // What is left are connections that are saying goodbye; the last second is theirs.
    asio::steady_timer timer(ground_.network, std::chrono::seconds(1));
    while (services_->http.connections() > 0 && timer.expiry() > std::chrono::steady_clock::now()) {
        asio::steady_timer look(ground_.network, std::chrono::milliseconds(10));
        co_await look.async_wait(asio::use_awaitable);
    }
    ground_.network.stop();
}

/// Nothing that a peer sends may end the program: what escapes a handler is told, and the loop goes on.
void App::Impl::run_network() {
    for (;;) {
        try {
            ground_.network.run();
            return;
        } catch (const std::exception& error) {
            log::error("a handler failed", {{"reason", error.what()}});
        }
    }
}

App::App(config::Configuration configuration) : impl_(std::make_unique<Impl>(std::move(configuration))) {}

App::~App() = default;

ExitCode App::run() {
    return impl_->run();
}

}  // namespace app
