// Appending and reading acts; blanking what is personal in them.
#include "db/database.hpp"
#include "db/id_list.hpp"
#include "modules/ledger/bytes.hpp"
#include "modules/ledger/canonical.hpp"
#include "modules/ledger/ledger.hpp"

namespace escucha::ledger {
namespace {

// Nothing but the lock is in this table (migrations/0035_ledger.sql). Taken by LOCK TABLE because that,
// unlike any SELECT, takes no snapshot: whoever comes after sees what was committed meanwhile.
const db::Statement kTurn{db::Sql{.postgres = "LOCK TABLE ledger_turn IN SHARE ROW EXCLUSIVE MODE"}};

const db::Statement kLast{
    "SELECT sequence, hash FROM ledger_acts WHERE ledger = $1 ORDER BY sequence DESC LIMIT 1"};
// A conflict with a row that this snapshot does not see is a serialisation failure: the write runs again.
const db::Statement kAdd{
    "INSERT INTO ledger_acts (ledger, sequence, subject, kind, at, fields, hash) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};

struct Last {
    std::int64_t sequence = 0;
    Hash hash = {};
};
Last last_of(db::Tx& tx, std::string_view ledger) {
    const auto row = tx.one(kLast, ledger);
    if (!row) return {};
    const auto hash = hash_of(as_text(row->get<db::Bytes>(1)));
    if (!hash) throw db::BadValue(fmt::format("ledger {}: the last hash has not 32 bytes", ledger));
    return {row->get<std::int64_t>(0), *hash};
}

void require_names(const Act& act) {
    if (act.ledger.empty() || act.subject.empty() || act.kind.empty())
        throw std::logic_error("an act without ledger, subject or kind");
}

Ready all_fields(const Act& act) {
    auto out = made_ready(act.fields);
    if (!act.ready) return out;
    out.kept += act.ready->kept;
    out.hashed += act.ready->hashed;
    out.fields += act.ready->fields;
    return out;
}

#define ENTRY "ledger, subject, kind, at, fields, sequence, hash"
const db::Statement kOfSubject{"SELECT " ENTRY
                               " FROM ledger_acts WHERE ledger = $1 AND subject = $2 ORDER BY sequence"};
const db::Statement kOfSubjects{
    db::Sql{.sqlite = "SELECT " ENTRY
                      " FROM ledger_acts WHERE ledger = $1 AND subject IN (SELECT value FROM json_each($2)) "
                      "ORDER BY subject, sequence",
            .postgres = "SELECT " ENTRY " FROM ledger_acts WHERE ledger = $1 AND subject = ANY(ARRAY(SELECT "
                        "json_array_elements_text(CAST($2 AS JSON)))) ORDER BY subject COLLATE \"C\", "
                        "sequence"}};
const db::Statement kFind{"SELECT " ENTRY " FROM ledger_acts WHERE ledger = $1 AND sequence = $2"};
const db::Statement kOfKind{
    "SELECT sequence, subject FROM ledger_acts WHERE ledger = $1 AND kind = $2 AND sequence > $3 "
    "ORDER BY sequence LIMIT $4"};

Entry read_entry(const db::Row& row) {
    Entry e{.act = {.ledger = row.get<std::string>(0),
                    .subject = row.get<std::string>(1),
                    .kind = row.get<std::string>(2),
                    .at = row.get<Instant>(3)},
            .sequence = row.get<std::int64_t>(5),
            .hash = hex(bytes_or_text(row, 6))};
    if (const auto fields = read_fields(bytes_or_text(row, 4))) e.act.fields = shown_fields(*fields);
    e.code = verification_code(e.hash);
    return e;
}

const db::Statement kFieldsOf{
    "SELECT sequence, fields FROM ledger_acts WHERE ledger = $1 AND subject = $2 ORDER BY sequence"};
const db::Statement kBlank{"UPDATE ledger_acts SET fields = $3 WHERE ledger = $1 AND sequence = $2"};

int blank_acts(db::Tx& tx, std::string_view ledger, std::string_view subject) {
    int blanked = 0;
    for (const auto& row : tx.query(kFieldsOf, ledger, subject)) {
        const auto fields = read_fields(as_text(row.get<db::Bytes>(1)));
        const auto without = fields ? blanked_fields(*fields) : std::nullopt;
        if (!without) continue;
        tx.execute(kBlank, ledger, row.get<std::int64_t>(0), as_bytes(*without));
        ++blanked;
    }
    return blanked;
}

const db::Statement kRemove{"DELETE FROM ledger_acts WHERE ledger = $1"};

// Crockford's base 32: no letter looks like a digit.
constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kCodeDigits = 12;

std::string grouped(std::string_view digits) {
    return fmt::format("{}-{}-{}", digits.substr(0, 4), digits.substr(4, 4), digits.substr(8, 4));
}

}  // namespace

std::string verification_code(std::string_view hash) {
    const auto raw_hash = unhex(hash, 32);
    if (!raw_hash) return {};
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 8; ++i) bits = (bits << 8) | static_cast<unsigned char>((*raw_hash)[i]);
    std::string digits;
    for (std::size_t i = 0; i < kCodeDigits; ++i) digits += kDigits[(bits >> (59 - 5 * i)) & 31];
    return grouped(digits);
}

std::optional<std::string> normal_code(std::string_view typed) {
    std::string digits;
    for (char c : typed) {
        if (c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (c == 'O') c = '0';
        if (c == 'I' || c == 'L') c = '1';
        if (!kDigits.contains(c) || digits.size() == kCodeDigits) return std::nullopt;
        digits += c;
    }
    return digits.size() == kCodeDigits ? std::optional(grouped(digits)) : std::nullopt;
}

void Ledger::take_turn(db::Tx& tx) const {
    if (tx.backend() == db::Backend::postgres) tx.execute(kTurn);
}

Appended Ledger::append(db::Tx& tx, const Act& act) const {
    require_names(act);
    if (tx.backend() == db::Backend::postgres) tx.if_repeated(kTurn);
    const auto last = last_of(tx, act.ledger);
    const auto fields = all_fields(act);
    const ActView view{act.ledger, act.subject, act.kind, last.sequence + 1, micros(act.at)};
    std::string form;
    begin_canonical(form, view, fields.fields);
    form += fields.hashed;
    const Hash hash = link(last.hash, sha256(form));
    if (tx.execute(kAdd, act.ledger, view.sequence, act.subject, act.kind, act.at, as_bytes(fields.kept),
                   as_bytes(raw(hash))) != 1)
        throw db::Failure(fmt::format("ledger {}: act {} stands already", act.ledger, view.sequence));
    auto text = hex(hash);
    auto code = verification_code(text);
    return {view.sequence, std::move(text), std::move(code)};
}

std::vector<Entry> Ledger::of_subject(db::Tx& tx, std::string_view ledger, std::string_view subject) const {
    std::vector<Entry> out;
    for (const auto& row : tx.query(kOfSubject, ledger, subject)) out.push_back(read_entry(row));
    return out;
}

std::vector<Entry> Ledger::of_subjects(db::Tx& tx, std::string_view ledger,
                                       std::span<const std::string> subjects) const {
    std::vector<Entry> out;
    for (const auto& row : tx.query(kOfSubjects, ledger, db::text_list(subjects)))
        out.push_back(read_entry(row));
    return out;
}

std::vector<Ledger::Place> Ledger::of_kind(db::Tx& tx, std::string_view ledger, std::string_view kind,
                                           std::int64_t after, std::size_t limit) const {
    std::vector<Place> out;
    for (const auto& row : tx.query(kOfKind, ledger, kind, after, limit))
        out.push_back({row.get<std::int64_t>(0), row.get<std::string>(1)});
    return out;
}

std::optional<Entry> Ledger::find(db::Tx& tx, std::string_view ledger, std::int64_t sequence) const {
    const auto row = tx.one(kFind, ledger, sequence);
    return row ? std::optional(read_entry(*row)) : std::nullopt;
}

std::optional<Appended> Ledger::blank(db::Tx& tx, std::string_view ledger, std::string_view subject,
                                      std::string_view reason, Instant now) const {
    const int acts = blank_acts(tx, ledger, subject);
    if (acts == 0) return std::nullopt;
    return append(tx, {.ledger = std::string(ledger),
                       .subject = std::string(subject),
                       .kind = "blanked",
                       .at = now,
                       .fields = {{.name = "acts", .value = std::to_string(acts)},
                                  {.name = "reason", .value = std::string(reason)}}});
}

void Ledger::remove_sample(db::Tx& tx, std::string_view ledger) const {
    if (!ledger.starts_with(kSamplePrefix)) throw std::logic_error("only a ledger of the sample goes away");
    tx.execute(kRemove, ledger);
}

}  // namespace escucha::ledger
