// Routes. A module's routes.cpp registers typed handlers here and reads as a table of contents:
//
//   void case_routes(http::Api& api, Cases& cases) {
//       api.get("/cases/{id}", {.id = "getCase", .access = Access::role(Role::agent), .scope = "cases:read",
//                               .summary = "One case with its timeline", .errors = {"case.not_found"}},
//               [&](const http::Call& call, const OneCase& in) -> Result<http::WithEtag<CaseView>> { … });
//   }
//
// One input struct a route (fields.hpp): members named like a {parameter} come from the path; for GET and
// DELETE the others from the query; for POST, PUT, PATCH from the JSON body (or multipart, when the struct
// has Uploads), except those named in Spec::query. A handler without input takes only the Call. Output:
// Result<T> with T a described struct, a vector of them, std::monostate (204), Created<T>, WithEtag<T>, File.
// Everything is checked before the handler runs: who calls (401, 403, CSRF), limits (413, 415, 429), form
// (400, 422).
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/assets.hpp"
#include "http/forms.hpp"
#include "http/idempotency.hpp"
#include "http/json.hpp"
#include "http/metrics.hpp"
#include "http/rate_limit.hpp"
#include "http/request.hpp"
#include "http/sse.hpp"

namespace escucha::http {

inline constexpr std::size_t kBodyBytes = 256 * 1024;
inline constexpr std::size_t kUploadBytes = 210 * 1024 * 1024;  // ten files of 20 MB, and their wrapping

// Who may call a route.
struct Access {
    std::optional<Role> least;  // nothing: anyone, signed in or not
    static Access anyone() { return {}; }
    static Access role(Role r) { return {r}; }
    static Access signed_in() { return {Role::agent}; }
};

struct Spec {
    std::string id = {};  // operationId, unique: "listCases"
    Access access = Access::signed_in();
    std::string scope = {};  // "cases:read": what an API token must hold; "" = no token may call it
    std::string summary = {};
    std::string description = {};
    std::string tag = {};  // default: the first word of the path
    std::vector<std::string> errors =
        {};                               // codes of refusals of its own, documented and checked by the tests
    std::vector<std::string> query = {};  // members bound from the query although there is a body
    bool needs_match = false;             // 428 without If-Match
    // Whether a repeated POST (Idempotency-Key) is answered from what was kept. Not where the answer carries
    // a secret or a cookie: those are never written down, and the header is ignored.
    bool keep_answer = true;
    std::size_t body_limit = 0;     // bytes; 0: kBodyBytes, or kUploadBytes for a struct with Uploads
    std::optional<Rate> rate = {};  // per address (and route): for doors that strangers may knock at
};

// One line of the table of routes: for the tests that try every route with every role, and for the docs.
struct RouteInfo {
    Method method{};
    std::string path;  // with prefix: "/api/v1/cases/{id}"
    Spec spec;
    bool page = false;
    bool stream = false;
    bool multipart = false;
};

struct SseCall : Call {
    std::string last_event_id;
    std::shared_ptr<SseStream> stream;  // keep it as long as it shall stay open
};

// A request for a page of HTML: what the portal and the sign-in work with.
struct PageCall : Call {
    Method method = Method::get;
    std::string path;
    Pairs parameters;  // of the path, decoded
    Pairs query;
    Form form;  // POST: fields and files
    std::string_view parameter(std::string_view name) const;
    std::string_view query_value(std::string_view name) const;  // "" when absent
    bool has_query(std::string_view name) const;
};
struct PageReply {
    int status = 200;
    std::string html = {};
    std::string location = {};  // set: a redirect (303 unless status is 301, 302, 307 or 308)
    std::vector<Cookie> cookies = {};
    std::vector<Header> headers = {};
    std::optional<File> file = {};  // instead of html

    static PageReply redirect(std::string to) { return {.status = 303, .location = std::move(to)}; }
};
using PageHandler = std::function<PageReply(const PageCall&)>;
// Draws a refusal (404, 403, 422, 429, 503 …) that happened outside a page handler, or "not found" for any
// path.
using PageOfError = std::function<PageReply(const Error&, const Call&)>;

struct ApiOptions {
    Clock now = system_now;
    Language language = Language::es;  // when neither caller nor browser say one
    std::vector<std::string> trusted_proxies =
        {};                       // addresses whose X-Forwarded-For, -Proto and X-Request-Id count
    bool behind_tls = false;      // HSTS, and Secure cookies
    std::string public_url = {};  // "https://ayuda.example.org": other Origins are refused; "" = Host header
    std::string title = "Escucha";
    std::string version = "0.1.0";
    bool log_requests = true;  // one JSON line a request to the spdlog logger "requests"
    std::vector<std::string> metrics_for = {"127.0.0.1", "::1"};  // who may read /metrics; "*": anyone
};

namespace detail {
struct Inputs;
struct Answer {
    int status = 200;
    std::string body = {};  // JSON
    std::string etag = {};
    std::string location = {};
    std::optional<File> file = {};
};
struct Output {              // for the schema
    ShapeOf body = nullptr;  // nothing: no body
    int status = 200;
    bool etag = false, file = false;
};
using Run = std::function<Result<Answer>(const Call&, const void* input)>;
struct Typed {
    ShapeOf input = nullptr;
    std::function<std::shared_ptr<void>()> make;  // a fresh input
    Output output;
    Run run;
};

template <class T>
struct OutputOf {
    static Output describe() { return {.body = shape_of<T>}; }
    static Answer answer(const T& t) { return {.body = to_json(t)}; }
};
template <>
struct OutputOf<std::monostate> {
    static Output describe() { return {.status = 204}; }
    static Answer answer(std::monostate) { return {.status = 204}; }
};
template <>
struct OutputOf<File> {
    static Output describe() { return {.file = true}; }
    static Answer answer(const File& f) { return {.etag = f.etag, .file = f}; }
};
template <class T>
struct OutputOf<Created<T>> {
    static Output describe() { return {.body = shape_of<T>, .status = 201}; }
    static Answer answer(const Created<T>& c) {
        return {.status = 201, .body = to_json(c.body), .etag = c.etag, .location = c.location};
    }
};
template <class T>
struct OutputOf<WithEtag<T>> {
    static Output describe() { return {.body = shape_of<T>, .etag = true}; }
    static Answer answer(const WithEtag<T>& w) { return {.body = to_json(w.body), .etag = w.etag}; }
};

template <class F>
struct Signature : Signature<decltype(&F::operator())> {};
template <class C, class T>
struct Signature<Result<T> (C::*)(const Call&) const> {
    using Out = T;
    using In = void;
};
template <class C, class T, class I>
struct Signature<Result<T> (C::*)(const Call&, const I&) const> {
    using Out = T;
    using In = I;
};

template <class F>
Typed typed(F handler) {
    using Out = typename Signature<F>::Out;
    using In = typename Signature<F>::In;
    Typed t;
    t.output = OutputOf<Out>::describe();
    if constexpr (!std::is_void_v<In>) {
        static_assert(may_come_in<In>(), "give its texts and lists a limit (Line, Prose, Many)");
        t.input = shape_of<In>;
        t.make = [] { return std::shared_ptr<void>(std::make_shared<In>()); };
    }
    t.run = [handler = std::move(handler)](const Call& call,
                                           [[maybe_unused]] const void* input) -> Result<Answer> {
        auto result = [&] {
            if constexpr (std::is_void_v<In>)
                return handler(call);
            else
                return handler(call, *static_cast<const In*>(input));
        }();
        if (!result) return Refused(std::move(result.error()));
        return OutputOf<Out>::answer(*result);
    };
    return t;
}
}  // namespace detail

class Api {
  public:
    explicit Api(ApiOptions options = {});
    ~Api();
    Api(const Api&) = delete;

    // Typed routes, under /api/v1. A lambda must name its result type: -> Result<…>.
    template <class F>
    void get(std::string_view path, Spec spec, F f) {
        add(Method::get, path, std::move(spec), detail::typed(std::move(f)));
    }
    template <class F>
    void post(std::string_view path, Spec spec, F f) {
        add(Method::post, path, std::move(spec), detail::typed(std::move(f)));
    }
    template <class F>
    void put(std::string_view path, Spec spec, F f) {
        add(Method::put, path, std::move(spec), detail::typed(std::move(f)));
    }
    template <class F>
    void patch(std::string_view path, Spec spec, F f) {
        add(Method::patch, path, std::move(spec), detail::typed(std::move(f)));
    }
    template <class F>
    void del(std::string_view path, Spec spec, F f) {
        add(Method::del, path, std::move(spec), detail::typed(std::move(f)));
    }

    // An event stream, under /api/v1. The handler subscribes call.stream somewhere and returns; a refusal is
    // answered as a problem.
    void sse(std::string_view path, Spec spec, std::function<Result<void>(const SseCall&)> handler);

    // Pages of HTML, at the path itself ("/caso/{code}"). The form of a POST is parsed; a signed-in caller's
    // form must carry the field "csrf"; a form sent by another site is refused.
    void page(Method method, std::string_view path, PageHandler handler,
              Spec spec = {.access = Access::anyone()});
    void error_pages(PageOfError draw);

    // Static files: GET {prefix}/x answers the file {folder}/x; with `fallback`, unknown paths answer that
    // file (SPA).
    void assets(std::string_view prefix, const Assets& assets, std::string_view folder = "",
                std::string_view fallback = "");

    // What src/app gives.
    void authenticate_with(Authenticate f);
    void keep_answers_in(IdempotencyStore& store);  // for Idempotency-Key; without it the header is ignored
    void ready_check(std::string name, std::function<bool()> f);  // /readyz: all must hold
    Metrics& metrics();

    // Mounts /healthz, /readyz, /metrics, /api/openapi.json and /api. Call once, after the modules' routes.
    void mount_service_pages();

    std::string openapi() const;            // the document, deterministic
    std::vector<RouteInfo> routes() const;  // sorted by path and method

    // Answers one request, synchronously: what the server calls, and a test may.
    Reply handle(const Request& request);
    // The answer to what never became a request for a handler: bytes that are no HTTP, a body too large, a
    // full queue.
    Reply refuse_early(const Request& head, const Error& error);
    // Before the body is read: how many bytes this route takes (a small number where there is no route).
    std::size_t body_limit(const Request& head) const;
    const ApiOptions& options() const;

    struct Impl;

  private:
    void add(Method method, std::string_view path, Spec spec, detail::Typed typed);
    std::unique_ptr<Impl> impl_;
};

}  // namespace escucha::http
