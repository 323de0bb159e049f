#include "modules/segments/store.hpp"

#include "base/sort_key.hpp"
#include "db/id_list.hpp"
#include "db/many.hpp"
#include "http/json.hpp"

namespace escucha::segments::store {
namespace {

#define COLUMNS "id, name, filter, created_by, created_at, version"

const db::Statement kAdd{
    "INSERT INTO segments (name, name_key, filter, created_by, created_at) VALUES ($1, $2, $3, $4, $5) "
    "RETURNING id"};
const db::Statement kSave{
    "UPDATE segments SET name = $3, name_key = $4, filter = $5, version = version + 1 "
    "WHERE id = $1 AND version = $2"};
const db::Statement kRemove{"DELETE FROM segments WHERE id = $1"};
const db::Statement kGet{"SELECT " COLUMNS " FROM segments WHERE id = $1"};
const db::Statement kAll{"SELECT " COLUMNS " FROM segments ORDER BY name_key"};
const db::Statement kTaken{"SELECT 1 FROM segments WHERE name_key = $1 AND id <> $2"};

// What was saved was checked; what no longer reads is a damaged base.
CustomerFilter read_filter(const std::string& json) {
    auto filter = http::from_json<CustomerFilter>(json);
    if (!filter) throw std::runtime_error("a saved segment cannot be read");
    return std::move(*filter);
}

Segment read_segment(const db::Row& row) {
    return {.id = row.get<SegmentId>(0),
            .name = row.get<std::string>(1),
            .filter = read_filter(row.get<std::string>(2)),
            .created_by = row.get<PersonId>(3),
            .created_at = row.get<Instant>(4),
            .version = row.get<std::int64_t>(5)};
}

}  // namespace

SegmentId add(db::Tx& tx, const Segment& s) {
    return tx.insert(kAdd, s.name, sort_key(s.name), http::to_json(s.filter), s.created_by, s.created_at);
}

bool save(db::Tx& tx, const Segment& s) {
    return tx.execute(kSave, s.id, s.version, s.name, sort_key(s.name), http::to_json(s.filter)) == 1;
}

void remove(db::Tx& tx, SegmentId id) {
    tx.execute(kRemove, id);
}

std::optional<Segment> get(db::Tx& tx, SegmentId id) {
    const auto row = tx.one(kGet, id);
    return row ? std::optional(read_segment(*row)) : std::nullopt;
}

std::vector<Segment> all(db::Tx& tx) {
    std::vector<Segment> segments;
    for (const auto& row : tx.query(kAll)) segments.push_back(read_segment(row));
    return segments;
}

bool name_taken(db::Tx& tx, std::string_view name, SegmentId except) {
    return tx.one(kTaken, sort_key(name), except).has_value();
}

namespace {

const db::Many kPut{
    "INSERT INTO segment_customers (customer_id, kind, treatment, language, channel, do_not_contact, "
    "has_email, has_phone, has_document, birthday, open_cases, created_at, last_contact_at, sort_key)",
    "BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, "
    "TEXT",
    "ON CONFLICT (customer_id) DO UPDATE SET kind = excluded.kind, treatment = excluded.treatment, "
    "language = excluded.language, channel = excluded.channel, do_not_contact = excluded.do_not_contact, "
    "has_email = excluded.has_email, has_phone = excluded.has_phone, has_document = excluded.has_document, "
    "birthday = excluded.birthday, created_at = excluded.created_at, sort_key = excluded.sort_key"};
const db::Statement kPutFacts{
    "UPDATE segment_customers SET open_cases = $2, last_contact_at = $3 WHERE customer_id = $1"};
const db::Statement kDrop{
    db::Sql{.sqlite = "DELETE FROM segment_customers WHERE customer_id IN (SELECT value FROM json_each($1))",
            .postgres = "DELETE FROM segment_customers WHERE customer_id = ANY(CAST($1 AS BIGINT[]))"}};
const db::Statement kOpenedCase{
    "UPDATE segment_customers SET open_cases = open_cases + 1, last_contact_at = CASE WHEN last_contact_at > "
    "$2 THEN last_contact_at ELSE $2 END WHERE customer_id = $1"};
const db::Statement kHadContact{
    "UPDATE segment_customers SET last_contact_at = CASE WHEN last_contact_at > $2 THEN last_contact_at "
    "ELSE $2 END WHERE customer_id = $1"};
const db::Statement kSetOpenCases{
    "UPDATE segment_customers SET open_cases = $2 WHERE customer_id = $1 AND open_cases <> $2"};
const db::Statement kFilling{"SELECT upto, done FROM segment_filling WHERE id = 1"};
const db::Statement kSetFilling{"UPDATE segment_filling SET upto = $1, done = $2 WHERE id = 1"};

bool has(const customers::Customer& c, customers::IdentifierKind kind) {
    return std::ranges::any_of(c.identifiers, [&](const auto& i) { return i.kind == kind; });
}

}  // namespace

void put(db::Tx& tx, std::span<const customers::Customer> all) {
    using customers::IdentifierKind;
    kPut.write(tx, all, [](const customers::Customer& c) {
        const bool phone = has(c, IdentifierKind::phone) || has(c, IdentifierKind::whatsapp);
        return std::tuple(c.id, number(std::optional(c.kind)), number(c.treatment), number(c.language),
                          number(c.preferred_channel), c.do_not_contact, has(c, IdentifierKind::email), phone,
                          has(c, IdentifierKind::document), c.birthday ? c.birthday->month_and_day() : 0, 0,
                          c.created_at, 0, sort_key(c.name));
    });
}

void put_facts(db::Tx& tx, CustomerId id, const Facts& facts) {
    tx.execute(kPutFacts, id, facts.open_cases, facts.last_contact ? micros(*facts.last_contact) : 0);
}

void drop(db::Tx& tx, std::span<const CustomerId> ids) {
    if (!ids.empty()) tx.execute(kDrop, db::id_list(tx, ids));
}

void opened_case(db::Tx& tx, CustomerId id, Instant at) {
    tx.execute(kOpenedCase, id, at);
}

void had_contact(db::Tx& tx, CustomerId id, Instant at) {
    tx.execute(kHadContact, id, at);
}

void set_open_cases(db::Tx& tx, CustomerId id, int open) {
    tx.execute(kSetOpenCases, id, open);
}

Filling filling(db::Tx& tx) {
    const auto row = tx.one(kFilling);
    return {row->get<CustomerId>(0), row->get<bool>(1)};
}

void set_filling(db::Tx& tx, const Filling& f) {
    tx.execute(kSetFilling, f.upto, f.done);
}

}  // namespace escucha::segments::store
