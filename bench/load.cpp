#include "bench/load.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>

#include <poll.h>
#include <sys/socket.h>

namespace escucha::bench {
namespace {

using Time = std::chrono::steady_clock::time_point;
Time now() {
    return std::chrono::steady_clock::now();
}
double ms(Time from, Time to) {
    return std::chrono::duration<double, std::milli>(to - from).count();
}

struct One {
    std::vector<double> milliseconds;
    std::size_t refused = 0;
    Time begun, ended;
};

void run_one(std::uint16_t port, int times, int wanted, int number,
             const std::function<std::string(int, int)>& request, One& out) {
    Client client(port);
    const int warm_up = times / 10;
    for (int i = 0; i < times; ++i) {
        const auto bytes = request(number, i);
        const auto start = now();
        if (i == warm_up) out.begun = start;
        const auto answer = client.send(bytes);
        out.refused += answer.status != wanted;
        if (i >= warm_up) out.milliseconds.push_back(ms(start, now()));
    }
    out.ended = now();
}

// Reads what has come on a stream; counts the events of this change.
int events_in(int socket) {
    char bytes[16'384];
    const auto n = ::recv(socket, bytes, sizeof(bytes), MSG_DONTWAIT);
    if (n <= 0) return 0;
    const std::string_view text(bytes, static_cast<std::size_t>(n));
    int count = 0;
    for (auto at = text.find("\nevent: change"); at != text.npos; at = text.find("\nevent: change", at + 1))
        ++count;
    for (auto at = text.find("event: change"); at == 0; at = text.npos) ++count;
    return count;
}

}  // namespace

Outcome load(std::uint16_t port, int clients, int times, int wanted,
             const std::function<std::string(int, int)>& request) {
    std::vector<One> results(static_cast<std::size_t>(clients));
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < clients; ++i)
            threads.emplace_back(
                [&, i] { run_one(port, times, wanted, i, request, results[static_cast<std::size_t>(i)]); });
    }
    Outcome all;
    Time begun = results.front().begun, ended = results.front().ended;
    for (auto& one : results) {
        all.milliseconds.insert(all.milliseconds.end(), one.milliseconds.begin(), one.milliseconds.end());
        all.refused += one.refused;
        begun = std::min(begun, one.begun);
        ended = std::max(ended, one.ended);
    }
    all.per_second = static_cast<double>(all.milliseconds.size()) / (ms(begun, ended) / 1000);
    return all;
}

std::vector<double> fan_out(std::uint16_t port, const std::string& cookie, int consoles, int changes,
                            const std::function<std::string(int)>& change) {
    std::vector<std::unique_ptr<Client>> streams;
    std::vector<pollfd> sockets;
    for (int i = 0; i < consoles; ++i) {
        streams.push_back(std::make_unique<Client>(port));
        streams.back()->write(
            "GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nCookie: " + cookie +
            "\r\n\r\n");
        sockets.push_back({streams.back()->socket(), POLLIN, 0});
    }
    std::this_thread::sleep_for(std::chrono::seconds(1));
    for (const auto& s : sockets) events_in(s.fd);
    Client writer(port);
    std::vector<double> arrived;
    for (int n = 0; n < changes; ++n) {
        const auto start = now();
        std::jthread send([&] { writer.send(change(n)); });
        std::vector<bool> has(sockets.size(), false);
        std::size_t missing = sockets.size();
        while (missing > 0) {
            if (::poll(sockets.data(), sockets.size(), 5'000) <= 0)
                throw std::runtime_error("a change did not arrive");
            for (std::size_t i = 0; i < sockets.size(); ++i) {
                if (!(sockets[i].revents & POLLIN) || events_in(sockets[i].fd) == 0 || has[i]) continue;
                has[i] = true;
                --missing;
                arrived.push_back(ms(start, now()));
            }
        }
        send.join();
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        for (const auto& s : sockets) events_in(s.fd);
    }
    return arrived;
}

}  // namespace escucha::bench
