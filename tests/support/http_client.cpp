#include "support/http_client.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

namespace escucha::test {
namespace {

constexpr std::chrono::seconds kPatience{10};

bool same_name(std::string_view a, std::string_view b) {
    return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}
bool has(const HttpHeaders& headers, std::string_view name) {
    for (auto& h : headers)
        if (same_name(h.first, name)) return true;
    return false;
}
bool is_safe(std::string_view method) {
    return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

std::string escaped(std::string_view s) {
    std::string out;
    for (char c : s) {
        auto u = static_cast<unsigned char>(c);
        if (std::isalnum(u) || c == '-' || c == '_' || c == '.') {
            out += c;
        } else {
            char hex[4];
            std::snprintf(hex, sizeof hex, "%%%02X", u);
            out += hex;
        }
    }
    return out;
}

}  // namespace

std::string HttpAnswer::header(std::string_view name) const {
    for (auto& [key, value] : headers)
        if (same_name(key, name)) return value;
    return {};
}

std::string HttpAnswer::code() const {
    if (header("Content-Type") != "application/problem+json") return {};
    return std::string(json().at("code").as_string());
}

HttpClient::HttpClient(std::uint16_t port, std::string host) : port_(port), host_(std::move(host)) {
    connect();
}
HttpClient::~HttpClient() {
    if (socket_ >= 0) ::close(socket_);
}

void HttpClient::connect() {
    if (socket_ >= 0) ::close(socket_);
    at_end_ = false;
    buffer_.clear();
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    inet_pton(AF_INET, host_.c_str(), &to.sin_addr);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
        throw std::runtime_error("connect: " + std::string(std::strerror(errno)));
    int yes = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

void HttpClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        auto n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0) return;  // the server closed: what it said before is still to be read
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

bool HttpClient::receive(std::chrono::milliseconds within) {
    if (at_end_) return false;
    pollfd wait{socket_, POLLIN, 0};
    if (::poll(&wait, 1, static_cast<int>(within.count())) <= 0) return false;
    char bytes[65536];
    auto n = ::recv(socket_, bytes, sizeof bytes, 0);
    if (n <= 0) return at_end_ = true, false;
    buffer_.append(bytes, static_cast<std::size_t>(n));
    return true;
}

HttpAnswer HttpClient::read_head() {
    std::size_t end;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
        if (!receive(kPatience)) throw std::runtime_error("no answer; so far: " + buffer_);
    HttpAnswer answer;
    std::string head = buffer_.substr(0, end + 2);
    buffer_.erase(0, end + 4);
    answer.status = std::stoi(head.substr(head.find(' ') + 1, 3));
    for (auto at = head.find("\r\n") + 2; at < head.size();) {
        auto line = head.substr(at, head.find("\r\n", at) - at);
        auto colon = line.find(": ");
        answer.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
        at += line.size() + 2;
    }
    return answer;
}

HttpAnswer HttpClient::read_answer(bool to_head) {
    auto answer = read_head();
    if (answer.status == 100) return read_answer(to_head);
    auto length = answer.header("Content-Length");
    std::size_t wanted = to_head || length.empty() ? 0 : std::stoul(length);
    while (buffer_.size() < wanted)
        if (!receive(kPatience)) throw std::runtime_error("the answer's body is cut short");
    answer.body = buffer_.substr(0, wanted);
    buffer_.erase(0, wanted);
    keep_cookies(answer);
    return answer;
}

std::string HttpClient::read_raw(std::size_t at_least) {
    while (buffer_.size() < at_least && receive(kPatience)) {
    }
    return std::exchange(buffer_, {});
}

bool HttpClient::ended(std::chrono::milliseconds within) {
    auto until = std::chrono::steady_clock::now() + within;
    while (!at_end_ && std::chrono::steady_clock::now() < until) receive(std::chrono::milliseconds(50));
    return at_end_;
}

void HttpClient::keep_cookies(const HttpAnswer& answer) {
    for (auto& [name, value] : answer.headers) {
        if (!same_name(name, "Set-Cookie")) continue;
        auto pair = value.substr(0, value.find(';'));
        auto equals = pair.find('=');
        if (value.find("Max-Age=0") != value.npos)
            cookies.erase(pair.substr(0, equals));
        else
            cookies[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
}

HttpAnswer HttpClient::request(std::string_view method, std::string_view target, std::string_view body,
                               HttpHeaders headers) {
    std::string out = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\n";
    headers.insert(headers.end(), always.begin(), always.end());
    if (!has(headers, "Host")) out += "Host: " + host_ + ":" + std::to_string(port_) + "\r\n";
    if (!csrf.empty() && !is_safe(method) && !has(headers, "X-Escucha-Csrf"))
        headers.emplace_back("X-Escucha-Csrf", csrf);
    if (!cookies.empty() && !has(headers, "Cookie")) {
        std::string all;
        for (auto& [name, value] : cookies) all += (all.empty() ? "" : "; ") + name + "=" + value;
        headers.emplace_back("Cookie", all);
    }
    for (auto& [name, value] : headers) out += name + ": " + value + "\r\n";
    if (!body.empty() || !is_safe(method)) out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    out += "\r\n";
    out += body;
    if (at_end_) connect();
    send(out);
    auto answer = read_answer(method == "HEAD");
    if (answer.header("Connection") == "close") at_end_ = true;
    return answer;
}

HttpAnswer HttpClient::with_json(std::string_view method, std::string_view target, std::string_view json,
                                 HttpHeaders headers) {
    if (!has(headers, "Content-Type")) headers.emplace_back("Content-Type", "application/json");
    return request(method, target, json, std::move(headers));
}

HttpAnswer HttpClient::form(std::string_view target,
                            const std::vector<std::pair<std::string, std::string>>& fields,
                            HttpHeaders headers) {
    std::string body;
    for (auto& [name, value] : fields)
        body += (body.empty() ? "" : "&") + escaped(name) + "=" + escaped(value);
    headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    return request("POST", target, body, std::move(headers));
}

HttpAnswer HttpClient::multipart(std::string_view target,
                                 const std::vector<std::pair<std::string, std::string>>& fields,
                                 const std::vector<HttpFile>& files, HttpHeaders headers) {
    const std::string boundary = "----escuchaTestBoundary7MA4YWxk";
    std::string body;
    for (auto& [name, value] : fields)
        body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" +
                value + "\r\n";
    for (auto& f : files)
        body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + f.field +
                "\"; filename=\"" + f.name + "\"\r\nContent-Type: " + f.type + "\r\n\r\n" + f.bytes + "\r\n";
    body += "--" + boundary + "--\r\n";
    headers.emplace_back("Content-Type", "multipart/form-data; boundary=" + boundary);
    return request("POST", target, body, std::move(headers));
}

HttpAnswer HttpClient::open_events(std::string_view target, HttpHeaders headers) {
    headers.emplace_back("Accept", "text/event-stream");
    return request("GET", target, {}, std::move(headers));
}

std::optional<HttpEvent> HttpClient::next_event(std::chrono::milliseconds within) {
    auto until = std::chrono::steady_clock::now() + within;
    for (;;) {
        auto end = buffer_.find("\n\n");
        if (end == std::string::npos) {
            auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                until - std::chrono::steady_clock::now());
            if (left.count() <= 0 || (!receive(left) && at_end_)) return {};
            continue;
        }
        std::string block = buffer_.substr(0, end + 1);
        buffer_.erase(0, end + 2);
        HttpEvent e;
        bool any = false;
        for (std::size_t at = 0; at < block.size();) {
            auto line = block.substr(at, block.find('\n', at) - at);
            at += line.size() + 1;
            auto colon = line.find(": ");
            if (colon == 0 || colon == line.npos) continue;
            auto name = line.substr(0, colon), value = line.substr(colon + 2);
            any = true;
            if (name == "id") e.id = value;
            if (name == "event") e.event = value;
            if (name == "data") e.data += (e.data.empty() ? "" : "\n") + value;
        }
        if (any) return e;
    }
}

}  // namespace escucha::test
