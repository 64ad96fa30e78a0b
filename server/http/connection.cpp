#include "http/connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "http/response_head.hpp"
#include "http/websocket_handshake.hpp"

namespace http {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// What bounds a chunk's size line and extension, and trailers, while they arrive.
constexpr std::size_t max_unparsed_bytes = 64 * 1024;
/// Of those that have come ahead; then others get their turn.
constexpr unsigned requests_at_a_stretch = 16;
/// How much of a body that was not looked at is read and thrown away, and for how long, so that a client that
/// sends everything before it listens gets to hear the answer.
constexpr std::uint64_t max_discarded_bytes = std::uint64_t{64} << 20;
constexpr std::chrono::milliseconds discard_pause{500};
constexpr std::chrono::seconds discard_timeout{5};
constexpr std::chrono::seconds last_words_timeout{2};

constexpr Defect out_of_body_memory{
    .status = 503, .code = "busy", .message = "too many request bodies are arriving; try again"};
constexpr Defect long_chunk_line{.message = "the chunked body is malformed"};
constexpr Defect too_many_connections{
    .status = 503, .code = "busy", .message = "there are too many connections"};
constexpr Defect too_many_websockets{
    .status = 503, .code = "busy", .message = "there are too many WebSockets"};
constexpr Defect request_timeout{
    .status = 408, .code = "timeout", .message = "the request did not arrive in time"};

std::string last_words(const Defect& defect, std::string_view date) {
    const auto response = response_to(defect);
    const Delivery delivery{.date = date, .keep_alive = false};
    return response_head(response, body_size(response), delivery) + std::get<std::string>(response.body);
}

/// RFC 9110 sections 9.3.2 and 8.6.
bool has_content(const Request& request, const Response& response) {
    return request.method != "HEAD" && response.status != 204 && response.status != 304;
}

}  // namespace

/// One request on its way through.
struct Connection::Exchange {
    explicit Exchange(ServerState& state)
        : server(state),
          parser({.max_head_bytes = state.settings.max_header_bytes,
                  .max_target_bytes = state.settings.max_target_bytes,
                  .max_fields = state.settings.max_fields}) {}
    ~Exchange() { server.body_memory -= body_memory; }
    Exchange(const Exchange&) = delete;

    bool take_body_memory() {
        if (!server.take_body_memory(request.body.size() - body_memory))
            return false;
        body_memory = request.body.size();
        return true;
    }

    ServerState& server;
    RequestParser parser;
    Request request;
    Admission admission;
    std::string first_slice;  // of a streamed body
    std::size_t body_memory = 0;
    int version = 11;
    bool keep_alive = true;
};

Connection::Connection(std::shared_ptr<ServerState> server, std::unique_ptr<net::Stream> stream)
    : server_(std::move(server)),
      stream_(std::move(stream)),
      writer_(*stream_, server_->settings.write_timeout) {}

Connection::~Connection() {
    server_->remove(*this);
}

asio::awaitable<void> Connection::run(std::shared_ptr<Connection> self) {
    try {
        bool more = true;
        while (more)
            more = co_await self->serve_request();
        self->stream_->close();
    } catch (...) {
        // The peer went away, did not read, or a body could not be read to its end: nobody is left to be
        // told, and a response that was begun must not look complete. After a time-out say_time_out() ends
        // the connection.
        if (!self->timed_out_)
            self->stream_->reset();
    }
}

asio::awaitable<void> Connection::turn_away(std::shared_ptr<Connection> self) {
    ++self->server_->turned_away;
    try {
        co_await self->refuse(too_many_connections);
    } catch (...) {
        // It is turned away in any case.
    }
    --self->server_->turned_away;
    self->stream_->close();
}

asio::awaitable<bool> Connection::serve_request() {
    const auto& settings = server_->settings;
    HeadScanner scanner(settings.max_header_bytes, settings.max_target_bytes);
    const bool arrived = co_await read_head(scanner);
    if (!arrived)
        co_return false;
    auto defect = scanner.defect();
    Exchange exchange(*server_);
    if (!defect)
        defect = exchange.parser.parse_head(input_.view().substr(0, scanner.size()));
    if (defect) {
        co_await refuse(*defect);
        co_return false;
    }
    input_.consume(scanner.size());
    exchange.request.peer_address = stream_->peer_address();
    exchange.version = exchange.parser.head().version;
    exchange.admission =
        server_->admitter.admit(exchange.parser.head(), exchange.parser.content_length(), exchange.request);
    co_return co_await serve_admitted(exchange);
}

/// True when the next request may be read.
asio::awaitable<bool> Connection::serve_admitted(Exchange& exchange) {
    auto& admission = exchange.admission;
    if (admission.socket_route && server_->websockets >= server_->settings.max_websockets)
        admission.answer = response_to(too_many_websockets);
    if (!admission.answer && admission.socket_route) {
        co_await serve_socket(exchange);
        co_return false;
    }
    if (!admission.answer) {
        const auto defect = co_await read_body(exchange);
        if (defect)
            admission.answer = response_to(*defect);
    }
    // What is malformed may hide where the next request begins; a handler's own 400 hides nothing.
    const bool doubtful = admission.answer && admission.answer->status == 400;
    if (!admission.answer)
        admission.answer = co_await answer(exchange);
    const bool unread = !exchange.parser.done();
    exchange.keep_alive = !doubtful && !unread && exchange.parser.keep_alive() && !server_->stopping;
    co_await send(exchange, std::move(*admission.answer));
    if (unread && !doubtful)
        co_await discard_body(exchange);
    co_return exchange.keep_alive;
}

/// False when the connection ends where a request might have begun or before its header section is whole.
asio::awaitable<bool> Connection::read_head(HeadScanner& scanner) {
    const auto& settings = server_->settings;
    in_request_ = false;
    read_deadline_ = SteadyClock::now() + (first_request_ ? settings.header_timeout : settings.idle_timeout);
    if (!input_.empty() && ++served_at_a_stretch_ % requests_at_a_stretch == 0)
        co_await asio::post(server_->context.get_executor(), asio::use_awaitable);
    bool may_be_empty_line = true;
    for (;;) {
        // An empty line before a request is left over from an old client's body (RFC 9112 section 2.2).
        if (may_be_empty_line && input_.view().starts_with("\r\n")) {
            input_.consume(2);
            may_be_empty_line = false;
        }
        if (!in_request_ && !input_.empty()) {
            in_request_ = true;
            if (!first_request_)
                read_deadline_ = SteadyClock::now() + settings.header_timeout;
        }
        if (input_.view() != "\r" && scanner.scan(input_.view()))
            break;
        if (server_->stopping && !in_request_)
            co_return false;
        const bool more = co_await read_more();
        if (!more)
            co_return false;
    }
    first_request_ = false;
    read_deadline_.reset();
    co_return true;
}

asio::awaitable<std::optional<Defect>> Connection::read_body(Exchange& exchange) {
    const auto& settings = server_->settings;
    if (exchange.admission.expects_continue && input_.empty())
        co_await writer_.write("HTTP/1.1 100 Continue\r\n\r\n");
    const auto began = SteadyClock::now();
    std::uint64_t received = 0;
    while (!exchange.parser.done()) {
        const auto progress = exchange.parser.parse_body(input_.view(), exchange.request.body,
                                                         exchange.admission.max_body_bytes);
        input_.consume(progress.used);
        if (progress.defect)
            co_return progress.defect;
        if (!exchange.take_body_memory())
            co_return out_of_body_memory;
        if (exchange.parser.done() || progress.used > 0)
            continue;
        if (input_.size() >= max_input_bytes())
            co_return long_chunk_line;
        const std::chrono::seconds earned(received /
                                          std::max<std::size_t>(settings.min_body_bytes_per_second, 1));
        read_deadline_ =
            std::min(began + settings.header_timeout + earned, SteadyClock::now() + settings.header_timeout);
        const auto before = input_.size();
        const bool more = co_await read_more();
        if (!more)
            throw boost::system::system_error(asio::error::eof);
        received += input_.size() - before;
    }
    read_deadline_.reset();
    co_return std::nullopt;
}

std::size_t Connection::max_input_bytes() const {
    return std::max(max_unparsed_bytes, server_->settings.max_header_bytes + 1);
}

/// False when the peer has ended its side.
asio::awaitable<bool> Connection::read_more() {
    stream_->set_deadline(net::Deadline::max());
    if (!in_request_ && input_.empty()) {
        input_.release();
        co_await stream_->wait_readable();
    }
    const auto room = input_.prepare(max_input_bytes());
    const auto size = co_await stream_->read_some(room);
    if (timed_out_)
        throw boost::system::system_error(asio::error::timed_out);
    input_.commit(size);
    co_return size > 0;
}

asio::awaitable<Response> Connection::answer(Exchange& exchange) {
    std::exception_ptr failure;
    try {
        auto response = co_await exchange.admission.route->handler(exchange.request);
        // Fetched before anything is sent: if it fails, that can still be said.
        auto* const body = std::get_if<StreamedBody>(&response.body);
        if (body && body->size > 0 && has_content(exchange.request, response)) {
            const auto most =
                static_cast<std::size_t>(std::min<std::uint64_t>(body->size, ResponseWriter::slice_bytes));
            exchange.first_slice = co_await body->next(0, most);
        }
        co_return response;
    } catch (...) {
        failure = std::current_exception();
    }
    co_return server_->response_to(failure);
}

asio::awaitable<void> Connection::serve_socket(Exchange& exchange) {
    struct Counted {
        explicit Counted(std::size_t& counter) : number(counter) { ++number; }
        ~Counted() { --number; }
        std::size_t& number;
    } const counted(server_->websockets);

    const auto handshake = accept_handshake(exchange.request.headers);
    co_await writer_.write(handshake);
    socket_ = std::make_shared<WebSocketSession>(server_->context.get_executor(), stream_, server_->settings,
                                                 input_.view());
    if (server_->stopping)
        stop();
    try {
        co_await exchange.admission.socket_route->handler(exchange.request, *socket_);
    } catch (...) {
        // The server's owner is told as with any request; the peer learns only that something failed.
        server_->response_to(std::current_exception());
        socket_->close(static_cast<std::uint16_t>(CloseCode::internal_error), "");
    }
    co_await socket_->finish();
}

/// For what is wrong before it is known what the request asks for.
asio::awaitable<void> Connection::refuse(const Defect& defect) {
    read_deadline_.reset();
    const auto octets = last_words(defect, server_->date());
    co_await writer_.write(octets);
}

asio::awaitable<void> Connection::send(const Exchange& exchange, Response response) {
    read_deadline_.reset();
    server_->access.add_cors(exchange.request.headers, response);
    const Delivery delivery{
        .date = server_->date(), .keep_alive = exchange.keep_alive, .version = exchange.version};
    auto head = response_head(response, body_size(response), delivery);
    if (has_content(exchange.request, response))
        co_await writer_.write(std::move(head), response, exchange.first_slice);
    else
        co_await writer_.write(head);
}

asio::awaitable<void> Connection::discard_body(Exchange& exchange) {
    std::uint64_t left = exchange.parser.content_length().value_or(max_discarded_bytes);
    left = std::min(left - std::min<std::uint64_t>(left, input_.size()), max_discarded_bytes);
    std::array<char, 16 * 1024> buffer;
    const auto end = SteadyClock::now() + discard_timeout;
    try {
        while (left > 0) {
            stream_->set_deadline(std::min<Time>(SteadyClock::now() + discard_pause, end));
            const auto size = co_await stream_->read_some(buffer);
            left = size == 0 ? 0 : left - std::min<std::uint64_t>(size, left);
        }
    } catch (const boost::system::system_error&) {
        // It has had its time.
    }
}

asio::awaitable<void> Connection::say_time_out(std::shared_ptr<Connection> self) {
    try {
        const auto octets = last_words(request_timeout, self->server_->date());
        self->stream_->set_deadline(SteadyClock::now() + last_words_timeout);
        co_await self->stream_->write_all(octets);
    } catch (...) {
        // Then it goes without a word.
    }
    self->stream_->close();
}

void Connection::tick(Time now) {
    if (socket_)
        return socket_->tick(now);
    if (timed_out_ || !read_deadline_ || now < *read_deadline_)
        return;
    timed_out_ = true;
    if (in_request_)
        asio::co_spawn(server_->context, say_time_out(shared_from_this()), asio::detached);
    else
        stream_->close();
}

void Connection::stop() {
    if (socket_)
        socket_->close(static_cast<std::uint16_t>(CloseCode::going_away), "the server is shutting down");
    else if (read_deadline_ && !in_request_)
        stream_->close();
}

void Connection::abandon() noexcept {
    stream_->reset();
}

}  // namespace http
