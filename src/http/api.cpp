// Registration, and the way of a request through the HTTP layer.
#include "http/api.hpp"

#include <sodium.h>
#include <spdlog/spdlog.h>

#include "http/api_impl.hpp"
#include "http/event_stream.hpp"
#include "http/once.hpp"
#include "http/problem.hpp"

namespace escucha::http {
namespace {

std::vector<std::string> parameters_of(std::string_view path) {
    std::vector<std::string> out;
    for (auto open = path.find('{'); open != path.npos; open = path.find('{', open + 1))
        out.emplace_back(path.substr(open + 1, path.find('}', open) - open - 1));
    return out;
}
std::string first_word(std::string_view path) {
    path.remove_prefix(1);
    return std::string(path.substr(0, path.find('/')));
}

bool takes_body(Method m) {
    return m == Method::post || m == Method::put || m == Method::patch;
}

// Which members come from where; a path parameter that no member takes is a mistake of ours, found at start.
void plan_binding(Endpoint& e) {
    const Shape* input = e.typed.input ? &e.typed.input() : nullptr;
    for (auto& name : e.parameters) {
        if (input && std::ranges::find(input->members, name, &Member::name) != input->members.end()) {
            e.not_in_body.push_back(name);
        } else {
            throw std::logic_error(e.info.path + ": no member takes {" + name + "}");
        }
    }
    for (auto& name : e.info.spec.query) e.not_in_body.push_back(name);
    e.info.multipart = input && has_uploads(*input);
    e.has_body = takes_body(e.info.method) && !e.info.multipart;
    if (e.info.multipart && e.info.spec.body_limit == 0) e.info.spec.body_limit = kUploadBytes;
}

// Where the rest of the log goes, unless src/app registers a logger of its own by this name.
spdlog::logger& request_log() {
    static const auto log = [] {
        auto known = spdlog::get("requests");
        return known ? known : spdlog::default_logger()->clone("requests");
    }();
    return *log;
}

// Each request's line. Never its query (it may hold a name or a code), body, cookies or tokens.
std::string log_line(const Visit& visit, const Reply& reply, std::chrono::nanoseconds took) {
    std::string out = R"({"time":")" + rfc3339(visit.call.now) + R"(","level":)";
    out += reply.status >= 500 ? R"("error","request_id":)" : R"("info","request_id":)";
    write_json_string(out, visit.call.request_id);
    out += fmt::format(R"(,"method":"{}","route":)", name(visit.request.method));
    write_json_string(out, reply.route);
    out += fmt::format(R"(,"status":{},"us":{},"bytes":{},"address":)", reply.status,
                       std::chrono::duration_cast<std::chrono::microseconds>(took).count(),
                       reply.body.bytes().size());
    write_json_string(out, visit.call.address);
    if (visit.call.principal.is_person()) out += fmt::format(R"(,"person":{})", visit.call.principal.person);
    return out + "}";
}

std::string set_cookie(const Cookie& c, bool secure) {
    auto out = fmt::format("{}={}; Path={}", c.name, c.value, c.path);
    if (c.max_age_seconds != 0) out += fmt::format("; Max-Age={}", std::max(c.max_age_seconds, 0));
    if (c.http_only) out += "; HttpOnly";
    out += c.strict ? "; SameSite=Strict" : "; SameSite=Lax";
    return secure ? out + "; Secure" : out;
}

}  // namespace

Api::Api(ApiOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
}
Api::~Api() = default;

Endpoint& Api::Impl::add(Method method, std::string path, Spec spec) {
    auto e = std::make_unique<Endpoint>();
    e->info.method = method;
    e->info.path = std::move(path);
    e->parameters = parameters_of(e->info.path);
    if (spec.rate) e->limiter = std::make_unique<RateLimiter>(*spec.rate);
    e->info.spec = std::move(spec);
    if (!router.add(method, e->info.path, e.get()))
        throw std::logic_error(fmt::format("{} {} is registered twice", name(method), e->info.path));
    return *endpoints.emplace_back(std::move(e));
}

void Api::add(Method method, std::string_view path, Spec spec, detail::Typed typed) {
    if (spec.id.empty()) throw std::logic_error(std::string(path) + ": a typed route needs an id");
    if (spec.tag.empty()) spec.tag = first_word(path);
    auto& e = impl_->add(method, std::string(kPrefix) + std::string(path), std::move(spec));
    e.typed = std::move(typed);
    plan_binding(e);
}
void Api::sse(std::string_view path, Spec spec, std::function<Result<void>(const SseCall&)> handler) {
    if (spec.tag.empty()) spec.tag = first_word(path);
    auto& e = impl_->add(Method::get, std::string(kPrefix) + std::string(path), std::move(spec));
    e.stream = std::move(handler);
    e.info.stream = true;
}
void Api::page(Method method, std::string_view path, PageHandler handler, Spec spec) {
    auto& e = impl_->add(method, std::string(path), std::move(spec));
    e.page = std::move(handler);
    e.info.page = true;
}
void Api::assets(std::string_view prefix, const Assets& assets, std::string_view folder,
                 std::string_view fallback) {
    std::string inside(folder);
    if (!inside.empty() && !inside.ends_with('/')) inside += '/';
    impl_->mounts.push_back({std::string(prefix), &assets, inside, std::string(fallback)});
    std::ranges::sort(impl_->mounts, std::greater{}, [](const AssetMount& m) { return m.prefix.size(); });
}
void Api::error_pages(PageOfError draw) {
    impl_->draw_error = std::move(draw);
}
void Api::authenticate_with(Authenticate f) {
    impl_->authenticate = std::move(f);
}
void Api::keep_answers_in(IdempotencyStore& store) {
    impl_->answers = &store;
}
void Api::ready_check(std::string name, std::function<bool()> f) {
    impl_->ready_checks.emplace_back(std::move(name), std::move(f));
}
Metrics& Api::metrics() {
    return impl_->metrics;
}
const ApiOptions& Api::options() const {
    return impl_->options;
}
std::string Api::openapi() const {
    return openapi_document(*impl_);
}

std::vector<RouteInfo> Api::routes() const {
    std::vector<RouteInfo> out;
    for (auto& e : impl_->endpoints) out.push_back(e->info);
    std::ranges::sort(out, {},
                      [](const RouteInfo& r) { return std::pair(r.path, static_cast<int>(r.method)); });
    return out;
}

std::size_t Api::body_limit(const Request& head) const {
    auto match = impl_->router.match(head.path());
    auto* endpoint = match.node ? match.node->find(head.method) : nullptr;
    if (!endpoint) return 64 * 1024;
    return endpoint->info.spec.body_limit != 0 ? endpoint->info.spec.body_limit : kBodyBytes;
}

Reply Api::handle(const Request& request) {
    auto begun = std::chrono::steady_clock::now();
    auto visit = make_visit(*impl_, request);
    Reply reply;
    try {
        reply = impl_->answer(visit);
    } catch (const std::exception& e) {
        reply = impl_->failed(visit, e);
    }
    impl_->finish(visit, reply, std::chrono::steady_clock::now() - begun);
    return reply;
}

Reply Api::refuse_early(const Request& head, const Error& error) {
    auto visit = make_visit(*impl_, head);
    auto match = impl_->router.match(head.path());
    visit.endpoint = match.node ? match.node->find(head.method) : nullptr;
    auto reply = impl_->refused(visit, error);
    impl_->finish(visit, reply, {});
    return reply;
}

Reply Api::Impl::answer(Visit& visit) {
    auto& request = visit.request;
    auto match = router.match(request.path());
    auto method = request.method == Method::head ? Method::get : request.method;
    visit.endpoint = match.node ? match.node->find(method) : nullptr;
    if (!visit.endpoint) return nowhere(visit, match.node);
    for (auto raw : match.parameters) {
        auto value = percent_decode(raw);
        if (!value || !valid_utf8(*value))
            return refused(visit, {.kind = ErrorKind::not_found, .code = "not_found"});
        visit.parameters.push_back(std::move(*value));
    }
    identify(*this, visit);
    if (auto entered = may_enter(visit); !entered) return refused(visit, entered.error());
    if (auto own = is_own_site(*this, visit); !own) return refused(visit, own.error());
    if (visit.endpoint->page) return page(visit);
    if (visit.endpoint->plain) return visit.endpoint->plain(visit.call);
    if (auto safe = has_csrf(visit); !safe) return refused(visit, safe.error());
    return visit.endpoint->stream ? stream(visit) : typed(visit);
}

Reply Api::Impl::typed(Visit& visit) {
    auto& endpoint = *visit.endpoint;
    if (endpoint.info.spec.needs_match && !visit.call.if_match)
        return refused(visit, {.kind = ErrorKind::must_match, .code = "if_match_needed"});
    auto& key = visit.call.idempotency_key;
    if (!usable_key(key))
        return refused(visit, {.kind = ErrorKind::malformed, .code = "idempotency_key_malformed"});
    auto input = bind(visit);
    if (!input) return refused(visit, input.error());
    const bool keeps = endpoint.info.method == Method::post && endpoint.info.spec.keep_answer && !key.empty();
    Once once(keeps ? answers : nullptr, visit);
    auto begun = once.begin();
    if (begun.outcome == Begin::answered) return again(begun.answer);
    if (begun.outcome != Begin::fresh) return refused(visit, not_again(begun.outcome));
    auto answer = endpoint.typed.run(visit.call, input->get());
    if (!answer) return refused(visit, answer.error());
    auto reply = to_reply(visit, std::move(*answer));
    once.finish(reply);
    return reply;
}

Reply Api::Impl::page(Visit& visit) {
    PageCall call;
    static_cast<Call&>(call) = visit.call;
    call.method = visit.request.method;
    call.path = visit.request.path();
    for (std::size_t i = 0; i < visit.parameters.size(); ++i)
        call.parameters.emplace_back(visit.endpoint->parameters[i], visit.parameters[i]);
    auto query = parse_urlencoded(visit.request.query());
    if (!query) return refused(visit, query.error());
    call.query = std::move(*query);
    if (!is_safe(visit.request.method)) {
        auto form = parse_form(visit.request.body, visit.request.header("Content-Type"));
        if (!form) return refused(visit, form.error());
        call.form = std::move(*form);
        if (auto safe = has_csrf(visit, call.form.get(kCsrfField)); !safe)
            return refused(visit, safe.error());
    }
    return to_reply(visit, visit.endpoint->page(call));
}

Reply Api::Impl::stream(Visit& visit) {
    SseCall call;
    static_cast<Call&>(call) = visit.call;
    call.last_event_id = visit.request.header("Last-Event-ID").substr(0, 200);
    call.stream = std::make_shared<EventStream>();
    if (visit.request.method != Method::head)
        if (auto taken = visit.endpoint->stream(call); !taken) return refused(visit, taken.error());
    Reply reply{.type = "text/event-stream"};
    reply.headers = {{"Cache-Control", "no-store"},
                     {"X-Accel-Buffering", "no"}};  // nginx passes events on at once
    if (visit.request.method != Method::head) reply.stream = call.stream;
    return reply;
}

Reply Api::Impl::nowhere(const Visit& visit, const Router<Endpoint>::Node* node) {
    if (!node) {
        if (auto found = asset(visit)) return std::move(*found);
        return refused(visit, {.kind = ErrorKind::not_found, .code = "not_found"});
    }
    std::string allow = "OPTIONS";
    for (auto& [method, endpoint] : node->ends)
        allow += fmt::format("{}, {}", method == Method::get ? ", HEAD" : "", name(method));
    Reply reply{.status = 204};
    if (visit.request.method != Method::options)
        reply = refused(visit, {.kind = ErrorKind::malformed, .code = "method_not_allowed"}, 405);
    reply.headers.emplace_back("Allow", allow);
    return reply;
}

bool Api::Impl::wants_html(const Visit& visit) const {
    if (visit.endpoint) return visit.endpoint->info.page;
    return !visit.request.path().starts_with("/api/") &&
           visit.request.header("Accept").find("text/html") != std::string_view::npos;
}

Reply Api::Impl::refused(const Visit& visit, const Error& error, int status) {
    if (!wants_html(visit)) return problem(error, visit.call.language, visit.call.request_id, status);
    PageReply drawn;
    try {
        if (!draw_error) return plain_error_page(error, visit.call.language, visit.call.request_id, status);
        drawn = draw_error(error, visit.call);
    } catch (const std::exception&) {  // the page about a failure may fail the same way
        return plain_error_page(error, visit.call.language, visit.call.request_id, status);
    }
    drawn.status = status != 0 ? status : status_of(error.kind);
    if (error.retry_after_seconds > 0)
        drawn.headers.emplace_back("Retry-After", std::to_string(error.retry_after_seconds));
    return to_reply(visit, std::move(drawn));
}

// A failure of the machine: logged once, here, under the id that the answer carries.
Reply Api::Impl::failed(const Visit& visit, const std::exception& e) {
    std::string line =
        R"({"time":")" + rfc3339(visit.call.now) + R"(","level":"error","event":"failed","request_id":)";
    write_json_string(line, visit.call.request_id);
    line += ",\"what\":";
    write_json_string(line, e.what());
    request_log().error(line + "}");
    metrics.count("escucha_http_failures_total", "Requests that ended in a failure of the machine");
    return refused(visit, {.kind = ErrorKind::unavailable, .code = "unavailable", .retry_after_seconds = 5});
}

void Api::Impl::finish(const Visit& visit, Reply& reply, std::chrono::nanoseconds took) {
    for (auto& cookie : *visit.call.cookies) reply.cookies.push_back(std::move(cookie));
    for (auto& cookie : reply.cookies)
        reply.headers.emplace_back("Set-Cookie", set_cookie(cookie, visit.over_tls));
    reply.headers.emplace_back("X-Request-Id", visit.call.request_id);
    reply.route = visit.endpoint ? visit.endpoint->info.path : reply.status < 400 ? "(file)" : "(none)";
    metrics.request(name(visit.request.method), reply.route, reply.status, took);
    if (options.log_requests) request_log().info(log_line(visit, reply, took));
}

std::string_view PageCall::parameter(std::string_view name) const {
    for (auto& [key, value] : parameters)
        if (key == name) return value;
    return {};
}
std::string_view PageCall::query_value(std::string_view name) const {
    for (auto& [key, value] : query)
        if (key == name) return value;
    return {};
}
bool PageCall::has_query(std::string_view name) const {
    return std::ranges::any_of(query, [&](auto& q) { return q.first == name; });
}

}  // namespace escucha::http
