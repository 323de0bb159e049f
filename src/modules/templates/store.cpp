#include "modules/templates/store.hpp"

#include <ranges>

#include "base/sort_key.hpp"

namespace escucha::templates::store {
namespace {

#define COLUMNS                                                                                              \
    "id, owner_id, name, text_es, text_en, team_id, kinds, active, used, last_used_at, sample, created_by, " \
    "created_at, version"

const db::Statement kAdd{
    "INSERT INTO templates (owner_id, name, name_key, text_es, text_en, team_id, kinds, active, sample, "
    "created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id"};
const db::Statement kSave{
    "UPDATE templates SET name = $3, name_key = $4, text_es = $5, text_en = $6, team_id = $7, kinds = $8, "
    "active = $9, sample = $10, version = version + 1 WHERE id = $1 AND version = $2"};
const db::Statement kRemoveUses{"DELETE FROM template_uses WHERE template_id = $1"};
const db::Statement kRemove{"DELETE FROM templates WHERE id = $1"};
const db::Statement kRemoveSampleUses{
    "DELETE FROM template_uses WHERE template_id IN (SELECT id FROM templates WHERE sample = 1)"};
const db::Statement kRemoveSample{"DELETE FROM templates WHERE sample = 1"};
const db::Statement kGet{"SELECT " COLUMNS " FROM templates WHERE id = $1"};
const db::Statement kAll{"SELECT " COLUMNS
                         " FROM templates WHERE owner_id = 0 OR owner_id = $1 ORDER BY name_key, id"};
const db::Statement kTaken{
    "SELECT 1 FROM templates WHERE owner_id = $1 AND name_key = $2 AND id <> $3 LIMIT 1"};
const db::Statement kCount{"SELECT count(*) FROM templates WHERE owner_id = $1"};

std::string joined(const std::vector<CaseKind>& kinds) {
    std::string out;
    for (const CaseKind k : kinds) out += (out.empty() ? "" : " ") + std::string(db::name(k));
    return out;
}

std::vector<CaseKind> kinds_in(std::string_view text) {
    std::vector<CaseKind> out;
    for (const auto word : std::views::split(text, ' '))
        if (const auto kind = db::parse_enum<CaseKind>(std::string_view(word.begin(), word.end())))
            out.push_back(*kind);
    return out;
}

Template read(const db::Row& row) {
    return {.id = row.get<TemplateId>(0),
            .owner = row.get<PersonId>(1),
            .name = row.get<std::string>(2),
            .text_es = row.get<std::optional<std::string>>(3),
            .text_en = row.get<std::optional<std::string>>(4),
            .team = row.get<std::optional<TeamId>>(5),
            .kinds = kinds_in(row.get<std::string>(6)),
            .active = row.get<bool>(7),
            .used = row.get<std::int64_t>(8),
            .last_used_at = row.get<std::optional<Instant>>(9),
            .sample = row.get<bool>(10),
            .created_by = row.get<PersonId>(11),
            .created_at = row.get<Instant>(12),
            .version = row.get<std::int64_t>(13)};
}

}  // namespace

TemplateId add(db::Tx& tx, const Template& t) {
    return tx.insert(kAdd, t.owner, t.name, sort_key(t.name), t.text_es, t.text_en, t.team, joined(t.kinds),
                     t.active, t.sample, t.created_by, t.created_at);
}

bool save(db::Tx& tx, const Template& t) {
    return tx.execute(kSave, t.id, t.version, t.name, sort_key(t.name), t.text_es, t.text_en, t.team,
                      joined(t.kinds), t.active, t.sample) == 1;
}

void remove(db::Tx& tx, TemplateId id) {
    tx.execute(kRemoveUses, id);
    tx.execute(kRemove, id);
}

void remove_sample(db::Tx& tx) {
    tx.execute(kRemoveSampleUses);
    tx.execute(kRemoveSample);
}

std::optional<Template> get(db::Tx& tx, TemplateId id) {
    const auto row = tx.one(kGet, id);
    return row ? std::optional(read(*row)) : std::nullopt;
}

std::vector<Template> all(db::Tx& tx, PersonId person) {
    std::vector<Template> out;
    for (const auto& row : tx.query(kAll, person)) out.push_back(read(row));
    return out;
}

bool name_taken(db::Tx& tx, PersonId owner, std::string_view name, TemplateId except) {
    return tx.one(kTaken, owner, sort_key(name), except).has_value();
}

std::int64_t count(db::Tx& tx, PersonId owner) {
    return tx.one(kCount, owner)->get<std::int64_t>(0);
}

namespace {

const db::Statement kUses{
    "SELECT template_id, taken_at, used, last_used_at FROM template_uses WHERE person_id = $1"};
const db::Statement kTake{
    "INSERT INTO template_uses (person_id, template_id, taken_at) VALUES ($1, $2, $3) "
    "ON CONFLICT (person_id, template_id) DO UPDATE SET taken_at = excluded.taken_at"};
const db::Statement kUsedByThem{
    "UPDATE template_uses SET used = used + 1, last_used_at = $3 WHERE person_id = $1 AND template_id = $2"};
const db::Statement kUsed{"UPDATE templates SET used = used + 1, last_used_at = $2 WHERE id = $1"};

}  // namespace

std::vector<Use> uses(db::Tx& tx, PersonId person) {
    std::vector<Use> out;
    for (const auto& row : tx.query(kUses, person))
        out.push_back({.template_id = row.get<TemplateId>(0),
                       .taken_at = row.get<Instant>(1),
                       .used = row.get<std::int64_t>(2),
                       .last_used_at = row.get<std::optional<Instant>>(3)});
    return out;
}

void taken(db::Tx& tx, PersonId person, TemplateId id, Instant at) {
    tx.execute(kTake, person, id, at);
}

void used(db::Tx& tx, PersonId person, TemplateId id, Instant at) {
    tx.execute(kUsedByThem, person, id, at);
    tx.execute(kUsed, id, at);
}

}  // namespace escucha::templates::store
