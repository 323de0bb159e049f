// One connection, and the loop that owns it. Included by server.cpp and connection.cpp only (Asio).
//
// A connection is always in one hand: the loop's (waiting, reading, continuing a write) or a worker's
// (running the handler, writing the answer). Only the loop closes a socket, so a descriptor is never used
// after it is gone. The sweep may shut a socket down at any time: the hand that holds the connection then
// sees its end.
#pragma once
#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "http/api.hpp"
#include "http/body_sink.hpp"
#include "http/event_stream.hpp"
#include "http/request_parser.hpp"
#include "http/server.hpp"
#include "http/worker_pool.hpp"

namespace escucha::http {

namespace net = boost::asio;
using Tcp = net::ip::tcp;
using Socket = net::basic_stream_socket<Tcp, net::io_context::executor_type>;
using Steady = std::chrono::steady_clock;

class Connection;

// Read by the gauges, which may outlive the server.
struct Counts {
    std::atomic<std::size_t> connections{0}, streams{0}, running{0};
};

// What all loops share.
struct Shared {
    Shared(Api& a, ServerOptions o) : api(a), options(std::move(o)), pool(options.workers, options.queue) {}
    Api& api;
    ServerOptions options;
    SpoolRules spool;
    WorkerPool pool;
    std::atomic<bool> stopping{false};
    std::shared_ptr<Counts> counts = std::make_shared<Counts>();
};

// One I/O thread with its connections in a list of their own (`next_`, `previous_`: no memory beside them).
struct Loop {
    explicit Loop(Shared& s) : shared(s), timer(context) {}
    Shared& shared;
    net::io_context context{1};
    net::basic_waitable_timer<Steady, net::wait_traits<Steady>, net::io_context::executor_type> timer;
    std::thread thread;
    Connection* first = nullptr;
    std::string scratch = std::string(64 * 1024, '\0');
    Steady::time_point last_beat = Steady::now();

    void adopt(Socket socket);  // on the loop's thread
    void sweep();
    void schedule_sweep();
};

class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(Loop& loop, Socket socket);
    ~Connection();
    void start();
    void sweep(Steady::time_point now, bool beat);
    Connection* next() const { return next_; }
    void close();  // on the loop's thread, or after it ended

  private:
    friend struct Loop;
    enum class Stage : std::uint8_t { idle, reading, answering, streaming, lingering };

    void wait_for_bytes();
    void on_readable(const boost::system::error_code& ec);
    void take(std::string_view bytes);
    void parse(std::string_view bytes);
    bool head_is_welcome();
    void dispatch();
    void answer(Request request);
    void refuse(const Error& error);
    void respond(Reply reply, bool keep_alive, bool head_only);
    void write_rest();
    bool write_some();
    void answered();
    void next_request();
    void begin_stream(Reply& reply);
    void watch_stream();
    void linger();
    void set_deadline(std::chrono::milliseconds from_now);

    Loop& loop_;
    Socket socket_;
    std::shared_ptr<Connection> self_;  // while open
    Connection* next_ = nullptr;
    Connection* previous_ = nullptr;
    std::atomic<std::int64_t> deadline_{0};  // steady milliseconds
    std::atomic<Stage> stage_{Stage::idle};
    bool keep_alive_ = true;
    std::unique_ptr<RequestParser> parser_;
    Steady::time_point body_began_{};
    std::string unread_;  // bytes behind the request being answered, or an unfinished head
    struct Outgoing {
        std::string head;
        Body body;
        std::size_t sent = 0;
        bool head_only = false;
    };
    std::unique_ptr<Outgoing> outgoing_;
    std::shared_ptr<EventStream> stream_;
    std::string peer_;
};

}  // namespace escucha::http
