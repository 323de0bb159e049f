#include "modules/customers/merge_store.hpp"

#include <boost/json.hpp>

#include "http/json.hpp"
#include "modules/customers/store.hpp"

namespace escucha::customers::store {
namespace {

const db::Statement kAddJournal{
    "INSERT INTO customer_merges (winner_id, loser_id, winner_before, loser_before, winner_after, at, "
    "by_person) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"};
const db::Statement kAddMoved{
    "INSERT INTO customer_merge_rows (merge_id, holder, newest, moved) VALUES ($1, $2, $3, $4)"};
const db::Statement kJournal{
    "SELECT winner_before, loser_before, winner_after, at, by_person, undone_at FROM customer_merges "
    "WHERE id = $1"};
const db::Statement kAround{
    "WITH RECURSIVE around (id) AS (SELECT CAST($1 AS BIGINT) UNION SELECT CASE WHEN m.winner_id = a.id THEN "
    "m.loser_id ELSE m.winner_id END FROM around a JOIN customer_merges m ON m.winner_id = a.id OR "
    "m.loser_id "
    "= a.id) SELECT m.id, m.winner_id, m.loser_id, m.at, m.undone_at FROM around a JOIN customer_merges m ON "
    "m.winner_id = a.id ORDER BY m.id"};
const db::Statement kBlankJournal{
    "UPDATE customer_merges SET winner_before = '', loser_before = '', winner_after = '' WHERE id = $1"};
const db::Statement kMovedRows{
    "SELECT holder, newest, moved FROM customer_merge_rows WHERE merge_id = $1 ORDER BY holder"};
const db::Statement kUndone{"UPDATE customer_merges SET undone_at = $3, undone_by = $2 WHERE id = $1"};
const db::Statement kMark{"UPDATE customers SET merged_into = $2, version = version + 1 WHERE id = $1"};
const db::Statement kAskNoMore{"UPDATE customers SET do_not_contact = 1 WHERE id = $1"};
const db::Statement kReal{
    "UPDATE customers SET sample = 0 WHERE id = $1 AND sample = 1 AND "
    "(SELECT l.sample FROM customers l WHERE l.id = $2) = 0"};
const db::Statement kLater{
    "SELECT 1 FROM customer_merges WHERE winner_id = $1 AND id > $2 AND undone_at IS NULL LIMIT 1"};
const db::Statement kUnmark{"UPDATE customers SET merged_into = NULL, version = version + 1 WHERE id = $1"};

std::string list_text(const std::vector<std::int64_t>& rows) {
    return fmt::format("[{}]", fmt::join(rows, ","));
}

}  // namespace

MergeId add_journal(db::Tx& tx, const Journal& j) {
    return tx.insert(kAddJournal, j.winner_before.id, j.loser_before.id, snapshot(j.winner_before),
                     snapshot(j.loser_before), snapshot(j.winner_after), j.at, j.by);
}

void add_moved(db::Tx& tx, MergeId merge, const MovedRows& m) {
    tx.execute(kAddMoved, merge, m.holder, m.newest, list_text(m.rows));
}

std::optional<Journal> journal(db::Tx& tx, MergeId id) {
    const auto row = tx.one(kJournal, id);
    if (!row || row->get<std::string_view>(0).empty())
        return std::nullopt;  // none, or of somebody erased since
    return Journal{.id = id,
                   .winner_before = from_snapshot(row->get<std::string>(0)),
                   .loser_before = from_snapshot(row->get<std::string>(1)),
                   .winner_after = from_snapshot(row->get<std::string>(2)),
                   .at = row->get<Instant>(3),
                   .by = row->get<std::int64_t>(4),
                   .undone_at = row->get<std::optional<Instant>>(5)};
}

std::vector<Joining> joinings_around(db::Tx& tx, CustomerId id) {
    std::vector<Joining> out;
    for (const db::Row& row : tx.query(kAround, id))
        out.push_back({row.get<MergeId>(0), row.get<CustomerId>(1), row.get<CustomerId>(2),
                       row.get<Instant>(3), row.get<std::optional<Instant>>(4)});
    return out;
}

std::set<CustomerId> within(const Joining& merge, std::span<const Joining> around) {
    std::set<CustomerId> out{merge.winner, merge.loser};
    const auto stood = [&](const Joining& j) {
        return j.id < merge.id && (!j.undone_at || *j.undone_at >= merge.at);
    };
    for (bool more = true; more;) {
        more = false;
        for (const Joining& j : around)
            if (stood(j) && out.contains(j.winner)) more = out.insert(j.loser).second || more;
    }
    return out;
}

void blank_journal(db::Tx& tx, MergeId id) {
    tx.execute(kBlankJournal, id);
}

std::vector<MovedRows> moved(db::Tx& tx, MergeId id) {
    std::vector<MovedRows> out;
    for (const db::Row& row : tx.query(kMovedRows, id))
        out.push_back(
            {row.get<std::string>(0), row.get<std::int64_t>(1),
             boost::json::value_to<std::vector<std::int64_t>>(boost::json::parse(row.get<std::string>(2)))});
    return out;
}

bool later_merge_stands(db::Tx& tx, CustomerId winner, MergeId id) {
    return tx.one(kLater, winner, id).has_value();
}

void set_undone(db::Tx& tx, MergeId id, std::int64_t by, Instant now) {
    tx.execute(kUndone, id, by, now);
}

void mark_merged(db::Tx& tx, CustomerId loser, CustomerId winner) {
    tx.execute(kMark, loser, winner);
    tx.execute(kReal, winner, loser);
    set_identifiers(tx, loser, {});
    set_words(tx, loser, {});
}

void unmark_merged(db::Tx& tx, const Customer& loser) {
    tx.execute(kUnmark, loser.id);
    set_words(tx, loser.id, loser.name);
}

void ask_no_more(db::Tx& tx, CustomerId id) {
    tx.execute(kAskNoMore, id);
}

std::string snapshot(const Customer& customer) {
    return http::to_json(customer);
}

namespace {

using Object = boost::json::object;

const boost::json::value* member(const Object& o, std::string_view name) {
    const auto* found = o.if_contains(name);
    return found && !found->is_null() ? found : nullptr;
}
std::optional<std::string> text(const Object& o, std::string_view name) {
    const auto* found = member(o, name);
    return found && found->is_string() ? std::optional(std::string(found->as_string())) : std::nullopt;
}
template <class E>
std::optional<E> choice(const Object& o, std::string_view name) {
    const auto value = text(o, name);
    return value ? db::parse_enum<E>(*value) : std::nullopt;
}
std::int64_t number(const Object& o, std::string_view name) {
    const auto* found = member(o, name);
    return found && found->is_number() ? found->to_number<std::int64_t>() : 0;
}
bool yes(const Object& o, std::string_view name) {
    const auto* found = member(o, name);
    return found && found->is_bool() && found->as_bool();
}

// "22:30"
std::optional<http::TimeOfDay> time_of_day(const Object& o, std::string_view name) {
    const auto value = text(o, name);
    if (!value || value->size() != 5) return std::nullopt;
    return http::TimeOfDay{std::stoi(value->substr(0, 2)) * 60 + std::stoi(value->substr(3))};
}
std::optional<BirthDate> birthday(const Object& o) {
    const auto value = text(o, "birthday");
    return value ? read_birth_date(*value) : std::nullopt;
}

Identifier identifier(const Object& o) {
    return {.kind = choice<IdentifierKind>(o, "kind").value_or(IdentifierKind::address),
            .value = text(o, "value").value_or(""),
            .label = text(o, "label"),
            .type = choice<DocumentType>(o, "type"),
            .doubtful = yes(o, "doubtful"),
            .number = text(o, "number"),
            .shown = text(o, "shown").value_or("")};
}

}  // namespace

Customer from_snapshot(std::string_view json) {
    const Object o = boost::json::parse(json).as_object();
    Customer c{.id = number(o, "id"),
               .kind = choice<PartyKind>(o, "kind").value_or(PartyKind::person),
               .name = text(o, "name").value_or(""),
               .name_to_use = text(o, "name_to_use"),
               .treatment = choice<Treatment>(o, "treatment"),
               .language = choice<Language>(o, "language"),
               .preferred_channel = choice<Channel>(o, "preferred_channel"),
               .quiet_from = time_of_day(o, "quiet_from"),
               .quiet_to = time_of_day(o, "quiet_to"),
               .do_not_contact = yes(o, "do_not_contact"),
               .birthday = birthday(o),
               .notes = text(o, "notes"),
               .created_at = http::parse_rfc3339(text(o, "created_at").value_or("")).value_or(Instant{}),
               .version = number(o, "version")};
    if (const auto* list = member(o, "identifiers"); list && list->is_array())
        for (const auto& item : list->as_array())
            if (item.is_object()) c.identifiers.push_back(identifier(item.as_object()));
    return c;
}

}  // namespace escucha::customers::store
