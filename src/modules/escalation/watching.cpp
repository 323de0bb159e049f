// The look at a case's next date: shares of its term before it, the chain after it.
#include <boost/json.hpp>

#include "base/tracking_code.hpp"
#include "db/database.hpp"
#include "modules/escalation/escalation.hpp"
#include "modules/team/team.hpp"

namespace escucha::escalation {
namespace {

const db::Statement kState{
    "SELECT due_at, share, level, told_at, owner_id FROM escalation_states WHERE case_id = $1"};
const db::Statement kSaveState{
    "INSERT INTO escalation_states (case_id, due_at, share, level, told_at, owner_id) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (case_id) DO UPDATE SET due_at = excluded.due_at, "
    "share = excluded.share, level = excluded.level, told_at = excluded.told_at, "
    "owner_id = excluded.owner_id"};

void save(db::Tx& tx, CaseId id, const Told& t) {
    tx.execute(kSaveState, id, t.due, t.share, static_cast<std::int64_t>(t.level), t.at, t.owner);
}

// What was told of the case's date as it stands; of another date: nothing yet.
Told told_of(db::Tx& tx, const cases::Case& c) {
    if (const auto row = tx.one(kState, c.id); row && row->get<Instant>(0) == c.due->at)
        return {.due = c.due->at,
                .share = row->get<int>(1),
                .level = static_cast<std::size_t>(row->get<std::int64_t>(2)),
                .at = row->get<Instant>(3),
                .owner = row->get<PersonId>(4)};
    return {.due = c.due->at, .at = c.due->at, .owner = c.owner};
}

// The customer's own date to complete what is missing concerns nobody of ours.
bool concerns_us(const cases::Case& c) {
    return c.due && c.due->what != cases::DueKind::cure;
}

class Look {
  public:
    Look(const Escalation& escalation, db::Tx& tx, const cases::Case& c, Instant now)
        : parts_(escalation.parts()),
          tx_(tx),
          c_(c),
          now_(now),
          settings_(escalation.settings(tx)),
          calendar_(parts_.calendars.calendar(tx)),
          away_(parts_.team.away(tx, now)) {}

    void run() {
        auto told = told_of(tx_, c_);
        if (now_ < c_.due->at)
            warn(told);
        else
            hand_up(told);
    }

  private:
    void warn(Told& told) {
        const auto passed =
            passed_share(settings_->shares_of(c_.kind), *calendar_, cases::term_began(c_), c_.due->at, now_);
        if (passed <= told.share) return;
        told.share = passed;
        told.at = now_;
        save(tx_, c_.id, told);
        const PersonId about[] = {c_.about_person};
        const auto person = c_.owner != 0 ? parts_.team.looking_after(tx_, c_.owner, about, now_, c_.team)
                                          : parts_.team.above_and_here(tx_, 0, about, now_, c_.team);
        if (person) tell(person->id, team::NoticeKind::deadline_share, std::to_string(passed));
    }

    void hand_up(Told& told) {
        const auto& levels = settings_->chain_of(c_.team);
        const auto at = next_level(levels, *calendar_, told, c_.last_out_at);
        if (!at || *at > now_) return;
        std::vector<team::PersonRef> whom;
        auto level = told.level;
        while (level < levels.size() && whom.empty()) whom = at_work(levels[level++]);
        if (whom.empty()) whom = somebody();
        told.level = level;
        told.at = now_;
        told.owner = c_.owner;
        save(tx_, c_.id, told);
        std::string names;
        for (const auto& p : whom) {
            tell(p.id, team::NoticeKind::escalated, std::to_string(level));
            names += (names.empty() ? "" : ", ") + p.name;
        }
        if (!whom.empty())
            parts_.cases.remark_in(tx_, c_.id, "escalated", {}, {{"to", names}}, system_principal(), now_);
    }

    // Who of a level is at work now, and may know of it.
    std::vector<team::PersonRef> at_work(const Level& level) const {
        std::vector<team::PersonRef> out;
        if (!works_at(level, calendar_->zone(), now_)) return out;
        for (auto& p : people_of(level))
            if (p.active && p.id != c_.owner && p.id != c_.about_person && !away_.contains(p.id))
                out.push_back(std::move(p));
        return out;
    }

    std::vector<team::PersonRef> people_of(const Level& level) const {
        std::optional<team::PersonRef> one;
        if (level.whom == Whom::person) one = parts_.team.person(tx_, level.person);
        if (level.whom == Whom::supervisor) one = parts_.team.supervisor_of_team(tx_, c_.team);
        if (one) return {*one};
        if (level.whom == Whom::person || level.whom == Whom::supervisor) return {};
        const auto role = level.whom == Whom::manager ? Role::manager : Role::administrator;
        auto all = parts_.team.active_people(tx_, role);
        std::erase_if(all, [&](const team::PersonRef& p) { return p.role != role || p.sample; });
        return all;
    }

    // Nobody of the whole chain is at work: whoever stands above and is not away has to know all the same.
    std::vector<team::PersonRef> somebody() const {
        const PersonId excluded[] = {c_.owner, c_.about_person};
        const auto above = parts_.team.above_and_here(tx_, c_.owner, excluded, now_, c_.team);
        return above ? std::vector{*above} : std::vector<team::PersonRef>{};
    }

    void tell(PersonId person, team::NoticeKind kind, const std::string& score) const {
        if (person == c_.about_person) return;  // K4
        parts_.team.notices().add(
            tx_,
            {.person = person,
             .kind = kind,
             .params = {{"code", TrackingCode::parse(c_.code)->shown()},
                        {"title", c_.title},
                        {"what", std::string(db::name(c_.due->what))},
                        {"when", std::to_string(micros(c_.due->at))},
                        {"score", score}},
             .case_id = c_.id,
             .case_code = c_.code,
             .key = fmt::format("{}:{}:{}:{}:{}", db::name(kind), c_.id, micros(c_.due->at), score,
                                micros(kind == team::NoticeKind::escalated ? now_ : Instant{}))},
            now_);
    }

    const Escalation::Parts& parts_;
    db::Tx& tx_;
    const cases::Case& c_;
    Instant now_;
    std::shared_ptr<const Settings> settings_;
    std::shared_ptr<const calendar::WorkingCalendar> calendar_;
    team::AwayNow away_;
};

}  // namespace

std::optional<Instant> Escalation::next_look(db::Tx& tx, const cases::Case& c, Instant now) {
    if (!concerns_us(c)) return std::nullopt;
    const auto known = settings(tx);
    const auto calendar = parts_.calendars.calendar(tx);
    if (now < c.due->at) {
        const auto& shares = known->shares_of(c.kind);
        if (shares.empty()) return std::nullopt;
        const auto began = cases::term_began(c);
        const auto passed = passed_share(shares, *calendar, began, c.due->at, now);
        if (passed > 0 && told_of(tx, c).share < passed) return now;
        return next_share(shares, *calendar, began, c.due->at, now);
    }
    const auto& levels = known->chain_of(c.team);
    if (levels.empty()) return std::nullopt;
    auto told = told_of(tx, c);
    if (told.level > 0 && told.owner != c.owner) {  // it changed hands: that is a reaction
        told.owner = c.owner;
        told.at = now;
        save(tx, c.id, told);
    }
    return next_level(levels, *calendar, told, c.last_out_at);
}

void Escalation::look(db::Tx& tx, const cases::Case& c, Instant now) {
    if (concerns_us(c)) Look(*this, tx, c, now).run();
}

}  // namespace escucha::escalation
