#include "modules/quality/lists.hpp"

#include <fmt/format.h>

#include "http/json.hpp"

namespace escucha::quality::lists {
namespace {

constexpr std::string_view kInbox = "/consola/bandeja?", kProblems = "kinds=complaint,claim,return";

std::string between(std::string_view name, const Span& span) {
    auto query = fmt::format("{}_from={}", name, http::rfc3339(span.from));
    if (span.to != kOpenEnd) query += fmt::format("&{}_to={}", name, http::rfc3339(span.to));
    return query;
}

}  // namespace

std::string opened(const Span& span) {
    return fmt::format("{}{}&{}", kInbox, kProblems, between("opened", span));
}
std::string solved(const Span& span) {
    return fmt::format("{}{}&{}", kInbox, kProblems, between("solved", span));
}
std::string all_opened(const Span& span) {
    return fmt::format("{}{}", kInbox, between("opened", span));
}
std::string open_now() {
    return fmt::format("{}view=all&{}", kInbox, kProblems);
}
std::string late_now() {
    return fmt::format("{}view=all&{}&late=1", kInbox, kProblems);
}
std::string nobodys(const Span& span) {
    return fmt::format("{}view=nobody&{}&{}", kInbox, kProblems, between("opened", span));
}
std::string promises_due(const Span& span) {
    return fmt::format("/consola/promesas?view=team&state=kept,kept_late,broken,open&{}",
                       between("due", span));
}

}  // namespace escucha::quality::lists
