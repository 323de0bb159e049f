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

// One of many who ask: what they do next, and what they met.
struct Asking {
    Asking(std::uint16_t port, int n) : client(port), number(n) {}
    Client client;
    int number = 0, asked = 0;
    Time sent;
};

// All of them on one thread: sixty-four that wake for each answer would take the processors from what is
// measured.
class Crowd {
  public:
    Crowd(std::uint16_t port, int clients, int times, int wanted,
          const std::function<std::string(int, int)>& request)
        : times_(times), wanted_(wanted), request_(request) {
        for (int i = 0; i < clients; ++i) {
            all_.push_back(std::make_unique<Asking>(port, i));
            sockets_.push_back({all_.back()->client.socket(), POLLIN, 0});
        }
    }

    Outcome run() {
        for (auto& one : all_) ask(*one);
        for (auto going = all_.size(); going > 0;) {
            if (::poll(sockets_.data(), sockets_.size(), 60'000) <= 0)
                throw std::runtime_error("no answer came");
            for (std::size_t i = 0; i < sockets_.size(); ++i)
                if (sockets_[i].revents != 0 && all_[i]->client.receive() && !go_on(*all_[i])) {
                    sockets_[i].fd = -1;
                    --going;
                }
        }
        out_.per_second = static_cast<double>(out_.milliseconds.size()) / (ms(begun_, ended_) / 1000);
        return std::move(out_);
    }

  private:
    void ask(Asking& one) {
        const auto bytes = request_(one.number, one.asked++);
        one.sent = now();
        if (one.asked == times_ / 10 + 1) begun_ = std::min(begun_, one.sent);  // warm from here on
        one.client.write(bytes);
    }

    // An answer is whole. False: it was the last.
    bool go_on(Asking& one) {
        ended_ = now();
        out_.refused += one.client.take().status != wanted_;
        if (one.asked > times_ / 10) out_.milliseconds.push_back(ms(one.sent, ended_));
        if (one.asked == times_) return false;
        ask(one);
        return true;
    }

    int times_, wanted_;
    const std::function<std::string(int, int)>& request_;
    std::vector<std::unique_ptr<Asking>> all_;
    std::vector<pollfd> sockets_;
    Outcome out_;
    Time begun_ = Time::max(), ended_;
};

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
    return Crowd(port, clients, times, wanted, request).run();
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
