// A house with complaint books and nothing else, for tests: La Colmena of Lima, whose clock the test sets.
#pragma once
#include "modules/book/book.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "base/passwords.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/cases/cases.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/files/files.hpp"
#include "modules/ledger/ledger.hpp"
#include "modules/team/team.hpp"
#include "support/api_caller.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

namespace escucha::book {

inline constexpr PersonId kRosa = 1, kInes = 3;

struct House {
    House(db::Database& base, const Instant& now)
        : jobs(base, [&now] { return now; }),
          team(base, events, passwords, {}),
          calendars(base, events),
          customers(base, events),
          contacts(events),
          files(base, events),
          cases({base, events, jobs, team, calendars, customers, contacts, files}),
          ledger(base),
          books({base, events, team, calendars, customers, contacts, files, cases, ledger}) {
        add_reactions(events, books);
        cases.held_by(cases::holder_of_people("book_entries"));
    }
    work::Events events;
    work::Jobs jobs;
    Passwords passwords{{.passes = 1, .memory = 8192}};
    team::Team team;
    calendar::Calendars calendars;
    customers::Customers customers;
    contacts::Contacts contacts;
    files::Files files;
    cases::Cases cases;
    ledger::Ledger ledger;
    Books books;
};

inline Instant lima(int year, unsigned month, unsigned day, int hour, int minute = 0, int second = 0) {
    const LocalDay date{std::chrono::year_month_day{std::chrono::year(year), std::chrono::month(month),
                                                    std::chrono::day(day)}};
    return Zone::find("America/Lima")
        ->instant(LocalTime{date} + std::chrono::hours(hour) + std::chrono::minutes(minute) +
                  std::chrono::seconds(second));
}

class BookTest : public test::StoreTest {
  protected:
    void SetUp() override {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'PE', 'America/Lima', 'PEN', 'es', 'usted', 'none', 0, 1);
INSERT INTO teams (id, name, name_key, supervisor_id, created_at, version) VALUES
(1, 'Mesa', 'mesa', 3, 0, 1);
INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES
(1, 'Rosa Quispe', 'agent', 1, 'es', 0, 1), (3, 'Inés Valverde', 'administrator', 1, 'es', 0, 1))");
        });
        house_ = std::make_unique<House>(base(), now);
        calendar::Seed seed{.country = "PE", .zone = "America/Lima", .hours = {}};
        for (auto& day : seed.hours) day.push_back({0, 1440});
        ASSERT_TRUE(
            base().write([&](db::Tx& tx) { return house_->calendars.seed_defaults(tx, seed, {}, now); }));
        add_routes(api.api(), house_->books);
    }

    static Principal person(PersonId id, Role role = Role::agent) {
        Principal p;
        p.kind = ActorKind::person;
        p.person = id;
        p.role = role;
        p.team = 1;
        return p;
    }
    static Principal visitor() {
        Principal p;
        p.kind = ActorKind::customer;
        return p;
    }
    static BookWish a_wish(std::string code = "miraflores") {
        return {.code = std::move(code),
                .name = "Tienda Miraflores",
                .provider = "La Colmena S.A.C.",
                .tax_number = "20100070970",
                .address = "Av. Larco 345, Lima",
                .country = "PE"};
    }
    BookId a_book(std::string code = "miraflores") {
        const auto b = house_->books.add(person(kInes, Role::administrator), a_wish(std::move(code)), now);
        EXPECT_TRUE(b.has_value()) << b.error().code << (b ? "" : b.error().fields[0].field);
        return b ? b->id : 0;
    }
    static Filled a_sheet(std::string name = "Ana Núñez", std::string email = "ana@correo.pe") {
        return {.answers = {{"consumer_name", std::move(name)},
                            {"document_type", "dni"},
                            {"consumer_document", "45678912"},
                            {"consumer_email", std::move(email)},
                            {"goods", "product"},
                            {"amount", "129.90"},
                            {"kind", "claim"},
                            {"detail", "La suela se despegó a la semana."},
                            {"request", "Que me cambien el par."}},
                .accepted = true};
    }
    Receipt enter(BookId book, const Filled& in = a_sheet()) {
        const auto r = house_->books.enter(visitor(), book, in, now);
        EXPECT_TRUE(r.has_value()) << r.error().code;
        return r.value_or(Receipt{});
    }
    Receipt receipt(EntryId id) {
        return *base().read([&](db::Tx& tx) { return house_->books.receipt(tx, id); });
    }
    std::vector<std::string> numbers(BookId book) {
        std::vector<std::string> out;
        for (const auto& e : base().read(
                 [&](db::Tx& tx) { return house_->books.entries(tx, {.book = book, .limit = 0}, now); }))
            out.push_back(shown(e.number));
        return out;
    }
    cases::Case case_of(const Entry& e) {
        return *base().read([&](db::Tx& tx) { return house_->cases.find_standing(tx, e.case_id); });
    }
    void resolve(const Entry& e, std::string text) {
        cases::Solution s;
        s.text = std::move(text);
        s.done_how = "Llamé a la tienda.";
        s.override_reason = "La hoja dice lo que espera.";
        const auto done = house_->cases.resolve(person(kInes, Role::administrator), case_of(e).id, s, now);
        ASSERT_TRUE(done.has_value()) << done.error().code;
    }

    Instant now = lima(2026, 11, 18, 10);
    test::ApiCaller api{now};
    std::unique_ptr<House> house_;
};
}  // namespace escucha::book
