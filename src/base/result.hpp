// How a refusal travels. The policy, once:
//
// * What a person or a program asked for and may not have is a REFUSAL: a value, `Result<T>`, holding an
//   `Error`. It says what was wrong (code), where (fields) and, through the texts of `locales/`, what to do.
// * What the machine failed at (disk, network, a bug) is an EXCEPTION. It is logged once, at the boundary
//   (http, jobs, CLI), and answered as "unavailable": nothing was half done, because the transaction is gone.
// * A missing row is `std::optional` or a `not_found` refusal; a failed database is an exception. They never
//   look alike.
//
// The codes are stable, dotted by area ("case.not_found", "promise.past"); each has a text in every language
// under the key "error.<code>" (locales/*/*.json), with {placeholders} taken from `params`.
#pragma once
#include <expected>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace escucha {

enum class ErrorKind {
    malformed,        // 400: the bytes could not be read as what the route takes
    unauthenticated,  // 401
    forbidden,        // 403
    not_found,        // 404, also what the caller may not know exists
    conflict,         // 409: the state does not allow it
    stale,            // 412: somebody changed it meanwhile (If-Match)
    too_large,        // 413
    wrong_type,       // 415
    invalid,          // 422: read well, but some field is not acceptable; `fields` names every one
    must_match,       // 428: an edit without If-Match
    too_many,         // 429
    unavailable,      // 503
};

using TextParams = std::map<std::string, std::string, std::less<>>;

struct FieldError {
    std::string field;  // path as the caller wrote it: "customer.email", "options[2].text"
    std::string code;   // stable: "required", "too_long", "not_an_email"…; text under "field.<code>"
    TextParams params = {};
    bool operator==(const FieldError&) const = default;
};

struct Error {
    ErrorKind kind = ErrorKind::invalid;
    std::string code;
    std::vector<FieldError> fields = {};
    TextParams params = {};
    int retry_after_seconds = 0;  // too_many and unavailable only
};

template <class T>
using Result = std::expected<T, Error>;
using Refused = std::unexpected<Error>;

inline Refused refuse(ErrorKind kind, std::string code, TextParams params = {}) {
    return Refused(Error{.kind = kind, .code = std::move(code), .params = std::move(params)});
}
inline Refused not_found(std::string code) {
    return refuse(ErrorKind::not_found, std::move(code));
}
inline Refused conflict(std::string code, TextParams params = {}) {
    return refuse(ErrorKind::conflict, std::move(code), std::move(params));
}
inline Refused invalid_fields(std::vector<FieldError> fields) {
    return Refused(Error{.kind = ErrorKind::invalid, .code = "invalid_fields", .fields = std::move(fields)});
}
inline Refused invalid_field(std::string field, std::string code, TextParams params = {}) {
    return invalid_fields({FieldError{std::move(field), std::move(code), std::move(params)}});
}

}  // namespace escucha
