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
    void write(std::string_view bytes);
    int socket() const { return fd_; }

  private:
    void fill();
    int fd_ = -1;
    std::string buffer_;
    std::size_t used_ = 0;  // of the buffer, by the last answer
};

std::string get(std::string_view target, std::string_view cookie);
std::string post(std::string_view target, std::string_view cookie, std::string_view csrf,
                 std::string_view json);

}  // namespace escucha::bench
