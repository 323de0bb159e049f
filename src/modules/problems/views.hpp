// What the API of this module takes and gives. The names are those of the published schema.
#pragma once
#include "http/fields.hpp"
#include "modules/cases/cases.hpp"
#include "modules/problems/problems.hpp"

namespace escucha::problems::api {

// --- Labels ------------------------------------------------------------------------------------------------
struct CaseLabel {
    LabelId id = 0;
    Aspect aspect{};
    std::optional<LabelId> parent_id = {};
    std::string name = {};
    bool active = true;
    std::int64_t version = 0;
};
struct CaseLabelList {
    std::vector<CaseLabel> items = {};
};
struct AddCaseLabel {
    Aspect aspect{};
    std::optional<http::Id> parent_id;
    http::Line<80> name;
};
struct EditCaseLabel {
    http::Id id;
    http::Patch<http::Id> parent_id;
    std::optional<http::Line<80>> name;
    std::optional<bool> active;
};
struct OneCaseLabel {
    http::Id id;
};
struct LabelRemoved {
    bool gone = false;  // false: in use, so it is only no longer offered
};
struct LabelsAdded {
    int added = 0;
};
BOOST_DESCRIBE_STRUCT(CaseLabel, (), (id, aspect, parent_id, name, active, version))
BOOST_DESCRIBE_STRUCT(CaseLabelList, (), (items))
BOOST_DESCRIBE_STRUCT(AddCaseLabel, (), (aspect, parent_id, name))
BOOST_DESCRIBE_STRUCT(EditCaseLabel, (), (id, parent_id, name, active))
BOOST_DESCRIBE_STRUCT(OneCaseLabel, (), (id))
BOOST_DESCRIBE_STRUCT(LabelRemoved, (), (gone))
BOOST_DESCRIBE_STRUCT(LabelsAdded, (), (added))

// --- What a case teaches -----------------------------------------------------------------------------------
struct LikelyProblem {
    ProblemId id = 0;
    std::string title = {};
    std::int64_t cases = 0;
    std::vector<std::string> words = {};  // stems both use
    bool cause = false, product = false, place = false;
};
struct CaseTeaching {
    std::optional<LabelId> cause_id = {}, product_id = {}, place_id = {}, moment_id = {}, cycle_id = {};
    std::optional<ProblemId> problem_id = {};
    std::optional<std::string> problem_title = {};
    std::vector<LikelyProblem> likely = {};  // problems it looks like, while it is of none
    std::int64_t version = 0;
};
struct OneCase {
    http::Id id;
};
struct LabelCase {  // what is not said is not known
    http::Id id;
    std::optional<http::Id> cause_id, product_id, place_id, moment_id, cycle_id;
};
BOOST_DESCRIBE_STRUCT(LikelyProblem, (), (id, title, cases, words, cause, product, place))
BOOST_DESCRIBE_STRUCT(CaseTeaching, (),
                      (cause_id, product_id, place_id, moment_id, cycle_id, problem_id, problem_title, likely,
                       version))
BOOST_DESCRIBE_STRUCT(OneCase, (), (id))
BOOST_DESCRIBE_STRUCT(LabelCase, (), (id, cause_id, product_id, place_id, moment_id, cycle_id))

// --- Problems ----------------------------------------------------------------------------------------------
struct ProblemCase {
    CaseId id = 0;
    std::string code = {}, title = {};
    CaseKind kind{};
    cases::State state{};
    std::int64_t customer_id = 0;
    std::string customer = {};
    Instant opened_at{};
    std::optional<Instant> solved_at = {}, told_at = {};
    std::optional<int> score = {};
};
BOOST_DESCRIBE_STRUCT(ProblemCase, (),
                      (id, code, title, kind, state, customer_id, customer, opened_at, solved_at, told_at,
                       score))

struct ProblemRow {
    ProblemId id = 0;
    std::string title = {};
    ProblemState state{};
    std::optional<LabelId> cause_id = {}, product_id = {}, place_id = {};
    std::int64_t cases = 0, open = 0, told = 0;
    std::optional<Instant> first_at = {}, last_at = {}, resolved_at = {};
    Instant opened_at{};
    std::int64_t version = 0;
};
struct ProblemList {
    std::vector<ProblemRow> items = {};
};
struct SilentCustomer {
    std::int64_t id = 0;
    std::string name = {};
};
struct ProblemDetail {
    ProblemId id = 0;
    std::string title = {}, about = {};
    ProblemState state{};
    std::optional<LabelId> cause_id = {}, product_id = {}, place_id = {};
    std::optional<std::int64_t> segment_id = {};
    std::string remedy = {}, told = {};
    std::optional<Instant> resolved_at = {};
    std::optional<std::string> resolved_by = {}, opened_by = {};
    Instant opened_at{};
    std::vector<ProblemCase> cases = {};  // those the reader may see, oldest first
    std::int64_t more = 0;                // of those, beyond the newest that are listed
    std::int64_t hidden = 0;              // of those the reader may not see
    std::int64_t to_tell = 0;             // open ones whose customers were not told yet
    std::int64_t customers = 0, silent = 0;
    bool more_silent = false;
    std::vector<SilentCustomer> first_silent = {};
    bool segment_outdated = false;  // its filter names something that is gone: nobody can be counted
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ProblemRow, (),
                      (id, title, state, cause_id, product_id, place_id, cases, open, told, first_at, last_at,
                       resolved_at, opened_at, version))
BOOST_DESCRIBE_STRUCT(ProblemList, (), (items))
BOOST_DESCRIBE_STRUCT(SilentCustomer, (), (id, name))
BOOST_DESCRIBE_STRUCT(ProblemDetail, (),
                      (id, title, about, state, cause_id, product_id, place_id, segment_id, remedy, told,
                       resolved_at, resolved_by, opened_by, opened_at, cases, more, hidden, to_tell,
                       customers, silent, more_silent, first_silent, segment_outdated, version))

struct ListProblems {
    std::optional<ProblemState> state;
};
struct OneProblem {
    http::Id id;
};
struct BeginProblem {
    http::Line<160> title;
    std::optional<http::Prose<10'000>> about;
    std::optional<http::Id> cause_id, product_id, place_id, segment_id;
    http::Many<http::Id, 500> case_ids;
};
struct EditProblem {
    http::Id id;
    std::optional<http::Line<160>> title;
    std::optional<http::Prose<10'000, 0>> about;
    http::Patch<http::Id> cause_id, product_id, place_id, segment_id;
};
struct TakeIntoProblem {
    http::Id id;
    http::Many<http::Id, 500, 1> case_ids;
};
struct CaseOfProblem {
    http::Id id, case_id;
};
struct ResolveProblem {
    http::Id id;
    http::Prose<10'000> remedy;
    std::optional<http::Prose<10'000>> words;
};
BOOST_DESCRIBE_STRUCT(ListProblems, (), (state))
BOOST_DESCRIBE_STRUCT(OneProblem, (), (id))
BOOST_DESCRIBE_STRUCT(BeginProblem, (), (title, about, cause_id, product_id, place_id, segment_id, case_ids))
BOOST_DESCRIBE_STRUCT(EditProblem, (), (id, title, about, cause_id, product_id, place_id, segment_id))
BOOST_DESCRIBE_STRUCT(TakeIntoProblem, (), (id, case_ids))
BOOST_DESCRIBE_STRUCT(CaseOfProblem, (), (id, case_id))
BOOST_DESCRIBE_STRUCT(ResolveProblem, (), (id, remedy, words))

// --- Proposals and figures ---------------------------------------------------------------------------------
struct ProblemProposal {
    std::vector<ProblemCase> cases = {};
    double score = 0;  // 0..1
    std::optional<LabelId> cause_id = {}, product_id = {}, place_id = {};
    std::vector<std::string> words = {};
};
struct ProposalList {
    std::vector<ProblemProposal> items = {};
};
struct DismissProposal {
    http::Many<http::Id, 100, 2> case_ids;
};
BOOST_DESCRIBE_STRUCT(ProblemProposal, (), (cases, score, cause_id, product_id, place_id, words))
BOOST_DESCRIBE_STRUCT(ProposalList, (), (items))
BOOST_DESCRIBE_STRUCT(DismissProposal, (), (case_ids))

struct AskFigures {
    std::optional<Aspect> aspect;
    std::optional<FigureStep> step;
    std::optional<http::Id> under;
};
struct LabelFigures {
    std::optional<LabelId> label_id = {};  // none: complaints of which it is not known
    std::string name = {};
    bool has_below = false;
    std::int64_t cases = 0, solved = 0, rated = 0, satisfied = 0;
    std::vector<Count> counts = {};
};
struct ComplaintFigures {
    Aspect aspect{};
    FigureStep step{};
    std::int64_t complaints = 0;
    std::vector<LabelFigures> rows = {};
};
BOOST_DESCRIBE_STRUCT(AskFigures, (), (aspect, step, under))
BOOST_DESCRIBE_STRUCT(LabelFigures, (), (label_id, name, has_below, cases, solved, rated, satisfied, counts))
BOOST_DESCRIBE_STRUCT(ComplaintFigures, (), (aspect, step, complaints, rows))

struct AskLabelledCases {
    std::optional<Aspect> aspect;
    std::optional<http::Id> label;         // none: those of which it is not known
    std::optional<bool> without_below;     // the label alone
    std::chrono::year_month_day from, to;  // days of the organisation's calendar, both included
};
struct LabelledCases {
    std::vector<ProblemCase> items = {};
    std::int64_t more = 0;  // beyond the newest that are listed
    std::int64_t hidden = 0;
};
BOOST_DESCRIBE_STRUCT(AskLabelledCases, (), (aspect, label, without_below, from, to))
BOOST_DESCRIBE_STRUCT(LabelledCases, (), (items, more, hidden))

}  // namespace escucha::problems::api
