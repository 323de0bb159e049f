// Calls the API of some modules without a socket, as anyone the test names: each answer is held against the
// document the API publishes.
//
//     test::ApiCaller caller{now};                        // a clock the test moves
//     add_routes(caller.api(), customers);
//     const auto answer = caller.as(7, Role::agent).post("/customers", R"({"name": "Ana"})");
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include <gmock/gmock.h>

#include "http/api.hpp"
#include "support/schema_check.hpp"

namespace escucha::test {

struct ApiAnswer {
    int status = 0;
    std::string etag;
    std::string type;
    std::string disposition;
    std::string body;
    boost::json::value json() const { return boost::json::parse(body); }
    std::string code() const { return std::string(json().at("code").as_string()); }
    // The value there ("/items/0/name"), as JSON.
    std::string at(std::string_view pointer) const {
        return boost::json::serialize(json().at_pointer(pointer));
    }
};

class ApiCaller {
  public:
    explicit ApiCaller(const Instant& now) : api_({.now = [&now] { return now; }, .log_requests = false}) {
        api_.authenticate_with([this](const http::Credentials& c) -> std::optional<http::Caller> {
            if (c.session.empty()) return std::nullopt;
            http::Caller caller;
            caller.principal = who_;
            caller.csrf = "token";
            return caller;
        });
    }

    http::Api& api() { return api_; }
    ApiCaller& as(PersonId person, Role role, TeamId team = 0) {
        who_ = {};
        who_.kind = ActorKind::person;
        who_.person = person;
        who_.role = role;
        who_.team = team;
        signed_in_ = true;
        return *this;
    }
    ApiCaller& as_nobody() {
        signed_in_ = false;
        return *this;
    }

    ApiAnswer get(std::string_view path) { return call(http::Method::get, path, {}, {}); }
    ApiAnswer post(std::string_view path, std::string body = "{}") {
        return call(http::Method::post, path, std::move(body), {{"Content-Type", "application/json"}});
    }
    ApiAnswer patch(std::string_view path, std::string body, std::string if_match = {}) {
        std::vector<http::Header> headers{{"Content-Type", "application/json"}};
        if (!if_match.empty()) headers.emplace_back("If-Match", '"' + if_match + '"');
        return call(http::Method::patch, path, std::move(body), std::move(headers));
    }
    ApiAnswer put(std::string_view path, std::string body = "{}", std::string if_match = {}) {
        std::vector<http::Header> headers{{"Content-Type", "application/json"}};
        if (!if_match.empty()) headers.emplace_back("If-Match", '"' + if_match + '"');
        return call(http::Method::put, path, std::move(body), std::move(headers));
    }
    ApiAnswer del(std::string_view path) { return call(http::Method::del, path, {}, {}); }
    ApiAnswer call(http::Method method, std::string_view path, std::string body,
                   std::vector<http::Header> headers) {
        http::Request request;
        request.method = method;
        request.target = std::string(http::kPrefix) + std::string(path);
        request.headers = std::move(headers);
        if (signed_in_) {
            request.headers.emplace_back("Cookie", std::string(http::kSessionCookie) + "=here");
            request.headers.emplace_back(http::kCsrfHeader, "token");
        }
        request.body = http::Body(std::move(body));
        const auto reply = api_.handle(request);
        check(request, reply);
        return {reply.status, std::string(reply.header("ETag")), reply.type,
                std::string(reply.header("Content-Disposition")), std::string(reply.body.bytes())};
    }

  private:
    void check(const http::Request& request, const http::Reply& reply) {
        if (!document_) document_.emplace(api_.openapi());
        const std::string verb(http::name(request.method));
        const auto path = document_->path_of(verb, request.target);
        EXPECT_THAT(document_->answer(verb, path, reply.status, reply.type, reply.body.bytes()),
                    ::testing::IsEmpty())
            << verb << " " << request.target << " " << reply.status << " "
            << reply.body.bytes().substr(0, 2000);
    }

    http::Api api_;
    Principal who_;
    bool signed_in_ = false;
    std::optional<SchemaCheck> document_;
};

}  // namespace escucha::test
