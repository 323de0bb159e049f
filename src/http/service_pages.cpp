// What the server says about itself: health, readiness, metrics, the API document and its readable page.
#include "http/api_impl.hpp"
#include "http/problem.hpp"

namespace escucha::http {
namespace {

Reply plain_text(std::string text, int status = 200) {
    Reply reply{
        .status = status, .type = "text/plain; charset=utf-8", .headers = {{"Cache-Control", "no-store"}}};
    reply.body = Body(std::move(text));
    return reply;
}

Reply ready(const Api::Impl& api) {
    std::string out;
    bool all = true;
    for (auto& [name, holds] : api.ready_checks) {
        bool good = false;
        try {
            good = holds();
        } catch (const std::exception&) {
            good = false;  // a check that fails is a check that does not hold
        }
        all = all && good;
        out += fmt::format("{} {}\n", good ? "ok" : "failing", name);
    }
    return plain_text(out.empty() ? "ok\n" : out, all ? 200 : 503);
}

bool may_read_metrics(const Api::Impl& api, const Call& call) {
    return std::ranges::any_of(api.options.metrics_for,
                               [&](auto& a) { return a == "*" || a == call.address; });
}

Reply document(std::string_view type, std::string text) {
    Reply reply{.type = std::string(type), .headers = {{"Cache-Control", "no-cache"}}};
    reply.body = Body(std::move(text));
    return reply;
}

}  // namespace

extern const std::string_view kApiPageStyle;  // api_page.cpp

void Api::mount_service_pages() {
    auto* api = impl_.get();
    auto mount = [api](std::string path, std::function<Reply(const Call&)> answer) {
        api->add(Method::get, std::move(path), {.access = Access::anyone()}).plain = std::move(answer);
    };
    mount("/healthz", [](const Call&) { return plain_text("ok\n"); });
    mount("/readyz", [api](const Call&) { return ready(*api); });
    mount("/metrics", [api](const Call& call) {
        if (may_read_metrics(*api, call))
            return document("text/plain; version=0.0.4; charset=utf-8", api->metrics.text());
        return problem({.kind = ErrorKind::not_found, .code = "not_found"}, call.language, call.request_id);
    });
    auto text = std::make_shared<const std::string>(openapi_document(*api));
    mount("/api/openapi.json", [text](const Call&) { return document("application/json", *text); });
    auto pages = std::make_shared<std::map<Language, std::string>>();
    for (auto language : {Language::es, Language::en}) (*pages)[language] = api_page(*api, language);
    mount("/api", [pages](const Call& call) {
        return document("text/html; charset=utf-8", pages->at(call.language));
    });
    mount("/api/page.css",
          [](const Call&) { return document("text/css; charset=utf-8", std::string(kApiPageStyle)); });
}

}  // namespace escucha::http
