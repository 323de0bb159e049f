// Teams: a name, who supervises it, who belongs to it.
#include "modules/team/events.hpp"
#include "modules/team/use_cases.hpp"

namespace escucha::team {
namespace {

api::Team view(const TeamRow& t) {
    return {.id = t.ref.id,
            .name = t.ref.name,
            .supervisor_id = t.ref.supervisor ? std::optional(t.ref.supervisor) : std::nullopt,
            .members = t.members,
            .version = t.version};
}

std::vector<FieldError> faults(db::Tx& tx, const TeamRef& t) {
    std::vector<FieldError> wrong;
    if (store::team_name_taken(tx, t.name, t.id)) wrong.push_back({"name", "team_name_taken"});
    if (!t.supervisor) return wrong;
    const auto p = store::person(tx, t.supervisor);
    if (!p || !p->ref.active || p->ref.role < Role::supervisor)
        wrong.push_back({"supervisor_id", "not_a_supervisor"});
    return wrong;
}

std::string apply(TeamRef& t, const TeamEdit& edit) {
    std::string fields;
    if (edit.name && *edit.name != t.name) {
        t.name = *edit.name;
        fields = "name";
    }
    const auto supervisor = edit.supervisor_id.value ? edit.supervisor_id.value->value : PersonId{0};
    if (edit.supervisor_id.present && supervisor != t.supervisor) {
        t.supervisor = supervisor;
        fields += fields.empty() ? "supervisor_id" : " supervisor_id";
    }
    return fields;
}

}  // namespace

std::vector<api::Team> list_teams(Context& t) {
    const auto rows = t.base.read([&](db::Tx& tx) { return store::teams(tx); });
    std::vector<api::Team> out;
    for (const auto& team : rows) out.push_back(view(team));
    return out;
}

Result<api::Team> find_team(Context& t, TeamId id) {
    const auto found = t.base.read([&](db::Tx& tx) { return store::team(tx, id); });
    if (!found) return not_found("team.not_found");
    return view(*found);
}

Result<api::Team> add_team(Context& t, const Principal& who, std::string_view name, PersonId supervisor,
                           Instant now) {
    return t.base.write([&](db::Tx& tx) -> Result<api::Team> {
        TeamRow row{.ref = {.id = 0, .name = std::string(name), .supervisor = supervisor}, .version = 1};
        if (auto wrong = faults(tx, row.ref); !wrong.empty()) return invalid_fields(std::move(wrong));
        row.ref.id = store::add_team(tx, row.ref, false, now);
        t.announce(tx, who, now, "team", row.ref.id, TeamAdded{.team = row.ref.id});
        return view(row);
    });
}

Result<api::Team> edit_team(Context& t, const Principal& who, TeamId id, const TeamEdit& edit,
                            const std::optional<std::string>& if_match, Instant now) {
    return t.base.write([&](db::Tx& tx) -> Result<api::Team> {
        auto row = store::team(tx, id);
        if (!row) return not_found("team.not_found");
        if (auto ok = matches(if_match, row->version); !ok) return Refused(ok.error());
        const auto fields = apply(row->ref, edit);
        if (fields.empty()) return view(*row);
        if (auto wrong = faults(tx, row->ref); !wrong.empty()) return invalid_fields(std::move(wrong));
        row->version = store::save_team(tx, row->ref);
        t.announce(tx, who, now, "team", id, TeamChanged{.team = id, .fields = fields});
        return view(*row);
    });
}

Result<void> remove_team(Context& t, const Principal& who, TeamId id, Instant now) {
    return t.base.write([&](db::Tx& tx) -> Result<void> {
        const auto row = store::team(tx, id);
        if (!row) return not_found("team.not_found");
        if (row->members > 0) return conflict("team.has_members", {{"n", std::to_string(row->members)}});
        if (store::teams(tx).size() == 1) return conflict("team.last");
        store::remove_team(tx, id, now);
        t.announce(tx, who, now, "team", id, TeamRemoved{.team = id});
        return {};
    });
}

}  // namespace escucha::team
