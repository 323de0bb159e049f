#include "modules/cases/held_store.hpp"

#include <boost/json.hpp>
#include <boost/mp11/algorithm.hpp>

namespace escucha::cases::store {
namespace {

// What the row does not say has its default: it may have been written by the version before this one.
Reply reply_of(std::string_view json) {
    Reply reply;
    const auto value = boost::json::parse(json);
    const auto& members = value.as_object();
    boost::mp11::mp_for_each<boost::describe::describe_members<Reply, boost::describe::mod_public>>(
        [&](auto member) {
            auto& to = reply.*member.pointer;
            if (const auto* said = members.if_contains(member.name))
                to = boost::json::value_to<std::remove_reference_t<decltype(to)>>(*said);
        });
    return reply;
}

#define COLUMNS "id, case_id, person_id, reply, at, leaves_at, stopped, request_id, address"

HeldReply read_held(const db::Row& row) {
    return {.id = row.get<HeldId>(0),
            .case_id = row.get<CaseId>(1),
            .writer = row.get<PersonId>(2),
            .reply = reply_of(row.get<std::string_view>(3)),
            .at = row.get<Instant>(4),
            .leaves_at = row.get<Instant>(5),
            .stopped = row.get<std::optional<std::string>>(6),
            .request_id = row.get<std::string>(7),
            .address = row.get<std::string>(8)};
}

const db::Statement kAdd{
    "INSERT INTO case_held_replies (case_id, person_id, reply, at, leaves_at, request_id, address) VALUES "
    "($1, $2, $3, $4, $5, $6, $7) RETURNING id"};
const db::Statement kFind{"SELECT " COLUMNS " FROM case_held_replies WHERE id = $1"};
const db::Statement kOfCase{"SELECT " COLUMNS " FROM case_held_replies WHERE case_id = $1 ORDER BY id"};
const db::Statement kTake{"DELETE FROM case_held_replies WHERE id = $1 RETURNING " COLUMNS};
const db::Statement kStop{
    "UPDATE case_held_replies SET stopped = $2, stopped_at = $3 WHERE id = $1 AND stopped IS NULL"};
const db::Statement kStoppedOf{"SELECT " COLUMNS
                               " FROM case_held_replies WHERE stopped IS NOT NULL AND person_id = $1"};
const db::Statement kOverdue{
    "SELECT id FROM case_held_replies WHERE stopped IS NULL AND leaves_at < $1 ORDER BY leaves_at LIMIT $2"};

}  // namespace

HeldId add_held(db::Tx& tx, const HeldReply& h) {
    return tx.insert(kAdd, h.case_id, h.writer, boost::json::serialize(boost::json::value_from(h.reply)),
                     h.at, h.leaves_at, h.request_id, h.address);
}

std::optional<HeldReply> held(db::Tx& tx, HeldId id) {
    const auto row = tx.one(kFind, id);
    return row ? std::optional(read_held(*row)) : std::nullopt;
}

std::vector<HeldReply> held_of(db::Tx& tx, CaseId id) {
    std::vector<HeldReply> out;
    for (const db::Row& row : tx.query(kOfCase, id)) out.push_back(read_held(row));
    return out;
}

std::optional<HeldReply> take_held(db::Tx& tx, HeldId id) {
    const auto row = tx.one(kTake, id);
    return row ? std::optional(read_held(*row)) : std::nullopt;
}

bool stop_held(db::Tx& tx, HeldId id, const std::string& why, Instant now) {
    return tx.execute(kStop, id, why, now) == 1;
}

std::vector<HeldReply> stopped_of(db::Tx& tx, PersonId person) {
    std::vector<HeldReply> out;
    for (const db::Row& row : tx.query(kStoppedOf, person)) out.push_back(read_held(row));
    return out;
}

std::vector<HeldId> overdue_held(db::Tx& tx, Instant before, std::size_t limit) {
    std::vector<HeldId> out;
    for (const db::Row& row : tx.query(kOverdue, before, limit)) out.push_back(row.get<HeldId>(0));
    return out;
}

}  // namespace escucha::cases::store
