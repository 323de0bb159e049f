#include "bench/server_process.hpp"

#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "bench/client.hpp"

namespace escucha::bench {
namespace {

std::uint16_t free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (::bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0)
        throw std::runtime_error("no free port");
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(fd);
    return ntohs(address.sin_port);
}

[[noreturn]] void become_server(const std::string& binary, const std::string& database, std::uint16_t port) {
    ::setenv("ESCUCHA_SERVER_PORT", std::to_string(port).c_str(), 1);
    ::setenv("ESCUCHA_LOG_REQUESTS", "false", 1);
    const int null = ::open("/dev/null", O_WRONLY);
    ::dup2(null, STDOUT_FILENO);
    ::execl(binary.c_str(), binary.c_str(), "--database", database.c_str(), "serve", nullptr);
    ::_exit(127);
}

bool answers(std::uint16_t port) {
    try {
        Client client(port);
        return client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200;
    } catch (const std::runtime_error&) {
        return false;
    }
}

}  // namespace

ServerProcess::ServerProcess(const std::string& binary, const std::string& database) : port_(free_port()) {
    const auto begin = std::chrono::steady_clock::now();
    const auto elapsed = [&] {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    };
    pid_ = ::fork();
    if (pid_ == 0) become_server(binary, database, port_);
    while (!answers(port_)) {
        if (elapsed() > 30'000) throw std::runtime_error("the server did not start");
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    start_ = elapsed();
}

ServerProcess::~ServerProcess() {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
}

double ServerProcess::resident_megabytes() const {
    std::ifstream status(fmt::format("/proc/{}/status", pid_));
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
    return 0;
}

}  // namespace escucha::bench
