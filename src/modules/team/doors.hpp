// The tables of what opens the door: sessions, API tokens, links that work once, and the count of wrong
// passwords. Tokens come in as they are and are kept as their hash only.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "modules/team/store.hpp"
#include "modules/team/throttle.hpp"

namespace escucha::team {

// Where somebody comes from.
struct Visitor {
    std::string address;
    std::string browser;  // browser_name()
};

struct SessionRow {
    std::int64_t id = 0;
    PersonId person = 0;
    Instant started_at{}, seen_at{}, expires_at{};
    std::string address, browser;
};

struct TokenRow {
    std::int64_t id = 0;
    PersonId person = 0;
    std::string name;
    std::string ending;  // the last four characters, to tell tokens apart
    std::vector<std::string> scopes;
    Instant created_at{};
    std::optional<Instant> expires_at, seen_at;
};

enum class KeyPurpose { setup, invitation };
BOOST_DESCRIBE_ENUM(KeyPurpose, setup, invitation)

struct OneTimeKey {
    PersonId person = 0;  // 0: the first run
    Instant expires_at{};
};

namespace doors {

std::int64_t add_session(db::Tx& tx, std::string_view token_hash, const SessionRow& session);
std::optional<SessionRow> session(db::Tx& tx, std::string_view token_hash);
std::vector<SessionRow> sessions(db::Tx& tx, PersonId person);  // newest first
void touch_session(db::Tx& tx, std::int64_t id, std::string_view address, Instant now);
bool end_session(db::Tx& tx, std::int64_t id, PersonId person);
// All of a person's but `but` (0: all): the numbers of those ended.
std::vector<std::int64_t> end_sessions(db::Tx& tx, PersonId person, std::int64_t but);

std::int64_t add_token(db::Tx& tx, std::string_view token_hash, const TokenRow& token);
std::optional<TokenRow> token(db::Tx& tx, std::string_view token_hash);
std::vector<TokenRow> tokens(db::Tx& tx, PersonId person);
void touch_token(db::Tx& tx, std::int64_t id, Instant now);
std::optional<TokenRow> remove_token(db::Tx& tx, std::int64_t id, PersonId person);

// Replaces the earlier keys of that purpose and person.
void put_key(db::Tx& tx, KeyPurpose purpose, std::string_view key_hash, const OneTimeKey& key, Instant now);
std::optional<OneTimeKey> key(db::Tx& tx, KeyPurpose purpose, std::string_view key_hash);
void drop_keys(db::Tx& tx, KeyPurpose purpose, PersonId person);

Failures failures(db::Tx& tx, std::string_view subject);
void put_failures(db::Tx& tx, std::string_view subject, const Failures& failures);
void forget_failures(db::Tx& tx, std::string_view subject);

// What has lost its meaning by `now`.
void sweep(db::Tx& tx, Instant seen_before, Instant failed_before, Instant now);

}  // namespace doors
}  // namespace escucha::team
