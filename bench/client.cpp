#include "bench/client.hpp"

#include <charconv>
#include <stdexcept>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

namespace escucha::bench {

Client::Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
        ::close(fd_);
        throw std::runtime_error("cannot connect");
    }
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

Client::~Client() {
    ::close(fd_);
}

// What was received before belongs to the answer before.
void Client::write(std::string_view bytes) {
    buffer_.clear();
    whole_ = 0;
    while (!bytes.empty()) {
        const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0) throw std::runtime_error("the connection was lost");
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

bool Client::receive() {
    char bytes[65'536];
    const auto n = ::recv(fd_, bytes, sizeof(bytes), 0);
    if (n <= 0) throw std::runtime_error("the connection was closed");
    buffer_.append(bytes, static_cast<std::size_t>(n));
    if (whole_ == 0) {
        const auto head = buffer_.find("\r\n\r\n");
        if (head == std::string::npos) return false;
        body_at_ = head + 4;
        std::from_chars(buffer_.data() + 9, buffer_.data() + 12, status_);
        std::size_t length = 0;
        if (const auto at = buffer_.find("Content-Length: "); at < body_at_)
            std::from_chars(buffer_.data() + at + 16, buffer_.data() + body_at_, length);
        whole_ = body_at_ + length;
    }
    return buffer_.size() >= whole_;
}

Client::Answer Client::take() {
    return {status_, std::string_view(buffer_).substr(body_at_, whole_ - body_at_)};
}

Client::Answer Client::send(std::string_view request) {
    write(request);
    while (!receive()) {
    }
    return take();
}

std::string get(std::string_view target, std::string_view cookie) {
    return fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\n\r\n", target, cookie);
}

std::string post(std::string_view target, std::string_view cookie, std::string_view csrf,
                 std::string_view json) {
    return fmt::format(
        "POST {} HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\nX-Escucha-Csrf: {}\r\nContent-Type: "
        "application/json\r\n"
        "Content-Length: {}\r\n\r\n{}",
        target, cookie, csrf, json.size(), json);
}

}  // namespace escucha::bench
