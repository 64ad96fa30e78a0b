#include "incoming/message_receiver.hpp"

#include <algorithm>
#include <utility>

#include "smtp/replies.hpp"

namespace incoming {
namespace {

using Outcome = base::ContentBuilder::Outcome;

smtp::Reply reply_to(Outcome outcome) {
    switch (outcome) {
        case Outcome::out_of_budget:
            return smtp::replies::out_of_resources();
        case Outcome::storage_full:
            return smtp::replies::storage_full();
        default:
            return smtp::replies::storage_error();
    }
}

}  // namespace

MessageReceiver::MessageReceiver(base::Spool& spool, smtp::LineEnd line_end, std::uint64_t max_bytes,
                                 std::uint64_t declared_bytes)
    : max_bytes_(max_bytes),
      decoder_(line_end),
      inspector_(line_end),
      content_(spool, static_cast<std::size_t>(declared_bytes)) {}

std::size_t MessageReceiver::take(std::string_view octets) {
    auto rest = octets;
    while (!rest.empty() && !decoder_.done())
        add(decoder_.next(rest));
    return octets.size() - rest.size();
}

void MessageReceiver::add(std::string_view run) {
    if (refusal_) {
        drained_bytes_ += run.size();
        return;
    }
    if (max_bytes_ != 0 && run.size() > max_bytes_ - content_.size())
        return refuse(smtp::replies::message_too_large(max_bytes_));
    inspector_.inspect(run);
    if (const auto outcome = content_.append(run); outcome != Outcome::ok)
        refuse(reply_to(outcome));
}

void MessageReceiver::refuse(smtp::Reply reply) {
    refusal_ = std::move(reply);
    content_.clear();
}

std::uint64_t MessageReceiver::ambiguous_ends() const {
    return decoder_.ambiguous_ends() + inspector_.of(smtp::FlagKind::ambiguous_end).count;
}

smtp::Flags MessageReceiver::flags() const {
    smtp::Flags flags;
    inspector_.report(flags);
    if (decoder_.ambiguous_ends() > 0)
        flags.raise(smtp::FlagKind::ambiguous_end, "message text", decoder_.ambiguous_ends());
    return flags;
}

}  // namespace incoming
