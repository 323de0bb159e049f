// A house with a country's rules, on both back ends: what the tests of the clock live in.
#pragma once
#include <gmock/gmock.h>

#include "base/passwords.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/cases/cases.hpp"
#include "modules/cases/store.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/files/files.hpp"
#include "modules/rules/rules.hpp"
#include "modules/team/team.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

namespace escucha::cases {

using namespace std::chrono_literals;
using testing::Contains;
using testing::Not;

class ClockWorld : public test::StoreTest {
  protected:
    // Everything on one base; made anew it knows nothing but what stands there.
    struct House {
        House(db::Database& base, Instant& now)
            : jobs(base, [&now] { return now; }),
              team(base, events, passwords, {}),
              calendars(base, events),
              rules(base, events, calendars),
              customers(base, events, {.country = [] { return std::string("PE"); }}),
              contacts(events),
              files(base, events),
              cases({base, events, jobs, team, calendars, customers, contacts, files, &rules}) {}
        work::Events events;
        Passwords passwords{{.passes = 1, .memory = 8192}};
        work::Jobs jobs;
        team::Team team;
        calendar::Calendars calendars;
        rules::Rules rules;
        customers::Customers customers;
        contacts::Contacts contacts;
        files::Files files;
        Cases cases;
    };

    void in_country(const std::string& country, const std::string& zone_name, rules::Choice choice) {
        zone = Zone::find(zone_name);
        base().write([&](db::Tx& tx) {
            tx.script(fmt::format(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', '{}', '{}', 'EUR', 'es', 'usted', 'none', 0, 1);
INSERT INTO teams (id, name, name_key, supervisor_id, created_at, version) VALUES (1, 'Mesa', 'mesa', 9, 0, 1);
INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES
(3, 'Rosa', 'agent', 1, 'es', 0, 1), (9, 'Inés', 'supervisor', 1, 'es', 0, 1))",
                                  country, zone_name));
        });
        open_house();
        calendar::Seed seed{.country = country, .zone = zone_name, .hours = {}};
        for (std::size_t day = 0; day < 5; ++day) seed.hours[day] = {{9 * 60, 18 * 60}};
        ASSERT_TRUE(base().write([&](db::Tx& tx) { return h->calendars.seed_defaults(tx, seed, {}, now); }));
        ASSERT_TRUE(h->rules.choose({}, choice, std::nullopt, now));
        open_house();
    }
    void in_peru() { in_country("PE", "America/Lima", {.pack = "pe"}); }
    // An enquiry: Ley 10/2025 art. 17 alone. Of claims TRLGDCU art. 21.3 wants fifteen natural days besides.
    void in_spain() {
        usual = CaseKind::question;
        in_country("ES", "Europe/Madrid", {.pack = "es", .scopes = {"large"}});
    }
    void open_house() {
        h.reset();
        h = std::make_unique<House>(base(), now);
    }

    Instant at(const char* wall) const {  // "2026-10-05 09:00"
        int y = 0, mo = 0, d = 0, hh = 0, mi = 0;
        std::sscanf(wall, "%d-%d-%d %d:%d", &y, &mo, &d, &hh, &mi);
        const auto day = std::chrono::sys_days{std::chrono::year{y} / mo / d};
        return zone->instant(LocalTime{LocalDay{day.time_since_epoch()}} + std::chrono::hours(hh) +
                             std::chrono::minutes(mi));
    }
    std::string day_of(const std::optional<Instant>& at) const {
        return at ? iso_date(zone->day(*at)) : "never";
    }
    static Principal agent(PersonId id = 3) {
        Principal who;
        who.kind = ActorKind::person;
        who.person = id;
        who.team = 1;
        return who;
    }
    static Edit kind_only(CaseKind kind) {
        Edit edit;
        edit.kind = kind;
        return edit;
    }
    static Principal customer() {
        Principal who;
        who.kind = ActorKind::customer;
        return who;
    }
    CaseId open(const char* when, std::optional<CaseKind> of = {}) {
        const auto kind = of.value_or(usual);
        now = at(when);
        NewCase n;
        n.kind = kind;
        n.what = "La licuadora llegó sin tapa";
        n.who = {"Rosa Quispe", "", "987654321", ""};
        n.team = 1;
        const auto opened = h->cases.open(agent(), n, now);
        EXPECT_TRUE(opened) << opened.error().code;
        return opened ? opened->id : 0;
    }
    Case get_in(db::Tx& tx, CaseId id) { return *h->cases.find(tx, id); }
    Case get(CaseId id) {
        return *base().read([&](db::Tx& tx) { return h->cases.find(tx, id); });
    }
    CaseDates dates(CaseId id) {
        return base().read([&](db::Tx& tx) { return h->cases.dates(tx, *h->cases.find(tx, id), now); });
    }
    const KeptDate* date(const CaseDates& all, DueKind what) {
        const auto found = std::ranges::find(all.dates, what, &KeptDate::what);
        return found == all.dates.end() ? nullptr : &*found;
    }
    std::vector<std::string> log(CaseId id) {
        std::vector<std::string> out;
        base().read([&](db::Tx& tx) {
            for (const auto& l : h->cases.log(tx, id, INT64_MAX, 50)) out.push_back(l.what);
        });
        return out;
    }
    std::int64_t count(const std::string& from) {
        return base().read([&](db::Tx& tx) {
            return tx.one("SELECT COUNT(*) FROM " + from)->template get<std::int64_t>(0);
        });
    }
    Result<Changed> ask(CaseId id, std::optional<Instant> until = {}) {
        return h->cases.ask_to_complete(agent(), id, {.text = "Nos falta la factura.", .until = until}, now);
    }
    void answer(CaseId id, const char* when) {
        now = at(when);
        EXPECT_TRUE(h->cases.customer_reply(customer(), id, {.text = "Aquí va."}, now));
    }
    PauseId pending(CaseId id) { return dates(id).pauses.back().id; }

    Instant now{};
    CaseKind usual = CaseKind::claim;
    const Zone* zone = nullptr;
    std::unique_ptr<House> h;
};

}  // namespace escucha::cases
