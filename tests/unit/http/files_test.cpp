#include "http/files.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <array>
#include <fstream>

namespace {

constexpr std::array<base::EmbeddedFile, 3> files{{
    {"/index.html",
     "<script nonce=\"__CSP_NONCE__\" src=\"/assets/page.js\"></script><i nonce=\"__CSP_NONCE__\">",
     {}},
    {"/assets/page.js", "let a = 1;", "zipped"},
    {"/favicon.svg", "<svg/>", {}},
}};

http::Request request_for(std::string path, http::Pairs headers = {}) {
    http::Request request;
    request.method = "GET";
    request.path = std::move(path);
    request.headers = std::move(headers);
    return request;
}

std::string field(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name)
            return value;
    return {};
}

std::string body(const http::Response& response) {
    if (const auto* text = std::get_if<std::string>(&response.body))
        return *text;
    return std::string(std::get<std::string_view>(response.body));
}

struct Page {
    base::SeededRandom random{1};
    http::Files page{files, random};

    http::Response get(std::string path, http::Pairs headers = {}) {
        return page.respond(request_for(std::move(path), std::move(headers)));
    }
};

/// A folder with a page in it, and something outside that a link points to.
struct Folder {
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "files_test.XXXXXX").string();
        root = mkdtemp(pattern.data());
        std::filesystem::create_directories(root / "page/assets");
        std::ofstream(root / "page/index.html") << "<p>__CSP_NONCE__";
        std::ofstream(root / "page/assets/a.css") << "a{}";
        std::ofstream(root / "page/.hidden.txt") << "hidden";
        std::ofstream(root / "secret.txt") << "secret";
        std::filesystem::create_symlink(root / "secret.txt", root / "page/link.txt");
    }
    ~Folder() { std::filesystem::remove_all(root); }

    std::filesystem::path root;
};

/// Paths that try to get out, decoded (HTTP-07).
constexpr std::string_view ways_out[] = {"/../secret.txt",  "/assets/../../secret.txt",
                                         "/..;/secret.txt", "//etc/passwd.txt",
                                         "/assets//a.css",  "/assets/..\\..\\x.txt",
                                         "/./assets/a.css", "/.hidden.txt",
                                         "/link.txt",       "/assets/../index.html",
                                         "/assets",         "/assets/",
                                         "/c:/x.txt",       "//",
                                         "/assets/\x01.css"};

}  // namespace

TEST_CASE("the document comes with its policy and a new nonce each time") {
    Page page;
    const auto first = page.get("/");
    const auto policy = field(first, "Content-Security-Policy");
    const auto from = policy.find("'nonce-") + 7;
    const auto nonce = policy.substr(from, policy.find('\'', from) - from);
    CHECK(nonce.size() == 24);
    CHECK(policy == "default-src 'none'; script-src 'nonce-" + nonce +
                        "'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src "
                        "'self'; frame-src 'self'; "
                        "form-action 'none'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
                        "require-trusted-types-for 'script'");
    CHECK(body(first) ==
          "<script nonce=\"" + nonce + "\" src=\"/assets/page.js\"></script><i nonce=\"" + nonce + "\">");
    CHECK(body(page.get("/")) != body(first));
}

TEST_CASE("the document's other headers are those that were decided on") {
    const auto response = Page().get("/");
    CHECK(field(response, "Content-Type") == "text/html; charset=utf-8");
    CHECK(field(response, "X-Content-Type-Options") == "nosniff");
    CHECK(field(response, "X-Frame-Options") == "DENY");
    CHECK(field(response, "Referrer-Policy") == "no-referrer");
    CHECK(field(response, "Cross-Origin-Opener-Policy") == "same-origin");
    CHECK(field(response, "Cross-Origin-Resource-Policy") == "same-origin");
    CHECK(field(response, "Permissions-Policy") ==
          "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
    CHECK(field(response, "Cache-Control") == "no-store");
}

TEST_CASE("links into the page open it; the API and missing files do not") {
    Page page;
    for (const std::string path : {"/", "/index.html", "/messages/0abc", "/settings", "/apiary"})
        CHECK_MESSAGE(page.get(path).status == 200, path);
    for (const std::string path :
         {"/api", "/api/nothing", "/missing.js", "/assets/missing.js", "/assets/page"})
        CHECK_MESSAGE(page.get(path).status == 404, path);
}

TEST_CASE("assets may be kept for ever, other files are asked for again") {
    Page page;
    const auto asset = page.get("/assets/page.js");
    CHECK(body(asset) == "let a = 1;");
    CHECK(field(asset, "Content-Type") == "text/javascript; charset=utf-8");
    CHECK(field(asset, "Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(field(asset, "Content-Encoding").empty());
    const auto icon = page.get("/favicon.svg");
    CHECK(field(icon, "Content-Type") == "image/svg+xml");
    CHECK(field(icon, "Cache-Control") == "no-cache");
}

TEST_CASE("the compressed form goes to who takes it (RFC 9110 section 12.5.3)") {
    Page page;
    for (const std::string accepted : {"gzip", "br, GZIP", "gzip;q=0.5", "deflate, gzip; q=1"}) {
        const auto response = page.get("/assets/page.js", {{"accept-encoding", accepted}});
        CHECK_MESSAGE(body(response) == "zipped", accepted);
        CHECK(field(response, "Content-Encoding") == "gzip");
        CHECK(field(response, "Vary") == "Accept-Encoding");
    }
    for (const std::string accepted : {"", "br", "gzip;q=0", "gzip; q=0.0", "xgzip", "identity"})
        CHECK_MESSAGE(body(page.get("/assets/page.js", {{"accept-encoding", accepted}})) == "let a = 1;",
                      accepted);
}

TEST_CASE("who has a file already gets 304 (RFC 9110 section 13.1.2)") {
    Page page;
    const auto etag = field(page.get("/favicon.svg"), "ETag");
    for (const auto& known : {etag, "W/" + etag, "\"x\", " + etag, std::string("*")}) {
        const auto response = page.get("/favicon.svg", {{"if-none-match", known}});
        CHECK(response.status == 304);
        CHECK(field(response, "ETag") == etag);
        CHECK(body(response).empty());
    }
    CHECK(page.get("/favicon.svg", {{"if-none-match", "\"x\""}}).status == 200);
    CHECK(field(page.get("/assets/page.js"), "ETag") !=
          field(page.get("/assets/page.js", {{"accept-encoding", "gzip"}}), "ETag"));
}

TEST_CASE("no path leads out of the built-in files (HTTP-07)") {
    Page page;
    for (const auto path : ways_out)
        CHECK_MESSAGE(page.get(std::string(path)).status == 404, path);
}

TEST_CASE("a folder is served like the built-in files, and nothing outside of it (HTTP-07)") {
    const Folder folder;
    base::SeededRandom random(1);
    http::Files page(folder.root / "page", random);
    CHECK(body(page.respond(request_for("/"))).starts_with("<p>"));
    CHECK(body(page.respond(request_for("/assets/a.css"))) == "a{}");
    CHECK(page.respond(request_for("/assets/b.css")).status == 404);
    for (const auto path : ways_out)
        CHECK_MESSAGE(page.respond(request_for(std::string(path))).status == 404, path);
}

TEST_CASE("a program without a page says so") {
    base::SeededRandom random(1);
    http::Files page(std::span<const base::EmbeddedFile>(), random);
    CHECK(page.respond(request_for("/")).status == 404);
}
