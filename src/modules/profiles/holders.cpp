// What goes along when two customers turn out to be one, and comes back when they were two after all.
#include <algorithm>
#include <array>

#include "db/tx.hpp"
#include "modules/profiles/store.hpp"
#include "modules/profiles/use_cases.hpp"

namespace escucha::profiles {
namespace {

using customers::Holder;
using customers::holder_of;

Holder keyed(std::string name, std::string table, store::Kind kind) {
    Holder h{.name = std::move(name), .columns = {table + ".customer_id"}};
    h.among = [table](db::Tx& tx, std::span<const CustomerId> ids) {
        return customers::standing_in(tx, table, "customer_id", ids);
    };
    h.move = [kind](db::Tx& tx, CustomerId from, CustomerId to) { return store::move(tx, kind, from, to); };
    h.move_back = [kind](db::Tx& tx, std::span<const std::int64_t> rows, CustomerId from, CustomerId to) {
        store::move_back(tx, kind, rows, from, to);
    };
    return h;
}

// A value both have stays with each: that of the joined record is seen again when they are parted.
std::vector<customers::HeldBack> values_held_back(const Profiles& p, db::Tx& tx, CustomerId winner,
                                                  CustomerId loser, Language language) {
    auto values = p.values(tx, std::array{winner, loser});
    std::vector<customers::HeldBack> out;
    for (const OwnField& field : p.fields(tx)) {
        const auto ours = std::ranges::find(values[winner], field.key, &OwnValue::key),
                   theirs = std::ranges::find(values[loser], field.key, &OwnValue::key);
        if (ours == values[winner].end() || theirs == values[loser].end() || ours->value == theirs->value)
            continue;
        out.push_back({field.label, shown_value(field, ours->value, language),
                       shown_value(field, theirs->value, language)});
    }
    return out;
}

Holder own_values(const Profiles& p) {
    Holder h = keyed("own_values", "profile_values", store::Kind::values);
    h.held_back = [&p](db::Tx& tx, CustomerId winner, CustomerId loser, Language language) {
        return values_held_back(p, tx, winner, loser, language);
    };
    return h;
}

// Whether somebody agrees today follows from everything they said.
Holder consents() {
    Holder plain = holder_of("consents", "profile_consents");
    Holder h = plain;
    h.columns.emplace_back("profile_agreed.customer_id");
    h.move = [move = plain.move](db::Tx& tx, CustomerId from, CustomerId to) {
        auto rows = move(tx, from, to);
        store::count_agreed_anew(tx, from);
        store::count_agreed_anew(tx, to);
        return rows;
    };
    h.move_back = [back = plain.move_back](db::Tx& tx, std::span<const std::int64_t> rows, CustomerId from,
                                           CustomerId to) {
        back(tx, rows, from, to);
        store::count_agreed_anew(tx, from);
        store::count_agreed_anew(tx, to);
    };
    return h;
}

// A line made of everything else: it is written anew when the merge is announced (summaries.cpp).
Holder summaries() {
    Holder h{.name = "summaries", .columns = {"profile_summaries.customer_id"}};
    h.move = [](db::Tx&, CustomerId, CustomerId) { return std::vector<std::int64_t>{}; };
    h.move_back = [](db::Tx&, std::span<const std::int64_t>, CustomerId, CustomerId) {};
    return h;
}

}  // namespace

void add_holders(Profiles& p) {
    customers::Customers& c = p.customers();
    c.held_by(own_values(p));
    c.held_by(keyed("tags", "profile_tagged", store::Kind::tags));
    c.held_by(keyed("roles", "profile_roles", store::Kind::roles));
    c.held_by(holder_of("memberships", "profile_memberships", "person_id"));
    c.held_by(holder_of("members", "profile_memberships", "organisation_id"));
    c.held_by(holder_of("customer_notes", "profile_notes"));
    c.held_by(holder_of("needs", "profile_needs"));
    c.held_by(consents());
    c.held_by(summaries());
}

}  // namespace escucha::profiles
