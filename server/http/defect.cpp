#include "http/defect.hpp"

namespace http {

Response response_to(const Defect& defect) {
    auto response = problem(defect.status, defect.code, defect.message);
    if (defect.status == 503)
        response.headers.emplace_back("Retry-After", "5");
    return response;
}

}  // namespace http
