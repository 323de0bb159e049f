// The look at the dates of a case: shares of each term before it, the chain after it.
#include <boost/json.hpp>

#include "base/tracking_code.hpp"
#include "db/database.hpp"
#include "modules/escalation/escalation.hpp"
#include "modules/team/team.hpp"

namespace escucha::escalation {
namespace {

using cases::Due;
using cases::DueKind;

const db::Statement kTold{
    "SELECT what, due_at, share, level, told_at, owner_id FROM escalation_told WHERE case_id = $1"};
const db::Statement kSaveTold{
    "INSERT INTO escalation_told (case_id, what, due_at, share, level, told_at, owner_id) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (case_id, what) DO UPDATE SET due_at = excluded.due_at, "
    "share = excluded.share, level = excluded.level, told_at = excluded.told_at, "
    "owner_id = excluded.owner_id"};

// Kept in place of the share, which after the date is nothing any more: Told::above.
constexpr int kAbove = 100;

// How far each date of a case was told of; read when first asked for.
class Story {
  public:
    Story(db::Tx& tx, const cases::Case& c) : tx_(tx), c_(c) {}

    // Of another date of that kind: nothing yet.
    Told of(const Due& due) {
        if (!all_) read();
        const auto known = all_->find(due.what);
        if (known != all_->end() && known->second.due == due.at) return known->second;
        return {.due = due.at, .at = due.at, .owner = c_.owner};
    }

    void keep(const Due& due, const Told& t) {
        const int share = t.above ? kAbove : t.share;
        tx_.execute(kSaveTold, c_.id, due.what, t.due, share, static_cast<std::int64_t>(t.level), t.at,
                    t.owner);
        if (all_) all_->insert_or_assign(due.what, t);
    }

  private:
    void read() {
        all_.emplace();
        for (const db::Row& row : tx_.query(kTold, c_.id))
            all_->emplace(row.get<DueKind>(0),
                          Told{.due = row.get<Instant>(1),
                               .share = row.get<int>(2),
                               .level = static_cast<std::size_t>(row.get<std::int64_t>(3)),
                               .at = row.get<Instant>(4),
                               .owner = row.get<PersonId>(5),
                               .above = row.get<int>(2) == kAbove});
    }

    db::Tx& tx_;
    const cases::Case& c_;
    std::optional<std::map<DueKind, Told>> all_;
};

// The customer's own date to complete what is missing concerns nobody of ours.
bool concerns_us(const Due& due) {
    return due.what != DueKind::cure;
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
          away_(parts_.team.away(tx, now)),
          story_(tx, c) {}

    void at(const Due& due) {
        auto told = story_.of(due);
        if (now_ < due.at)
            warn(due, told);
        else
            hand_up(due, told);
    }

  private:
    void warn(const Due& due, Told& told) {
        const auto passed = passed_share(settings_->shares_of(c_.kind), *calendar_,
                                         cases::term_began(c_, due.what), due.at, now_);
        if (passed <= told.share) return;
        told.share = passed;
        told.at = now_;
        story_.keep(due, told);
        const PersonId about[] = {c_.about_person};
        const auto person = c_.owner != 0 ? parts_.team.looking_after(tx_, c_.owner, about, now_, c_.team)
                                          : parts_.team.above_and_here(tx_, 0, about, now_, c_.team);
        if (person) tell(due, person->id, team::NoticeKind::deadline_share, std::to_string(passed));
    }

    void hand_up(const Due& due, Told& told) {
        const auto& levels = settings_->chain_of(c_.team);
        const auto at = next_level(levels, *calendar_, told, c_.last_out_at);
        if (!at || *at > now_) return;
        std::vector<team::PersonRef> whom;
        auto level = told.level;
        while (level < levels.size() && whom.empty()) whom = at_work(levels[level++]);
        told.above = false;
        if (whom.empty()) {
            whom = somebody();
            level = out_of_hours(levels, told.level);
            told.above = level < levels.size();
        }
        told.level = level;
        told.at = now_;
        told.owner = c_.owner;
        story_.keep(due, told);
        std::string names;
        for (const auto& p : whom) {
            tell(due, p.id, team::NoticeKind::escalated, std::to_string(level));
            names += (names.empty() ? "" : ", ") + p.name;
        }
        if (!whom.empty())
            parts_.cases.remark_in(tx_, c_.id, "escalated", {}, {{"to", names}}, system_principal(), now_);
    }

    // The first level from there whose hours are not now: it has its turn yet, whereas who is away has not.
    std::size_t out_of_hours(std::span<const Level> levels, std::size_t level) const {
        while (level < levels.size() && works_at(levels[level], calendar_->zone(), now_)) ++level;
        return level;
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

    void tell(const Due& due, PersonId person, team::NoticeKind kind, const std::string& score) const {
        if (person == c_.about_person) return;  // K4
        parts_.team.notices().add(
            tx_,
            {.person = person,
             .kind = kind,
             .params = {{"code", TrackingCode::parse(c_.code)->shown()},
                        {"title", c_.title},
                        {"what", std::string(db::name(due.what))},
                        {"when", std::to_string(micros(due.at))},
                        {"score", score}},
             .case_id = c_.id,
             .case_code = c_.code,
             .key =
                 fmt::format("{}:{}:{}:{}:{}:{}", db::name(kind), c_.id, db::name(due.what), micros(due.at),
                             score, micros(kind == team::NoticeKind::escalated ? now_ : Instant{}))},
            now_);
    }

    const Escalation::Parts& parts_;
    db::Tx& tx_;
    const cases::Case& c_;
    Instant now_;
    std::shared_ptr<const Settings> settings_;
    std::shared_ptr<const calendar::WorkingCalendar> calendar_;
    team::AwayNow away_;
    Story story_;
};

// When each date wants the next look.
class Next {
  public:
    Next(const Settings& settings, const calendar::WorkingCalendar& calendar, db::Tx& tx,
         const cases::Case& c, Instant now)
        : shares_(settings.shares_of(c.kind)),
          levels_(settings.chain_of(c.team)),
          calendar_(calendar),
          c_(c),
          now_(now),
          story_(tx, c) {}

    std::optional<Instant> of(const Due& due) { return now_ < due.at ? share(due) : level(due); }

  private:
    std::optional<Instant> share(const Due& due) {
        if (shares_.empty()) return std::nullopt;
        const auto began = cases::term_began(c_, due.what);
        const auto passed = passed_share(shares_, calendar_, began, due.at, now_);
        if (passed > 0 && story_.of(due).share < passed) return now_;
        return next_share(shares_, calendar_, began, due.at, now_);
    }

    std::optional<Instant> level(const Due& due) {
        if (levels_.empty()) return std::nullopt;
        auto told = story_.of(due);
        if (told.level > 0 && told.owner != c_.owner) {  // it changed hands: that is a reaction
            told.owner = c_.owner;
            told.at = now_;
            story_.keep(due, told);
        }
        return next_level(levels_, calendar_, told, c_.last_out_at);
    }

    const std::vector<int>& shares_;
    const std::vector<Level>& levels_;
    const calendar::WorkingCalendar& calendar_;
    const cases::Case& c_;
    Instant now_;
    Story story_;
};

}  // namespace

std::optional<Instant> Escalation::next_look(db::Tx& tx, const cases::Case& c, std::span<const Due> dates,
                                             Instant now) {
    const auto known = settings(tx);
    const auto calendar = parts_.calendars.calendar(tx);
    Next next(*known, *calendar, tx, c, now);
    std::optional<Instant> earliest;
    for (const auto& due : dates)
        if (concerns_us(due))
            if (const auto at = next.of(due); at && (!earliest || *at < *earliest)) earliest = at;
    return earliest;
}

void Escalation::look(db::Tx& tx, const cases::Case& c, std::span<const Due> dates, Instant now) {
    Look look(*this, tx, c, now);
    for (const auto& due : dates)
        if (concerns_us(due)) look.at(due);
}

}  // namespace escucha::escalation
