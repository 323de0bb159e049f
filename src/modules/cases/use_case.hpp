// The frame every change of a case runs in, so that each use case states only its rule:
// load → may they handle it → decide → save → log → announce → plan the deadline, in one write transaction.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "modules/calendar/calendar.hpp"
#include "modules/cases/cases.hpp"
#include "modules/cases/events.hpp"
#include "modules/cases/store.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/files/files.hpp"
#include "modules/team/team.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

namespace escucha::cases {

struct UseCase {
    static Cases::Parts& parts(Cases& c) { return c.parts_; }
};

// A case under change, inside its transaction.
class Work {
  public:
    Work(Cases& cases, db::Tx& tx, const Principal& who, Case& c, Instant now)
        : cases(cases),
          parts(UseCase::parts(cases)),
          tx(tx),
          who(who),
          c(c),
          now(now),
          owner_before(c.owner),
          state_before(c.state),
          rulebook_before(c.rulebook) {}

    Progress& progress();  // loaded when first asked for, saved if it was
    void log(std::string_view what, std::string_view text = {}, const boost::json::object& data = {});
    // What is announced, as "case.<what>"; the last one said stands.
    void announce(std::string what) { event = std::move(what); }
    SoonAt soon() const;
    // By when the customer hears of us next, after a word of ours now; what it was counted by is kept.
    std::optional<Instant> next_update();
    std::optional<Instant> next_update(Instant said);
    // The customer's words, or ours to them; of `customer_id` where the case has several people.
    contacts::ContactId contact(contacts::NewContact contact, std::span<const FileId> files = {});
    Result<void> attach(std::span<const FileId> files, std::string_view owner_type, std::int64_t owner);
    // Whose team's case it is; somebody above them where there is none, or it is about them (K4). 0: nobody.
    PersonId supervisor() const;
    void notify(PersonId person, team::NoticeKind kind, TextParams params = {}, std::string key = {});

    Cases& cases;
    Cases::Parts& parts;
    db::Tx& tx;
    const Principal& who;
    Case& c;
    Instant now;
    PersonId owner_before;
    State state_before;
    RulebookId rulebook_before;
    std::optional<Progress> progress_;
    std::string event;
    Result<void> attached;  // whether the files of the contact could be attached
};

using Decide = std::function<Result<void>(Work&)>;

// Runs `decide` on the case; `event` is announced when it did not refuse.
Result<Changed> change(Cases&, const Principal&, CaseId, Instant now, std::string event,
                       const Decide& decide);
// The same inside a transaction that is already there (jobs, other modules' use cases).
Result<Changed> change_in(Cases&, db::Tx&, const Principal&, CaseId, Instant now, std::string event,
                          const Decide& decide);

// Announces a change of this case, telling whom it concerns.
template <class Fact>
void announce(const Cases::Parts& parts, db::Tx& tx, const Case& c, std::string type, const Principal& who,
              Instant now, const Fact& fact) {
    auto e = work::event(std::move(type), "case", c.id, who, now, fact);
    e.case_id = c.id;
    e.owner = c.owner;
    e.team = c.team;
    parts.events.append(tx, std::move(e));
}

// When dates of this kind begin to be soon, by the organisation's calendar.
SoonAt soon_of(const Cases::Parts& parts, db::Tx& tx, CaseKind kind, Instant now);

// Before the customer speaks: in a case that we began, the dates of its kind run from their first words.
void start_clock(Work&);

// (Re)plans the look at the case's next date: when it begins to be soon, then when it is due.
void plan_deadline(const Cases::Parts& parts, db::Tx& tx, const Case& c, Instant now);
void handle_deadlines(Cases&);    // registers the job
void handle_completions(Cases&);  // the same, for what customers were asked to complete (completing.cpp)
void handle_pauses(Cases&);       // the same, for pauses that stand as long as a rule lets them (pausing.cpp)

// Its owner is no longer with us: the case is nobody's again, and its timeline says so.
void release_absent(Work&);
// A case that comes back to life may find its owner gone and its team removed.
void find_somebody(Work&);
void seal_with_customers(Cases&);  // what blocking their data means for their cases (sealing.cpp)
void hold_rows(Cases&);            // what of this module goes along when cases are joined (holders.cpp)
void react_to_team(Cases&);        // registers what people's and teams' going means for their cases

}  // namespace escucha::cases
