#include "modules/escalation/digest.hpp"

#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/human_time.hpp"
#include "base/tracking_code.hpp"
#include "db/database.hpp"
#include "modules/customers/customers.hpp"
#include "modules/escalation/escalation.hpp"
#include "modules/promises/promises.hpp"
#include "work/jobs.hpp"

namespace escucha::escalation {
namespace {

using namespace std::chrono_literals;

const db::Statement kWish{"SELECT wanted, minute FROM digest_wishes WHERE person_id = $1"};
const db::Statement kWishes{"SELECT person_id, wanted, minute FROM digest_wishes"};
const db::Statement kSetWish{
    "INSERT INTO digest_wishes (person_id, wanted, minute) VALUES ($1, $2, $3) "
    "ON CONFLICT (person_id) DO UPDATE SET wanted = excluded.wanted, minute = excluded.minute"};
const db::Statement kOfDay{"SELECT person_id FROM digests WHERE day = $1"};
const db::Statement kDone{"SELECT 1 FROM digests WHERE person_id = $1 AND day = $2"};
const db::Statement kAdd{"INSERT INTO digests (person_id, day, fate, at) VALUES ($1, $2, $3, $4)"};
const db::Statement kWriteAgain{
    "DELETE FROM digests WHERE person_id = $1 AND fate = 'sent' AND day = (SELECT max(d.day) FROM digests d "
    "WHERE d.person_id = $1)"};
const db::Statement kSweep{"DELETE FROM digests WHERE at < $1"};

struct SendDigest {
    PersonId person = 0;
    std::string day;
    static constexpr work::JobKind kJob{.name = "escalation.digest", .priority = work::Priority::low};
};
BOOST_DESCRIBE_STRUCT(SendDigest, (), (person, day))

constexpr std::size_t kMostLines = 12;
constexpr std::size_t kMostCounted = 200, kMostCalls = 50, kMostPromises = 100;
constexpr int kLongestClosed = 14;  // days: a house that is never open tells of its last day all the same

int minute_of_day(const Zone& zone, Instant at) {
    const auto since = zone.local(at) - LocalTime{zone.day(at)};
    return static_cast<int>(std::chrono::floor<std::chrono::minutes>(since).count());
}

std::string many(std::size_t n, bool more) {
    return more ? fmt::format("{}+", n) : std::to_string(n);
}

// Since when a morning's letter tells of the house: the last day before it on which somebody worked.
Instant since_last_open_day(const calendar::WorkingCalendar& calendar, const Zone& zone, Instant now) {
    auto day = zone.day(now) - std::chrono::days{1};
    for (int closed = 0; closed < kLongestClosed && calendar.hours(day).empty(); ++closed)
        day -= std::chrono::days{1};
    return zone.midnight(day);
}

// What one person reads in the morning.
class Writing {
  public:
    Writing(const Escalation& escalation, db::Tx& tx, const team::PersonRef& person, Instant now)
        : escalation_(escalation),
          parts_(escalation.parts()),
          tx_(tx),
          person_(person),
          now_(now),
          zone_(*parts_.team.organisation()->zone),
          tomorrow_(zone_.midnight(zone_.day(now) + std::chrono::days{1})),
          away_(parts_.team.away(tx, now)) {}

    std::optional<DigestLetter> run() {
        day_of(person_.id);
        stood_in_for();
        of_teams();
        if (person_.role >= Role::manager) of_house();
        if (body_.empty()) return std::nullopt;
        const auto day = full_day_in_words(person_.language, zone_.day(now_));
        return DigestLetter{.subject = say("digest.subject", {{"day", day}}),
                            .heading = say("digest.heading", {{"name", person_.name}, {"day", day}}),
                            .text = say("digest.greeting", {{"name", person_.name}}) + "\n\n" + body_ +
                                    say("digest.end") + "\n\n" + link(),
                            .link = link(),
                            .button = say("digest.open")};
    }

  private:
    std::string say(std::string_view key, const TextParams& params = {}) const {
        return text(person_.language, key, params);
    }
    std::string link() const { return parts_.public_url + "/consola"; }
    std::string moment(Instant at) const { return moment_in_words(person_.language, zone_, at, now_); }

    cases::Eyes eyes() const {
        return {.person = person_.id, .team = person_.team, .now = now_, .end_of_today = tomorrow_};
    }
    // K4: what is about them is not told to them.
    bool may_know(const cases::Case& c) const { return c.about_person != person_.id && !c.sealed; }

    std::string line_of(const cases::Case& c, std::string_view key, Instant at,
                        std::optional<cases::DueKind> what = {}) const {
        return say(key, {{"code", TrackingCode::parse(c.code)->shown()},
                         {"title", c.title},
                         {"what", what ? say("due." + std::string(db::name(*what))) : std::string()},
                         {"when", moment(at)}});
    }

    // Of whoever has them: cases, calls, promises.
    void day_of(PersonId whose) {
        cases_of(whose);
        call_backs_of(whose);
        promises_of(whose);
    }

    // "Also in August" (K3): who stands in reads of whom they stand in for.
    void stood_in_for() {
        for (const auto& [id, _] : away_) {
            if (team::looks_after(id, away_) != person_.id) continue;
            const auto before = std::exchange(body_, {});
            day_of(id);
            const auto of_them = std::exchange(body_, before);
            if (of_them.empty()) continue;
            const auto whom = parts_.team.person(tx_, id);
            body_ += say("digest.for", {{"name", whom ? whom->name : std::string()}}) + "\n\n" + of_them;
        }
    }

    struct Section {
        std::vector<std::string> lines = {};
        std::size_t n = 0;
        void add(std::string line) {
            if (++n <= kMostLines) lines.push_back(std::move(line));
        }
    };

    void section(std::string_view key, const Section& s, bool more = false) {
        if (s.lines.empty()) return;
        body_ += say(key, {{"n", many(s.n, more)}}) + "\n\n";
        for (const auto& line : s.lines) body_ += "- " + line + "\n";
        body_ += "\n";
    }

    // Of those that were missed the gravest, so that a date of the house does not stand before the law's.
    static const cases::Due* missed(std::span<const cases::Due> dates, Instant now) {
        const cases::Due* found = nullptr;
        for (const auto& due : dates)
            if (due.at < now && (!found || due.what == cases::DueKind::law)) found = &due;
        return found;
    }

    void cases_of(PersonId whose) {
        cases::Filter mine;
        mine.view = cases::View::all;
        mine.owner = whose;
        mine.limit = kMostCounted;
        const auto page = parts_.cases.list(tx_, mine, eyes());
        if (!page) return;
        Section late, today, waits;
        for (const auto& c : page->items) {
            if (!may_know(c)) continue;
            const auto dates = cases::dates_owed(c, [](Instant, Instant due) { return due; });
            const auto* over = missed(dates, now_);
            if (over) late.add(line_of(c, "digest.late_line", over->at, over->what));
            const auto next = std::ranges::find_if(dates, [&](const auto& due) { return due.at >= now_; });
            const bool is_today = next != dates.end() && next->at < tomorrow_;
            if (is_today) today.add(line_of(c, "digest.due_line", next->at, next->what));
            if (!over && !is_today && c.last_from == cases::LastFrom::customer)
                waits.add(line_of(c, "digest.waits_line", c.last_at));
        }
        const bool more = page->next.has_value();  // they come by their dates
        const bool all_late = more && late.n == page->items.size();
        section("digest.late", late, all_late);
        section("digest.today", today, more && !all_late && waits.n == 0);
        section("digest.waits", waits, more);
    }

    void call_backs_of(PersonId whose) {
        Section calls;
        for (const auto& b : escalation_.open_of(tx_, whose, tomorrow_)) {
            called_.push_back(b.promise);
            if (const auto c = parts_.cases.find_standing(tx_, b.case_id); c && may_know(*c))
                calls.add(line_of(*c, "digest.call_line", b.due_at));
        }
        section("digest.calls", calls, calls.n == kMostCalls);
    }

    // K4, and nothing of whose data is blocked.
    bool may_know(const promises::Promise& p) const {
        if (p.case_id != 0) {
            const auto c = parts_.cases.find_standing(tx_, p.case_id);
            return c && !c->sealed && (c->about_person != person_.id || p.maker == person_.id);
        }
        return p.customer == 0 ||
               parts_.promises.customers().blocked_among(tx_, std::array{p.customer}).empty();
    }

    void promises_of(PersonId whose) {
        Section promised;
        const auto open = parts_.promises.open_of(tx_, whose, tomorrow_, kMostPromises);
        for (const auto& p : open)
            if (std::ranges::find(called_, p.id) == called_.end() && may_know(p))
                promised.add(
                    say("digest.promise_line", {{"what", p.what}, {"when", moment(p.promised_for)}}));
        section("digest.promises", promised, open.size() == kMostPromises);
    }

    // Of every team they supervise, whether or not they belong to it.
    void of_teams() {
        if (person_.role < Role::supervisor) return;
        for (const auto& t : parts_.team.teams(tx_))
            if (t.supervisor == person_.id) of_team(t);
    }

    void of_team(const team::TeamRef& t) {
        Section lines;
        std::unordered_map<PersonId, std::string> names;
        for (const auto& p : parts_.team.active_people(tx_))
            if (p.team == t.id) names.emplace(p.id, p.name);
        auto eyes = this->eyes();
        eyes.team = t.id;
        for (const auto& l : parts_.cases.load(tx_, eyes)) {
            const auto name = names.find(l.person);
            if (l.late == 0 || (l.person != 0 && name == names.end())) continue;
            lines.add(say(l.person == 0 ? "digest.nobodys_line" : "digest.load_line",
                          {{"name", l.person == 0 ? "" : name->second},
                           {"late", std::to_string(l.late)},
                           {"open", std::to_string(l.open)}}));
        }
        for (const auto& [id, a] : away_)
            if (const auto name = names.find(id); name != names.end())
                lines.add(say("digest.away_line",
                              {{"name", name->second},
                               {"until", day_in_words(person_.language, a.until, zone_.day(now_))}}));
        if (lines.lines.empty()) return;
        body_ += say("digest.team", {{"team", t.name}}) + "\n\n";
        for (const auto& line : lines.lines) body_ += "- " + line + "\n";
        body_ += "\n";
    }

    std::string count(cases::Filter filter) const {
        filter.limit = kMostCounted;
        const auto page = parts_.cases.list(tx_, filter, eyes());
        return page ? many(page->items.size(), page->next.has_value()) : "0";
    }

    // Since the last day on which the house was open, and now, with what went wrong beside what went well.
    void of_house() {
        const auto since = since_last_open_day(*parts_.calendars.calendar(tx_), zone_, now_);
        const auto today = zone_.midnight(zone_.day(now_));
        cases::Filter opened, solved, late;
        opened.view = solved.view = late.view = cases::View::all;
        opened.opened_from = solved.solved_from = since;
        opened.opened_to = solved.solved_to = today;
        late.late = true;
        const auto kept = parts_.promises.rate(tx_, since, today, now_);
        const auto calls = escalation_.counts(tx_, since, today, now_);
        const auto n_late = count(late);
        const auto n_opened = count(opened), n_solved = count(solved);
        if (n_opened == "0" && n_solved == "0" && n_late == "0" && kept.due == 0 && calls.asked == 0) return;
        body_ += say("digest.house", {{"since", day_in_words(person_.language, zone_, since, now_)},
                                      {"opened", n_opened},
                                      {"solved", n_solved},
                                      {"late", n_late},
                                      {"kept", std::to_string(kept.kept)},
                                      {"due", std::to_string(kept.due)},
                                      {"asked", std::to_string(calls.asked)},
                                      {"missed", std::to_string(calls.missed + calls.late)}}) +
                 "\n\n";
    }

    const Escalation& escalation_;
    const Escalation::Parts& parts_;
    db::Tx& tx_;
    const team::PersonRef& person_;
    Instant now_;
    const Zone& zone_;
    Instant tomorrow_;
    team::AwayNow away_;
    std::string body_;
    std::vector<std::int64_t> called_;  // promises that the calls told already
};

void send(Escalation& escalation, db::Tx& tx, const SendDigest& job, Instant now) {
    const auto& parts = escalation.parts();
    const auto person = parts.team.person(tx, job.person);
    if (!person || !person->active || tx.one(kDone, job.person, job.day)) return;
    if (iso_date(parts.team.organisation()->zone->day(now)) != job.day) return;  // its day is over
    auto fate = Fate::nothing;
    if (const auto letter = escalation.letter_for(tx, *person, now))
        fate = escalation.post().send ? escalation.post().send(tx, person->id, *letter, person->language, now)
                                      : Fate::no_mailbox;
    tx.execute(kAdd, job.person, job.day, fate, now);
}

}  // namespace

DigestWish Escalation::wish_of(db::Tx& tx, PersonId person) const {
    const auto row = tx.one(kWish, person);
    return row ? DigestWish{row->get<bool>(0), row->get<int>(1)} : DigestWish{};
}

Result<void> Escalation::set_wish(PersonId person, const DigestWish& wish) {
    if (wish.minute < 0 || wish.minute >= 24 * 60)
        return invalid_field("at", "out_of_range", {{"min", "0"}, {"max", "1439"}});
    parts_.db.write([&](db::Tx& tx) { tx.execute(kSetWish, person, wish.wanted, wish.minute); });
    return {};
}

void Escalation::letter_withdrawn(db::Tx& tx, PersonId person) const {
    tx.execute(kWriteAgain, person);
}

std::optional<DigestLetter> Escalation::letter_for(db::Tx& tx, const team::PersonRef& person,
                                                   Instant now) const {
    return Writing(*this, tx, person, now).run();
}

// Whose hour has come gets a job, once a day: the job writes down what became of it in the transaction that
// puts the letter into the outbox.
void Escalation::plan_digests(Instant now) {
    if (!parts_.team.set_up()) return;
    const auto& zone = *parts_.team.organisation()->zone;
    const auto today = zone.day(now);
    if (parts_.calendars.calendar()->hours(today).empty()) return;
    const auto minute = minute_of_day(zone, now);
    parts_.db.write([&](db::Tx& tx) {
        std::unordered_map<PersonId, DigestWish> wishes;
        for (const db::Row& row : tx.query(kWishes))
            wishes[row.get<PersonId>(0)] = {row.get<bool>(1), row.get<int>(2)};
        std::set<PersonId> done;
        for (const db::Row& row : tx.query(kOfDay, iso_date(today))) done.insert(row.get<PersonId>(0));
        const auto away = parts_.team.away(tx, now);
        for (const auto& p : parts_.team.active_people(tx)) {
            const auto wish = wishes.contains(p.id) ? wishes[p.id] : DigestWish{};
            const bool time = minute >= wish.minute && minute < wish.minute + kDigestStaleMinutes;
            if (p.sample || !wish.wanted || !time || done.contains(p.id) || away.contains(p.id)) continue;
            parts_.jobs.enqueue(tx, SendDigest{p.id, iso_date(today)},
                                {.now = now, .key = fmt::format("{}:{}", p.id, iso_date(today))});
        }
        tx.execute(kSweep, now - std::chrono::days{90});
    });
}

void add_jobs(work::Jobs& jobs, Escalation& escalation) {
    jobs.handle_in_tx<SendDigest>([&](db::Tx& tx, const SendDigest& job, const work::JobRun& run) {
        send(escalation, tx, job, run.now);
    });
    jobs.every("escalation.digests", 5min,
               [&](const work::JobRun& run) { escalation.plan_digests(run.now); });
}

}  // namespace escucha::escalation
