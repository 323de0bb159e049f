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
    const auto& customers = g.imports.customers();
    if (person && person->kind == customers::PartyKind::organisation) {
        place.refused = why_not("not_of_a_person");
        return place;
    }
    const auto found = customers.organisations_like(g.tx, place.wish.organisation, kTwo);
    if (found.size() == kTwo) {
        place.refused = why_not("several_of_that_name");
    } else if (found.size() == 1) {
        place.organisation = found.front();
        if (person) place.stands = g.imports.hooks().belongs(g.tx, person->id, found.front(), g.now);
        if (place.stands && !is_new_position(place.stands->position, place.position, policy))
            return std::nullopt;
    } else if (customers.resembles_blocked(g.tx, place.wish.organisation)) {
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

Result<json::object> put_in_place(const Share& s, customers::Nearby& near, const Place& place,
                                  CustomerId person) {
    if (place.refused) return Refused(*place.refused);
    json::object out = json_of(place);
    CustomerId organisation = place.organisation;
    if (organisation == 0) {
        const auto added = s.imports.customers().add(s.tx, place.wish.organisation, s.by, s.now);
        if (!added) return Refused(added.error());
        organisation = *added;
        near.wrote(*s.imports.customers().get(s.tx, organisation));  // a row about it may follow
    }
    Belonging wanted = place.stands.value_or(Belonging{});
    wanted.position = place.position;
    const auto belongs = s.imports.hooks().put_in(s.tx, person, organisation, wanted, s.by, s.now);
    if (!belongs) return Refused(belongs.error());
    out["organisation"] = organisation;
    out["membership"] = belongs->membership;
    out["version"] = belongs->version;
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

bool take_out(const Share& s, const store::RowRecord& row) {
    const json::object* o = written(row);
    if (!o || !s.imports.hooks().take_out) return true;
    return s.imports.hooks().take_out(s.tx, row.customer, as_left(*o), position_before(*o), s.by, s.now);
}

void put_in_again(const Share& s, store::RowRecord& row) {
    const json::object* o = written(row);
    if (!o || !s.imports.hooks().put_in) return;
    Belonging again = as_left(*o);
    if (!o->contains("was")) again.membership = 0;  // it was taken away
    const auto organisation = o->at("organisation").to_number<CustomerId>();
    const auto belongs = s.imports.hooks().put_in(s.tx, row.customer, organisation, again, s.by, s.now);
    json::object& kept = row.data["belongs"].as_object();
    kept["membership"] = belongs ? belongs->membership : 0;
    kept["version"] = belongs ? belongs->version : 0;
}

CustomerId brought_along(const store::RowRecord& row) {
    const json::object* o = written(row);
    return o && o->at("new").as_bool() ? o->at("organisation").to_number<CustomerId>() : 0;
}

bool take_organisation_back(const Share& s, const store::RowRecord& row) {
    const CustomerId id = brought_along(row);
    const auto organisation = id != 0 ? s.imports.customers().get(s.tx, id) : std::nullopt;
    if (!organisation) return true;
    const bool as_it_was =
        organisation->id == id && (organisation->version == customers::kFirstVersion ||
                                   store::left_at(s.tx, s.import.id, id, organisation->version));
    return as_it_was && s.imports.customers().take_back(s.tx, id, s.by, s.now).has_value();
}

}  // namespace escucha::imports
