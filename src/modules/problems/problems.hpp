// What complaints teach (SERVICE_MODEL K9): each case may say why it came about, about which product, where,
// in which moment of which cycle of service, in the company's own words; cases that are one problem are
// brought together, so that it is put right once, and everybody who spoke of it is told; those whom it may
// have hit in silence are counted and listed.
//
// * LABELS: five trees (cause, product, place, moment, cycle), kept by supervisors. One in use is never
//   erased: it is no longer offered, and old cases keep it.
// * A PROBLEM has cases, what is known, what was changed (the remedy), and a segment of customers whom it may
//   have hit as well. Resolving it answers the customer of every case of it that is still open, once each, as
//   its resolver's answer; each case stays its owner's to solve and to check (nobody's stays nobody's).
// * PROPOSALS (likeness.hpp) are made when somebody looks, from the recent complaints; nothing is grouped
//   silently, and what was put aside does not come back.
// * FIGURES: complaints per week or month and label, with u-chart limits (quality/statistics.hpp), so that a
//   real rise stands out and noise does not.
//
// Only labelled or gathered cases have a row here (problem_cases); opening a case costs nothing. Nobody sees
// a case about themselves (K4): it counts, and is not named.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "base/vocabulary.hpp"
#include "modules/problems/likeness.hpp"
#include "modules/quality/quality.hpp"

namespace escucha {
namespace segments {
class Segments;
}
namespace profiles {
class Profiles;
}
namespace customers {
class Customers;
}
namespace work {
class Jobs;
}
}  // namespace escucha

namespace escucha::problems {

using CaseId = std::int64_t;
using LabelId = std::int64_t;
using ProblemId = std::int64_t;

enum class Aspect { cause, product, place, moment, cycle };
enum class ProblemState { open, resolved };
BOOST_DESCRIBE_ENUM(Aspect, cause, product, place, moment, cycle)
BOOST_DESCRIBE_ENUM(ProblemState, open, resolved)

struct Label {
    LabelId id = 0;
    Aspect aspect = Aspect::cause;
    LabelId parent = 0;  // 0: at the top
    std::string name = {};
    bool active = true;
    bool sample = false;
    std::int64_t version = 0;
};

// What a case says; 0: not known.
struct Marks {
    LabelId cause = 0, product = 0, place = 0, moment = 0, cycle = 0;
    bool operator==(const Marks&) const = default;
    LabelId& of(Aspect aspect);
    LabelId of(Aspect aspect) const;
};

struct MarkedCase {
    CaseId id = 0;
    Instant opened_at{};
    bool problem_kind = false;
    std::optional<Instant> solved_at = {};
    int score = 0;
    Marks marks = {};
    ProblemId problem = 0;
    std::optional<Instant> told_at = {};
    std::int64_t version = 0;  // 0: nobody marked it yet
    bool merged = false;       // joined to another case, which counts for it
    int lent = 0;              // what that case took over from it: a bit for each (marking.cpp)
};

struct Problem {
    ProblemId id = 0;
    std::string title = {}, about = {};
    LabelId cause = 0, product = 0, place = 0;
    std::int64_t segment = 0;
    ProblemState state = ProblemState::open;
    std::string remedy = {}, told = {};
    std::optional<Instant> resolved_at = {};
    PersonId resolved_by = 0;
    Instant opened_at{};
    PersonId opened_by = 0;
    bool sample = false;
    std::int64_t version = 0;
};
struct ProblemCount {
    std::int64_t cases = 0, open = 0, told = 0;
    std::optional<Instant> first_at = {}, last_at = {};
};

struct ProblemWish {
    std::string title = {}, about = {};
    LabelId cause = 0, product = 0, place = 0;
    std::int64_t segment = 0;
    std::vector<CaseId> cases = {};  // when it is begun
};
struct Remedy {
    std::string remedy = {};  // what was changed
    std::string words = {};   // what its customers are told; empty: nobody is
};

// Whom it may have hit besides those who complained: of the problem's segment.
struct Affected {
    std::int64_t customers = 0;  // of its cases, each once
    std::int64_t silent = 0;     // of the segment, without a case of it
    bool more = false;           // there are more of them than were counted
    std::vector<std::int64_t> first_silent = {};
};

struct Proposal {
    std::vector<CaseId> cases = {};
    double score = 0;
    Marks common = {};  // what all of them share: cause, product, place
    std::vector<std::string> words = {};
};
// A problem there is, that a case looks like.
struct Likely {
    ProblemId problem = 0;
    double score = 0;
    std::vector<std::string> words = {};
    bool cause = false, product = false, place = false;
};

enum class FigureStep { week, month };
BOOST_DESCRIBE_ENUM(FigureStep, week, month)
struct Count {
    std::string from = {};  // the first day, "2026-11-16"
    std::int64_t cases = 0;
    std::optional<double> usual = {}, low = {}, high = {};
    quality::Signal signal = quality::Signal::none;
    bool running = false;
    std::string list = {};
};
BOOST_DESCRIBE_STRUCT(Count, (), (from, cases, usual, low, high, signal, running, list))
struct Row {  // of one label with all below it; label 0: complaints of which it is not known
    LabelId label = 0;
    std::int64_t cases = 0, solved = 0, rated = 0, satisfied = 0;  // over all periods
    std::vector<Count> counts = {};
};
struct Figures {
    Aspect aspect = Aspect::cause;
    FigureStep step = FigureStep::week;
    std::vector<Row> rows = {};   // labels at the top of the tree or below `under`; most cases first
    std::int64_t complaints = 0;  // of the same time, labelled or not: the rows add up to it
};

class Problems {
  public:
    struct Parts {
        db::Database& db;
        work::Events& events;
        work::Jobs& jobs;
        team::Team& team;
        calendar::Calendars& calendars;
        customers::Customers& customers;
        cases::Cases& cases;
        segments::Segments& segments;
        const quality::Quality& quality;
    };
    explicit Problems(Parts parts) : parts_(parts) {}
    Problems(const Problems&) = delete;

    // --- Labels --------------------------------------------------------------------------------------------
    std::vector<Label> labels(db::Tx&) const;  // by aspect, then by name within their parent
    // Refuse "name" (required), "parent_id" (unknown_label, under_itself, label_too_deep),
    // "label.name_taken", "label.too_many"; change and remove also "label.not_found",
    // "label.changed_meanwhile". Removing one in use, or with others below it, only takes it out of what is
    // offered; answers whether it is gone.
    Result<Label> add_label(const Principal&, Aspect, LabelId parent, const std::string& name, Instant now);
    Result<Label> change_label(const Principal&, LabelId, std::optional<std::int64_t> version,
                               const Label& wanted, Instant now);
    Result<bool> remove_label(const Principal&, LabelId, Instant now);
    // The causes and moments that the product comes with, where there are none of them yet: how many.
    Result<int> add_starting_labels(const Principal&, Instant now);
    int add_starting_labels(db::Tx&, Language, bool sample, Instant now) const;

    // --- What a case teaches -------------------------------------------------------------------------------
    MarkedCase marked(db::Tx&, CaseId) const;
    // Refuses "case.not_found", "case.about_you", "case.sealed", fields "cause_id"… (unknown_label),
    // "case.changed_meanwhile" where `version` is not the stored one.
    Result<MarkedCase> mark(const Principal&, CaseId, std::optional<std::int64_t> version, const Marks&,
                            Instant now);

    // --- Problems ------------------------------------------------------------------------------------------
    std::vector<Problem> all(db::Tx&, std::optional<ProblemState>) const;  // the newest first
    Result<Problem> get(db::Tx&, ProblemId) const;
    std::map<ProblemId, ProblemCount> counts(db::Tx&) const;
    ProblemCount count(db::Tx&, ProblemId) const;
    std::vector<MarkedCase> cases_of(db::Tx&, ProblemId) const;  // oldest first
    // Refuse "title" (required), "cause_id"… (unknown_label), "segment_id" (unknown_segment), "case_ids[n]"
    // (unknown_case, in_another_problem); change also "problem.not_found", "problem.changed_meanwhile".
    Result<Problem> begin(const Principal&, const ProblemWish&, Instant now);
    Result<Problem> change(const Principal&, ProblemId, std::optional<std::int64_t> version,
                           const ProblemWish&, Instant now);
    // Into it, or out of it again; into one that is resolved: its customer is told too. A case is of one
    // problem at most: "problem.case_elsewhere" {title}.
    Result<void> take_in(const Principal&, ProblemId, std::span<const CaseId>, Instant now);
    Result<void> take_out(const Principal&, ProblemId, CaseId, Instant now);
    // "problem.resolved_already"; fields "remedy" (required). With words: everybody's answer is on its way,
    // one job a case.
    Result<Problem> resolve(const Principal&, ProblemId, const Remedy&, Instant now);
    // It happened again: what its customers were told is of last time, and the next words are for all of
    // them.
    Result<Problem> reopen(const Principal&, ProblemId, Instant now);
    Result<Affected> affected(db::Tx&, const Problem&, Instant now) const;

    // Whose words have this name in them.
    std::vector<Problem> naming(db::Tx&, std::string_view name) const;

    // --- Proposals -----------------------------------------------------------------------------------------
    std::vector<Proposal> proposals(db::Tx&, const Principal&, Instant now) const;
    std::vector<Likely> likely(db::Tx&, const Principal&, CaseId) const;
    // None of these pairs is proposed again.
    Result<void> dismiss(const Principal&, std::span<const CaseId>, Instant now);

    Figures figures(db::Tx&, Aspect, FigureStep, LabelId under, Instant now) const;

    // With cases that go away (the sample company), and its problems and labels after them.
    void remove_for_cases(db::Tx&, std::span<const CaseId> cases) const;
    void remove_sample(db::Tx&) const;

    const Parts& parts() const { return parts_; }

  private:
    Parts parts_;
};

// Figures follow the events of the cases; the answers to those whom a problem hit are jobs.
void wire(Problems&);

// GET/POST /case-labels, PATCH/DELETE /case-labels/{id}, POST /case-labels/starting, GET/PUT
// /cases/{id}/labels, GET/POST /problems, GET/PATCH /problems/{id}, …/cases, …/resolution, GET
// /problem-proposals, GET /complaint-figures.
void add_routes(http::Api&, Problems&);

}  // namespace escucha::problems
