#include "modules/desk/lookups.hpp"

#include "base/tracking_code.hpp"
#include "http/json.hpp"
#include "modules/desk/people.hpp"

namespace escucha::desk {
namespace {

constexpr std::size_t kHistory = 100;

struct CaseHit {
    std::int64_t id = 0;
    std::string code, title, customer;
    cases::State state{};
};
BOOST_DESCRIBE_STRUCT(CaseHit, (), (id, code, title, customer, state))
struct PromiseHit {
    std::int64_t id = 0;
    std::string what;
    std::optional<std::int64_t> case_id;
};
BOOST_DESCRIBE_STRUCT(PromiseHit, (), (id, what, case_id))

http::Json json(const auto& list) {
    return {http::to_json(list)};
}

Viewer viewer(const Principal& who, Instant now) {
    return {who, who.language, now};
}

bool may_read(Desk& desk, db::Tx& tx, const Principal& who, std::int64_t case_id) {
    const auto c = case_id == 0 ? std::nullopt : desk.cases.find(tx, case_id);
    return !c || cases::may_handle(who, *c);
}

// Whoever types a name is often after that person's case.
std::vector<cases::Case> cases_of_people(Desk& desk, db::Tx& tx, const Principal& who, std::string_view query,
                                         std::size_t limit) {
    constexpr std::size_t kPeople = 3;
    std::vector<cases::Case> found;
    for (const auto& person : desk.customers.find(tx, query, kPeople)) {
        cases::Filter filter;
        filter.customer = person.id;
        filter.limit = limit;
        auto page = desk.cases.list(tx, filter, {.person = who.person});
        std::ranges::move(page->items, std::back_inserter(found));
    }
    std::ranges::sort(found, std::greater(), &cases::Case::last_at);
    if (found.size() > limit) found.resize(limit);
    return found;
}

std::vector<CaseHit> find_cases(Desk& desk, db::Tx& tx, const Principal& who, std::string_view query,
                                int limit) {
    auto found = desk.cases.find_by_reference(tx, query, static_cast<std::size_t>(limit));
    if (found.empty()) found = cases_of_people(desk, tx, who, query, static_cast<std::size_t>(limit));
    std::erase_if(found, [&](const cases::Case& c) { return !cases::may_handle(who, c); });
    std::vector<std::int64_t> customers;
    for (const auto& c : found) customers.push_back(c.customer);
    const auto names = desk.customers.names(tx, customers);
    std::vector<CaseHit> hits;
    for (const auto& c : found) {
        const auto name = names.find(c.customer);
        hits.push_back({c.id, TrackingCode::parse(c.code)->shown(), c.title,
                        name == names.end() ? "" : name->second, c.state});
    }
    return hits;
}

std::vector<PromiseHit> find_promises(Desk& desk, db::Tx& tx, const Principal& who, std::string_view query,
                                      int limit) {
    std::vector<PromiseHit> hits;
    for (const auto& p : desk.promises.find(tx, query, who.at_least(Role::supervisor) ? 0 : who.person,
                                            static_cast<std::size_t>(limit)))
        if (may_read(desk, tx, who, p.case_id))
            hits.push_back({p.id, p.what, p.case_id == 0 ? std::nullopt : std::optional(p.case_id)});
    return hits;
}

// K4: of a case about them, nobody reads what was said or promised either.
std::vector<Entry> contacts_of(Desk& desk, db::Tx& tx, const Viewer& v, std::int64_t customer) {
    auto entries = entries_of_customer(desk, tx, v, customer, kHistory);
    std::erase_if(entries,
                  [&](const Entry& e) { return e.case_id && !may_read(desk, tx, v.who, *e.case_id); });
    return entries;
}

std::vector<promises::PromiseView> promises_of(Desk& desk, db::Tx& tx, const Viewer& v,
                                               std::int64_t customer) {
    auto found = desk.promises.for_customer(tx, customer, kHistory);
    std::erase_if(found, [&](const promises::Promise& p) { return !may_read(desk, tx, v.who, p.case_id); });
    return desk.promises.views(tx, found, v.now);
}

std::vector<CaseRow> cases_of(Desk& desk, db::Tx& tx, const Viewer& v, std::int64_t customer) {
    cases::Filter filter;
    filter.customer = customer;
    filter.limit = kHistory;
    const auto page = desk.cases.list(tx, filter, eyes_of(desk, v));
    return case_rows(desk, tx, v, page->items);
}

}  // namespace

customers::Hooks lookups(Desk& desk) {
    customers::Hooks h;
    h.open_cases = [&desk](db::Tx& tx, std::span<const std::int64_t> ids) {
        return desk.cases.open_cases(tx, ids);
    };
    h.cases_of = [&desk](db::Tx& tx, const Principal& who, Instant now, std::int64_t customer) {
        return json(cases_of(desk, tx, viewer(who, now), customer));
    };
    h.contacts_of = [&desk](db::Tx& tx, const Principal& who, Instant now, std::int64_t customer) {
        return json(contacts_of(desk, tx, viewer(who, now), customer));
    };
    h.promises_of = [&desk](db::Tx& tx, const Principal& who, Instant now, std::int64_t customer) {
        return json(promises_of(desk, tx, viewer(who, now), customer));
    };
    h.find_cases = [&desk](db::Tx& tx, const Principal& who, std::string_view query, int limit) {
        return json(find_cases(desk, tx, who, query, limit));
    };
    h.find_promises = [&desk](db::Tx& tx, const Principal& who, std::string_view query, int limit) {
        return json(find_promises(desk, tx, who, query, limit));
    };
    return h;
}

}  // namespace escucha::desk
