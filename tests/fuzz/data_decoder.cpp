// uses: smtp base
// Message text behind a 354: however the input is cut, the decoder finds the same content and the same end as
// a plain reading of RFC 5321 section 4.5.2, and the inspector finds the same things in it. The first octet
// chooses the line end, the second the size of the pieces.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "smtp/content_inspector.hpp"
#include "smtp/data_decoder.hpp"

namespace {

struct Decoded {
    std::string content;
    std::size_t consumed = 0;
    bool done = false;
    bool operator==(const Decoded&) const = default;
};

/// Line by line, with the whole input at hand.
Decoded read_plainly(std::string_view input, smtp::LineEnd line_end) {
    Decoded decoded;
    bool at_line_start = true;
    for (std::size_t at = 0; at < input.size();) {
        if (at_line_start && input[at] == '.') {
            const auto rest = input.substr(at + 1);
            const bool lf_ends = line_end == smtp::LineEnd::lf && rest.starts_with('\n');
            if (rest.starts_with("\r\n") || lf_ends) {
                decoded.consumed = at + (lf_ends ? 2 : 3);
                decoded.done = true;
                return decoded;
            }
            if (rest.empty() || rest == "\r")
                break;  // what it is cannot be known yet
            ++at;
        }
        decoded.content += input[at];
        at_line_start =
            input[at] == '\n' && (line_end == smtp::LineEnd::lf || decoded.content.ends_with("\r\n"));
        ++at;
    }
    decoded.consumed = input.size();
    return decoded;
}

struct InPieces {
    Decoded decoded;
    smtp::ContentInspector inspector;
};

InPieces read_in_pieces(std::string_view input, smtp::LineEnd line_end, std::size_t piece_size) {
    smtp::DataDecoder decoder(line_end);
    InPieces result{{}, smtp::ContentInspector(line_end)};
    while (!input.empty() && !decoder.done()) {
        auto piece = input.substr(0, piece_size);
        input.remove_prefix(piece.size());
        result.decoded.consumed += piece.size();
        while (!piece.empty() && !decoder.done()) {
            const auto run = decoder.next(piece);
            result.decoded.content += run;
            result.inspector.inspect(run);
        }
        result.decoded.consumed -= piece.size();
    }
    result.decoded.done = decoder.done();
    return result;
}

bool same_findings(const smtp::ContentInspector& a, const smtp::ContentInspector& b) {
    using enum smtp::FlagKind;
    for (const auto kind : {bare_lf, bare_cr, nul_octet, undeclared_8bit, long_line, ambiguous_end}) {
        if (a.of(kind).count != b.of(kind).count || a.of(kind).first != b.of(kind).first)
            return false;
    }
    return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2)
        return 0;
    const auto line_end = data[0] % 2 == 0 ? smtp::LineEnd::crlf : smtp::LineEnd::lf;
    const std::size_t piece_size = 1 + data[1] % 32;
    const std::string_view input(reinterpret_cast<const char*>(data + 2), size - 2);
    const auto whole = read_in_pieces(input, line_end, input.size() + 1);
    const auto pieces = read_in_pieces(input, line_end, piece_size);
    const bool same = whole.decoded == read_plainly(input, line_end) && pieces.decoded == whole.decoded &&
                      same_findings(pieces.inspector, whole.inspector);
    if (!same)
        std::abort();
    return 0;
}
