#include "mime/part.hpp"

#include <algorithm>

namespace mime {

std::string_view parameter(const Parameters& parameters, std::string_view name) {
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const auto& candidate) { return candidate.first == name; });
    return found == parameters.end() ? std::string_view{} : std::string_view(found->second);
}

}  // namespace mime
