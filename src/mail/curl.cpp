#include "mail/curl.hpp"

#include <algorithm>

#include <poll.h>

#include "mail/curl_opening.hpp"

namespace escucha::mail {
namespace {

constexpr std::size_t kPiece = 64 * 1024;
constexpr std::chrono::milliseconds kSlice{500};  // after which `go_on` is asked again

}  // namespace

Tried<std::unique_ptr<Line>> Line::open(const Server& server, const Patience& patience) {
    auto opening = open_line(server, patience);
    if (!opening) return std::unexpected(std::move(opening.error()));
    return std::unique_ptr<Line>(new Line(std::move(*opening), patience));
}

Line::Line(std::unique_ptr<Opening> opening, const Patience& patience)
    : opening_(std::move(opening)), patience_(patience) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(opening_->curl.get(), CURLINFO_ACTIVESOCKET, &socket);
    socket_ = socket;
}
Line::~Line() = default;

const std::vector<std::string>& Line::heard() const {
    return opening_->heard;
}

Failure Line::failure(Trouble trouble, std::string_view words, bool passing) const {
    return opening_->failure(trouble, words, passing);
}

std::unexpected<Failure> Line::dead(Trouble trouble, std::string_view words) {
    alive_ = false;
    return std::unexpected(failure(trouble, words, trouble != Trouble::wrong_protocol));
}

int Line::poll_once(short events, std::chrono::milliseconds time) const {
    pollfd one{.fd = socket_, .events = events, .revents = 0};
    return ::poll(&one, 1, static_cast<int>(time.count()));
}

// Silence is counted in slices, not by a clock: one that stands still for a while is no silence.
Tried<void> Line::await(short events) {
    for (std::chrono::milliseconds waited{0}; waited < patience_.timeout; waited += kSlice) {
        if (!may_go_on()) return dead(Trouble::stopped, "");
        if (poll_once(events, kSlice) > 0) return {};
    }
    return dead(Trouble::timed_out, "the server went silent");
}

bool Line::receive_what_is_there() {
    if (begin_ == buffer_.size() || begin_ > kPiece) {
        buffer_.erase(0, begin_);
        begin_ = 0;
    }
    const auto old = buffer_.size();
    buffer_.resize(old + kPiece);
    std::size_t count = 0;
    const auto code = curl_easy_recv(opening_->curl.get(), buffer_.data() + old, kPiece, &count);
    buffer_.resize(old + (code == CURLE_OK ? count : 0));
    at_end_ = (code == CURLE_OK && count == 0) || (code != CURLE_OK && code != CURLE_AGAIN);
    return code == CURLE_OK && count > 0;
}

Tried<void> Line::receive() {
    if (!alive_) return dead(Trouble::cut_off, "the connection is closed");
    if (!may_go_on()) return dead(Trouble::stopped, "");
    while (!receive_what_is_there()) {
        if (at_end_) return dead(Trouble::cut_off, "the server closed the connection");
        if (auto ready = await(POLLIN); !ready) return ready;
    }
    return {};
}

Tried<bool> Line::something_within(std::chrono::milliseconds time) {
    for (std::chrono::milliseconds waited{0};; waited += kSlice) {
        if (begin_ < buffer_.size() || receive_what_is_there()) return true;
        if (at_end_) return dead(Trouble::cut_off, "the server closed the connection");
        if (!may_go_on()) return dead(Trouble::stopped, "");
        if (waited >= time) return false;
        poll_once(POLLIN, std::min(kSlice, time - waited));
    }
}

std::string Line::last_words() {
    while (buffer_.size() - begin_ < kPiece && receive_what_is_there()) continue;
    const auto rest = std::string_view(buffer_).substr(begin_);
    return rest.empty() ? "the server closed the connection" : std::string(rest.substr(0, rest.find('\n')));
}

Tried<void> Line::write(std::string_view bytes) {
    if (!alive_) return dead(Trouble::cut_off, "the connection is closed");
    while (!bytes.empty()) {
        std::size_t count = 0;
        const auto code =
            curl_easy_send(opening_->curl.get(), bytes.data(), std::min(bytes.size(), kPiece), &count);
        if (code == CURLE_OK) {
            bytes.remove_prefix(count);
            if (!may_go_on()) return dead(Trouble::stopped, "");
        } else if (code != CURLE_AGAIN) {
            return dead(Trouble::cut_off, last_words());
        } else if (auto ready = await(POLLOUT); !ready) {
            return ready;
        }
    }
    return {};
}

Tried<std::string_view> Line::read_line(std::size_t longest) {
    line_.clear();
    std::size_t looked_at = begin_;
    for (;;) {
        const auto end = buffer_.find('\n', looked_at);
        const auto piece = end == std::string::npos ? buffer_.size() - begin_ : end - begin_;
        const bool whole = end != std::string::npos;
        if (whole && line_.empty()) {  // as nearly always: it stands in the buffer
            auto line = std::string_view(buffer_).substr(begin_, std::min(piece, longest));
            begin_ = end + 1;
            if (line.ends_with('\r')) line.remove_suffix(1);
            return line;
        }
        line_.append(buffer_, begin_, std::min(piece, longest - std::min(longest, line_.size())));
        begin_ = whole ? end + 1 : buffer_.size();
        if (whole) {
            if (line_.ends_with('\r')) line_.pop_back();
            return std::string_view(line_);
        }
        if (auto more = receive(); !more) return std::unexpected(more.error());
        looked_at = begin_;
    }
}

Tried<void> Line::read(std::size_t bytes, std::string& into) {
    into.reserve(into.size() + bytes);
    while (bytes > 0) {
        if (begin_ == buffer_.size())
            if (auto more = receive(); !more) return more;
        const auto piece = std::min(bytes, buffer_.size() - begin_);
        into.append(buffer_, begin_, piece);
        begin_ += piece;
        bytes -= piece;
    }
    return {};
}

Tried<void> Line::skip(std::size_t bytes) {
    while (bytes > 0) {
        if (begin_ == buffer_.size())
            if (auto more = receive(); !more) return more;
        const auto piece = std::min(bytes, buffer_.size() - begin_);
        begin_ += piece;
        bytes -= piece;
    }
    return {};
}

}  // namespace escucha::mail
