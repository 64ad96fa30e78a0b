#include "smtp/content_inspector.hpp"

#include <algorithm>
#include <utility>

namespace smtp {
namespace {

constexpr std::uint64_t max_line_bytes = 998;  // RFC 5322 section 2.1.1, without CRLF

/// Goes through all octets without a branch, so that the compiler can take many at a time.
bool any_above_127(std::string_view octets) {
    unsigned char together = 0;
    for (const char c : octets)
        together = static_cast<unsigned char>(together | static_cast<unsigned char>(c));
    return together >= 0x80;
}

}  // namespace

void ContentInspector::found(Finding& finding, std::uint64_t offset) {
    if (finding.count++ == 0)
        finding.first = offset;
}

void ContentInspector::inspect(std::string_view octets) {
    if (octets.empty())
        return;
    odd_ = dot_progress_ != 0;
    inspect_values(octets);
    const auto all = octets;
    while (!octets.empty()) {
        const auto lf = octets.find('\n');
        const bool ended = lf != std::string_view::npos;
        inspect_line(octets.substr(0, lf), ended);
        octets.remove_prefix(ended ? lf + 1 : octets.size());
    }
    if (odd_ && line_end_ == LineEnd::crlf)
        watch_dots(all);
    else
        dot_progress_ = all.back() == '\r' ? 1 : 0;
    last_ = all.back();
}

/// NUL and octets above 127, which hardly any message has.
void ContentInspector::inspect_values(std::string_view octets) {
    for (auto at = octets.find('\0'); at != std::string_view::npos; at = octets.find('\0', at + 1)) {
        odd_ = true;
        found(nul_, offset_ + at);
    }
    if (!any_above_127(octets))
        return;
    const auto above = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
    const auto first = std::ranges::find_if(octets, above);
    found(eight_bit_, offset_ + static_cast<std::uint64_t>(first - octets.begin()));
    eight_bit_.count += static_cast<std::uint64_t>(std::count_if(first + 1, octets.end(), above));
}

/// `line` is what lies between two LFs, or between a LF and a cut.
void ContentInspector::inspect_line(std::string_view line, bool ended) {
    const bool had_cr = std::exchange(after_cr_, false);
    bool after_cr = had_cr && line.empty();  // CR and LF in two pieces
    if (had_cr && !line.empty()) {
        odd_ = true;
        found(bare_cr_, offset_ - 1);
    }
    for (auto cr = line.find('\r'); cr != std::string_view::npos; cr = line.find('\r', cr + 1)) {
        if (cr + 1 == line.size()) {
            after_cr = true;
        } else {
            odd_ = true;
            found(bare_cr_, offset_ + cr);
        }
    }
    offset_ += line.size();
    line_bytes_ += line.size();
    if (!ended) {
        after_cr_ = after_cr;
        return;
    }
    if (!after_cr && line_end_ == LineEnd::crlf) {
        odd_ = true;
        found(bare_lf_, offset_);
        ++line_bytes_;
    } else {
        if (line_bytes_ - after_cr > max_line_bytes)
            found(long_line_, offset_ - line_bytes_);
        line_bytes_ = 0;
    }
    ++offset_;
}

/// A dot between two of: bare CR, bare LF, NUL, where at least the first is one of them.
void ContentInspector::watch_dots(std::string_view octets) {
    auto offset = offset_ - octets.size();
    for (const char c : octets) {
        const bool suspect = c == '\r' || c == '\n' || c == '\0';
        if (dot_progress_ == 2 && suspect)
            found(ambiguous_, offset - 1);
        if (suspect)
            dot_progress_ = c == '\n' && last_ == '\r' ? 0 : 1;
        else
            dot_progress_ = c == '.' && dot_progress_ == 1 ? 2 : 0;
        last_ = c;
        ++offset;
    }
}

ContentInspector::Finding ContentInspector::of(FlagKind kind) const {
    switch (kind) {
        case FlagKind::bare_lf:
            return bare_lf_;
        case FlagKind::bare_cr:
            return bare_cr_;
        case FlagKind::nul_octet:
            return nul_;
        case FlagKind::undeclared_8bit:
            return eight_bit_;
        case FlagKind::long_line:
            return long_line_;
        case FlagKind::ambiguous_end:
            return ambiguous_;
        default:
            return {};
    }
}

void ContentInspector::report(Flags& flags) const {
    for (const auto kind : {FlagKind::bare_lf, FlagKind::bare_cr, FlagKind::nul_octet,
                            FlagKind::undeclared_8bit, FlagKind::long_line, FlagKind::ambiguous_end}) {
        if (const auto finding = of(kind); finding.count > 0)
            flags.raise(kind, "octet " + std::to_string(finding.first), finding.count);
    }
}

}  // namespace smtp
