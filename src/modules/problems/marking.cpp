// What one case teaches: why, of what, where, in which moment; and its figures, kept up to date by its
// events.
#include "modules/problems/marking.hpp"
#include <set>

#include "modules/cases/cases.hpp"
#include "modules/cases/events.hpp"

#include "modules/problems/events.hpp"
#include "modules/problems/store.hpp"
#include "modules/problems/tree.hpp"
#include "work/events.hpp"

namespace escucha::problems {
namespace {

constexpr Aspect kAspects[] = {Aspect::cause, Aspect::product, Aspect::place, Aspect::moment, Aspect::cycle};

constexpr int kProblemBit = 1 << 5;
constexpr int bit(Aspect aspect) {
    return 1 << static_cast<int>(aspect);
}

void follow(MarkedCase& row, const cases::Case& c) {
    row.opened_at = c.opened_at;
    row.merged = c.state == cases::State::merged;
    row.problem_kind = is_problem(c.kind) && !row.merged;
    row.solved_at = c.solved_at;
    row.score = c.score;
}

// A label that is no longer offered may stay where it was.
Result<void> check(db::Tx& tx, const Marks& before, const Marks& marks) {
    const Tree tree(store::labels(tx));
    std::vector<FieldError> wrong;
    for (const auto aspect : kAspects) {
        const auto id = marks.of(aspect);
        if (id == 0 || id == before.of(aspect)) continue;
        const auto* label = tree.find(id, aspect);
        if (!label || !label->active)
            wrong.push_back({std::string(db::name(aspect)) + "_id", "unknown_label"});
    }
    if (!wrong.empty()) return invalid_fields(std::move(wrong));
    return {};
}

// The other hangs on the winner from then on: what was known of it and not of the winner is known of the
// winner, and kept with the other as lent.
void joined(const Problems& problems, db::Tx& tx, const work::Event& e) {
    const auto fact = work::fact<cases::CasesJoined>(e);
    auto loser = store::find_case(tx, fact.loser);
    const auto c = problems.parts().cases.find(tx, fact.winner);
    if (!loser || !c) return;
    auto winner = row_of(tx, *c);
    for (const auto aspect : kAspects)
        if (winner.marks.of(aspect) == 0 && loser->marks.of(aspect) != 0) {
            winner.marks.of(aspect) = loser->marks.of(aspect);
            loser->lent |= bit(aspect);
        }
    if (winner.problem == 0 && loser->problem != 0) {
        winner.problem = loser->problem;
        winner.told_at = loser->told_at;
        loser->lent |= kProblemBit;
    }
    if (loser->lent == 0) return;
    store::follow(tx, *loser);
    keep(tx, winner, 0, e.at);
}

// They are two again: what was the other's is no longer known of the one that stood, unless somebody changed
// it since. Whom the one told, told both.
void parted(const Problems& problems, db::Tx& tx, const work::Event& e) {
    const auto fact = work::fact<cases::CasesParted>(e);
    auto loser = store::find_case(tx, fact.loser);
    const auto c = problems.parts().cases.find(tx, fact.winner);
    auto winner = c ? store::find_case(tx, c->id) : std::nullopt;
    if (!loser || !winner) return;
    if (loser->problem == winner->problem && !loser->told_at) store::told(tx, loser->id, winner->told_at);
    if (loser->lent == 0) return;
    for (const auto aspect : kAspects)
        if ((loser->lent & bit(aspect)) != 0 && winner->marks.of(aspect) == loser->marks.of(aspect))
            winner->marks.of(aspect) = 0;
    if ((loser->lent & kProblemBit) != 0 && winner->problem == loser->problem) {
        winner->problem = 0;
        winner->told_at.reset();
    }
    loser->lent = 0;
    store::follow(tx, *loser);
    keep(tx, *winner, 0, e.at);
}

void changed(const Problems& problems, db::Tx& tx, const work::Event& e) {
    if (e.type == cases::CasesJoined::kType) joined(problems, tx, e);
    if (e.type == cases::CasesParted::kType) parted(problems, tx, e);
    auto row = store::find_case(tx, e.subject);
    if (!row) return;
    if (const auto c = problems.parts().cases.find(tx, e.subject)) {
        follow(*row, *c);
        store::follow(tx, *row);
    }
}

// What changes neither when a case began nor how it ended: most of what happens to it.
bool moves_no_figure(std::string_view type) {
    static const std::set<std::string_view> still{
        cases::CaseOpened::kType, CaseMarked::kType,    "case.presence",  "case.deadline",
        "case.replied",           "case.noted",         "case.taken",     "case.handed_over",
        "case.handed_up",         "case.said_back",     "case.confirmed", "case.expectation_recorded",
        "case.options_offered",   "case.option_chosen", "case.verified"};
    return still.contains(type);
}

}  // namespace

std::vector<CaseId> ids_of(std::span<const MarkedCase> rows) {
    std::vector<CaseId> ids;
    for (const auto& row : rows) ids.push_back(row.id);
    return ids;
}

MarkedCase row_of(db::Tx& tx, const cases::Case& c) {
    auto row = store::find_case(tx, c.id).value_or(MarkedCase{.id = c.id});
    follow(row, c);
    return row;
}

void keep(db::Tx& tx, MarkedCase& row, PersonId by, Instant now) {
    row.version == 0 ? store::add(tx, row, by, now) : store::save(tx, row, by, now);
    ++row.version;
}

Result<cases::Case> handled(const Problems& problems, db::Tx& tx, const Principal& who, CaseId id) {
    auto c = problems.parts().cases.find_standing(tx, id);
    if (!c) return not_found("case.not_found");
    if (const auto ok = cases::may_handle(who, *c); !ok) return Refused(ok.error());
    return std::move(*c);
}

void announce_marked(const Problems& p, db::Tx& tx, const cases::Case& c, const MarkedCase& row,
                     const Principal& by, Instant now) {
    auto e = work::event(CaseMarked::kType, "case", c.id, by, now, CaseMarked{row.problem});
    e.case_id = c.id;
    e.owner = c.owner;
    e.team = c.team;
    p.parts().events.append(tx, std::move(e));
}

MarkedCase Problems::marked(db::Tx& tx, CaseId id) const {
    return store::find_case(tx, parts_.cases.standing(tx, id)).value_or(MarkedCase{.id = id});
}

Result<MarkedCase> Problems::mark(const Principal& by, CaseId id, std::optional<std::int64_t> version,
                                  const Marks& marks, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<MarkedCase> {
        const auto c = handled(*this, tx, by, id);
        if (!c) return Refused(c.error());
        auto row = row_of(tx, *c);
        if (version && *version != row.version) return conflict("case.labels_changed_meanwhile");
        if (const auto ok = check(tx, row.marks, marks); !ok) return Refused(ok.error());
        row.marks = marks;
        keep(tx, row, by.person, now);
        announce_marked(*this, tx, *c, row, by, now);
        return row;
    });
}

void follow_cases(Problems& problems) {
    problems.parts().events.on("*", [&problems](db::Tx& tx, const work::Event& e) {
        if (e.subject_type != "case" || moves_no_figure(e.type)) return;
        changed(problems, tx, e);
    });
}

}  // namespace escucha::problems
