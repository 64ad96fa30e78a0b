// A file that was built into the program (cmake/embed.cmake).
#pragma once

#include <string_view>

namespace base {

struct EmbeddedFile {
    std::string_view path;  // "/assets/page.js"
    std::string_view bytes;
    std::string_view gzip;  // the same, compressed; empty when it was not
};

}  // namespace base
