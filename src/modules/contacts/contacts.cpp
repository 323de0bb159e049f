#include "modules/contacts/contacts.hpp"

#include <algorithm>

#include "db/id_list.hpp"
#include "modules/contacts/events.hpp"
#include "work/events.hpp"

namespace escucha::contacts {
namespace {

const db::Statement kAdd{
    "INSERT INTO contacts (case_id, customer_id, type, direction, channel, person_id, at, waited_seconds, "
    "rings, "
    "answered, caller_name, mood, text, via_case_id, waits) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
    "$11, $12, $13, $14, $15) RETURNING id"};

std::optional<std::string_view> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
}

#define COLUMNS                                                                                            \
    "id, case_id, customer_id, type, direction, channel, person_id, at, waited_seconds, rings, answered, " \
    "caller_name, mood, text, via_case_id, waits"

Contact read_contact(const db::Row& row) {
    Contact c;
    c.id = row.get<ContactId>(0);
    c.case_id = row.get<CaseId>(1);
    c.customer_id = row.get<CustomerId>(2);
    c.type = row.get<ContactType>(3);
    c.direction = row.get<Direction>(4);
    c.channel = row.get<Channel>(5);
    c.person_id = row.get<PersonId>(6);
    c.at = row.get<Instant>(7);
    c.waited_seconds = row.get<std::optional<int>>(8);
    c.rings = row.get<std::optional<int>>(9);
    c.answered = row.get<bool>(10);
    c.caller_name = row.get<std::optional<std::string>>(11).value_or("");
    c.mood = row.get<std::optional<Mood>>(12);
    c.text = row.get<std::string>(13);
    c.via_case_id = row.get<CaseId>(14);
    c.waits = row.get<bool>(15);
    return c;
}

std::vector<Contact> read_all(const db::Rows& rows) {
    std::vector<Contact> out;
    out.reserve(rows.size());
    for (const db::Row& row : rows) out.push_back(read_contact(row));
    return out;
}

const db::Statement kGet{"SELECT " COLUMNS " FROM contacts WHERE id = $1"};
const db::Statement kForCase{"SELECT " COLUMNS
                             " FROM contacts WHERE case_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"};
const db::Statement kForCustomer{
    "SELECT " COLUMNS " FROM contacts WHERE customer_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"};
const db::Statement kForCustomerBefore{
    "SELECT " COLUMNS
    " FROM contacts WHERE customer_id = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4"};
const db::Statement kLastForCases{db::Sql{
    .sqlite = "SELECT " COLUMNS
              " FROM contacts WHERE id IN (SELECT (SELECT MAX(id) FROM contacts c WHERE c.case_id = "
              "j.value) FROM json_each($1) j)",
    .postgres = "SELECT " COLUMNS
                " FROM contacts WHERE id IN (SELECT (SELECT MAX(id) FROM contacts c WHERE c.case_id = "
                "j.value) FROM unnest(CAST($1 AS BIGINT[])) AS j(value))"}};
const db::Statement kCount{"SELECT COUNT(*) FROM contacts WHERE case_id = $1"};
const db::Statement kBetween{
    "SELECT " COLUMNS
    " FROM contacts WHERE case_id = $1 AND customer_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4"};
const db::Statement kFirstBetween{
    "SELECT " COLUMNS " FROM contacts WHERE case_id = $1 AND customer_id = $2 ORDER BY id LIMIT 1"};
const db::Statement kCountBetween{"SELECT COUNT(*) FROM contacts WHERE case_id = $1 AND customer_id = $2"};
const db::Statement kRemoveForCases{
    db::Sql{.sqlite = "DELETE FROM contacts WHERE case_id IN (SELECT value FROM json_each($1))",
            .postgres = "DELETE FROM contacts WHERE case_id = ANY(CAST($1 AS BIGINT[]))"}};

std::int64_t bound(ContactId before) {
    return before == 0 ? std::numeric_limits<std::int64_t>::max() : before;
}

}  // namespace

ContactId Contacts::add(db::Tx& tx, const NewContact& c, const Principal& by) const {
    const ContactId id = tx.insert(kAdd, c.case_id, c.customer_id, c.type, c.direction, c.channel,
                                   c.person_id, c.at, c.waited_seconds, c.rings, c.answered,
                                   unless_empty(c.caller_name), c.mood, c.text, c.via_case_id, c.waits);
    const auto announce = [&](const char* type, const auto& fact) {
        auto event = work::event(type, "contact", id, by, c.at, fact);
        event.case_id = c.case_id;
        event.owner = c.person_id;
        events_.append(tx, std::move(event));
    };
    if (c.case_id == 0)
        announce(ContactMade::kType, ContactMade{id, c.case_id, c.customer_id, c.direction, c.channel});
    if (c.type == ContactType::call && !c.answered)
        announce(CallMissed::kType, CallMissed{id, c.case_id, c.customer_id, c.person_id});
    return id;
}

std::optional<Contact> Contacts::get(db::Tx& tx, ContactId id) const {
    const auto row = tx.one(kGet, id);
    return row ? std::optional(read_contact(*row)) : std::nullopt;
}

std::vector<Contact> Contacts::for_case(db::Tx& tx, CaseId case_id, ContactId before,
                                        std::size_t limit) const {
    auto contacts = read_all(tx.query(kForCase, case_id, bound(before), limit));
    std::ranges::reverse(contacts);
    return contacts;
}

std::vector<Contact> Contacts::for_customer(db::Tx& tx, CustomerId customer, ContactId before,
                                            std::size_t limit) const {
    return read_all(tx.query(kForCustomer, customer, bound(before), limit));
}

std::vector<Contact> Contacts::for_customer_before(db::Tx& tx, CustomerId customer, Instant at, ContactId id,
                                                   std::size_t limit) const {
    return read_all(tx.query(kForCustomerBefore, customer, at, id, limit));
}

std::unordered_map<CaseId, Contact> Contacts::last_for_cases(db::Tx& tx,
                                                             std::span<const CaseId> cases) const {
    std::unordered_map<CaseId, Contact> out;
    if (cases.empty()) return out;
    for (Contact& c : read_all(tx.query(kLastForCases, db::id_list(tx, cases))))
        out.emplace(c.case_id, std::move(c));
    return out;
}

std::int64_t Contacts::count_for_case(db::Tx& tx, CaseId case_id) const {
    return tx.one(kCount, case_id)->get<std::int64_t>(0);
}

std::vector<Contact> Contacts::between(db::Tx& tx, CaseId case_id, CustomerId customer, ContactId before,
                                       std::size_t limit) const {
    auto contacts = read_all(tx.query(kBetween, case_id, customer, bound(before), limit));
    std::ranges::reverse(contacts);
    return contacts;
}

std::optional<Contact> Contacts::first_between(db::Tx& tx, CaseId case_id, CustomerId customer) const {
    const auto row = tx.one(kFirstBetween, case_id, customer);
    return row ? std::optional(read_contact(*row)) : std::nullopt;
}

std::int64_t Contacts::count_between(db::Tx& tx, CaseId case_id, CustomerId customer) const {
    return tx.one(kCountBetween, case_id, customer)->get<std::int64_t>(0);
}

std::int64_t Contacts::remove_for_cases(db::Tx& tx, std::span<const CaseId> cases) const {
    return cases.empty() ? 0 : tx.execute(kRemoveForCases, db::id_list(tx, cases));
}

}  // namespace escucha::contacts
