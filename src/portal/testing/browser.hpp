// A browser without JavaScript, for tests: asks pages of the Api, fills in the forms they hold, follows 303.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/api.hpp"

namespace escucha::portal::testing {

struct SentFile {
    std::string name = {};
    std::string bytes = {};
};
using Fields = std::vector<std::pair<std::string, std::string>>;

struct Seen {
    int status = 0;
    std::string html = {};
    std::string location = {};
    std::string type = {};
    std::vector<http::Header> headers = {};

    bool says(std::string_view words) const { return html.find(words) != html.npos; }
    std::string header(std::string_view name) const {
        const auto at = std::ranges::find(headers, name, &http::Header::first);
        return at == headers.end() ? std::string{} : at->second;
    }
    // The value of the first <input name="…"> after `from`.
    std::string value(std::string_view name, std::string_view from = "") const {
        const auto start = html.find(from);
        const auto at = html.find(" name=\"" + std::string(name) + "\"", start == html.npos ? 0 : start);
        const auto tag = html.substr(at, html.find('>', at) - at);
        const auto value = tag.find("value=\"");
        return value == tag.npos ? std::string{}
                                 : tag.substr(value + 7, tag.find('"', value + 7) - value - 7);
    }
    std::string token(std::string_view from = "") const { return value("f", from); }
};

class Browser {
  public:
    explicit Browser(http::Api& api) : api_(api) {}
    std::string address = "190.12.34.56";
    std::string language = "es-PE";
    std::string cookies = {};

    Seen get(std::string target) { return ask(http::Method::get, std::move(target), "", ""); }

    Seen post(std::string target, const Fields& fields) {
        std::string body;
        for (const auto& [name, value] : fields) {
            body +=
                (body.empty() ? "" : "&") + http::percent_encode(name) + '=' + http::percent_encode(value);
        }
        return ask(http::Method::post, std::move(target), std::move(body),
                   "application/x-www-form-urlencoded");
    }

    Seen post(std::string target, const Fields& fields, const std::vector<SentFile>& files) {
        std::string body;
        const auto part = [&](const std::string& head, const std::string& bytes) {
            body += "--limit\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + bytes + "\r\n";
        };
        for (const auto& [name, value] : fields) part("name=\"" + name + "\"", value);
        for (const auto& f : files) part("name=\"files\"; filename=\"" + f.name + "\"", f.bytes);
        body += "--limit--\r\n";
        return ask(http::Method::post, std::move(target), std::move(body),
                   "multipart/form-data; boundary=limit");
    }

    Seen follow(const Seen& seen) { return get(seen.location.substr(0, seen.location.find('#'))); }

  private:
    Seen ask(http::Method method, std::string target, std::string body, std::string type) {
        http::Request request{.method = method, .target = std::move(target)};
        request.peer = address;
        request.headers = {{"Host", "localhost"}, {"Accept", "text/html"}, {"Accept-Language", language}};
        if (!type.empty()) request.headers.emplace_back("Content-Type", type);
        if (!cookies.empty()) request.headers.emplace_back("Cookie", cookies);
        request.body = http::Body(std::move(body));
        const auto reply = api_.handle(request);
        Seen seen{.status = reply.status,
                  .html = std::string(reply.body.bytes()),
                  .type = reply.type,
                  .headers = reply.headers};
        seen.location = seen.header("Location");
        return seen;
    }

    http::Api& api_;
};

}  // namespace escucha::portal::testing
