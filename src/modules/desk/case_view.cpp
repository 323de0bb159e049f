// One case as the console shows it: everything a person needs to go on, in one answer and one snapshot.
#include "base/tracking_code.hpp"
#include "modules/desk/dates.hpp"
#include "modules/desk/desk.hpp"
#include "modules/desk/people.hpp"

namespace escucha::desk {
namespace {

constexpr std::size_t kEntries = 50;
constexpr std::size_t kOtherCases = 10;

std::optional<std::string> unless_empty(const std::string& s) {
    return s.empty() ? std::nullopt : std::optional(s);
}

struct Loaded {
    cases::Case c;
    cases::Progress p;
    std::vector<cases::SkippedStep> skipped;
    std::vector<cases::Compensation> compensations;
    std::vector<cases::Watcher> watchers;
};

PeopleNames names_for(Desk& desk, db::Tx& tx, const Loaded& l, std::span<const cases::Link> links) {
    PeopleNames names(desk);
    for (const auto& link : links) names.want(link.by);
    names.want(l.c.about_person);
    for (const auto& mark : {l.p.respect, l.p.expected, l.p.said, l.p.done, l.p.satisfaction})
        if (mark) names.want(mark->by);
    for (const auto& s : l.skipped) names.want(s.by);
    for (const auto& w : l.watchers) names.want(w.person);
    for (const auto& k : l.compensations) names.want(k.requested_by), names.want(k.decided_by);
    names.fetch(tx);
    return names;
}

void add_listening(CaseDetail& d, const cases::Progress& p, const PeopleNames& names) {
    if (p.expected) d.expectation = Expectation{p.expectation, p.expectation_source, p.expected->at};
    if (!p.said) return;
    d.said_back = SaidBack{.text = p.said_back,
                           .at = p.said->at,
                           .by = names.ref(p.said->by),
                           .confirmed_at = p.confirmed_at,
                           .confirmed_by = p.confirmed_at ? std::optional(p.confirmed_by) : std::nullopt,
                           .correction = unless_empty(p.correction)};
}

void add_ending(CaseDetail& d, const Loaded& l, const PeopleNames& names) {
    const auto& p = l.p;
    d.outcome_text = unless_empty(p.outcome_text);
    d.outcome_reason = unless_empty(p.outcome_reason);
    d.outcome_alternative = unless_empty(p.outcome_alternative);
    for (const auto& s : l.skipped) d.overrides.push_back({s.step, s.reason, names.ref(s.by), s.at});
    if (p.done) d.done_check = DoneCheck{p.done->at, names.ref(p.done->by), p.done_how};
    if (p.satisfaction && l.c.score != 0)
        d.satisfaction = Satisfaction{l.c.score, unless_empty(p.satisfaction_words), p.satisfaction->at,
                                      p.satisfaction_source, names.ref(p.satisfaction->by)};
}

CaseDetail detail(Desk& desk, db::Tx& tx, const Viewer& viewer, const Loaded& l, const PeopleNames& names) {
    CaseDetail d;
    static_cast<CaseRow&>(d) = case_rows(desk, tx, viewer, {&l.c, 1}).front();
    add_listening(d, l.p, names);
    add_ending(d, l, names);
    d.first_answer_at = l.c.first_answer_at;
    d.first_answer_due = l.c.first_answer_due;
    d.next_update_due = l.c.next_update_due;
    d.resolution_due = l.c.resolution_due;
    d.law_due = l.c.law_due;
    d.cure_due = l.c.cure_due;
    if (l.c.law_kept) d.law_met_at = l.c.law_met_at;
    d.comply_due = l.c.comply_due;
    d.extendable = may_extend(desk, tx, l.c, viewer.now);
    d.protections = protections_of(desk, tx, l.c, viewer.language);
    d.hands = l.c.hands;
    d.retold = l.c.retold;
    d.about = names.ref(l.c.about_person);
    d.language = l.c.language;
    d.version = l.c.version;
    return d;
}

std::vector<StepLine> steps(const Loaded& l, const Viewer& viewer, const PeopleNames& names) {
    std::vector<StepLine> lines;
    for (const auto& s : cases::seven_steps(l.c, l.p)) {
        StepLine line{.step = s.step, .state = s.state, .at = {}, .by = {}, .hint = {}};
        if (s.mark) line.at = s.mark->at, line.by = names.ref(s.mark->by);
        if (!s.hint.empty()) line.hint = text(viewer.language, s.hint);
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<CaseRow> other_cases(Desk& desk, db::Tx& tx, const Viewer& viewer, const cases::Case& c) {
    cases::Filter filter;
    filter.customer = c.customer;
    filter.limit = kOtherCases + 1;
    auto page = desk.cases.list(tx, filter, eyes_of(desk, viewer));
    std::erase_if(page->items, [&](const cases::Case& other) { return other.id == c.id; });
    if (page->items.size() > kOtherCases) page->items.resize(kOtherCases);
    return case_rows(desk, tx, viewer, page->items);
}

// What concerns the viewer themselves is not named to them (K4).
std::vector<BondLine> bonds(Desk& desk, db::Tx& tx, const Viewer& viewer, const cases::Case& c,
                            std::span<const cases::Link> links, const PeopleNames& names) {
    std::vector<BondLine> lines;
    for (const auto& link : links) {
        const bool ours = link.case_id == c.id;
        if (link.kind == cases::LinkKind::merge && !ours) continue;
        const auto other = desk.cases.find(tx, ours ? link.other : link.case_id);
        if (!other || !cases::may_handle(viewer.who, *other)) continue;
        const auto bond = link.kind == cases::LinkKind::merge ? Bond::joined
                          : ours                              ? Bond::split_off
                                                              : Bond::split_from;
        lines.push_back({link.id, bond, case_name(*other), names.ref(link.by), link.at});
    }
    return lines;
}

std::optional<CaseRow> looks_alike(Desk& desk, db::Tx& tx, const Viewer& viewer, const cases::Case& c) {
    const auto found = desk.cases.looks_alike(tx, c);
    if (!found || !cases::may_handle(viewer.who, *found)) return std::nullopt;
    return case_rows(desk, tx, viewer, {&*found, 1}).front();
}

// Of somebody whose data is blocked, who wrote to us again: what they are called here, and nothing of their
// record.
std::optional<customers::Customer> person_of(Desk& desk, db::Tx& tx, std::int64_t id) {
    auto c = desk.customers.get(tx, id);
    if (!c || !c->blocked) return c;
    return customers::Customer{.id = c->id,
                               .kind = c->kind,
                               .name = desk.customers.names(tx, std::array{c->id})[c->id],
                               .do_not_contact = true,
                               .created_at = c->created_at,
                               .version = c->version};
}

bool joined_here(const cases::Link& link, std::int64_t id) {
    return link.kind == cases::LinkKind::merge && link.case_id == id;
}

void add_people(CaseView& view, Desk& desk, db::Tx& tx, const cases::Case& c) {
    const auto people = desk.cases.people(tx, c);
    if (people.size() == 1) return;
    auto names = desk.customers.names(tx, people);
    for (const auto id : people) {
        const auto own = desk.cases.find(tx, desk.cases.asked_for(tx, c.id, 0, id));
        view.people.push_back({id, names[id], case_name(*own)});
    }
    if (const auto to = desk.cases.addressee(tx, c, std::nullopt)) view.addressee = *to;
}

May may_of(const Viewer& viewer, const cases::Case& c) {
    const bool supervisor = viewer.who.at_least(Role::supervisor);
    const bool solved = c.state == cases::State::solved;
    return {.take = c.owner != viewer.who.person,
            .reply = true,
            .solve = !solved,
            .reopen = solved,
            .hand_over = true,
            .hand_up = !viewer.who.at_least(Role::administrator),
            .approve = supervisor,
            .edit = true,
            .move = supervisor};
}

}  // namespace

CaseName case_name(const cases::Case& c) {
    return {c.id, TrackingCode::parse(c.code)->shown(), c.title};
}

CompensationLine compensation_line(const cases::Compensation& k, const PeopleNames& names) {
    return {.id = k.id,
            .case_id = k.case_id,
            .kind = k.kind,
            .amount_cents = k.amount_cents,
            .currency = k.currency,
            .description = k.description,
            .state = k.state,
            .requested_by = names.ref(k.requested_by),
            .decided_by = names.ref(k.decided_by),
            .reason = unless_empty(k.reason),
            .due_at = k.due_at,
            .decided_at = k.decided_at,
            .at = k.at};
}

Result<CaseView> case_view(Desk& desk, db::Tx& tx, const Viewer& viewer, std::int64_t asked) {
    auto found = desk.cases.find_standing(tx, asked);
    if (!found) return not_found("case.not_found");
    const auto id = found->id;
    if (const auto ok = cases::may_handle(viewer.who, *found); !ok) return Refused(ok.error());
    const Loaded l{std::move(*found), desk.cases.progress(tx, id), desk.cases.skipped_of(tx, id),
                   desk.cases.compensations(tx, id), desk.cases.watchers(tx, id, viewer.now)};
    const auto links = desk.cases.links_of(tx, id);
    const auto names = names_for(desk, tx, l, links);
    CaseView view;
    view.case_ = detail(desk, tx, viewer, l, names);
    view.steps = steps(l, viewer, names);
    view.customer = person_of(desk, tx, l.c.customer);
    view.other_cases = other_cases(desk, tx, viewer, l.c);
    const auto promises = desk.promises.for_case(tx, id);
    auto entries = newest_entries(desk, tx, viewer, l.c, promises, kEntries);
    view.entries = std::move(entries.items);
    view.more_before = std::move(entries.next);
    view.promises = desk.promises.views(tx, promises, viewer.now);
    for (auto& o : desk.cases.options(tx, id))
        view.options.push_back({o.id, o.text, o.recommended, o.offered_at, o.chosen_at});
    for (const auto& k : l.compensations) view.compensations.push_back(compensation_line(k, names));
    if (auto d = desk.cases.draft(tx, id, viewer.who.person))
        view.draft = DraftLine{d->kind, d->text, d->saved_at};
    for (const auto& w : l.watchers)
        if (w.person != viewer.who.person)
            view.watchers.push_back({w.person, names.ref(w.person)->name, w.typing});
    view.held = held_lines(desk, tx, viewer, id);
    view.bonds = bonds(desk, tx, viewer, l.c, links, names);
    view.looks_alike = looks_alike(desk, tx, viewer, l.c);
    if (std::ranges::any_of(links, [&](const cases::Link& b) { return joined_here(b, id); }))
        add_people(view, desk, tx, l.c);
    view.may = may_of(viewer, l.c);
    return view;
}

}  // namespace escucha::desk
