#include "mail/curl_opening.hpp"

#include <algorithm>
#include <cstring>
#include <mutex>

#include <netinet/in.h>
#include <sys/socket.h>

#include <idn2.h>
#include <sodium.h>

#include "base/fold.hpp"
#include "mail/curl.hpp"

namespace escucha::mail {
namespace {

constexpr std::size_t kWords = 500;
constexpr std::string_view kNoWayToLogIn = "the server offers no way to log in that we know";

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

// As the DNS knows it (IDNA 2008): libcurl itself would read it in the charset of the locale.
std::optional<std::string> in_ascii(const std::string& domain) {
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::ranges::all_of(domain, is_ascii)) return domain;
    char* found = nullptr;
    if (idn2_to_ascii_8z(domain.c_str(), &found, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
        return std::nullopt;
    std::string ascii = found;
    idn2_free(found);
    return ascii;
}

// Put together by libcurl, so that a host can bring nothing else along; nothing when it cannot be a host.
std::optional<std::string> url_of(const char* scheme, const std::string& host, int port) {
    const Url url(curl_url());
    const bool bare_v6 = host.find(':') != std::string::npos && !host.starts_with('[');
    const auto name = in_ascii(bare_v6 ? "[" + host + "]" : host);
    if (!name || name->empty() || port < 0 || port > 65535) return std::nullopt;
    const auto set = [&](CURLUPart part, const std::string& text) {
        return curl_url_set(url.get(), part, text.c_str(), 0) == CURLUE_OK;
    };
    if (!set(CURLUPART_SCHEME, scheme) || !set(CURLUPART_HOST, *name)) return std::nullopt;
    if (port != 0 && !set(CURLUPART_PORT, std::to_string(port))) return std::nullopt;
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

// Is it the answer to a login, and not the last thing that was said before libcurl found no way to log in?
bool refuses_login(Protocol protocol, std::string_view line) {
    switch (protocol) {
        case Protocol::imap:
            return line.starts_with("* BYE") || without_tag(protocol, line).starts_with("NO") ||
                   without_tag(protocol, line).starts_with("BAD");
        case Protocol::pop3:
            return line.starts_with("-ERR");
        case Protocol::smtp:
            return line.starts_with('4') || line.starts_with('5');
    }
    return false;
}

// PLAIN and LOGIN first: by default libcurl would prefer GSSAPI or NTLM where a server offers them, for which
// we have no ticket. Where neither is offered, what the protocols had before SASL.
std::vector<const char*> ways_to_log_in(const Server& server) {
    if (server.login == Login::xoauth2) return {"AUTH=XOAUTH2"};
    if (server.login == Login::none || server.protocol == Protocol::smtp) return {"AUTH=PLAIN;AUTH=LOGIN"};
    return {"AUTH=PLAIN;AUTH=LOGIN", "AUTH=*"};
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

// Every line of the server comes by here. A greeting of another protocol ends it: libcurl would wait on.
std::size_t Opening::hear(const char* bytes, std::size_t, std::size_t count, void* self) {
    auto& opening = *static_cast<Opening*>(self);
    std::string_view line(bytes, count);
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    if (opening.heard.size() < 1000) opening.heard.emplace_back(line.substr(0, 64 * 1024));
    if (opening.heard.size() == 1 && !greets_as(opening.server.protocol, line)) return 0;
    return count;
}

int Opening::progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    const auto& patience = static_cast<Opening*>(self)->patience;
    return patience.go_on && !patience.go_on() ? 1 : 0;
}

// Asked with the address that the name turned out to stand for: whatever the name says, no password and no
// message leaves this machine bare.
curl_socket_t Opening::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
    auto& opening = *static_cast<Opening*>(self);
    if (opening.server.security == Security::plain && !is_loopback(&address->addr)) {
        opening.not_loopback = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void Opening::set_security() {
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

void Opening::set_login(const char* way) {
    if (server.login == Login::none) return;
    set(CURLOPT_USERNAME, server.user.c_str());
    set(CURLOPT_LOGIN_OPTIONS, way);
    set(server.login == Login::xoauth2 ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD, server.secret.c_str());
    const std::string nul(1, '\0'), one(1, '\x01');
    secrets = {server.secret, in_base64(server.secret), in_base64(nul + server.user + nul + server.secret),
               in_base64("user=" + server.user + one + "auth=Bearer " + server.secret + one + one)};
}

void Opening::set_up(const std::string& url, const char* way_to_log_in) {
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
bool Opening::logged_in() const {
    if (server.login == Login::none || server.protocol != Protocol::smtp) return true;
    return std::ranges::any_of(heard, [](const auto& line) { return line.starts_with("235"); });
}

Failure Opening::failure(Trouble trouble, std::string_view said, bool passing) const {
    std::string text(said);
    for (const auto& secret : secrets) strike_out(text, secret);
    return {.trouble = trouble, .detail = shorten(one_line(text), kWords), .passing = passing};
}

Failure Opening::why_greeting() const {
    const std::string_view last = heard.empty() ? std::string_view{} : std::string_view(heard.back());
    if (!greets_as(server.protocol, last) && heard.size() == 1)
        return failure(Trouble::wrong_protocol, last, false);
    if (sounds_passing(server.protocol, last) || last.starts_with("-ERR"))
        return failure(Trouble::busy, last, true);
    return failure(Trouble::other, last.empty() ? std::string_view(words.data()) : last, false);
}

Failure Opening::why_login() const {
    const auto last = heard.empty() ? std::string_view{} : std::string_view(heard.back());
    // The second thing a POP3 server says is about CAPA, which old ones do not know.
    const bool only_capa = server.protocol == Protocol::pop3 && heard.size() <= 2;
    if (only_capa || !refuses_login(server.protocol, last))
        return failure(Trouble::login_refused, kNoWayToLogIn, false);
    const bool passing = sounds_passing(server.protocol, last);
    return failure(passing ? Trouble::busy : Trouble::login_refused, without_tag(server.protocol, last),
                   passing);
}

Failure Opening::why(CURLcode code) const {
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
            // It speaks, only not TLS: the port of STARTTLS, or of something else.
            if (own.contains("wrong version number")) return failure(Trouble::wrong_protocol, own, false);
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

Tried<std::unique_ptr<Opening>> open_line(const Server& server, const Patience& patience) {
    start_curl();
    auto opening = std::make_unique<Opening>();
    opening->server = server;
    opening->patience = patience;
    const auto url = url_of(scheme_of(server), server.host, server.port);
    if (!url) return std::unexpected(opening->failure(Trouble::no_such_host, server.host, false));
    Failure failure;
    for (const auto* way : ways_to_log_in(server)) {
        opening->set_up(*url, way);
        const auto code = curl_easy_perform(opening->curl.get());
        if (code == CURLE_OK && opening->logged_in()) return opening;
        if (code == CURLE_OK)
            failure = opening->failure(Trouble::login_refused, kNoWayToLogIn, false);
        else
            failure = opening->why(code);
        if (failure.detail != kNoWayToLogIn) break;
    }
    return std::unexpected(std::move(failure));
}

std::optional<std::string> address_on_line(std::string_view address) {
    const auto at = address.rfind('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == address.size() || address.size() > 320)
        return std::nullopt;
    const auto forbidden = [](unsigned char c) { return c <= 0x20 || c == 0x7f || c == '<' || c == '>'; };
    if (std::ranges::any_of(address, forbidden)) return std::nullopt;
    const std::string domain(address.substr(at + 1));
    const auto ascii = in_ascii(domain);
    if (!ascii || !url_of("smtp", *ascii, 0)) return std::nullopt;
    return std::string(address.substr(0, at + 1)) + *ascii;
}

}  // namespace escucha::mail
