#include "modules/customers/duplicate_store.hpp"

#include <set>
#include <sstream>

#include "db/id_list.hpp"
#include "db/many.hpp"

namespace escucha::customers::store {
namespace {

// However many are asked for it is one statement, and of each no more is read than the limit.
const db::Statement kHavingKeys{db::Sql{
    .sqlite = "SELECT k.value, i.customer_id FROM json_each($1) k CROSS JOIN customer_identifiers i "
              "ON i.match_key = k.value AND i.customer_id IN (SELECT customer_id FROM customer_identifiers "
              "WHERE match_key = k.value ORDER BY customer_id LIMIT $2)",
    .postgres = "SELECT k.value, i.customer_id FROM json_array_elements_text(CAST($1 AS JSON)) k (value) "
                "CROSS JOIN LATERAL (SELECT customer_id FROM customer_identifiers "
                "WHERE match_key = k.value COLLATE \"C\" ORDER BY customer_id LIMIT $2) i"}};
const db::Statement kBornOn{
    db::Sql{.sqlite = "SELECT c.birthday, c.id, c.name_sound FROM json_each($1) d CROSS JOIN customers c "
                      "ON c.id IN (SELECT id FROM customers WHERE birthday = d.value AND merged_into IS NULL "
                      "ORDER BY name_sound LIMIT $2)",
            .postgres = "SELECT c.birthday, c.id, c.name_sound FROM unnest(CAST($1 AS BIGINT[])) d (value) "
                        "CROSS JOIN LATERAL (SELECT birthday, id, name_sound FROM customers "
                        "WHERE birthday = d.value AND merged_into IS NULL ORDER BY name_sound LIMIT $2) c"}};
const db::Statement kSounding{db::Sql{
    .sqlite = "SELECT s.value, c.id FROM json_each($1) s CROSS JOIN customers c "
              "ON c.id IN (SELECT id FROM customers WHERE name_sound = s.value AND merged_into IS NULL "
              "ORDER BY id LIMIT $2)",
    .postgres = "SELECT s.value, c.id FROM json_array_elements_text(CAST($1 AS JSON)) s (value) "
                "CROSS JOIN LATERAL (SELECT id FROM customers WHERE name_sound = s.value AND merged_into IS "
                "NULL ORDER BY id LIMIT $2) c"}};
const db::Statement kAnybodyBlocked{
    "SELECT 1 FROM customers WHERE blocked_at IS NOT NULL AND id > 0 ORDER BY id LIMIT 1"};

std::vector<CustomerId> ids_in(const db::Rows& rows) {
    std::vector<CustomerId> out;
    for (const db::Row& row : rows) out.push_back(row.get<CustomerId>(0));
    return out;
}

std::vector<std::pair<std::string, CustomerId>> pairs_in(const db::Rows& rows) {
    std::vector<std::pair<std::string, CustomerId>> out;
    for (const db::Row& row : rows) out.emplace_back(row.get<std::string>(0), row.get<CustomerId>(1));
    return out;
}

}  // namespace

std::vector<std::pair<std::string, CustomerId>> having_keys(db::Tx& tx, std::span<const std::string> keys,
                                                            std::size_t limit) {
    if (keys.empty()) return {};
    return pairs_in(tx.query(kHavingKeys, db::text_list(keys), limit));
}
std::vector<std::pair<std::int64_t, Born>> born_on(db::Tx& tx, std::span<const std::int64_t> days,
                                                   std::size_t limit) {
    std::vector<std::pair<std::int64_t, Born>> out;
    if (days.empty()) return out;
    for (const db::Row& row : tx.query(kBornOn, db::id_list(tx, days), limit))
        out.emplace_back(row.get<std::int64_t>(0), Born{row.get<CustomerId>(1), row.get<std::string>(2)});
    return out;
}
std::vector<std::pair<std::string, CustomerId>> sounding_like(db::Tx& tx, std::span<const std::string> sounds,
                                                              std::size_t limit) {
    if (sounds.empty()) return {};
    return pairs_in(tx.query(kSounding, db::text_list(sounds), limit));
}
bool anybody_blocked(db::Tx& tx) {
    return !tx.query(kAnybodyBlocked).empty();
}

namespace {

const db::Statement kCandidates{
    db::Sql{.sqlite = "SELECT id, name, kind, birthday, blocked_at FROM customers "
                      "WHERE id IN (SELECT value FROM json_each($1)) AND merged_into IS NULL",
            .postgres = "SELECT id, name, kind, birthday, blocked_at FROM customers "
                        "WHERE id = ANY(CAST($1 AS BIGINT[])) AND merged_into IS NULL"}};
const db::Statement kKeysOfAll{
    db::Sql{.sqlite = "SELECT customer_id, match_key, type FROM customer_identifiers "
                      "WHERE customer_id IN (SELECT value FROM json_each($1))",
            .postgres = "SELECT customer_id, match_key, type FROM customer_identifiers "
                        "WHERE customer_id = ANY(CAST($1 AS BIGINT[]))"}};

}  // namespace

std::vector<Candidate> candidates(db::Tx& tx, std::span<const CustomerId> ids) {
    std::vector<Candidate> out;
    if (ids.empty()) return out;
    for (const db::Row& row : tx.query(kCandidates, db::id_list(tx, ids))) {
        Candidate c{row.get<CustomerId>(0), row.get<std::string>(1), row.get<PartyKind>(2)};
        if (const auto day = row.get<std::optional<std::int64_t>>(3)) c.birthday = birth_date(*day);
        c.blocked = !row.is_null(4);
        out.push_back(std::move(c));
    }
    return out;
}

std::unordered_map<CustomerId, std::vector<KeyOf>> keys_of_all(db::Tx& tx, std::span<const CustomerId> ids) {
    std::unordered_map<CustomerId, std::vector<KeyOf>> out;
    if (ids.empty()) return out;
    for (const db::Row& row : tx.query(kKeysOfAll, db::id_list(tx, ids)))
        out[row.get<CustomerId>(0)].push_back(
            {row.get<std::string>(1), row.get<std::optional<DocumentType>>(2)});
    return out;
}

namespace {

const db::Many kLookAgain{"INSERT INTO customer_unchecked (customer_id)", "BIGINT",
                          "ON CONFLICT (customer_id) DO UPDATE SET asked = customer_unchecked.asked + 1"};
const db::Statement kUnchecked{
    "SELECT customer_id, asked FROM customer_unchecked ORDER BY customer_id LIMIT $1"};
const db::Statement kChecked{"DELETE FROM customer_unchecked WHERE customer_id = $1 AND asked = $2"};

}  // namespace

// One statement changes no row twice.
void look_again_at(db::Tx& tx, std::span<const CustomerId> ids) {
    const std::set<CustomerId> each(ids.begin(), ids.end());
    kLookAgain.write(tx, std::vector(each.begin(), each.end()), [](CustomerId id) { return std::tuple(id); });
}
void look_again_at(db::Tx& tx, CustomerId id) {
    kLookAgain.write(tx, std::span(&id, 1), [](CustomerId one) { return std::tuple(one); });
}

bool any_unchecked(db::Tx& tx) {
    return !tx.query(kUnchecked, 1).empty();
}

std::vector<Unchecked> unchecked(db::Tx& tx, std::size_t limit) {
    std::vector<Unchecked> out;
    for (const db::Row& row : tx.query(kUnchecked, limit))
        out.push_back({row.get<CustomerId>(0), row.get<std::int64_t>(1)});
    return out;
}

bool checked(db::Tx& tx, const Unchecked& one) {
    return tx.execute(kChecked, one.id, one.asked) == 1;
}

namespace {

const db::Many kSuspect{
    "INSERT INTO customer_suspects (one_id, other_id, score, reasons, state, found_at)",
    "BIGINT, BIGINT, BIGINT, TEXT, TEXT, BIGINT",
    "ON CONFLICT (one_id, other_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons WHERE "
    "customer_suspects.state = 'open'"};
const db::Statement kSuspectAnew{
    "INSERT INTO customer_suspects (one_id, other_id, score, reasons, state, found_at) "
    "VALUES ($1, $2, $3, $4, 'open', $5) ON CONFLICT (one_id, other_id) DO UPDATE SET "
    "score = excluded.score, reasons = excluded.reasons, found_at = excluded.found_at, state = 'open', "
    "decided_by = 0, decided_at = NULL, merge_id = 0"};
const db::Statement kOpenOf{
    "SELECT CASE WHEN one_id = $1 THEN other_id ELSE one_id END, reasons FROM customer_suspects "
    "WHERE (one_id = $1 OR other_id = $1) AND state = 'open'"};
const db::Statement kDropPair{
    "DELETE FROM customer_suspects WHERE one_id = $1 AND other_id = $2 AND state = 'open'"};
const db::Statement kDismiss{
    "INSERT INTO customer_suspects (one_id, other_id, score, reasons, state, found_at, decided_by, "
    "decided_at, "
    "merge_id) VALUES ($1, $2, 0, '', 'dismissed', $4, $3, $4, $5) ON CONFLICT (one_id, other_id) DO UPDATE "
    "SET "
    "state = 'dismissed', decided_by = excluded.decided_by, decided_at = excluded.decided_at, "
    "merge_id = excluded.merge_id WHERE customer_suspects.state <> 'dismissed'"};
const db::Statement kDismissedWith{
    "SELECT CASE WHEN one_id = $1 THEN other_id ELSE one_id END FROM customer_suspects "
    "WHERE (one_id = $1 OR other_id = $1) AND state = 'dismissed'"};
const db::Statement kOpenPairs{
    "SELECT one_id, other_id, score, reasons, found_at FROM customer_suspects WHERE state = 'open' "
    "AND (score, one_id, other_id) < ($1, $2, $3) AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.id IN "
    "(one_id, other_id) AND c.blocked_at IS NOT NULL) "
    "ORDER BY score DESC, one_id DESC, other_id DESC LIMIT $4"};

std::string text_of(const std::vector<Reason>& reasons) {
    std::string out;
    for (const Reason reason : reasons) out += fmt::format("{}{}", out.empty() ? "" : " ", db::name(reason));
    return out;
}

std::vector<Reason> reasons_in(const std::string& text) {
    std::vector<Reason> out;
    std::istringstream words(text);
    for (std::string word; words >> word;)
        if (const auto reason = db::parse_enum<Reason>(word)) out.push_back(*reason);
    return out;
}

}  // namespace

void suspect(db::Tx& tx, std::span<const Pair> pairs) {
    kSuspect.write(tx, pairs, [](const Pair& p) {
        return std::tuple(p.one, p.other, p.score, text_of(p.reasons), PairState::open, p.found_at);
    });
}
void suspect_anew(db::Tx& tx, const Pair& p) {
    tx.execute(kSuspectAnew, p.one, p.other, p.score, text_of(p.reasons), p.found_at);
}

void drop_open(db::Tx& tx, CustomerId id, std::span<const CustomerId> still) {
    std::vector<CustomerId> gone;
    for (const db::Row& row : tx.query(kOpenOf, id)) {
        const auto other = row.get<CustomerId>(0);
        const bool suggested = row.get<std::string>(1).contains(db::name(Reason::suggested));
        if (!suggested && std::ranges::find(still, other) == still.end()) gone.push_back(other);
    }
    for (const CustomerId other : gone) tx.execute(kDropPair, std::min(id, other), std::max(id, other));
}

void dismiss(db::Tx& tx, CustomerId one, CustomerId other, const Principal& by, Instant now, MergeId merge) {
    tx.execute(kDismiss, std::min(one, other), std::max(one, other), by.person, now, merge);
}

std::vector<CustomerId> dismissed_with(db::Tx& tx, CustomerId id) {
    return ids_in(tx.query(kDismissedWith, id));
}

std::vector<Pair> open_pairs(db::Tx& tx, const std::optional<After>& after, std::size_t limit) {
    const After from = after.value_or(After{1000, 0, 0});
    std::vector<Pair> out;
    for (const db::Row& row : tx.query(kOpenPairs, from.score, from.one, from.other, limit))
        out.push_back({row.get<CustomerId>(0), row.get<CustomerId>(1), row.get<int>(2),
                       reasons_in(row.get<std::string>(3)), row.get<Instant>(4)});
    return out;
}

namespace {

// Also what waits already because the data of one of them is blocked: then it waits for both.
const db::Statement kSetAside{
    "UPDATE customer_suspects SET state = 'set_aside', merge_id = $2 WHERE (one_id = $1 OR other_id = $1) "
    "AND (state = 'open' OR (state = 'set_aside' AND merge_id = 0))"};
const db::Statement kBringBack{
    "UPDATE customer_suspects SET merge_id = 0, state = CASE WHEN EXISTS (SELECT 1 FROM customers c WHERE "
    "c.id IN (one_id, other_id) AND c.blocked_at IS NOT NULL) THEN 'set_aside' ELSE 'open' END "
    "WHERE merge_id = $1 AND state = 'set_aside'"};
const db::Statement kDisinherit{"DELETE FROM customer_suspects WHERE merge_id = $1 AND state = 'dismissed'"};
const db::Statement kUnblockPairs{
    "UPDATE customer_suspects SET state = 'open' WHERE (one_id = $1 OR other_id = $1) AND merge_id = 0 "
    "AND state = 'set_aside' AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.id IN (one_id, other_id) AND "
    "c.blocked_at IS NOT NULL)"};
const db::Statement kUpkeep{"SELECT version, up_to FROM customer_upkeep WHERE name = $1"};
const db::Statement kSetUpkeep{
    "INSERT INTO customer_upkeep (name, version, up_to) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET "
    "version = excluded.version, up_to = excluded.up_to"};
const db::Statement kIdsAfter{"SELECT id FROM customers WHERE id > $1 ORDER BY id LIMIT $2"};
const db::Statement kSetSound{"UPDATE customers SET name_sound = $2 WHERE id = $1"};
#define MERGED_AMONG(ids)                                                              \
    "SELECT winner_id FROM customer_merges WHERE undone_at IS NULL AND winner_id " ids \
    " UNION SELECT loser_id FROM customer_merges WHERE undone_at IS NULL AND loser_id " ids
const db::Statement kMergedAmong{db::Sql{.sqlite = MERGED_AMONG("IN (SELECT value FROM json_each($1))"),
                                         .postgres = MERGED_AMONG("= ANY(CAST($1 AS BIGINT[]))")}};

}  // namespace

void set_aside(db::Tx& tx, CustomerId id, MergeId merge) {
    tx.execute(kSetAside, id, merge);
}
void bring_back(db::Tx& tx, MergeId merge) {
    tx.execute(kDisinherit, merge);
    tx.execute(kBringBack, merge);
}
void block_pairs(db::Tx& tx, CustomerId id) {
    set_aside(tx, id, 0);
}
void unblock_pairs(db::Tx& tx, CustomerId id) {
    tx.execute(kUnblockPairs, id);
}

std::optional<Upkeep> upkeep(db::Tx& tx, std::string_view name) {
    const auto row = tx.one(kUpkeep, name);
    if (!row) return std::nullopt;
    return Upkeep{row->get<std::string>(0), row->get<CustomerId>(1)};
}
void set_upkeep(db::Tx& tx, std::string_view name, const Upkeep& upkeep) {
    tx.execute(kSetUpkeep, name, upkeep.version, upkeep.up_to);
}
std::vector<CustomerId> ids_after(db::Tx& tx, CustomerId after, std::size_t limit) {
    return ids_in(tx.query(kIdsAfter, after, limit));
}
void set_sound(db::Tx& tx, CustomerId id, std::string_view name_sound) {
    tx.execute(kSetSound, id, name_sound);
}

std::unordered_set<CustomerId> merged_among(db::Tx& tx, std::span<const CustomerId> ids) {
    std::unordered_set<CustomerId> out;
    for (const db::Row& row : tx.query(kMergedAmong, db::id_list(tx, ids)))
        out.insert(row.get<CustomerId>(0));
    return out;
}

}  // namespace escucha::customers::store
