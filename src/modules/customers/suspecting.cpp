// Who may be written down twice (nearby.cpp finds and weighs them): the worklist of pairs.
#include "modules/customers/suspecting.hpp"

#include <charconv>
#include <set>

#include "db/database.hpp"
#include "modules/customers/duplicate_store.hpp"
#include "modules/customers/rules.hpp"
#include "modules/customers/store.hpp"

namespace escucha::customers {
namespace {

// Beyond the limit, because those dismissed fall away.
constexpr std::size_t kMostDismissed = 50;

}  // namespace

std::vector<Duplicate> Customers::worth_showing(db::Tx& tx, const Customer& customer,
                                                std::size_t limit) const {
    auto all = duplicates_of(tx, customer, limit + kMostDismissed);
    if (customer.id != 0) {
        const auto dismissed = store::dismissed_with(tx, customer.id);
        std::erase_if(
            all, [&](const Duplicate& d) { return std::ranges::find(dismissed, d.id) != dismissed.end(); });
    }
    if (all.size() > limit) all.resize(limit);
    return all;
}

namespace {

constexpr std::size_t kMostSuspectsOfOne = 20, kMostCompared = 500;

store::Pair pair_of(CustomerId a, CustomerId b, int score, std::vector<Reason> reasons, Instant now) {
    return {std::min(a, b), std::max(a, b), score, std::move(reasons), now};
}

// "<score>.<one>.<other>"
std::string cursor_of(const store::Pair& last) {
    return fmt::format("{}.{}.{}", last.score, last.one, last.other);
}

std::optional<store::After> read_cursor(std::string_view cursor) {
    store::After after;
    const char* at = cursor.data();
    const char* const end = at + cursor.size();
    const auto number = [&](auto& into) {
        const auto read = std::from_chars(at, end, into);
        at = read.ptr;
        return read.ec == std::errc{};
    };
    const auto dot = [&] { return at != end && *at++ == '.'; };
    if (number(after.score) && dot() && number(after.one) && dot() && number(after.other) && at == end)
        return after;
    return std::nullopt;
}

}  // namespace

std::vector<store::Pair> suspected(const Nearby& near, const Customer& customer, Instant now) {
    std::vector<store::Pair> out;
    for (Duplicate& d : near.duplicates_of(customer, kMostSuspectsOfOne)) {
        if (d.score < kWorthAsking) break;
        out.push_back(pair_of(customer.id, d.id, d.score, std::move(d.reasons), now));
    }
    return out;
}

namespace {

// Whom somebody resembled when they were looked at; nothing: who is blocked or merged away resembles nobody.
struct Looked {
    store::Unchecked whom;
    std::optional<std::vector<store::Pair>> pairs;
};

std::optional<std::vector<store::Pair>> look_at(const Customers& customers, db::Tx& tx, CustomerId id,
                                                Instant now) {
    const auto customer = store::get(tx, id);
    if (!customer || customer->blocked || store::merged_into(tx, id) != 0) return std::nullopt;
    return suspected(customers.nearby(tx, std::span(&*customer, 1)), *customer, now);
}

CustomerId other_of(const store::Pair& p, CustomerId id) {
    return p.one == id ? p.other : p.one;
}

std::set<CustomerId> to_be_seen(db::Tx& tx, std::span<const CustomerId> ids) {
    std::set<CustomerId> out;
    for (const auto& c : store::candidates(tx, ids))
        if (!c.blocked) out.insert(c.id);
    return out;
}

// Any of them may have been merged or blocked since.
void keep(db::Tx& tx, CustomerId id, std::vector<store::Pair> pairs) {
    std::vector<CustomerId> all{id};
    for (const auto& p : pairs) all.push_back(other_of(p, id));
    const auto here = to_be_seen(tx, all);
    if (!here.contains(id)) return;
    std::erase_if(pairs, [&](const store::Pair& p) { return !here.contains(other_of(p, id)); });
    store::suspect(tx, pairs);
    store::drop_open(tx, id, std::vector(here.begin(), here.end()));
}

}  // namespace

// Reading and comparing is what takes long: it is done beside the writers. What changed meanwhile is on the
// list again and is looked at another time.
std::size_t Customers::find_suspects(std::size_t batch, Instant now) {
    const auto looked = base_.read([&](db::Tx& tx) {
        std::vector<Looked> out;
        for (const auto& whom : store::unchecked(tx, batch))
            out.push_back({whom, look_at(*this, tx, whom.id, now)});
        return out;
    });
    if (looked.empty()) return 0;
    base_.write([&](db::Tx& tx) {
        for (const auto& l : looked)
            if (store::checked(tx, l.whom) && l.pairs) keep(tx, l.whom.id, *l.pairs);
    });
    return looked.size();
}

Result<http::PageOf<Suspect>> Customers::suspects(db::Tx& tx, std::string_view cursor,
                                                  std::size_t limit) const {
    std::optional<store::After> after;
    if (!cursor.empty() && !(after = read_cursor(cursor))) return invalid_field("cursor", "bad_cursor");
    auto pairs = store::open_pairs(tx, after, limit + 1);
    http::PageOf<Suspect> page;
    if (pairs.size() > limit) {
        pairs.resize(limit);
        page.next = cursor_of(pairs.back());
    }
    std::vector<CustomerId> ids;
    for (const store::Pair& p : pairs) ids.insert(ids.end(), {p.one, p.other});
    const auto names = this->names(tx, ids);
    const auto identifiers = store::identifiers_of(tx, ids);
    const auto record = [&](CustomerId id) {
        const auto name = names.find(id);
        const auto known = identifiers.find(id);
        return SuspectRecord{id, name == names.end() ? "" : name->second,
                             known == identifiers.end() ? std::vector<std::string>{} : known->second};
    };
    for (store::Pair& p : pairs)
        page.items.push_back({record(p.one), record(p.other), p.score, std::move(p.reasons), p.found_at});
    return page;
}

Result<void> Customers::dismiss(db::Tx& tx, CustomerId one, CustomerId other, const Principal& by,
                                Instant now) const {
    if (one == other) return conflict("customer.same");
    for (const CustomerId id : {one, other})
        if (const auto c = store::get(tx, id); !c || c->blocked)
            return c ? refused_as_blocked() : not_found("customer.not_found");
    store::dismiss(tx, one, other, by, now, 0);
    return {};
}

Result<void> Customers::suggest(db::Tx& tx, CustomerId one, CustomerId other, const Principal&,
                                Instant now) const {
    if (one == other) return conflict("customer.same");
    const auto customer = store::get(tx, one), second = store::get(tx, other);
    if (!customer || !second) return not_found("customer.not_found");
    if (customer->blocked || second->blocked) return refused_as_blocked();
    if (store::merged_into(tx, one) != 0 || store::merged_into(tx, other) != 0)
        return conflict("customer.already_merged");
    int score = kWorthAsking;
    std::vector<Reason> reasons;
    for (Duplicate& d : duplicates_of(tx, *customer, kMostCompared)) {
        if (d.id != other) continue;
        score = std::max(score, d.score);
        reasons = std::move(d.reasons);
    }
    reasons.push_back(Reason::suggested);
    store::suspect_anew(tx, pair_of(one, other, score, std::move(reasons), now));
    return {};
}

}  // namespace escucha::customers
