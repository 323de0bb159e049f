// A small blocking HTTP/1.1 client over one kept connection, for tests: it says exactly what it is told,
// shows exactly what came, and keeps cookies like a browser. Every wait ends after ten seconds with a failure
// that says so.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>

namespace escucha::test {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpAnswer {
    int status = 0;
    HttpHeaders headers;
    std::string body;
    std::string header(std::string_view name) const;  // "" when absent
    boost::json::value json() const { return boost::json::parse(body); }
    std::string code() const;  // of a problem, "" otherwise
};

struct HttpFile {
    std::string field, name, type, bytes;
};

struct HttpEvent {
    std::string id, event, data;
};

class HttpClient {
  public:
    explicit HttpClient(std::uint16_t port, std::string host = "127.0.0.1");
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;

    std::map<std::string, std::string> cookies;
    std::string csrf;    // sent as X-Escucha-Csrf with unsafe methods when not empty
    HttpHeaders always;  // sent with every request

    // Targets are taken as they are: "/api/v1/cases?view=mine".
    HttpAnswer request(std::string_view method, std::string_view target, std::string_view body = {},
                       HttpHeaders headers = {});
    HttpAnswer get(std::string_view target, HttpHeaders headers = {}) {
        return request("GET", target, {}, std::move(headers));
    }
    HttpAnswer del(std::string_view target, HttpHeaders headers = {}) {
        return request("DELETE", target, {}, std::move(headers));
    }
    HttpAnswer post(std::string_view target, std::string_view json, HttpHeaders headers = {}) {
        return with_json("POST", target, json, std::move(headers));
    }
    HttpAnswer put(std::string_view target, std::string_view json, HttpHeaders headers = {}) {
        return with_json("PUT", target, json, std::move(headers));
    }
    HttpAnswer patch(std::string_view target, std::string_view json, HttpHeaders headers = {}) {
        return with_json("PATCH", target, json, std::move(headers));
    }
    HttpAnswer form(std::string_view target, const std::vector<std::pair<std::string, std::string>>& fields,
                    HttpHeaders headers = {});
    HttpAnswer multipart(std::string_view target,
                         const std::vector<std::pair<std::string, std::string>>& fields,
                         const std::vector<HttpFile>& files, HttpHeaders headers = {});

    // The wire itself.
    void send(std::string_view bytes);
    HttpAnswer read_answer(bool to_head = false);
    std::string read_raw(std::size_t at_least);  // what comes, until that many bytes or the end
    bool ended(std::chrono::milliseconds within = std::chrono::seconds(10));  // the server closed

    // Server-sent events: open, then one event after another; comments are skipped.
    HttpAnswer open_events(std::string_view target, HttpHeaders headers = {});
    std::optional<HttpEvent> next_event(std::chrono::milliseconds within = std::chrono::seconds(10));

  private:
    HttpAnswer with_json(std::string_view method, std::string_view target, std::string_view json,
                         HttpHeaders headers);
    void connect();
    void keep_cookies(const HttpAnswer& answer);
    bool receive(
        std::chrono::milliseconds within);  // more into buffer_; false at the end or when time is over
    HttpAnswer read_head();
    std::uint16_t port_;
    std::string host_;
    int socket_ = -1;
    bool at_end_ = false;
    std::string buffer_;
};

}  // namespace escucha::test
