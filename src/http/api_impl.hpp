// The inside of Api, shared by api.cpp (registration, the way of a request), binding.cpp, guard.cpp,
// answers.cpp, openapi.cpp and api_page.cpp. Included by nobody else.
#pragma once
#include "http/api.hpp"
#include "http/router.hpp"

namespace escucha::http {

struct Endpoint {
    RouteInfo info;
    std::vector<std::string> parameters;  // names in the path, in order
    detail::Typed typed;
    PageHandler page;
    std::function<Result<void>(const SseCall&)> stream;
    std::function<Reply(const Call&)> plain;  // the server's own: health, metrics, documents
    std::unique_ptr<RateLimiter> limiter;
    bool has_body = false;                      // some member is bound from the body
    std::vector<std::string_view> not_in_body;  // members bound from path and query
};

struct AssetMount {
    std::string prefix;
    const Assets* assets;
    std::string folder, fallback;
};

// One request on its way.
struct Visit {
    const Request& request;
    Endpoint* endpoint = nullptr;
    std::vector<std::string> parameters;
    Call call;
    std::optional<Caller> caller;
    bool over_tls = false;
};

struct Api::Impl {
    explicit Impl(ApiOptions o) : options(std::move(o)) {}
    ApiOptions options;
    std::vector<std::unique_ptr<Endpoint>> endpoints;
    Router<Endpoint> router;
    std::vector<AssetMount> mounts;
    Authenticate authenticate;
    IdempotencyStore* answers = nullptr;
    std::vector<std::pair<std::string, std::function<bool()>>> ready_checks;
    PageOfError draw_error;
    Metrics metrics;

    Endpoint& add(Method method, std::string path, Spec spec);
    bool wants_html(const Visit& visit) const;
    Reply refused(const Visit& visit, const Error& error, int status = 0);
    Reply failed(const Visit& visit, const std::exception& e);
    Reply answer(Visit& visit);
    Reply typed(Visit& visit);
    Reply page(Visit& visit);
    Reply stream(Visit& visit);
    std::optional<Reply> asset(const Visit& visit) const;
    Reply nowhere(const Visit& visit, const Router<Endpoint>::Node* node);
    void finish(const Visit& visit, Reply& reply, std::chrono::nanoseconds took);
};

// guard.cpp: who is this, and may they?
Visit make_visit(const Api::Impl& api, const Request& request);
void identify(const Api::Impl& api, Visit& visit);
Result<void> may_enter(Visit& visit);                                // access, scope, rate
Result<void> is_own_site(const Api::Impl& api, const Visit& visit);  // Origin and Sec-Fetch-Site
Result<void> has_csrf(const Visit& visit, std::string_view form_field = {});

// binding.cpp: the input struct of a typed route.
Result<std::shared_ptr<void>> bind(const Visit& visit);
bool has_uploads(const Shape& shape);

// answers.cpp: what is sent.
Reply to_reply(const Visit& visit, detail::Answer answer);
Reply to_reply(const Visit& visit, PageReply answer);
Reply file_reply(const Visit& visit, const File& file);
bool etag_matches(std::string_view if_none_match, std::string_view etag);

std::string openapi_document(const Api::Impl& api);
std::string api_page(const Api::Impl& api, Language language);

}  // namespace escucha::http
