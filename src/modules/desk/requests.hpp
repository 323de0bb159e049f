// What the desk takes, as the API says it. Described once: parsing, limits and schema follow.
#pragma once
#include <optional>

#include <boost/describe/class.hpp>

#include "http/fields.hpp"
#include "modules/desk/shapes.hpp"

namespace escucha::desk {

using http::Id;
using http::Int;
using http::Line;
using http::Many;
using http::Prose;

struct OneCase {
    Id id;
};
BOOST_DESCRIBE_STRUCT(OneCase, (), (id))
struct ByCode {
    Line<40> code;
};
BOOST_DESCRIBE_STRUCT(ByCode, (), (code))

struct MergeCase {
    Id id;       // which goes on
    Id case_id;  // which is joined to it
    Id version;  // of the latter, as it was looked at
    std::optional<bool> other_customer;
};
BOOST_DESCRIBE_STRUCT(MergeCase, (), (id, case_id, version, other_customer))
struct PreviewMerge {
    Id id, case_id;
};
BOOST_DESCRIBE_STRUCT(PreviewMerge, (), (id, case_id))
struct SplitCase {
    Id id;
    Many<Line<24>, 200> entries;  // ids of the timeline
    CaseKind kind{};
    std::optional<Line<120>> title;
    std::optional<Id> about_person_id;  // absent: whom the case it comes from is about
};
BOOST_DESCRIBE_STRUCT(SplitCase, (), (id, entries, kind, title, about_person_id))
struct UndoBond {
    Id id, bond;
};
BOOST_DESCRIBE_STRUCT(UndoBond, (), (id, bond))

struct ListCases {
    std::optional<cases::View> view;
    std::optional<CaseKind> kind;
    std::optional<Line<200>> kinds;  // separated by commas
    std::optional<cases::State> state;
    std::optional<cases::Outcome> outcome;
    std::optional<Int<0, INT64_MAX>> owner;
    std::optional<Id> team, customer;
    std::optional<Instant> opened_from, opened_to, solved_from, solved_to;
    std::optional<bool> late;
    std::optional<Line<3>> satisfied;  // yes, no
    std::optional<cases::TermStanding> term;
    std::optional<Line<60>> legal_kind;  // "none": the law has no name for it
    std::optional<bool> closed;
    std::optional<cases::Sort> sort;
    std::optional<Line<60>> cursor;
    std::optional<Int<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(ListCases, (),
                      (view, kind, kinds, state, outcome, owner, team, customer, opened_from, opened_to,
                       solved_from, solved_to, late, satisfied, term, legal_kind, closed, sort, cursor,
                       limit))

struct CustomerOf {
    Line<200> name;
    std::optional<http::Email> email;
    std::optional<Line<40>> phone, document;
};
BOOST_DESCRIBE_STRUCT(CustomerOf, (), (name, email, phone, document))

struct OpenCase {
    CaseKind kind{};
    Channel channel{};
    Prose<20'000> what;
    std::optional<Prose<5'000>> expectation;
    std::optional<Id> customer_id, about_person_id, team_id;
    std::optional<CustomerOf> customer;
    std::optional<Language> language;
    std::optional<Mood> mood;
    std::optional<Int<0, 86'400>> waited_seconds;
    Many<Id, 10> file_ids;
};
BOOST_DESCRIBE_STRUCT(OpenCase, (),
                      (kind, channel, what, expectation, customer_id, about_person_id, team_id, customer,
                       language, mood, waited_seconds, file_ids))

struct EntriesBefore {
    Id id;
    std::optional<Line<40>> before;
    std::optional<Int<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(EntriesBefore, (), (id, before, limit))

struct SetOwner {
    Id id;
    std::optional<Int<0, INT64_MAX>> owner_id;  // absent: me; 0: nobody
};
BOOST_DESCRIBE_STRUCT(SetOwner, (), (id, owner_id))

enum class Then { waiting, open };
BOOST_DESCRIBE_ENUM(Then, waiting, open)
struct CopiesOf {
    Many<http::Email, 20> cc, bcc;
};
BOOST_DESCRIBE_STRUCT(CopiesOf, (), (cc, bcc))
struct WriteReply {
    Id id;
    Prose<20'000> text;
    std::optional<Line<24>> seen;
    Many<Id, 10> file_ids;
    std::optional<Then> then;
    std::optional<bool> apology;
    std::optional<CopiesOf> copies;  // by e-mail; absent: those of the message it answers
    std::optional<Int<0, 60>> hold;  // seconds in which it can be taken back; absent or 0: it leaves at once
    // To whom, where cases of several people are joined; absent: whoever spoke last.
    std::optional<Id> customer_id;
};
BOOST_DESCRIBE_STRUCT(WriteReply, (), (id, text, seen, file_ids, then, apology, copies, hold, customer_id))
struct OneHeld {
    Id id, held;
};
BOOST_DESCRIBE_STRUCT(OneHeld, (), (id, held))
struct SendHeld {
    Id id, held;
    std::optional<Line<24>> seen;  // what the writer has seen by now
};
BOOST_DESCRIBE_STRUCT(SendHeld, (), (id, held, seen))

struct WriteNote {
    Id id;
    Prose<20'000> text;
    Many<Id, 20> mentions;
    Many<Id, 10> file_ids;
};
BOOST_DESCRIBE_STRUCT(WriteNote, (), (id, text, mentions, file_ids))

struct LogCall {
    Id id;
    Direction direction{};
    bool answered = true;
    Mood mood{};
    std::optional<Line<200>> caller_name;
    std::optional<Prose<20'000>> text;
    std::optional<Int<0, 100>> rings;
    std::optional<Int<0, 86'400>> waited_seconds;
    std::optional<Id> customer_id;  // as of WriteReply
};
BOOST_DESCRIBE_STRUCT(LogCall, (),
                      (id, direction, answered, mood, caller_name, text, rings, waited_seconds, customer_id))

struct LogVisit {
    Id id;
    Prose<20'000> text;
    Mood mood{};
    std::optional<Int<0, 86'400>> waited_seconds;
    std::optional<Id> customer_id;  // as of WriteReply
};
BOOST_DESCRIBE_STRUCT(LogVisit, (), (id, text, mood, waited_seconds, customer_id))

struct WithText {
    Id id;
    Prose<5'000> text;
};
BOOST_DESCRIBE_STRUCT(WithText, (), (id, text))
struct WithHow {
    Id id;
    Prose<2'000> how;
};
BOOST_DESCRIBE_STRUCT(WithHow, (), (id, how))
struct WithReason {
    Id id;
    Prose<2'000> reason;
};
BOOST_DESCRIBE_STRUCT(WithReason, (), (id, reason))

struct OfferedOption {
    Prose<1'000> text;
    bool recommended = false;
};
BOOST_DESCRIBE_STRUCT(OfferedOption, (), (text, recommended))
struct OfferOptions {
    Id id;
    Many<OfferedOption, 3, 1> options;
};
BOOST_DESCRIBE_STRUCT(OfferOptions, (), (id, options))
struct ChooseOption {
    Id id, option;
};
BOOST_DESCRIBE_STRUCT(ChooseOption, (), (id, option))

struct MakePromise {
    Id id;
    Line<300> what;
    Instant promised_for{};
    std::optional<Instant> target;
    std::optional<Channel> channel;
    std::optional<Id> customer_id;  // as of WriteReply
};
BOOST_DESCRIBE_STRUCT(MakePromise, (), (id, what, promised_for, target, channel, customer_id))

struct HandOver {
    Id id;
    std::optional<Id> to_person, to_team;
    Prose<5'000, 20> summary;
    std::optional<Prose<5'000>> expectation;
};
BOOST_DESCRIBE_STRUCT(HandOver, (), (id, to_person, to_team, summary, expectation))

struct Compensate {
    Id id;
    cases::CompensationKind kind{};
    Int<0, 100'000'000'000> amount_cents;
    Prose<2'000> description;
};
BOOST_DESCRIBE_STRUCT(Compensate, (), (id, kind, amount_cents, description))
struct Decide {
    Id id;
    bool approved = false;
    std::optional<Prose<2'000>> reason;
};
BOOST_DESCRIBE_STRUCT(Decide, (), (id, approved, reason))
struct PendingCompensations {
    std::optional<Int<0, INT64_MAX>> cursor;
    std::optional<Int<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(PendingCompensations, (), (cursor, limit))

struct Resolve {
    Id id;
    cases::Outcome outcome{};
    Prose<20'000> text;
    std::optional<Prose<5'000>> reason, alternative;
    std::optional<Prose<2'000>> done_how, override_reason;
    std::optional<Prose<2'000>> points_reason;  // why points of the claim stay unanswered
};
BOOST_DESCRIBE_STRUCT(Resolve, (),
                      (id, outcome, text, reason, alternative, done_how, override_reason, points_reason))

struct Rate {
    Id id;
    Int<1, 5> score;
    std::optional<Prose<5'000>> words;
};
BOOST_DESCRIBE_STRUCT(Rate, (), (id, score, words))

struct EditCase {
    Id id;
    http::Patch<CaseKind> kind;
    http::Patch<Id> about_person_id;
    http::Patch<Id> team_id;
    http::Patch<Line<200>> title;
};
BOOST_DESCRIBE_STRUCT(EditCase, (), (id, kind, about_person_id, team_id, title))

enum class DraftKind { reply, note };
BOOST_DESCRIBE_ENUM(DraftKind, reply, note)
struct SaveDraft {
    Id id;
    Prose<20'000, 0> text;
    DraftKind kind{};
};
BOOST_DESCRIBE_STRUCT(SaveDraft, (), (id, text, kind))
struct Watch {
    Id id;
    bool typing = false;
};
BOOST_DESCRIBE_STRUCT(Watch, (), (id, typing))
struct SkippedSteps {
    std::optional<Int<1, INT64_MAX>> cursor;
    std::optional<Int<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(SkippedSteps, (), (cursor, limit))

}  // namespace escucha::desk
