#include "db/id_list.hpp"
#include "modules/profiles/store.hpp"

namespace escucha::profiles::store {
namespace {

const db::Statement kNotes{
    "SELECT id, text, written_by, at, edited_at, pinned, version, customer_id FROM profile_notes WHERE "
    "customer_id = $1 AND (at, id) < ($2, $3) "
    "ORDER BY at DESC, id DESC LIMIT $4"};
const db::Statement kPinned{
    "SELECT id, text, written_by, at, edited_at, pinned, version, customer_id FROM profile_notes WHERE "
    "customer_id = $1 AND pinned = 1 ORDER BY at DESC, id DESC"};
const db::Statement kNote{
    "SELECT id, text, written_by, at, edited_at, pinned, version, customer_id FROM profile_notes WHERE "
    "id = $1"};
const db::Statement kAddNote{
    "INSERT INTO profile_notes (customer_id, text, written_by, at, pinned) VALUES ($1, $2, $3, $4, $5) "
    "RETURNING id"};
const db::Statement kSaveNote{
    "UPDATE profile_notes SET text = $2, edited_at = $3, pinned = $4, version = version + 1 WHERE id = $1"};
const db::Statement kRemoveNote{"DELETE FROM profile_notes WHERE id = $1"};

Note read_note(const db::Row& row) {
    return {.id = row.get<std::int64_t>(0),
            .text = row.get<std::string>(1),
            .by = {row.get<PersonId>(2), {}},
            .at = row.get<Instant>(3),
            .edited_at = row.get<std::optional<Instant>>(4),
            .pinned = row.get<bool>(5),
            .version = row.get<std::int64_t>(6)};
}

std::vector<Note> read_notes(const db::Rows& rows) {
    std::vector<Note> out;
    for (const db::Row& row : rows) out.push_back(read_note(row));
    return out;
}

}  // namespace

std::vector<Note> notes(db::Tx& tx, CustomerId id, const Before& before) {
    return read_notes(tx.query(kNotes, id, before.at, before.id, before.limit));
}

std::vector<Note> pinned_notes(db::Tx& tx, CustomerId id) {
    return read_notes(tx.query(kPinned, id));
}

std::optional<NoteOf> note(db::Tx& tx, std::int64_t id) {
    const auto row = tx.one(kNote, id);
    return row ? std::optional(NoteOf{row->get<CustomerId>(7), read_note(*row)}) : std::nullopt;
}

std::int64_t add_note(db::Tx& tx, CustomerId id, const Note& note) {
    return tx.insert(kAddNote, id, note.text, note.by.id, note.at, note.pinned);
}

void save_note(db::Tx& tx, const Note& note) {
    tx.execute(kSaveNote, note.id, note.text, note.edited_at, note.pinned);
}

void remove_note(db::Tx& tx, std::int64_t id) {
    tx.execute(kRemoveNote, id);
}

namespace {

const db::Statement kNeeds{
    "SELECT id, kind, text, asked_by, channel, asked_at, confirmed_at, superseded_at, customer_id FROM "
    "profile_needs WHERE customer_id = $1 AND (asked_at, id) < ($2, $3) "
    "ORDER BY asked_at DESC, id DESC LIMIT $4"};
const db::Statement kStanding{
    "SELECT id, kind, text, asked_by, channel, asked_at, confirmed_at, superseded_at, customer_id FROM "
    "profile_needs WHERE customer_id = $1 AND superseded_at IS NULL ORDER BY asked_at DESC, id DESC"};
const db::Statement kHavingNeeds{
    db::Sql{.sqlite = "SELECT DISTINCT customer_id FROM profile_needs WHERE superseded_at IS NULL AND "
                      "customer_id IN (SELECT value FROM json_each($1))",
            .postgres = "SELECT DISTINCT customer_id FROM profile_needs WHERE superseded_at IS NULL AND "
                        "customer_id = ANY(CAST($1 AS BIGINT[]))"}};
const db::Statement kNeed{
    "SELECT id, kind, text, asked_by, channel, asked_at, confirmed_at, superseded_at, customer_id FROM "
    "profile_needs WHERE id = $1"};
const db::Statement kAddNeed{
    "INSERT INTO profile_needs (customer_id, kind, text, asked_by, channel, asked_at) "
    "VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"};
const db::Statement kSaveNeed{"UPDATE profile_needs SET confirmed_at = $2, superseded_at = $3 WHERE id = $1"};

Need read_need(const db::Row& row) {
    return {.id = row.get<std::int64_t>(0),
            .kind = row.get<NeedKind>(1),
            .text = row.get<std::string>(2),
            .by = {row.get<PersonId>(3), {}},
            .channel = row.get<std::optional<Channel>>(4),
            .asked_at = row.get<Instant>(5),
            .confirmed_at = row.get<std::optional<Instant>>(6),
            .superseded_at = row.get<std::optional<Instant>>(7)};
}

std::vector<Need> read_needs(const db::Rows& rows) {
    std::vector<Need> out;
    for (const db::Row& row : rows) out.push_back(read_need(row));
    return out;
}

}  // namespace

std::vector<Need> needs(db::Tx& tx, CustomerId id, const Before& before) {
    return read_needs(tx.query(kNeeds, id, before.at, before.id, before.limit));
}

std::vector<Need> standing_needs(db::Tx& tx, CustomerId id) {
    return read_needs(tx.query(kStanding, id));
}

std::unordered_set<CustomerId> having_needs(db::Tx& tx, std::span<const CustomerId> ids) {
    std::unordered_set<CustomerId> out;
    for (const db::Row& row : tx.query(kHavingNeeds, db::id_list(tx, ids)))
        out.insert(row.get<CustomerId>(0));
    return out;
}

std::optional<NeedOf> need(db::Tx& tx, std::int64_t id) {
    const auto row = tx.one(kNeed, id);
    return row ? std::optional(NeedOf{row->get<CustomerId>(8), read_need(*row)}) : std::nullopt;
}

std::int64_t add_need(db::Tx& tx, CustomerId id, const Need& need) {
    return tx.insert(kAddNeed, id, need.kind, need.text, need.by.id, need.channel, need.asked_at);
}

void save_need(db::Tx& tx, const Need& need) {
    tx.execute(kSaveNeed, need.id, need.confirmed_at, need.superseded_at);
}

namespace {

const db::Statement kConsents{
    "SELECT c.id, c.purpose_id, p.name, c.given, c.text_version, t.text, c.at, c.channel, c.proof, "
    "c.recorded_by FROM profile_consents c JOIN profile_purposes p ON p.id = c.purpose_id "
    "JOIN profile_purpose_texts t ON t.purpose_id = c.purpose_id AND t.text_version = c.text_version "
    "WHERE c.customer_id = $1 AND (c.at, c.id) < ($2, $3) ORDER BY c.at DESC, c.id DESC "
    "LIMIT $4"};
const db::Statement kLastConsents{
    "SELECT c.id, c.purpose_id, p.name, c.given, c.text_version, t.text, c.at, c.channel, c.proof, "
    "c.recorded_by FROM profile_consents c JOIN profile_purposes p ON p.id = c.purpose_id "
    "JOIN profile_purpose_texts t ON t.purpose_id = c.purpose_id AND t.text_version = c.text_version "
    "WHERE c.customer_id = $1 AND NOT EXISTS (SELECT 1 FROM profile_consents later WHERE "
    "later.customer_id = c.customer_id AND later.purpose_id = c.purpose_id AND (later.at, "
    "later.id) > (c.at, c.id))"};
const db::Statement kWhoseConsent{"SELECT customer_id FROM profile_consents WHERE id = $1"};
const db::Statement kConsentsOf{db::Sql{
    .sqlite = "SELECT id FROM profile_consents WHERE customer_id IN (SELECT value FROM json_each($1))",
    .postgres = "SELECT id FROM profile_consents WHERE customer_id = ANY(CAST($1 AS BIGINT[]))"}};
const db::Statement kAddConsent{
    "INSERT INTO profile_consents (customer_id, purpose_id, given, text_version, at, channel, proof, "
    "recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"};
const db::Statement kAgree{
    "INSERT INTO profile_agreed (purpose_id, customer_id) VALUES ($1, $2) ON CONFLICT (purpose_id, "
    "customer_id) DO NOTHING"};
const db::Statement kForgetAgreed{"DELETE FROM profile_agreed WHERE customer_id = $1"};
const db::Statement kAgreed{"SELECT 1 FROM profile_agreed WHERE purpose_id = $1 AND customer_id = $2"};

std::vector<Consent> read_consents(const db::Rows& rows) {
    std::vector<Consent> out;
    for (const db::Row& row : rows)
        out.push_back({.id = row.get<std::int64_t>(0),
                       .purpose = row.get<std::int64_t>(1),
                       .purpose_name = row.get<std::string>(2),
                       .given = row.get<bool>(3),
                       .text_version = row.get<int>(4),
                       .text = row.get<std::string>(5),
                       .at = row.get<Instant>(6),
                       .channel = row.get<Channel>(7),
                       .proof = row.get<std::string>(8),
                       .by = {row.get<PersonId>(9), {}}});
    return out;
}

}  // namespace

std::vector<Consent> consents(db::Tx& tx, CustomerId id, const Before& before) {
    return read_consents(tx.query(kConsents, id, before.at, before.id, before.limit));
}

std::vector<Consent> last_consents(db::Tx& tx, CustomerId id) {
    return read_consents(tx.query(kLastConsents, id));
}

std::optional<CustomerId> whose_consent(db::Tx& tx, std::int64_t id) {
    const auto row = tx.one(kWhoseConsent, id);
    return row ? std::optional(row->get<CustomerId>(0)) : std::nullopt;
}

std::vector<std::int64_t> consents_of(db::Tx& tx, std::span<const CustomerId> ids) {
    std::vector<std::int64_t> out;
    for (const db::Row& row : tx.query(kConsentsOf, db::id_list(tx, ids)))
        out.push_back(row.get<std::int64_t>(0));
    return out;
}

std::int64_t add_consent(db::Tx& tx, CustomerId id, const Consent& c) {
    const std::int64_t added =
        tx.insert(kAddConsent, id, c.purpose, c.given, c.text_version, c.at, c.channel, c.proof, c.by.id);
    count_agreed_anew(tx, id);
    return added;
}

// By what was said last, not by what was written down last.
void count_agreed_anew(db::Tx& tx, CustomerId id) {
    tx.execute(kForgetAgreed, id);
    for (const Consent& last : last_consents(tx, id))
        if (last.given) tx.execute(kAgree, last.purpose, id);
}

bool agreed(db::Tx& tx, CustomerId id, std::int64_t purpose) {
    return tx.one(kAgreed, purpose, id).has_value();
}

}  // namespace escucha::profiles::store
