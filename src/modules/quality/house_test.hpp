// For the tests of this module: the modules below it on a base, a week in Lima, and what people do in it.
#pragma once
#include <gmock/gmock.h>

#include "base/passwords.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/calendar/test_calendars.hpp"
#include "modules/cases/cases.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/desk/desk.hpp"
#include "modules/files/files.hpp"
#include "modules/profiles/profiles.hpp"
#include "modules/promises/promises.hpp"
#include "modules/quality/quality.hpp"
#include "modules/team/team.hpp"
#include "support/api_caller.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"
#include "work/live.hpp"

namespace escucha::quality {

inline constexpr PersonId kRosa = 1, kLuis = 2, kInes = 3, kMarta = 4;
inline constexpr TeamId kTeam = 1;

// Monday to Friday 09:00–13:00 and 15:00–19:00, Lima.
inline const calendar::WorkingCalendar& shop() {
    static const calendar::WorkingCalendar calendar{calendar::split_shifts("America/Lima")};
    return calendar;
}
inline Instant at(std::string_view wall) {
    return calendar::at(shop(), wall);
}

class QualityHouse : public test::StoreTest {
  protected:
    void SetUp() override {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'PE', 'America/Lima', 'PEN', 'es', 'usted', 'none', 0, 1);
INSERT INTO teams (id, name, name_key, supervisor_id, created_at, version) VALUES (1, 'Mesa', 'mesa', 3, 0, 1);
INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES
(1, 'Rosa', 'agent', 1, 'es', 0, 1), (2, 'Luis', 'agent', 1, 'es', 0, 1),
(3, 'Inés', 'supervisor', 1, 'es', 0, 1), (4, 'Marta', 'manager', NULL, 'es', 0, 1))");
        });
        house_ = std::make_unique<House>(base(), now);
        const calendar::Seed seed{
            .country = "PE", .zone = "America/Lima", .hours = calendar::split_shifts("Etc/UTC").week};
        ASSERT_TRUE(
            base().write([&](db::Tx& tx) { return house_->calendars.seed_defaults(tx, seed, {}, now); }));
        add_routes(api.api(), house_->quality);
        desk::add_routes(api.api(), house_->desk);
        promises::add_routes(api.api(), house_->promises);
    }

    struct House {
        House(db::Database& base, const Instant& now)
            : jobs(base, [&now] { return now; }),
              live(base),
              team(base, events, passwords, {}),
              calendars(base, events),
              customers(base, events),
              profiles(base, events, team, customers),
              contacts(events),
              files(base, events),
              cases({base, events, jobs, team, calendars, customers, contacts, files}),
              promises(base, events, jobs, team, customers, calendars),
              desk{base, team, customers, contacts, files, cases, promises, live, profiles},
              quality({base, events, team, calendars, cases, promises}) {}
        work::Events events;
        work::Jobs jobs;
        work::Live live;
        Passwords passwords{{.passes = 1, .memory = 8192}};
        team::Team team;
        calendar::Calendars calendars;
        customers::Customers customers;
        profiles::Profiles profiles;
        contacts::Contacts contacts;
        files::Files files;
        cases::Cases cases;
        promises::Promises promises;
        desk::Desk desk;
        Quality quality;
    };
    cases::Cases& cases() { return house_->cases; }

    // --- What people do; each moves the clock to its moment
    // -------------------------------------------------
    cases::CaseId open(std::string_view when, CaseKind kind = CaseKind::complaint) {
        now = at(when);
        cases::NewCase in;
        in.kind = kind;
        in.what = "Esperé una hora y nadie me atendió.";
        in.who = {.name = "Señora Peña", .email = "pena@example.pe", .phone = {}, .document = {}};
        const auto opened = cases().open(customer, in, now);
        EXPECT_TRUE(opened.has_value());
        return opened ? opened->id : 0;
    }
    void open_many(int n, std::string_view when, CaseKind kind = CaseKind::complaint) {
        while (n-- > 0) open(when, kind);
    }
    void answer(cases::CaseId id, std::string_view when) {
        now = at(when);
        EXPECT_TRUE(cases().reply(rosa, id, {.text = "Lo miro ahora mismo.", .seen = {}, .files = {}}, now));
    }
    void solve(cases::CaseId id, std::string_view when) {
        now = at(when);
        const auto solved = cases().resolve(
            rosa, id, {.text = "Ya está.", .done_how = "Lo vi", .override_reason = "Lo pidió por teléfono"},
            now);
        EXPECT_TRUE(solved.has_value()) << solved.error().code;
    }
    void rate(cases::CaseId id, int score, std::string_view when) {
        now = at(when);
        EXPECT_TRUE(cases().customer_rates(customer, id, {.score = score, .words = {}}, now));
    }
    promises::PromiseId promise(std::string_view made, std::string_view for_when) {
        now = at(made);
        const auto p = base().write([&](db::Tx& tx) {
            return house_->promises.make(tx, {.what = "Llamar", .promised_for = at(for_when)}, rosa, now);
        });
        EXPECT_TRUE(p.has_value());
        return p ? p->id : 0;
    }
    void keep(promises::PromiseId id, std::string_view when) {
        now = at(when);
        EXPECT_TRUE(base().write([&](db::Tx& tx) { return house_->promises.keep(tx, id, "", rosa, now); }));
    }

    QualitySummary seen_at(std::string_view when, Language language = Language::es) {
        now = at(when);
        return house_->quality.summary(language, now);
    }
    static std::string sentence(const QualitySummary& s, std::string_view id) {
        const auto found = std::ranges::find(s.sentences, id, &Sentence::id);
        return found == s.sentences.end() ? "" : found->text;
    }
    static std::string list(const QualitySummary& s, std::string_view id) {
        const auto found = std::ranges::find(s.sentences, id, &Sentence::id);
        return found == s.sentences.end() ? "" : found->list;
    }
    // How many rows the console would show the manager at that address: it asks the API with the same names.
    std::size_t rows_behind(std::string_view path) {
        const std::string_view query = path.substr(path.find('?') + 1);
        const bool promises = path.starts_with("/consola/promesas?");
        EXPECT_TRUE(promises || path.starts_with("/consola/bandeja?")) << path;
        const std::string view = promises || query.starts_with("view=") ? "" : "view=all&";
        const auto answer =
            api.as(kMarta, Role::manager)
                .get(fmt::format("{}?limit=200&{}{}", promises ? "/promises" : "/cases", view, query));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return answer.json().at("items").as_array().size();
    }

    static Principal who(ActorKind kind, PersonId id, Role role) {
        Principal p;
        p.kind = kind;
        p.person = id;
        p.role = role;
        p.team = kTeam;
        return p;
    }
    const Principal rosa = who(ActorKind::person, kRosa, Role::agent),
                    ines = who(ActorKind::person, kInes, Role::supervisor),
                    customer = who(ActorKind::customer, 0, Role::agent);
    Instant now = at("2026-08-03 09:00");
    std::unique_ptr<House> house_;
    test::ApiCaller api{now};
};

}  // namespace escucha::quality
