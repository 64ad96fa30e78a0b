#include "smtp/stage.hpp"

#include <iterator>

namespace smtp {

std::string_view name(Stage stage) {
    static constexpr std::string_view names[] = {
        "connect",   "helo",     "ehlo", "starttls", "auth", "mail",    "rcpt",    "data",
        "data_body", "data_end", "bdat", "rset",     "noop", "vrfy",    "expn",    "help",
        "quit",      "etrn",     "atrn", "turn",     "send", "xclient", "unknown", "idle",
    };
    static_assert(std::size(names) == static_cast<std::size_t>(Stage::idle) + 1);
    return names[static_cast<std::size_t>(stage)];
}

}  // namespace smtp
