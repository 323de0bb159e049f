// Splitting a claim into its points, and deciding each.
#include <algorithm>
#include <ranges>
#include <utility>

#include "base/fold.hpp"
#include "db/database.hpp"
#include "modules/cases/cases.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/points/events.hpp"
#include "modules/points/splitting.hpp"
#include "modules/points/store.hpp"
#include "work/events.hpp"

namespace escucha::points {
namespace {

constexpr std::size_t kMessagesRead = 100;  // of a case, for suggestions

Result<cases::Case> case_for(const Points::Parts& parts, db::Tx& tx, const Principal& who, CaseId id) {
    auto c = parts.cases.find_standing(tx, id);
    if (!c) return not_found("case.not_found");
    if (const auto ok = cases::may_handle(who, *c); !ok) return Refused(ok.error());
    return std::move(*c);
}

std::vector<Point> standing(std::vector<Point> all) {
    std::erase_if(all, [](const Point& p) { return p.removed_at.has_value(); });
    return all;
}

// One change of the points of a case, in its transaction.
struct Change {
    const Points::Parts& parts;
    db::Tx& tx;
    const Principal& who;
    const cases::Case& c;
    Instant now;
    std::string what = {};
    PointId about = 0;

    Result<Point> point(PointId id) const {
        auto p = store::get(tx, id);
        if (!p || p->case_id != c.id) return not_found("point.not_found");
        return std::move(*p);
    }
    Result<Point> point(PointId id, std::int64_t version) const {
        auto p = point(id);
        if (!p) return p;
        if (p->removed_at || p->version != version) return conflict("point.changed_meanwhile");
        return p;
    }
    Result<void> save(const Point& p) const {
        if (!store::save(tx, p)) return conflict("point.changed_meanwhile");
        return {};
    }
};

template <class Decide>
Result<std::vector<Point>> change(const Points::Parts& parts, const Principal& who, CaseId id, Instant now,
                                  std::string what, PointId about, const Decide& decide) {
    return parts.db.write([&](db::Tx& tx) -> Result<std::vector<Point>> {
        const auto c = case_for(parts, tx, who, id);
        if (!c) return Refused(c.error());
        Change w{.parts = parts, .tx = tx, .who = who, .c = *c, .now = now, .what = what, .about = about};
        if (const Result<void> ok = decide(w); !ok) return Refused(ok.error());
        auto e = work::event(PointsChanged::kType, "case", c->id, who, now, PointsChanged{w.what, w.about});
        e.case_id = c->id;
        e.owner = c->owner;
        e.team = c->team;
        parts.events.append(tx, std::move(e));
        return standing(store::all_of(tx, c->id));
    });
}

Result<void> comes_from_here(const Change& w, const NewPoint& wish) {
    if (wish.contact_id == 0) return {};
    const auto contact = w.parts.contacts.get(w.tx, wish.contact_id);
    if (!contact || contact->case_id != w.c.id) return invalid_field("contact_id", "unknown");
    return {};
}

// What may not be left out of a decision.
Result<void> is_reasoned(const Answered& in) {
    std::vector<FieldError> wrong;
    const auto needs = [&](const char* field, const std::string& text) {
        if (fold_words(text).empty()) wrong.push_back({field, "required"});
    };
    needs("answer", in.answer);
    if (in.decision == PointDecision::refused || in.decision == PointDecision::partly)
        needs("reason", in.reason);
    if (in.decision == PointDecision::refused) needs("alternative", in.alternative);
    if (!wrong.empty()) return invalid_fields(std::move(wrong));
    return {};
}

// Folded: one holds the other, but for a few words ("además, …").
bool same_matter(const std::string& known, const std::string& offered) {
    if (known.find(offered) != std::string::npos) return true;
    return offered.find(known) != std::string::npos && 2 * known.size() > offered.size();
}

std::string both(const std::string& one, const std::string& other) {
    return one.empty() ? other : other.empty() || one == other ? one : one + "\n" + other;
}

void not_told(Point& p) {
    p.told.clear();
    p.told_at.reset();
    p.told_at_solving = false;
}
void open_again(Point& p) {
    p.decision.reset();
    p.answered_by = 0;
    p.answered_at.reset();
    not_told(p);
}

// Told is only what both were told.
void join_what_was_told(Point& p, const Point& gone) {
    if (!p.told_at || !gone.told_at) return not_told(p);
    p.told = both(p.told, gone.told);
    p.told_at = std::max(*p.told_at, *gone.told_at);
    p.told_at_solving = p.told_at_solving || gone.told_at_solving;
}

// Two decisions that differ are accepted in part, which needs a reason; without one the point is open again.
void join_answers(Point& p, const Point& gone) {
    const bool same = p.decision == gone.decision, both_decided = p.decision && gone.decision;
    p.answer = both(p.answer, gone.answer);
    p.reason = both(p.reason, gone.reason);
    p.alternative = both(p.alternative, gone.alternative);
    join_what_was_told(p, gone);
    if (same) return;
    if (!both_decided || p.reason.empty()) return open_again(p);
    p.decision = PointDecision::partly;
}

// What `both` made of two, without the second; as it was where it does not end with it any more.
std::string without(const std::string& joined, const std::string& second) {
    if (second.empty() || joined.size() <= second.size() || !joined.ends_with(second)) return joined;
    const auto end = joined.size() - second.size() - 1;
    return joined[end] == ' ' || joined[end] == '\n' ? joined.substr(0, end) : joined;
}

// Undoes a joining. What was decided of both together is no decision about one of them.
void part(Point& from, const Point& back) {
    const auto text = without(from.text, back.text);
    if (text == from.text) return;
    from.text = text;
    from.answer = without(from.answer, back.answer);
    from.reason = without(from.reason, back.reason);
    from.alternative = without(from.alternative, back.alternative);
    if (from.decision != back.decision || from.answer.empty()) return open_again(from);
    from.told = without(from.told, back.told);
}

}  // namespace

Result<std::vector<Point>> Points::add(const Principal& who, CaseId id, const std::vector<NewPoint>& wishes,
                                       Instant now) {
    return change(parts_, who, id, now, "added", 0, [&](Change& w) -> Result<void> {
        const auto there = store::all_of(w.tx, w.c.id);
        if (standing(there).size() + wishes.size() > kMostPoints)
            return conflict("point.too_many", {{"most", std::to_string(kMostPoints)}});
        auto position = there.empty() ? 0 : there.back().position;
        for (const auto& wish : wishes) {
            if (fold_words(wish.text).empty()) return invalid_field("text", "required");
            if (const auto ok = comes_from_here(w, wish); !ok) return ok;
            w.about = store::add(w.tx, {.case_id = w.c.id,
                                        .position = ++position,
                                        .text = wish.text,
                                        .contact_id = wish.contact_id,
                                        .created_by = who.person,
                                        .created_at = now});
        }
        return {};
    });
}

Result<std::vector<Point>> Points::reword(const Principal& who, CaseId id, PointId point,
                                          std::int64_t version, const std::string& text, Instant now) {
    return change(parts_, who, id, now, "reworded", point, [&](Change& w) -> Result<void> {
        auto p = w.point(point, version);
        if (!p) return Refused(p.error());
        if (fold_words(text).empty()) return invalid_field("text", "required");
        p->text = text;
        return w.save(*p);
    });
}

Result<std::vector<Point>> Points::join(const Principal& who, CaseId id, PointId into, std::int64_t version,
                                        PointId other, Instant now) {
    return change(parts_, who, id, now, "joined", into, [&](Change& w) -> Result<void> {
        auto p = w.point(into, version);
        if (!p) return Refused(p.error());
        auto gone = w.point(other);
        if (!gone) return Refused(gone.error());
        if (gone->removed_at || gone->id == p->id) return conflict("point.changed_meanwhile");
        p->text = shorten(p->text + " " + gone->text, kLongestPoint);
        join_answers(*p, *gone);
        gone->removed_at = w.now;
        gone->joined_into = p->id;
        if (const auto ok = w.save(*gone); !ok) return ok;
        return w.save(*p);
    });
}

Result<std::vector<Point>> Points::move(const Principal& who, CaseId id, PointId point, std::int64_t version,
                                        bool up, Instant now) {
    return change(parts_, who, id, now, "moved", point, [&](Change& w) -> Result<void> {
        const auto p = w.point(point, version);
        if (!p) return Refused(p.error());
        auto all = standing(store::all_of(w.tx, w.c.id));
        const auto at = std::ranges::find(all, point, &Point::id);
        if (up ? at == all.begin() : at + 1 == all.end()) return {};
        std::iter_swap(at, up ? at - 1 : at + 1);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto position = static_cast<std::int64_t>(i + 1);
            if (all[i].position == position) continue;
            all[i].position = position;
            if (const auto ok = w.save(all[i]); !ok) return ok;
        }
        return {};
    });
}

Result<std::vector<Point>> Points::remove(const Principal& who, CaseId id, PointId point,
                                          std::int64_t version, Instant now) {
    return change(parts_, who, id, now, "removed", point, [&](Change& w) -> Result<void> {
        auto p = w.point(point, version);
        if (!p) return Refused(p.error());
        p->removed_at = now;
        return w.save(*p);
    });
}

Result<std::vector<Point>> Points::put_back(const Principal& who, CaseId id, PointId point, Instant now) {
    return change(parts_, who, id, now, "put_back", point, [&](Change& w) -> Result<void> {
        auto p = w.point(point);
        if (!p) return Refused(p.error());
        if (!p->removed_at) return {};
        if (standing(store::all_of(w.tx, w.c.id)).size() >= kMostPoints)
            return conflict("point.too_many", {{"most", std::to_string(kMostPoints)}});
        if (auto from = store::get(w.tx, std::exchange(p->joined_into, 0));
            from && from->case_id == p->case_id && !from->removed_at) {
            part(*from, *p);
            if (const auto ok = w.save(*from); !ok) return ok;
        }
        p->removed_at.reset();
        return w.save(*p);
    });
}

Result<std::vector<Point>> Points::decide(const Principal& who, CaseId id, PointId point,
                                          std::int64_t version, const std::optional<Answered>& in,
                                          Instant now) {
    return change(parts_, who, id, now, in ? "answered" : "opened", point, [&](Change& w) -> Result<void> {
        auto p = w.point(point, version);
        if (!p) return Refused(p.error());
        if (in)
            if (const auto ok = is_reasoned(*in); !ok) return ok;
        p->decision = in ? std::optional(in->decision) : std::nullopt;
        if (in) {
            const bool explained =
                in->decision == PointDecision::refused || in->decision == PointDecision::partly;
            p->answer = in->answer;
            p->reason = explained ? in->reason : std::string();
            p->alternative = explained ? in->alternative : std::string();
        }
        not_told(*p);  // of what was decided now
        p->answered_by = in ? who.person : 0;
        p->answered_at = in ? std::optional(now) : std::nullopt;
        return w.save(*p);
    });
}

std::vector<Point> Points::of(db::Tx& tx, CaseId id) const {
    return standing(store::all_of(tx, id));
}

Result<std::vector<Point>> Points::read(db::Tx& tx, const Principal& who, CaseId id) const {
    const auto c = case_for(parts_, tx, who, id);
    if (!c) return Refused(c.error());
    return of(tx, c->id);
}

std::vector<Point> Points::all_of(db::Tx& tx, CaseId id) const {
    return store::all_of(tx, id);
}

void Points::forget(db::Tx& tx, CaseId id) const {
    store::forget(tx, id);
}

Result<std::vector<SuggestedPoint>> Points::suggestions(db::Tx& tx, const Principal& who, CaseId id) const {
    const auto c = case_for(parts_, tx, who, id);
    if (!c) return Refused(c.error());
    // What became a point, or was one and was dropped, is not offered again.
    std::vector<std::string> known;
    for (const auto& p : store::all_of(tx, c->id)) known.push_back(fold(p.text));
    std::vector<SuggestedPoint> out;
    for (const auto& contact : parts_.contacts.for_case(tx, c->id, 0, kMessagesRead)) {
        if (contact.direction != Direction::in) continue;
        for (auto& text : split_into_points(contact.text)) {
            const auto key = fold(text);
            if (std::ranges::any_of(known, [&](const auto& k) { return same_matter(k, key); })) continue;
            known.push_back(key);
            out.push_back({std::move(text), contact.id});
            if (out.size() == kMostSuggestions) return out;
        }
    }
    return out;
}

}  // namespace escucha::points
