// People: added by invitation, edited by an administrator, and what each keeps of themselves.
#include "http/json.hpp"
#include "modules/team/events.hpp"
#include "modules/team/use_cases.hpp"

namespace escucha::team {
namespace {

std::optional<TeamId> some(TeamId team) {
    return team ? std::optional(team) : std::nullopt;
}

api::Preferences preferences_of(const PersonRow& p) {
    return http::from_json<api::Preferences>(p.preferences).value_or(api::Preferences{});
}

// The names of the changed fields, for the event.
class Changes {
  public:
    template <class T, class U>
    void set(const char* name, T& field, const std::optional<U>& wanted) {
        if (!wanted) return;
        const U& value = *wanted;
        T next(value);
        if (field == next) return;
        field = std::move(next);
        fields_ += fields_.empty() ? name : fmt::format(" {}", name);
    }
    const std::string& fields() const { return fields_; }

  private:
    std::string fields_;
};

std::string apply(PersonRow& p, const PersonEdit& edit) {
    Changes changes;
    changes.set("name", p.ref.name, edit.name);
    changes.set("email", p.email, edit.email);
    changes.set("role", p.ref.role, edit.role);
    changes.set("allowance_cents", p.ref.allowance_cents, edit.allowance_cents);
    changes.set("active", p.ref.active, edit.active);
    if (edit.team_id.present)
        changes.set("team_id", p.ref.team,
                    std::optional(edit.team_id.value ? edit.team_id.value->value : TeamId{0}));
    return changes.fields();
}

std::vector<FieldError> faults(db::Tx& tx, const PersonRow& p) {
    std::vector<FieldError> wrong;
    const auto other = p.email ? store::person_by_email(tx, *p.email) : std::nullopt;
    if (other && other->ref.id != p.ref.id) wrong.push_back({"email", "email_taken"});
    if (p.ref.team && !store::team(tx, p.ref.team)) wrong.push_back({"team_id", "unknown_team"});
    return wrong;
}

void announce_edit(Context& t, db::Tx& tx, const Principal& who, const PersonRow& before,
                   const PersonRow& after, const std::string& fields, Instant now) {
    const auto id = after.ref.id;
    t.announce(tx, who, now, "person", id, PersonChanged{.person = id, .fields = fields});
    if (before.ref.active && !after.ref.active) {
        doors::end_sessions(tx, id, 0);
        doors::drop_keys(tx, KeyPurpose::invitation, id);
        t.announce(tx, who, now, "person", id, PersonDeactivated{.person = id});
    }
    if (!before.ref.active && after.ref.active)
        t.announce(tx, who, now, "person", id, PersonReactivated{.person = id});
}

}  // namespace

api::Person view(const PersonRow& p) {
    return {.id = p.ref.id,
            .name = p.ref.name,
            .email = p.email.value_or(""),
            .role = p.ref.role,
            .team_id = some(p.ref.team),
            .active = p.ref.active,
            .allowance_cents = p.ref.allowance_cents,
            .last_seen_at = p.last_seen_at,
            .invited = !p.password && !p.ref.sample,
            .sample = p.ref.sample,
            .version = p.version};
}

api::Me me_view(db::Tx& tx, const PersonRow& p) {
    const auto team = p.ref.team ? store::team_ref(tx, p.ref.team) : std::nullopt;
    return {.id = p.ref.id,
            .name = p.ref.name,
            .email = p.email.value_or(""),
            .role = p.ref.role,
            .team_id = some(p.ref.team),
            .team_name = team.transform([](const TeamRef& r) { return r.name; }),
            .language = p.ref.language,
            .allowance_cents = p.ref.allowance_cents,
            .preferences = preferences_of(p),
            .version = p.version};
}

static api::Person view(const PersonRow& p, const AwayNow& away) {
    auto out = view(p);
    if (const auto found = away.find(p.ref.id); found != away.end()) {
        out.away_until = year_month_day{found->second.until};
        out.stand_in_id = some(found->second.stand_in);
    }
    return out;
}

static AwayNow away(Context& t, db::Tx& tx, Instant now) {
    return away_on(tx, t.settings.now()->zone->day(now));
}

std::vector<api::Person> list_people(Context& t, bool inactive_too, Instant now) {
    return t.base.read([&](db::Tx& tx) {
        const auto absent = away(t, tx, now);
        std::vector<api::Person> out;
        for (const auto& p : store::people(tx, inactive_too)) out.push_back(view(p, absent));
        return out;
    });
}

Result<api::Person> find_person(Context& t, PersonId id, Instant now) {
    return t.base.read([&](db::Tx& tx) -> Result<api::Person> {
        const auto found = store::person(tx, id);
        if (!found) return not_found("person.not_found");
        return view(*found, away(t, tx, now));
    });
}

Result<api::Invited> add_person(Context& t, const Principal& who, const NewPerson& in, Instant now) {
    return t.base.write([&](db::Tx& tx) -> Result<api::Invited> {
        const auto organisation = store::organisation(tx);
        if (!organisation) return conflict("setup.needed");
        PersonRow p{.ref = {.name = in.name,
                            .role = in.role,
                            .team = in.team,
                            .allowance_cents = in.allowance_cents,
                            .language = organisation->language},
                    .email = in.email,
                    .version = 1};
        if (auto wrong = faults(tx, p); !wrong.empty()) return invalid_fields(std::move(wrong));
        p.ref.id = store::add_person(tx, p, now);
        t.announce(tx, who, now, "person", p.ref.id, PersonAdded{.person = p.ref.id, .role = in.role});
        return api::Invited{.person = view(p), .invitation_link = invite(t, tx, p.ref.id, who, now)};
    });
}

Result<api::Person> edit_person(Context& t, const Principal& who, PersonId id, const PersonEdit& edit,
                                const std::optional<std::string>& if_match, Instant now) {
    return t.base.write([&](db::Tx& tx) -> Result<api::Person> {
        const auto before = store::person(tx, id);
        if (!before) return not_found("person.not_found");
        if (auto ok = matches(if_match, before->version); !ok) return Refused(ok.error());
        if (before->ref.sample) return conflict("person.of_the_sample");
        auto after = *before;
        const auto fields = apply(after, edit);
        if (fields.empty()) return view(after);
        if (auto wrong = faults(tx, after); !wrong.empty()) return invalid_fields(std::move(wrong));
        const auto left = keeps_an_administrator(before->ranked(), after.ranked(), store::administrators(tx));
        if (!left) return Refused(left.error());
        after.version = store::save_person(tx, after);
        announce_edit(t, tx, who, *before, after, fields, now);
        if (!after.ref.active) forget_stand_in(tx, id);
        t.changed(tx);
        return view(after, away(t, tx, now));
    });
}

Result<api::Me> edit_me(Context& t, const Principal& who, const MeEdit& edit,
                        const std::optional<std::string>& if_match, Instant now) {
    return t.base.write([&](db::Tx& tx) -> Result<api::Me> {
        auto p = store::person(tx, who.person);
        if (!p) return not_found("person.not_found");
        if (auto ok = matches(if_match, p->version); !ok) return Refused(ok.error());
        Changes changes;
        changes.set("name", p->ref.name, edit.name);
        changes.set("language", p->ref.language, edit.language);
        if (edit.preferences) {
            auto kept = preferences_of(*p);
            kept.theme = edit.preferences->theme.value_or(kept.theme);
            kept.density = edit.preferences->density.value_or(kept.density);
            kept.single_keys = edit.preferences->single_keys.value_or(kept.single_keys);
            kept.undo_seconds = edit.preferences->undo_seconds.value_or(kept.undo_seconds);
            changes.set("preferences", p->preferences, std::optional(http::to_json(kept)));
        }
        if (changes.fields().empty()) return me_view(tx, *p);
        p->version = store::save_person(tx, *p);
        t.announce(tx, who, now, "person", p->ref.id, PersonChanged{p->ref.id, changes.fields()});
        t.changed(tx);
        return me_view(tx, *p);
    });
}

}  // namespace escucha::team
