#include "modules/desk/lookups.hpp"

#include "http/json.hpp"
#include "modules/desk/people.hpp"

namespace escucha::desk {
namespace {

constexpr std::size_t kHistory = 100;

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
    return h;
}

}  // namespace escucha::desk
