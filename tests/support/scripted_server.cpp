#include "support/scripted_server.hpp"

#include <array>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace escucha::test {

void ScriptedServer::Peer::say(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

std::string ScriptedServer::Peer::line() {
    for (;;) {
        if (const auto end = buffer_.find('\n'); end != std::string::npos) {
            auto line = buffer_.substr(0, end);
            buffer_.erase(0, end + 1);
            if (line.ends_with('\r')) line.pop_back();
            return line;
        }
        std::array<char, 4096> piece{};
        const auto count = ::recv(socket_, piece.data(), piece.size(), 0);
        open_ = count > 0;
        if (!open_) return {};
        buffer_.append(piece.data(), static_cast<std::size_t>(count));
    }
}

void ScriptedServer::Peer::answer(const std::string& line, std::string_view words) {
    say(line.substr(0, line.find(' ')) + " " + std::string(words) + "\r\n");
}

void ScriptedServer::Peer::until_closed() {
    std::array<char, 4096> piece{};
    while (::recv(socket_, piece.data(), piece.size(), 0) > 0) continue;
}

ScriptedServer::ScriptedServer(Talk talk) : talk_(std::move(talk)) {
    listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listening_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listening_, 16) != 0 ||
        ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("no port for a scripted server");
    port_ = ntohs(address.sin_port);
    serving_ = std::thread([this] { serve(); });
}

void ScriptedServer::serve() {
    for (int socket = ::accept(listening_, nullptr, nullptr); socket >= 0;
         socket = ::accept(listening_, nullptr, nullptr)) {
        ++connections_;
        const std::lock_guard lock(mutex_);
        open_.push_back(socket);
        talks_.emplace_back([this, socket] {
            Peer peer(socket);
            talk_(peer);
            ::shutdown(socket, SHUT_RDWR);
        });
    }
}

ScriptedServer::~ScriptedServer() {
    ::shutdown(listening_, SHUT_RDWR);
    serving_.join();
    for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
    for (auto& talk : talks_) talk.join();
    for (const int socket : open_) ::close(socket);
    ::close(listening_);
}

}  // namespace escucha::test
