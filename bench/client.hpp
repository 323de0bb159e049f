// The plainest HTTP client there is: one kept connection, one request at a time, as little work as possible,
// because it shares two cores with what it measures.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace escucha::bench {

class Client {
  public:
    explicit Client(std::uint16_t port);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    struct Answer {
        int status = 0;
        std::string_view body;  // until the next send
    };
    Answer send(std::string_view request);
    // The same in steps, for who waits for many at once: ask, receive whenever the socket is readable until
    // an answer is whole, then take it.
    void write(std::string_view bytes);
    bool receive();
    Answer take();
    int socket() const { return fd_; }

  private:
    int fd_ = -1;
    std::string buffer_;
    int status_ = 0;
    std::size_t body_at_ = 0, whole_ = 0;  // of the answer that is arriving; 0: its head is not whole yet
};

std::string get(std::string_view target, std::string_view cookie);
std::string post(std::string_view target, std::string_view cookie, std::string_view csrf,
                 std::string_view json);

}  // namespace escucha::bench
