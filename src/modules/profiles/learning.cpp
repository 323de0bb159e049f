// What a record holds: values of own fields, tags, roles.
#include <algorithm>
#include <set>

#include "base/fold.hpp"
#include "db/database.hpp"
#include "modules/profiles/events.hpp"
#include "modules/profiles/store.hpp"
#include "modules/profiles/use_cases.hpp"
#include "work/events.hpp"

namespace escucha::profiles {
namespace {

// One version further, and said to everyone.
void announce(const Profiles& p, db::Tx& tx, CustomerId id, const std::string& fields, const Principal& by,
              Instant now) {
    if (fields.empty()) return;
    store::touch(tx, id);
    p.events().append(
        tx, work::event(ProfileChanged::kType, "customer", id, by, now, ProfileChanged{id, fields}));
}

void join(std::string& names, std::string_view name) {
    names += names.empty() ? "" : " ";
    names += name;
}

struct Write {
    const OwnField* field = nullptr;
    std::optional<std::string> value = {};
};

// Every change read, or every one that cannot be.
std::expected<std::vector<Write>, std::vector<FieldError>> readable(const std::vector<OwnField>& fields,
                                                                    std::span<const OwnChange> changes) {
    std::vector<Write> writes;
    std::vector<FieldError> errors;
    for (const OwnChange& change : changes) {
        const auto field = std::ranges::find(fields, change.key, &OwnField::key);
        if (field == fields.end() || field->archived) {
            errors.push_back({"own." + change.key, "unknown_field"});
        } else if (!change.value || one_line(*change.value).empty()) {
            writes.push_back({&*field, std::nullopt});
        } else if (auto value = read_value(*field, *change.value)) {
            writes.push_back({&*field, std::move(*value)});
        } else {
            errors.push_back({"own." + change.key, value.error(), {{"max", std::to_string(kLongestValue)}}});
        }
    }
    if (!errors.empty()) return std::unexpected(std::move(errors));
    return writes;
}

// Answers the names of what differed, "own.talla own.alta".
std::string write_values(db::Tx& tx, CustomerId id, const std::vector<Write>& writes) {
    std::string changed;
    auto held = store::values(tx, std::span(&id, 1))[id];
    for (const Write& w : writes) {
        const auto had = std::ranges::find(held, w.field->key, &OwnValue::key);
        if (had == held.end() ? !w.value : w.value == had->value) continue;
        w.value ? store::set_value(tx, id, *w.field, *w.value) : store::remove_value(tx, id, w.field->id);
        join(changed, "own." + w.field->key);
    }
    return changed;
}

std::expected<std::vector<std::string>, FieldError> acceptable(std::span<const std::string> tags) {
    std::vector<std::string> out;
    std::set<std::string> seen;
    for (const std::string& written : tags) {
        std::string tag = one_line(written);
        if (tag.empty() || !seen.insert(fold(tag)).second) continue;
        if (code_points(tag) > kLongestTag)
            return std::unexpected(FieldError{"tags", "too_long", {{"max", std::to_string(kLongestTag)}}});
        out.push_back(std::move(tag));
    }
    if (out.size() > kMostTags)
        return std::unexpected(FieldError{"tags", "too_many_items", {{"max", std::to_string(kMostTags)}}});
    return out;
}

bool write_tags(db::Tx& tx, CustomerId id, const std::vector<std::string>& wanted) {
    bool changed = false;
    const auto held = store::tags(tx, std::span(&id, 1))[id];
    for (const std::string& had : held)
        if (std::ranges::none_of(wanted, [&](const std::string& w) { return fold(w) == fold(had); }))
            changed |= store::remove_tag(tx, id, had);
    for (const std::string& tag : wanted) changed |= store::add_tag(tx, id, tag);
    return changed;
}

bool write_roles(db::Tx& tx, CustomerId id, std::vector<PartyRole> wanted) {
    std::ranges::sort(wanted);
    wanted.erase(std::ranges::unique(wanted).begin(), wanted.end());
    if (wanted == std::vector{PartyRole::customer}) wanted.clear();  // what everybody is
    if (wanted == store::roles(tx, id)) return false;
    store::set_roles(tx, id, wanted);
    return true;
}

}  // namespace

Result<void> Profiles::set_values(db::Tx& tx, CustomerId id, std::span<const OwnChange> changes,
                                  const Principal& by, Instant now) const {
    const auto all = store::fields(tx);
    auto writes = readable(all, changes);
    if (!writes) return invalid_fields(std::move(writes.error()));
    announce(*this, tx, id, write_values(tx, id, *writes), by, now);
    return {};
}

Result<void> Profiles::add_tags(db::Tx& tx, CustomerId id, std::span<const std::string> tags,
                                const Principal& by, Instant now) const {
    std::vector<std::string> all = store::tags(tx, std::span(&id, 1))[id];
    all.insert(all.end(), tags.begin(), tags.end());
    auto wanted = acceptable(all);
    if (!wanted) return invalid_fields({std::move(wanted.error())});
    if (write_tags(tx, id, *wanted)) announce(*this, tx, id, "tags", by, now);
    return {};
}

void Profiles::remove_tags(db::Tx& tx, CustomerId id, std::span<const std::string> tags, const Principal& by,
                           Instant now) const {
    bool changed = false;
    for (const std::string& tag : tags) changed |= store::remove_tag(tx, id, tag);
    if (changed) announce(*this, tx, id, "tags", by, now);
}

Result<void> Profiles::set_roles(db::Tx& tx, CustomerId id, std::span<const PartyRole> roles,
                                 const Principal& by, Instant now) const {
    if (roles.empty()) return invalid_field("roles", "required");
    if (write_roles(tx, id, {roles.begin(), roles.end()})) announce(*this, tx, id, "roles", by, now);
    return {};
}

Result<Profile> change(Profiles& p, CustomerId id, std::optional<std::int64_t> version,
                       const ProfileChange& change, const Principal& by, Language language, Instant now) {
    return p.base().write([&](db::Tx& tx) -> Result<Profile> {
        if (const auto there = must_exist(p, tx, id); !there) return Refused(there.error());
        if (version && *version != store::version(tx, id))
            return refuse(ErrorKind::stale, "customer.profile_changed_meanwhile");
        const auto fields = store::fields(tx);
        auto writes = readable(fields, change.own);
        std::vector<FieldError> errors = writes ? std::vector<FieldError>{} : writes.error();
        auto tags = acceptable(change.tags.value_or(std::vector<std::string>{}));
        if (!tags) errors.push_back(tags.error());
        if (change.roles && change.roles->empty()) errors.push_back({"roles", "required"});
        if (!errors.empty()) return invalid_fields(std::move(errors));
        std::string changed = write_values(tx, id, *writes);
        if (change.tags && write_tags(tx, id, *tags)) join(changed, "tags");
        if (change.roles && write_roles(tx, id, *change.roles)) join(changed, "roles");
        announce(p, tx, id, changed, by, now);
        return *p.profile(tx, id, language, now);
    });
}

}  // namespace escucha::profiles
