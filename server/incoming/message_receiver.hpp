// One message on its way in: decodes what arrives behind a 354, looks at it and collects it. What cannot be
// kept is still read to its end, so that no part of it can be taken for commands (RFC 5321 section 4.1.1.4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/content.hpp"
#include "smtp/content_inspector.hpp"
#include "smtp/data_decoder.hpp"
#include "smtp/flags.hpp"
#include "smtp/reply.hpp"

namespace incoming {

class MessageReceiver {
public:
    /// `max_bytes` 0: no limit. `declared_bytes`: what the client said, a hint only.
    MessageReceiver(base::Spool& spool, smtp::LineEnd line_end, std::uint64_t max_bytes,
                    std::uint64_t declared_bytes);

    /// Returns how many of the octets belonged to the message; what is left is the next command.
    std::size_t take(std::string_view octets);

    bool is_complete() const { return decoder_.done(); }
    /// Why the message cannot be kept; known before it is complete.
    const std::optional<smtp::Reply>& refusal() const { return refusal_; }
    /// So much came after the refusal that waiting for the end is no use any more.
    bool is_endless() const { return max_bytes_ != 0 && drained_bytes_ > max_bytes_; }

    std::uint64_t ambiguous_ends() const;
    /// What is not allowed in the content so far.
    smtp::Flags flags() const;
    /// Of a complete message without refusal. Throws std::system_error when the machine fails.
    base::Content finish() { return content_.finish(); }

private:
    void add(std::string_view run);
    void refuse(smtp::Reply reply);

    const std::uint64_t max_bytes_;
    smtp::DataDecoder decoder_;
    smtp::ContentInspector inspector_;
    base::ContentBuilder content_;
    std::uint64_t drained_bytes_ = 0;
    std::optional<smtp::Reply> refusal_;
};

}  // namespace incoming
