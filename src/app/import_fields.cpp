#include "app/import_fields.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/fold.hpp"
#include "sheets/reader.hpp"

namespace escucha::app {
namespace {

using customers::CustomerId;
using imports::Extra;
using profiles::Profiles;

std::vector<imports::ImportTarget> fields(const Profiles& profiles, db::Tx& tx) {
    std::vector<imports::ImportTarget> out;
    for (const profiles::OwnField& field : profiles.fields(tx)) out.push_back({field.key, field.label});
    return out;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// "04/13/1985" → "13/04/1985".
std::string day_first(std::string_view text) {
    const auto first = text.find_first_of("/-.");
    const auto second = first == std::string_view::npos ? first : text.find_first_of("/-.", first + 1);
    if (second == std::string_view::npos || first == 0 || first > 2 ||
        !std::ranges::all_of(text.substr(0, first), is_digit))
        return std::string(text);
    return fmt::format("{}{}{}{}", text.substr(first + 1, second - first - 1), text[first],
                       text.substr(0, first), text.substr(second));
}

// Own fields read dates and numbers as people write them; a file writes all of them in one way.
std::string as_the_file_writes(const profiles::OwnField& field, const std::string& value,
                               const Extra& extra) {
    if (field.type == profiles::FieldType::date && extra.month_first) return day_first(value);
    if (field.type == profiles::FieldType::number && extra.decimal_comma)
        return sheets::plain_number(value, *extra.decimal_comma).value_or(value);
    return value;
}

std::vector<FieldError> read(const Profiles& profiles, db::Tx& tx, Extra& extra) {
    std::vector<FieldError> errors;
    const auto known = extra.own.empty() ? std::vector<profiles::OwnField>{} : profiles.fields(tx);
    for (auto& [key, value] : extra.own) {
        const auto field = std::ranges::find(known, key, &profiles::OwnField::key);
        if (field == known.end()) {
            errors.push_back({"own." + key, "unknown_field"});
            continue;
        }
        if (auto canonical = profiles::read_value(*field, as_the_file_writes(*field, value, extra)))
            value = std::move(*canonical);
        else
            errors.push_back({"own." + key, canonical.error()});
    }
    if (extra.tags.size() > profiles::kMostTags)
        errors.push_back({"tags", "too_many_items", {{"max", std::to_string(profiles::kMostTags)}}});
    for (const std::string& tag : extra.tags)
        if (code_points(tag) > profiles::kLongestTag)
            errors.push_back({"tags", "too_long", {{"max", std::to_string(profiles::kLongestTag)}}});
    return errors;
}

Extra of(const Profiles& profiles, db::Tx& tx, CustomerId id) {
    Extra out;
    const std::array ids{id};
    for (auto& [customer, values] : profiles.values(tx, ids))
        for (profiles::OwnValue& value : values)
            out.own.emplace_back(std::move(value.key), std::move(value.value));
    for (auto& [customer, tags] : profiles.tags(tx, ids)) out.tags = std::move(tags);
    return out;
}

Result<void> write(const Profiles& profiles, db::Tx& tx, CustomerId id, const Extra& extra,
                   const Principal& by, Instant now) {
    std::vector<profiles::OwnChange> changes;
    for (const auto& [key, value] : extra.own) changes.push_back({key, value});
    if (!changes.empty())
        if (auto ok = profiles.set_values(tx, id, changes, by, now); !ok) return ok;
    return extra.tags.empty() ? Result<void>{} : profiles.add_tags(tx, id, extra.tags, by, now);
}

const std::string* value_of(const Extra& extra, const std::string& key) {
    for (const auto& [name, value] : extra.own)
        if (name == key) return &value;
    return nullptr;
}

// What of `after` nobody changed since.
Extra still_there(const Extra& after, const Extra& current) {
    Extra out;
    for (const auto& [key, value] : after.own)
        if (const std::string* is = value_of(current, key); is && *is == value)
            out.own.emplace_back(key, value);
    for (const std::string& tag : after.tags)
        if (std::ranges::any_of(current.tags, [&](const std::string& t) { return fold(t) == fold(tag); }))
            out.tags.push_back(tag);
    return out;
}

// What somebody changed since stays as they left it.
Result<Extra> put_back(const Profiles& profiles, db::Tx& tx, CustomerId id, const Extra& before,
                       const Extra& after, const Principal& by, Instant now) {
    Extra ours = still_there(after, of(profiles, tx, id));
    std::vector<profiles::OwnChange> changes;
    for (const auto& [key, value] : ours.own) {
        const std::string* was = value_of(before, key);
        changes.push_back({key, was ? std::optional(*was) : std::nullopt});
    }
    if (!changes.empty())
        if (auto ok = profiles.set_values(tx, id, changes, by, now); !ok) return Refused(ok.error());
    if (!ours.tags.empty()) profiles.remove_tags(tx, id, ours.tags, by, now);
    return ours;
}

// --- Where they belong
std::optional<imports::Belonging> as_import(const std::optional<profiles::Membership>& m) {
    if (!m) return std::nullopt;
    return imports::Belonging{m->id, m->position, m->version};
}

Result<imports::Belonging> put_in(const Profiles& profiles, db::Tx& tx, CustomerId person,
                                  CustomerId organisation, const imports::Belonging& as, const Principal& by,
                                  Instant now) {
    const auto say = [&](profiles::Membership& m) { m.position = as.position; };
    const auto m =
        as.membership == 0
            ? profiles.add_membership(tx, person, {.other = organisation, .position = as.position}, by, now)
            : profiles.edit_membership(tx, person, as.membership, std::nullopt, say, by, now);
    if (!m) return Refused(m.error());
    return *as_import(*m);
}

// Gone already is as good as taken out.
bool take_out(const Profiles& profiles, db::Tx& tx, CustomerId person, const imports::Belonging& as_left,
              const std::optional<std::string>& before, const Principal& by, Instant now) {
    const auto done = [](const auto& result) {
        return result || result.error().code == "membership.not_found";
    };
    if (!before)
        return done(profiles.remove_membership(tx, person, as_left.membership, as_left.version, by, now));
    return done(profiles.edit_membership(
        tx, person, as_left.membership, as_left.version,
        [&](profiles::Membership& m) { m.position = *before; }, by, now));
}

}  // namespace

imports::Hooks import_fields(const Profiles& p) {
    return {
        .fields = [&p](db::Tx& tx) { return fields(p, tx); },
        .read = [&p](db::Tx& tx, Extra& extra) { return read(p, tx, extra); },
        .of = [&p](db::Tx& tx, CustomerId id) { return of(p, tx, id); },
        .write = [&p](db::Tx& tx, CustomerId id, const Extra& extra, const Principal& by,
                      Instant now) { return write(p, tx, id, extra, by, now); },
        .put_back = [&p](db::Tx& tx, CustomerId id, const Extra& before, const Extra& after,
                         const Principal& by,
                         Instant now) { return put_back(p, tx, id, before, after, by, now); },
        .belongs = [&p](db::Tx& tx, CustomerId person, CustomerId organisation,
                        Instant now) { return as_import(p.membership_of(tx, person, organisation, now)); },
        .put_in = [&p](db::Tx& tx, CustomerId person, CustomerId organisation, const imports::Belonging& as,
                       const Principal& by,
                       Instant now) { return put_in(p, tx, person, organisation, as, by, now); },
        .take_out = [&p](db::Tx& tx, CustomerId person, const imports::Belonging& as_left,
                         const std::optional<std::string>& before, const Principal& by,
                         Instant now) { return take_out(p, tx, person, as_left, before, by, now); }};
}

}  // namespace escucha::app
