#include "config/options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <concepts>
#include <utility>

#include "base/text.hpp"
#include "config/values.hpp"

namespace config {

namespace {

using Set = std::function<base::Result<void>(Configuration&, Values)>;
using Show = std::function<std::string(const Configuration&)>;

/// A reference to one field of the configuration; makes set, show and limit of a row.
template <class Field>
struct Access {
    Field& (*field)(Configuration&);
    const Field& operator()(const Configuration& configuration) const {
        return field(const_cast<Configuration&>(configuration));
    }
};

base::Error invalid(std::string message) {
    return {base::ErrorCode::invalid, std::move(message)};
}

template <class Field>
std::uint64_t as_number(const Field& value) {
    if constexpr (std::integral<Field>)
        return static_cast<std::uint64_t>(value);
    else
        return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(value).count());
}

struct Row {
    std::string_view group, name, value, help;
};

/// Octets.
template <class Field>
Option size(Row row, Field& (*field)(Configuration&)) {
    const Access<Field> access{field};
    return {row.group,
            row.name,
            row.value,
            row.help,
            [field](Configuration& configuration, Values values) -> base::Result<void> {
                const auto octets = parse_size(values.back());
                if (!octets)
                    return octets.error();
                field(configuration) = static_cast<Field>(*octets);
                return {};
            },
            [access](const Configuration& c) { return show_size(access(c)); },
            false,
            [access](const Configuration& c) { return as_number(access(c)); }};
}

/// A number from `min` to `max`.
template <class Field>
Option count(Row row, std::uint64_t min, std::uint64_t max, Field& (*field)(Configuration&)) {
    const Access<Field> access{field};
    return {row.group,
            row.name,
            row.value,
            row.help,
            [field, min, max](Configuration& configuration, Values values) -> base::Result<void> {
                const auto number = parse_count(values.back(), max);
                if (!number)
                    return number.error();
                if (*number < min)
                    return invalid(fmt::format("{} is too small; the least is {}", *number, min));
                field(configuration) = static_cast<Field>(*number);
                return {};
            },
            [access](const Configuration& c) { return std::to_string(access(c)); },
            false,
            [access](const Configuration& c) { return as_number(access(c)); }};
}

template <class Field>
Option duration(Row row, Field& (*field)(Configuration&)) {
    const Access<Field> access{field};
    return {row.group,
            row.name,
            row.value,
            row.help,
            [field](Configuration& configuration, Values values) -> base::Result<void> {
                const auto time = parse_duration(values.back());
                if (!time)
                    return time.error();
                if (*time <= std::chrono::milliseconds(0) || *time > std::chrono::hours(24 * 365))
                    return invalid("must be longer than nothing and at most a year");
                const auto rounded = std::chrono::duration_cast<Field>(*time);
                if (rounded != *time)
                    return invalid("is given in whole seconds");
                field(configuration) = rounded;
                return {};
            },
            [access](const Configuration& c) { return show_duration(access(c)); },
            false,
            [access](const Configuration& c) { return as_number(access(c)); }};
}

Option text(Row row, std::string& (*field)(Configuration&), base::Result<void> (*check)(const std::string&)) {
    const Access<std::string> access{field};
    return {row.group,
            row.name,
            row.value,
            row.help,
            [field, check](Configuration& configuration, Values values) -> base::Result<void> {
                if (const auto checked = check(values.back()); !checked)
                    return checked;
                field(configuration) = values.back();
                return {};
            },
            [access](const Configuration& c) { return access(c); }};
}

Option texts(Row row, std::vector<std::string>& (*field)(Configuration&),
             base::Result<void> (*check)(const std::string&)) {
    const Access<std::vector<std::string>> access{field};
    return {row.group,
            row.name,
            row.value,
            row.help,
            [field, check](Configuration& configuration, Values values) -> base::Result<void> {
                for (const auto& value : values) {
                    if (const auto checked = check(value); !checked)
                        return checked;
                }
                field(configuration).assign(values.begin(), values.end());
                return {};
            },
            [access](const Configuration& c) { return fmt::format("{}", fmt::join(access(c), ", ")); },
            true};
}

template <class Field>
using Words = std::vector<std::pair<std::string_view, Field>>;

template <class Field>
Option word(Row row, Field& (*field)(Configuration&), Words<Field> words) {
    const Access<Field> access{field};
    return {row.group,
            row.name,
            row.value,
            row.help,
            [field, words](Configuration& configuration, Values values) -> base::Result<void> {
                std::string allowed;
                for (const auto& [name, value] : words) {
                    if (name == values.back()) {
                        field(configuration) = value;
                        return {};
                    }
                    allowed += (allowed.empty() ? "" : ", ") + std::string(name);
                }
                return invalid(
                    fmt::format("'{}' is not one of: {}", base::printable(values.back(), 64), allowed));
            },
            [access, words](const Configuration& c) {
                for (const auto& [name, value] : words) {
                    if (value == access(c))
                        return std::string(name);
                }
                return std::string();
            }};
}

Option listeners(Row row, Listeners& (*field)(Configuration&)) {
    const Access<Listeners> access{field};
    return {row.group,
            row.name,
            row.value,
            row.help,
            [field](Configuration& configuration, Values values) -> base::Result<void> {
                Listeners named{.addresses = {}, .named_by_user = true};
                for (const auto& value : values) {
                    const auto address = net::Address::parse(value);
                    if (!address)
                        return address.error();
                    named.addresses.push_back(*address);
                }
                field(configuration) = std::move(named);
                return {};
            },
            [access](const Configuration& c) {
                std::string shown;
                for (const auto& address : access(c).addresses)
                    shown += (shown.empty() ? "" : ", ") + address.string();
                return shown;
            },
            true};
}

base::Result<void> anything(const std::string&) {
    return {};
}

base::Result<void> path(const std::string& value) {
    if (value.empty() || value.find('\0') != std::string::npos)
        return invalid("must be the path of a file");
    return {};
}

/// RFC 5321 section 4.1.2 Domain, or what test networks use for one: letters, digits, dots, hyphens,
/// underscores.
base::Result<void> host_name(const std::string& value) {
    const auto allowed = [](char c) { return base::is_ascii_alnum(c) || c == '.' || c == '-' || c == '_'; };
    if (value.empty() || value.size() > 255 || !std::all_of(value.begin(), value.end(), allowed))
        return invalid("must be a host name: letters, digits, dots and hyphens");
    return {};
}

base::Result<void> origin(const std::string& value) {
    const bool scheme = value.starts_with("http://") || value.starts_with("https://");
    const auto rest = value.substr(std::min(value.size(), value.find("://") + 3));
    if (!scheme || rest.empty() || rest.find_first_of("/ ,") != std::string::npos)
        return invalid("must be an origin such as http://tests.example:3000, without a path");
    return {};
}

// One line per option: the name of a field in the lambda's return is all that differs.
#define MAILWEIR_FIELD(expression) +[](Configuration& c) -> auto& { return c.expression; }

std::vector<Option> make_options() {
    constexpr std::string_view listen = "Where to listen", keep = "What is kept", mail = "Taking mail",
                               web = "Page and API", program = "Program";
    constexpr std::uint64_t million = 1'000'000;
    constexpr std::uint64_t billion = 1'000'000'000;
    return {
        listeners({listen, "smtp", "HOST:PORT", "Take mail by SMTP here; repeatable, replaces the defaults"},
                  MAILWEIR_FIELD(smtp)),
        listeners({listen, "http", "HOST:PORT", "Serve page and API here; repeatable, replaces the defaults"},
                  MAILWEIR_FIELD(http)),
        text({listen, "hostname", "NAME", "The name that greeting and EHLO give"},
             MAILWEIR_FIELD(incoming.session.hostname), host_name),

        text({keep, "db", "PATH", "The database file; ':memory:' keeps nothing over the end of the program"},
             MAILWEIR_FIELD(store.path), path),
        count({keep, "max-messages", "N", "Keep at most so many messages; the oldest go first"}, 1, billion,
              MAILWEIR_FIELD(mailroom.max_messages)),
        size({keep, "max-store-size", "SIZE", "Keep at most so many octets of messages; the oldest go first"},
             MAILWEIR_FIELD(mailroom.max_bytes)),
        size({keep, "min-free-space", "SIZE", "Refuse mail when the disk has less space left"},
             MAILWEIR_FIELD(store.min_free_bytes)),
        count({keep, "min-free-percent", "N", "Refuse mail when the disk has less space left, in percent"}, 0,
              99, MAILWEIR_FIELD(store.min_free_percent)),
        word({keep, "synchronous", "full|normal",
              "full: mail answered with 250 survives a power cut; normal: a crash"},
             MAILWEIR_FIELD(store.synchronous),
             Words<store::Synchronous>{{"full", store::Synchronous::full},
                                       {"normal", store::Synchronous::normal}}),
        duration(
            {keep, "storage-timeout", "TIME", "Wait so long for a database that another program has locked"},
            MAILWEIR_FIELD(store.busy_timeout)),
        count(
            {keep, "max-kept-events", "N", "Events that a page which lost its connection can catch up with"},
            1, million, MAILWEIR_FIELD(events.max_kept_events)),

        size({mail, "max-message-size", "SIZE", "A larger message is refused with 552; EHLO says so (SIZE)"},
             MAILWEIR_FIELD(incoming.session.max_message_bytes)),
        count({mail, "max-recipients", "N", "Recipients of one message; above it 452"}, 0, million,
              MAILWEIR_FIELD(incoming.session.max_recipients)),
        count({mail, "max-excess-recipients", "N",
               "Recipients refused so before the session is ended with 421"},
              0, million, MAILWEIR_FIELD(incoming.session.max_excess_recipients)),
        count({mail, "max-errors", "N", "Refused commands before the session is ended with 421"}, 0, million,
              MAILWEIR_FIELD(incoming.session.max_errors)),
        count({mail, "max-junk-commands", "N", "NOOP, RSET and the like between two messages"}, 0, million,
              MAILWEIR_FIELD(incoming.session.max_junk_commands)),
        count({mail, "max-messages-per-session", "N", "Messages in one session"}, 0, billion,
              MAILWEIR_FIELD(incoming.session.max_messages)),
        count({mail, "max-smtp-connections", "N", "SMTP connections at a time; above it 421"}, 1, million,
              MAILWEIR_FIELD(incoming.max_connections)),
        count({mail, "max-smtp-connections-per-address", "N",
               "The same for one client address, loopback excepted"},
              1, million, MAILWEIR_FIELD(incoming.max_connections_per_address)),
        size({mail, "max-line-size", "SIZE", "A command line, its end included"},
             MAILWEIR_FIELD(incoming.max_line_bytes)),
        size({mail, "max-discarded-line-size", "SIZE", "How much of a longer line is skipped before 421"},
             MAILWEIR_FIELD(incoming.max_discarded_line_bytes)),
        size({mail, "max-waiting-reply-size", "SIZE",
              "Replies that a client has not taken before reading stops"},
             MAILWEIR_FIELD(incoming.max_waiting_reply_bytes)),
        count({mail, "min-content-rate", "N", "Octets of message text a second that a client must keep up"},
              1, million, MAILWEIR_FIELD(incoming.min_content_bytes_per_second)),
        duration({mail, "command-timeout", "TIME", "For one whole command"},
                 MAILWEIR_FIELD(incoming.command_timeout)),
        duration({mail, "content-timeout", "TIME", "For message text to go on"},
                 MAILWEIR_FIELD(incoming.content_timeout)),
        duration({mail, "drain-timeout", "TIME", "For the rest of a message that is refused already"},
                 MAILWEIR_FIELD(incoming.drain_timeout)),
        duration({mail, "smtp-write-timeout", "TIME", "For a client to take its replies"},
                 MAILWEIR_FIELD(incoming.write_timeout)),
        duration({mail, "session-timeout", "TIME", "For a whole session"},
                 MAILWEIR_FIELD(incoming.session_timeout)),
        size({mail, "max-memory", "SIZE", "Memory for all unfinished messages; larger ones go to files"},
             MAILWEIR_FIELD(spool.max_memory_bytes)),
        size({mail, "max-memory-per-message", "SIZE", "From this size on an arriving message goes to a file"},
             MAILWEIR_FIELD(spool.max_memory_bytes_per_message)),
        size({mail, "max-spool-size", "SIZE", "Room in files for all unfinished messages"},
             MAILWEIR_FIELD(spool.max_file_bytes)),

        texts({web, "allowed-host", "NAME", "Also answer requests for this host name; repeatable"},
              MAILWEIR_FIELD(http_server.allowed_hosts), host_name),
        texts({web, "allowed-origin", "ORIGIN", "Let pages of this origin use the API; repeatable"},
              MAILWEIR_FIELD(http_server.allowed_origins), origin),
        text({web, "web-root", "FOLDER", "Serve the page from a folder instead of the one in the program"},
             MAILWEIR_FIELD(web_root), anything),
        count({web, "max-http-connections", "N", "HTTP connections at a time"}, 1, million,
              MAILWEIR_FIELD(http_server.max_connections)),
        count({web, "max-websockets", "N", "Live connections at a time"}, 1, million,
              MAILWEIR_FIELD(http_server.max_websockets)),
        size({web, "max-header-size", "SIZE", "A request's header section"},
             MAILWEIR_FIELD(http_server.max_header_bytes)),
        size({web, "max-target-size", "SIZE", "A request's target"},
             MAILWEIR_FIELD(http_server.max_target_bytes)),
        count({web, "max-header-fields", "N", "A request's header fields"}, 1, 10'000,
              MAILWEIR_FIELD(http_server.max_fields)),
        size({web, "max-json-size", "SIZE", "A request body in JSON"},
             MAILWEIR_FIELD(http_server.max_json_bytes)),
        duration({web, "http-header-timeout", "TIME", "For a request's header section"},
                 MAILWEIR_FIELD(http_server.header_timeout)),
        duration({web, "http-idle-timeout", "TIME", "For the next request on a connection"},
                 MAILWEIR_FIELD(http_server.idle_timeout)),
        duration({web, "http-write-timeout", "TIME", "For a client to take what it asked for"},
                 MAILWEIR_FIELD(http_server.write_timeout)),
        count({web, "max-websocket-queue", "N", "Events waiting for one slow page before it is let go"}, 1,
              million, MAILWEIR_FIELD(http_server.max_websocket_queue_events)),

        word({program, "log-format", "text|json", "How log lines on standard error look"},
             MAILWEIR_FIELD(log.format),
             Words<base::log::Format>{{"text", base::log::Format::text}, {"json", base::log::Format::json}}),
        word({program, "log-level", "debug|info|warn|error", "The least important lines to write"},
             MAILWEIR_FIELD(log.level),
             Words<base::log::Level>{{"debug", base::log::Level::debug},
                                     {"info", base::log::Level::info},
                                     {"warn", base::log::Level::warn},
                                     {"error", base::log::Level::error}}),
        duration({program, "stop-grace", "TIME", "For messages under way when the program is told to stop"},
                 MAILWEIR_FIELD(stop_grace)),
    };
}

std::string with(std::string_view name, char separator, bool upper) {
    std::string result;
    for (const char c : name)
        result += c == '-' ? separator : upper ? base::to_ascii_upper(c) : c;
    return result;
}

}  // namespace

const std::vector<Option>& options() {
    static const auto table = make_options();
    return table;
}

std::string flag_name(const Option& option) {
    return "--" + std::string(option.name);
}

std::string variable_name(const Option& option) {
    return "MAILWEIR_" + with(option.name, '_', true);
}

std::string file_key(const Option& option) {
    return with(option.name, '_', false);
}

std::vector<std::pair<std::string, std::uint64_t>> limits(const Configuration& configuration) {
    std::vector<std::pair<std::string, std::uint64_t>> result;
    for (const auto& option : options()) {
        if (option.limit)
            result.emplace_back(file_key(option), option.limit(configuration));
    }
    return result;
}

}  // namespace config
