// Where the lines of a header section are: found by looking at octets, without a copy. What is no field is
// set aside, so that whoever reads the fields afterwards sees only well-formed ones.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mime {

/// Offsets into the text that was scanned. The value may be folded; it ends before its last line end.
struct FieldLines {
    std::size_t name_begin = 0, name_end = 0;
    std::size_t value_begin = 0, value_end = 0;
};

enum class HeaderEnd : unsigned char {
    blank_line,
    boundary,  // a delimiter line of a multipart around it came first
    body,      // a line that can only be text came first
    end_of_text
};

struct HeaderLines {
    std::vector<FieldLines> fields;
    std::vector<std::size_t> bad_lines;
    std::size_t begin = 0;  // after an mbox From line
    std::size_t end = 0;    // with the last field's line end, without the blank line
    std::size_t body_begin = 0;
    HeaderEnd ended_by = HeaderEnd::end_of_text;
    bool truncated = false;      // fields were left out for a limit
    bool has_from_line = false;  // of mbox
};

/// Says whether a line (without its line end, beginning with "--") is a delimiter of a multipart that is
/// open.
class DelimiterTest {
public:
    virtual ~DelimiterTest() = default;
    virtual bool is_delimiter(std::string_view line) const = 0;
};

struct HeaderRules {
    std::size_t max_bytes = 256 * 1024;
    std::size_t max_fields = 10'000;
    bool of_message = true;  // not of a body part: an mbox From line may come first
    const DelimiterTest* delimiters = nullptr;
};

/// Reads from `begin` on. Lines end with LF or CRLF; a bare CR is an octet like others.
HeaderLines find_header_lines(std::string_view text, std::size_t begin, const HeaderRules& rules);

/// Appends a field's value as it came, line ends taken out of the folds (RFC 5322 section 2.2.3), trimmed.
void append_unfolded(std::string& out, std::string_view value);

}  // namespace mime
