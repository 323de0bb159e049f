// The one kind of SseStream: a socket, and what it did not take yet. Knows no Asio: the server lends it the
// descriptor and is asked to call flush() when the socket can take more.
#pragma once
#include <functional>
#include <mutex>
#include <string>

#include "http/sse.hpp"

namespace escucha::http {

class EventStream final : public SseStream {
  public:
    static constexpr std::size_t kUnsentBytes = 256 * 1024;

    bool send(std::string_view id, std::string_view event, std::string_view data) override;
    bool send_formatted(std::string_view bytes) override;
    bool closed() const override;
    void close() override;
    void on_close(std::function<void()> f) override;

    // The server's side. Until attach(), events wait in the buffer. `wants_writing` is called, under the
    // lock, when the socket is full; it must only post.
    void attach(int socket, std::string head, std::function<void()> wants_writing);
    void flush();   // the socket takes bytes again
    void detach();  // the socket is about to be closed: nothing touches it afterwards

  private:
    bool write_locked(std::string_view bytes);
    void cut_locked();
    mutable std::mutex mutex_;
    int socket_ = -1;
    bool open_ = true;
    bool waiting_ = false;  // wants_writing was called, flush() has not come yet
    std::string unsent_;
    std::function<void()> wants_writing_, closed_;
};

}  // namespace escucha::http
