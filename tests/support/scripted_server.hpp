// A server that misbehaves exactly as a test wants: each connection is talked to by a function of the test.
#pragma once
#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace escucha::test {

class ScriptedServer {
  public:
    class Peer {
      public:
        explicit Peer(int socket) : socket_(socket) {}
        void say(std::string_view bytes);
        // The next line, without its end; empty when the other side is gone, too.
        std::string line();
        bool open() const { return open_; }
        // Says "<tag> <words>" to the command whose line it was (IMAP).
        void answer(const std::string& line, std::string_view words);
        // Reads until the other side closes.
        void until_closed();

      private:
        int socket_;
        bool open_ = true;
        std::string buffer_ = {};
    };
    using Talk = std::function<void(Peer&)>;

    explicit ScriptedServer(Talk talk);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    int port() const { return port_; }
    int connections() const { return connections_; }

  private:
    void serve();
    Talk talk_;
    int listening_ = -1;
    int port_ = 0;
    std::atomic<int> connections_ = 0;
    std::mutex mutex_;
    std::vector<int> open_;
    std::vector<std::thread> talks_;
    std::thread serving_;
};

}  // namespace escucha::test
