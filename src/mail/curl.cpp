#include "mail/curl.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <curl/curl.h>
#include <sodium.h>

#include "base/fold.hpp"

namespace escucha::mail {
namespace {

constexpr std::size_t kPiece = 64 * 1024;
constexpr std::size_t kWords = 500;
constexpr std::chrono::milliseconds kSlice{500};  // after which `go_on` is asked again

void start_curl() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

const char* scheme_of(const Server& server) {
    const bool tls = server.security == Security::tls;
    switch (server.protocol) {
        case Protocol::imap:
            return tls ? "imaps" : "imap";
        case Protocol::pop3:
            return tls ? "pop3s" : "pop3";
        case Protocol::smtp:
            return tls ? "smtps" : "smtp";
    }
    return "";
}

struct UrlGone {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlGone>;

// Put together by libcurl, so that a host can bring nothing else along; nothing when it cannot be a host.
std::optional<std::string> url_of(const Server& server) {
    const Url url(curl_url());
    const bool bare_v6 = server.host.find(':') != std::string::npos && !server.host.starts_with('[');
    const auto host = bare_v6 ? "[" + server.host + "]" : server.host;
    if (host.empty() || server.port < 0 || server.port > 65535) return std::nullopt;
    const auto set = [&](CURLUPart part, const std::string& text) {
        return curl_url_set(url.get(), part, text.c_str(), 0) == CURLUE_OK;
    };
    if (!set(CURLUPART_SCHEME, scheme_of(server)) || !set(CURLUPART_HOST, host)) return std::nullopt;
    if (server.port != 0 && !set(CURLUPART_PORT, std::to_string(server.port))) return std::nullopt;
    char* text = nullptr;
    if (curl_url_get(url.get(), CURLUPART_URL, &text, 0) != CURLUE_OK) return std::nullopt;
    std::string whole = text;
    curl_free(text);
    return whole;
}

bool is_loopback(const sockaddr* address) {
    if (address->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, address, sizeof v4);
        return (ntohl(v4.sin_addr.s_addr) >> 24) == 127;
    }
    if (address->sa_family != AF_INET6) return false;
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof v6);
    return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr) != 0;
}

std::string in_base64(std::string_view bytes) {
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                      bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    text.pop_back();
    return text;
}

void strike_out(std::string& words, std::string_view secret) {
    constexpr std::string_view kStars = "***";
    if (secret.empty()) return;
    for (auto at = words.find(secret); at != std::string::npos; at = words.find(secret, at + kStars.size()))
        words.replace(at, secret.size(), kStars);
}

// Does the first thing a server says sound like its protocol?
bool greets_as(Protocol protocol, std::string_view line) {
    switch (protocol) {
        case Protocol::imap:
            return line.starts_with("* ");
        case Protocol::pop3:
            return line.starts_with("+OK") || line.starts_with("-ERR");
        case Protocol::smtp:
            return line.size() >= 3 && line[0] >= '1' && line[0] <= '5';
    }
    return false;
}

// "A002 NO [AUTHENTICATIONFAILED] …" without the tag, which libcurl chose.
std::string_view without_tag(Protocol protocol, std::string_view line) {
    const auto blank = line.find(' ');
    if (protocol != Protocol::imap || blank == std::string_view::npos || line.starts_with('*')) return line;
    return line.substr(blank + 1);
}

constexpr std::string_view kNoCommonLogin = "No known authentication mechanisms supported";

// PLAIN and LOGIN first: by default libcurl would prefer GSSAPI or NTLM where a server offers them, for which
// we have no ticket. Where neither is offered, what the protocols had before SASL.
std::vector<const char*> ways_to_log_in(const Server& server) {
    if (server.login == Login::xoauth2) return {"AUTH=XOAUTH2"};
    if (server.login == Login::none || server.protocol == Protocol::smtp) return {"AUTH=PLAIN;AUTH=LOGIN"};
    return {"AUTH=PLAIN;AUTH=LOGIN", server.protocol == Protocol::imap ? "AUTH=+LOGIN" : "AUTH=*"};
}

}  // namespace

bool sounds_passing(Protocol protocol, std::string_view line) {
    if (protocol == Protocol::smtp) return line.starts_with('4');
    constexpr std::array kCodes = {"[UNAVAILABLE]", "[INUSE]",     "[IN-USE]",    "[SYS/TEMP]",
                                   "[LOGIN-DELAY",  "[SERVERBUG]", "[OVERQUOTA]", "[THROTTLED]",
                                   "[LIMIT]",       "Too many"};
    return line.starts_with("* BYE") ||
           std::ranges::any_of(kCodes, [&](const char* code) { return line.contains(code); });
}

// What has to stay in its place while libcurl works, since it calls back into it.
struct Line::Opening {
    Server server = {};
    Patience patience = {};
    std::vector<std::string> heard = {};
    std::vector<std::string> secrets = {};  // in every form in which they could come back
    bool not_loopback = false;
    std::array<char, CURL_ERROR_SIZE> words = {};
    struct Gone {
        void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
    };
    std::unique_ptr<CURL, Gone> curl = {};  // the last, so that it goes first

    template <class Value>
    void set(CURLoption option, Value value) {
        curl_easy_setopt(curl.get(), option, value);
    }
    void set_up(const std::string& url, const char* way_to_log_in);
    void set_security();
    void set_login(const char* way);
    bool logged_in() const;
    Failure why(CURLcode code) const;
    Failure why_greeting() const;
    Failure why_login() const;
    Failure failure(Trouble trouble, std::string_view said, bool passing) const;
    std::string own_words(CURLcode code) const {
        return words[0] != '\0' ? words.data() : curl_easy_strerror(code);
    }

    static std::size_t hear(const char* bytes, std::size_t, std::size_t count, void* self);
    static int progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
    static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* address);
};

// Every line of the server comes by here. A greeting of another protocol ends it: libcurl would wait on.
std::size_t Line::Opening::hear(const char* bytes, std::size_t, std::size_t count, void* self) {
    auto& opening = *static_cast<Opening*>(self);
    std::string_view line(bytes, count);
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    if (opening.heard.size() < 1000) opening.heard.emplace_back(line.substr(0, 64 * 1024));
    if (opening.heard.size() == 1 && !greets_as(opening.server.protocol, line)) return 0;
    return count;
}

int Line::Opening::progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    const auto& patience = static_cast<Opening*>(self)->patience;
    return patience.go_on && !patience.go_on() ? 1 : 0;
}

// Asked with the address that the name turned out to stand for: whatever the name says, no password and no
// message leaves this machine bare.
curl_socket_t Line::Opening::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
    auto& opening = *static_cast<Opening*>(self);
    if (opening.server.security == Security::plain && !is_loopback(&address->addr)) {
        opening.not_loopback = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void Line::Opening::set_security() {
    const bool starttls = server.security == Security::starttls;
    set(CURLOPT_USE_SSL, static_cast<long>(starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    // Beside the system's authorities, which stay in CURLOPT_CAPATH.
    if (!server.ca_file.empty()) set(CURLOPT_CAINFO, server.ca_file.c_str());
    // A proxy out of the environment would be the one whose address is looked at.
    set(CURLOPT_PROXY, "");
    set(CURLOPT_OPENSOCKETFUNCTION, &Opening::open_socket);
    set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
}

void Line::Opening::set_login(const char* way) {
    if (server.login == Login::none) return;
    set(CURLOPT_USERNAME, server.user.c_str());
    set(CURLOPT_LOGIN_OPTIONS, way);
    set(server.login == Login::xoauth2 ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD, server.secret.c_str());
    const std::string nul(1, '\0'), one(1, '\x01');
    secrets = {server.secret, in_base64(server.secret), in_base64(nul + server.user + nul + server.secret),
               in_base64("user=" + server.user + one + "auth=Bearer " + server.secret + one + one)};
}

void Line::Opening::set_up(const std::string& url, const char* way_to_log_in) {
    curl.reset(curl_easy_init());
    heard.clear();
    words.fill('\0');
    const auto milliseconds = static_cast<long>(std::chrono::milliseconds(patience.timeout).count());
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_CONNECT_ONLY, 1L);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_TIMEOUT_MS, milliseconds);
    set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds);
    set(CURLOPT_ERRORBUFFER, words.data());
    set(CURLOPT_HEADERFUNCTION, &Opening::hear);
    set(CURLOPT_HEADERDATA, static_cast<void*>(this));
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &Opening::progress);
    set(CURLOPT_XFERINFODATA, static_cast<void*>(this));
    set_security();
    set_login(way_to_log_in);
}

// To an SMTP server that offers no login libcurl says nothing about it and goes on without.
bool Line::Opening::logged_in() const {
    if (server.login == Login::none || server.protocol != Protocol::smtp) return true;
    return std::ranges::any_of(heard, [](const auto& line) { return line.starts_with("235"); });
}

Failure Line::Opening::failure(Trouble trouble, std::string_view said, bool passing) const {
    std::string text(said);
    for (const auto& secret : secrets) strike_out(text, secret);
    return {.trouble = trouble, .detail = shorten(one_line(text), kWords), .passing = passing};
}

Failure Line::Opening::why_greeting() const {
    const std::string_view last = heard.empty() ? std::string_view{} : std::string_view(heard.back());
    if (!greets_as(server.protocol, last) && heard.size() == 1)
        return failure(Trouble::wrong_protocol, last, false);
    if (sounds_passing(server.protocol, last) || last.starts_with("-ERR"))
        return failure(Trouble::busy, last, true);
    return failure(Trouble::other, last.empty() ? std::string_view(words.data()) : last, false);
}

Failure Line::Opening::why_login() const {
    const std::string_view own(words.data());
    if (heard.empty() || own.contains(kNoCommonLogin)) return failure(Trouble::login_refused, own, false);
    const std::string_view last = heard.back();
    const bool passing = sounds_passing(server.protocol, last);
    return failure(passing ? Trouble::busy : Trouble::login_refused, without_tag(server.protocol, last),
                   passing);
}

Failure Line::Opening::why(CURLcode code) const {
    const auto own = own_words(code);
    switch (code) {
        case CURLE_URL_MALFORMAT:
        case CURLE_COULDNT_RESOLVE_HOST:
            return failure(Trouble::no_such_host, own, true);
        case CURLE_COULDNT_CONNECT:
            if (not_loopback)
                return failure(Trouble::not_encrypted, "unencrypted only within this machine (RFC 8314)",
                               false);
            return failure(Trouble::unreachable, own, true);
        case CURLE_OPERATION_TIMEDOUT:
            return failure(Trouble::timed_out, own, true);
        case CURLE_ABORTED_BY_CALLBACK:
            return failure(Trouble::stopped, "", true);
        case CURLE_USE_SSL_FAILED:
            return failure(Trouble::not_encrypted, own + (heard.empty() ? "" : ": " + heard.back()), false);
        case CURLE_SSL_CONNECT_ERROR:
            if (own.contains("SYSCALL") || own.contains("reset")) return failure(Trouble::cut_off, own, true);
            return failure(Trouble::not_encrypted, own, false);
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_INVALIDCERTSTATUS:
            return failure(Trouble::certificate, own, false);
        case CURLE_LOGIN_DENIED:
        case CURLE_AUTH_ERROR:
            return why_login();
        case CURLE_WRITE_ERROR:  // of ours, in `hear`
        case CURLE_WEIRD_SERVER_REPLY:
            return why_greeting();
        case CURLE_SEND_ERROR:
        case CURLE_RECV_ERROR:
        case CURLE_GOT_NOTHING:
            return failure(Trouble::cut_off, own, true);
        default:
            return failure(Trouble::other, own, true);
    }
}

Tried<std::unique_ptr<Line>> Line::open(const Server& server, const Patience& patience) {
    start_curl();
    auto opening = std::make_unique<Opening>();
    opening->server = server;
    opening->patience = patience;
    const auto url = url_of(server);
    if (!url) return std::unexpected(opening->failure(Trouble::no_such_host, server.host, false));
    Failure failure;
    for (const auto* way : ways_to_log_in(server)) {
        opening->set_up(*url, way);
        const auto code = curl_easy_perform(opening->curl.get());
        if (code == CURLE_OK && opening->logged_in())
            return std::unique_ptr<Line>(new Line(std::move(opening), patience));
        if (code == CURLE_OK)
            failure = opening->failure(Trouble::login_refused, "the server offers no login", false);
        else
            failure = opening->why(code);
        if (!std::string_view(opening->words.data()).contains(kNoCommonLogin)) break;
    }
    return std::unexpected(std::move(failure));
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

std::optional<std::string> address_on_line(std::string_view address) {
    const auto at = address.rfind('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == address.size() || address.size() > 320)
        return std::nullopt;
    const auto forbidden = [](unsigned char c) { return c <= 0x20 || c == 0x7f || c == '<' || c == '>'; };
    if (std::ranges::any_of(address, forbidden)) return std::nullopt;
    const Url url(curl_url());
    const std::string domain(address.substr(at + 1));
    char* ascii = nullptr;
    if (domain.starts_with('[')) return std::string(address);  // an address literal
    if (curl_url_set(url.get(), CURLUPART_SCHEME, "smtp", 0) != CURLUE_OK ||
        curl_url_set(url.get(), CURLUPART_HOST, domain.c_str(), 0) != CURLUE_OK ||
        curl_url_get(url.get(), CURLUPART_HOST, &ascii, CURLU_PUNYCODE) != CURLUE_OK)
        return std::nullopt;
    std::string whole = std::string(address.substr(0, at + 1)) + ascii;
    curl_free(ascii);
    return whole;
}

}  // namespace escucha::mail
