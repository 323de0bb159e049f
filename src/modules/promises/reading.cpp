// Promises as others ask for them: of a case, of a customer, counted.
#include "db/database.hpp"
#include "modules/customers/customers.hpp"
#include "modules/promises/promise.hpp"
#include "modules/promises/settling.hpp"
#include "modules/promises/store.hpp"
#include "modules/team/team.hpp"

namespace escucha::promises {
namespace {

PromiseView view(const Promise& p, Instant now) {
    PromiseView v;
    v.id = p.id;
    v.what = p.what;
    if (p.case_id != 0) v.case_id = p.case_id;
    if (!p.case_code.empty()) v.case_code = p.case_code;
    v.maker.id = p.maker;
    v.made_at = p.made_at;
    v.promised_for = p.promised_for;
    v.target = p.target;
    v.state = p.state;
    v.status = status(p, now);
    v.settled_at = p.settled_at;
    if (!p.reason.empty()) v.reason = p.reason;
    if (p.replaced_by != 0) v.replaced_by = p.replaced_by;
    v.verdict = p.verdict;
    v.verdict_at = p.verdict_at;
    v.tell_first = tell_first(p, now);
    v.channel = p.channel;
    v.version = p.version;
    return v;
}

std::string name_in(const std::unordered_map<std::int64_t, std::string>& names, std::int64_t id) {
    const auto found = names.find(id);
    return found == names.end() ? std::string() : found->second;
}

}  // namespace

std::optional<Promise> Promises::get(db::Tx& tx, PromiseId id) const {
    return store::get(tx, id);
}

std::vector<Promise> Promises::for_case(db::Tx& tx, CaseId case_id) const {
    return store::for_case(tx, case_id);
}

std::vector<Promise> Promises::for_customer(db::Tx& tx, CustomerId customer, std::size_t limit) const {
    return store::for_customer(tx, customer, limit);
}

std::vector<Promise> Promises::made_to(db::Tx& tx, CustomerId customer, Instant before, PromiseId before_id,
                                       std::size_t limit) const {
    return store::made_to(tx, customer, before, before_id, limit);
}

std::vector<PromiseView> Promises::views(db::Tx& tx, std::span<const Promise> promises, Instant now) const {
    std::vector<std::int64_t> makers, customers;
    for (const Promise& p : promises) {
        makers.push_back(p.maker);
        if (p.customer != 0) customers.push_back(p.customer);
    }
    const auto people = team_.names(tx, makers);
    const auto names = customers_.names(tx, customers);
    std::vector<PromiseView> out;
    for (const Promise& p : promises) {
        PromiseView v = view(p, now);
        v.maker.name = name_in(people, p.maker);
        if (p.customer != 0) v.customer = Named{p.customer, name_in(names, p.customer)};
        out.push_back(std::move(v));
    }
    return out;
}

Rate Promises::rate(db::Tx& tx, Instant from, Instant to, Instant now) const {
    return store::rate(tx, from, to, now);
}

std::vector<Rate> Promises::rates_by(db::Tx& tx, RateBy by, Instant from, Instant to, Instant now) const {
    return store::rates_by(tx, by, from, to, now);
}

std::vector<Rate> Promises::open_by_maker(db::Tx& tx, Instant from, Instant to) const {
    return store::open_by_maker(tx, from, to);
}

std::int64_t Promises::remove_for_cases(db::Tx& tx, std::span<const CaseId> cases) const {
    for (const PromiseId id : store::ids_of_cases(tx, cases))
        jobs_.cancel<WatchPromise>(tx, std::to_string(id));
    return store::remove_for_cases(tx, cases);
}

std::vector<Promise> Promises::open_of(db::Tx& tx, PersonId maker, Instant before, std::size_t limit) const {
    store::Filter f;
    f.maker = maker;
    f.states = {PromiseState::open};
    f.due_to = before;
    f.limit = limit;
    return store::list(tx, f);
}

}  // namespace escucha::promises
