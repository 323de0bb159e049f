#include <boost/json.hpp>

#include "modules/profiles/rules.hpp"
#include "modules/profiles/store.hpp"

namespace escucha::profiles::store {
namespace {

std::string as_json(std::span<const std::string> texts) {
    boost::json::array list;
    for (const std::string& t : texts) list.emplace_back(t);
    return boost::json::serialize(list);
}

std::vector<std::string> from_json(std::string_view text) {
    return boost::json::value_to<std::vector<std::string>>(boost::json::parse(text));
}

const db::Statement kFields{
    "SELECT id, key, label, type, choices, archived, position, version FROM profile_fields "
    "ORDER BY archived, position, id"};

const db::Statement kAddField{
    "INSERT INTO profile_fields (key, label, type, choices, position, sample) VALUES ($1, $2, $3, $4, $5, "
    "$6) "
    "RETURNING id"};

const db::Statement kSaveField{
    "UPDATE profile_fields SET label = $2, choices = $3, archived = $4, position = $5, "
    "version = version + 1 WHERE id = $1"};

const db::Statement kPlaceField{"UPDATE profile_fields SET position = $2 WHERE id = $1"};

const db::Statement kUsed{
    "SELECT 1 FROM profile_values WHERE field_id = $1 AND sort = $2 AND value = $3 LIMIT 1"};

}  // namespace

std::vector<OwnField> fields(db::Tx& tx) {
    std::vector<OwnField> out;
    for (const db::Row& row : tx.query(kFields))
        out.push_back({.id = row.get<FieldId>(0),
                       .key = row.get<std::string>(1),
                       .label = row.get<std::string>(2),
                       .type = row.get<FieldType>(3),
                       .choices = from_json(row.get<std::string_view>(4)),
                       .archived = row.get<bool>(5),
                       .position = row.get<int>(6),
                       .version = row.get<std::int64_t>(7)});
    return out;
}

FieldId add_field(db::Tx& tx, const OwnField& f, bool sample) {
    return tx.insert(kAddField, f.key, f.label, f.type, as_json(f.choices), f.position, sample);
}

void save_field(db::Tx& tx, const OwnField& f) {
    tx.execute(kSaveField, f.id, f.label, as_json(f.choices), f.archived, f.position);
}

void place_field(db::Tx& tx, FieldId id, int position) {
    tx.execute(kPlaceField, id, position);
}

std::optional<std::string> choice_in_use(db::Tx& tx, FieldId id, std::span<const std::string> choices) {
    for (const std::string& choice : choices)
        if (tx.one(kUsed, id, sort_of(FieldType::choice, choice), choice)) return choice;
    return std::nullopt;
}

namespace {

const db::Statement kPurposes{
    "SELECT p.id, p.name, t.text, p.text_version, p.archived, p.version FROM profile_purposes p "
    "JOIN profile_purpose_texts t ON t.purpose_id = p.id AND t.text_version = p.text_version "
    "ORDER BY p.archived, p.name, p.id"};

const db::Statement kAddPurpose{"INSERT INTO profile_purposes (name, sample) VALUES ($1, $2) RETURNING id"};

const db::Statement kSavePurpose{
    "UPDATE profile_purposes SET name = $2, text_version = $3, archived = $4, version = version + 1 "
    "WHERE id = $1"};

const db::Statement kAddText{
    "INSERT INTO profile_purpose_texts (purpose_id, text_version, text) VALUES ($1, $2, $3) "
    "ON CONFLICT (purpose_id, text_version) DO NOTHING"};

}  // namespace

std::vector<Purpose> purposes(db::Tx& tx) {
    std::vector<Purpose> out;
    for (const db::Row& row : tx.query(kPurposes))
        out.push_back({.id = row.get<std::int64_t>(0),
                       .name = row.get<std::string>(1),
                       .text = row.get<std::string>(2),
                       .text_version = row.get<int>(3),
                       .archived = row.get<bool>(4),
                       .version = row.get<std::int64_t>(5)});
    return out;
}

std::int64_t add_purpose(db::Tx& tx, const Purpose& purpose, bool sample) {
    const std::int64_t id = tx.insert(kAddPurpose, purpose.name, sample);
    tx.execute(kAddText, id, 1, purpose.text);
    return id;
}

void save_purpose(db::Tx& tx, const Purpose& p) {
    tx.execute(kSavePurpose, p.id, p.name, p.text_version, p.archived);
    tx.execute(kAddText, p.id, p.text_version, p.text);
}

namespace {

const db::Statement kKeepFieldsInUse{
    "UPDATE profile_fields SET sample = 0 WHERE sample = 1 AND id IN (SELECT field_id FROM profile_values)"};
const db::Statement kKeepPurposesInUse{
    "UPDATE profile_purposes SET sample = 0 WHERE sample = 1 AND id IN "
    "(SELECT purpose_id FROM profile_consents)"};
const db::Statement kRemoveFields{"DELETE FROM profile_fields WHERE sample = 1"};
const db::Statement kRemoveTexts{
    "DELETE FROM profile_purpose_texts WHERE purpose_id IN (SELECT id FROM profile_purposes WHERE sample = "
    "1)"};
const db::Statement kRemovePurposes{"DELETE FROM profile_purposes WHERE sample = 1"};

}  // namespace

void remove_sample_definitions(db::Tx& tx) {
    for (const auto* step :
         {&kKeepFieldsInUse, &kKeepPurposesInUse, &kRemoveFields, &kRemoveTexts, &kRemovePurposes})
        tx.execute(*step);
}

}  // namespace escucha::profiles::store
