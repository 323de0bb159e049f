// A problem is resolved once, and everybody whom it hit hears of it: one job a case, so that a thousand
// answers neither wait for each other nor are given twice.
#include <algorithm>

#include "base/fold.hpp"
#include "modules/problems/marking.hpp"
#include "modules/problems/store.hpp"
#include "modules/team/team.hpp"
#include "work/jobs.hpp"

namespace escucha::problems {
namespace {

struct TellCustomer {
    std::int64_t problem = 0, case_id = 0, by = 0;
    std::string request_id = {};
    static constexpr work::JobKind kJob{.name = "problem.tell", .priority = work::Priority::low};
};
BOOST_DESCRIBE_STRUCT(TellCustomer, (), (problem, case_id, by, request_id))

// As who resolved it: the answer bears their name.
Principal speaker(const Problems& problems, db::Tx& tx, const TellCustomer& job) {
    Principal who;
    who.kind = ActorKind::person;
    who.person = job.by;
    who.request_id = job.request_id;
    if (const auto person = problems.parts().team.person(tx, job.by)) {
        who.role = person->role;
        who.name = person->name;
        who.language = person->language;
        who.team = person->team;
    }
    return who;
}

bool still_to_tell(const Problem& p, const MarkedCase& row, const cases::Case& c) {
    return p.state == ProblemState::resolved && row.problem == p.id && !row.told_at && !c.sealed &&
           c.state != cases::State::solved && c.state != cases::State::merged;
}

Result<void> tell(Problems& problems, db::Tx& tx, const TellCustomer& job, Instant now) {
    const auto p = store::find(tx, job.problem);
    auto row = store::find_case(tx, job.case_id);
    const auto c = problems.parts().cases.find(tx, job.case_id);
    if (!p || !row || !c || !still_to_tell(*p, *row, *c)) return {};
    const auto who = speaker(problems, tx, job);
    if (!cases::may_handle(who, *c)) return {};  // about themselves: somebody else tells it
    if (const auto said = problems.parts().cases.reply_in(tx, who, c->id, {.text = p->told}, now); !said)
        return Refused(said.error());
    row->told_at = now;
    keep(tx, *row, job.by, now);
    return {};
}

}  // namespace

void plan_telling(Problems& problems, db::Tx& tx, const Problem& p, const Principal& by, Instant now) {
    for (const auto& row : store::of_problem(tx, p.id))
        if (!row.solved_at && !row.told_at)
            problems.parts().jobs.enqueue(tx, TellCustomer{p.id, row.id, by.person, by.request_id},
                                          {.now = now, .key = fmt::format("{}:{}", p.id, row.id)});
}

void handle_telling(Problems& problems) {
    problems.parts().jobs.handle_in_tx<TellCustomer>(
        [&problems](db::Tx& tx, const TellCustomer& job, const work::JobRun& run) {
            return tell(problems, tx, job, run.now);
        });
}

void wire(Problems& problems) {
    follow_cases(problems);
    handle_telling(problems);
}

}  // namespace escucha::problems
