// Keys for programs: they act as whoever made them, within the scopes named, and are shown once.
#include "base/tokens.hpp"
#include "modules/team/events.hpp"
#include "modules/team/use_cases.hpp"

namespace escucha::team {
namespace {

constexpr std::string_view kPrefix = "esc_";  // lets scanners of leaked secrets recognise ours
constexpr std::size_t kMostTokens = 50;
constexpr std::string_view kScopes[] = {
    "people:read",   "people:write",   "organisation:write", "cases:read",      "cases:write",
    "files:read",    "files:write",    "customers:read",     "customers:write", "customers:export",
    "promises:read", "promises:write", "quality:read",       "calendar:read",   "calendar:write",
    "book:read",     "book:write"};

std::vector<FieldError> faults(const TokenWish& wish, Instant now) {
    std::vector<FieldError> wrong;
    for (std::size_t i = 0; i < wish.scopes.size(); ++i)
        if (std::ranges::find(kScopes, wish.scopes[i]) == std::end(kScopes))
            wrong.push_back({fmt::format("scopes[{}]", i), "unknown_scope"});
    if (wish.expires_at && *wish.expires_at <= now) wrong.push_back({"expires_at", "in_the_past"});
    return wrong;
}

api::ApiToken view(const TokenRow& t) {
    return {.id = t.id,
            .name = t.name,
            .ending = t.ending,
            .scopes = t.scopes,
            .created_at = t.created_at,
            .expires_at = t.expires_at,
            .used_at = t.seen_at};
}

TokenRow row_of(const TokenWish& wish, const Principal& who, const std::string& token, Instant now) {
    TokenRow row{.person = who.person,
                 .name = wish.name,
                 .ending = token.substr(token.size() - 4),
                 .scopes = wish.scopes,
                 .created_at = now,
                 .expires_at = wish.expires_at,
                 .seen_at = {}};
    std::ranges::sort(row.scopes);
    row.scopes.erase(std::ranges::unique(row.scopes).begin(), row.scopes.end());
    return row;
}

}  // namespace

std::vector<api::ApiScope> list_scopes(Language language) {
    std::vector<api::ApiScope> out;
    for (const auto scope : kScopes)
        out.push_back({std::string(scope), text(language, fmt::format("scope.{}", scope))});
    return out;
}

std::vector<api::ApiToken> list_tokens(Context& t, PersonId person) {
    const auto rows = t.base.read([&](db::Tx& tx) { return doors::tokens(tx, person); });
    std::vector<api::ApiToken> out;
    for (const auto& row : rows) out.push_back(view(row));
    return out;
}

Result<api::NewApiToken> make_token(Context& t, const Principal& who, const TokenWish& wish, Instant now) {
    if (auto wrong = faults(wish, now); !wrong.empty()) return invalid_fields(std::move(wrong));
    const auto token = std::string(kPrefix) + random_token();
    return t.base.write([&](db::Tx& tx) -> Result<api::NewApiToken> {
        if (doors::tokens(tx, who.person).size() >= kMostTokens) return conflict("api_token.too_many");
        auto row = row_of(wish, who, token, now);
        row.id = doors::add_token(tx, token_hash(token), row);
        t.announce(tx, who, now, "api_token", row.id,
                   ApiTokenMade{row.id, who.person, row.name, fmt::format("{}", fmt::join(row.scopes, " "))});
        return api::NewApiToken{view(row), token};
    });
}

Result<void> revoke_token(Context& t, const Principal& who, std::int64_t id, Instant now) {
    return t.base.write([&](db::Tx& tx) -> Result<void> {
        const auto removed = doors::remove_token(tx, id, who.person);
        if (!removed) return not_found("api_token.not_found");
        t.announce(tx, who, now, "api_token", id, ApiTokenRevoked{.token = id, .person = who.person});
        t.changed(tx);
        return {};
    });
}

}  // namespace escucha::team
