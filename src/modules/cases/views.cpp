// The inbox: views, filters, counts. Every view reads one index of the live cases from its beginning, so that
// its first page costs the same with a hundred thousand cases as with a million; counts stop at a thousand.
#include <charconv>

#include "modules/cases/legal_kinds.hpp"
#include "modules/cases/store.hpp"
#include "modules/cases/use_case.hpp"

namespace escucha::cases {
namespace {

constexpr std::int64_t kCountTo = 1000;

// By what a list is sorted; pages continue after (key, id).
struct Order {
    std::string_view key;
    bool descending = false;
    bool operator==(const Order&) const = default;
};
constexpr Order kByDue{"due_at"};
constexpr Order kByWaiting{"waiting_since"};
constexpr Order kByPromise{"promise_at"};
constexpr Order kBySolved{"solved_at", true};
constexpr Order kByOpened{"opened_at", true};

Order natural_order(View view) {
    switch (view) {
        case View::waiting:
            return kByWaiting;
        case View::promises_today:
            return kByPromise;
        case View::unchecked:
            return {"solved_at"};
        default:
            return kByDue;
    }
}

Order order_of(const Filter& f) {
    if (f.view && f.sort == Sort::due) return natural_order(*f.view);
    if (!f.view && (f.solved_from || f.solved_to || f.satisfied)) return kBySolved;
    if (!f.view && f.late) return kByDue;
    return kByOpened;
}

// What was sealed when its customer's data was blocked is in no list. Views of what is live need not ask:
// what is sealed was solved.
constexpr std::string_view kNotSealed = " AND sealed = 0";

// What was joined to another case is told there; only who asks for that state sees it by itself.
constexpr std::string_view kNotMerged = " AND state <> 'merged'";

// What concerns a team shows to its people; who has no team looks at everything.
std::string in_scope(const Eyes& eyes, db::Params& params) {
    return eyes.team != 0 ? " AND team_id = " + params.add(eyes.team) : std::string();
}

std::string view_condition(View view, const Eyes& eyes, db::Params& params) {
    switch (view) {
        case View::mine:
            return "live = 1 AND owner_id = " + params.add(eyes.person);
        case View::nobody:
            return "live = 1 AND owner_id = 0";
        case View::team:
            return "live = 1" + in_scope(eyes, params);
        case View::due_today:
            return "live = 1 AND due_at >= " + params.add(eyes.now) + " AND due_at < " +
                   params.add(eyes.end_of_today) + in_scope(eyes, params);
        case View::late:
            return "live = 1 AND due_at < " + params.add(eyes.now) + in_scope(eyes, params);
        case View::promises_today:
            return "promise_at IS NOT NULL AND promise_maker = " + params.add(eyes.person) +
                   " AND promise_at < " + params.add(eyes.end_of_today) + std::string(kNotSealed);
        case View::waiting:
            return "waiting_since IS NOT NULL AND owner_id = " + params.add(eyes.person);
        case View::unchecked:
            return "unchecked = 1 AND owner_id = " + params.add(eyes.person) + std::string(kNotSealed);
        case View::all:
            return "live = 1";
    }
    return "live = 1";
}

std::string kinds_condition(const std::vector<CaseKind>& kinds, db::Params& params) {
    std::string list;
    for (const auto kind : kinds) list += (list.empty() ? "" : ", ") + params.add(kind);
    return " AND kind IN (" + list + ")";
}

// As term_standing says.
std::string term_condition(TermStanding term, Instant now, db::Params& params) {
    constexpr std::string_view kDue = "coalesce(law_due, resolution_due)";
    constexpr std::string_view kKept = "(law_kept = 1 AND law_due IS NOT NULL)";
    const auto owed = fmt::format("CASE WHEN {} THEN resolution_due ELSE {} END", kKept, kDue);
    switch (term) {
        case TermStanding::in_time:
            return fmt::format(" AND solved_at IS NOT NULL AND (solved_at <= {} OR {})", kDue, kKept);
        case TermStanding::late:
            return fmt::format(" AND solved_at > {} AND NOT {}", kDue, kKept);
        case TermStanding::open_in_term:
            return fmt::format(" AND solved_at IS NULL AND {} >= {}", owed, params.add(now));
        case TermStanding::open_late:
            return fmt::format(" AND solved_at IS NULL AND {} < {}", owed, params.add(now));
        case TermStanding::without_term:
            return fmt::format(" AND ({} IS NULL OR (solved_at IS NULL AND {} IS NULL))", kDue, owed);
    }
    return {};
}

std::string conditions(const Filter& f, const Eyes& eyes, db::Params& params) {
    auto sql = f.view ? view_condition(*f.view, eyes, params) : std::string("1 = 1");
    const auto both = [&](std::string_view column, std::string_view op, const auto& value) {
        if (value) sql += fmt::format(" AND {} {} {}", column, op, params.add(*value));
    };
    if (eyes.person != 0) sql += " AND about_person_id <> " + params.add(eyes.person);  // K4
    if (!f.view) sql += kNotSealed;
    if (!f.view && !f.state) sql += kNotMerged;
    if (!f.kinds.empty()) sql += kinds_condition(f.kinds, params);
    both("state", "=", f.state);
    both("outcome", "=", f.outcome);
    both("owner_id", "=", f.owner);
    both("team_id", "=", f.team);
    both("customer_id", "=", f.customer);
    both("opened_at", ">=", f.opened_from);
    both("opened_at", "<", f.opened_to);
    both("solved_at", ">=", f.solved_from);
    both("solved_at", "<", f.solved_to);
    if (f.late) sql += " AND live = 1 AND due_at < " + params.add(eyes.now);
    if (f.term) sql += term_condition(*f.term, eyes.now, params);
    if (f.closed) sql += *f.closed ? " AND solved_at IS NOT NULL" : " AND solved_at IS NULL";
    if (f.satisfied) sql += *f.satisfied ? " AND score >= 4" : " AND score BETWEEN 1 AND 3";
    return sql;
}

// "All" is what is live; but whoever asks by a period, a state or an outcome means what was solved, too.
Filter looking_back(Filter f) {
    if (f.view != View::all) return f;
    if (f.state || f.outcome || f.satisfied || f.term || f.legal_kind || f.closed || f.opened_from ||
        f.opened_to || f.solved_from || f.solved_to)
        f.view.reset();
    return f;
}

struct Position {
    std::int64_t key = 0, id = 0;
};

std::optional<Position> position(std::string_view cursor) {
    Position p;
    const char* const begin = cursor.data();
    const char* const end = begin + cursor.size();
    const auto key = std::from_chars(begin, end, p.key);
    if (key.ec != std::errc{} || key.ptr == end || *key.ptr != '.') return std::nullopt;
    const auto id = std::from_chars(key.ptr + 1, end, p.id);
    return id.ec == std::errc{} && id.ptr == end ? std::optional(p) : std::nullopt;
}

std::int64_t key_of(const Case& c, const Order& order) {
    const auto at = order.key == "waiting_since" ? c.waiting_since
                    : order.key == "promise_at"  ? (c.promise ? std::optional(c.promise->at) : std::nullopt)
                    : order.key == "solved_at"   ? c.solved_at
                    : order.key == "opened_at"   ? std::optional(c.opened_at)
                                                 : std::optional(c.due ? c.due->at : kNever);
    return micros(at.value_or(Instant{}));
}

}  // namespace

Result<CasePage> Cases::list(db::Tx& tx, const Filter& asked, const Eyes& eyes) const {
    const auto f = looking_back(asked);
    db::Params params;
    const auto order = order_of(f);
    auto sql =
        fmt::format("SELECT {} FROM cases WHERE {}", store::case_columns(), conditions(f, eyes, params));
    if (f.legal_kind) sql += LegalKinds(rulebooks_, tx, eyes.now).condition(*f.legal_kind, params);
    if (!f.cursor.empty()) {
        const auto after = position(f.cursor);
        if (!after) return invalid_field("cursor", "bad_cursor");
        const auto key = params.add(after->key), id = params.add(after->id);
        sql += fmt::format(" AND ({}, id) {} ({}, {})", order.key, order.descending ? "<" : ">", key, id);
    }
    const auto way = order.descending ? "DESC" : "ASC";
    sql += fmt::format(" ORDER BY {0} {1}, id {1} LIMIT {2}", order.key, way, params.add(f.limit + 1));
    CasePage page;
    for (const auto& row : tx.query(sql, params)) page.items.push_back(store::read_case(row));
    if (page.items.size() > f.limit) {
        page.items.pop_back();
        page.next = fmt::format("{}.{}", key_of(page.items.back(), order), page.items.back().id);
    }
    return page;
}

std::vector<ViewCount> Cases::counts(db::Tx& tx, const Eyes& eyes) const {
    constexpr View kViews[] = {View::mine,      View::nobody,    View::team,
                               View::due_today, View::late,      View::promises_today,
                               View::waiting,   View::unchecked, View::all};
    db::Params params;
    std::string sql;
    for (const auto view : kViews) {
        sql += sql.empty() ? "SELECT " : ", ";
        const auto where =
            view_condition(view, eyes, params) + " AND about_person_id <> " + params.add(eyes.person);
        sql +=
            fmt::format("(SELECT count(*) FROM (SELECT 1 FROM cases WHERE {} LIMIT {}) v)", where, kCountTo);
    }
    std::vector<ViewCount> counts;
    const auto row = tx.one(sql, params);
    for (std::size_t i = 0; i < std::size(kViews); ++i) {
        const auto n = row->get<std::int64_t>(i);
        counts.push_back({kViews[i], std::min(n, kCountTo - 1), n >= kCountTo});
    }
    return counts;
}

namespace {

const db::Statement kLoad{
    "SELECT owner_id, count(*), sum(CASE WHEN due_at < $1 THEN 1 ELSE 0 END) FROM cases WHERE live = 1 "
    "GROUP BY owner_id"};
const db::Statement kLoadOfTeam{
    "SELECT owner_id, count(*), sum(CASE WHEN due_at < $1 THEN 1 ELSE 0 END) FROM cases WHERE live = 1 "
    "AND team_id = $2 GROUP BY owner_id"};

}  // namespace

std::vector<Load> Cases::load(db::Tx& tx, const Eyes& eyes) const {
    const auto rows = eyes.team != 0 ? tx.query(kLoadOfTeam, eyes.now, eyes.team) : tx.query(kLoad, eyes.now);
    std::vector<Load> loads;
    for (const auto& row : rows)
        loads.push_back({.person = row.get<PersonId>(0),
                         .open = row.get<std::int64_t>(1),
                         .late = static_cast<std::int64_t>(row.get<double>(2))});
    return loads;
}

}  // namespace escucha::cases
