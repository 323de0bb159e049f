// The tables of templates: templates, template_uses.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "modules/templates/templates.hpp"

namespace escucha::templates::store {

TemplateId add(db::Tx& tx, const Template& t);
bool save(db::Tx& tx, const Template& t);  // one version further, if it is still the one given
void remove(db::Tx& tx, TemplateId id);
void remove_sample(db::Tx& tx);
std::optional<Template> get(db::Tx& tx, TemplateId id);
std::vector<Template> all(db::Tx& tx, PersonId person);  // the house's and theirs, by name
bool name_taken(db::Tx& tx, PersonId owner, std::string_view name, TemplateId except);
std::int64_t count(db::Tx& tx, PersonId owner);

struct Use {
    TemplateId template_id = 0;
    Instant taken_at{};
    std::int64_t used = 0;
    std::optional<Instant> last_used_at = {};
};
std::vector<Use> uses(db::Tx& tx, PersonId person);
void taken(db::Tx& tx, PersonId person, TemplateId id, Instant at);
void used(db::Tx& tx, PersonId person, TemplateId id, Instant at);

}  // namespace escucha::templates::store
