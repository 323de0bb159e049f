// The inbox: views with live counts, lists with filters, who carries how much, what waits for approval.
#include "modules/desk/lists.hpp"

#include <charconv>

#include "http/api.hpp"
#include "modules/cases/bulk.hpp"
#include "modules/desk/requests.hpp"
#include "modules/team/team.hpp"

namespace escucha::desk {
namespace {

using http::Access;
using http::Call;

Viewer viewer(const Call& call) {
    return {call.principal, call.language, call.now};
}

http::Spec reads(const char* id, const char* summary, Role role = Role::agent) {
    return {
        .id = id, .access = Access::role(role), .scope = "cases:read", .summary = summary, .tag = "cases"};
}

Result<std::vector<CaseKind>> kinds_of(const ListCases& in) {
    std::vector<CaseKind> kinds;
    if (in.kind) kinds.push_back(*in.kind);
    std::string_view list = in.kinds ? std::string_view(in.kinds->str()) : std::string_view();
    while (!list.empty()) {
        const auto comma = list.find(',');
        const auto kind = db::parse_enum<CaseKind>(list.substr(0, comma));
        if (!kind) return invalid_field("kinds", "unknown_choice");
        kinds.push_back(*kind);
        list = comma == list.npos ? std::string_view() : list.substr(comma + 1);
    }
    return kinds;
}

std::optional<std::int64_t> plain(const auto& id) {
    return id ? std::optional(id->value) : std::nullopt;
}

Result<cases::Filter> filter_of(const ListCases& in) {
    auto kinds = kinds_of(in);
    if (!kinds) return Refused(kinds.error());
    cases::Filter f;
    f.kinds = std::move(*kinds);
    f.view = in.view;
    f.state = in.state;
    f.outcome = in.outcome;
    f.owner = plain(in.owner);
    f.team = plain(in.team);
    f.customer = plain(in.customer);
    f.opened_from = in.opened_from;
    f.opened_to = in.opened_to;
    f.solved_from = in.solved_from;
    f.solved_to = in.solved_to;
    f.late = in.late.value_or(false);
    if (in.satisfied) {
        if (in.satisfied->str() != "yes" && in.satisfied->str() != "no")
            return invalid_field("satisfied", "unknown_choice");
        f.satisfied = in.satisfied->str() == "yes";
    }
    f.term = in.term;
    if (in.legal_kind)
        f.legal_kind = in.legal_kind->str() == cases::kNoLegalKind ? std::string() : in.legal_kind->str();
    f.closed = in.closed;
    f.sort = in.sort.value_or(cases::Sort::due);
    if (in.cursor) f.cursor = in.cursor->str();
    f.limit = static_cast<std::size_t>(in.limit ? in.limit->value : 50);
    return f;
}

Result<http::PageOf<CaseRow>> list(Desk& desk, const Call& call, const ListCases& in) {
    const auto filter = filter_of(in);
    if (!filter) return Refused(filter.error());
    return desk.db.read([&](db::Tx& tx) -> Result<http::PageOf<CaseRow>> {
        const auto page = desk.cases.list(tx, *filter, eyes_of(desk, viewer(call)));
        if (!page) return Refused(page.error());
        return http::PageOf<CaseRow>{case_rows(desk, tx, viewer(call), page->items), page->next};
    });
}

LoadView load(Desk& desk, db::Tx& tx, const Viewer& v) {
    auto eyes = eyes_of(desk, v);
    if (v.who.at_least(Role::manager)) eyes.team = 0;
    std::unordered_map<PersonId, LoadLine> lines;
    for (const auto& p : desk.team.active_people(tx))
        if (eyes.team == 0 || p.team == eyes.team) lines[p.id].person = {p.id, p.name};
    LoadView out;
    for (const auto& l : desk.cases.load(tx, eyes)) {
        if (l.person == 0)
            out.nobody = {l.open, l.late};
        else if (const auto line = lines.find(l.person); line != lines.end())
            line->second.open = l.open, line->second.late = l.late;
    }
    const auto& zone = *desk.team.organisation()->zone;
    for (const auto& rate :
         desk.promises.open_by_maker(tx, zone.midnight(zone.day(v.now)), eyes.end_of_today))
        if (const auto line = lines.find(rate.key); line != lines.end())
            line->second.promises_today = rate.due;
    for (auto& [id, line] : lines) out.items.push_back(std::move(line));
    std::ranges::sort(out.items, {},
                      [](const LoadLine& l) { return l.person.name; });  // never by who has done how much
    return out;
}

std::size_t limit_of(const auto& in) {
    return static_cast<std::size_t>(in.limit ? in.limit->value : 50);
}

http::PageOf<CompensationLine> pending(Desk& desk, db::Tx& tx, const Call& call,
                                       const PendingCompensations& in) {
    const auto limit = limit_of(in);
    const auto list = desk.cases.pending_compensations(tx, in.cursor ? in.cursor->value : 0, limit);
    PeopleNames names(desk);
    for (const auto& k : list) names.want(k.requested_by);
    names.fetch(tx);
    http::PageOf<CompensationLine> page;
    for (const auto& k : list) {
        const auto c = desk.cases.find(tx, k.case_id);
        if (c && cases::may_handle(call.principal, *c)) page.items.push_back(compensation_line(k, names));
    }
    if (list.size() == limit) page.next = std::to_string(list.back().id);
    return page;
}

http::PageOf<SkippedLine> skipped(Desk& desk, db::Tx& tx, const Call& call, const SkippedSteps& in) {
    const auto limit = limit_of(in);
    const auto list = desk.cases.skipped(tx, in.cursor ? in.cursor->value : INT64_MAX, limit);
    PeopleNames names(desk);
    for (const auto& s : list) names.want(s.by);
    names.fetch(tx);
    http::PageOf<SkippedLine> page;
    for (const auto& s : list) {
        const auto c = desk.cases.find(tx, s.case_id);
        if (!c || !cases::may_handle(call.principal, *c)) continue;
        page.items.push_back({s.id, case_rows(desk, tx, viewer(call), {&*c, 1}).front(), s.step, s.reason,
                              names.ref(s.by), s.at});
    }
    if (list.size() == limit) page.next = std::to_string(list.back().id);
    return page;
}

}  // namespace

std::int64_t version_of(const http::Call& call) {
    std::int64_t version = -1;
    if (!call.if_match) return version;
    const auto& tag = *call.if_match;
    const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), version);
    return error == std::errc{} && end == tag.data() + tag.size() ? version : -1;
}

void add_lists(http::Api& api, Desk& desk) {
    api.get("/views", reads("listViews", "The views of the inbox with their counts"),
            [&](const Call& call) -> Result<Items<ViewLine>> {
                Items<ViewLine> out;
                const auto counts = desk.db.read(
                    [&](db::Tx& tx) { return desk.cases.counts(tx, eyes_of(desk, viewer(call))); });
                for (const auto& c : counts) out.items.push_back({c.view, c.count, c.capped});
                return out;
            });
    api.get("/cases", reads("listCases", "Cases of a view, or by any filter"),
            [&](const Call& call, const ListCases& in) -> Result<http::PageOf<CaseRow>> {
                return list(desk, call, in);
            });
    api.get("/cases/load", reads("caseLoad", "Who carries how much", Role::supervisor),
            [&](const Call& call) -> Result<LoadView> {
                return desk.db.read([&](db::Tx& tx) { return load(desk, tx, viewer(call)); });
            });
    api.get("/cases/skipped-steps",
            reads("listSkippedSteps", "Steps somebody went past, and why", Role::supervisor),
            [&](const Call& call, const SkippedSteps& in) -> Result<http::PageOf<SkippedLine>> {
                return desk.db.read([&](db::Tx& tx) { return skipped(desk, tx, call, in); });
            });
    api.get("/compensations",
            reads("listCompensations", "Compensations that wait for a decision", Role::supervisor),
            [&](const Call& call, const PendingCompensations& in) -> Result<http::PageOf<CompensationLine>> {
                return desk.db.read([&](db::Tx& tx) { return pending(desk, tx, call, in); });
            });
}

}  // namespace escucha::desk
