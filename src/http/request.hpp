// What goes into a handler and what comes out of it, for typed routes (api.hpp) and for pages alike.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"

namespace escucha::http {

enum class Method { get, head, post, put, patch, del, options, other };
std::string_view name(Method);
constexpr bool is_safe(Method m) {
    return m == Method::get || m == Method::head || m == Method::options;
}

using Header = std::pair<std::string, std::string>;

// The bytes of a body: in memory when small, else mapped from a temporary file already without a name.
class Body {
  public:
    Body() = default;
    Body(std::string text);
    Body(std::shared_ptr<const void> owner, std::string_view bytes)
        : owner_(std::move(owner)), bytes_(bytes) {}
    std::string_view bytes() const { return bytes_; }
    const std::shared_ptr<const void>& owner() const { return owner_; }

  private:
    std::shared_ptr<const void> owner_;
    std::string_view bytes_;
};

// A request as it came, before anyone believes any of it. Header names are compared without case.
struct Request {
    Method method = Method::get;
    std::string target = {};  // path and query, as sent
    std::vector<Header> headers = {};
    Body body = {};
    std::string peer = {};  // the address of the socket
    bool keep_alive = true;

    std::string_view header(std::string_view name) const;  // "" when absent
    std::string_view path() const;                         // before the '?', still escaped
    std::string_view query() const;
    std::string_view cookie(std::string_view name) const;
};

struct Cookie {
    std::string name = {};
    std::string value = {};
    std::string path = "/";
    int max_age_seconds = 0;  // 0: until the browser closes; negative: forget it now
    bool http_only = true;
    bool strict = false;  // SameSite=Strict instead of Lax
};

class SseStream;  // sse.hpp

// What is sent. `bytes` may be borrowed memory (assets of the binary) kept alive by the body's owner.
struct Reply {
    int status = 200;
    std::string type = {};  // Content-Type
    std::vector<Header> headers = {};
    std::vector<Cookie> cookies = {};
    Body body = {};
    std::shared_ptr<SseStream> stream = {};  // set: the connection becomes an event stream
    std::string route = {};                  // the pattern that answered, for the log and the metrics
    std::int64_t person = 0;
    std::string_view header(std::string_view name) const;
};

// What the authentication hook of src/app is given, and what it answers: nothing when neither is valid.
struct Credentials {
    std::string_view session;  // value of the session cookie
    std::string_view bearer;   // of "Authorization: Bearer …"
    std::string_view address;
    Instant now;
};
struct Caller {
    Principal principal = {};
    std::string csrf = {};  // what X-Escucha-Csrf or the form field "csrf" must carry; empty for a token
    std::string session =
        {};  // how the team module knows the session or token, for "sign out" and "this session"
    bool by_token = false;
};
using Authenticate = std::function<std::optional<Caller>(const Credentials&)>;

// The circumstances of one call of a handler.
struct Call {
    Principal principal;  // anonymous callers: ActorKind::customer, without name
    Language language = Language::es;
    Instant now{};
    std::string request_id;
    std::string address;  // of the client, as the trusted proxy told it
    std::string user_agent;
    std::optional<std::string> if_match;  // without quotes; "*" means any
    std::string idempotency_key;
    std::string csrf;     // of the session, for forms and for GET /session
    std::string session;  // Caller::session
    bool signed_in = false;

    // Cookies and headers to send along with whatever the handler answers (sign-in, sign-out).
    void set_cookie(Cookie cookie) const { cookies->push_back(std::move(cookie)); }
    std::shared_ptr<std::vector<Cookie>> cookies = std::make_shared<std::vector<Cookie>>();
};

// Answers other than "200 and this struct". std::monostate answers 204.
template <class T>
struct Created {
    T body;
    std::string location;  // path as in the routes: "/cases/17"; /api/v1 is put before it
    std::string etag = {};
};
template <class T>
struct WithEtag {
    T body;
    std::string etag;  // without quotes: the row's version, which an edit names in If-Match
};
// A download. Always an attachment, unless it is wanted `shown` and its bytes really are a picture or a PDF.
struct File {
    Body content;
    std::string name;
    bool shown = false;
    std::string etag = {};
};

inline constexpr std::string_view kSessionCookie = "escucha_session";
inline constexpr std::string_view kLanguageCookie = "escucha_language";  // "es", "en": chosen by hand
inline constexpr std::string_view kCsrfHeader = "X-Escucha-Csrf";
inline constexpr std::string_view kCsrfField = "csrf";
inline constexpr std::string_view kPrefix = "/api/v1";

}  // namespace escucha::http
