// What the desk answers, as the API says it (what it takes: requests.hpp). Described once: JSON and schema
// follow.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "http/fields.hpp"
#include "modules/cases/cases.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/files/files.hpp"
#include "modules/promises/promises.hpp"

namespace escucha::desk {

struct Ref {
    std::int64_t id = 0;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Ref, (), (id, name))

struct DueView {
    cases::DueKind what{};
    Instant at{};
    cases::Status status{};
};
BOOST_DESCRIBE_STRUCT(DueView, (), (what, at, status))

struct PromiseLine {
    std::string what;
    Instant at{};
    cases::Status status{};
};
BOOST_DESCRIBE_STRUCT(PromiseLine, (), (what, at, status))

struct CaseRow {
    std::int64_t id = 0, number = 0;
    std::string code;
    CaseKind kind{};
    cases::State state{};
    std::optional<cases::Outcome> outcome;
    std::string title;
    Ref customer;
    std::optional<Ref> owner, team;
    Channel channel{};
    Instant opened_at{};
    std::optional<Instant> waiting_since, solved_at;
    std::optional<DueView> due;
    std::optional<DueView> law;  // the law's date, where `due` is another one that was missed
    std::optional<PromiseLine> promise;
    bool handed_up = false, about_person = false, unread = false;
    Instant last_at{};
    std::optional<cases::LastFrom> last_from;
    std::optional<int> score;
    std::optional<std::int64_t> merged_into;  // state merged: the case it was joined to
};
BOOST_DESCRIBE_STRUCT(CaseRow, (),
                      (id, number, code, kind, state, outcome, title, customer, owner, team, channel,
                       opened_at, waiting_since, solved_at, due, law, promise, handed_up, about_person,
                       unread, last_at, last_from, score, merged_into))

struct Expectation {
    std::string text;
    cases::Source source{};
    Instant at{};
};
BOOST_DESCRIBE_STRUCT(Expectation, (), (text, source, at))

struct SaidBack {
    std::string text;
    Instant at{};
    std::optional<Ref> by;
    std::optional<Instant> confirmed_at;
    std::optional<cases::Source> confirmed_by;
    std::optional<std::string> correction;
};
BOOST_DESCRIBE_STRUCT(SaidBack, (), (text, at, by, confirmed_at, confirmed_by, correction))

struct DoneCheck {
    Instant at{};
    std::optional<Ref> by;
    std::string how;
};
BOOST_DESCRIBE_STRUCT(DoneCheck, (), (at, by, how))

struct Satisfaction {
    int score = 0;
    std::optional<std::string> words;
    Instant at{};
    cases::Source source{};
    std::optional<Ref> by;
};
BOOST_DESCRIBE_STRUCT(Satisfaction, (), (score, words, at, source, by))

struct Override {
    cases::Step step{};
    std::string reason;
    std::optional<Ref> by;
    Instant at{};
};
BOOST_DESCRIBE_STRUCT(Override, (), (step, reason, by, at))

// What the law forbids while the case is open: no_suspension of the service, collection_frozen.
struct Protection {
    std::string what = {}, text = {}, norm = {}, article = {};
    std::optional<std::string> body = {};  // that has the case, where it is for that
    std::optional<std::chrono::year_month_day> since = {};
};
BOOST_DESCRIBE_STRUCT(Protection, (), (what, text, norm, article, body, since))

struct CaseDetail : CaseRow {
    std::optional<Expectation> expectation;
    std::optional<SaidBack> said_back;
    std::optional<Instant> first_answer_at, first_answer_due, next_update_due, resolution_due;
    std::optional<Instant> law_due;   // by when the law wants it answered; its reasons: GET /cases/{id}/dates
    std::optional<Instant> cure_due;  // by when the customer was asked to complete it
    std::optional<Instant>
        law_met_at;  // answered in time then: reopened since, the law's date is not owed again
    std::optional<Instant> comply_due;  // by when what was accepted is to be done
    bool extendable = false;  // the law may let that date be moved: GET /cases/{id}/dates says until when
    std::vector<Protection> protections;
    std::optional<std::string> outcome_text, outcome_reason, outcome_alternative;
    std::vector<Override> overrides;
    std::optional<DoneCheck> done_check;
    std::optional<Satisfaction> satisfaction;
    int hands = 0, retold = 0;
    std::optional<Ref> about;
    Language language{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(CaseDetail, (CaseRow),
                      (expectation, said_back, first_answer_at, first_answer_due, next_update_due,
                       resolution_due, law_due, cure_due, law_met_at, comply_due, extendable, protections,
                       outcome_text, outcome_reason, outcome_alternative, overrides, done_check, satisfaction,
                       hands, retold, about, language, version))

struct StepLine {
    cases::Step step{};
    cases::StepState state{};
    std::optional<Instant> at;
    std::optional<Ref> by;
    std::string hint;  // what is missing to go on; empty when done
};
BOOST_DESCRIBE_STRUCT(StepLine, (), (step, state, at, by, hint))

// forward: ours to somebody outside; third_party: an answer of theirs. The customer sees neither.
enum class EntryType { message, call, visit, note, change, promise, forward, third_party };
BOOST_DESCRIBE_ENUM(EntryType, message, call, visit, note, change, promise, forward, third_party)

struct Author {
    ActorKind kind{};
    std::optional<std::int64_t> id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Author, (), (kind, id, name))

struct ChangeLine {
    std::string what;  // stable code
    std::string text;  // a sentence in the caller's language
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(ChangeLine, (), (what, text, reason))

struct MailParty {
    std::string name, email;
};
BOOST_DESCRIBE_STRUCT(MailParty, (), (name, email))
struct EntryLost {
    std::string address, detail;
};
BOOST_DESCRIBE_STRUCT(EntryLost, (), (address, detail))
// How a message of ours is doing on its way.
struct EntryDelivery {
    std::string state;                 // queued, handed_over, bounced, failed, cancelled
    std::string text;                  // a sentence in the caller's language
    std::string detail;                // the words of the server that took or refused it
    std::string advice = {};           // what to do, where it failed
    std::vector<EntryLost> lost = {};  // of several, whom it did not reach
    bool may_cancel = false;
};
BOOST_DESCRIBE_STRUCT(EntryDelivery, (), (state, text, detail, advice, lost, may_cancel))
struct EntryMail {
    std::int64_t id = 0;  // GET /mail/{id}
    std::string subject;
    MailParty from;
    std::vector<MailParty> to = {}, cc = {};
    std::vector<std::string> bcc = {};  // who got it without the others knowing
    bool forged = false;                // the sender's address is probably not theirs
    std::optional<EntryDelivery> delivery = {};
    std::optional<std::int64_t> forward = {};  // the forwarding it belongs to
};
BOOST_DESCRIBE_STRUCT(EntryMail, (), (id, subject, from, to, cc, bcc, forged, delivery, forward))

// Another case, where it is named.
struct CaseName {
    std::int64_t id = 0;
    std::string code, title;
};
BOOST_DESCRIBE_STRUCT(CaseName, (), (id, code, title))

struct Entry {
    std::string id;
    EntryType type{};
    Instant at{};
    std::optional<Direction> direction;
    std::optional<Channel> channel;
    Author by;
    std::optional<std::string> text;
    std::optional<Mood> mood;
    std::optional<int> waited_seconds, rings;
    std::optional<bool> answered;
    std::optional<std::string> caller_name;
    std::vector<files::FileRef> files;
    std::optional<ChangeLine> change;
    std::optional<std::int64_t> case_id;
    std::optional<EntryMail> mail;
    std::optional<CaseName> from_case;  // where it was written, when it came by joining
};
BOOST_DESCRIBE_STRUCT(Entry, (),
                      (id, type, at, direction, channel, by, text, mood, waited_seconds, rings, answered,
                       caller_name, files, change, case_id, mail, from_case))

struct OptionLine {
    std::int64_t id = 0;
    std::string text;
    bool recommended = false;
    Instant offered_at{};
    std::optional<Instant> chosen_at;
};
BOOST_DESCRIBE_STRUCT(OptionLine, (), (id, text, recommended, offered_at, chosen_at))

struct CompensationLine {
    std::int64_t id = 0, case_id = 0;
    cases::CompensationKind kind{};
    std::int64_t amount_cents = 0;
    std::string currency, description;
    cases::CompensationState state{};
    std::optional<Ref> requested_by, decided_by;
    std::optional<std::string> reason;
    std::optional<Instant> due_at, decided_at;
    Instant at{};
};
BOOST_DESCRIBE_STRUCT(CompensationLine, (),
                      (id, case_id, kind, amount_cents, currency, description, state, requested_by,
                       decided_by, reason, due_at, decided_at, at))

struct DraftLine {
    std::string kind, text;
    Instant saved_at{};
};
BOOST_DESCRIBE_STRUCT(DraftLine, (), (kind, text, saved_at))

// An answer that is about to leave, or that was stopped because somebody spoke meanwhile. All that its writer
// chose, so that taking it back loses nothing.
struct HeldCopies {
    std::vector<std::string> cc = {}, bcc = {};
};
BOOST_DESCRIBE_STRUCT(HeldCopies, (), (cc, bcc))
struct StoppedLine {
    std::string code, text;  // of what stopped it, as a sentence
};
BOOST_DESCRIBE_STRUCT(StoppedLine, (), (code, text))
struct HeldLine {
    std::int64_t id = 0;
    std::optional<Ref> by = {};
    bool mine = false;
    std::string text = {};
    std::string seen = {};  // what its writer had seen
    std::vector<files::FileRef> files = {};
    bool wait = false, apology = false;
    std::optional<HeldCopies> copies = {};
    Instant at{}, leaves_at{};
    int seconds_left = 0;  // as of this answer, whatever the reader's clock says
    std::optional<StoppedLine> stopped = {};
};
BOOST_DESCRIBE_STRUCT(HeldLine, (),
                      (id, by, mine, text, seen, files, wait, apology, copies, at, leaves_at, seconds_left,
                       stopped))

struct WatcherLine {
    std::int64_t id = 0;
    std::string name;
    bool typing = false;
};
BOOST_DESCRIBE_STRUCT(WatcherLine, (), (id, name, typing))
struct Watchers {
    std::vector<WatcherLine> watchers;
};
BOOST_DESCRIBE_STRUCT(Watchers, (), (watchers))

struct May {
    bool take = false, reply = false, solve = false, reopen = false, hand_over = false, hand_up = false;
    bool approve = false, edit = false, move = false;
};
BOOST_DESCRIBE_STRUCT(May, (), (take, reply, solve, reopen, hand_over, hand_up, approve, edit, move))

// A case that was joined to this one, split off from it, or that this one was split off from.
enum class Bond { joined, split_off, split_from };
BOOST_DESCRIBE_ENUM(Bond, joined, split_off, split_from)
struct BondLine {
    std::int64_t id =
        0;  // POST /cases/{id}/merges|splits/{this}/undoing, of the case it was joined to or split from
    Bond bond{};
    CaseName other;
    std::optional<Ref> by;
    Instant at{};
};
BOOST_DESCRIBE_STRUCT(BondLine, (), (id, bond, other, by, at))

// One of the people whose cases are joined here: each is answered for themselves, and sees their own words.
struct CasePerson {
    std::int64_t id = 0;
    std::string name;
    CaseName own;  // their case, by whose code they know it
};
BOOST_DESCRIBE_STRUCT(CasePerson, (), (id, name, own))

struct CaseView {
    CaseDetail case_;
    std::vector<StepLine> steps;
    std::optional<customers::Customer> customer;
    std::vector<CaseRow> other_cases;
    std::vector<Entry> entries;  // the last 50, oldest first
    std::optional<std::string> more_before;
    std::vector<promises::PromiseView> promises;
    std::vector<OptionLine> options;
    std::vector<CompensationLine> compensations;
    std::optional<DraftLine> draft;
    std::vector<WatcherLine> watchers;
    std::vector<HeldLine> held;             // answers about to leave, the first to leave first
    std::vector<BondLine> bonds;            // that stand, oldest first
    std::optional<CaseRow> looks_alike;     // another open case of theirs that may be the same matter
    std::vector<CasePerson> people;         // when they are several; the case's own customer first
    std::optional<std::int64_t> addressee;  // of those, to whom an answer goes unless it says otherwise
    May may;
};
BOOST_DESCRIBE_STRUCT(CaseView, (),
                      (case_, steps, customer, other_cases, entries, more_before, promises, options,
                       compensations, draft, watchers, held, bonds, looks_alike, people, addressee, may))

// What joining would do, before anybody does it.
struct MergeCount {
    std::string what;  // stable code
    std::int64_t rows = 0;
    std::string text;  // in the caller's language
};
BOOST_DESCRIBE_STRUCT(MergeCount, (), (what, rows, text))
struct MergePreviewView {
    CaseRow winner, loser;  // as they stand
    std::int64_t winner_version = 0, loser_version = 0;
    CaseRow joined;  // the winner afterwards
    std::vector<MergeCount> moves;
    bool other_customer = false;  // only a supervisor may, who confirms it
    bool may = true;
};
BOOST_DESCRIBE_STRUCT(MergePreviewView, (),
                      (winner, loser, winner_version, loser_version, joined, moves, other_customer, may))

// What opening a case answers: what the caller could not know. Everything else they just said, or is asked
// for with GET /cases/{id}; on the busiest path of all nothing is read again.
struct NewCaseLine {
    std::int64_t id = 0;
    std::string code;
    Instant opened_at{};
    std::int64_t customer_id = 0;  // found by what was said of them, or written down anew
    std::optional<std::int64_t> team_id;
    std::optional<Instant> first_answer_due, next_update_due, resolution_due, law_due;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(NewCaseLine, (),
                      (id, code, opened_at, customer_id, team_id, first_answer_due, next_update_due,
                       resolution_due, law_due, version))

struct OpenedCase {
    NewCaseLine case_;
};
BOOST_DESCRIBE_STRUCT(OpenedCase, (), (case_))

struct ViewLine {
    cases::View view{};
    std::int64_t count = 0;
    bool capped = false;
};
BOOST_DESCRIBE_STRUCT(ViewLine, (), (view, count, capped))

struct LoadLine {
    Ref person;
    std::int64_t open = 0, late = 0, promises_today = 0;
};
BOOST_DESCRIBE_STRUCT(LoadLine, (), (person, open, late, promises_today))
struct NobodysLoad {
    std::int64_t open = 0, late = 0;
};
BOOST_DESCRIBE_STRUCT(NobodysLoad, (), (open, late))
struct LoadView {
    std::vector<LoadLine> items;
    NobodysLoad nobody;
};
BOOST_DESCRIBE_STRUCT(LoadView, (), (items, nobody))

struct SkippedLine {
    std::int64_t id = 0;
    CaseRow case_;
    cases::Step step{};
    std::string reason;
    std::optional<Ref> by;
    Instant at{};
};
BOOST_DESCRIBE_STRUCT(SkippedLine, (), (id, case_, step, reason, by, at))

template <class T>
struct Items {
    std::vector<T> items;
    BOOST_DESCRIBE_CLASS(Items, (), (items), (), ())
};

}  // namespace escucha::desk
