// What the files of this module share beside its face.
#pragma once
#include "modules/profiles/profiles.hpp"

namespace escucha::profiles {

// --- The base (summaries.cpp)
// ---------------------------------------------------------------------------------- From today on, by day;
// at most 200.
std::vector<Birthday> birthdays(const Profiles&, db::Tx& tx, int days, Instant now);
// Counted while one waits where that is quick; else as it was counted last, after an import or within the
// hour.
std::optional<BaseFigures> base_figures(db::Tx& tx, Instant now);
void follow_customers(Profiles&, work::Events& events);  // keeps the line of whoever changed
void summarise(const Profiles&, db::Tx& tx, CustomerId id);

void add_holders(Profiles&);  // what merging two customers moves

// Used by all of them.
PersonRef named(const Profiles&, db::Tx& tx, PersonId person);
// Refuses "customer.not_found", "customer.blocked", and "customer.merged" (params: id, name) of one that is
// another now.
Result<void> must_exist(const Profiles&, db::Tx& tx, CustomerId id);

void show_proofs(const Profiles&, db::Tx& tx, std::vector<Consent>& consents);

// The names of who wrote each down, in one look.
std::unordered_map<PersonId, std::string> names_of(const Profiles&, db::Tx& tx, std::vector<PersonId> people);
template <class Said>
void name_authors(const Profiles& profiles, db::Tx& tx, std::vector<Said>& list) {
    std::vector<PersonId> people;
    for (const Said& said : list) people.push_back(said.by.id);
    for (auto names = names_of(profiles, tx, std::move(people)); Said & said : list)
        said.by.name = names[said.by.id];
}

}  // namespace escucha::profiles
