// How a refusal leaves the house: problem+json (RFC 9457), or a page of HTML for a person's browser.
#pragma once
#include <string_view>

#include "base/language.hpp"
#include "base/result.hpp"
#include "http/request.hpp"

namespace escucha::http {

// The only place where kinds of refusals become statuses.
int status_of(ErrorKind kind);

// {type, title, status, detail, code, request_id, errors?}, in the caller's language.
Reply problem(const Error& error, Language language, std::string_view request_id, int status = 0);
// Without scripts or styles of a module: the page for errors when src/app gave none (Api::error_pages).
Reply plain_error_page(const Error& error, Language language, std::string_view request_id, int status = 0);
std::string title_of(const Error& error, Language language, int status);
std::string detail_of(const Error& error, Language language);

}  // namespace escucha::http
