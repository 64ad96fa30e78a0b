// The page: its document with a new nonce in each response and the headers of its policy, and its files,
// built into the program or read from a folder. Nothing outside of the table, or of the folder, is ever
// served.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "base/embedded.hpp"
#include "base/random.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "http/router.hpp"

namespace http {

class Files {
public:
    /// The files live as long as the program, `random` outlives the object.
    Files(std::span<const base::EmbeddedFile> files, base::Random& random);
    /// Reads files when they are asked for: for those who work on the page.
    Files(std::filesystem::path folder, base::Random& random);

    /// "/" and whatever no other route serves. The object outlives the router.
    void add_routes(Router& router);

    /// For a path: the file; the document for "/", "/index.html" and the page's own paths, which are those
    /// without a dot outside of /api; else 404.
    Response respond(const Request& request);

private:
    struct File {
        std::variant<std::string, std::string_view> bytes;
        std::string_view gzip = {};
        std::string etag;  // without quotes
    };

    std::optional<File> find(std::string_view path) const;
    std::optional<File> read(std::string_view path) const;
    Response document();
    std::string new_nonce();

    std::unordered_map<std::string_view, const base::EmbeddedFile*> embedded_;
    std::unordered_map<std::string_view, std::string> etags_;
    std::filesystem::path folder_;
    base::Random& random_;
};

}  // namespace http
