// The points of a claim (SERVICE_MODEL K2, K7; Ley 10/2025 art. 13): everything the customer asks or objects
// to, each with a decision and a reasoned answer of its own. People split a case into its points by hand, or
// take what `suggestions` reads out of the customer's words; nothing becomes a point unless a person says so.
//
// The answer to the customer is composed from the points (`compose`) and stays plain text. Which part answers
// which point stands in the text itself, as a numbered heading in the customer's words ("2. La caja llegó
// abierta"), and is read there again by `checks` and when the answer leaves (letter.hpp). So it survives
// drafts, held answers and other clients, and the customer sees it too. Discarded: invisible marks, which
// every way of writing an answer would have to carry along.
//
// An answer on the way is never stopped: what is wrong with it is said beforehand, and kept in the case's
// log. A case is solved only when every point is answered, or with a reason that is kept
// (cases/checking.hpp).
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "base/vocabulary.hpp"

namespace escucha {
namespace db {
class Database;
class Tx;
}  // namespace db
namespace http {
class Api;
}
namespace work {
class Events;
}
namespace team {
class Team;
}
namespace customers {
class Customers;
}
namespace contacts {
class Contacts;
}
namespace cases {
class Cases;
struct Case;
struct Checker;
}  // namespace cases
namespace templates {
class Templates;
}
}  // namespace escucha

namespace escucha::points {

using PointId = std::int64_t;
using CaseId = std::int64_t;

// not_ours: nothing we decide about; the answer says who does.
enum class PointDecision { accepted, partly, refused, not_ours };
BOOST_DESCRIBE_ENUM(PointDecision, accepted, partly, refused, not_ours)

struct Point {
    PointId id = 0;
    CaseId case_id = 0;
    std::int64_t position = 0;    // points are read in this order; joining and parting may leave gaps
    std::string text = {};        // in the customer's words
    std::int64_t contact_id = 0;  // the message it came from; 0: written by hand
    std::optional<PointDecision> decision = {};
    std::string answer = {};       // for the customer
    std::string reason = {};       // in plain words; with refused and partly
    std::string alternative = {};  // what can be done instead; with refused
    PersonId answered_by = 0;
    std::optional<Instant> answered_at = {};
    // What the customer was told of it last: the words of an answer as it left; or, where none said anything
    // of it, what was put on the page of their case when it was solved. Whether they read it is not known.
    std::string told = {};
    std::optional<Instant> told_at = {};
    PersonId created_by = 0;
    Instant created_at{};
    std::optional<Instant> removed_at = {};
    std::int64_t version = 0;
    bool told_at_solving = false;  // on the page only
    PointId joined_into = 0;       // of one removed by joining: where its words are

    bool answered() const { return decision.has_value(); }  // never without an answer
};

struct NewPoint {
    std::string text = {};
    std::int64_t contact_id = 0;
};
// Decides a point; nothing: open again.
struct Answered {
    PointDecision decision = PointDecision::accepted;
    std::string answer = {}, reason = {}, alternative = {};
};

// What a message may be asking, until a person says so.
struct SuggestedPoint {
    std::string text = {};
    std::int64_t contact_id = 0;
};
BOOST_DESCRIBE_STRUCT(SuggestedPoint, (), (text, contact_id))

// Who decides where customer and house do not agree; named wherever something is refused.
struct DisputeBodyName {
    std::string name = {}, about = {}, url = {};
};
BOOST_DESCRIBE_STRUCT(DisputeBodyName, (), (name, about, url))

struct ComposedReply {
    std::string text = {};
    std::vector<std::string> missing = {};  // marked in the text, as in templates
};
BOOST_DESCRIBE_STRUCT(ComposedReply, (), (text, missing))

// What is wrong with an answer. "unanswered" (a point is open), "not_in_text" (decided, but this answer says
// nothing of it and none before did), "generic", "short", "same_text" (as another point's), "bodies_missing",
// "bodies_unconfirmed", "past_due" (the law's or our own date for the solution is over), "other_language",
// "other_channel".
struct PointFinding {
    std::string code = {};
    PointId point_id = 0;  // 0: of the whole answer
    std::int64_t number = 0;
    bool stops_solving = false;  // a case is not solved with this unless somebody says why
    std::string text = {};       // in the reader's language: what, why, and what to do
};
BOOST_DESCRIBE_STRUCT(PointFinding, (), (code, point_id, number, stops_solving, text))

inline constexpr std::size_t kMostPoints = 50;         // of one case
inline constexpr std::size_t kLongestPoint = 1'000;    // code points
inline constexpr std::size_t kLongestAnswer = 10'000;  // code points

class Points {
  public:
    struct Parts {
        db::Database& db;
        work::Events& events;
        team::Team& team;
        customers::Customers& customers;
        contacts::Contacts& contacts;
        cases::Cases& cases;
        templates::Templates& templates;
        // Lent by src/app: the bodies of the country, for whoever reads this language.
        std::function<std::vector<DisputeBodyName>(db::Tx&, Language)> bodies = [](db::Tx&, Language) {
            return std::vector<DisputeBodyName>{};
        };
        // Lent by src/app: a text without the phrases that fit every complaint (guidance: its list is the
        // house's own to change).
        std::function<std::string(db::Tx&, std::string_view)> without_generic =
            [](db::Tx&, std::string_view text) { return std::string(text); };
    };
    explicit Points(Parts parts) : parts_(std::move(parts)) {}

    // --- Splitting a claim: each answers the points as they then stand ------------------------------------
    // All refuse "case.not_found", "case.about_you", "case.sealed", "point.not_found", and where `version` is
    // not the stored one "point.changed_meanwhile". Of a case joined to another they mean that other.
    // Refuse "text": required, "contact_id": unknown; "point.too_many".
    Result<std::vector<Point>> add(const Principal&, CaseId, const std::vector<NewPoint>&, Instant now);
    Result<std::vector<Point>> reword(const Principal&, CaseId, PointId, std::int64_t version,
                                      const std::string& text, Instant now);
    // The second goes into the first: its words follow, its answer too. Decided differently, they are
    // accepted in part where one has a reason to give, else open again. `removed_at` keeps the second.
    Result<std::vector<Point>> join(const Principal&, CaseId, PointId into, std::int64_t version,
                                    PointId other, Instant now);
    Result<std::vector<Point>> move(const Principal&, CaseId, PointId, std::int64_t version, bool up,
                                    Instant now);
    Result<std::vector<Point>> remove(const Principal&, CaseId, PointId, std::int64_t version, Instant now);
    // What was removed, or joined: then its words leave the other again, where they still end it. Refuses
    // "point.too_many".
    Result<std::vector<Point>> put_back(const Principal&, CaseId, PointId, Instant now);

    // --- Answering ----------------------------------------------------------------------------------------
    // Refuses "answer": required; with refused "reason" and "alternative": required; with partly "reason".
    Result<std::vector<Point>> decide(const Principal&, CaseId, PointId, std::int64_t version,
                                      const std::optional<Answered>&, Instant now);
    // The answer to the customer, from the points that are decided: in their language and treatment. Refuses
    // "point.none_answered".
    Result<ComposedReply> compose(db::Tx&, const Principal&, CaseId, Instant now) const;
    // An answer before it leaves. Empty: the case has no points, or all is well.
    Result<std::vector<PointFinding>> checks(db::Tx&, const Principal&, CaseId, std::string_view text,
                                             Language reader, Instant now) const;

    // --- Reading, inside anyone's transaction -------------------------------------------------------------
    std::vector<Point> of(db::Tx&, CaseId) const;  // in their order, without those removed
    Result<std::vector<Point>> read(db::Tx&, const Principal&, CaseId) const;  // for whoever may handle it
    Result<std::vector<SuggestedPoint>> suggestions(db::Tx&, const Principal&, CaseId) const;
    // Those removed too: for the record of what is kept of a person.
    std::vector<Point> all_of(db::Tx&, CaseId) const;
    // With cases that go away (the sample company).
    void forget(db::Tx&, CaseId) const;

    const Parts& parts() const { return parts_; }

  private:
    Parts parts_;
};

// What cases look at before an answer leaves and before they are solved.
cases::Checker checker(const Points&);

// GET/POST /cases/{id}/points, PATCH /cases/{id}/points/{point_id}, …/removal, …/restoration, …/joining,
// …/place, …/answer, …/reopening; GET /cases/{id}/point-suggestions; POST /cases/{id}/points-reply,
// /cases/{id}/points-check.
void add_routes(http::Api&, Points&);

}  // namespace escucha::points
