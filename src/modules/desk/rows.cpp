// The two-line rows of the inbox: names fetched in batches, dates judged by the viewer's now.
#include "base/human_time.hpp"
#include "base/tracking_code.hpp"
#include "modules/desk/desk.hpp"
#include "modules/team/team.hpp"

namespace escucha::desk {
namespace {

// When a date begins to be soon.
using SoonOf = std::function<Instant(CaseKind, Instant began, Instant due)>;

struct Names {
    std::unordered_map<std::int64_t, std::string> customers, people, teams;
};

Names names_of(Desk& desk, db::Tx& tx, std::span<const cases::Case> cases) {
    std::vector<std::int64_t> customers, people, teams;
    for (const auto& c : cases) {
        customers.push_back(c.customer);
        if (c.owner != 0) people.push_back(c.owner);
        if (c.team != 0) teams.push_back(c.team);
    }
    for (auto* ids : {&customers, &people, &teams}) {
        std::ranges::sort(*ids);
        ids->erase(std::ranges::unique(*ids).begin(), ids->end());
    }
    return {desk.customers.names(tx, customers), desk.team.names(tx, people),
            desk.team.team_names(tx, teams)};
}

std::optional<Ref> ref(const std::unordered_map<std::int64_t, std::string>& names, std::int64_t id) {
    if (id == 0) return std::nullopt;
    const auto found = names.find(id);
    return Ref{id, found == names.end() ? std::string() : found->second};
}

// A date of the house that was missed must not hide the law's.
std::optional<DueView> law_behind(const cases::Case& c, const SoonOf& soon, Instant now) {
    if (!c.due || c.due->at > now || c.due->what == cases::DueKind::law || !c.law_due || c.law_kept)
        return {};
    const auto began = cases::term_began(c, cases::DueKind::law);
    return DueView{cases::DueKind::law, *c.law_due,
                   cases::status_of(*c.law_due, soon(c.kind, began, *c.law_due), now)};
}

CaseRow row_of(const cases::Case& c, const Names& names, const SoonOf& soon, Instant now) {
    CaseRow r;
    r.id = r.number = c.id;
    r.code = TrackingCode::parse(c.code)->shown();
    r.kind = c.kind;
    r.state = c.state;
    r.outcome = c.outcome;
    r.title = c.title;
    r.customer = ref(names.customers, c.customer).value_or(Ref{});
    r.owner = ref(names.people, c.owner);
    r.team = ref(names.teams, c.team);
    r.channel = c.channel;
    r.opened_at = c.opened_at;
    r.waiting_since = c.waiting_since;
    r.solved_at = c.solved_at;
    if (c.due) r.due = DueView{c.due->what, c.due->at, cases::status_of(c.due->at, c.due->soon_at, now)};
    r.law = law_behind(c, soon, now);
    if (c.promise)
        r.promise = PromiseLine{c.promise->what, c.promise->at,
                                cases::status_of(c.promise->at, c.promise->soon_at, now)};
    r.handed_up = c.handed_up;
    r.about_person = c.about_person != 0;
    r.unread = c.unread;
    r.last_at = c.last_at;
    r.last_from = c.last_from;
    if (c.score != 0) r.score = c.score;
    if (c.merged_into != 0) r.merged_into = c.merged_into;
    return r;
}

}  // namespace

std::vector<CaseRow> case_rows(Desk& desk, db::Tx& tx, const Viewer& viewer,
                               std::span<const cases::Case> cases) {
    const auto names = names_of(desk, tx, cases);
    std::vector<CaseRow> rows;
    rows.reserve(cases.size());
    const auto& calendars = desk.promises.calendars();
    const SoonOf soon = [&](CaseKind kind, Instant began, Instant due) {
        const auto percent = calendars.deadlines_for(tx, kind, viewer.now).warn_percent;
        return calendar::warn_at(*calendars.calendar(tx), began, due, percent);
    };
    for (const auto& c : cases) rows.push_back(row_of(c, names, soon, viewer.now));
    return rows;
}

cases::Eyes eyes_of(Desk& desk, const Viewer& viewer) {
    const auto& zone = *desk.team.organisation()->zone;
    const auto tomorrow = zone.midnight(zone.day(viewer.now) + std::chrono::days(1));
    return {viewer.who.person, viewer.who.team, viewer.now, tomorrow};
}

}  // namespace escucha::desk
