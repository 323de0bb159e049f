// The dates of a case as the API says them: which are kept, and why each is that date, day by day.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "modules/cases/cases.hpp"
#include "modules/desk/desk.hpp"
#include "modules/desk/disputes.hpp"
#include "modules/desk/requests.hpp"

namespace escucha::desk {

// One day of a count. `number`: of terms in days which day it is; of others the minutes so far.
struct DayOfCount {
    std::chrono::year_month_day date;
    bool counted = false;
    int number = 0;
    std::string why = {};  // in the caller's language: "Día 3 de 15", "Día festivo: …"
};
BOOST_DESCRIBE_STRUCT(DayOfCount, (), (date, counted, number, why))

enum class DateSource { law, house_rule, policy };
BOOST_DESCRIBE_ENUM(DateSource, law, house_rule, policy)

struct CountLine {
    DateSource source{};
    std::string title = {};  // "Ley 29571, art. 24: Respuesta…", "Norma de la casa: …"
    std::string norm = {}, article = {}, url = {}, note = {};  // of the law
    std::string term = {};                                     // "15 días hábiles"
    std::string from = {};                                     // "Se cuenta desde que se presentó: …"
    Instant due{};
    std::vector<std::string> remarks = {};  // pauses, extensions, whether waiting stops it
    std::vector<DayOfCount> days = {};
};
BOOST_DESCRIBE_STRUCT(CountLine, (),
                      (source, title, norm, article, url, note, term, from, due, remarks, days))

// A date that is kept. The first of `counts` is where it comes from; what else gives one, which is later,
// follows.
struct DateLine {
    cases::DueKind what{};
    std::string title = {};
    Instant at{};
    cases::Status status{};
    bool next = false;      // the next one to keep
    std::string note = {};  // where there is nothing to count
    std::vector<CountLine> counts = {};
};
BOOST_DESCRIBE_STRUCT(DateLine, (), (what, title, at, status, next, note, counts))

struct PromisedDate {
    std::int64_t id = 0;
    std::string what = {};
    Instant at{};
    cases::Status status{};
    std::optional<Ref> by = {};
    Instant made_at{};
};
BOOST_DESCRIBE_STRUCT(PromisedDate, (), (id, what, at, status, by, made_at))

// The customer was asked for what is missing.
struct CompletionLine {
    std::int64_t id = 0;
    std::string text = {};
    Instant asked_at{};
    std::optional<Ref> by = {};
    std::optional<Instant> until = {}, answered_at = {};
    std::optional<cases::Source> answered_by = {};
    bool ran_out = false;
    std::optional<cases::PauseEnd> settled = {};
};
BOOST_DESCRIBE_STRUCT(CompletionLine, (),
                      (id, text, asked_at, by, until, answered_at, answered_by, ran_out, settled))

// What asking now would do.
struct MayComplete {
    bool may = false;
    cases::PauseEffect effect{};
    std::string text = {};  // what it does to which clock
    std::optional<Instant> least = {}, most = {};
    Instant suggested{};
};
BOOST_DESCRIBE_STRUCT(MayComplete, (), (may, effect, text, least, most, suggested))
struct MayExtend {
    bool may = false;
    std::optional<Instant> from = {}, until = {};  // later than the one, no later than the other
};
BOOST_DESCRIBE_STRUCT(MayExtend, (), (may, from, until))

struct LegalOption {
    std::string id, name, about;
    bool chosen = false;
};
BOOST_DESCRIBE_STRUCT(LegalOption, (), (id, name, about, chosen))

struct DatesView {
    std::int64_t case_id = 0;
    std::vector<DateLine> dates = {};  // by when
    std::vector<PromisedDate> promises = {};
    std::optional<std::string> law_stands = {};  // why the law has no date now
    std::vector<CompletionLine> completions = {};
    MayComplete complete = {};
    MayExtend extend = {};
    std::vector<LegalOption> legal_kinds = {}, flags = {};
    std::vector<Protection> protections = {};
    std::vector<DisputeLine> disputes = {};        // the newest first
    std::vector<std::string> dispute_bodies = {};  // to propose
};
BOOST_DESCRIBE_STRUCT(DatesView, (),
                      (case_id, dates, promises, law_stands, completions, complete, extend, legal_kinds,
                       flags, protections, disputes, dispute_bodies))

DatesView dates_view(Desk&, db::Tx&, const Viewer&, const cases::Case&);
bool may_extend(Desk&, db::Tx&, const cases::Case&, Instant now);  // by some rule it was born under
std::vector<Protection> protections_of(Desk&, db::Tx&, const cases::Case&, Language);

// For a customer, in a few sentences: the law's date of what is theirs, in the case that stands for it, and
// why it is that date. Where cases of several people are joined each hears of their own.
struct LawTold {
    std::optional<Instant> due = {};  // none: the law gives none, or its clock stands
    std::string why = {};
};
LawTold law_told(Desk&, db::Tx&, const cases::Case& standing, cases::CustomerId, Language, Instant now);

struct AskCompletion {
    Id id;
    Prose<5000> text;
    std::optional<Instant> until = {};
    std::optional<Line<24>> seen;
};
BOOST_DESCRIBE_STRUCT(AskCompletion, (), (id, text, until, seen))
struct SettleAsked {
    Id id, completion;
    cases::CompletionVerdict verdict{};
    std::optional<Prose<5000>> text;
    std::optional<Instant> until = {};
};
BOOST_DESCRIBE_STRUCT(SettleAsked, (), (id, completion, verdict, text, until))
struct PauseCase {
    Id id;
    rules::PauseReason reason{};
    Prose<2000> why;
};
BOOST_DESCRIBE_STRUCT(PauseCase, (), (id, reason, why))
struct OnePause {
    Id id, pause;
};
BOOST_DESCRIBE_STRUCT(OnePause, (), (id, pause))
struct ExtendCase {
    Id id;
    Prose<5000> reason;
    Instant until{};
};
BOOST_DESCRIBE_STRUCT(ExtendCase, (), (id, reason, until))
struct ClassifyCase {
    Id id;
    std::optional<Line<60, 0>> legal_kind;
    std::optional<Many<Line<60>, 20>> flags;
};
BOOST_DESCRIBE_STRUCT(ClassifyCase, (), (id, legal_kind, flags))

// A try: what a case like that, opened then, would be owed.
struct PreviewDates {
    CaseKind kind{};
    Instant opened_at{};
    std::optional<Channel> channel;
    std::optional<Many<Line<60>, 20>> flags;
};
BOOST_DESCRIBE_STRUCT(PreviewDates, (), (kind, opened_at, channel, flags))
struct DatesPreview {
    std::vector<DateLine> dates = {};  // by when
};
BOOST_DESCRIBE_STRUCT(DatesPreview, (), (dates))
DatesPreview preview_of(Desk&, db::Tx&, const Viewer&, const PreviewDates&);

void add_dates(http::Api&, Desk&);

}  // namespace escucha::desk
