// Conditions on what a record holds, lent to segments as pieces of SQL.
#include <algorithm>

#include "base/fold.hpp"
#include "modules/profiles/rules.hpp"
#include "modules/profiles/store.hpp"
#include "modules/team/team.hpp"

namespace escucha::profiles {
namespace {

// LIKE takes % and _ for more than themselves.
std::string containing(std::string_view text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

std::string of_field(db::Params& params, const OwnField& field, const Condition::OfField& asked) {
    std::string sql = "SELECT customer_id FROM profile_values WHERE field_id = " + params.add(field.id);
    if (asked.is == Is::present) return sql;
    if (asked.is == Is::contains)
        return sql + " AND sort LIKE " + params.add(containing(sort_of(FieldType::text, asked.value))) +
               " ESCAPE '\\'";
    const char* op = asked.is == Is::equal ? " = " : asked.is == Is::at_least ? " >= " : " <= ";
    if (const auto number = number_of(field.type, asked.value))
        return sql + " AND number" + op + params.add(*number);
    return sql + " AND sort" + op + params.add(sort_of(field.type, asked.value));
}

// Everybody is a customer whom nobody called anything else.
std::string of_role(db::Params& params, PartyRole role) {
    std::string named = "SELECT customer_id FROM profile_roles WHERE role = " + params.add(role);
    if (role != PartyRole::customer) return named;
    return "SELECT s.customer_id FROM profile_summaries s WHERE s.customer_id IN (" + named +
           ") OR NOT EXISTS (SELECT 1 FROM profile_roles r WHERE r.customer_id = s.customer_id)";
}

std::string of_members(db::Params& params, CustomerId organisation, std::int64_t today) {
    const std::string day = params.add(today);
    return "SELECT person_id AS customer_id FROM profile_memberships WHERE organisation_id = " +
           params.add(organisation) + " AND (from_day IS NULL OR from_day <= " + day +
           ") AND (until_day IS NULL OR until_day >= " + day + ")";
}

// From December into January the span goes round the end of the year.
std::string of_birthday(db::Params& params, std::pair<int, int> span) {
    const std::string from = params.add(span.first), until = params.add(span.second);
    const char* join = span.first <= span.second ? " AND " : " OR ";
    return "SELECT customer_id FROM profile_summaries WHERE month_day IS NOT NULL AND (month_day >= " + from +
           join + "month_day <= " + until + ")";
}

}  // namespace

Result<std::string> Profiles::having(db::Tx& tx, db::Params& params, const Condition& c, Instant now) const {
    if (c.field) {
        const auto all = store::fields(tx);
        const auto field = std::ranges::find(all, c.field->key, &OwnField::key);
        if (field == all.end()) return invalid_field("field", "unknown_field");
        Condition::OfField asked = *c.field;
        if (asked.is != Is::present && asked.is != Is::contains) {
            const auto value = read_value(*field, asked.value);
            if (!value) return invalid_field("value", value.error());
            asked.value = *value;
        }
        return of_field(params, *field, asked);
    }
    if (c.tag)
        return "SELECT customer_id FROM profile_tagged WHERE tag_id = (SELECT id FROM profile_tags WHERE "
               "folded = " +
               params.add(fold(one_line(*c.tag))) + ")";
    if (c.role) {
        const auto role = db::parse_enum<PartyRole>(*c.role);
        if (!role) return invalid_field("role", "unknown_role");
        return of_role(params, *role);
    }
    if (c.consent)
        return "SELECT customer_id FROM profile_agreed WHERE purpose_id = " + params.add(*c.consent);
    if (c.member_of) {
        const auto today = team_.organisation()->zone->day(now).time_since_epoch().count();
        return of_members(params, *c.member_of, today);
    }
    if (c.complete_at_most)
        return "SELECT customer_id FROM profile_summaries WHERE percent <= " +
               params.add(*c.complete_at_most);
    if (c.birthday_between) return of_birthday(params, *c.birthday_between);
    return invalid_field("field", "required");
}

}  // namespace escucha::profiles
