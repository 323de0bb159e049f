// The routes of points: a table of contents.
#include "db/database.hpp"
#include "http/api.hpp"
#include "modules/points/letter.hpp"
#include "modules/points/points.hpp"
#include "modules/team/team.hpp"

namespace escucha::points {
namespace {

using http::Call;
using http::Many;
using http::Prose;
using PointText = Prose<kLongestPoint>;
using AnswerText = Prose<kLongestAnswer>;
using Version = http::Int<1, 9'000'000'000'000'000>;

// --- What is asked -----------------------------------------------------------------------------------------
struct PointsOfCase {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(PointsOfCase, (), (id))

struct WishedPoint {
    PointText text;
    std::optional<http::Id> contact_id;
};
BOOST_DESCRIBE_STRUCT(WishedPoint, (), (text, contact_id))
struct AddPoints {
    http::Id id;
    Many<WishedPoint, kMostPoints, 1> items;
};
BOOST_DESCRIBE_STRUCT(AddPoints, (), (id, items))

struct RewordPoint {
    http::Id id, point_id;
    Version version;
    PointText text;
};
BOOST_DESCRIBE_STRUCT(RewordPoint, (), (id, point_id, version, text))

struct RemovePoint {
    http::Id id, point_id;
    Version version;
};
BOOST_DESCRIBE_STRUCT(RemovePoint, (), (id, point_id, version))

struct PutPointBack {
    http::Id id, point_id;
};
BOOST_DESCRIBE_STRUCT(PutPointBack, (), (id, point_id))

struct JoinPoints {
    http::Id id, point_id;
    Version version;
    http::Id other;
};
BOOST_DESCRIBE_STRUCT(JoinPoints, (), (id, point_id, version, other))

struct MovePoint {
    http::Id id, point_id;
    Version version;
    bool up = true;
};
BOOST_DESCRIBE_STRUCT(MovePoint, (), (id, point_id, version, up))

struct AnswerPoint {
    http::Id id, point_id;
    Version version;
    PointDecision decision{};
    std::optional<AnswerText> answer, reason, alternative;
};
BOOST_DESCRIBE_STRUCT(AnswerPoint, (), (id, point_id, version, decision, answer, reason, alternative))

struct CheckAgainstPoints {
    http::Id id;
    Prose<50'000, 0> text;
};
BOOST_DESCRIBE_STRUCT(CheckAgainstPoints, (), (id, text))

// --- What is answered --------------------------------------------------------------------------------------
struct PointView {
    PointId id = 0;
    std::int64_t number = 0;
    std::string text = {};
    std::optional<std::int64_t> contact_id = {};
    std::optional<PointDecision> decision = {};  // none: open
    std::string answer = {}, reason = {}, alternative = {};
    std::string warning = {};  // of an answer that fits every complaint; in the caller's language
    std::optional<PersonId> answered_by = {};
    std::optional<std::string> answered_by_name = {};
    std::optional<Instant> answered_at = {};
    std::optional<Instant> told_at = {};  // when the customer was told
    bool told_at_solving = false;         // by no answer: put on the page of their case when it was solved
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PointView, (),
                      (id, number, text, contact_id, decision, answer, reason, alternative, warning,
                       answered_by, answered_by_name, answered_at, told_at, told_at_solving, version))
struct PointList {
    std::vector<PointView> items = {};
    std::int64_t answered = 0;
    std::vector<DisputeBodyName> bodies = {};  // who decides where customer and house do not agree
};
BOOST_DESCRIBE_STRUCT(PointList, (), (items, answered, bodies))
struct SuggestedPointList {
    std::vector<SuggestedPoint> items = {};
};
BOOST_DESCRIBE_STRUCT(SuggestedPointList, (), (items))
struct PointFindingList {
    std::vector<PointFinding> items = {};
};
BOOST_DESCRIBE_STRUCT(PointFindingList, (), (items))

std::string warning_of(const Points& points, db::Tx& tx, const Point& p, std::int64_t number,
                       Language language) {
    if (!p.answered()) return {};
    const auto said = p.answer + "\n" + p.reason + "\n" + p.alternative;
    const auto weak = weakness_of(said, points.parts().without_generic(tx, said));
    if (weak == Weakness::none) return {};
    return text(language, weak == Weakness::generic ? "points.finding.generic" : "points.finding.short",
                {{"number", std::to_string(number)}});
}

PointView view(const Points& points, db::Tx& tx, const Point& p, std::int64_t number, Language language) {
    PointView v{.id = p.id,
                .number = number,
                .text = p.text,
                .decision = p.decision,
                .answer = p.answer,
                .reason = p.reason,
                .alternative = p.alternative,
                .warning = warning_of(points, tx, p, number, language),
                .answered_at = p.answered_at,
                .told_at = p.told_at,
                .told_at_solving = p.told_at_solving,
                .version = p.version};
    if (p.contact_id != 0) v.contact_id = p.contact_id;
    if (p.answered_by == 0) return v;
    v.answered_by = p.answered_by;
    if (const auto person = points.parts().team.person(tx, p.answered_by)) v.answered_by_name = person->name;
    return v;
}

PointList view(const Points& points, db::Tx& tx, const std::vector<Point>& all, Language language) {
    PointList list;
    for (const auto& p : all) {
        list.items.push_back(view(points, tx, p, static_cast<std::int64_t>(list.items.size()) + 1, language));
        if (p.answered()) ++list.answered;
    }
    list.bodies = points.parts().bodies(tx, language);
    return list;
}

using Answer = Result<PointList>;
Answer answer(const Points& points, const Call& call, const Result<std::vector<Point>>& all) {
    if (!all) return Refused(all.error());
    return points.parts().db.read([&](db::Tx& tx) { return view(points, tx, *all, call.language); });
}

std::string str(const std::optional<AnswerText>& text) {
    return text ? text->str() : std::string();
}

// --- The table ---------------------------------------------------------------------------------------------
const std::vector<std::string> kOfCase{"case.not_found", "case.about_you", "case.sealed"};

http::Spec reads(std::string id, std::string summary, std::string description = {}) {
    return {.id = std::move(id),
            .scope = "cases:read",
            .summary = std::move(summary),
            .description = std::move(description),
            .tag = "points",
            .errors = kOfCase};
}

http::Spec writes(std::string id, std::string summary, std::string description = {},
                  const std::vector<std::string>& more = {"point.not_found", "point.changed_meanwhile"}) {
    auto spec = reads(std::move(id), std::move(summary), std::move(description));
    spec.scope = "cases:write";
    spec.errors.insert(spec.errors.end(), more.begin(), more.end());
    return spec;
}

void add_reading(http::Api& api, Points& points) {
    api.get("/cases/{id}/points",
            reads("listPoints", "The points of a claim, in their order",
                  "Each with its decision and answer, and whom to turn to where something is refused."),
            [&](const Call& call, const PointsOfCase& in) -> Answer {
                return points.parts().db.read([&](db::Tx& tx) -> Answer {
                    const auto all = points.read(tx, call.principal, in.id);
                    if (!all) return Refused(all.error());
                    return view(points, tx, *all, call.language);
                });
            });
    api.get("/cases/{id}/point-suggestions",
            reads("suggestPoints", "Points that the customer's messages seem to have",
                  "Read out of the text; nothing becomes a point unless it is added."),
            [&](const Call& call, const PointsOfCase& in) -> Result<SuggestedPointList> {
                return points.parts().db.read([&](db::Tx& tx) -> Result<SuggestedPointList> {
                    auto found = points.suggestions(tx, call.principal, in.id);
                    if (!found) return Refused(found.error());
                    return SuggestedPointList{std::move(*found)};
                });
            });
}

void add_splitting(http::Api& api, Points& points) {
    api.post("/cases/{id}/points", writes("addPoints", "One or several more", {}, {"point.too_many"}),
             [&](const Call& call, const AddPoints& in) -> Answer {
                 std::vector<NewPoint> wishes;
                 for (const auto& one : in.items)
                     wishes.push_back({one.text.str(), one.contact_id ? one.contact_id->value : 0});
                 return answer(points, call, points.add(call.principal, in.id, wishes, call.now));
             });
    api.patch("/cases/{id}/points/{point_id}", writes("rewordPoint", "Other words for a point"),
              [&](const Call& call, const RewordPoint& in) -> Answer {
                  return answer(points, call,
                                points.reword(call.principal, in.id, in.point_id, in.version.value,
                                              in.text.str(), call.now));
              });
    api.post("/cases/{id}/points/{point_id}/removal", writes("removePoint", "It is none; can be put back"),
             [&](const Call& call, const RemovePoint& in) -> Answer {
                 return answer(points, call,
                               points.remove(call.principal, in.id, in.point_id, in.version.value, call.now));
             });
    api.post("/cases/{id}/points/{point_id}/restoration",
             writes("restorePoint", "Put back what was removed, or take apart what was joined", {},
                    {"point.not_found", "point.changed_meanwhile", "point.too_many"}),
             [&](const Call& call, const PutPointBack& in) -> Answer {
                 return answer(points, call, points.put_back(call.principal, in.id, in.point_id, call.now));
             });
    api.post("/cases/{id}/points/{point_id}/joining",
             writes("joinPoints", "Another point becomes part of this one"),
             [&](const Call& call, const JoinPoints& in) -> Answer {
                 return answer(
                     points, call,
                     points.join(call.principal, in.id, in.point_id, in.version.value, in.other, call.now));
             });
    api.post("/cases/{id}/points/{point_id}/place", writes("movePoint", "One place up or down"),
             [&](const Call& call, const MovePoint& in) -> Answer {
                 return answer(
                     points, call,
                     points.move(call.principal, in.id, in.point_id, in.version.value, in.up, call.now));
             });
}

void add_answering(http::Api& api, Points& points) {
    api.post("/cases/{id}/points/{point_id}/answer",
             writes("answerPoint", "What we decide on it, and what the customer is answered",
                    "A refusal needs a reason and an alternative; an acceptance in part a reason."),
             [&](const Call& call, const AnswerPoint& in) -> Answer {
                 const Answered said{in.decision, str(in.answer), str(in.reason), str(in.alternative)};
                 return answer(
                     points, call,
                     points.decide(call.principal, in.id, in.point_id, in.version.value, said, call.now));
             });
    api.post("/cases/{id}/points/{point_id}/reopening", writes("reopenPoint", "It is open again"),
             [&](const Call& call, const RemovePoint& in) -> Answer {
                 return answer(points, call,
                               points.decide(call.principal, in.id, in.point_id, in.version.value,
                                             std::nullopt, call.now));
             });
    auto composing = reads("composeFromPoints", "The answer to the customer, composed from the points",
                           "In the customer's language and treatment. Nothing is sent.");
    composing.errors.emplace_back("point.none_answered");
    composing.keep_answer = false;
    api.post("/cases/{id}/points-reply", composing,
             [&](const Call& call, const PointsOfCase& in) -> Result<ComposedReply> {
                 return points.parts().db.read(
                     [&](db::Tx& tx) { return points.compose(tx, call.principal, in.id, call.now); });
             });
    auto checking = reads("checkAgainstPoints", "What is wrong with an answer before it is sent",
                          "Nothing here stops an answer; what is left is noted in the case when it leaves.");
    checking.keep_answer = false;
    api.post("/cases/{id}/points-check", checking,
             [&](const Call& call, const CheckAgainstPoints& in) -> Result<PointFindingList> {
                 return points.parts().db.read([&](db::Tx& tx) -> Result<PointFindingList> {
                     auto found =
                         points.checks(tx, call.principal, in.id, in.text.str(), call.language, call.now);
                     if (!found) return Refused(found.error());
                     return PointFindingList{std::move(*found)};
                 });
             });
}

}  // namespace

void add_routes(http::Api& api, Points& points) {
    add_reading(api, points);
    add_splitting(api, points);
    add_answering(api, points);
}

}  // namespace escucha::points
