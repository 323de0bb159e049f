// A problem is resolved once, and everybody whom it hit hears of it: one job a case, so that a thousand
// answers neither wait for each other nor are given twice.
#include <algorithm>

#include "base/fold.hpp"
#include "base/tracking_code.hpp"
#include "modules/cases/bulk.hpp"
#include "modules/customers/customers.hpp"
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

Principal colleague(const Problems& problems, db::Tx& tx, PersonId id, const TellCustomer& job) {
    return speaker(problems, tx, {.problem = job.problem, .case_id = job.case_id, .by = id});
}

// Who resolved it; where the case is about them (K4), who has it, or whoever stands above.
std::optional<Principal> teller(const Problems& problems, db::Tx& tx, const TellCustomer& job,
                                const cases::Case& c) {
    auto who = speaker(problems, tx, job);
    if (cases::may_handle(who, c)) return who;
    if (c.owner != 0 && cases::may_handle(who = colleague(problems, tx, c.owner, job), c)) return who;
    const PersonId excluded[] = {c.about_person, job.by};
    const auto above = problems.parts().team.next_rank_above(tx, job.by, excluded, c.team);
    if (above && cases::may_handle(who = colleague(problems, tx, above->id, job), c)) return who;
    return std::nullopt;
}

// Joined cases of several people: each of them hears it.
Result<void> tell_everybody(Problems& problems, db::Tx& tx, const Principal& who, const cases::Case& c,
                            const std::string& words, Instant now) {
    for (const auto person : problems.parts().cases.people(tx, c))
        if (const auto said = cases::reply_for_all_in(problems.parts().cases, tx, who, c.id,
                                                      {.text = words, .to = person}, now);
            !said)
            return Refused(said.error());
    return {};
}

// A case that was joined meanwhile is told where it stands.
Result<void> tell(Problems& problems, db::Tx& tx, const TellCustomer& job, Instant now) {
    const auto p = store::find(tx, job.problem);
    const auto c = problems.parts().cases.find_standing(tx, job.case_id);
    const auto row = c ? store::find_case(tx, c->id) : std::nullopt;
    if (!p || !row || !still_to_tell(*p, *row, *c)) return {};
    const auto who = teller(problems, tx, job, *c);
    if (!who) return {};
    if (const auto said = tell_everybody(problems, tx, *who, *c, p->told, now); !said) return said;
    store::told(tx, c->id, now);
    return {};
}

void tell_owner(const Problems::Parts& parts, db::Tx& tx, const cases::Case& c, const std::string& whom,
                Instant now) {
    const PersonId about[] = {c.about_person};
    const auto person = c.owner != 0 ? parts.team.looking_after(tx, c.owner, about, now, c.team)
                                     : parts.team.above_and_here(tx, 0, about, now, c.team);
    if (!person) return;
    parts.team.notices().add(
        tx,
        {.person = person->id,
         .kind = team::NoticeKind::mail_not_delivered,
         .params = {{"code", TrackingCode::parse(c.code)->shown()}, {"title", c.title}, {"what", whom}},
         .case_id = c.id,
         .case_code = c.code,
         .key = fmt::format("problem_not_told:{}:{}:{}", c.id, whom, micros(now))},
        now);
}

// Why none of the ways to the customer takes it, in words for whoever has the case.
std::string refusal(const Problems& problems, db::Tx& tx, const cases::Case& c, const cases::Reply& reply,
                    Language language) {
    for (const auto& carrier : problems.parts().cases.carriers())
        if (const auto ok = carrier.can(tx, c, reply); !ok)
            return text(language, "error." + ok.error().code, ok.error().params);
    return {};
}

// Refused until the last time (an address that is dead): the case says to whom it did not go and why, and
// whoever has it tells them another way.
Result<void> give_up(Problems& problems, db::Tx& tx, const TellCustomer& job, Instant now) {
    const auto& parts = problems.parts();
    const auto p = store::find(tx, job.problem);
    const auto c = parts.cases.find_standing(tx, job.case_id);
    const auto row = c ? store::find_case(tx, c->id) : std::nullopt;
    if (!p || !row || !still_to_tell(*p, *row, *c)) return {};
    const auto language = parts.team.organisation()->language;
    std::vector<std::pair<customers::CustomerId, std::string>> refused;
    for (const auto id : parts.cases.people(tx, *c))
        if (auto why = refusal(problems, tx, *c, {.text = p->told, .to = id}, language); !why.empty())
            refused.emplace_back(id, std::move(why));
    if (refused.empty()) return tell(problems, tx, job, now);  // what stood in the way has gone
    for (const auto& [id, why] : refused) {
        const auto customer = parts.customers.get(tx, id);
        const auto name = customer ? customer->name : std::string();
        if (const auto noted = parts.cases.undelivered_in(
                tx, c->id, {.to = name, .why = why + "\n\n" + p->told, .to_customer = true}, now);
            !noted)
            return noted;
        tell_owner(parts, tx, *c, name, now);
    }
    return {};
}

}  // namespace

bool still_to_tell(const Problem& p, const MarkedCase& row, const cases::Case& c) {
    return p.state == ProblemState::resolved && !p.told.empty() && row.problem == p.id && !row.told_at &&
           may_be_told(c);
}

bool may_be_told(const cases::Case& c) {
    return !c.sealed && c.state != cases::State::solved && c.state != cases::State::merged;
}

void plan_telling(Problems& problems, db::Tx& tx, const Problem& p, const Principal& by, Instant now) {
    for (const auto& row : store::of_problem(tx, p.id))
        if (!p.told.empty() && !row.solved_at && !row.told_at)
            problems.parts().jobs.enqueue(tx, TellCustomer{p.id, row.id, by.person, by.request_id},
                                          {.now = now, .key = fmt::format("{}:{}", p.id, row.id)});
}

void handle_telling(Problems& problems) {
    problems.parts().jobs.handle_in_tx<TellCustomer>(
        [&problems](db::Tx& tx, const TellCustomer& job, const work::JobRun& run) {
            const bool last = run.number_of_try >= TellCustomer::kJob.tries;
            return last ? give_up(problems, tx, job, run.now) : tell(problems, tx, job, run.now);
        });
}

void wire(Problems& problems) {
    follow_cases(problems);
    handle_telling(problems);
}

}  // namespace escucha::problems
