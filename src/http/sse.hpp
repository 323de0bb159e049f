// Server-sent events (WHATWG HTML §9.2): one open answer per console, to which any thread may add events.
// A stream costs a socket and its unsent bytes, never a thread. A reader slower than its buffer (256 KiB) is
// cut off: it comes back with Last-Event-ID and catches up from the events table.
#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace escucha::http {

class SseStream {
  public:
    virtual ~SseStream() = default;
    // Thread-safe and never blocking. `id` and `event` may be empty; `data` may have several lines.
    // False when the stream is closed.
    virtual bool send(std::string_view id, std::string_view event, std::string_view data) = 0;
    // The same for bytes already formatted by sse_format: one formatting for a whole fan-out.
    virtual bool send_formatted(std::string_view bytes) = 0;
    virtual bool closed() const = 0;
    virtual void close() = 0;
    // Called once, on any thread, after the connection is gone (at once if it already is).
    virtual void on_close(std::function<void()> f) = 0;
};

std::string sse_format(std::string_view id, std::string_view event, std::string_view data);

}  // namespace escucha::http
