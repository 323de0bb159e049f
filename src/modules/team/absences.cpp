// Absences: entered by oneself or by whoever supervises one, ended early, taken out again.
#include "modules/team/absences.hpp"

#include "modules/team/events.hpp"
#include "modules/team/use_cases.hpp"

namespace escucha::team {

PersonId looks_after(PersonId person, const AwayNow& away, std::span<const PersonId> excluding) {
    std::vector<PersonId> asked;
    while (person != 0 && std::ranges::find(asked, person) == asked.end()) {
        asked.push_back(person);
        const bool excluded = std::ranges::find(excluding, person) != excluding.end();
        const auto found = away.find(person);
        if (found == away.end()) return excluded ? 0 : person;
        person = found->second.stand_in;
    }
    return 0;
}

namespace {

struct Row {
    std::int64_t id = 0;
    PersonId person = 0;
    LocalDay from{}, until{};
    AbsenceReason reason{};
    PersonId stand_in = 0;
    PersonId entered_by = 0;
    std::int64_t version = 1;
};

#define ABSENCE_COLUMNS "id, person_id, first_day, last_day, reason, stand_in_id, entered_by, version"

const db::Statement kOne{"SELECT " ABSENCE_COLUMNS " FROM absences WHERE id = $1"};
const db::Statement kSince{"SELECT " ABSENCE_COLUMNS
                           " FROM absences WHERE last_day >= $1 ORDER BY first_day, id"};
const db::Statement kOn{"SELECT " ABSENCE_COLUMNS
                        " FROM absences WHERE last_day >= $1 AND first_day <= $1 ORDER BY id"};
const db::Statement kOverlapping{
    "SELECT 1 FROM absences WHERE person_id = $1 AND last_day >= $2 AND first_day <= $3 AND id <> $4 LIMIT "
    "1"};
const db::Statement kAdd{
    "INSERT INTO absences (person_id, first_day, last_day, reason, stand_in_id, entered_by, entered_at, "
    "version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1) RETURNING id"};
const db::Statement kSave{
    "UPDATE absences SET first_day = $2, last_day = $3, reason = $4, stand_in_id = $5, version = version + 1 "
    "WHERE id = $1"};
const db::Statement kRemove{"DELETE FROM absences WHERE id = $1"};
const db::Statement kHandsOff{
    "UPDATE absences SET stand_in_id = NULL, version = version + 1 "
    "WHERE stand_in_id = $1"};

LocalDay day_of(std::string_view text) {
    LocalDay day{};
    parse_iso_date(text, day);
    return day;
}

Row read(const db::Row& row) {
    return {.id = row.get<std::int64_t>(0),
            .person = row.get<PersonId>(1),
            .from = day_of(row.get<std::string_view>(2)),
            .until = day_of(row.get<std::string_view>(3)),
            .reason = row.get<AbsenceReason>(4),
            .stand_in = row.get<std::optional<PersonId>>(5).value_or(0),
            .entered_by = row.get<PersonId>(6),
            .version = row.get<std::int64_t>(7)};
}

std::vector<Row> all(const db::Rows& rows) {
    std::vector<Row> out;
    for (const auto& row : rows) out.push_back(read(row));
    return out;
}

std::optional<PersonId> some(PersonId id) {
    return id ? std::optional(id) : std::nullopt;
}

LocalDay today(Context& t, Instant now) {
    return t.settings.now()->zone->day(now);
}

// Themselves; whoever supervises their team; managers and administrators.
bool may_enter(db::Tx& tx, const Principal& who, PersonId person) {
    if (!who.is_person() || who.person == person || who.at_least(Role::manager)) return true;
    if (!who.at_least(Role::supervisor)) return false;
    const auto of = store::person(tx, person);
    const auto team = of && of->ref.team ? store::team_ref(tx, of->ref.team) : std::nullopt;
    return team && team->supervisor == who.person;
}

std::vector<FieldError> faults(db::Tx& tx, const Row& a) {
    std::vector<FieldError> wrong;
    if (a.until < a.from) wrong.push_back({"until", "absence_ends_before"});
    if (a.until - a.from > std::chrono::days{kLongestAbsenceDays})
        wrong.push_back({"until", "absence_too_long", {{"max", std::to_string(kLongestAbsenceDays)}}});
    if (a.stand_in == a.person) wrong.push_back({"stand_in_id", "absence_of_oneself"});
    if (a.stand_in != 0 && a.stand_in != a.person) {
        const auto p = store::person(tx, a.stand_in);
        if (!p || !p->ref.active) wrong.push_back({"stand_in_id", "unknown_person"});
    }
    if (wrong.empty() && tx.one(kOverlapping, a.person, iso_date(a.from), iso_date(a.until), a.id))
        wrong.push_back({"from", "absence_overlaps"});
    return wrong;
}

// Whose they are and who stands in: read once for however many absences.
struct People {
    People(db::Tx& tx, std::span<const Row> absences, const Principal& looks) : who(looks) {
        std::vector<PersonId> ids;
        for (const auto& a : absences)
            for (const auto id : {a.person, a.stand_in})
                if (id) ids.push_back(id);
        std::ranges::sort(ids);
        ids.erase(std::ranges::unique(ids).begin(), ids.end());
        for (auto& p : store::refs(tx, ids)) refs.emplace(p.id, std::move(p));
        if (who.at_least(Role::supervisor) && !who.at_least(Role::manager))
            for (const auto& t : store::team_refs(tx))
                if (t.supervisor == who.person) supervised.push_back(t.id);
    }
    // As may_enter.
    bool may_change(PersonId id) const {
        if (!who.is_person() || who.person == id || who.at_least(Role::manager)) return true;
        const auto found = refs.find(id);
        return found != refs.end() && found->second.team != 0 &&
               std::ranges::find(supervised, found->second.team) != supervised.end();
    }
    std::string name(PersonId id) const {
        const auto found = refs.find(id);
        return found == refs.end() ? std::string() : found->second.name;
    }

    const Principal& who;
    std::unordered_map<PersonId, PersonRef> refs = {};
    std::vector<TeamId> supervised = {};
};

api::Absence view(const Row& a, const People& people) {
    const bool mine = people.may_change(a.person);
    return {.id = a.id,
            .person_id = a.person,
            .person_name = people.name(a.person),
            .from = year_month_day{a.from},
            .until = year_month_day{a.until},
            .reason = mine ? std::optional(a.reason) : std::nullopt,
            .stand_in_id = some(a.stand_in),
            .stand_in_name = a.stand_in ? std::optional(people.name(a.stand_in)) : std::nullopt,
            .may_change = mine,
            .version = a.version};
}

api::Absence view(db::Tx& tx, const Row& a, const Principal& who) {
    return view(a, People(tx, {&a, 1}, who));
}

// What has been is why somebody was passed over: it stays. One that has begun may end earlier or later; they
// are back today at the earliest.
Result<void> may_become(const Row& old, const Row& a, LocalDay today) {
    if (old.until < today) return conflict("absence.over");
    std::vector<FieldError> wrong;
    if (old.from < today && a.from != old.from) wrong.push_back({"from", "absence_begun"});
    if (a.from >= old.from && a.until < today - std::chrono::days{1})
        wrong.push_back({"until", "in_the_past"});
    if (!wrong.empty()) return invalid_fields(std::move(wrong));
    return {};
}

Row row_of(const AbsenceWish& wish, PersonId person) {
    return {.id = 0,
            .person = person,
            .from = LocalDay{wish.from},
            .until = LocalDay{wish.until},
            .reason = wish.reason,
            .stand_in = wish.stand_in};
}

}  // namespace

AwayNow away_on(db::Tx& tx, LocalDay day) {
    AwayNow out;
    for (const auto& a : all(tx.query(kOn, iso_date(day))))
        out.insert_or_assign(a.person, Away{a.person, a.until, a.stand_in});
    return out;
}

std::vector<api::Absence> list_absences(Context& t, const Principal& who, Instant now) {
    return t.base.read([&](db::Tx& tx) {
        const auto absences = all(tx.query(kSince, iso_date(today(t, now))));
        const People people(tx, absences, who);
        std::vector<api::Absence> out;
        for (const auto& a : absences) out.push_back(view(a, people));
        return out;
    });
}

Result<api::Absence> add_absence(Context& t, const Principal& who, PersonId person, const AbsenceWish& wish,
                                 Instant now) {
    return t.base.write([&](db::Tx& tx) -> Result<api::Absence> {
        auto a = row_of(wish, person);
        const auto of = store::person(tx, person);
        if (!of || !of->ref.active) return invalid_field("person_id", "unknown_person");
        if (!may_enter(tx, who, person)) return refuse(ErrorKind::forbidden, "absence.not_yours");
        auto wrong = faults(tx, a);
        if (a.until < today(t, now)) wrong.push_back({"until", "in_the_past"});
        if (a.from > today(t, now) + std::chrono::days{kLongestAbsenceDays})
            wrong.push_back({"from", "absence_too_far"});
        if (!wrong.empty()) return invalid_fields(std::move(wrong));
        a.id = tx.insert(kAdd, a.person, iso_date(a.from), iso_date(a.until), a.reason, some(a.stand_in),
                         who.person, now);
        t.announce(tx, who, now, "person", person, AbsenceChanged{person, "added"}, person);
        return view(tx, a, who);
    });
}

Result<api::Absence> edit_absence(Context& t, const Principal& who, std::int64_t id, const AbsenceWish& wish,
                                  const std::optional<std::string>& if_match, Instant now) {
    return t.base.write([&](db::Tx& tx) -> Result<api::Absence> {
        const auto found = tx.one(kOne, id);
        if (!found) return not_found("absence.not_found");
        const auto old = read(*found);
        if (!may_enter(tx, who, old.person)) return refuse(ErrorKind::forbidden, "absence.not_yours");
        if (const auto ok = matches(if_match, old.version); !ok) return Refused(ok.error());
        auto a = row_of(wish, old.person);
        a.id = id;
        a.version = old.version + 1;
        if (auto wrong = faults(tx, a); !wrong.empty()) return invalid_fields(std::move(wrong));
        if (const auto ok = may_become(old, a, today(t, now)); !ok) return Refused(ok.error());
        tx.execute(kSave, id, iso_date(a.from), iso_date(a.until), a.reason, some(a.stand_in));
        t.announce(tx, who, now, "person", a.person, AbsenceChanged{a.person, "changed"}, a.person);
        return view(tx, a, who);
    });
}

Result<void> remove_absence(Context& t, const Principal& who, std::int64_t id, Instant now) {
    return t.base.write([&](db::Tx& tx) -> Result<void> {
        const auto found = tx.one(kOne, id);
        if (!found) return not_found("absence.not_found");
        const auto old = read(*found);
        if (!may_enter(tx, who, old.person)) return refuse(ErrorKind::forbidden, "absence.not_yours");
        const auto first = today(t, now);
        if (old.until < first) return conflict("absence.over");
        if (old.from < first)
            tx.execute(kSave, id, iso_date(old.from), iso_date(first - std::chrono::days{1}), old.reason,
                       some(old.stand_in));
        else
            tx.execute(kRemove, id);
        t.announce(tx, who, now, "person", old.person, AbsenceChanged{old.person, "removed"}, old.person);
        return {};
    });
}

void forget_stand_in(db::Tx& tx, PersonId person) {
    tx.execute(kHandsOff, person);
}

// --- The face --------------------------------------------------------------------------------

AwayNow Team::away(db::Tx& tx, Instant now) const {
    return away_on(tx, today(*impl_, now));
}

std::optional<PersonRef> Team::above_and_here(db::Tx& tx, PersonId owner, std::span<const PersonId> excluding,
                                              Instant now, TeamId team) const {
    std::vector<PersonId> without(excluding.begin(), excluding.end());
    for (const auto& [id, unused] : away(tx, now)) without.push_back(id);
    if (auto here = next_rank_above(tx, owner, without, team)) return here;
    return next_rank_above(tx, owner, excluding, team);  // all are away: somebody has to know
}

std::optional<PersonRef> Team::looking_after(db::Tx& tx, PersonId who, std::span<const PersonId> excluding,
                                             Instant now, TeamId team) const {
    const auto id = looks_after(who, away(tx, now), excluding);
    if (const auto found = id ? person(tx, id) : std::nullopt; found && found->active) return found;
    std::vector<PersonId> without(excluding.begin(), excluding.end());
    without.push_back(who);
    return above_and_here(tx, who, without, now, team);
}

}  // namespace escucha::team
