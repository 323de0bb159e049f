// Cases that are one problem: brought together, put right once, told to everybody.
#include <set>

#include "base/fold.hpp"
#include "db/database.hpp"
#include "modules/problems/events.hpp"
#include "modules/problems/marking.hpp"
#include "modules/problems/store.hpp"
#include "modules/problems/tree.hpp"
#include "modules/segments/segments.hpp"
#include "work/events.hpp"

namespace escucha::problems {
namespace {

constexpr std::size_t kCountedAffected = 5000;
constexpr std::size_t kShownAffected = 50;

void announce(const Problems& p, db::Tx& tx, const Problem& problem, const char* what, std::size_t cases,
              const Principal& by, Instant now) {
    p.parts().events.append(tx,
                            work::event(ProblemChanged::kType, "problem", problem.id, by, now,
                                        ProblemChanged{problem.id, what, static_cast<std::int64_t>(cases)}));
}

void check_label(std::vector<FieldError>& wrong, const Tree& tree, Aspect aspect, LabelId id) {
    if (id != 0 && !tree.find(id, aspect))
        wrong.push_back({std::string(db::name(aspect)) + "_id", "unknown_label"});
}

std::vector<FieldError> wrong_with(const Problems& problems, db::Tx& tx, const ProblemWish& wish) {
    std::vector<FieldError> wrong;
    if (one_line(wish.title).empty()) wrong.push_back({"title", "required"});
    const Tree tree(store::labels(tx));
    check_label(wrong, tree, Aspect::cause, wish.cause);
    check_label(wrong, tree, Aspect::product, wish.product);
    check_label(wrong, tree, Aspect::place, wish.place);
    if (wish.segment != 0 && !problems.parts().segments.get(tx, wish.segment))
        wrong.push_back({"segment_id", "unknown_segment"});
    return wrong;
}

void write_into(Problem& p, const ProblemWish& wish) {
    p.title = one_line(wish.title);
    p.about = wish.about;
    p.cause = wish.cause;
    p.product = wish.product;
    p.place = wish.place;
    p.segment = wish.segment;
}

// What the problem says and the case does not know yet, the case says from now on.
void learn_from(Marks& marks, const Problem& p) {
    if (marks.cause == 0) marks.cause = p.cause;
    if (marks.product == 0) marks.product = p.product;
    if (marks.place == 0) marks.place = p.place;
}

Result<void> take_one(const Problems& problems, db::Tx& tx, const Problem& p, CaseId id, const Principal& by,
                      Instant now) {
    const auto c = handled(problems, tx, by, id);
    if (!c) return Refused(c.error());
    auto row = row_of(tx, *c);
    if (row.problem == p.id) return {};
    if (row.problem != 0) {
        const auto other = store::find(tx, row.problem);
        return conflict("problem.case_elsewhere", {{"code", c->code}, {"title", other ? other->title : ""}});
    }
    row.problem = p.id;
    row.told_at.reset();
    learn_from(row.marks, p);
    keep(tx, row, by.person, now);
    announce_marked(problems, tx, *c, row, by, now);
    return {};
}

Result<Problem> current(db::Tx& tx, ProblemId id, std::optional<std::int64_t> version) {
    auto p = store::find(tx, id);
    if (!p) return not_found("problem.not_found");
    if (version && *version != p->version)
        return conflict("problem.changed_meanwhile", {{"title", p->title}});
    return std::move(*p);
}

// The cases of a problem know what it knows by now.
void teach_cases(const Problems& problems, db::Tx& tx, const Problem& p, const Principal& by, Instant now) {
    for (auto& row : store::of_problem(tx, p.id)) {
        const auto before = row.marks;
        learn_from(row.marks, p);
        if (row.marks == before) continue;
        keep(tx, row, by.person, now);
        if (const auto c = problems.parts().cases.find(tx, row.id))
            announce_marked(problems, tx, *c, row, by, now);
    }
}

}  // namespace

std::vector<Problem> Problems::all(db::Tx& tx, std::optional<ProblemState> state) const {
    auto all = store::all(tx);
    if (state) std::erase_if(all, [&](const Problem& p) { return p.state != *state; });
    return all;
}

Result<Problem> Problems::get(db::Tx& tx, ProblemId id) const {
    return current(tx, id, std::nullopt);
}

std::map<ProblemId, ProblemCount> Problems::counts(db::Tx& tx) const {
    return store::counts(tx);
}

ProblemCount Problems::count(db::Tx& tx, ProblemId id) const {
    ProblemCount n;
    for (const auto& c : store::of_problem(tx, id)) {
        ++n.cases;
        n.open += !c.solved_at;
        n.told += c.told_at.has_value();
        if (!n.first_at) n.first_at = c.opened_at;
        n.last_at = c.opened_at;
    }
    return n;
}

std::vector<MarkedCase> Problems::cases_of(db::Tx& tx, ProblemId id) const {
    return store::of_problem(tx, id);
}

Result<Problem> Problems::begin(const Principal& by, const ProblemWish& wish, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Problem> {
        if (auto wrong = wrong_with(*this, tx, wish); !wrong.empty()) return invalid_fields(std::move(wrong));
        Problem p{.opened_at = now, .opened_by = by.person, .version = 1};
        write_into(p, wish);
        p.id = store::add(tx, p);
        for (const auto id : wish.cases)
            if (const auto ok = take_one(*this, tx, p, id, by, now); !ok) return Refused(ok.error());
        announce(*this, tx, p, "begun", wish.cases.size(), by, now);
        return p;
    });
}

Result<Problem> Problems::change(const Principal& by, ProblemId id, std::optional<std::int64_t> version,
                                 const ProblemWish& wish, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Problem> {
        auto p = current(tx, id, version);
        if (!p) return p;
        if (auto wrong = wrong_with(*this, tx, wish); !wrong.empty()) return invalid_fields(std::move(wrong));
        write_into(*p, wish);
        store::save(tx, *p);
        ++p->version;
        teach_cases(*this, tx, *p, by, now);
        announce(*this, tx, *p, "changed", 0, by, now);
        return p;
    });
}

Result<void> Problems::take_in(const Principal& by, ProblemId id, std::span<const CaseId> cases,
                               Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        const auto p = current(tx, id, std::nullopt);
        if (!p) return Refused(p.error());
        for (const auto one : cases)
            if (const auto ok = take_one(*this, tx, *p, one, by, now); !ok) return ok;
        if (p->state == ProblemState::resolved) plan_telling(*this, tx, *p, by, now);
        announce(*this, tx, *p, "took_in", cases.size(), by, now);
        return {};
    });
}

Result<void> Problems::take_out(const Principal& by, ProblemId id, CaseId case_id, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        const auto p = current(tx, id, std::nullopt);
        if (!p) return Refused(p.error());
        const auto c = handled(*this, tx, by, case_id);
        if (!c) return Refused(c.error());
        auto row = row_of(tx, *c);
        if (row.problem != id) return {};
        row.problem = 0;
        keep(tx, row, by.person, now);
        announce_marked(*this, tx, *c, row, by, now);
        announce(*this, tx, *p, "took_out", 1, by, now);
        return {};
    });
}

Result<Problem> Problems::resolve(const Principal& by, ProblemId id, const Remedy& remedy, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Problem> {
        auto p = current(tx, id, std::nullopt);
        if (!p) return p;
        if (p->state == ProblemState::resolved) return conflict("problem.resolved_already");
        if (one_line(remedy.remedy).empty()) return invalid_field("remedy", "required");
        p->state = ProblemState::resolved;
        p->remedy = remedy.remedy;
        p->told = remedy.words;
        p->resolved_at = now;
        p->resolved_by = by.person;
        store::save(tx, *p);
        ++p->version;
        if (!p->told.empty()) plan_telling(*this, tx, *p, by, now);
        announce(*this, tx, *p, "resolved", 0, by, now);
        return p;
    });
}

Result<Problem> Problems::reopen(const Principal& by, ProblemId id, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Problem> {
        auto p = current(tx, id, std::nullopt);
        if (!p || p->state == ProblemState::open) return p;
        p->state = ProblemState::open;
        p->resolved_at.reset();
        p->resolved_by = 0;
        p->told.clear();
        for (const auto& row : store::of_problem(tx, id)) store::told(tx, row.id, std::nullopt);
        store::save(tx, *p);
        ++p->version;
        announce(*this, tx, *p, "reopened", 0, by, now);
        return p;
    });
}

Result<Affected> Problems::affected(db::Tx& tx, const Problem& p, Instant now) const {
    std::set<std::int64_t> spoke;
    for (const auto& row : store::of_problem(tx, p.id))
        if (const auto c = parts_.cases.find_standing(tx, row.id)) spoke.insert(c->customer);
    Affected out{.customers = static_cast<std::int64_t>(spoke.size())};
    if (p.segment == 0) return out;
    const auto members = parts_.segments.members(tx, p.segment, 0, kCountedAffected, now);
    if (!members) return Refused(members.error());
    out.more = members->size() == kCountedAffected;
    for (const auto id : *members) {
        if (spoke.contains(id)) continue;
        ++out.silent;
        if (out.first_silent.size() < kShownAffected) out.first_silent.push_back(id);
    }
    return out;
}

void Problems::remove_for_cases(db::Tx& tx, std::span<const CaseId> cases) const {
    store::remove_cases(tx, cases);
}

void Problems::remove_sample(db::Tx& tx) const {
    store::remove_sample(tx);
}

}  // namespace escucha::problems
