// What a country's law, and the house on top of it, owes to a case: pure, table-driven, without input or
// output and without a clock of its own (SERVICE_MODEL K6). The law is DATA: packs (packs/*.toml, read and
// checked by pack.hpp) of rules with norm and article, in versions that stand beside each other.
//
// The words:
// * LEGAL KIND: what the law calls a case ("reclamacion", "queja"). Every kind of case is mapped to one, or
//   to none where the law says nothing of it.
// * SCOPE: what the organisation is ("large", "basic_services"), answered once by the administrator. A rule
//   applies where one of its scopes is true; a rule without scopes applies to everybody.
// * FLAG: what one case is about ("continuity", "billing"), set on the case.
// * RULE SET: everything that was in force at the birth of a case, self-contained and independent of the case
//   itself, so that all cases born under the same rules share one. Whatever packs say later, a case keeps it.
//
// A house rule is a Rule too, with source `house`. Of all that is owed, the earliest date is the one to keep.
//
// How days are counted is calendar/term.hpp: the day of filing is excluded. The law counts on the OFFICIAL
// calendar, which knows no closing days of the company's own: shutting for stock-taking lengthens no term.
#pragma once
#include <compare>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/vocabulary.hpp"
#include "base/zone.hpp"
#include "modules/calendar/calendar.hpp"

namespace escucha::rules {

struct Words {  // in both languages of the screens
    std::string es = {}, en = {};
    const std::string& in(Language language) const { return language == Language::es ? es : en; }
    bool operator==(const Words&) const = default;
};
BOOST_DESCRIBE_STRUCT(Words, (), (es, en))

enum class Source { law, house };
BOOST_DESCRIBE_ENUM(Source, law, house)

// `check`: from memory or from sources that disagree. Such a rule ships switched off, says so on the screen,
// and applies only where an administrator switched it on knowingly.
enum class State { ok, check };
BOOST_DESCRIBE_ENUM(State, ok, check)

// What is owed: a first answer, the next word after one, the reasoned reply that settles it, doing what was
// accepted, and a supervisor's call.
enum class What { first_answer, next_update, resolution, compliance, call_back };
BOOST_DESCRIBE_ENUM(What, first_answer, next_update, resolution, compliance, call_back)

// What starts the clock. A rule whose event has not happened owes nothing yet.
enum class Start { filed, last_word, accepted, supervisor_asked };
BOOST_DESCRIBE_ENUM(Start, filed, last_word, accepted, supervisor_asked)

// As calendar::Unit, and `same_working_day`: before the working day ends in which it was asked (asked out of
// hours: the next one).
enum class TermUnit {
    working_minutes,
    working_hours,
    natural_hours,
    business_days,
    natural_days,
    same_working_day
};
BOOST_DESCRIBE_ENUM(TermUnit, working_minutes, working_hours, natural_hours, business_days, natural_days,
                    same_working_day)

struct Term {
    int amount = 0;  // 0 with same_working_day
    TermUnit unit = TermUnit::business_days;
    calendar::DayEnd ends = calendar::DayEnd::midnight;  // days only
    bool operator==(const Term&) const = default;
};
BOOST_DESCRIBE_STRUCT(Term, (), (amount, unit, ends))

// What stands still while we wait. `customer`: for what only they can give (the house's own clock may stand,
// the law's does not unless its rule says so); `clarification`: formally asked for, where a norm provides it.
enum class PauseReason { customer, clarification, third_party };
BOOST_DESCRIBE_ENUM(PauseReason, customer, clarification, third_party)

// The clock stands for these reasons, at most that many business days in all, however often it is stopped (0:
// as long as it lasts).
struct PauseRule {
    PauseReason reason{};
    int most_business_days = 0;
    bool operator==(const PauseRule&) const = default;
};
BOOST_DESCRIBE_STRUCT(PauseRule, (), (reason, most_business_days))

// An incomplete complaint: the customer gets at least that many business days to complete it, and the clock
// starts anew when they did. Asked only after the date was missed, it changes nothing.
struct CureRule {
    int least_business_days = 0;
    bool operator==(const CureRule&) const = default;
};
BOOST_DESCRIBE_STRUCT(CureRule, (), (least_business_days))

// Told before the date, with the reason, it may be moved once: to at most `most_times` the term.
struct ExtensionRule {
    int most_times = 2;
    State state = State::check;  // a doubtful extension is not offered
    bool operator==(const ExtensionRule&) const = default;
};
BOOST_DESCRIBE_STRUCT(ExtensionRule, (), (most_times, state))

// A text that can be read in two ways ships with the stricter reading; the other one may be chosen knowingly.
struct AlternativeTerm {
    Term term = {};
    std::optional<What> what = {};  // where it reads as something else that is owed
    Words name = {};
    bool operator==(const AlternativeTerm&) const = default;
};
BOOST_DESCRIBE_STRUCT(AlternativeTerm, (), (term, what, name))

// Which version of which rule; unique for ever.
struct RuleRef {
    std::string pack = {};        // "es"; "house"
    std::string id = {};          // "ley-10-2025-art-17"
    std::string valid_from = {};  // "2025-12-28"
    auto operator<=>(const RuleRef&) const = default;
};
BOOST_DESCRIBE_STRUCT(RuleRef, (), (pack, id, valid_from))

struct Rule {
    RuleRef ref = {};
    Source source = Source::law;
    State state = State::ok;
    Words name = {};
    Words note = {};                       // what one should know of it; may be empty
    std::string norm = {};                 // "Ley 10/2025"
    std::string article = {};              // "art. 17"
    std::string url = {};                  // of the official text, where surely known
    std::string valid_until = {};          // the first day on which it no longer holds; empty: still does
    std::string adaptation_until = {};     // in force, with time to adapt until then; empty: none
    std::vector<std::string> scopes = {};  // any of them; empty: everybody
    std::vector<std::string> unless = {};  // none of these scopes
    std::vector<std::string> legal_kinds = {};  // any of them; empty: all (house: see case_kinds)
    std::vector<CaseKind> case_kinds = {};      // house rules only; empty: all
    std::vector<Channel> channels = {};         // any of them; empty: all
    std::vector<std::string> flags = {};        // all of them; empty: none needed
    What what = What::resolution;
    Term term = {};
    Start start = Start::filed;
    std::vector<PauseRule> pauses = {};
    std::optional<CureRule> cure = {};
    std::optional<ExtensionRule> extension = {};
    std::optional<AlternativeTerm> alternative = {};
    bool operator==(const Rule&) const = default;
};
BOOST_DESCRIBE_STRUCT(Rule, (),
                      (ref, source, state, name, note, norm, article, url, valid_until, adaptation_until,
                       scopes, unless, legal_kinds, case_kinds, channels, flags, what, term, start, pauses,
                       cure, extension, alternative))

// What the law asks besides dates.
enum class DutyKind {
    receipt,          // `items`: what the receipt says
    required_fields,  // `items`: without these it counts as not presented
    keeping,          // `amount` years
    every_point,      // a reasoned reply to each point
    same_channel,     // or the one they chose
    same_language,
    refusal_names_bodies,
    never_closed_by_time,
    no_survey_before_resolution,
    no_suspension,      // of the service while a related complaint is open
    collection_frozen,  // while a dispute body has it
    burden_of_proof,
    person_at_any_moment,
    tracking_key,    // given during the contact, enough alone to follow the case
    attended_share,  // `amount` per cent in under three minutes
    yearly_report,
    yearly_audit,  // an error of at most `amount` per cent a figure
    book,          // a complaint book with numbered sheets
    copy_to_authority,
    confirm_extension,  // told before it expires
};
BOOST_DESCRIBE_ENUM(DutyKind, receipt, required_fields, keeping, every_point, same_channel, same_language,
                    refusal_names_bodies, never_closed_by_time, no_survey_before_resolution, no_suspension,
                    collection_frozen, burden_of_proof, person_at_any_moment, tracking_key, attended_share,
                    yearly_report, yearly_audit, book, copy_to_authority, confirm_extension)

struct Duty {
    RuleRef ref = {};
    State state = State::ok;
    DutyKind kind{};
    Words name = {};
    std::string norm = {}, article = {}, url = {};
    std::string valid_until = {};
    std::vector<std::string> scopes = {}, unless = {}, legal_kinds = {};  // as in Rule
    int amount = 0;
    std::vector<std::string> items = {};
    bool operator==(const Duty&) const = default;
};
BOOST_DESCRIBE_STRUCT(Duty, (),
                      (ref, state, kind, name, norm, article, url, valid_until, scopes, unless, legal_kinds,
                       amount, items))

struct LegalKind {
    std::string id = {};
    Words name = {};
    Words about = {};  // one sentence: when it is this
    bool operator==(const LegalKind&) const = default;
};
BOOST_DESCRIBE_STRUCT(LegalKind, (), (id, name, about))

struct KindMapping {
    CaseKind kind{};
    std::string legal_kind = {};  // empty: the law says nothing of such a case
    bool operator==(const KindMapping&) const = default;
};
BOOST_DESCRIBE_STRUCT(KindMapping, (), (kind, legal_kind))

// A plain question about the organisation, answered yes or no.
struct Scope {
    std::string id = {};
    Words question = {};
    Words help = {};
    bool operator==(const Scope&) const = default;
};
BOOST_DESCRIBE_STRUCT(Scope, (), (id, question, help))

struct Flag {
    std::string id = {};
    Words name = {};
    bool operator==(const Flag&) const = default;
};
BOOST_DESCRIBE_STRUCT(Flag, (), (id, name))

// Who decides where company and customer do not agree; a refusal names them. One to be confirmed is named
// only where an administrator confirmed it.
struct DisputeBody {
    std::string id = {};
    Words name = {};
    Words about = {};  // for whom, and what it can do
    std::string url = {};
    State state = State::ok;
    std::vector<std::string> scopes = {}, unless = {};  // as in Rule
    bool operator==(const DisputeBody&) const = default;
};
BOOST_DESCRIBE_STRUCT(DisputeBody, (), (id, name, about, url, state, scopes, unless))

struct Pack {
    std::string id = {};       // the country's code in small letters: "es"
    std::string country = {};  // ISO 3166-1 alpha-2
    Words name = {};
    bool draft = false;         // little is known of this country yet
    std::string reviewed = {};  // the day on which its facts were last looked at
    std::vector<Scope> scopes = {};
    std::vector<Flag> flags = {};
    std::vector<LegalKind> legal_kinds = {};
    std::vector<KindMapping> mapping = {};  // every kind of case once
    std::vector<Rule> rules = {};           // all versions
    std::vector<Duty> duties = {};
    std::vector<DisputeBody> bodies = {};

    const LegalKind* legal_kind(std::string_view id) const;
};

// --- What applies to cases born on a day
// --------------------------------------------------------------------

// Behind the id of a rule: its extension, where that is to be confirmed by itself; its other reading.
inline constexpr std::string_view kExtensionOf = "/extension";
inline constexpr std::string_view kAlternativeOf = "/alternative";
// Before the id of a dispute body, which no rule has.
inline constexpr std::string_view kBody = "body/";

// What the administrator chose. No pack: the law is not counted.
struct Chosen {
    const Pack* pack = nullptr;
    std::set<std::string> scopes = {};
    std::set<std::string> switched_on = {};  // ids of rules, duties, extensions and bodies to be confirmed
};

// Self-contained: everything needed to count again in five years. Independent of the case.
struct RuleSet {
    // Raised where members that are there come to mean something else; members may be added without.
    int format = 1;
    std::string pack = {};  // empty: none
    std::vector<KindMapping> mapping = {};
    std::vector<LegalKind> legal_kinds = {};
    std::vector<Flag> flags = {};
    std::vector<Rule> rules = {};  // law and house
    std::vector<Duty> duties = {};
    std::vector<DisputeBody> bodies = {};

    const std::string& legal_kind_of(CaseKind kind) const;  // "" for none
    const LegalKind* legal_kind(std::string_view id) const;
    // Does it ask that of a case of this legal kind? The strictest where several do; null: no.
    const Duty* duty(DutyKind kind, std::string_view legal_kind = {}) const;
    bool operator==(const RuleSet&) const = default;
};
BOOST_DESCRIBE_STRUCT(RuleSet, (), (format, pack, mapping, legal_kinds, flags, rules, duties, bodies))

// What is in force on `day`, where the organisation is: of each rule the newest version that has begun and
// not ended, whose scope holds, and which is sure or switched on. `house`: the house's own rules of that day.
RuleSet in_force(const Chosen& chosen, std::span<const Rule> house, LocalDay day);

// The stored form, canonical: equal sets make equal texts. Reading answers nothing for what is not one.
std::string to_json(const RuleSet& set);
std::optional<RuleSet> rule_set_from_json(std::string_view text);

// --- What a case is owed
// ------------------------------------------------------------------------------------

struct Pause {  // one still running: `until` the present
    PauseReason reason{};
    Instant from, until;
};
struct Cure {  // asked to complete what is missing
    Instant asked_at;
    std::optional<Instant> cured_at = {};
};
struct Extension {  // told to the customer, with the reason
    Instant told_at;
    Instant until;  // the new date; what is beyond the most that the rule allows is cut
};
struct Facts {
    CaseKind kind{};
    Channel channel{};
    std::string legal_kind = {};  // as reclassified; empty: as mapped
    std::vector<std::string> flags = {};
    Instant opened_at{};
    std::optional<Instant> last_word_at = {}, accepted_at = {}, supervisor_asked_at = {};
    std::vector<Pause> pauses = {};
    std::optional<Cure> cure = {};
    std::optional<Extension> extension = {};
};

// The law counts on one, the house on the other.
struct Counting {
    const calendar::WorkingCalendar& official;
    const calendar::WorkingCalendar& house;
    const calendar::WorkingCalendar& of(Source source) const {
        return source == Source::law ? official : house;
    }
};

// `not_started`: its event has not happened. `waiting_for_cure`: it begins when the customer completes it.
enum class Standing { running, not_started, waiting_for_cure };
BOOST_DESCRIBE_ENUM(Standing, running, not_started, waiting_for_cure)

struct Owed {
    const Rule* rule = nullptr;  // within the rule set that was counted on
    Standing standing = Standing::running;
    std::optional<Instant> due = {};           // none unless running (or beyond the calendar's tables)
    Instant counted_from{};                    // filing, cure, or the rule's own event
    Term term = {};                            // as counted: the most of an extension where it was extended
    std::vector<calendar::Pause> pauses = {};  // those the rule allows, cut to what it allows
    std::optional<Instant> extendable_until = {};  // how far it could be moved, told before `due`
    bool extended = false;
};

struct Evaluation {
    std::vector<Owed> owed = {};  // by what; of each the earliest first, those without date last
    std::string legal_kind = {};

    // The earliest date; null: none of that is owed now.
    const Owed* strictest(What what, Source source) const;
};

Evaluation evaluate(const RuleSet& set, const Facts& facts, const Counting& counting);

// Does the rule speak of such a case at all?
bool concerns(const Rule& rule, const Facts& facts, std::string_view legal_kind);
// One rule alone, without building a list.
std::optional<Instant> due(const Rule& rule, const Facts& facts, const Counting& counting);

// "Why this date?": every day of the count (calendar/term.hpp); empty without a date.
std::vector<calendar::CountedDay> explain(const Owed& owed, const Counting& counting);

// --- House rules
// --------------------------------------------------------------------------------------------

// The first filing in the 400 days from `from` whose house date would come later than the law's.
struct Weaker {
    const Rule* law = nullptr;  // the rule that would be broken
    Instant filed{};
    Instant house_due{}, law_due{};
};
std::optional<Weaker> weaker_than_law(const Rule& house, const RuleSet& law, LocalDay from,
                                      const Counting& counting);

}  // namespace escucha::rules
