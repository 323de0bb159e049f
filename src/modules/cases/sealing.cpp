// Whose data is blocked may write to us again: that is a new case, and somebody attends to it. Solved, they
// have some days to read the answer and to say how it was; then it goes out of sight like what was solved
// before.
#include "modules/cases/link_store.hpp"
#include "modules/cases/use_case.hpp"
#include "modules/customers/events.hpp"

namespace escucha::cases {
namespace {

constexpr std::chrono::days kSealedAfter{14};

struct SealCase {
    CaseId case_id = 0;
    static constexpr work::JobKind kJob{.name = "case.seal"};
};
BOOST_DESCRIBE_STRUCT(SealCase, (), (case_id))

bool is_blocked(const Cases::Parts& parts, db::Tx& tx, CustomerId customer) {
    return !parts.customers.blocked_among(tx, std::array{customer}).empty();
}

void plan_sealing(const Cases::Parts& parts, db::Tx& tx, CaseId id, Instant now) {
    const auto c = store::find(tx, id);
    if (!c || !c->solved_at || !is_blocked(parts, tx, c->customer)) return;
    parts.jobs.enqueue(tx, SealCase{id},
                       {.now = now,
                        .run_at = *c->solved_at + kSealedAfter,
                        .key = std::to_string(id),
                        .if_waiting = work::IfWaiting::replace});
}

// Opened again meanwhile it waits for its next solution, unblocked it stays open to sight.
void seal(const Cases::Parts& parts, db::Tx& tx, CaseId id, Instant now) {
    const auto c = store::find(tx, id);
    if (!c || c->sealed || !c->solved_at || now < *c->solved_at + kSealedAfter) return;
    if (!is_blocked(parts, tx, c->customer)) return;
    for (const auto& one : store::within(tx, id)) store::seal(tx, one.id);
    parts.team.notices().remove_for_cases(tx, std::array{id});
    announce(parts, tx, *c, "case.put_away", system_principal(), now, CaseChanged{"put_away", c->owner});
}

}  // namespace

void seal_with_customers(Cases& cases) {
    auto& parts = UseCase::parts(cases);
    parts.events.on(customers::CustomerBlocked::kType, [&cases, &parts](db::Tx& tx, const work::Event& e) {
        const std::array customer{work::fact<customers::CustomerBlocked>(e).customer};
        store::seal_of_customer(tx, customer[0], true);
        parts.team.notices().remove_for_cases(tx, cases.of_customers(tx, customer));
    });
    parts.events.on(customers::CustomerUnblocked::kType, [](db::Tx& tx, const work::Event& e) {
        store::seal_of_customer(tx, work::fact<customers::CustomerUnblocked>(e).customer, false);
    });
    parts.events.on("case.resolved",
                    [&parts](db::Tx& tx, const work::Event& e) { plan_sealing(parts, tx, e.subject, e.at); });
    parts.jobs.handle_in_tx<SealCase>([&parts](db::Tx& tx, const SealCase& job, const work::JobRun& run) {
        seal(parts, tx, job.case_id, run.now);
    });
}

}  // namespace escucha::cases
