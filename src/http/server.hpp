// The server: sockets asynchronous on few threads, handlers synchronous on a pool of many.
//
// One I/O thread waits on all connections (an idle one costs its socket and some hundred bytes: no buffer, no
// parser, no thread). A complete request goes to a worker, which runs the handler, writes the answer itself
// and gives the connection back. When all workers are busy and the queue is full, the answer is 503 with
// Retry-After. Discarded: coroutines per connection (handlers are plain functions on purpose) and a timer per
// connection (one sweep a second over all of them is cheaper).
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.hpp"

namespace escucha::http {

class Api;

struct ServerOptions {
    std::string address = "127.0.0.1";  // "0.0.0.0", "::"
    std::uint16_t port = 8080;          // 0: any free one, see Server::port()
    std::size_t io_threads = 1;
    std::size_t workers = 64;          // started as they are needed
    std::size_t queue = 1024;          // requests waiting for a worker; beyond: 503
    std::size_t connections = 20'000;  // beyond: closed at once
    std::size_t header_bytes = 16 * 1024;
    std::size_t memory_body_bytes = 512 * 1024;  // beyond: spooled to a temporary file
    std::string spool_folder = {};               // "": the system's folder for temporary files
    std::chrono::seconds header_time{10};        // from a request's first byte to the end of its header
    std::chrono::seconds idle_time{75};
    std::chrono::seconds body_grace{15};  // a body may take this long plus its bytes / body_rate
    std::size_t body_rate = 4 * 1024;     // bytes a second
    std::chrono::seconds write_time{60};  // for a client that stops reading
    std::chrono::seconds stop_time{10};   // for running requests at stop()
    std::chrono::seconds heartbeat{15};   // comment line on event streams
};

class Server {
  public:
    // Throws std::system_error when the address cannot be had.
    Server(Api& api, ServerOptions options);
    ~Server();  // stop()
    std::uint16_t port() const;
    // Stops accepting, lets running requests finish (at most stop_time), closes everything. Idempotent.
    void stop();

    struct Impl;

  private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace escucha::http
