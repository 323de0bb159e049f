#include "modules/imports/belonging.hpp"

#include <boost/json.hpp>

#include "base/fold.hpp"

namespace escucha::imports {
namespace {

namespace json = boost::json;

using customers::CustomerId;

// Two of them: nobody can say which is meant.
constexpr std::size_t kTwo = 2;

std::optional<Error> why_not(std::string code) {
    return Error{
        .kind = ErrorKind::invalid, .code = "invalid_fields", .fields = {{"organisation", std::move(code)}}};
}

// As what: an empty one is filled, another only replaced when the file wins.
bool is_new_position(const std::string& ours, const std::string& theirs, OnMatch policy) {
    return !theirs.empty() && fold(ours) != fold(theirs) && (ours.empty() || policy == OnMatch::file);
}

}  // namespace

std::optional<Place> place_of(const Ground& g, const Wish& wish,
                              const std::optional<customers::Customer>& person, OnMatch policy) {
    if (!wish.belongs || !g.imports.hooks().put_in || (person && policy == OnMatch::keep))
        return std::nullopt;
    Place place{.wish = *wish.belongs, .position = wish.belongs->position};
    auto& people = g.ahead.people;
    if (person && person->kind == customers::PartyKind::organisation) {
        place.refused = why_not("not_of_a_person");
        return place;
    }
    const auto found = people.organisations_like(place.wish.organisation, kTwo);
    if (found.size() == kTwo) {
        place.refused = why_not("several_of_that_name");
    } else if (found.size() == 1) {
        place.organisation = found.front();
        if (person) place.stands = g.ahead.belonging(person->id, found.front());
        if (place.stands && !is_new_position(place.stands->position, place.position, policy))
            return std::nullopt;
    } else if (people.near().may_be_blocked(place.wish.organisation) &&
               g.imports.customers().resembles_blocked(g.tx, place.wish.organisation)) {
        place.refused = why_not("customer.blocked");
    }
    return place;
}

std::vector<Fault> faults_of_place(const Ground& g, const Wish& wish) {
    std::vector<Fault> out;
    if (!wish.belongs) return out;
    for (const FieldError& e : g.imports.customers().problems_of(wish.belongs->organisation, g.now))
        out.push_back({e.field == "name" ? wish.column_of("organisation") : wish.belongs->document_column,
                       e.code, e.params});
    return out;
}

json::object json_of(const Place& place) {
    return {{"organisation", place.organisation},
            {"name", place.wish.organisation.name},
            {"position", place.position},
            {"new", place.organisation == 0}};
}

Result<BelongsTo> placed(const Share& s, const Place& place, CustomerId person) {
    if (place.refused) return Refused(*place.refused);
    BelongsTo out{
        .person = person, .organisation = place.organisation, .as = place.stands.value_or(Belonging{})};
    out.as.position = place.position;
    if (out.organisation != 0) return out;
    const auto added = s.ahead.people.add(place.wish.organisation);
    if (!added) return Refused(added.error());
    s.ahead.wrote(*added);
    out.organisation = *added;
    return out;
}

json::object json_of(const Place& place, const BelongsTo& wanted, const Belonging& written) {
    json::object out = json_of(place);
    out["organisation"] = wanted.organisation;
    out["membership"] = written.membership;
    out["version"] = written.version;
    if (place.stands) out["was"] = place.stands->position;
    return out;
}

namespace {

const json::object* written(const store::RowRecord& row) {
    const auto* belongs = row.data.if_contains("belongs");
    return belongs && belongs->as_object().contains("membership") ? &belongs->as_object() : nullptr;
}

Belonging as_left(const json::object& o) {
    return {.membership = o.at("membership").to_number<std::int64_t>(),
            .position = std::string(o.at("position").as_string()),
            .version = o.at("version").to_number<std::int64_t>()};
}

std::optional<std::string> position_before(const json::object& o) {
    const auto* was = o.if_contains("was");
    return was ? std::optional(std::string(was->as_string())) : std::nullopt;
}

}  // namespace

std::optional<TakeOut> to_take_out(const store::RowRecord& row) {
    const json::object* o = written(row);
    if (!o) return std::nullopt;
    return TakeOut{.person = row.customer, .as_left = as_left(*o), .position_before = position_before(*o)};
}

BelongsTo to_put_in_again(const store::RowRecord& row) {
    const json::object& o = *written(row);
    BelongsTo again{.person = row.customer,
                    .organisation = o.at("organisation").to_number<CustomerId>(),
                    .as = as_left(o)};
    if (!o.contains("was")) again.as.membership = 0;  // it was taken away
    return again;
}

void keep_put_in_again(store::RowRecord& row, const Result<Belonging>& belongs) {
    json::object& kept = row.data["belongs"].as_object();
    kept["membership"] = belongs ? belongs->membership : 0;
    kept["version"] = belongs ? belongs->version : 0;
}

CustomerId brought_along(const store::RowRecord& row) {
    const json::object* o = written(row);
    return o && o->at("new").as_bool() ? o->at("organisation").to_number<CustomerId>() : 0;
}

}  // namespace escucha::imports
