#include "http/connection.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <boost/asio/post.hpp>

#include "http/problem.hpp"
#include "http/reply_head.hpp"

namespace escucha::http {
namespace {

using namespace std::chrono_literals;

std::int64_t milliseconds(Steady::time_point t) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(t.time_since_epoch()).count();
}

std::string text_of(const net::ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())  // "::ffff:10.0.0.1" is 10.0.0.1
        return net::ip::make_address_v4(net::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

}  // namespace

void Loop::adopt(Socket socket) {
    auto connection = std::make_shared<Connection>(*this, std::move(socket));
    connection->start();
}

void Loop::sweep() {
    auto now = Steady::now();
    bool beat = now - last_beat >= shared.options.heartbeat;
    if (beat) last_beat = now;
    for (auto* c = first; c != nullptr; c = c->next()) c->sweep(now, beat);
}

void Loop::schedule_sweep() {
    timer.expires_after(shared.stopping ? 20ms : 500ms);
    timer.async_wait([this](const boost::system::error_code& ec) {
        if (ec && ec != net::error::operation_aborted) return;
        sweep();
        schedule_sweep();
    });
}

Connection::Connection(Loop& loop, Socket socket) : loop_(loop), socket_(std::move(socket)) {
    ++loop_.shared.counts->connections;
    next_ = loop_.first;
    if (next_) next_->previous_ = this;
    loop_.first = this;
}

Connection::~Connection() {
    --loop_.shared.counts->connections;
}

void Connection::start() {
    self_ = shared_from_this();
    boost::system::error_code ec;
    socket_.non_blocking(true, ec);
    socket_.set_option(Tcp::no_delay(true), ec);
    auto peer = socket_.remote_endpoint(ec);
    if (ec) return close();
    peer_ = text_of(peer.address());
    set_deadline(loop_.shared.options.header_time);  // who connects has something to say
    wait_for_bytes();
}

void Connection::set_deadline(std::chrono::milliseconds from_now) {
    deadline_ =
        from_now == std::chrono::milliseconds::max() ? INT64_MAX : milliseconds(Steady::now() + from_now);
}

// On the loop's thread, whoever's hand the connection is in.
void Connection::sweep(Steady::time_point now, bool beat) {
    auto stage = stage_.load();
    bool over = deadline_ < milliseconds(now);
    bool unneeded = loop_.shared.stopping && (stage == Stage::idle || stage == Stage::streaming);
    if (over || unneeded)
        ::shutdown(socket_.native_handle(), SHUT_RDWR);
    else if (beat && stage == Stage::streaming && stream_)
        stream_->send_formatted(":\n\n");
}

void Connection::wait_for_bytes() {
    socket_.async_wait(Socket::wait_read,
                       [self = self_](const boost::system::error_code& ec) { self->on_readable(ec); });
}

void Connection::on_readable(const boost::system::error_code& ec) {
    if (ec) return close();
    auto& scratch = loop_.scratch;
    auto n = ::recv(socket_.native_handle(), scratch.data(), scratch.size(), MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return wait_for_bytes();
    if (n <= 0) return close();
    if (stage_ == Stage::lingering) return wait_for_bytes();
    take({scratch.data(), static_cast<std::size_t>(n)});
}

void Connection::take(std::string_view bytes) {
    if (unread_.empty()) return parse(bytes);
    auto all = std::exchange(unread_, {});
    all += bytes;
    parse(all);
}

void Connection::parse(std::string_view bytes) {
    auto& options = loop_.shared.options;
    try {
        if (!parser_) {
            parser_ = std::make_unique<RequestParser>(options.header_bytes, loop_.shared.spool);
            stage_ = Stage::reading;
            set_deadline(options.header_time);
        }
        bytes.remove_prefix(parser_->feed(bytes));
        if (parser_->state() == RequestParser::State::header) {
            if (!head_is_welcome()) return;
            bytes.remove_prefix(parser_->feed(bytes));
        }
        if (parser_->state() == RequestParser::State::refused) return refuse(parser_->error());
        unread_ = bytes;
        if (parser_->state() == RequestParser::State::done) return dispatch();
    } catch (const std::exception&) {  // the disk does not take the upload
        return refuse({.kind = ErrorKind::unavailable, .code = "unavailable", .retry_after_seconds = 30});
    }
    if (parser_->in_body()) {  // grace, and what the bytes so far have earned
        auto earned = std::chrono::seconds(parser_->body_bytes() / options.body_rate);
        set_deadline(std::chrono::ceil<std::chrono::milliseconds>(body_began_ + options.body_grace + earned -
                                                                  Steady::now()));
    }
    wait_for_bytes();
}

// The head is there: how much body may come? True when reading goes on.
bool Connection::head_is_welcome() {
    parser_->allow_body(loop_.shared.api.body_limit(parser_->request()));
    if (parser_->state() == RequestParser::State::refused) return refuse(parser_->error()), false;
    body_began_ = Steady::now();
    if (parser_->state() == RequestParser::State::more && parser_->expects_continue()) {
        static constexpr std::string_view kGoOn = "HTTP/1.1 100 Continue\r\n\r\n";
        ::send(socket_.native_handle(), kGoOn.data(), kGoOn.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    }
    return true;
}

void Connection::dispatch() {
    auto request = std::make_shared<Request>(parser_->take());
    parser_.reset();
    request->peer = peer_;
    stage_ = Stage::answering;
    set_deadline(std::chrono::milliseconds::max());
    auto& counts = *loop_.shared.counts;
    ++counts.running;
    if (loop_.shared.pool.submit([self = self_, request] { self->answer(std::move(*request)); })) return;
    --counts.running;
    Error full{.kind = ErrorKind::unavailable, .code = "too_busy", .retry_after_seconds = 2};
    respond(loop_.shared.api.refuse_early(*request, full), request->keep_alive,
            request->method == Method::head);
}

// On a worker.
void Connection::answer(Request request) {
    auto reply = loop_.shared.api.handle(request);
    --loop_.shared.counts->running;
    if (reply.stream) return begin_stream(reply);
    respond(std::move(reply), request.keep_alive && !loop_.shared.stopping, request.method == Method::head);
}

// What cannot be read is answered and closed: where the next request begins is not known.
void Connection::refuse(const Error& error) {
    auto request = parser_->request();
    request.peer = peer_;
    auto reply = loop_.shared.api.refuse_early(request, error);
    parser_.reset();
    unread_ = {};
    respond(std::move(reply), false, request.method == Method::head);
}

void Connection::respond(Reply reply, bool keep_alive, bool head_only) {
    keep_alive_ = keep_alive;
    stage_ = Stage::answering;
    outgoing_ = std::make_unique<Outgoing>();
    outgoing_->head = reply_head(
        reply,
        {.keep_alive = keep_alive, .head_only = head_only, .hsts = loop_.shared.api.options().behind_tls});
    outgoing_->head_only = head_only || reply.status == 204 || reply.status == 304;
    if (!outgoing_->head_only) outgoing_->body = std::move(reply.body);
    if (write_some()) return answered();
    net::post(loop_.context, [self = self_] { self->write_rest(); });
}

// Sends what the socket takes now; true when nothing is left (or the other side is gone).
bool Connection::write_some() {
    auto& out = *outgoing_;
    for (;;) {
        std::string_view head = out.head, body = out.body.bytes();
        auto in_head = std::min(out.sent, head.size());
        head.remove_prefix(in_head);
        body.remove_prefix(out.sent - in_head);
        if (head.empty() && body.empty()) return true;
        iovec pieces[2] = {{const_cast<char*>(head.data()), head.size()},
                           {const_cast<char*>(body.data()), body.size()}};
        msghdr message{};
        message.msg_iov = pieces;
        message.msg_iovlen = body.empty() ? 1 : 2;
        auto n = ::sendmsg(socket_.native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return false;
        if (n < 0) return keep_alive_ = false, true;
        out.sent += static_cast<std::size_t>(n);
    }
}

// The client reads slower than we write: the loop goes on when there is room, for a limited time.
void Connection::write_rest() {
    set_deadline(loop_.shared.options.write_time);
    socket_.async_wait(Socket::wait_write, [self = self_](const boost::system::error_code& ec) {
        if (ec) return self->close();
        if (self->write_some())
            self->answered();
        else
            self->write_rest();
    });
}

// On the hand that wrote the last byte.
void Connection::answered() {
    outgoing_.reset();
    if (!keep_alive_) return void(net::post(loop_.context, [self = self_] { self->linger(); }));
    if (!unread_.empty()) return void(net::post(loop_.context, [self = self_] { self->next_request(); }));
    set_deadline(loop_.shared.options.idle_time);
    stage_ = Stage::idle;
    wait_for_bytes();
}

// The next request came with the last one (pipelining).
void Connection::next_request() {
    auto bytes = std::exchange(unread_, {});
    parse(bytes);
}

void Connection::begin_stream(Reply& reply) {
    stream_ = std::static_pointer_cast<EventStream>(reply.stream);
    ++loop_.shared.counts->streams;
    auto head = reply_head(reply, {.keep_alive = true, .hsts = loop_.shared.api.options().behind_tls});
    unread_ = {};
    net::post(loop_.context, [self = self_, head = std::move(head)] {
        self->stage_ = Stage::streaming;
        std::weak_ptr<Connection> weak = self;
        auto& context = self->loop_.context;
        self->stream_->attach(self->socket_.native_handle(), head, [weak, &context] {
            net::post(context, [weak] {
                auto c = weak.lock();
                if (!c || !c->socket_.is_open()) return;
                c->set_deadline(c->loop_.shared.options.write_time);
                c->socket_.async_wait(Socket::wait_write, [c](const boost::system::error_code& ec) {
                    if (ec) return;
                    c->set_deadline(std::chrono::milliseconds::max());
                    c->stream_->flush();
                });
            });
        });
        self->watch_stream();
    });
}

// A stream's client has nothing to say: what it sends is dropped, its end is seen.
void Connection::watch_stream() {
    socket_.async_wait(Socket::wait_read, [self = self_](const boost::system::error_code& ec) {
        char dropped[512];
        auto n = ec ? 0 : ::recv(self->socket_.native_handle(), dropped, sizeof dropped, MSG_DONTWAIT);
        bool again = n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
        if (again)
            self->watch_stream();
        else
            self->close();
    });
}

// Closing while the client still sends would make its system throw our answer away (RFC 9112 §9.6): we say
// that we are done, and read on for a moment.
void Connection::linger() {
    stage_ = Stage::lingering;
    boost::system::error_code ec;
    socket_.shutdown(Socket::shutdown_send, ec);
    if (ec) return close();
    set_deadline(2s);
    wait_for_bytes();
}

void Connection::close() {
    if (!self_) return;
    if (stream_) {
        stream_->detach();
        --loop_.shared.counts->streams;
    }
    boost::system::error_code ec;
    socket_.close(ec);
    if (previous_)
        previous_->next_ = next_;
    else
        loop_.first = next_;
    if (next_) next_->previous_ = previous_;
    auto last = std::move(self_);
}

}  // namespace escucha::http
