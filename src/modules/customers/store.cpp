#include "modules/customers/store.hpp"

#include <algorithm>

#include "base/fold.hpp"
#include "base/sort_key.hpp"
#include "db/id_list.hpp"
#include "modules/customers/identifiers.hpp"

namespace escucha::customers::store {
namespace {

std::optional<http::TimeOfDay> time_of_day(const std::optional<int>& minutes) {
    return minutes ? std::optional(http::TimeOfDay{*minutes}) : std::nullopt;
}
std::optional<BirthDate> born(const std::optional<std::int64_t>& number) {
    return number ? std::optional(birth_date(*number)) : std::nullopt;
}

const db::Statement kMatches{
    "SELECT i.match_key, i.customer_id, c.name, c.blocked_at FROM customer_identifiers i JOIN customers c ON "
    "c.id = i.customer_id WHERE i.match_key = $1 ORDER BY i.customer_id LIMIT 100"};

const db::Statement kKeysOf{
    "SELECT match_key FROM customer_identifiers WHERE customer_id = $1 ORDER BY position"};

}  // namespace

std::vector<Match> matches(db::Tx& tx, std::span<const std::string> keys) {
    std::vector<Match> out;
    for (const std::string& key : keys)
        for (const db::Row& row : tx.query(kMatches, key))
            out.push_back(
                {row.get<std::string>(0), row.get<CustomerId>(1), row.get<std::string>(2), !row.is_null(3)});
    std::ranges::sort(out, {}, [](const Match& m) { return std::tie(m.customer, m.key); });
    return out;
}

std::vector<std::string> keys_of(db::Tx& tx, CustomerId id) {
    std::vector<std::string> out;
    for (const db::Row& row : tx.query(kKeysOf, id)) out.push_back(row.get<std::string>(0));
    return out;
}

namespace {

const db::Statement kGet{
    "SELECT id, kind, name, name_to_use, treatment, language, preferred_channel, quiet_from, quiet_to, "
    "do_not_contact, birthday, notes, created_at, version, blocked_at FROM customers WHERE id = $1"};
// Those that stand: a number that leads to another record is for `get`.
#define MANY                                                                                     \
    "SELECT id, kind, name, name_to_use, treatment, language, preferred_channel, quiet_from, "   \
    "quiet_to, do_not_contact, birthday, notes, created_at, version, blocked_at FROM customers " \
    "WHERE merged_into IS NULL AND id "
const db::Statement kMany{db::Sql{.sqlite = MANY "IN (SELECT value FROM json_each($1))",
                                  .postgres = MANY "= ANY(CAST($1 AS BIGINT[]))"}};

Customer read_customer(const db::Row& row) {
    Customer c;
    c.id = row.get<CustomerId>(0);
    c.kind = row.get<PartyKind>(1);
    c.name = row.get<std::string>(2);
    c.name_to_use = row.get<std::optional<std::string>>(3);
    c.treatment = row.get<std::optional<Treatment>>(4);
    c.language = row.get<std::optional<Language>>(5);
    c.preferred_channel = row.get<std::optional<Channel>>(6);
    c.quiet_from = time_of_day(row.get<std::optional<int>>(7));
    c.quiet_to = time_of_day(row.get<std::optional<int>>(8));
    c.do_not_contact = row.get<bool>(9);
    c.birthday = born(row.get<std::optional<std::int64_t>>(10));
    c.notes = row.get<std::optional<std::string>>(11);
    c.created_at = row.get<Instant>(12);
    c.version = row.get<std::int64_t>(13);
    c.blocked = row.get<std::optional<Instant>>(14);
    return c;
}

const db::Statement kIdentifiers{
    "SELECT kind, value, label, type, number, shown, match_key FROM customer_identifiers WHERE customer_id = "
    "$1 "
    "ORDER BY position"};

#define IDENTIFIERS_OF_MANY                                                                             \
    "SELECT kind, value, label, type, number, shown, match_key, customer_id FROM customer_identifiers " \
    "WHERE customer_id "
const db::Statement kIdentifiersOfMany{db::Sql{
    .sqlite = IDENTIFIERS_OF_MANY "IN (SELECT value FROM json_each($1)) ORDER BY customer_id, position",
    .postgres = IDENTIFIERS_OF_MANY "= ANY(CAST($1 AS BIGINT[])) ORDER BY customer_id, position"}};

Identifier read_identifier(const db::Row& row) {
    Identifier i{.kind = row.get<IdentifierKind>(0),
                 .value = row.get<std::string>(1),
                 .label = row.get<std::optional<std::string>>(2),
                 .type = row.get<std::optional<DocumentType>>(3),
                 .number = row.get<std::optional<std::string>>(4),
                 .shown = row.get<std::string>(5)};
    if (i.shown.empty()) i.shown = i.value;
    i.doubtful = is_doubtful(i);
    return i;
}

const db::Statement kOrganisationsNamed{
    "SELECT id FROM customers WHERE sort_key = $1 AND kind = 'organisation' AND merged_into IS NULL AND "
    "blocked_at IS NULL ORDER BY id LIMIT $2"};

#define NAMED_SO                                                                                   \
    "SELECT id FROM customers WHERE sort_key = k.value AND kind = 'organisation' AND merged_into " \
    "IS NULL AND blocked_at IS NULL ORDER BY id LIMIT $2"
const db::Statement kOrganisationsNamedSo{
    db::Sql{.sqlite = "SELECT k.value, c.id FROM json_each($1) k CROSS JOIN customers c ON c.id IN (" NAMED_SO
                      ") ORDER BY c.id",
            .postgres = "SELECT k.value, c.id FROM (SELECT value COLLATE \"C\" AS value FROM "
                        "json_array_elements_text(CAST($1 AS JSON)) AS t (value)) k CROSS JOIN LATERAL "
                        "(" NAMED_SO ") c ORDER BY c.id"}};

const db::Statement kMergedInto{"SELECT merged_into FROM customers WHERE id = $1"};

const db::Statement kMerged{
    "SELECT c.id, c.name, (SELECT MAX(m.id) FROM customer_merges m WHERE m.loser_id = c.id) "
    "FROM customers c WHERE c.merged_into = $1 AND c.name <> '' ORDER BY 3 DESC LIMIT 100"};
#define MERGED_OF_MANY                                                                                       \
    "SELECT c.id, c.name, (SELECT MAX(m.id) FROM customer_merges m WHERE m.loser_id = c.id), c.merged_into " \
    "FROM customers c WHERE c.name <> '' AND c.merged_into "
const db::Statement kMergedOfMany{
    db::Sql{.sqlite = MERGED_OF_MANY "IN (SELECT value FROM json_each($1)) ORDER BY 3 DESC",
            .postgres = MERGED_OF_MANY "= ANY(CAST($1 AS BIGINT[])) ORDER BY 3 DESC"}};

}  // namespace

std::vector<CustomerId> organisations_named(db::Tx& tx, std::string_view name, std::size_t limit) {
    std::vector<CustomerId> out;
    for (const db::Row& row : tx.query(kOrganisationsNamed, sort_key(name), limit))
        out.push_back(row.get<CustomerId>(0));
    return out;
}

std::vector<std::pair<std::string, CustomerId>> organisations_named(db::Tx& tx,
                                                                    std::span<const std::string> sort_keys,
                                                                    std::size_t limit) {
    std::vector<std::pair<std::string, CustomerId>> out;
    if (sort_keys.empty()) return out;
    for (const db::Row& row : tx.query(kOrganisationsNamedSo, db::text_list(sort_keys), limit))
        out.emplace_back(row.get<std::string>(0), row.get<CustomerId>(1));
    return out;
}

CustomerId merged_into(db::Tx& tx, CustomerId id) {
    const auto row = tx.one(kMergedInto, id);
    return row ? row->get<std::optional<CustomerId>>(0).value_or(0) : 0;
}

std::optional<Customer> get(db::Tx& tx, CustomerId id) {
    const auto row = tx.one(kGet, id);
    if (!row) return std::nullopt;
    Customer customer = read_customer(*row);
    for (const db::Row& r : tx.query(kIdentifiers, id)) customer.identifiers.push_back(read_identifier(r));
    for (const db::Row& r : tx.query(kMerged, id))
        customer.merged.push_back({r.get<CustomerId>(0), r.get<std::string>(1), r.get<std::int64_t>(2)});
    return customer;
}

std::unordered_map<CustomerId, Customer> many(db::Tx& tx, std::span<const CustomerId> ids) {
    std::unordered_map<CustomerId, Customer> out;
    if (ids.empty()) return out;
    const std::string list = db::id_list(tx, ids);
    for (const db::Row& row : tx.query(kMany, list)) out.emplace(row.get<CustomerId>(0), read_customer(row));
    for (const db::Row& r : tx.query(kIdentifiersOfMany, list))
        if (const auto whose = out.find(r.get<CustomerId>(7)); whose != out.end())
            whose->second.identifiers.push_back(read_identifier(r));
    for (const db::Row& r : tx.query(kMergedOfMany, list))
        if (const auto whose = out.find(r.get<CustomerId>(3)); whose != out.end())
            whose->second.merged.push_back(
                {r.get<CustomerId>(0), r.get<std::string>(1), r.get<std::int64_t>(2)});
    return out;
}

std::vector<Keyed> identifiers_with_keys(db::Tx& tx, CustomerId id) {
    std::vector<Keyed> out;
    for (const db::Row& r : tx.query(kIdentifiers, id))
        out.push_back({r.get<std::string>(6), read_identifier(r)});
    return out;
}

namespace {

const db::Statement kNames{db::Sql{
    .sqlite = "SELECT id, name, blocked_at FROM customers WHERE id IN (SELECT value FROM json_each($1))",
    .postgres = "SELECT id, name, blocked_at FROM customers WHERE id = ANY(CAST($1 AS BIGINT[]))"}};

const db::Statement kIdentifiersOf{
    db::Sql{.sqlite = "SELECT customer_id, value, shown FROM customer_identifiers "
                      "WHERE customer_id IN (SELECT value FROM json_each($1)) ORDER BY customer_id, position",
            .postgres = "SELECT customer_id, value, shown FROM customer_identifiers "
                        "WHERE customer_id = ANY(CAST($1 AS BIGINT[])) ORDER BY customer_id, position"}};

}  // namespace

std::unordered_map<CustomerId, std::string> names(db::Tx& tx, std::span<const CustomerId> ids,
                                                  const std::function<std::string()>& of_blocked) {
    std::unordered_map<CustomerId, std::string> out;
    if (ids.empty()) return out;
    for (const db::Row& row : tx.query(kNames, db::id_list(tx, ids)))
        out.emplace(row.get<CustomerId>(0), row.is_null(2) ? row.get<std::string>(1) : of_blocked());
    return out;
}

std::unordered_map<CustomerId, std::vector<std::string>> identifiers_of(db::Tx& tx,
                                                                        std::span<const CustomerId> ids) {
    std::unordered_map<CustomerId, std::vector<std::string>> out;
    if (ids.empty()) return out;
    for (const db::Row& row : tx.query(kIdentifiersOf, db::id_list(tx, ids)))
        out[row.get<CustomerId>(0)].push_back(row.get<std::string>(row.get<std::string>(2).empty() ? 1 : 2));
    return out;
}

namespace {

std::string range(db::Params& params, std::string_view column, const std::string& prefix) {
    std::string sql = fmt::format("{} >= {}", column, params.add(prefix));
    if (const std::string end = prefix_end(prefix); !end.empty())
        sql += fmt::format(" AND {} < {}", column, params.add(end));
    return sql;
}

// Whoever has all the words, or one of the identifiers. Ranges of an index, whatever was typed.
std::string who(db::Params& params, const Search& search) {
    std::vector<std::string> ways;
    std::string all_words;
    for (const std::string& word : search.words)
        all_words += fmt::format("{}SELECT customer_id FROM customer_words WHERE {}",
                                 all_words.empty() ? "" : " INTERSECT ", range(params, "word", word));
    if (!all_words.empty()) ways.push_back(fmt::format("c.id IN ({})", all_words));
    for (const std::string& prefix : search.key_prefixes)
        ways.push_back(fmt::format("c.id IN (SELECT customer_id FROM customer_identifiers WHERE {})",
                                   range(params, "match_key", prefix)));
    return fmt::format("({})", fmt::join(ways, " OR "));
}

}  // namespace

std::vector<Found> search(db::Tx& tx, const Search& search) {
    db::Params params;
    std::string sql =
        "SELECT c.id, c.name, c.sort_key FROM customers c WHERE c.merged_into IS NULL AND "
        "c.blocked_at IS NULL";
    if (!search.name_prefix.empty())
        sql += " AND " + range(params, "c.sort_key", search.name_prefix);
    else if (!search.words.empty() || !search.key_prefixes.empty())
        sql += " AND " + who(params, search);
    if (search.after != 0) {
        const std::string key = params.add(search.after_sort_key), id = params.add(search.after);
        sql += fmt::format(" AND (c.sort_key, c.id) > ({}, {})", key, id);
    }
    sql += fmt::format(" ORDER BY c.sort_key, c.id LIMIT {}", params.add(search.limit));
    std::vector<Found> out;
    for (const db::Row& row : tx.query(sql, params))
        out.push_back({row.get<CustomerId>(0), row.get<std::string>(1), row.get<std::string>(2)});
    return out;
}

namespace {

const db::Statement kIsSample{"SELECT 1 FROM customers WHERE id = $1 AND sample = 1"};
const db::Statement kSample{"SELECT id FROM customers WHERE sample = 1 ORDER BY id LIMIT $1"};

const db::Statement kRemoveSample{
    db::Sql{.sqlite = "DELETE FROM customers WHERE sample = 1 AND id IN (SELECT value FROM json_each($1))",
            .postgres = "DELETE FROM customers WHERE sample = 1 AND id = ANY(CAST($1 AS BIGINT[]))"}};

const db::Statement kRemove{
    db::Sql{.sqlite = "DELETE FROM customers WHERE id IN (SELECT value FROM json_each($1))",
            .postgres = "DELETE FROM customers WHERE id = ANY(CAST($1 AS BIGINT[]))"}};

// What looking for duplicates and merging left behind.
const db::Statement kForgetUnchecked{
    db::Sql{.sqlite = "DELETE FROM customer_unchecked WHERE customer_id IN (SELECT value FROM json_each($1))",
            .postgres = "DELETE FROM customer_unchecked WHERE customer_id = ANY(CAST($1 AS BIGINT[]))"}};
const db::Statement kForgetSuspects{
    db::Sql{.sqlite = "DELETE FROM customer_suspects WHERE one_id IN (SELECT value FROM json_each($1)) "
                      "OR other_id IN (SELECT value FROM json_each($1))",
            .postgres = "DELETE FROM customer_suspects WHERE one_id = ANY(CAST($1 AS BIGINT[])) "
                        "OR other_id = ANY(CAST($1 AS BIGINT[]))"}};
// Their names stand in the journal of merges, too.
#define MERGES_OF(ids) "winner_id " ids " OR loser_id " ids
const db::Statement kForgetMergeRows{
    db::Sql{.sqlite = "DELETE FROM customer_merge_rows WHERE merge_id IN (SELECT id FROM customer_merges "
                      "WHERE " MERGES_OF("IN (SELECT value FROM json_each($1))") ")",
            .postgres = "DELETE FROM customer_merge_rows WHERE merge_id IN (SELECT id FROM customer_merges "
                        "WHERE " MERGES_OF("= ANY(CAST($1 AS BIGINT[]))") ")"}};
const db::Statement kForgetMerges{
    db::Sql{.sqlite = "DELETE FROM customer_merges WHERE " MERGES_OF("IN (SELECT value FROM json_each($1))"),
            .postgres = "DELETE FROM customer_merges WHERE " MERGES_OF("= ANY(CAST($1 AS BIGINT[]))")}};
#undef MERGES_OF

}  // namespace

std::vector<CustomerId> sample(db::Tx& tx, std::size_t limit) {
    std::vector<CustomerId> out;
    for (const db::Row& row : tx.query(kSample, limit)) out.push_back(row.get<CustomerId>(0));
    return out;
}

bool is_sample(db::Tx& tx, CustomerId id) {
    return tx.one(kIsSample, id).has_value();
}

std::size_t remove_sample(db::Tx& tx, std::span<const CustomerId> ids) {
    if (ids.empty()) return 0;
    const std::string list = db::id_list(tx, ids);
    tx.execute(kForgetUnchecked, list);
    tx.execute(kForgetSuspects, list);
    tx.execute(kForgetMergeRows, list);
    tx.execute(kForgetMerges, list);
    return static_cast<std::size_t>(tx.execute(kRemoveSample, list));
}

void remove(db::Tx& tx, std::span<const CustomerId> ids) {
    const std::string list = db::id_list(tx, ids);
    tx.execute(kForgetUnchecked, list);
    tx.execute(kForgetSuspects, list);
    tx.execute(kRemove, list);
}

}  // namespace escucha::customers::store
