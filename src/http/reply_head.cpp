#include "http/reply_head.hpp"

#include <ctime>

namespace escucha::http {
namespace {

// No inline script or style, nothing from elsewhere, no frame around us; framed are only our own pages
// (a letter's HTML, with a stricter policy of its own).
constexpr std::string_view kContentPolicy =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: "
    "data:; "
    "connect-src 'self'; font-src 'self'; media-src 'self' blob:; frame-src 'self'; form-action 'self'; "
    "frame-ancestors "
    "'none'; "
    "base-uri 'none'; manifest-src 'self'; worker-src 'self'\r\n";
constexpr std::string_view kAlways =
    "X-Content-Type-Options: nosniff\r\nReferrer-Policy: same-origin\r\nCross-Origin-Opener-Policy: "
    "same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";
constexpr std::string_view kOnlyTls = "Strict-Transport-Security: max-age=31536000\r\n";

// RFC 9110 §5.6.7, made once a second and thread.
std::string_view date_line() {
    thread_local std::time_t made_for = 0;
    thread_local char line[48];
    thread_local std::size_t length = 0;
    auto now = std::time(nullptr);
    if (now != made_for) {
        std::tm utc{};
        gmtime_r(&now, &utc);
        length = std::strftime(line, sizeof line, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
        made_for = now;
    }
    return {line, length};
}

void add(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    // A value with a line end would begin another header: nothing of ours has one, and nothing of others may.
    for (char c : value)
        if (c != '\r' && c != '\n' && c != '\0') out += c;
    out += "\r\n";
}

bool has_no_body(int status) {
    return status == 204 || status == 304 || status < 200;
}

}  // namespace

std::string_view reason(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 204:
            return "No Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 409:
            return "Conflict";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 422:
            return "Unprocessable Content";
        case 428:
            return "Precondition Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 503:
            return "Service Unavailable";
        default:
            return "Status";
    }
}

std::string reply_head(const Reply& reply, const HeadOptions& options) {
    std::string out;
    out.reserve(1024);
    out += "HTTP/1.1 ";
    out += std::to_string(reply.status);
    out += ' ';
    out += reason(reply.status);
    out += "\r\n";
    out += date_line();
    if (!reply.type.empty()) add(out, "Content-Type", reply.type);
    if (!reply.stream && !has_no_body(reply.status))
        add(out, "Content-Length", std::to_string(reply.body.bytes().size()));
    for (auto& [name, value] : reply.headers) add(out, name, value);
    if (reply.header("Content-Security-Policy").empty()) out += kContentPolicy;
    out += kAlways;
    if (options.hsts) out += kOnlyTls;
    if (!options.keep_alive) out += "Connection: close\r\n";
    return out + "\r\n";
}

}  // namespace escucha::http
