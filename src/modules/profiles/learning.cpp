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

void add_name(std::string& names, std::string_view name) {
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

// What is to be written of many customers, and what of each is announced.
struct Changes {
    std::vector<store::NewValue> values = {};
    std::vector<std::pair<CustomerId, FieldId>> values_gone = {};
    std::vector<store::TagOf> tags = {}, tags_gone = {};

    void write(db::Tx& tx) const {
        store::set_values(tx, values);
        store::remove_values(tx, values_gone);
        store::remove_tags(tx, tags_gone);
        store::add_tags(tx, tags);
    }
};

// Answers the names of what differs, "own.talla own.alta".
std::string differing_values(CustomerId id, const std::vector<Write>& writes,
                             const std::vector<OwnValue>& held, Changes& changes) {
    std::string changed;
    for (const Write& w : writes) {
        const auto had = std::ranges::find(held, w.field->key, &OwnValue::key);
        if (had == held.end() ? !w.value : w.value == had->value) continue;
        if (w.value)
            changes.values.push_back({id, w.field, *w.value});
        else
            changes.values_gone.emplace_back(id, w.field->id);
        add_name(changed, "own." + w.field->key);
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

bool is_among(const std::vector<std::string>& tags, const std::string& tag) {
    return std::ranges::any_of(tags, [&](const std::string& t) { return fold(t) == fold(tag); });
}

// From those they have to those they are to have: does anything differ?
bool differing_tags(CustomerId id, const std::vector<std::string>& held,
                    const std::vector<std::string>& wanted, Changes& changes) {
    bool differs = false;
    for (const std::string& had : held)
        if (!is_among(wanted, had)) changes.tags_gone.push_back({id, had}), differs = true;
    for (const std::string& tag : wanted)
        if (!is_among(held, tag)) changes.tags.push_back({id, tag}), differs = true;
    return differs;
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

namespace {

const std::vector<std::string>& those_of(const auto& all, CustomerId id) {
    static const std::vector<std::string> kNone;
    const auto found = all.find(id);
    return found == all.end() ? kNone : found->second;
}

std::vector<std::string> tags_after(const std::vector<std::string>& held, const Lesson& lesson) {
    std::vector<std::string> out = held;
    std::erase_if(out, [&](const std::string& tag) { return is_among(lesson.tags_gone, tag); });
    out.insert(out.end(), lesson.tags.begin(), lesson.tags.end());
    return out;
}

std::vector<CustomerId> customers_in(std::span<const Lesson> lessons) {
    std::vector<CustomerId> out;
    for (const Lesson& lesson : lessons) out.push_back(lesson.customer);
    return out;
}

}  // namespace

std::vector<Result<void>> Profiles::learn(db::Tx& tx, std::span<const Lesson> lessons, const Principal& by,
                                          Instant now) const {
    const auto ids = customers_in(lessons);
    const auto fields = store::fields(tx);
    auto values = store::values(tx, ids);
    const auto tags = store::tags(tx, ids);
    std::vector<Result<void>> out;
    Changes changes;
    std::vector<CustomerId> changed;
    std::vector<work::Event> events;
    for (const Lesson& lesson : lessons) {
        const CustomerId id = lesson.customer;
        auto writes = readable(fields, lesson.own);
        auto wanted = acceptable(tags_after(those_of(tags, id), lesson));
        if (!writes || !wanted) {
            out.push_back(invalid_fields(writes ? std::vector{wanted.error()} : std::move(writes.error())));
            continue;
        }
        out.push_back({});
        std::string names = differing_values(id, *writes, values[id], changes);
        if (differing_tags(id, those_of(tags, id), *wanted, changes)) add_name(names, "tags");
        if (names.empty()) continue;
        changed.push_back(id);
        events.push_back(
            work::event(ProfileChanged::kType, "customer", id, by, now, ProfileChanged{id, names}));
    }
    changes.write(tx);
    store::touch(tx, changed);
    events_.append_many(tx, std::move(events));
    return out;
}

Result<void> Profiles::set_values(db::Tx& tx, CustomerId id, std::span<const OwnChange> changes,
                                  const Principal& by, Instant now) const {
    const Lesson lesson{.customer = id, .own = {changes.begin(), changes.end()}};
    return learn(tx, std::span(&lesson, 1), by, now).front();
}

Result<void> Profiles::add_tags(db::Tx& tx, CustomerId id, std::span<const std::string> tags,
                                const Principal& by, Instant now) const {
    const Lesson lesson{.customer = id, .tags = {tags.begin(), tags.end()}};
    return learn(tx, std::span(&lesson, 1), by, now).front();
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
        Changes changes;
        std::string changed =
            differing_values(id, *writes, store::values(tx, std::span(&id, 1))[id], changes);
        if (change.tags && differing_tags(id, store::tags(tx, std::span(&id, 1))[id], *tags, changes))
            add_name(changed, "tags");
        changes.write(tx);
        if (change.roles && write_roles(tx, id, *change.roles)) add_name(changed, "roles");
        announce(p, tx, id, changed, by, now);
        return *p.profile(tx, id, language, now);
    });
}

}  // namespace escucha::profiles
