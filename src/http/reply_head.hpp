// The status line and headers of an answer, with the security headers that every answer carries.
#pragma once
#include <string>

#include "http/request.hpp"

namespace escucha::http {

struct HeadOptions {
    bool keep_alive = true;
    bool head_only = false;  // the answer to HEAD: Content-Length of a body that is not sent
    bool hsts = false;
};
std::string reply_head(const Reply& reply, const HeadOptions& options);
std::string_view reason(int status);

}  // namespace escucha::http
