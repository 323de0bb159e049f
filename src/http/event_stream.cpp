#include "http/event_stream.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace escucha::http {

static void add_field(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    out += value;
    out += '\n';
}
static std::string one_line(
    std::string_view s) {  // an id or event name with a line end would start another field
    std::string out(s);
    std::erase_if(out, [](char c) { return c == '\n' || c == '\r' || c == '\0'; });
    return out;
}

std::string sse_format(std::string_view id, std::string_view event, std::string_view data) {
    std::string out;
    if (!id.empty()) add_field(out, "id", one_line(id));
    if (!event.empty()) add_field(out, "event", one_line(event));
    for (;;) {
        auto end = data.find_first_of("\r\n");
        add_field(out, "data", data.substr(0, end));
        if (end == data.npos) break;
        data.remove_prefix(end + (data.substr(end).starts_with("\r\n") ? 2 : 1));
    }
    return out + "\n";
}

bool EventStream::send(std::string_view id, std::string_view event, std::string_view data) {
    return send_formatted(sse_format(id, event, data));
}

bool EventStream::send_formatted(std::string_view bytes) {
    std::lock_guard lock(mutex_);
    return open_ && write_locked(bytes);
}

bool EventStream::write_locked(std::string_view bytes) {
    if (socket_ >= 0 && unsent_.empty()) {
        auto n = ::send(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR) return cut_locked(), false;
        if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    if (bytes.empty()) return true;
    if (unsent_.size() + bytes.size() > kUnsentBytes) return cut_locked(), false;
    unsent_ += bytes;
    if (socket_ >= 0 && !waiting_) {
        waiting_ = true;
        wants_writing_();
    }
    return true;
}

// The server sees the end of the socket, closes it and calls detach().
void EventStream::cut_locked() {
    open_ = false;
    if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
}

void EventStream::attach(int socket, std::string head, std::function<void()> wants_writing) {
    std::lock_guard lock(mutex_);
    socket_ = socket;
    wants_writing_ = std::move(wants_writing);
    if (!open_) return cut_locked();
    auto before = head + unsent_;
    unsent_.clear();
    write_locked(before);
}

void EventStream::flush() {
    std::lock_guard lock(mutex_);
    waiting_ = false;
    if (socket_ < 0) return;
    auto bytes = std::exchange(unsent_, {});
    if (!bytes.empty()) write_locked(bytes);
}

void EventStream::detach() {
    std::function<void()> tell;
    {
        std::lock_guard lock(mutex_);
        socket_ = -1;
        open_ = false;
        unsent_ = {};
        wants_writing_ = nullptr;
        tell = std::exchange(closed_, nullptr);
    }
    if (tell) tell();
}

bool EventStream::closed() const {
    std::lock_guard lock(mutex_);
    return !open_;
}
void EventStream::close() {
    std::lock_guard lock(mutex_);
    if (open_) cut_locked();
}

void EventStream::on_close(std::function<void()> f) {
    {
        std::lock_guard lock(mutex_);
        if (open_ || socket_ >= 0) {
            closed_ = std::move(f);
            return;
        }
    }
    f();
}

}  // namespace escucha::http
