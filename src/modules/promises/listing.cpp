#include "modules/promises/listing.hpp"

#include <charconv>

#include "db/database.hpp"
#include "modules/customers/customers.hpp"
#include "modules/promises/promise.hpp"
#include "modules/promises/store.hpp"
#include "modules/team/team.hpp"

namespace escucha::promises {
namespace {

std::string cursor_of(const Promise& last) {
    return fmt::format("{}.{}", micros(last.promised_for), last.id);
}

bool number(std::string_view text, std::int64_t& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size();
}

std::optional<std::pair<Instant, PromiseId>> position(std::string_view cursor) {
    const auto dot = cursor.find('.');
    std::int64_t at = 0, id = 0;
    if (dot == cursor.npos || !number(cursor.substr(0, dot), at) || !number(cursor.substr(dot + 1), id))
        return std::nullopt;
    return std::pair(instant(at), id);
}

// Whose promises the view is about. A manager answers for every team, and so does a supervisor without one.
void set_scope(store::Filter& f, const ListWanted& wanted, const Principal& who) {
    const bool of_others = wanted.view == PromiseListView::team ||
                           (wanted.view == PromiseListView::late && who.at_least(Role::supervisor));
    if (wanted.maker && who.at_least(Role::supervisor))
        f.maker = wanted.maker;
    else if (!of_others)
        f.maker = who.person;
    else if (!who.at_least(Role::manager) && who.team != 0)
        f.team = who.team;
    else if (!who.at_least(Role::supervisor))
        f.maker = who.person;
}

Instant end_of_today(const Promises& promises, Instant now) {
    const Zone& zone = *promises.team().organisation()->zone;
    return zone.midnight(zone.day(now) + std::chrono::days(1));
}

void set_period(store::Filter& f, const Promises& promises, const ListWanted& wanted, Instant now) {
    f.due_from = wanted.due_from;
    f.due_to = wanted.due_to;
    if (wanted.due_to) return;
    if (wanted.view == PromiseListView::today) f.due_to = end_of_today(promises, now);
    if (wanted.view == PromiseListView::week) f.due_to = end_of_today(promises, now) + std::chrono::days(6);
    if (wanted.view == PromiseListView::late) f.due_to = now;
}

store::Filter filter_of(const Promises& promises, const ListWanted& wanted, const Principal& who,
                        Instant now) {
    store::Filter f;
    set_scope(f, wanted, who);
    set_period(f, promises, wanted, now);
    f.states = wanted.states;
    f.kept = wanted.kept;
    f.kind = wanted.kind;
    f.now = now;
    if (f.states.empty() && !wanted.due_from && !wanted.due_to && !wanted.kept)
        f.states = {PromiseState::open};
    return f;
}

// K4: what is promised about a complaint of somebody is not shown to them, unless they promised it. What was
// promised to somebody whose data is blocked now is shown to nobody, but in a case they opened since.
bool may_see(const Promises& promises, db::Tx& tx, const Promise& p, const Principal& who) {
    if (p.case_id == 0)
        return p.customer == 0 || promises.customers().blocked_among(tx, std::array{p.customer}).empty();
    if (!promises.hooks().case_for) return true;
    const auto seen = promises.hooks().case_for(tx, who, p.case_id, false);
    return seen || (p.maker == who.person && seen.error().code != "case.sealed");
}

}  // namespace

Result<http::PageOf<PromiseView>> list(const Promises& promises, db::Tx& tx, const ListWanted& wanted,
                                       const Principal& who, Instant now) {
    store::Filter filter = filter_of(promises, wanted, who, now);
    if (!wanted.cursor.empty()) {
        filter.after = position(wanted.cursor);
        if (!filter.after) return invalid_field("cursor", "bad_cursor");
    }
    filter.limit = wanted.limit + 1;
    auto found = store::list(tx, filter);
    http::PageOf<PromiseView> page;
    if (found.size() > wanted.limit) {
        found.resize(wanted.limit);
        page.next = cursor_of(found.back());
    }
    std::erase_if(found, [&](const Promise& p) { return !may_see(promises, tx, p, who); });
    page.items = promises.views(tx, found, now);
    return page;
}

}  // namespace escucha::promises
