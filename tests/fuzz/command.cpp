// uses: smtp base
// Command lines: each line of the input is answered as a session would. Whatever they say, every reply has a
// code, fits its lines and is printable; and the envelope holds what the path scanner promises.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.hpp"
#include "smtp/command.hpp"
#include "smtp/replies.hpp"
#include "smtp/session.hpp"

namespace {

void require(bool holds) {
    if (!holds)
        std::abort();
}

void check_reply(const smtp::Reply& reply) {
    require(reply.code >= 200 && reply.code < 600);
    require(reply.status || reply.code == 250 || reply.code == 354);
    const auto wire = reply.string();
    require(wire.ends_with("\r\n"));
    for (const auto line : base::split(std::string_view(wire).substr(0, wire.size() - 1), '\n')) {
        require(line.size() > 4 && line.size() + 1 <= 512 && line.back() == '\r');
        for (const char c : line.substr(0, line.size() - 1))
            require(c >= 0x20 && c < 0x7f);
    }
}

void check_path(const smtp::Path& path) {
    require(base::is_utf8(path.text()));
    require(path.text().find(path.mailbox()) != std::string_view::npos);
    for (const char c : path.text())
        require(!base::is_ascii_control(c));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const smtp::Settings settings;
    smtp::Session session(settings);
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    for (const auto line : base::split(input, '\n')) {
        auto command = smtp::parse_command(line);
        auto refusal = session.check(command);
        const auto step = refusal ? session.refuse(smtp::verb_of(command), *std::move(refusal))
                                  : session.proceed(std::move(command));
        check_reply(step.reply);
        if (session.transaction()) {
            check_path(session.transaction()->reverse_path);
            for (const auto& recipient : session.transaction()->recipients)
                check_path(recipient.path);
        }
        if (step.next == smtp::Next::close)
            break;
        if (step.next == smtp::Next::read_content) {
            require(!session.transaction()->recipients.empty());
            session.finish_message(smtp::replies::stored("id"));
        }
    }
    return 0;
}
