#include "modules/problems/showing.hpp"

#include <set>

#include "modules/calendar/calendar.hpp"
#include "modules/cases/bulk.hpp"
#include "modules/customers/customers.hpp"
#include "modules/problems/marking.hpp"
#include "modules/problems/store.hpp"
#include "modules/problems/tree.hpp"
#include "modules/team/team.hpp"

namespace escucha::problems {
namespace {

using namespace api;

constexpr std::size_t kMostListed = 500;

std::optional<std::int64_t> known(std::int64_t id) {
    return id == 0 ? std::nullopt : std::optional(id);
}

ProblemCase shown_case(const cases::Case& c, const MarkedCase* row) {
    return {.id = c.id,
            .code = c.code,
            .title = c.title,
            .kind = c.kind,
            .state = c.state,
            .customer_id = c.customer,
            .opened_at = c.opened_at,
            .solved_at = c.solved_at,
            .told_at = row ? row->told_at : std::nullopt,
            .score = c.score > 0 ? std::optional(c.score) : std::nullopt};
}

void name_customers(const Problems& problems, db::Tx& tx, std::vector<ProblemCase>& cases) {
    std::vector<std::int64_t> ids;
    for (const auto& c : cases) ids.push_back(c.customer_id);
    const auto names = problems.parts().customers.names(tx, ids);
    for (auto& c : cases)
        if (const auto name = names.find(c.customer_id); name != names.end()) c.customer = name->second;
}

// Of a list in the order of time; how many there are no more.
std::int64_t keep_the_newest(std::vector<ProblemCase>& cases) {
    if (cases.size() <= kMostListed) return 0;
    const auto more = cases.size() - kMostListed;
    cases.erase(cases.begin(), cases.begin() + static_cast<std::ptrdiff_t>(more));
    return static_cast<std::int64_t>(more);
}

bool may_see(const Principal& who, const cases::Case& c) {
    return cases::may_handle(who, c).has_value();
}

std::optional<std::string> name_of(const Problems& problems, db::Tx& tx, PersonId id) {
    const auto person = problems.parts().team.person(tx, id);
    return person ? std::optional(person->name) : std::nullopt;
}

void add_affected(const Problems& problems, db::Tx& tx, const Problem& p, Instant now, ProblemDetail& out) {
    const auto affected = problems.affected(tx, p, now);
    if (!affected) return void(out.segment_outdated = true);
    out.customers = affected->customers;
    out.silent = affected->silent;
    out.more_silent = affected->more;
    const auto names = problems.parts().customers.names(tx, affected->first_silent);
    for (const auto id : affected->first_silent)
        if (const auto name = names.find(id); name != names.end())
            out.first_silent.push_back({id, name->second});
}

}  // namespace

CaseLabel shown(const Label& label) {
    return {.id = label.id,
            .aspect = label.aspect,
            .parent_id = known(label.parent),
            .name = label.name,
            .active = label.active,
            .version = label.version};
}

Result<http::WithEtag<CaseTeaching>> teaching(const Problems& problems, db::Tx& tx, const Principal& who,
                                              CaseId id) {
    const auto c = handled(problems, tx, who, id);
    if (!c) return Refused(c.error());
    const auto row = problems.marked(tx, c->id);
    CaseTeaching out{.cause_id = known(row.marks.cause),
                     .product_id = known(row.marks.product),
                     .place_id = known(row.marks.place),
                     .moment_id = known(row.marks.moment),
                     .cycle_id = known(row.marks.cycle),
                     .problem_id = known(row.problem),
                     .version = row.version};
    if (const auto p = store::find(tx, row.problem)) out.problem_title = p->title;
    for (const auto& one : problems.likely(tx, who, c->id))
        if (const auto p = store::find(tx, one.problem))
            out.likely.push_back({p->id, p->title, problems.count(tx, p->id).cases, one.words, one.cause,
                                  one.product, one.place});
    return http::WithEtag<CaseTeaching>{out, std::to_string(row.version)};
}

std::set<ProblemId> unnamed_for(const Problems& problems, db::Tx& tx, const Principal& who) {
    std::vector<CaseId> ids;
    const auto newest = store::newest_of_each(tx);
    for (const auto& [_, id] : newest) ids.push_back(id);
    const auto cases = cases::several(tx, ids);
    std::set<ProblemId> out;
    for (const auto& [problem, id] : newest) {
        const auto c = cases.find(id);
        if (c != cases.end() && may_see(who, c->second)) continue;
        const auto all = cases::several(tx, ids_of(problems.cases_of(tx, problem)));
        if (std::ranges::none_of(all, [&](const auto& one) { return may_see(who, one.second); }))
            out.insert(problem);
    }
    return out;
}

ProblemRow shown(const Problem& p, const ProblemCount& n) {
    return {.id = p.id,
            .title = p.title,
            .state = p.state,
            .cause_id = known(p.cause),
            .product_id = known(p.product),
            .place_id = known(p.place),
            .cases = n.cases,
            .open = n.open,
            .told = n.told,
            .first_at = n.first_at,
            .last_at = n.last_at,
            .resolved_at = p.resolved_at,
            .opened_at = p.opened_at,
            .version = p.version};
}

ProblemDetail shown(const Problems& problems, db::Tx& tx, const Principal& who, const Problem& p,
                    Instant now) {
    ProblemDetail out{.id = p.id,
                      .title = p.title,
                      .about = p.about,
                      .state = p.state,
                      .cause_id = known(p.cause),
                      .product_id = known(p.product),
                      .place_id = known(p.place),
                      .segment_id = known(p.segment),
                      .remedy = p.remedy,
                      .told = p.told,
                      .resolved_at = p.resolved_at,
                      .resolved_by = name_of(problems, tx, p.resolved_by),
                      .opened_by = name_of(problems, tx, p.opened_by),
                      .opened_at = p.opened_at,
                      .version = p.version};
    const auto rows = problems.cases_of(tx, p.id);
    const auto cases = cases::several(tx, ids_of(rows));
    for (const auto& row : rows) {
        const auto c = cases.find(row.id);
        if (c != cases.end() && !row.told_at && may_be_told(c->second)) ++out.to_tell;
        if (c != cases.end() && may_see(who, c->second))
            out.cases.push_back(shown_case(c->second, &row));
        else
            ++out.hidden;
    }
    if (out.cases.empty() && out.hidden > 0) out.title = out.about = out.remedy = out.told = {};
    out.more = keep_the_newest(out.cases);
    name_customers(problems, tx, out.cases);
    add_affected(problems, tx, p, now, out);
    return out;
}

ProposalList shown(const Problems& problems, db::Tx& tx, const std::vector<Proposal>& proposals) {
    ProposalList list;
    for (const auto& p : proposals) {
        ProblemProposal out{.score = p.score,
                            .cause_id = known(p.common.cause),
                            .product_id = known(p.common.product),
                            .place_id = known(p.common.place),
                            .words = p.words};
        const auto cases = cases::several(tx, p.cases);
        for (const auto id : p.cases)
            if (const auto c = cases.find(id); c != cases.end())
                out.cases.push_back(shown_case(c->second, nullptr));
        name_customers(problems, tx, out.cases);
        list.items.push_back(std::move(out));
    }
    return list;
}

ComplaintFigures shown(const Problems& problems, db::Tx& tx, Figures figures) {
    const Tree tree(problems.labels(tx));
    ComplaintFigures out{.aspect = figures.aspect, .step = figures.step, .complaints = figures.complaints};
    for (auto& row : figures.rows) {
        const auto* label = tree.find(row.label);
        out.rows.push_back(
            {.label_id = known(row.label),
             .name = label ? label->name : std::string(),
             .has_below =
                 row.label != 0 &&
                 std::ranges::any_of(tree.all(), [&](const Label& l) { return l.parent == row.label; }),
             .cases = row.cases,
             .solved = row.solved,
             .rated = row.rated,
             .satisfied = row.satisfied,
             .counts = std::move(row.counts)});
    }
    return out;
}

namespace {

// What its complaints say of it decides: the label and all below it, the label alone, or nothing said.
bool is_asked_for(const AskLabelledCases& in, const Tree& tree, LabelId label) {
    if (!in.label) return label == 0;
    return in.without_below.value_or(false) ? label == in.label->value
                                            : tree.is_below(label, in.label->value);
}

void add(LabelledCases& out, const Principal& who, const cases::Case* c, const MarkedCase* row) {
    if (c && may_see(who, *c))
        out.items.push_back(shown_case(*c, row));
    else
        ++out.hidden;
}

// Complaints that nobody labelled have no row here.
void add_unlabelled(const Problems& problems, db::Tx& tx, const Principal& who, Instant from, Instant to,
                    const std::set<CaseId>& with_row, LabelledCases& out) {
    cases::Filter filter;
    filter.kinds = {CaseKind::complaint, CaseKind::claim, CaseKind::return_};
    filter.opened_from = from;
    filter.opened_to = to;
    filter.sort = cases::Sort::newest;
    filter.limit = 200;
    for (bool more = true; more;) {
        if (out.items.size() >= kMostListed) return void(++out.more);
        const auto page = problems.parts().cases.list(tx, filter, {.person = who.person, .now = to});
        if (!page) return;
        for (const auto& c : page->items)
            if (!with_row.contains(c.id)) add(out, who, &c, nullptr);
        more = page->next.has_value();
        filter.cursor = page->next.value_or("");
    }
}

}  // namespace

Result<LabelledCases> labelled(const Problems& problems, db::Tx& tx, const Principal& who,
                               const AskLabelledCases& in) {
    const Tree tree(problems.labels(tx));
    if (in.label && !tree.find(in.label->value)) return not_found("label.not_found");
    const auto& zone = problems.parts().calendars.calendar(tx)->zone();
    const auto from = zone.midnight(LocalDay{in.from});
    const auto to = zone.midnight(LocalDay{in.to} + std::chrono::days{1});
    LabelledCases out;
    std::set<CaseId> with_row;
    std::vector<MarkedCase> asked;
    for (const auto& row : store::marked_within(tx, from, to)) {
        with_row.insert(row.id);
        if (row.problem_kind && is_asked_for(in, tree, row.marks.of(in.aspect.value_or(Aspect::cause))))
            asked.push_back(row);
    }
    const auto cases = cases::several(tx, ids_of(asked));
    for (const auto& row : asked) {
        const auto c = cases.find(row.id);
        add(out, who, c == cases.end() ? nullptr : &c->second, &row);
    }
    if (!in.label) add_unlabelled(problems, tx, who, from, to, with_row, out);
    std::ranges::sort(out.items, {}, &ProblemCase::opened_at);
    out.more += keep_the_newest(out.items);
    name_customers(problems, tx, out.items);
    return out;
}

}  // namespace escucha::problems
