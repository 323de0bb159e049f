#include "modules/guidance/store.hpp"

#include "modules/guidance/lists.hpp"

namespace escucha::guidance::store {
namespace {

#define COLUMNS                                                                                   \
    "code, shipped, active, own_words, kind, language, patterns, exceptions, better, why, base, " \
    "changed_by, "                                                                                \
    "changed_at, version"

const db::Statement kPhrases{"SELECT " COLUMNS " FROM guidance_phrases ORDER BY id"};
const db::Statement kPhrase{"SELECT " COLUMNS " FROM guidance_phrases WHERE code = $1"};
const db::Statement kPutPhrase{
    "INSERT INTO guidance_phrases (code, shipped, active, own_words, kind, language, patterns, exceptions, "
    "better, why, base, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
    "$13) ON CONFLICT (code) DO UPDATE SET active = excluded.active, own_words = excluded.own_words, "
    "kind = excluded.kind, language = excluded.language, patterns = excluded.patterns, exceptions = "
    "excluded.exceptions, better = excluded.better, why = excluded.why, base = excluded.base, changed_by = "
    "excluded.changed_by, changed_at = excluded.changed_at, version = guidance_phrases.version + 1"};
const db::Statement kLastOwn{"SELECT code FROM guidance_phrases WHERE shipped = 0 ORDER BY id DESC LIMIT 1"};
const db::Statement kRemovePhrase{"DELETE FROM guidance_phrases WHERE code = $1"};
const db::Statement kStamp{
    "SELECT count(*), coalesce(max(changed_at), 0), coalesce(sum(version), 0), coalesce(sum(id), 0) FROM "
    "guidance_phrases"};

PhraseRow read(const db::Row& row) {
    return {.code = row.get<std::string>(0),
            .shipped = row.get<bool>(1),
            .active = row.get<bool>(2),
            .own_words = row.get<bool>(3),
            .group = row.get<Group>(4),
            .language = row.get<Language>(5),
            .patterns = lines_of(row.get<std::string>(6)),
            .exceptions = lines_of(row.get<std::string>(7)),
            .better = lines_of(row.get<std::string>(8)),
            .why = row.get<std::string>(9),
            .base = row.get<std::string>(10),
            .changed_by = row.get<PersonId>(11),
            .changed_at = row.get<Instant>(12),
            .version = row.get<std::int64_t>(13)};
}

}  // namespace

std::vector<PhraseRow> phrases(db::Tx& tx) {
    std::vector<PhraseRow> out;
    for (const auto& row : tx.query(kPhrases)) out.push_back(read(row));
    return out;
}

std::optional<PhraseRow> phrase(db::Tx& tx, std::string_view code) {
    const auto row = tx.one(kPhrase, code);
    return row ? std::optional(read(*row)) : std::nullopt;
}

void put_phrase(db::Tx& tx, const PhraseRow& r) {
    tx.execute(kPutPhrase, r.code, r.shipped, r.active, r.own_words, r.group, r.language, joined(r.patterns),
               joined(r.exceptions), joined(r.better), r.why, r.base, r.changed_by, r.changed_at);
}

std::string add_phrase(db::Tx& tx, PhraseRow row) {
    constexpr std::string_view kOwn = "house.";
    const auto last = tx.one(kLastOwn);
    const auto number = last ? std::stoll(last->get<std::string>(0).substr(kOwn.size())) + 1 : 1;
    row.code = fmt::format("{}{}", kOwn, number);
    put_phrase(tx, row);
    return row.code;
}

void remove_phrase(db::Tx& tx, std::string_view code) {
    tx.execute(kRemovePhrase, code);
}

std::string stamp(db::Tx& tx) {
    const auto row = tx.one(kStamp);
    return fmt::format("{}-{}-{}-{}", row->get<std::int64_t>(0), row->get<std::int64_t>(1),
                       row->get<std::int64_t>(2), row->get<std::int64_t>(3));
}

namespace {

const db::Statement kDismissed{"SELECT code FROM guidance_dismissals WHERE person_id = $1 ORDER BY at, code"};
const db::Statement kDismiss{
    "INSERT INTO guidance_dismissals (person_id, code, at) VALUES ($1, $2, $3) ON CONFLICT (person_id, code) "
    "DO NOTHING"};
const db::Statement kListenAgain{"DELETE FROM guidance_dismissals WHERE person_id = $1 AND code = $2"};
const db::Statement kForget{"DELETE FROM guidance_dismissals WHERE code = $1"};

}  // namespace

std::vector<std::string> dismissed(db::Tx& tx, PersonId person) {
    std::vector<std::string> out;
    for (const auto& row : tx.query(kDismissed, person)) out.push_back(row.get<std::string>(0));
    return out;
}
void dismiss(db::Tx& tx, PersonId person, std::string_view code, Instant at) {
    tx.execute(kDismiss, person, code, at);
}
void listen_again(db::Tx& tx, PersonId person, std::string_view code) {
    tx.execute(kListenAgain, person, code);
}
void forget_dismissals(db::Tx& tx, std::string_view code) {
    tx.execute(kForget, code);
}

namespace {

const db::Statement kPlaybooks{
    "SELECT play, todo_es, say_es, avoid_es, todo_en, say_en, avoid_en, base, changed_by, changed_at, "
    "version "
    "FROM guidance_playbooks"};
const db::Statement kPutPlaybook{
    "INSERT INTO guidance_playbooks (play, todo_es, say_es, avoid_es, todo_en, say_en, avoid_en, base, "
    "changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (play) DO UPDATE "
    "SET todo_es = excluded.todo_es, say_es = excluded.say_es, avoid_es = excluded.avoid_es, todo_en = "
    "excluded.todo_en, say_en = excluded.say_en, avoid_en = excluded.avoid_en, base = excluded.base, "
    "changed_by = excluded.changed_by, changed_at = excluded.changed_at, version = "
    "guidance_playbooks.version + 1"};
const db::Statement kRemovePlaybook{"DELETE FROM guidance_playbooks WHERE play = $1"};

PlayText text_at(const db::Row& row, std::size_t column) {
    return {.todo = lines_of(row.get<std::string>(column)),
            .say = lines_of(row.get<std::string>(column + 1)),
            .avoid = lines_of(row.get<std::string>(column + 2))};
}

}  // namespace

std::vector<PlayRow> playbooks(db::Tx& tx) {
    std::vector<PlayRow> out;
    for (const auto& row : tx.query(kPlaybooks))
        out.push_back({.play = row.get<Play>(0),
                       .es = text_at(row, 1),
                       .en = text_at(row, 4),
                       .base = row.get<std::string>(7),
                       .changed_by = row.get<PersonId>(8),
                       .changed_at = row.get<Instant>(9),
                       .version = row.get<std::int64_t>(10)});
    return out;
}

void put_playbook(db::Tx& tx, const PlayRow& p) {
    tx.execute(kPutPlaybook, p.play, joined(p.es.todo), joined(p.es.say), joined(p.es.avoid),
               joined(p.en.todo), joined(p.en.say), joined(p.en.avoid), p.base, p.changed_by, p.changed_at);
}

void remove_playbook(db::Tx& tx, Play play) {
    tx.execute(kRemovePlaybook, play);
}

namespace {

const db::Statement kAddUse{
    "INSERT INTO guidance_uses (person_id, case_id, play, language, phrase, taken_at) VALUES ($1, $2, $3, "
    "$4, "
    "$5, $6)"};
const db::Statement kOpenUses{
    "SELECT id, play, language, phrase, taken_at FROM guidance_uses WHERE case_id = $1 AND person_id = $2 "
    "AND "
    "outcome = 'open' AND taken_at >= $3 ORDER BY id"};
const db::Statement kRemoveUses{"DELETE FROM guidance_uses WHERE case_id = $1"};
const db::Statement kSettle{"UPDATE guidance_uses SET outcome = $2 WHERE id = $1"};
const db::Statement kSums{
    "SELECT play, language, phrase, count(*), sum(CASE WHEN outcome = 'sent' THEN 1 ELSE 0 END), "
    "max(taken_at) FROM guidance_uses WHERE taken_at >= $1 GROUP BY play, language, phrase ORDER BY 4 DESC, "
    "3"};

}  // namespace

void add_use(db::Tx& tx, PersonId person, std::int64_t case_id, const UseRow& use) {
    tx.execute(kAddUse, person, case_id, use.play, use.language, use.phrase, use.taken_at);
}

std::vector<UseRow> open_uses(db::Tx& tx, PersonId person, std::int64_t case_id, Instant since) {
    std::vector<UseRow> out;
    for (const auto& row : tx.query(kOpenUses, case_id, person, since))
        out.push_back({.id = row.get<std::int64_t>(0),
                       .play = row.get<Play>(1),
                       .language = row.get<Language>(2),
                       .phrase = row.get<std::string>(3),
                       .taken_at = row.get<Instant>(4)});
    return out;
}

void remove_uses(db::Tx& tx, std::span<const std::int64_t> cases) {
    for (const auto id : cases) tx.execute(kRemoveUses, id);
}

void settle_use(db::Tx& tx, std::int64_t id, bool sent) {
    tx.execute(kSettle, id, std::string(sent ? "sent" : "dropped"));
}

std::vector<Sum> sums(db::Tx& tx, Instant since) {
    std::vector<Sum> out;
    for (const auto& row : tx.query(kSums, since))
        out.push_back({.play = row.get<Play>(0),
                       .language = row.get<Language>(1),
                       .phrase = row.get<std::string>(2),
                       .taken = row.get<std::int64_t>(3),
                       .sent = row.get<std::int64_t>(4),
                       .last_at = row.get<Instant>(5)});
    return out;
}

}  // namespace escucha::guidance::store
