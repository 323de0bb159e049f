// The answer to a claim: composed from its points, and looked at before it leaves and when it does.
#include <algorithm>
#include <array>

#include "base/human_time.hpp"
#include "modules/cases/cases.hpp"
#include "modules/cases/citing.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/points/letter.hpp"
#include "modules/points/store.hpp"
#include "modules/team/team.hpp"
#include "modules/templates/templates.hpp"

namespace escucha::points {
namespace {

// What is on the way to be said, and who reads the findings.
struct Said {
    const Points::Parts& parts;
    db::Tx& tx;
    const cases::Case& c;
    std::string_view text;
    std::span<const Point> points;
    Language reader = Language::es;
    Instant now{};
    PartsOfText of = {};  // what it says of each point
    std::vector<PointFinding> found = {};

    void find(std::string code, const Point* p = nullptr, bool stops = false, TextParams params = {}) {
        const auto number = p ? p - points.data() + 1 : 0;
        if (p) params.emplace("number", std::to_string(number));
        auto words = ::escucha::text(reader, "points.finding." + code, params);
        found.push_back({std::move(code), p ? p->id : 0, number, stops, std::move(words)});
    }
};

// The customer's words are what their language is known by; else it is what we know of them.
Language language_for(const Points::Parts& parts, db::Tx& tx, const cases::Case& c,
                      std::span<const Point> points) {
    std::string words;
    for (const auto& p : points) words += p.text + "\n";
    if (const auto said = language_of(words)) return *said;
    const auto customer = parts.customers.get(tx, c.customer);
    return customer && customer->language ? *customer->language : c.language;
}

void look_at_points(Said& s) {
    for (const Point& p : s.points) {
        const auto part = s.of.find(p.id);
        if (!p.answered()) s.find("unanswered", &p, true);
        if (part == s.of.end()) {
            if (p.answered() && p.told.empty()) s.find("not_in_text", &p);
            continue;
        }
        const auto weak = weakness_of(part->second, s.parts.without_generic(s.tx, part->second));
        if (weak == Weakness::generic) s.find("generic", &p);
        if (weak == Weakness::brief) s.find("short", &p);
    }
}

void look_for_copies(Said& s) {
    for (std::size_t i = 0; i < s.points.size(); ++i)
        for (std::size_t before = 0; before < i; ++before) {
            const auto mine = s.of.find(s.points[i].id), other = s.of.find(s.points[before].id);
            if (mine == s.of.end() || other == s.of.end() || bare(mine->second) != bare(other->second))
                continue;
            s.find("same_text", &s.points[i], false, {{"other", std::to_string(before + 1)}});
            break;
        }
}

// The letter names them in the customer's language, which need not be the reader's.
bool names_any(const Said& s, Language language) {
    const auto bodies = s.parts.bodies(s.tx, language);
    return std::ranges::any_of(bodies, [&](const DisputeBodyName& b) { return names(s.text, b); });
}

// Where the law wants them named and the house has confirmed none, the letter cannot name any: said, not
// passed over.
void look_for_confirmed(Said& s) {
    const auto law =
        cases::cited(s.parts.cases.rulebooks(), s.tx, s.c, rules::DutyKind::refusal_names_bodies, s.now);
    if (!law.empty()) s.find("bodies_unconfirmed", nullptr, false, {{"law", law}});
}

void look_for_bodies(Said& s) {
    const bool refuses = std::ranges::any_of(s.points, [](const Point& p) {
        return p.decision == PointDecision::refused || p.decision == PointDecision::partly;
    });
    if (!refuses) return;
    const auto bodies = s.parts.bodies(s.tx, s.reader);
    if (bodies.empty()) return look_for_confirmed(s);
    if (names_any(s, Language::es) || names_any(s, Language::en)) return;
    std::string list;
    for (const auto& b : bodies) list += (list.empty() ? "" : "; ") + b.name;
    s.find("bodies_missing", nullptr, false, {{"bodies", list}});
}

// The law's date, or our own where the law has none or was kept before.
void look_at_the_date(Said& s) {
    const auto due = s.c.law_due && !s.c.law_kept ? s.c.law_due : s.c.resolution_due;
    if (!due || *due >= s.now || s.c.state == cases::State::solved) return;
    const auto& zone = *s.parts.team.organisation()->zone;
    s.find("past_due", nullptr, false, {{"date", full_moment_in_words(s.reader, zone, *due)}});
}

void look_at_the_language(Said& s) {
    std::string own;  // without the quotations
    for (const auto& [_, part] : s.of) own += part + "\n";
    const auto written = language_of(own.empty() ? s.text : std::string_view(own));
    const auto theirs = language_for(s.parts, s.tx, s.c, s.points);
    if (written && *written != theirs)
        s.find("other_language", nullptr, false,
               {{"language", ::escucha::text(s.reader, "points.language." + std::string(code(theirs)))}});
}

// Answers go by e-mail where the case came by it, and to the page of the case always.
void look_at_the_channel(Said& s) {
    const auto customer = s.parts.customers.get(s.tx, s.c.customer);
    const auto chosen = customer && customer->preferred_channel ? *customer->preferred_channel : s.c.channel;
    const auto leaves = s.c.channel == Channel::email ? Channel::email : Channel::web;
    if (chosen == leaves || chosen == Channel::web || chosen == Channel::api) return;
    const auto named = [&](Channel channel) {
        return ::escucha::text(s.reader, "export.channel." + std::string(db::name(channel)));
    };
    s.find("other_channel", nullptr, false, {{"chosen", named(chosen)}, {"leaves", named(leaves)}});
}

std::vector<PointFinding> look(Said& s) {
    if (s.points.empty()) return {};
    s.of = parts_of(s.text, s.points);
    look_at_points(s);
    look_for_copies(s);
    look_for_bodies(s);
    look_at_the_date(s);
    look_at_the_language(s);
    look_at_the_channel(s);
    return std::move(s.found);
}

// --- Composing ---------------------------------------------------------------------------------------------
// Each of the letter's own texts, filled for the customer; what is missing is gathered.
class Letter {
  public:
    Letter(const Points::Parts& parts, db::Tx& tx, const Principal& who, const cases::Case& c,
           Language language, Instant now)
        : parts_(parts), tx_(tx), who_(who), c_(c), language_(language), now_(now) {}

    Result<std::string> filled(std::string_view text) {
        templates::Template t;
        (language_ == Language::es ? t.text_es : t.text_en) = std::string(text);
        auto done = parts_.templates.filled(tx_, who_, {.case_id = c_.id}, t, now_);
        if (!done) return Refused(done.error());
        for (auto& one : done->missing)
            if (std::ranges::find(missing_, one) == missing_.end()) missing_.push_back(std::move(one));
        return std::move(done->text);
    }
    std::vector<std::string> missing_ = {};

  private:
    const Points::Parts& parts_;
    db::Tx& tx_;
    const Principal& who_;
    const cases::Case& c_;
    Language language_;
    Instant now_;
};

std::string sentence(std::string_view lead, std::string_view text) {
    return fmt::format("\n{} {}", lead, text);
}

// "2. «…»", what was decided, the answer; why and what instead, where it is not all they asked for.
std::string part_of(const Point& p, std::size_t number, const std::string& lead, const LetterTexts& texts,
                    Language language) {
    auto out = heading(number, p.text, language) + "\n" + lead + " " + p.answer;
    if (!p.reason.empty()) out += sentence(texts.reason, p.reason);
    if (!p.alternative.empty()) out += sentence(texts.alternative, p.alternative);
    return out;
}

std::string list_of(std::span<const DisputeBodyName> bodies) {
    std::string out;
    for (const auto& b : bodies) {
        out += "\n- " + b.name;
        if (!b.about.empty()) out += ": " + b.about;
        if (!b.url.empty()) out += (b.about.ends_with(".") ? " " : ". ") + b.url;
    }
    return out;
}

Result<ComposedReply> composed(const Points::Parts& parts, db::Tx& tx, const Principal& who,
                               const cases::Case& c, std::span<const Point> points, Instant now) {
    const auto language = language_for(parts, tx, c, points);
    const auto& texts = letter_texts(language);
    Letter letter(parts, tx, who, c, language, now);
    Result<void> failed;
    const auto say = [&](std::string_view text) -> std::string {
        auto done = letter.filled(text);
        if (!done) failed = Refused(done.error());
        return done ? std::move(*done) : std::string();
    };
    std::string out = say(points.size() == 1 ? texts.opening_one : texts.opening);
    bool refused = false;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const Point& p = points[i];
        if (!p.answered()) continue;
        refused = refused || p.decision == PointDecision::refused || p.decision == PointDecision::partly;
        const auto lead = say(texts.lead[static_cast<std::size_t>(*p.decision)]);
        out += "\n\n" + part_of(p, points.size() == 1 ? 0 : i + 1, lead, texts, language);
    }
    out += "\n\n" + say(texts.next);
    if (refused) {
        const auto bodies = parts.bodies(tx, language);
        out += "\n\n" + (bodies.empty() ? say(texts.no_bodies) : say(texts.bodies) + list_of(bodies));
    }
    out += "\n\n" + say(texts.closing);
    if (!failed) return Refused(failed.error());
    return ComposedReply{std::move(out), std::move(letter.missing_)};
}

// --- When it leaves ----------------------------------------------------------------------------------------
void remember_what_was_told(Said& s) {
    for (const Point& p : s.points)
        if (const auto part = s.of.find(p.id); part != s.of.end() && p.answered())
            store::told(s.tx, p.id, part->second, s.now);
}

std::vector<cases::Noted> noted(const Said& s, std::span<const PointFinding> found) {
    if (found.empty()) return {};
    std::string list;
    for (const auto& one : found) list += (list.empty() ? "" : "\n") + one.text;
    return {{.what = "points_noted", .text = list, .data = {{"count", std::to_string(s.points.size())}}}};
}

std::vector<cases::Noted> left(const Points& points, db::Tx& tx, const cases::Case& c, const cases::Reply& in,
                               Instant now) {
    const auto all = points.of(tx, c.id);
    Said s{.parts = points.parts(),
           .tx = tx,
           .c = c,
           .text = in.text,
           .points = all,
           .reader = points.parts().team.organisation()->language,
           .now = now};
    const auto found = look(s);
    remember_what_was_told(s);
    return noted(s, found);
}

std::string as_told(const Point& p, const LetterTexts& texts) {
    auto out = p.answer;
    if (!p.reason.empty()) out += sentence(texts.reason, p.reason);
    if (!p.alternative.empty()) out += sentence(texts.alternative, p.alternative);
    return out;
}

// What the customer withdrew needs no answer. The rest does, or a reason that is kept.
Result<std::vector<cases::Noted>> may_solve(const Points& points, db::Tx& tx, const cases::Case& c,
                                            const cases::Solution& in, Instant now) {
    const auto all = points.of(tx, c.id);
    std::string open;
    std::size_t count = 0;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!all[i].answered()) {
            open += fmt::format("{}{}. {}", open.empty() ? "" : "\n", i + 1, all[i].text);
            ++count;
        }
    std::vector<cases::Noted> out;
    if (count != 0 && in.outcome != cases::Outcome::withdrawn) {
        if (in.points_reason.empty())
            return conflict("case.points_unanswered",
                            {{"count", std::to_string(count)},
                             {"points", open},
                             {"law", cases::cited(points.parts().cases.rulebooks(), tx, c,
                                                  rules::DutyKind::every_point, now)}});
        out.push_back({.what = "points_passed_over",
                       .text = in.points_reason + "\n" + open,
                       .data = {{"count", std::to_string(count)}}});
    }
    const auto language = language_for(points.parts(), tx, c, all);
    for (const Point& p : all)
        if (p.answered() && p.told.empty())
            store::told(tx, p.id, as_told(p, letter_texts(language)), now, true);
    return out;
}

// Did the answer that left just now say of one of them that it is accepted?
bool accepted_now(std::span<const Point> all, Instant now) {
    return std::ranges::any_of(all, [&](const Point& p) {
        return p.told_at == now &&
               (p.decision == PointDecision::accepted || p.decision == PointDecision::partly);
    });
}

Result<cases::Case> to_answer(const Points::Parts& parts, db::Tx& tx, const Principal& who, CaseId id) {
    auto c = parts.cases.find_standing(tx, id);
    if (!c) return not_found("case.not_found");
    if (const auto ok = cases::may_handle(who, *c); !ok) return Refused(ok.error());
    return std::move(*c);
}

}  // namespace

Result<ComposedReply> Points::compose(db::Tx& tx, const Principal& who, CaseId id, Instant now) const {
    const auto c = to_answer(parts_, tx, who, id);
    if (!c) return Refused(c.error());
    const auto points = of(tx, c->id);
    if (std::ranges::none_of(points, &Point::answered)) return conflict("point.none_answered");
    return composed(parts_, tx, who, *c, points, now);
}

Result<std::vector<PointFinding>> Points::checks(db::Tx& tx, const Principal& who, CaseId id,
                                                 std::string_view text, Language reader, Instant now) const {
    const auto c = to_answer(parts_, tx, who, id);
    if (!c) return Refused(c.error());
    const auto points = of(tx, c->id);
    Said s{.parts = parts_, .tx = tx, .c = *c, .text = text, .points = points, .reader = reader, .now = now};
    return look(s);
}

cases::Checker checker(const Points& points) {
    return {.left = [&points](db::Tx& tx, const cases::Case& c, std::int64_t, const cases::Reply& in,
                              Instant now) { return left(points, tx, c, in, now); },
            .may_solve = [&points](db::Tx& tx, const cases::Case& c, const cases::Solution& in,
                                   Instant now) { return may_solve(points, tx, c, in, now); },
            .accepts = [&points](db::Tx& tx, const cases::Case& c,
                                 Instant now) { return accepted_now(points.of(tx, c.id), now); }};
}

}  // namespace escucha::points
