// `escucha init`: the first visit without a browser. It asks the same door, so that the same is checked.
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/hours_text.hpp"
#include "app/house.hpp"
#include "app/opened.hpp"
#include "app/sample/sample.hpp"

namespace escucha::app {
namespace {

boost::json::object setup_of(const FirstOrganisation& first, const std::vector<HoursText>& hours,
                             std::string_view key) {
    boost::json::array days;
    for (const auto& h : hours)
        days.push_back(boost::json::object{{"weekday", h.weekday}, {"from", h.from}, {"to", h.to}});
    return {{"key", key},
            {"organisation", first.organisation},
            {"country", first.country},
            {"zone", first.zone},
            {"hours", std::move(days)},
            {"name", first.name},
            {"email", first.email},
            {"password", read_password(first.password_file)},
            {"language", first.language},
            {"sample", false}};
}

http::Request post(const boost::json::object& body) {
    http::Request request;
    request.method = http::Method::post;
    request.target = std::string(http::kPrefix) + "/setup";
    request.headers = {{"Content-Type", "application/json"}, {"Accept-Language", "en"}};
    request.body = http::Body(boost::json::serialize(body));
    request.peer = "127.0.0.1";
    return request;
}

int say_refusal(std::string_view problem) {
    const auto document = boost::json::parse(problem);
    const auto& object = document.as_object();
    fmt::print(stderr, "{}\n", std::string(object.at("detail").as_string()));
    if (const auto* errors = object.if_contains("errors"))
        for (const auto& e : errors->as_array())
            fmt::print(stderr, "  {}: {}\n", std::string(e.at("field").as_string()),
                       std::string(e.at("message").as_string()));
    return 1;
}

}  // namespace

int init(const Config& config, const FirstOrganisation& first) {
    const auto hours = parse_hours(first.hours);
    if (!hours) return refused(hours.error());
    Opened o(config);
    const auto link = o.house->team.mint_setup_link(system_now());
    if (!link) {
        fmt::print(stderr, "This base has its organisation already. Sign in at {}/consola.\n",
                   config.public_url());
        return 1;
    }
    Doors doors(*o.house, config);
    const auto reply = doors.api().handle(post(setup_of(first, *hours, link->substr(link->rfind('=') + 1))));
    if (reply.status >= 300) return say_refusal(reply.body.bytes());
    if (first.sample) sample::load(*o.house);
    fmt::print("{} is set up. Sign in at {}/consola as {}.\n", first.organisation, config.public_url(),
               first.email);
    return 0;
}

}  // namespace escucha::app
