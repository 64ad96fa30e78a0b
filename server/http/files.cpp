#include "http/files.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace http {
namespace {

constexpr std::string_view document_path = "/index.html";
constexpr std::string_view nonce_placeholder = "__CSP_NONCE__";
constexpr std::size_t nonce_bytes = 16;
constexpr std::uintmax_t max_file_bytes = 32 << 20;

struct Type {
    std::string_view extension;
    std::string_view content_type;
};

constexpr Type types[] = {
    {".css", "text/css; charset=utf-8"},
    {".gif", "image/gif"},
    {".html", "text/html; charset=utf-8"},
    {".ico", "image/vnd.microsoft.icon"},
    {".jpg", "image/jpeg"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json; charset=utf-8"},
    {".map", "application/json; charset=utf-8"},
    {".png", "image/png"},
    {".svg", "image/svg+xml"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
    {".webp", "image/webp"},
    {".woff2", "font/woff2"},
};

std::string_view content_type_of(std::string_view path) {
    for (const auto& type : types)
        if (path.ends_with(type.extension))
            return type.content_type;
    return "application/octet-stream";
}

std::string_view view(const std::variant<std::string, std::string_view>& bytes) {
    return std::visit([](const auto& octets) { return std::string_view(octets); }, bytes);
}

std::string etag_of(std::string_view bytes) {
    const auto digest = base::sha256(bytes);
    return base::hex(std::string(digest.begin(), digest.begin() + 16));
}

/// Every segment is a plain name: not empty, not hidden, not "..", without what other systems take for a
/// separator.
bool is_plain(std::string_view path) {
    const auto names = base::split(path.substr(1), '/');
    return std::all_of(names.begin(), names.end(), [](std::string_view name) {
        return !name.empty() && !name.starts_with('.') &&
               name.find_first_of("\\:") == std::string_view::npos &&
               std::none_of(name.begin(), name.end(), base::is_ascii_control);
    });
}

bool is_below(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

bool is_page_path(std::string_view path) {
    if (path == "/" || path == document_path)
        return true;
    return path.find('.') == std::string_view::npos && !is_below(path, "/api") && !is_below(path, "/assets");
}

/// RFC 9110 section 12.5.3, as far as one coding is concerned.
bool accepts_gzip(const Request& request) {
    for (const auto item : base::split(request.header("accept-encoding").value_or(std::string_view()), ',')) {
        const auto parts = base::split(item, ';');
        if (!base::equals_ignoring_case(base::trim(parts.front()), "gzip"))
            continue;
        const auto weight = parts.size() > 1 ? base::trim(parts[1]) : std::string_view("q=1");
        return weight.find_first_of("123456789") != std::string_view::npos;
    }
    return false;
}

/// RFC 9110 section 13.1.2: the weak comparison.
bool has_it(const Request& request, std::string_view etag) {
    for (auto item : base::split(request.header("if-none-match").value_or(std::string_view()), ',')) {
        item = base::trim(item);
        if (item.starts_with("W/"))
            item.remove_prefix(2);
        if (item == etag || item == "*")
            return true;
    }
    return false;
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
    std::string result;
    result.reserve(text.size() + 64);
    for (;;) {
        const auto at = text.find(from);
        result += text.substr(0, at);
        if (at == std::string_view::npos)
            return result;
        result += to;
        text.remove_prefix(at + from.size());
    }
}

Response not_found() {
    return problem(404, "not_found", "there is nothing at this path");
}

}  // namespace

Files::Files(std::span<const base::EmbeddedFile> files, base::Random& random) : random_(random) {
    for (const auto& file : files) {
        embedded_[file.path] = &file;
        etags_[file.path] = etag_of(file.bytes);
    }
}

Files::Files(std::filesystem::path folder, base::Random& random)
    : folder_(std::filesystem::weakly_canonical(folder)), random_(random) {}

void Files::add_routes(Router& router) {
    const Handler handler = [this](const Request& request) -> asio::awaitable<Response> {
        co_return respond(request);
    };
    router.add({.method = "GET", .path = "/", .operation = "getPage", .handler = handler});
    router.add({.method = "GET", .path = "/*", .operation = "getFile", .handler = handler});
}

Response Files::respond(const Request& request) {
    const std::string_view path = request.path;
    if (path != "/" && !is_plain(path))
        return not_found();
    if (is_page_path(path))
        return document();
    auto file = find(path);
    if (!file)
        return not_found();
    const bool zipped = !file->gzip.empty() && accepts_gzip(request);
    const auto etag = '"' + file->etag + (zipped ? "-gzip\"" : "\"");
    const bool immutable = is_below(path, "/assets");
    Response response{.headers = {
                          {"ETag", etag},
                          {"Vary", "Accept-Encoding"},
                          {"Cache-Control", immutable ? "public, max-age=31536000, immutable" : "no-cache"},
                      }};
    if (has_it(request, etag)) {
        response.status = 304;
        return response;
    }
    response.headers.emplace_back("Content-Type", content_type_of(path));
    if (zipped) {
        response.headers.emplace_back("Content-Encoding", "gzip");
        response.body = file->gzip;
    } else {
        std::visit([&](auto& bytes) { response.body = std::move(bytes); }, file->bytes);
    }
    return response;
}

std::optional<Files::File> Files::find(std::string_view path) const {
    if (!folder_.empty())
        return read(path);
    const auto found = embedded_.find(path);
    if (found == embedded_.end())
        return std::nullopt;
    const auto& file = *found->second;
    return File{.bytes = file.bytes, .gzip = file.gzip, .etag = etags_.at(path)};
}

/// Blocks the network thread for as long as the file system takes: fit for a developer's own machine.
std::optional<Files::File> Files::read(std::string_view path) const {
    std::error_code error;
    const auto file = std::filesystem::canonical(folder_ / path.substr(1), error);
    // A symbolic link may lead out of the folder.
    const bool inside = !error && is_below(file.native(), folder_.native());
    if (!inside || !std::filesystem::is_regular_file(file, error) ||
        std::filesystem::file_size(file, error) > max_file_bytes)
        return std::nullopt;
    std::ifstream stream(file, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    if (!stream)
        return std::nullopt;
    auto etag = etag_of(bytes);
    return File{.bytes = std::move(bytes), .etag = std::move(etag)};
}

std::string Files::new_nonce() {
    std::array<std::uint8_t, nonce_bytes> octets;
    random_.fill(octets);
    return base::base64_encode(std::string(octets.begin(), octets.end()));
}

Response Files::document() {
    const auto file = find(document_path);
    if (!file)
        return problem(404, "not_found", "this program was built without its page; the API is at /api");
    const auto nonce = new_nonce();
    return {
        .headers =
            {
                {"Content-Type", "text/html; charset=utf-8"},
                {"Content-Security-Policy",
                 "default-src 'none'; script-src 'nonce-" + nonce +
                     "'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
                     "frame-src 'self'; form-action 'none'; base-uri 'none'; object-src 'none'; "
                     "frame-ancestors 'none'; require-trusted-types-for 'script'"},
                {"X-Content-Type-Options", "nosniff"},
                {"X-Frame-Options", "DENY"},
                {"Referrer-Policy", "no-referrer"},
                {"Cross-Origin-Opener-Policy", "same-origin"},
                {"Cross-Origin-Resource-Policy", "same-origin"},
                {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"},
                {"Cache-Control", "no-store"},
            },
        .body = replace_all(view(file->bytes), nonce_placeholder, nonce)};
}

}  // namespace http
