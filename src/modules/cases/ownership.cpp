// One accountable owner, always (K3); handing up in one action, and never to whom it is about (K4).
#include "modules/cases/reckoning.hpp"

namespace escucha::cases {
namespace {

Result<team::PersonRef> someone_active(Work& w, PersonId id, std::string_view field) {
    auto person = w.parts.team.person(w.tx, id);
    if (!person || !person->active) return invalid_field(std::string(field), "unknown");
    if (person->id == w.c.about_person) return invalid_field(std::string(field), "about_them");
    return std::move(*person);
}

// An agent takes what is nobody's or their own team's; moving work between people is a supervisor's.
Result<void> may_move(Work& w, PersonId to) {
    if (!w.who.is_person() || w.who.at_least(Role::supervisor)) return {};
    if (to == w.who.person) return {};
    if (to == 0 && w.c.owner == w.who.person) return {};
    return refuse(ErrorKind::forbidden, "case.move_is_supervisors");
}

void give_to(Work& w, const team::PersonRef& person, std::string_view what, std::string_view text,
             team::NoticeKind notice) {
    const auto before = w.c.owner;
    take(w.c, person.id, person.team);
    w.log(what, text, {{"to", person.name}, {"to_id", person.id}, {"from_id", before}});
    w.notify(person.id, notice, {{"reason", std::string(text)}},
             fmt::format("given:{}:{}", w.c.id, micros(w.now)));
}

Result<void> check(const Handover& in, Work& w) {
    std::vector<FieldError> wrong;
    if ((in.to_person == 0) == (in.to_team == 0)) wrong.push_back({"to_person", "person_or_team"});
    if (in.to_person != 0 && in.to_person == w.c.owner) wrong.push_back({"to_person", "has_it_already"});
    if (in.expectation.empty() && w.progress().expectation.empty())
        wrong.push_back({"expectation", "required"});
    if (!wrong.empty()) return invalid_fields(std::move(wrong));
    return {};
}

void keep_expectation(Work& w, const std::string& text) {
    if (text.empty() || text == w.progress().expectation) return;
    w.progress().expectation = text;
    w.progress().expectation_source = Source::agent;
    w.progress().expected = Mark{w.now, w.who.person};
}

// What it is decides what it is owed, by the rules it was born under. What the law was said to call it was
// said of another kind.
void change_kind(Work& w, CaseKind kind) {
    const auto before = w.c;
    w.c.kind = kind;
    w.c.legal_kind.clear();
    have_rulebook(w);
    reckon(w, true);
    tell_later(w, before);
}

Result<void> hand_to_team(Work& w, const Handover& in) {
    const auto team = w.parts.team.team(w.tx, in.to_team);
    if (!team) return invalid_field("to_team", "unknown");
    w.c.owner = 0;
    w.c.team = team->id;
    w.log("handed_to_team", in.summary, {{"to", team->name}});
    w.notify(w.supervisor(), team::NoticeKind::handed_over, {{"reason", in.summary}});
    return {};
}

}  // namespace

Result<Changed> Cases::assign(const Principal& who, CaseId id, PersonId owner, Instant now) {
    return change(*this, who, id, now, "taken", [&](Work& w) -> Result<void> {
        if (const auto ok = may_move(w, owner); !ok) return ok;
        if (owner == w.c.owner) return {};
        if (owner == 0) {
            w.c.owner = 0;
            w.log("released");
            return {};
        }
        const auto person = someone_active(w, owner, "owner_id");
        if (!person) return Refused(person.error());
        const bool self = who.is_person() && owner == who.person;
        give_to(w, *person, self ? "taken" : "assigned", {}, team::NoticeKind::handed_over);
        return {};
    });
}

Result<Changed> Cases::hand_over(const Principal& who, CaseId id, const Handover& in, Instant now) {
    return change(*this, who, id, now, "handed_over", [&](Work& w) -> Result<void> {
        if (const auto ok = check(in, w); !ok) return ok;
        keep_expectation(w, in.expectation);
        if (in.to_team != 0) return hand_to_team(w, in);
        const auto person = someone_active(w, in.to_person, "to_person");
        if (!person) return Refused(person.error());
        give_to(w, *person, "handed_over", in.summary, team::NoticeKind::handed_over);
        return {};
    });
}

Result<Changed> Cases::hand_up(const Principal& who, CaseId id, const std::string& reason, Instant now) {
    return change(*this, who, id, now, "handed_up", [&](Work& w) -> Result<void> {
        const PersonId excluded[] = {w.c.about_person, w.c.owner};
        const auto from = w.c.owner != 0 ? w.c.owner : who.person;
        const auto above = parts_.team.above_and_here(w.tx, from, excluded, now, w.c.team);
        if (!above) return conflict("case.nobody_above");
        w.c.handed_up = true;
        const auto team = w.c.team;
        give_to(w, *above, "handed_up", reason, team::NoticeKind::handed_up);
        w.c.team = team;  // the case stays with its team, whoever above has it now
        return {};
    });
}

namespace {

// Nothing for the version: whichever.
Decide editing(const Edit& in, std::optional<std::int64_t> version) {
    return [&in, version](Work& w) -> Result<void> {
        if (version && w.c.version != *version) return refuse(ErrorKind::stale, "stale");
        if (in.team && !w.parts.team.team(w.tx, *in.team)) return invalid_field("team_id", "unknown");
        if (in.about_person && *in.about_person != 0 && !w.parts.team.person(w.tx, *in.about_person))
            return invalid_field("about_person_id", "unknown");
        if (in.kind && *in.kind != w.c.kind) {
            w.log("reclassified", {}, {{"from", db::name(w.c.kind)}, {"to", db::name(*in.kind)}});
            change_kind(w, *in.kind);
        }
        if (in.team) w.c.team = *in.team;
        if (in.title) w.c.title = *in.title;
        if (in.about_person && *in.about_person != w.c.about_person) {
            w.c.about_person = *in.about_person;
            w.log("about_person");
            if (w.c.owner != 0 && w.c.owner == w.c.about_person) w.c.owner = 0;  // K4
        }
        w.c.due = next_due(w.c, w.soon());
        return {};
    };
}

}  // namespace

Result<Changed> Cases::edit(const Principal& who, CaseId id, const Edit& in, std::int64_t version,
                            Instant now) {
    return change(*this, who, id, now, "edited", editing(in, version));
}

Result<Changed> Cases::edit_in(db::Tx& tx, const Principal& who, CaseId id, const Edit& in, Instant now) {
    return change_in(*this, tx, who, id, now, "edited", editing(in, std::nullopt));
}

}  // namespace escucha::cases
