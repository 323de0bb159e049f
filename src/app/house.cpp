#include "app/house.hpp"

#include <boost/json.hpp>

#include "app/case_holders.hpp"
#include "app/consent_proofs.hpp"
#include "app/customer_holders.hpp"
#include "app/escalating.hpp"
#include "app/import_fields.hpp"
#include "app/out_of_sight.hpp"
#include "app/personal_data.hpp"
#include "app/sample/sample.hpp"
#include "app/sealing.hpp"
#include "app/search_hooks.hpp"
#include "app/secrets.hpp"
#include "base/tracking_code.hpp"
#include "modules/calendar/place.hpp"
#include "modules/team/events.hpp"
#include "work/idempotency.hpp"

namespace escucha::app {
namespace {

using namespace std::chrono_literals;

// Wanted or no longer wanted: the sample company, as a job, because it lives through sixty days.
struct SampleJob {
    bool wanted = true;
    static constexpr work::JobKind kJob{.name = "sample", .queue = "slow", .tries = 3};
};
BOOST_DESCRIBE_STRUCT(SampleJob, (), (wanted))

calendar::Seed seed_of(const team::Setup& setup) {
    calendar::Seed seed{.country = setup.country, .zone = setup.zone, .hours = {}};
    for (const auto& h : setup.hours)
        seed.hours[static_cast<std::size_t>(h.weekday - 1)].push_back({h.from, h.to});
    return seed;
}

team::Options team_options(House& house, const Config& config) {
    team::Options o;
    o.public_url = config.public_url();
    o.hooks.on_setup = [&house](db::Tx& tx, const team::Setup& setup, const Principal& by, Instant now) {
        if (const auto ok = house.calendars.seed_defaults(tx, seed_of(setup), by, now); !ok) return ok;
        house.rules.seed(tx, setup.country, by, now);
        return Result<void>{};
    };
    o.hooks.on_sample = [&house](db::Tx& tx, bool wanted, const Principal&, Instant now) -> Result<void> {
        house.jobs.enqueue(tx, SampleJob{wanted},
                           {.now = now, .key = "sample", .if_waiting = work::IfWaiting::replace});
        return {};
    };
    return o;
}

email::Options email_options(db::Database& base, const Config& config) {
    return {.secret = secret(base, "mail"),
            .public_url = config.public_url(),
            .ca_file = config.mail.ca_file,
            .spool = config.mail.spool,
            .watched = static_cast<int>(config.mail.watched)};
}

desk::EntryMail as_entry(const email::MailLine& m) {
    const auto party = [](const email::MailAddress& a) { return desk::MailParty{a.name, a.email}; };
    desk::EntryMail e{.id = m.id, .subject = m.subject, .from = party(m.from), .forged = m.forged};
    e.forward = m.forward;
    for (const auto& a : m.to) e.to.push_back(party(a));
    for (const auto& a : m.cc) e.cc.push_back(party(a));
    e.bcc = m.bcc;
    if (m.delivery)
        e.delivery = desk::EntryDelivery{.state = std::string(db::name(m.delivery->state)),
                                         .text = m.delivery->text,
                                         .detail = m.delivery->detail,
                                         .advice = m.delivery->advice,
                                         .may_cancel = m.delivery->may_cancel};
    if (m.delivery)
        for (const auto& one : m.delivery->lost) e.delivery->lost.push_back({one.address, one.detail});
    return e;
}

std::optional<cases::NextPromise> as_cases(const std::optional<promises::NextPromise>& p) {
    if (!p) return std::nullopt;
    return cases::NextPromise{p->what, p->at, p->soon_at, p->maker};
}

// Those to be confirmed are named to nobody before they are.
std::vector<points::DisputeBodyName> bodies_in_words(const rules::Rules& rules, db::Tx& tx,
                                                     Language language) {
    std::vector<points::DisputeBodyName> out;
    for (const auto& b : rules.dispute_bodies(tx))
        out.push_back({b.name.in(language), b.about.in(language), b.url});
    return out;
}

cases::Cases::PromiseCounts count(const std::vector<promises::Promise>& promises) {
    cases::Cases::PromiseCounts n;
    n.made = static_cast<int>(promises.size());
    n.open = static_cast<int>(
        std::ranges::count(promises, promises::PromiseState::open, &promises::Promise::state));
    return n;
}

// M4: a missed call becomes a promise to call back.
void promise_call_back(House& house, db::Tx& tx, const cases::Case& c, const Principal& who, Instant now) {
    const auto when = house.promises.suggest(tx, c.kind, now);
    const auto names = house.customers.names(tx, std::array{c.customer});
    const auto made =
        house.promises.make(tx,
                            {.of_case = promises::CaseBrief{c.id, c.code, c.kind, c.customer},
                             .what = text(who.language, "promise.call_back",
                                          {{"name", names.empty() ? "" : names.begin()->second}}),
                             .promised_for = when.promised_for,
                             .target = when.target,
                             .channel = Channel::phone,
                             .maker = c.owner != 0 ? c.owner : who.person},
                            who, now);
    if (!made) throw std::logic_error("a call back could not be promised: " + made.error().code);
}

}  // namespace

std::unique_ptr<db::Database> open_base(const Config& config) {
    constexpr std::string_view kSqlite = "sqlite:";
    const std::string& url = config.database.url;
    if (url.starts_with(kSqlite)) {
        const auto folder = std::filesystem::path(url.substr(kSqlite.size())).parent_path();
        if (!folder.empty()) std::filesystem::create_directories(folder);
    }
    db::Options options;
    options.schema = config.database.schema;
    options.readers = static_cast<std::size_t>(config.database.readers);
    options.connections = static_cast<std::size_t>(config.database.connections);
    return db::open(url, options);
}

House::House(db::Database& base, const Config& config, Clock clock_, PasswordCost cost)
    : base(base),
      clock(std::move(clock_)),
      passwords(cost),
      jobs(base, clock,
           {.queues = {{.name = "default", .threads = 1, .batch = 16},
                       {.name = "slow", .threads = 1, .batch = 1},
                       {.name = "mail", .threads = 2, .batch = 1},
                       {.name = "mail.out", .threads = 1, .batch = 1}},
            .node = {}}),
      live(base),
      team(base, events, passwords, team_options(*this, config)),
      calendars(base, events),
      rules(base, events, calendars),
      customers(base, events,
                {.country =
                     [this] {
                         const auto organisation = team.organisation();
                         return organisation ? organisation->country : std::string();
                     },
                 .language =
                     [this] {
                         const auto organisation = team.organisation();
                         return organisation ? organisation->language : Language::es;
                     }}),
      imports(base, events, jobs, customers),
      profiles(base, events, team, customers),
      contacts(events),
      files(base, events),
      cases({base, events, jobs, team, calendars, customers, contacts, files, &rules}),
      segments({base, events, jobs, calendars, customers, profiles, contacts, cases}),
      promises(base, events, jobs, team, customers, calendars),
      templates({base, events, team, customers, profiles, contacts, cases, config.public_url()}),
      guidance({base, events, team, contacts, cases, templates}),
      points({base, events, team, customers, contacts, cases, templates,
              [this](db::Tx& tx, Language language) { return bodies_in_words(rules, tx, language); },
              [this](db::Tx& tx, std::string_view text) { return guidance.without_generic(tx, text); }}),
      escalation({base, events, jobs, team, calendars, cases, promises, config.public_url()}),
      ledger(base),
      heads(base, ledger),
      sealing({base, jobs, heads}),
      books({base, events, team, calendars, customers, contacts, files, cases, ledger}),
      email({base, events, jobs, team, calendars, customers, contacts, files, cases, promises},
            email_options(base, config)),
      search({base, events, team, customers, contacts, cases, promises}),
      desk{base, team, customers, contacts, files, cases, promises, live, profiles},
      quality({base, events, team, calendars, cases, promises}),
      reports({base, team, cases, events}),
      privacy({base, events, team, calendars, customers}),
      problems({base, events, jobs, team, calendars, customers, cases, segments, quality}) {
    lend_upwards();
    lend_escalation(*this);
    lend_sealing(*this, config);
    add_recurring();
}

House::~House() {
    search.stop();
    jobs.stop();
    live.stop();
}

void House::lend_upwards() {
    cases.checked_by(points::checker(points));
    cases.promise_counts = [this](db::Tx& tx, std::int64_t id) { return count(promises.for_case(tx, id)); };
    cases.missed_call = [this](db::Tx& tx, const cases::Case& c, const Principal& who, Instant now) {
        promise_call_back(*this, tx, c, who, now);
    };
    promises.lend(
        {.case_for = [this](db::Tx& tx, const Principal& who, std::int64_t id,
                            bool) -> Result<promises::CaseBrief> {
             const auto c = cases.find(tx, id);
             if (!c) return not_found("case.not_found");
             if (const auto ok = cases::may_handle(who, *c); !ok) return Refused(ok.error());
             return promises::CaseBrief{c->id, c->code, c->kind, c->customer};
         },
         .next_of_case = [this](db::Tx& tx, std::int64_t id,
                                const auto& next) { cases.note_promises(tx, id, as_cases(next)); }});
    files.ask_before_showing([this](db::Tx& tx, const Principal& who, const files::FileOwner& owner) {
        if (is_proof(owner)) return may_see_proof(*this, tx, who, owner);
        const auto c = cases.find(tx, owner.case_id);
        return c && cases::may_handle(who, *c).has_value();
    });
    customers.lend({.open_cases = [this](db::Tx& tx, std::span<const std::int64_t> ids) {
        return cases.open_cases(tx, ids);
    }});
    events.on(team::OrganisationChanged::kType, [this](db::Tx& tx, const work::Event& e) {
        const auto fact = boost::json::parse(e.data);
        Principal by;
        by.kind = e.actor_kind;
        by.person = e.actor;
        if (const auto* zone = Zone::find(fact.at("zone").as_string()))
            calendar::move_to(calendars, tx, *zone, by, e.at);
    });
    email::add_reactions(events, email);
    email::add_book_letters(events, email, books);
    desk.mail = [this](db::Tx& tx, std::span<const std::int64_t> contacts, Language language, Instant now) {
        std::unordered_map<std::int64_t, desk::EntryMail> out;
        for (const auto& [contact, line] : email.of_contacts(tx, contacts, language, now))
            out.emplace(contact, as_entry(line));
        return out;
    };
    desk.mail_outside = [this](db::Tx& tx, std::span<const std::int64_t> entries, Language language,
                               Instant now) {
        std::unordered_map<std::int64_t, desk::EntryMail> out;
        for (const auto& [entry, line] : email.of_entries(tx, entries, language, now))
            out.emplace(entry, as_entry(line));
        return out;
    };
    register_customer_holders(*this);
    register_case_holders(*this);
    register_personal_data(*this);
    take_out_of_sight(*this);
    lend_consent_proofs(*this);
    profiles::wire(profiles, events);
    templates::add_reactions(events, templates);
    guidance::add_reactions(events, guidance);
    book::add_reactions(events, books);
    problems::wire(problems);
    imports.lend(import_fields(profiles));
    search.lend(search_hooks(*this));
}

void House::add_recurring() {
    files::add_jobs(jobs, files);
    promises::add_jobs(jobs, promises);
    book::add_jobs(jobs, books);
    email::add_jobs(jobs, email);
    customers::add_jobs(jobs, customers);
    profiles::add_jobs(jobs, events, profiles);
    imports::add_jobs(jobs, imports);
    ledger::add_jobs(jobs, sealing);
    segments::add_jobs(jobs, segments);
    jobs.handle<SampleJob>([this](const SampleJob& job, const work::JobRun&) {
        job.wanted ? sample::load(*this) : sample::remove(*this);
    });
    jobs.every("team.tidy", 24h, [this](const work::JobRun& run) { team.tidy(run.now); });
    jobs.every("idempotency.sweep", 1h, [this](const work::JobRun& run) {
        base.write([&](db::Tx& tx) { work::idempotency::sweep(tx, run.now); });
    });
}

}  // namespace escucha::app
