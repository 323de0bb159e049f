// A customer asks for a supervisor: put through at once, or called back within the working day.
#include <boost/json.hpp>

#include "base/tracking_code.hpp"
#include "db/database.hpp"
#include "db/id_list.hpp"
#include "modules/escalation/escalation.hpp"
#include "modules/escalation/events.hpp"
#include "modules/promises/events.hpp"
#include "modules/promises/promises.hpp"
#include "modules/team/team.hpp"
#include "work/events.hpp"

namespace escucha::escalation {
namespace {

#define COLUMNS                                                                                             \
    "id, case_id, asked_at, asked_by, state, due_at, same_day, supervisor_id, promise_id, waited_seconds, " \
    "settled_at, norm, article"

const db::Statement kAdd{
    "INSERT INTO call_backs (case_id, asked_at, asked_by, state, due_at, same_day, supervisor_id, "
    "promise_id, waited_seconds, settled_at, norm, article) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
    "$11, $12) RETURNING id"};
const db::Statement kOfCase{"SELECT " COLUMNS
                            " FROM call_backs WHERE case_id = $1 ORDER BY id DESC LIMIT 50"};
const db::Statement kOpenOfCase{
    "SELECT promise_id FROM call_backs WHERE case_id = $1 AND state = 'promised' LIMIT 1"};
const db::Statement kOpenOf{"SELECT " COLUMNS
                            " FROM call_backs WHERE supervisor_id = $1 AND state = 'promised' AND due_at < "
                            "$2 ORDER BY due_at LIMIT 50"};
const db::Statement kOfPromise{"SELECT " COLUMNS " FROM call_backs WHERE promise_id = $1"};
const db::Statement kSettle{
    "UPDATE call_backs SET state = $2, settled_at = $3, promise_id = $4 WHERE id = $1"};
const db::Statement kCounts{
    "SELECT count(*), coalesce(sum(CASE WHEN state = 'put_through' THEN 1 ELSE 0 END), 0), "
    "coalesce(sum(CASE WHEN state = 'put_through' AND waited_seconds <= 180 THEN 1 ELSE 0 END), 0), "
    "coalesce(sum(CASE WHEN state = 'kept' THEN 1 ELSE 0 END), 0), "
    "coalesce(sum(CASE WHEN state = 'late' THEN 1 ELSE 0 END), 0), "
    "coalesce(sum(CASE WHEN state = 'given_up' OR (state = 'promised' AND due_at < $3) THEN 1 ELSE 0 END), "
    "0), "
    "coalesce(sum(CASE WHEN state = 'promised' AND due_at >= $3 THEN 1 ELSE 0 END), 0), "
    "coalesce(sum(CASE WHEN same_day = 0 THEN 1 ELSE 0 END), 0) "
    "FROM call_backs WHERE asked_at >= $1 AND asked_at < $2"};
const db::Statement kForget{
    db::Sql{.sqlite = "DELETE FROM call_backs WHERE case_id IN (SELECT value FROM json_each($1))",
            .postgres = "DELETE FROM call_backs WHERE case_id = ANY(CAST($1 AS BIGINT[]))"}};
const db::Statement kForgetTold{
    db::Sql{.sqlite = "DELETE FROM escalation_told WHERE case_id IN (SELECT value FROM json_each($1))",
            .postgres = "DELETE FROM escalation_told WHERE case_id = ANY(CAST($1 AS BIGINT[]))"}};

CallBack read(const db::Row& row) {
    return {.id = row.get<std::int64_t>(0),
            .case_id = row.get<CaseId>(1),
            .asked_at = row.get<Instant>(2),
            .asked_by = row.get<PersonId>(3),
            .state = row.get<CallBackState>(4),
            .due_at = row.get<Instant>(5),
            .same_day = row.get<bool>(6),
            .supervisor = row.get<PersonId>(7),
            .promise = row.get<std::optional<std::int64_t>>(8).value_or(0),
            .waited_seconds = row.get<std::optional<int>>(9),
            .settled_at = row.get<std::optional<Instant>>(10),
            .norm = row.get<std::string>(11),
            .article = row.get<std::string>(12)};
}

std::vector<CallBack> all(const db::Rows& rows) {
    std::vector<CallBack> out;
    for (const auto& row : rows) out.push_back(read(row));
    return out;
}

// What holds when the supervisor is asked for: that is an event of its own, whatever the case was born under.
CallBackTerm term_of(const Escalation::Parts& parts, db::Tx& tx, const cases::RulebookPtr& book,
                     const cases::Case& c, Instant asked) {
    const rules::Facts facts{.kind = c.kind,
                             .channel = c.channel,
                             .legal_kind = c.legal_kind,
                             .flags = cases::flags_of(c),
                             .opened_at = c.opened_at,
                             .supervisor_asked_at = asked};
    return call_back_term(*parts.calendars.calendar_of(tx, c.team),
                          rules::evaluate(*book->rules, facts, book->counting()), asked);
}

class Asking {
  public:
    Asking(const Escalation::Parts& parts, db::Tx& tx, const Principal& who, const cases::Case& c,
           Instant now)
        : parts_(parts), tx_(tx), who_(who), c_(c), now_(now) {}

    Result<CallBack> put_through(const CallBackWish& wish) {
        const auto person = parts_.team.person(tx_, wish.put_through_to);
        if (!person || !person->active || person->role < Role::supervisor)
            return invalid_field("put_through_to", "not_a_supervisor");
        if (person->id == c_.about_person) return invalid_field("put_through_to", "about_them");
        auto made = fresh(person->id);
        made.state = CallBackState::put_through;
        made.waited_seconds = wish.waited_seconds;
        made.settled_at = made.due_at = now_;
        if (const auto ok = settle_open(); !ok) return Refused(ok.error());
        return keep(made, person->name);
    }

    Result<CallBack> promise() {
        if (c_.state == cases::State::solved) return conflict("call_back.case_is_solved");
        if (tx_.one(kOpenOfCase, c_.id)) return conflict("call_back.open_already");
        const auto book = parts_.cases.rulebooks().current(tx_, now_, c_.team);
        const auto term = term_of(parts_, tx_, book, c_, now_);
        const auto person = present_supervisor(term.due);
        if (!person) return conflict("case.nobody_above");
        const auto promised =
            parts_.promises.make(tx_,
                                 {.of_case = promises::CaseBrief{c_.id, c_.code, c_.kind, c_.customer},
                                  .what = text(person->language, "call_back.promise"),
                                  .promised_for = term.due,
                                  .target = term.target,
                                  .channel = Channel::phone,
                                  .maker = person->id},
                                 who_, now_);
        if (!promised) return Refused(promised.error());
        auto made = fresh(person->id);
        made.due_at = term.due;
        made.same_day = term.same_day;
        made.promise = promised->id;
        if (term.law) made.norm = term.law->norm, made.article = term.law->article;
        tell(person->id, term.due);
        return keep(made, person->name);
    }

  private:
    // They have a supervisor now: the call that was promised before is made with that.
    Result<void> settle_open() const {
        const auto row = tx_.one(kOpenOfCase, c_.id);
        if (!row) return {};
        const auto promise = row->get<std::optional<std::int64_t>>(0);
        if (!promise) return {};
        const auto kept = parts_.promises.keep(tx_, *promise, {}, who_, now_);
        if (!kept) return Refused(kept.error());
        return {};
    }

    CallBack fresh(PersonId supervisor) const {
        return {.case_id = c_.id, .asked_at = now_, .asked_by = who_.person, .supervisor = supervisor};
    }

    // The supervisor of the team when they are here on the day of the call, and it is not about them; else
    // who stands above.
    std::optional<team::PersonRef> present_supervisor(Instant due) const {
        auto own = parts_.team.supervisor_of_team(tx_, c_.team);
        if (own && own->id != c_.about_person && !parts_.team.away(tx_, due).contains(own->id)) return own;
        const PersonId excluded[] = {c_.about_person};
        const auto from = c_.owner != 0 ? c_.owner : who_.person;
        if (auto above = parts_.team.above_and_here(tx_, from, excluded, due, c_.team)) return above;
        return parts_.team.above_and_here(tx_, 0, excluded, due, c_.team);
    }

    void tell(PersonId person, Instant due) const {
        if (who_.is_person() && person == who_.person) return;
        parts_.team.notices().add(tx_,
                                  {.person = person,
                                   .kind = team::NoticeKind::call_back_asked,
                                   .params = {{"code", TrackingCode::parse(c_.code)->shown()},
                                              {"title", c_.title},
                                              {"by", who_.name},
                                              {"when", std::to_string(micros(due))}},
                                   .case_id = c_.id,
                                   .case_code = c_.code,
                                   .key = fmt::format("call_back:{}:{}", c_.id, micros(now_))},
                                  now_);
    }

    Result<CallBack> keep(CallBack made, const std::string& name) {
        const bool at_once = made.state == CallBackState::put_through;
        made.id = tx_.insert(kAdd, made.case_id, made.asked_at, made.asked_by, made.state, made.due_at,
                             made.same_day, made.supervisor,
                             made.promise ? std::optional(made.promise) : std::nullopt, made.waited_seconds,
                             made.settled_at, made.norm, made.article);
        auto e = work::event(SupervisorAskedFor::kType, "call_back", made.id, who_, now_,
                             SupervisorAskedFor{made.id, c_.id, at_once});
        e.case_id = c_.id;
        e.owner = c_.owner;
        e.team = c_.team;
        parts_.events.append(tx_, std::move(e));
        parts_.cases.remark_in(tx_, c_.id, at_once ? "put_through" : "supervisor_asked", {}, {{"to", name}},
                               who_, now_);
        return made;
    }

    const Escalation::Parts& parts_;
    db::Tx& tx_;
    const Principal& who_;
    const cases::Case& c_;
    Instant now_;
};

}  // namespace

Result<CallBack> Escalation::ask_for_supervisor(const Principal& who, CaseId id, const CallBackWish& wish,
                                                Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<CallBack> {
        const auto c = parts_.cases.find_standing(tx, id);
        if (!c) return not_found("case.not_found");
        if (const auto ok = cases::may_handle(who, *c); !ok) return Refused(ok.error());
        Asking asking(parts_, tx, who, *c, now);
        return wish.put_through_to != 0 ? asking.put_through(wish) : asking.promise();
    });
}

Result<CallBackTerms> Escalation::call_back_terms(db::Tx& tx, const Principal& who, CaseId id,
                                                  Language language, Instant now) const {
    const auto c = parts_.cases.find_standing(tx, id);
    if (!c) return not_found("case.not_found");
    if (const auto ok = cases::may_handle(who, *c); !ok) return Refused(ok.error());
    const auto book = parts_.cases.rulebooks().current(tx, now, c->team);
    const auto term = term_of(parts_, tx, book, *c, now);
    CallBackTerms out{.due_at = term.due, .same_day = term.same_day};
    if (term.law) {
        out.norm = term.law->norm;
        out.article = term.law->article;
        out.says = term.law->note.in(language);
    }
    return out;
}

std::vector<CallBack> Escalation::of_case(db::Tx& tx, CaseId id) const {
    return all(tx.query(kOfCase, id));
}

std::vector<CallBack> Escalation::open_of(db::Tx& tx, PersonId supervisor, Instant before) const {
    return all(tx.query(kOpenOf, supervisor, before));
}

CallBackCounts Escalation::counts(db::Tx& tx, Instant from, Instant to, Instant now) const {
    const auto row = tx.one(kCounts, from, to, now);
    const auto n = [&](std::size_t column) { return row->get<std::int64_t>(column); };
    return {.asked = n(0),
            .put_through = n(1),
            .put_through_in_time = n(2),
            .kept = n(3),
            .late = n(4),
            .missed = n(5),
            .open = n(6),
            .after_hours = n(7)};
}

// A promise given another date is the same call: it still counts against the working day.
void Escalation::promise_settled(db::Tx& tx, std::int64_t promise, std::string_view state,
                                 std::int64_t replaced_by, Instant now) const {
    const auto row = tx.one(kOfPromise, promise);
    if (!row) return;
    auto c = read(*row);
    if (replaced_by != 0) {
        tx.execute(kSettle, c.id, CallBackState::promised, std::optional<Instant>{}, replaced_by);
        return;
    }
    const bool called = state == "kept" || state == "kept_late";
    c.state = !called ? CallBackState::given_up : now <= c.due_at ? CallBackState::kept : CallBackState::late;
    tx.execute(kSettle, c.id, c.state, std::optional(now), promise);
}

void Escalation::remove_for_cases(db::Tx& tx, std::span<const CaseId> cases) const {
    if (cases.empty()) return;
    tx.execute(kForget, db::id_list(tx, cases));
    tx.execute(kForgetTold, db::id_list(tx, cases));
}

void add_reactions(work::Events& events, Escalation& escalation) {
    events.on(promises::PromiseSettled::kType, [&escalation](db::Tx& tx, const work::Event& e) {
        const auto fact = work::fact<promises::PromiseSettled>(e);
        escalation.promise_settled(tx, fact.promise, fact.state, fact.replaced_by, e.at);
    });
}

}  // namespace escucha::escalation
