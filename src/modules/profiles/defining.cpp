// What the administrator defines: own fields, and the purposes of consents.
#include <algorithm>

#include "base/fold.hpp"
#include "db/database.hpp"
#include "modules/profiles/events.hpp"
#include "modules/profiles/rules.hpp"
#include "modules/profiles/store.hpp"
#include "modules/profiles/use_cases.hpp"
#include "work/events.hpp"

namespace escucha::profiles {
namespace {

void announce(const Profiles& p, db::Tx& tx, const char* of, std::int64_t id, const char* what,
              const Principal& by, Instant now) {
    p.events().append(
        tx, work::event(DefinitionChanged::kType, of, id, by, now, DefinitionChanged{of, id, what}));
}

template <class Definition>
std::optional<Definition> find(const std::vector<Definition>& all, std::int64_t id) {
    const auto found = std::ranges::find(all, id, &Definition::id);
    return found == all.end() ? std::nullopt : std::optional(*found);
}

// Two of one name could not be told apart on a page or in a file.
template <class Definition>
bool name_taken(const std::vector<Definition>& all, std::string Definition::* name, std::string_view wanted,
                std::int64_t mine) {
    return std::ranges::any_of(all, [&](const Definition& d) {
        return d.id != mine && !d.archived && fold(d.*name) == fold(wanted);
    });
}

std::vector<FieldError> problems(const std::vector<OwnField>& all, const OwnField& f) {
    std::vector<FieldError> errors;
    if (name_taken(all, &OwnField::label, f.label, f.id)) errors.push_back({"label", "name_taken"});
    if (f.type != FieldType::choice) return errors;
    if (f.choices.empty()) errors.push_back({"choices", "required"});
    std::vector<std::string> folded;
    for (const std::string& choice : f.choices) folded.push_back(fold(choice));
    std::ranges::sort(folded);
    if (std::ranges::adjacent_find(folded) != folded.end()) errors.push_back({"choices", "repeated"});
    return errors;
}

std::vector<std::string> tidy(std::vector<std::string> choices) {
    for (std::string& choice : choices) choice = one_line(choice);
    return choices;
}

int last_position(const std::vector<OwnField>& all) {
    int last = -1;
    for (const OwnField& f : all)
        if (!f.archived) last = std::max(last, f.position);
    return last;
}

// The field takes its place; the others move up or down.
void arrange(db::Tx& tx, std::vector<OwnField> all, const OwnField& moved) {
    std::erase_if(all, [&](const OwnField& f) { return f.archived || f.id == moved.id; });
    const auto at = std::clamp<std::ptrdiff_t>(moved.position, 0, std::ssize(all));
    if (!moved.archived) all.insert(all.begin() + at, moved);
    for (int i = 0; i < static_cast<int>(all.size()); ++i)
        store::place_field(tx, all[static_cast<std::size_t>(i)].id, i);
}

// Choices that were there and are no longer.
std::vector<std::string> taken_away(const OwnField& before, const OwnField& after) {
    std::vector<std::string> gone;
    for (const std::string& choice : before.choices)
        if (std::ranges::find(after.choices, choice) == after.choices.end()) gone.push_back(choice);
    return gone;
}

Result<OwnField> edited(db::Tx& tx, const std::vector<OwnField>& all, const OwnField& before,
                        const FieldEdit& edit) {
    if (edit.type && *edit.type != before.type) return invalid_field("type", "type_is_fixed");
    OwnField after = before;
    if (edit.label) after.label = one_line(*edit.label);
    if (edit.choices && before.type == FieldType::choice) after.choices = tidy(*edit.choices);
    if (edit.archived) after.archived = *edit.archived;
    if (edit.position) after.position = *edit.position;
    if (before.archived && !after.archived && !edit.position) after.position = last_position(all) + 1;
    if (auto errors = after.archived ? std::vector<FieldError>{} : problems(all, after); !errors.empty())
        return invalid_fields(std::move(errors));
    if (const auto used = store::choice_in_use(tx, before.id, taken_away(before, after)))
        return invalid_field("choices", "choice_in_use", {{"choice", *used}});
    return after;
}

}  // namespace

Result<OwnField> add_field(Profiles& p, const FieldWish& wish, const Principal& by, Instant now) {
    return p.base().write([&](db::Tx& tx) -> Result<OwnField> {
        const auto all = store::fields(tx);
        OwnField field{.label = one_line(wish.label), .type = wish.type, .position = last_position(all) + 1};
        if (wish.type == FieldType::choice) field.choices = tidy(wish.choices);
        auto errors = problems(all, field);
        if (static_cast<std::size_t>(std::ranges::count(all, false, &OwnField::archived)) >= kMostFields)
            errors.push_back({"label", "too_many_items", {{"max", std::to_string(kMostFields)}}});
        if (!errors.empty()) return invalid_fields(std::move(errors));
        std::vector<std::string> keys;
        for (const OwnField& f : all) keys.push_back(f.key);
        field.key = key_for(field.label, keys);
        field.id = store::add_field(tx, field, wish.sample);
        announce(p, tx, "field", field.id, "added", by, now);
        return *find(store::fields(tx), field.id);
    });
}

Result<OwnField> edit_field(Profiles& p, FieldId id, std::optional<std::int64_t> version,
                            const FieldEdit& edit, const Principal& by, Instant now) {
    return p.base().write([&](db::Tx& tx) -> Result<OwnField> {
        const auto all = store::fields(tx);
        const auto before = find(all, id);
        if (!before) return not_found("customer_field.not_found");
        if (version && *version != before->version)
            return refuse(ErrorKind::stale, "customer_field.changed_meanwhile", {{"label", before->label}});
        const auto after = edited(tx, all, *before, edit);
        if (!after) return Refused(after.error());
        store::save_field(tx, *after);
        arrange(tx, all, *after);
        announce(p, tx, "field", id, "changed", by, now);
        return *find(store::fields(tx), id);
    });
}

Result<Purpose> add_purpose(Profiles& p, std::string_view name, std::string_view words, const Principal& by,
                            Instant now, bool sample) {
    return p.base().write([&](db::Tx& tx) -> Result<Purpose> {
        Purpose purpose{.name = one_line(name), .text = std::string(words), .text_version = 1};
        if (name_taken(store::purposes(tx), &Purpose::name, purpose.name, 0))
            return invalid_field("name", "name_taken");
        purpose.id = store::add_purpose(tx, purpose, sample);
        announce(p, tx, "purpose", purpose.id, "added", by, now);
        return *find(store::purposes(tx), purpose.id);
    });
}

void Profiles::remove_sample_definitions(db::Tx& tx) const {
    store::remove_sample_definitions(tx);
}

Result<Purpose> edit_purpose(Profiles& p, std::int64_t id, std::optional<std::int64_t> version,
                             const PurposeEdit& edit, const Principal& by, Instant now) {
    return p.base().write([&](db::Tx& tx) -> Result<Purpose> {
        const auto all = store::purposes(tx);
        auto purpose = find(all, id);
        if (!purpose) return not_found("consent_purpose.not_found");
        if (version && *version != purpose->version)
            return refuse(ErrorKind::stale, "consent_purpose.changed_meanwhile", {{"name", purpose->name}});
        if (edit.name) purpose->name = one_line(*edit.name);
        if (edit.archived) purpose->archived = *edit.archived;
        if (!purpose->archived && name_taken(all, &Purpose::name, purpose->name, id))
            return invalid_field("name", "name_taken");
        if (edit.text && *edit.text != purpose->text) {
            purpose->text = *edit.text;
            ++purpose->text_version;
        }
        store::save_purpose(tx, *purpose);
        announce(p, tx, "purpose", id, "changed", by, now);
        return *find(store::purposes(tx), id);
    });
}

}  // namespace escucha::profiles
