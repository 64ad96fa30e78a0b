// One request's header section and body, parsed by Beast and held against what Beast lets pass: framing that
// two readers could take differently (RFC 9112 sections 6 and 7), too many fields, trailers, long chunk
// extensions. Beast stays in the source.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/defect.hpp"
#include "http/request.hpp"

namespace http {

struct RequestLimits {
    std::size_t max_head_bytes = 16 * 1024;
    std::size_t max_target_bytes = 8 * 1024;
    std::size_t max_fields = 100;
};

/// What the header section said.
struct RequestHead {
    std::string method;
    std::string target;
    int version = 0;  // 10 or 11
    Pairs headers;    // names in lower case
};

class RequestParser {
public:
    explicit RequestParser(const RequestLimits& limits);
    ~RequestParser();

    /// `text` is the whole header section, as HeadScanner has found it. After a defect, where the next
    /// request would begin is not known.
    std::optional<Defect> parse_head(std::string_view text);
    RequestHead& head();

    /// Does the request, by its version and Connection field, leave the connection open (RFC 9112
    /// section 9.3)?
    bool keep_alive() const;
    /// nullopt when the body is chunked; 0 when there is none.
    std::optional<std::uint64_t> content_length() const;
    /// Nothing of the request is left to read.
    bool done() const;

    struct Progress {
        std::size_t used =
            0;  // octets off the front of the input; 0 without a defect: more is needed at once
        std::optional<Defect> defect;
    };
    /// Appends what is body in `input` to `body`, which never grows beyond `max_body_bytes`.
    Progress parse_body(std::string_view input, std::string& body, std::size_t max_body_bytes);

private:
    class Beast;
    std::unique_ptr<Beast> beast_;
};

extern const Defect body_too_large;

}  // namespace http
