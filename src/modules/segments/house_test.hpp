// For the tests of this module: the modules below it on a base, in Lima, and people to look for.
#pragma once
#include <gmock/gmock.h>

#include "base/passwords.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/cases/cases.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/files/files.hpp"
#include "modules/profiles/profiles.hpp"
#include "modules/segments/segments.hpp"
#include "modules/team/team.hpp"
#include "support/api_caller.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

namespace escucha::segments {

inline constexpr PersonId kRosa = 1, kInes = 3;

class SegmentsHouse : public test::StoreTest {
  protected:
    void SetUp() override {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'PE', 'America/Lima', 'PEN', 'es', 'usted', 'none', 0, 1);
INSERT INTO teams (id, name, name_key, supervisor_id, created_at, version) VALUES (1, 'Mesa', 'mesa', 3, 0, 1);
INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES
(1, 'Rosa', 'agent', 1, 'es', 0, 1), (2, 'Luis', 'agent', 1, 'es', 0, 1),
(3, 'Inés', 'supervisor', 1, 'es', 0, 1))");
        });
        house_ = std::make_unique<House>(base(), now);
        calendar::Seed seed{.country = "PE", .zone = "America/Lima", .hours = {}};
        for (auto& day : seed.hours) day.push_back({0, 1440});
        ASSERT_TRUE(
            base().write([&](db::Tx& tx) { return house_->calendars.seed_defaults(tx, seed, {}, now); }));
        profiles::add_routes(api.api(), house_->profiles);
        add_routes(api.api(), house_->segments);
        api.as(kRosa, Role::agent, 1);
    }

    struct House {
        House(db::Database& base, const Instant& now)
            : jobs(base, [&now] { return now; }),
              team(base, events, passwords, {}),
              calendars(base, events),
              customers(base, events),
              profiles(base, events, team, customers),
              contacts(events),
              files(base, events),
              cases({base, events, jobs, team, calendars, customers, contacts, files}),
              segments({base, events, jobs, calendars, customers, profiles, contacts, cases}) {}
        work::Events events;
        work::Jobs jobs;
        Passwords passwords{{.passes = 1, .memory = 8192}};
        team::Team team;
        calendar::Calendars calendars;
        customers::Customers customers;
        profiles::Profiles profiles;
        contacts::Contacts contacts;
        files::Files files;
        cases::Cases cases;
        Segments segments;
    };

    // "2026-11-21 09:30" on a wall in Lima.
    static Instant at(std::string_view wall) {
        LocalDay day{};
        EXPECT_TRUE(parse_iso_date(wall.substr(0, 10), day));
        const auto minutes = wall.size() < 16 ? 0 : *calendar::minutes_of_day(wall.substr(11));
        return Zone::find("America/Lima")->instant(LocalTime{day} + std::chrono::minutes(minutes));
    }

    CustomerId add(customers::Customer who) {
        const auto made = base().write([&](db::Tx& tx) { return house_->customers.add(tx, who, rosa, now); });
        EXPECT_TRUE(made.has_value()) << made.error().code;
        return made.value_or(0);
    }
    CustomerId add(std::string name) { return add(customers::Customer{.name = std::move(name)}); }
    void tag(CustomerId id, std::string name) {
        base().write(
            [&](db::Tx& tx) { EXPECT_TRUE(house_->profiles.add_tags(tx, id, std::array{name}, rosa, now)); });
    }
    cases::CaseId open_case(CustomerId who, bool themselves = false) {
        cases::NewCase in;
        in.kind = CaseKind::question;
        in.what = "¿Cuándo llega mi pedido?";
        in.customer = who;
        Principal customer;
        customer.kind = ActorKind::customer;
        customer.person = who;
        const auto opened = house_->cases.open(themselves ? customer : rosa, in, now);
        EXPECT_TRUE(opened.has_value());
        return opened ? opened->id : 0;
    }

    // The names a filter finds, in the order of the list.
    std::vector<std::string> found(std::string_view filter, std::string_view more = {}) {
        const auto answer = api.get(fmt::format("/customers?filter={}{}", escaped(filter), more));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return names(answer);
    }
    // Of one condition.
    std::vector<std::string> with(std::string_view condition) {
        return found(fmt::format(R"({{"match":"all","conditions":[{}]}})", condition));
    }
    static std::vector<std::string> names(const test::ApiAnswer& answer) {
        std::vector<std::string> out;
        if (answer.status == 200)
            for (const auto& item : answer.json().at("items").as_array())
                out.emplace_back(item.at("name").as_string());
        return out;
    }
    static std::string escaped(std::string_view text) {
        std::string out;
        for (const char c : text)
            out += std::isalnum(static_cast<unsigned char>(c))
                       ? std::string(1, c)
                       : fmt::format("%{:02X}", static_cast<unsigned char>(c));
        return out;
    }

    Principal rosa = [] {
        Principal p;
        p.kind = ActorKind::person;
        p.person = kRosa;
        p.team = 1;
        p.name = "Rosa";
        return p;
    }();
    Instant now = at("2026-11-18 10:00");  // a Wednesday
    test::ApiCaller api{now};
    std::unique_ptr<House> house_;
};

}  // namespace escucha::segments
