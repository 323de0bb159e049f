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

void Client::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0) throw std::runtime_error("the connection was lost");
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

void Client::fill() {
    const auto old = buffer_.size();
    buffer_.resize(old + 65'536);
    const auto n = ::recv(fd_, buffer_.data() + old, 65'536, 0);
    if (n <= 0) throw std::runtime_error("the connection was closed");
    buffer_.resize(old + static_cast<std::size_t>(n));
}

Client::Answer Client::send(std::string_view request) {
    buffer_.erase(0, used_);
    used_ = 0;
    write(request);
    std::size_t head = 0;
    while ((head = buffer_.find("\r\n\r\n")) == std::string::npos) fill();
    head += 4;
    int status = 0;
    std::from_chars(buffer_.data() + 9, buffer_.data() + 12, status);
    std::size_t length = 0;
    if (const auto at = buffer_.find("Content-Length: "); at < head)
        std::from_chars(buffer_.data() + at + 16, buffer_.data() + head, length);
    while (buffer_.size() < head + length) fill();
    used_ = head + length;
    return {status, std::string_view(buffer_).substr(head, length)};
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
