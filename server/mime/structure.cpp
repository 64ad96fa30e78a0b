#include "mime/structure.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "mime/header_lines.hpp"
#include "mime/lines.hpp"
#include "mime/part_header.hpp"
#include "mime/transfer_encoding.hpp"

namespace mime {
namespace {

/// A multipart or a message that is read into and not ended yet.
struct Container {
    std::size_t part = 0;
    std::string boundary;  // empty for a message
    bool is_digest = false;
    bool is_closed = false;  // its last delimiter was seen; what follows is epilogue
    bool has_children = false;
};

/// What a line that begins with "--" is to the multiparts that are open.
struct Delimiter {
    std::size_t level = 0;  // in the stack
    bool closes = false;
};

class Scanner : private DelimiterTest {
public:
    Scanner(std::string_view content, const Limits& limits, Defects& defects)
        : content_(content), limits_(limits), defects_(defects) {}

    Structure scan() {
        begin_part(0, Part::no_parent, "text/plain");
        while (!stack_.empty() && skip_to_dashes()) {
            const auto line = line_at(content_, at_);
            at_ = line.next;
            if (const auto delimiter = find_delimiter(content_of(line, content_)))
                take_delimiter(line, *delimiter);
        }
        end_parts(0, content_.size());
        return std::move(structure_);
    }

private:
    /// Goes to the next line that begins with "--"; at_ is at the beginning of a line before and after. Looks
    /// for hyphens rather than at every line: in an encoded attachment there are none.
    bool skip_to_dashes() {
        while (at_ < content_.size()) {
            const auto hyphen = content_.find('-', at_);
            if (hyphen == content_.npos)
                return false;
            if (hyphen == at_ || content_[hyphen - 1] == '\n') {
                at_ = hyphen;
                if (content_.substr(hyphen, 2) == "--")
                    return true;
            }
            at_ = line_at(content_, hyphen).next;
        }
        return false;
    }

    bool is_delimiter(std::string_view line) const override { return find_delimiter(line).has_value(); }

    /// Innermost first: RFC 2046 section 5.1.2 lets an outer delimiter end everything inside. Blanks may
    /// follow (5.1.1), nothing else: an inner boundary often begins with the outer one.
    std::optional<Delimiter> find_delimiter(std::string_view line) const {
        line = line.substr(2, std::max<std::size_t>(line.find_last_not_of(" \t\r") + 1, 2) - 2);
        for (std::size_t level = stack_.size(); level-- > 0;) {
            const auto& container = stack_[level];
            if (container.boundary.empty() || container.is_closed || !line.starts_with(container.boundary))
                continue;
            const auto rest = line.substr(container.boundary.size());
            if (rest.empty() || rest == "--")
                return Delimiter{level, !rest.empty()};
        }
        return std::nullopt;
    }

    void take_delimiter(const Line& line, const Delimiter& delimiter) {
        if (!delimiter.closes && structure_.parts.size() >= limits_.max_parts)
            return stop_at_limit(stack_[delimiter.level].part, line.begin);
        end_parts(delimiter.level + 1, end_before(line.begin));
        auto& container = stack_.back();
        if (delimiter.closes) {
            container.is_closed = true;
            return;
        }
        container.has_children = true;
        begin_part(line.next, container.part, container.is_digest ? "message/rfc822" : "text/plain");
    }

    /// All the rest becomes body of the part that is open.
    void stop_at_limit(std::size_t part, std::size_t offset) {
        limit_reached(part, offset, "more parts than are read");
        for (auto& container : stack_)
            container.is_closed = true;
        at_ = content_.size();
    }

    /// The line end before a delimiter belongs to it (RFC 2046 section 5.1.1).
    std::size_t end_before(std::size_t delimiter) const {
        std::size_t end = delimiter;
        if (end > 0 && content_[end - 1] == '\n')
            --end;
        if (end > 0 && end < delimiter && content_[end - 1] == '\r')
            --end;
        return end;
    }

    /// Reads the header at `begin` and goes to the body; where that is a message, on into its header, and
    /// so on.
    void begin_part(std::size_t begin, std::size_t parent, std::string_view default_type) {
        bool goes_on = true;
        while (goes_on) {
            const auto index = structure_.parts.size();
            const bool of_message = parent == Part::no_parent || stack_.back().boundary.empty();
            auto lines = find_header_lines(content_, begin,
                                           {limits_.max_header_bytes, limits_.max_fields, of_message, this});
            Part part;
            part.type = default_type;
            part.parent = parent;
            part.header_begin = lines.begin;
            part.header_end = lines.end;
            part.body_begin = part.body_end = at_ = lines.body_begin;
            note_header(lines, index);
            const auto header = read_part_header(content_, lines, limits_, index, part, defects_);
            structure_.parts.push_back(std::move(part));
            structure_.notes.push_back({header.has_content_type, false, header.declares_eight_bit});
            if (index == 0)
                structure_.header = std::move(lines);
            goes_on = open_container(index, header);
            open_leaf_ = index;
            begin = at_;
            parent = index;
            default_type = "text/plain";
        }
    }

    void note_header(const HeaderLines& lines, std::size_t index) {
        if (!lines.bad_lines.empty())
            defects_.add("header_line_without_colon", index, lines.bad_lines.front());
        if (lines.ended_by == HeaderEnd::body && (index == 0 || !lines.fields.empty()))
            defects_.add("missing_blank_line", index, lines.body_begin);
        if (lines.has_from_line)
            defects_.add("mbox_from_line", index, 0);
        if (lines.truncated)
            defects_.add_once("mime_limited", index, lines.begin, "a header larger than is read");
    }

    /// Opens what is read into. Returns whether that is a message, whose header comes next.
    bool open_container(std::size_t index, const PartHeader& header) {
        Part& part = structure_.parts[index];
        const bool is_multipart = part.type.starts_with("multipart/");
        const bool is_message = part.type == "message/rfc822" || part.type == "message/global";
        if (!is_multipart && (!is_message || part.encoding != TransferEncoding::identity))
            return false;
        if (is_multipart && header.boundary.empty()) {
            defects_.add("boundary_missing", index, part.header_begin);
            return false;
        }
        const bool too_deep = stack_.size() >= limits_.max_depth;
        const bool too_many = is_message && structure_.parts.size() >= limits_.max_parts;
        if (too_deep || too_many || header.boundary.size() > limits_.max_boundary_bytes) {
            structure_.notes[index].was_limited = true;
            limit_reached(index, part.header_begin, "nested deeper, or with a longer boundary, than is read");
            return false;
        }
        part.is_leaf = false;
        stack_.push_back(
            {index, is_multipart ? header.boundary : std::string{}, part.type == "multipart/digest"});
        return is_message;
    }

    /// The leaf that is open and the containers from `level` on end at `end`.
    void end_parts(std::size_t level, std::size_t end) {
        if (open_leaf_)
            end_part(*open_leaf_, end);
        open_leaf_.reset();
        while (stack_.size() > level) {
            const auto& container = stack_.back();
            end_part(container.part, end);
            if (!container.boundary.empty())
                end_multipart(container, end);
            stack_.pop_back();
        }
    }

    void end_multipart(const Container& container, std::size_t end) {
        if (!container.has_children) {
            structure_.parts[container.part].is_leaf = true;
            defects_.add("multipart_without_parts", container.part,
                         structure_.parts[container.part].body_begin);
        } else if (!container.is_closed) {
            defects_.add("boundary_not_closed", container.part, end);
        }
    }

    void end_part(std::size_t index, std::size_t end) {
        Part& part = structure_.parts[index];
        part.body_end = std::max(part.body_begin, end);
    }

    void limit_reached(std::size_t part, std::size_t offset, std::string_view detail) {
        defects_.add_once("mime_limited", part, offset, detail);
    }

    std::string_view content_;
    const Limits& limits_;
    Defects& defects_;
    Structure structure_;
    std::vector<Container> stack_;
    std::optional<std::size_t> open_leaf_;
    std::size_t at_ = 0;
};

}  // namespace

Structure read_structure(std::string_view content, const Limits& limits, Defects& defects) {
    return Scanner(content, limits, defects).scan();
}

}  // namespace mime
