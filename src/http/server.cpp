#include "http/server.hpp"

#include <sys/resource.h>

#include <boost/asio/post.hpp>

#include "http/connection.hpp"

namespace escucha::http {
namespace {

using namespace std::chrono_literals;

// Ten thousand idle consoles are ten thousand descriptors; the usual soft limit is 1,024.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

struct Server::Impl {
    Shared shared;
    std::vector<std::unique_ptr<Loop>> loops;
    std::unique_ptr<Tcp::acceptor> acceptor;
    std::size_t next_loop = 0;
    std::uint16_t port = 0;
    bool stopped = false;

    Impl(Api& api, ServerOptions options) : shared(api, std::move(options)) {
        auto& o = shared.options;
        shared.spool.memory_bytes = o.memory_body_bytes;
        shared.spool.folder = o.spool_folder;
        for (std::size_t i = 0; i < std::max<std::size_t>(o.io_threads, 1); ++i)
            loops.push_back(std::make_unique<Loop>(shared));
        listen();
        auto& metrics = api.metrics();
        metrics.gauge("escucha_http_connections", "Open connections",
                      [c = shared.counts] { return double(c->connections); });
        metrics.gauge("escucha_http_streams", "Open event streams",
                      [c = shared.counts] { return double(c->streams); });
        metrics.gauge("escucha_http_running", "Requests with a worker or waiting for one",
                      [c = shared.counts] { return double(c->running); });
        accept();
        for (auto& loop : loops) {
            loop->schedule_sweep();
            loop->thread = std::thread([&loop = *loop] { loop.context.run(); });
        }
    }

    void listen() {
        raise_descriptor_limit();
        Tcp::endpoint where(net::ip::make_address(shared.options.address), shared.options.port);
        acceptor = std::make_unique<Tcp::acceptor>(loops[0]->context);
        acceptor->open(where.protocol());
        acceptor->set_option(Tcp::acceptor::reuse_address(true));
        acceptor->bind(where);
        acceptor->listen(4096);
        port = acceptor->local_endpoint().port();
    }

    void accept() {
        auto& loop = *loops[next_loop++ % loops.size()];
        auto socket = std::make_shared<Socket>(loop.context);
        acceptor->async_accept(*socket, [this, socket, &loop](const boost::system::error_code& ec) {
            if (shared.stopping || ec == net::error::operation_aborted) return;
            if (ec) return rest_and_accept();
            if (shared.counts->connections < shared.options.connections)
                net::post(loop.context, [&loop, socket] { loop.adopt(std::move(*socket)); });
            accept();
        });
    }

    // No descriptors left: trying again at once would only spin.
    void rest_and_accept() {
        auto timer = std::make_shared<net::steady_timer>(loops[0]->context, 100ms);
        timer->async_wait([this, timer](const boost::system::error_code& ec) {
            if (!ec && !shared.stopping) accept();
        });
    }

    void stop() {
        if (std::exchange(stopped, true)) return;
        shared.stopping = true;
        net::post(loops[0]->context, [this] {
            boost::system::error_code ec;
            acceptor->close(ec);
        });
        for (auto& loop : loops) net::post(loop->context, [&l = *loop] { l.timer.cancel(); });
        auto until = Steady::now() + shared.options.stop_time;
        while (shared.counts->connections > 0 && Steady::now() < until) std::this_thread::sleep_for(5ms);
        shared.pool.stop();
        for (auto& loop : loops) {
            loop->context.stop();
            loop->thread.join();
            while (loop->first) loop->first->close();
        }
    }
};

Server::Server(Api& api, ServerOptions options) {
    try {
        impl_ = std::make_unique<Impl>(api, std::move(options));
    } catch (const boost::system::system_error& e) {
        throw std::system_error(e.code().value(), std::system_category(), "cannot listen");
    }
}
Server::~Server() {
    stop();
}
std::uint16_t Server::port() const {
    return impl_->port;
}
void Server::stop() {
    impl_->stop();
}

}  // namespace escucha::http
