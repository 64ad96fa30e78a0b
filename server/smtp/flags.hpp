// What a client did that this server takes and a stricter one would punish. Flags are data: they are shown to
// the developer and never change what is said on the wire.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace smtp {

enum class FlagKind : std::uint8_t {
    // in a command
    space_after_colon,
    missing_brackets,
    extra_space,
    missing_domain,
    odd_dots,
    odd_domain,
    long_local_part,
    long_domain,
    non_ascii_path,
    odd_client_name,
    parameters_after_helo,
    lf_line_end,
    // in the order of things
    talked_before_greeting,
    talked_before_354,
    // in message text
    lf_content,
    bare_lf,
    bare_cr,
    nul_octet,
    undeclared_8bit,
    long_line,
    ambiguous_end,
};

struct FlagInfo {
    std::string_view code;  // stable, for programs
    std::string_view text;  // a sentence, for people
};
const FlagInfo& info(FlagKind kind);

class FlagSet {
public:
    void add(FlagKind kind) { bits_.set(static_cast<std::size_t>(kind)); }
    void add(const FlagSet& others) { bits_ |= others.bits_; }
    void remove(FlagKind kind) { bits_.reset(static_cast<std::size_t>(kind)); }
    bool contains(FlagKind kind) const { return bits_.test(static_cast<std::size_t>(kind)); }
    bool empty() const { return bits_.none(); }

private:
    std::bitset<static_cast<std::size_t>(FlagKind::ambiguous_end) + 1> bits_;
};

struct Flag {
    FlagKind kind;
    std::string where;  // of the first: a command ("MAIL") or a place in the message ("octet 17")
    std::uint64_t count = 1;
};

/// Each kind once, with how often it came.
class Flags {
public:
    void raise(FlagKind kind, std::string_view where, std::uint64_t count = 1);
    void raise(const FlagSet& kinds, std::string_view where);
    bool contains(FlagKind kind) const;
    const std::vector<Flag>& list() const { return list_; }

private:
    std::vector<Flag> list_;
};

}  // namespace smtp
