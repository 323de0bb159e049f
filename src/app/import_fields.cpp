#include "app/import_fields.hpp"

#include <algorithm>

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

std::vector<FieldError> read(const std::vector<profiles::OwnField>& known, Extra& extra) {
    std::vector<FieldError> errors;
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

using ExtrasOf = std::unordered_map<CustomerId, Extra>;

ExtrasOf of(const Profiles& profiles, db::Tx& tx, std::span<const CustomerId> ids) {
    ExtrasOf out;
    for (auto& [customer, values] : profiles.values(tx, ids))
        for (profiles::OwnValue& value : values)
            out[customer].own.emplace_back(std::move(value.key), std::move(value.value));
    for (auto& [customer, tags] : profiles.tags(tx, ids)) out[customer].tags = std::move(tags);
    return out;
}

std::vector<Result<void>> write(const Profiles& profiles, db::Tx& tx, std::span<const imports::ExtraOf> all,
                                const Principal& by, Instant now) {
    std::vector<profiles::Lesson> lessons;
    for (const auto& [customer, extra] : all) {
        profiles::Lesson lesson{.customer = customer, .tags = extra.tags};
        for (const auto& [key, value] : extra.own) lesson.own.push_back({key, value});
        lessons.push_back(std::move(lesson));
    }
    return profiles.learn(tx, lessons, by, now);
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
profiles::Lesson as_before(const imports::PutBack& wish, const Extra& ours) {
    profiles::Lesson lesson{.customer = wish.customer, .tags_gone = ours.tags};
    for (const auto& [key, value] : ours.own) {
        const std::string* was = value_of(wish.before, key);
        lesson.own.push_back({key, was ? std::optional(*was) : std::nullopt});
    }
    return lesson;
}

std::vector<Result<Extra>> put_back(const Profiles& profiles, db::Tx& tx,
                                    std::span<const imports::PutBack> all, const Principal& by, Instant now) {
    std::vector<CustomerId> ids;
    for (const auto& wish : all) ids.push_back(wish.customer);
    ExtrasOf current = of(profiles, tx, ids);
    std::vector<profiles::Lesson> lessons;
    std::vector<Result<Extra>> out;
    for (const auto& wish : all) {
        out.emplace_back(still_there(wish.after, current[wish.customer]));
        lessons.push_back(as_before(wish, *out.back()));
    }
    const auto answers = profiles.learn(tx, lessons, by, now);
    for (std::size_t i = 0; i < out.size(); ++i)
        if (!answers[i]) out[i] = Refused(answers[i].error());
    return out;
}

// --- Where they belong
std::vector<imports::BelongsTo> belong(const Profiles& profiles, db::Tx& tx,
                                       std::span<const CustomerId> people, Instant now) {
    std::vector<imports::BelongsTo> out;
    for (profiles::Membership& m : profiles.belonging(tx, people, now))
        out.push_back({m.person.id, m.organisation.id, {m.id, std::move(m.position), m.version}});
    return out;
}

Result<imports::Belonging> say_as_what(const Profiles& profiles, db::Tx& tx, const imports::BelongsTo& wish,
                                       const Principal& by, Instant now) {
    const auto m = profiles.edit_membership(
        tx, wish.person, wish.as.membership, std::nullopt,
        [&](profiles::Membership& one) { one.position = wish.as.position; }, by, now);
    if (!m) return Refused(m.error());
    return imports::Belonging{m->id, m->position, m->version};
}

std::vector<Result<imports::Belonging>> put_in(const Profiles& profiles, db::Tx& tx,
                                               std::span<const imports::BelongsTo> all, const Principal& by,
                                               Instant now) {
    std::vector<profiles::Join> joins;
    for (const auto& wish : all)
        if (wish.as.membership == 0) joins.push_back({wish.person, wish.organisation, wish.as.position});
    const auto joined = profiles.join(tx, joins, by, now);
    std::vector<Result<imports::Belonging>> out;
    auto next = joined.begin();
    for (const auto& wish : all) {
        if (wish.as.membership != 0) {
            out.push_back(say_as_what(profiles, tx, wish, by, now));
            continue;
        }
        const auto& number = *next++;
        if (number)
            out.push_back(imports::Belonging{*number, one_line(wish.as.position), 1});
        else
            out.push_back(Refused(number.error()));
    }
    return out;
}

// Gone already is as good as taken out.
template <class T>
bool is_out(const Result<T>& result) {
    return result || result.error().code == "membership.not_found";
}

std::vector<bool> take_out(const Profiles& profiles, db::Tx& tx, std::span<const imports::TakeOut> all,
                           const Principal& by, Instant now) {
    std::vector<profiles::Leave> leaving;
    for (const auto& wish : all)
        if (!wish.position_before)
            leaving.push_back({wish.person, wish.as_left.membership, wish.as_left.version});
    const auto left = profiles.leave(tx, leaving, by, now);
    std::vector<bool> out;
    auto next = left.begin();
    for (const auto& wish : all) {
        if (!wish.position_before) {
            out.push_back(is_out(*next++));
            continue;
        }
        out.push_back(is_out(profiles.edit_membership(
            tx, wish.person, wish.as_left.membership, wish.as_left.version,
            [&](profiles::Membership& m) { m.position = *wish.position_before; }, by, now)));
    }
    return out;
}

}  // namespace

imports::Hooks import_fields(const Profiles& p) {
    using People = std::span<const CustomerId>;
    return {.fields = [&p](db::Tx& tx) { return fields(p, tx); },
            .reader = [&p](db::Tx& tx) -> imports::Hooks::Reader {
                return [known = p.fields(tx)](Extra& extra) { return read(known, extra); };
            },
            .of = [&p](db::Tx& tx, People ids) { return of(p, tx, ids); },
            .write = [&p](db::Tx& tx, std::span<const imports::ExtraOf> all, const Principal& by,
                          Instant now) { return write(p, tx, all, by, now); },
            .put_back = [&p](db::Tx& tx, std::span<const imports::PutBack> all, const Principal& by,
                             Instant now) { return put_back(p, tx, all, by, now); },
            .belong = [&p](db::Tx& tx, People people, Instant now) { return belong(p, tx, people, now); },
            .put_in = [&p](db::Tx& tx, std::span<const imports::BelongsTo> all, const Principal& by,
                           Instant now) { return put_in(p, tx, all, by, now); },
            .take_out = [&p](db::Tx& tx, std::span<const imports::TakeOut> all, const Principal& by,
                             Instant now) { return take_out(p, tx, all, by, now); }};
}

}  // namespace escucha::app
