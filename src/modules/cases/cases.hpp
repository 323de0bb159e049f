// The module cases: what customers say, owned by one person, moved along the seven steps, solved by a date
// (SERVICE_MODEL K1–K6). Others include only this, case.hpp (the words) and events.hpp.
//
// Each use case opens ONE write transaction, decides by the rules of case.hpp, saves, logs the change for the
// timeline, appends the event, plans the deadline job. Every one takes who does it (a person, a customer
// through the portal, the system) and when it happens; none looks at a clock.
#pragma once
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/principal.hpp"
#include "base/result.hpp"
#include "db/database.hpp"
#include "modules/cases/answering.hpp"
#include "modules/cases/case.hpp"
#include "modules/cases/checking.hpp"
#include "modules/cases/dates.hpp"
#include "modules/cases/joining.hpp"
#include "modules/cases/watching.hpp"
#include "modules/cases/term_standing.hpp"

namespace escucha {
namespace calendar {
class Calendars;
}
namespace customers {
class Customers;
}
namespace contacts {
class Contacts;
}
namespace files {
class Files;
}
namespace team {
class Team;
}
namespace work {
class Events;
class Jobs;
}  // namespace work
}  // namespace escucha

namespace escucha::cases {

struct NewCustomerOf {  // who speaks, when not yet known by id
    std::string name, email, phone, document;
};

struct NewCase {
    CaseKind kind = CaseKind::question;
    Channel channel = Channel::web;
    std::string what;         // in the customer's words
    std::string expectation;  // may be empty: then somebody asks
    std::optional<CustomerId> customer;
    NewCustomerOf who;  // when `customer` is not given
    PersonId about_person = 0;
    TeamId team = 0;  // 0: the first team
    Language language = Language::es;
    std::optional<Mood> mood;
    std::optional<int> waited_seconds;
    std::vector<FileId> files;
    bool sample = false;     // of the sample company
    std::string title = {};  // empty: the beginning of `what`
    // `what` are words of ours to the customer, of the channel; whoever writes them has the case, and it
    // waits for the customer's answer.
    bool begun_by_us = false;
    // When it was said, where that was before it was written down (a sheet of paper): it is open since then,
    // and dates count from there.
    std::optional<Instant> said_at = {};
    bool told_otherwise = false;  // whoever opens it tells its customer that it came: no acknowledgement
};

struct Opened {
    CaseId id = 0;
    std::string code;
    CustomerId customer = 0;
    TeamId team = 0;  // whose turn it is; 0: no team yet
    std::optional<Instant> first_answer_due, next_update_due, resolution_due, law_due;
    std::int64_t version = 1;
    std::int64_t contact = 0;  // the first: what was said
};

// After a change: which case, in which version now.
struct Changed {
    CaseId id = 0;
    std::int64_t version = 0;
};

// What a customer said by a channel of messages: an e-mail that belongs to a case there is.
struct Heard {
    Channel channel = Channel::email;
    std::string text;
    std::string writer = {};  // when it was somebody else than the case's customer: who
    bool thanks = false;      // nothing but thanks: what is solved stays solved
};
struct HeardIn {
    CaseId id = 0;
    std::int64_t contact = 0;
    CustomerId customer = 0;  // whose words they are
    bool reopened = false;
};
// What passes between us and somebody outside who was asked about a case: kept in its log, because it is no
// part of the conversation with the customer and never shown to them. third_party_unknown: an answer by
// somebody whom nobody asked.
enum class AsideKind { forwarded, third_party, third_party_unknown };
BOOST_DESCRIBE_ENUM(AsideKind, forwarded, third_party, third_party_unknown)
struct Aside {
    AsideKind kind = AsideKind::third_party;
    std::string text = {};
    std::string who = {};  // outside: to whom, or from whom
    std::vector<FileId> files = {};
    PersonId else_tell = 0;  // told of an answer when nobody owns the case
};
struct AsideIn {
    CaseId id = 0;
    std::int64_t entry = 0;  // of the log
};
// Why a new case is shown beside another, and not joined to it.
enum class Beside { looks_alike, code_quoted, answered_late };
BOOST_DESCRIBE_ENUM(Beside, looks_alike, code_quoted, answered_late)

struct Note {
    std::string text;
    std::vector<PersonId> mentions;
    std::vector<FileId> files;
};
struct Call {
    Direction direction = Direction::in;
    std::string caller_name, text;
    std::optional<int> rings, waited_seconds;
    Mood mood = Mood::neutral;
    bool answered = true;
    CustomerId with = 0;  // whose cases are joined here; 0: whoever spoke last
};
struct Visit {
    std::string text;
    Mood mood = Mood::neutral;
    std::optional<int> waited_seconds;
    CustomerId with = 0;  // as of a call
};
struct NewOption {
    std::string text;
    bool recommended = false;
};
struct Option {
    std::int64_t id = 0;
    std::string text;
    bool recommended = false;
    Instant offered_at{};
    std::optional<Instant> chosen_at;
};
struct Handover {
    PersonId to_person = 0;  // one of the two
    TeamId to_team = 0;
    std::string summary;
    std::string expectation;  // what the customer expects; needed when the case has none yet
};

enum class CompensationKind { refund, replacement, repair, courtesy };
enum class CompensationState { granted, pending, approved, declined };
BOOST_DESCRIBE_ENUM(CompensationKind, refund, replacement, repair, courtesy)
BOOST_DESCRIBE_ENUM(CompensationState, granted, pending, approved, declined)
struct NewCompensation {
    CompensationKind kind = CompensationKind::courtesy;
    std::int64_t amount_cents = 0;
    std::string description;
};
struct Compensation {
    std::int64_t id = 0;
    CaseId case_id = 0;
    CompensationKind kind = CompensationKind::courtesy;
    std::int64_t amount_cents = 0;
    std::string currency, description;
    CompensationState state = CompensationState::granted;
    Instant at{};
    PersonId requested_by = 0, decided_by = 0;
    std::optional<Instant> decided_at = {}, due_at = {};
    std::string reason = {};
};

// A note or a change of the timeline. `what` is "note" or the change's code; the text key is "change.<what>".
struct LogEntry {
    std::int64_t id = 0;
    Instant at{};
    std::string what;
    ActorKind actor_kind = ActorKind::system;
    std::int64_t actor = 0;
    std::string text;
    std::string data;  // JSON object of the change's parameters
};
struct SkippedStep {
    std::int64_t id = 0;
    CaseId case_id = 0;
    Step step = Step::said_back;
    std::string reason;
    PersonId by = 0;
    Instant at{};
};
struct Draft {
    std::string kind;  // "reply" or "note"
    std::string text;
    Instant saved_at{};
};
struct Watcher {
    PersonId person = 0;
    bool typing = false;
};

struct Edit {
    std::optional<CaseKind> kind;
    std::optional<PersonId> about_person;
    std::optional<TeamId> team;
    std::optional<std::string> title;
};

// The views of the inbox (UX.md "Bandeja"); `all` is everything live.
enum class View { mine, nobody, team, due_today, late, promises_today, waiting, unchecked, all };
BOOST_DESCRIBE_ENUM(View, mine, nobody, team, due_today, late, promises_today, waiting, unchecked, all)

enum class Sort { due, newest };
BOOST_DESCRIBE_ENUM(Sort, due, newest)

struct Filter {
    std::optional<View> view;
    std::vector<CaseKind> kinds;
    std::optional<State> state;
    std::optional<Outcome> outcome;
    std::optional<PersonId> owner;
    std::optional<TeamId> team;
    std::optional<CustomerId> customer;
    std::optional<Instant> opened_from, opened_to, solved_from, solved_to;
    bool late = false;
    std::optional<bool> satisfied;  // of those who answered: 4–5, or 1–3
    std::optional<TermStanding> term;
    std::optional<std::string> legal_kind;  // "": the law has no name for it
    std::optional<bool> closed;
    Sort sort = Sort::due;
    std::string cursor;
    std::size_t limit = 50;
};
struct CasePage {
    std::vector<Case> items;
    std::optional<std::string> next;
};
// A page of what goes backwards in time: what came before this instant (and number).
struct Before {
    Instant at = Instant::max();
    std::int64_t id = std::numeric_limits<std::int64_t>::max();
    std::size_t limit = 50;
};
struct ViewCount {
    View view = View::all;
    std::int64_t count = 0;
    bool capped = false;  // there are more than `count`
};
// From whose eyes: who looks, and when their today ends.
struct Eyes {
    PersonId person = 0;
    TeamId team = 0;
    Instant now{};
    Instant end_of_today{};
};
struct Load {
    PersonId person = 0;  // 0: nobody's
    std::int64_t open = 0, late = 0, promises_today = 0;
};

// What a customer sends through the portal. `once`: the same key again is the same sending.
struct CustomerReply {
    std::string text;
    std::vector<FileId> files = {};
    std::string once = {};
};
struct SatisfactionGiven {
    int score = 0;
    std::string words;
};

class Cases {
  public:
    struct Parts {
        db::Database& db;
        work::Events& events;
        work::Jobs& jobs;
        team::Team& team;
        calendar::Calendars& calendars;
        customers::Customers& customers;
        contacts::Contacts& contacts;
        files::Files& files;
        const rules::Rules* rules = nullptr;  // none: no law is counted
        Watch watch = {};                     // see watched_by
    };
    explicit Cases(Parts parts);

    // --- Opening and conversation --------------------------------------------------------------------------
    Result<Opened> open(const Principal&, const NewCase&, Instant now);
    Result<Opened> open_in(db::Tx&, const Principal&, const NewCase&, Instant now);
    Result<Changed> reply(const Principal&, CaseId, const Reply&, Instant now);
    Result<Changed> reply_in(db::Tx&, const Principal&, CaseId, const Reply&, Instant now);
    // The same after `time`, in which it can be taken back (answering.hpp): "case.reply_held" while another
    // of theirs is held here. Refuses at once what `reply` would refuse.
    Result<HeldId> hold(const Principal&, CaseId, const Reply&, std::chrono::seconds time, Instant now);
    // Both only by its writer: "case.reply_not_yours", "case.reply_left_already". What was taken back is a
    // draft again. Sent before its time, or although it was stopped: `seen` as in Reply.
    Result<HeldReply> take_back(const Principal&, CaseId, HeldId, Instant now);
    Result<Changed> send_held(const Principal&, CaseId, HeldId, const std::optional<std::string>& seen,
                              Instant now);
    Result<Changed> note(const Principal&, CaseId, const Note&, Instant now);
    Result<Changed> log_call(const Principal&, CaseId, const Call&, Instant now);
    Result<Changed> log_visit(const Principal&, CaseId, const Visit&, Instant now);
    Result<Changed> told_again(const Principal&, CaseId, Instant now);
    // For channels of messages, in their transaction. Refuse "case.not_found" and "case.sealed". What was
    // said to a case that was joined to another is heard there (HeardIn::id says where), as words of the
    // customer of the one that was asked for.
    Result<HeardIn> hear_in(db::Tx&, const Principal&, CaseId, const Heard&, Instant now);
    // For the same, with the same refusals. An answer makes the case unread and tells whoever has it; state,
    // dates and who spoke last stay as they are.
    Result<AsideIn> aside_in(db::Tx&, const Principal&, CaseId, const Aside&, Instant now);
    // Something of ours did not reach whom it went to.
    Result<void> undelivered_in(db::Tx&, CaseId, const Undelivered&, Instant now);
    // Both timelines say so, and name the other to those who may know of it.
    Result<void> stand_beside_in(db::Tx&, const Principal&, CaseId fresh, CaseId other, Beside why,
                                 Instant now);

    // --- Listening: steps 3 to 5 ---------------------------------------------------------------------------
    Result<Changed> expect(const Principal&, CaseId, const std::string& text, Instant now);
    Result<Changed> say_back(const Principal&, CaseId, const std::string& text, Instant now);
    Result<Changed> confirm_said_back(const Principal&, CaseId, const std::string& how, Instant now);
    Result<Changed> offer(const Principal&, CaseId, std::span<const NewOption>, Instant now);
    Result<Changed> choose(const Principal&, CaseId, std::int64_t option, Instant now);

    // --- Ownership -----------------------------------------------------------------------------------------
    Result<Changed> assign(const Principal&, CaseId, PersonId owner, Instant now);  // take, or move
    Result<Changed> hand_over(const Principal&, CaseId, const Handover&, Instant now);
    Result<Changed> hand_up(const Principal&, CaseId, const std::string& reason, Instant now);
    Result<Changed> edit(const Principal&, CaseId, const Edit&, std::int64_t version, Instant now);
    Result<Changed> edit_in(db::Tx&, const Principal&, CaseId, const Edit&, Instant now);  // of any version

    // --- Putting it right ----------------------------------------------------------------------------------
    Result<Changed> compensate(const Principal&, CaseId, const NewCompensation&, Instant now);
    Result<Changed> decide(const Principal&, std::int64_t compensation, bool approved,
                           const std::string& reason, Instant now);
    Result<Changed> verify_done(const Principal&, CaseId, const std::string& how, Instant now);
    Result<Changed> resolve(const Principal&, CaseId, const Solution&, Instant now);
    Result<Changed> rate(const Principal&, CaseId, int score, const std::string& words, Instant now);
    Result<Changed> reopen_case(const Principal&, CaseId, const std::string& reason, Instant now);

    // --- The customer, by tracking code --------------------------------------------------------------------
    // `said_at`: the wording the customer saw, so that nobody confirms what was rewritten meanwhile.
    Result<Changed> customer_reply(const Principal&, CaseId, const CustomerReply&, Instant now);
    Result<Changed> customer_confirms(const Principal&, CaseId, Instant said_at, Instant now);
    Result<Changed> customer_corrects(const Principal&, CaseId, Instant said_at, const std::string& text,
                                      Instant now);
    Result<Changed> customer_rates(const Principal&, CaseId, const SatisfactionGiven&, Instant now);

    // --- One matter or two (joining.hpp) -------------------------------------------------------------------
    // Refuse, besides what is said there: "case.merge_changed_meanwhile" {code} (versions),
    // "case.merge_other_customer" (only a supervisor, who says so), "case.merge_blocked" (of different
    // people, one of whose data is blocked), "case.undo_later_first". Both cases are handled: whoever may not
    // handle one joins and parts neither.
    Result<MergePreview> preview_merge(db::Tx&, const Principal&, CaseId winner, CaseId loser,
                                       Instant now) const;
    Result<Changed> merge(const Principal&, const MergeWish&, Instant now);  // answers the winner
    // What came since goes with the case it was said to; what was said to the winner stays, and its timeline
    // says so. Each then stands as its own words have it (retelling.hpp). Answers the winner.
    Result<Changed> undo_merge(const Principal&, CaseId winner, LinkId, Instant now);
    // A case of its own from entries of a timeline, with the dates of its kind counted from when the first of
    // them came, of whoever said them. Refuses "entries": unknown, no_contact (a note alone is no case),
    // only_ours (nor are our own words), nothing_left; "about_person_id": unknown; "case.about_you". Answers
    // the new case.
    Result<Changed> split(const Principal&, const SplitWish&, Instant now);
    // Joins it back, with all that came since. "case.undo_split_solved": it came to its own end, and how it
    // ended is not lost in passing; `merge` joins it, and can be undone. Answers the case it was split from.
    Result<Changed> undo_split(const Principal&, CaseId from, LinkId, Instant now);

    // --- Dates (dates.hpp) ---------------------------------------------------------------------------------
    // Sent to the customer like any answer, with the date. Refuse "case.completion_pending",
    // "case.already_solved"; "until": too_soon {when}, too_late {when}; and what `reply` does.
    Result<Changed> ask_to_complete(const Principal&, CaseId, const AskToComplete&, Instant now);
    // "case.completion_not_found", "case.completion_settled".
    Result<Changed> settle_completion(const Principal&, CaseId, PauseId, const SettleCompletion&,
                                      Instant now);
    // "case.pause_forbidden" {rule, article}: the rule that forbids it; "case.pause_without_rule".
    Result<Changed> pause(const Principal&, CaseId, const PauseWish&, Instant now);
    Result<Changed> end_pause(const Principal&, CaseId, PauseId, Instant now);
    // "case.not_extendable" {rule, article}, "case.extended_already", "case.extension_too_late" {when};
    // "until": too_soon, too_late {when}.
    Result<Changed> extend(const Principal&, CaseId, const ExtendDate&, Instant now);
    // "legal_kind": unknown; "flags[i]": unknown.
    Result<Changed> classify(const Principal&, CaseId, const Classify&, Instant now);
    CaseDates dates(db::Tx&, const Case&, Instant now) const;
    // What a case like that, opened then, would be owed by what is in force.
    CaseDates dates_if(db::Tx&, CaseKind, Channel, const std::vector<std::string>& flags,
                       Instant opened) const;
    const Rulebooks& rulebooks() const { return rulebooks_; }

    // --- Writing in peace ----------------------------------------------------------------------------------
    Result<void> save_draft(const Principal&, CaseId, const std::string& kind, const std::string& text,
                            Instant now);
    Result<void> drop_draft(const Principal&, CaseId);
    Result<std::vector<Watcher>> watch(const Principal&, CaseId, bool typing, Instant now);
    Result<void> unwatch(const Principal&, CaseId, Instant now);

    // --- Reading, inside anyone's transaction --------------------------------------------------------------
    std::optional<Case> find(db::Tx&, CaseId) const;
    // The case that stands for it now: itself, or the one it was joined to (joining.hpp).
    CaseId standing(db::Tx&, CaseId) const;
    std::optional<Case> find_standing(db::Tx&, CaseId) const;
    // Where the code leads: of a case joined to another, to that other.
    std::optional<Case> by_code(db::Tx&, std::string_view code) const;
    // For the search box: a tracking code (whole or its beginning, however written) or a case's number.
    std::vector<Case> find_by_reference(db::Tx&, std::string_view typed, std::size_t limit) const;
    Progress progress(db::Tx&, CaseId) const;  // promises filled in by `promise_counts`
    // Newest first, with ids below `before`.
    std::vector<LogEntry> log(db::Tx&, CaseId, std::int64_t before, std::size_t limit) const;
    std::vector<Option> options(db::Tx&, CaseId) const;
    std::vector<Compensation> compensations(db::Tx&, CaseId) const;
    std::vector<Compensation> pending_compensations(db::Tx&, std::int64_t after, std::size_t limit) const;
    std::vector<SkippedStep> skipped_of(db::Tx&, CaseId) const;
    std::vector<SkippedStep> skipped(db::Tx&, std::int64_t before, std::size_t limit) const;
    std::optional<Draft> draft(db::Tx&, CaseId, PersonId) const;
    std::vector<Watcher> watchers(db::Tx&, CaseId, Instant now) const;
    std::vector<HeldReply> held(db::Tx&, CaseId) const;  // about to leave, or stopped
    Result<CasePage> list(db::Tx&, const Filter&, const Eyes&) const;
    std::vector<ViewCount> counts(db::Tx&, const Eyes&) const;
    std::vector<Load> load(db::Tx&, const Eyes&) const;
    std::unordered_map<CaseId, std::string> codes(db::Tx&, std::span<const CaseId>) const;
    // Every case of a customer that is not sealed nor joined to another, newest first by their opening;
    // whoever shows them asks `may_handle` (K4).
    std::vector<Case> of_customer(db::Tx&, CustomerId, Before before) const;
    // Those they said how they were served in, newest first by when they said so (`checked_at`).
    std::vector<Case> answers_of(db::Tx&, CustomerId, Before before) const;
    std::unordered_map<CustomerId, int> open_cases(db::Tx&, std::span<const CustomerId>) const;
    std::vector<Link> links_of(db::Tx&, CaseId) const;  // that stand, oldest first
    Origins origins(db::Tx&, CaseId) const;
    // Where the code leads, and whose it is: nobody reads or answers for another by a code of their own.
    std::optional<Asked> asked_by_code(db::Tx&, std::string_view code) const;
    // Which case somebody means who answers what hangs on `held`: the one it was written in, or by whose code
    // it came, as long as that is joined to `held`; else one of this customer's that is; else `held`.
    // `contact` and `customer` may be 0.
    CaseId asked_for(db::Tx&, CaseId held, std::int64_t contact, CustomerId customer) const;
    // To whom an answer goes where cases of several people are joined: `to`, or whoever spoke last. Refuses
    // "customer_id": unknown.
    Result<CustomerId> addressee(db::Tx&, const Case&, std::optional<CustomerId> to) const;
    // The case itself, and all that were joined to it.
    std::vector<Case> within(db::Tx&, CaseId) const;
    // Whose cases those are: the case's own customer first, each once.
    std::vector<CustomerId> people(db::Tx&, const Case&) const;
    // Cases that stand for some of this customer's and some of other people's.
    std::vector<Case> joined_with_others(db::Tx&, CustomerId) const;
    // Another open case of the customer that may be the same matter, and that nobody told apart from it: the
    // oldest of them.
    std::optional<Case> looks_alike(db::Tx&, const Case&) const;

    // --- For modules above
    // ----------------------------------------------------------------------------------- The next open
    // promise to the customer, for the list row; in the promise's own transaction.
    void note_promises(db::Tx&, CaseId, const std::optional<NextPromise>&) const;
    struct PromiseCounts {
        int open = 0, made = 0;
    };
    // Set by src/app: how many promises a case has. Cases come before promises; they may not ask themselves.
    std::function<PromiseCounts(db::Tx&, CaseId)> promise_counts = [](db::Tx&, CaseId) {
        return PromiseCounts{};
    };
    // Set by src/app: a missed call asks for a promise to call back.
    std::function<void(db::Tx&, const Case&, const Principal&, Instant)> missed_call =
        [](db::Tx&, const Case&, const Principal&, Instant) {};

    // Who brings answers to customers besides the portal, which shows the case.
    void carried_by(Carrier carrier) { carriers_.push_back(std::move(carrier)); }
    const std::vector<Carrier>& carriers() const { return carriers_; }
    // Who looks at what is answered, and before a case is solved.
    void checked_by(Checker checker) { checkers_.push_back(std::move(checker)); }
    const std::vector<Checker>& checkers() const { return checkers_; }

    // Who else watches over the next date; one, lent by src/app before anything is opened.
    void watched_by(Watch watch) { parts_.watch = std::move(watch); }
    // A line of its timeline ("change.<what>") that another module has to tell, announced as "case.<what>".
    void remark_in(db::Tx&, CaseId, std::string_view what, std::string_view text,
                   const boost::json::object& data, const Principal&, Instant now);

    // Rows that belong to a case, for joining and parting; in the order they are moved.
    void held_by(Holder holder) { holders_.push_back(std::move(holder)); }
    const std::vector<Holder>& holders() const { return holders_; }
    // Set by src/app: rows were moved to this case, or away from it.
    std::function<void(db::Tx&, const Case&)> rows_moved = [](db::Tx&, const Case&) {};

    // The sample company goes, with everything that hangs on its cases here.
    std::vector<CaseId> of_customers(db::Tx&, std::span<const CustomerId>) const;
    void remove_of_customers(db::Tx&, std::span<const CustomerId>) const;

  private:
    friend struct UseCase;
    Parts parts_;
    Rulebooks rulebooks_;
    std::vector<Holder> holders_;
    std::vector<Carrier> carriers_;
    std::vector<Checker> checkers_;
};

}  // namespace escucha::cases
