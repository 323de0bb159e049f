// Who is calling, from where, and may they: everything decided before a handler runs.
#include <random>

#include "http/api_impl.hpp"

namespace escucha::http {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view item) {
    return std::ranges::find(list, item) != list.end();
}

std::string_view strip(std::string_view s) {
    while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
    while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
    return s;
}

// The nearest address that is not one of our proxies: what stands further left could be invented by the
// client.
std::string client_address(const ApiOptions& options, const Request& request) {
    if (!contains(options.trusted_proxies, request.peer)) return request.peer;
    std::string_view chain = request.header("X-Forwarded-For");
    while (!chain.empty()) {
        auto comma = chain.rfind(',');
        auto last = strip(comma == chain.npos ? chain : chain.substr(comma + 1));
        chain = comma == chain.npos ? std::string_view() : chain.substr(0, comma);
        bool sane = !last.empty() && last.size() <= 45 &&
                    last.find_first_not_of("0123456789abcdefABCDEF.:") == last.npos;
        if (!sane) break;
        if (!contains(options.trusted_proxies, last) || chain.empty()) return std::string(last);
    }
    return request.peer;
}

std::string minted_id() {
    static constexpr char kAlphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
    thread_local std::mt19937_64 random{std::random_device{}()};
    std::string id;
    for (int half = 0; half < 2; ++half) {
        auto bits = random();
        for (int i = 0; i < 8; ++i, bits >>= 5) id += kAlphabet[bits & 31];
    }
    return id;
}

std::string request_id(bool from_proxy, const Request& request) {
    auto given = request.header("X-Request-Id");
    auto odd = [](char c) {
        return !std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_' && c != '.';
    };
    bool sane = from_proxy && !given.empty() && given.size() <= 64 && std::ranges::none_of(given, odd);
    return sane ? std::string(given) : minted_id();
}

std::string_view bearer(const Request& request) {
    auto value = request.header("Authorization");
    if (value.size() < 8 || (!value.starts_with("Bearer ") && !value.starts_with("bearer "))) return {};
    return strip(value.substr(7));
}

std::optional<std::string> quoted(std::string_view value) {
    if (value.empty()) return {};
    value = strip(value);
    if (value.starts_with("W/")) value.remove_prefix(2);  // a proxy that compresses weakens tags
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
        value = value.substr(1, value.size() - 2);
    return std::string(value);
}

bool same_bytes(std::string_view a,
                std::string_view b) {  // in a time that says nothing about where they differ
    if (a.size() != b.size()) return false;
    unsigned char difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
    return difference == 0;
}

std::string_view host_of(std::string_view origin) {
    auto at = origin.find("://");
    return at == origin.npos ? std::string_view() : origin.substr(at + 3);
}

}  // namespace

Visit make_visit(const Api::Impl& api, const Request& request) {
    Visit visit{.request = request,
                .endpoint = nullptr,
                .parameters = {},
                .call = {},
                .caller = {},
                .over_tls = false};
    auto& options = api.options;
    bool proxied = contains(options.trusted_proxies, request.peer);
    auto& call = visit.call;
    call.now = options.now();
    call.request_id = request_id(proxied, request);
    call.address = client_address(options, request);
    call.user_agent = request.header("User-Agent").substr(0, 300);
    call.if_match = quoted(request.header("If-Match"));
    call.idempotency_key = request.header("Idempotency-Key");
    auto chosen = language_from(request.cookie(kLanguageCookie));  // in the portal, by a link
    if (!chosen) chosen = negotiate(request.header("Accept-Language"));
    call.language = chosen.value_or(options.language);
    call.principal.kind = ActorKind::customer;
    visit.over_tls = options.behind_tls || (proxied && request.header("X-Forwarded-Proto") == "https");
    return visit;
}

void identify(const Api::Impl& api, Visit& visit) {
    auto& call = visit.call;
    Credentials given{.session = visit.request.cookie(kSessionCookie),
                      .bearer = bearer(visit.request),
                      .address = call.address,
                      .now = call.now};
    if (api.authenticate && (!given.session.empty() || !given.bearer.empty()))
        visit.caller = api.authenticate(given);
    if (visit.caller) {
        call.principal = visit.caller->principal;
        call.language = call.principal.language;
        call.csrf = visit.caller->csrf;
        call.session = visit.caller->session;
        call.signed_in = true;
    }
    call.principal.language = call.language;
    call.principal.address = call.address;
    call.principal.request_id = call.request_id;
}

Result<void> may_enter(Visit& visit) {
    auto& spec = visit.endpoint->info.spec;
    if (auto& limiter = visit.endpoint->limiter)
        if (auto taken = limiter->take(network_of(visit.call.address), visit.call.now); !taken) return taken;
    bool token = visit.caller && visit.caller->by_token;
    if (spec.access.least) {
        if (!visit.caller) return refuse(ErrorKind::unauthenticated, "sign_in_needed");
        if (!visit.call.principal.at_least(*spec.access.least))
            return refuse(ErrorKind::forbidden, "role_too_low");
        if (token && (spec.scope.empty() || !contains(visit.call.principal.scopes, spec.scope)))
            return refuse(ErrorKind::forbidden, "scope_missing", {{"scope", spec.scope}});
    }
    return {};
}

// Browsers say where a request comes from; other programs carry no cookies that could be abused.
Result<void> is_own_site(const Api::Impl& api, const Visit& visit) {
    if (is_safe(visit.request.method) || (visit.caller && visit.caller->by_token)) return {};
    auto site = visit.request.header("Sec-Fetch-Site");
    if (site == "same-origin" || site == "none") return {};
    if (!site.empty()) return refuse(ErrorKind::forbidden, "cross_site");
    auto origin = visit.request.header("Origin");
    if (origin.empty()) return {};
    auto& own = api.options.public_url;
    bool same = (!own.empty() && origin == own) || host_of(origin) == visit.request.header("Host");
    if (!same) return refuse(ErrorKind::forbidden, "cross_site");
    return {};
}

Result<void> has_csrf(const Visit& visit, std::string_view form_field) {
    if (is_safe(visit.request.method) || !visit.caller || visit.caller->by_token) return {};
    auto given = visit.request.header(kCsrfHeader);
    if (given.empty()) given = form_field;
    if (given.empty() || visit.caller->csrf.empty() || !same_bytes(given, visit.caller->csrf))
        return refuse(ErrorKind::forbidden, "csrf_missing");
    return {};
}

}  // namespace escucha::http
