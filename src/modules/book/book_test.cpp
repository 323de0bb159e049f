// The complaint book as its users meet it, on both databases.
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

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace escucha::book {
namespace {

constexpr PersonId kRosa = 1, kInes = 3;

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

Instant lima(int year, unsigned month, unsigned day, int hour, int minute = 0, int second = 0) {
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
ESCUCHA_STORE_TEST(BookTest);

// --- The books ---------------------------------------------------------------------------------------------
TEST_P(BookTest, a_book_is_refused_with_every_field_that_is_wrong) {
    auto wish = a_wish("Ñandú");
    wish.name = " ";
    wish.tax_number = "20100070971";
    wish.sheet = "es-an";
    const auto b = house_->books.add(person(kInes, Role::administrator), wish, now);
    ASSERT_FALSE(b);
    std::vector<std::string> fields;
    for (const auto& f : b.error().fields) fields.push_back(f.field + " " + f.code);
    EXPECT_THAT(fields, ElementsAre("code book_not_a_code", "name required", "sheet book_unknown_sheet",
                                    "tax_number book_tax_number"));
}

TEST_P(BookTest, two_branches_have_two_books_with_numbers_of_their_own) {
    const auto one = a_book(), other = a_book("surco");
    EXPECT_FALSE(house_->books.add(person(kInes, Role::administrator), a_wish(), now));
    enter(one), enter(one), enter(other);
    EXPECT_THAT(numbers(one), ElementsAre("000000001-2026", "000000002-2026"));
    EXPECT_THAT(numbers(other), ElementsAre("000000001-2026"));
}

TEST_P(BookTest, a_logo_is_a_picture_whatever_its_file_is_called) {
    const auto id = a_book();
    const auto by = person(kInes, Role::administrator);
    const auto code_of = [](const auto& r) { return r ? std::string() : r.error().fields.at(0).code; };
    http::Upload upload{
        .name = "logo.png", .type = "image/png", .bytes = "<svg onload=alert(1)>", .owner = {}};
    EXPECT_EQ(code_of(house_->books.set_logo(by, id, upload, now)), "book_not_a_logo");
    const std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0", 29);
    upload.bytes = png;
    const auto kept = house_->books.set_logo(by, id, upload, now);
    ASSERT_TRUE(kept.has_value()) << code_of(kept);
    EXPECT_EQ(base().read([&](db::Tx& tx) { return house_->books.logo(tx, *kept)->bytes; }), png);
    const std::string large = png + std::string(kLargestLogo, 'x');
    upload.bytes = large;
    EXPECT_EQ(code_of(house_->books.set_logo(by, id, upload, now)), "book_logo_too_large");
}

TEST_P(BookTest, a_closed_book_takes_nothing_and_is_still_read) {
    const auto id = a_book();
    enter(id);
    auto wish = a_wish();
    wish.open = false;
    ASSERT_TRUE(house_->books.change(person(kInes, Role::administrator), id, std::nullopt, wish, now));
    EXPECT_EQ(house_->books.enter(visitor(), id, a_sheet(), now).error().code, "book.closed");
    EXPECT_THAT(numbers(id), ElementsAre("000000001-2026"));
}

// --- Entering ----------------------------------------------------------------------------------------------
TEST_P(BookTest, a_sheet_is_a_case_a_number_an_entry_and_an_act_at_once) {
    const auto r = enter(a_book());
    EXPECT_EQ(shown(r.entry.number), "000000001-2026");
    const auto c = case_of(r.entry);
    EXPECT_EQ(c.kind, CaseKind::claim);
    EXPECT_EQ(c.title, "La suela se despegó a la semana");
    EXPECT_EQ(c.resolution_due, r.entry.due_at);
    EXPECT_TRUE(r.entry.due_at.has_value());
    EXPECT_FALSE(r.entry.verification.empty());
    base().read([&](db::Tx& tx) {
        const auto acts = house_->ledger.of_subject(tx, fmt::format("book:{}", r.book.id), "000000001-2026");
        ASSERT_EQ(acts.size(), 1u);
        EXPECT_EQ(acts[0].code, r.entry.verification);
        EXPECT_EQ(house_->cases.progress(tx, c.id).expectation, "Que me cambien el par.");
        EXPECT_EQ(house_->customers.get(tx, r.entry.customer)->name, "Ana Núñez");
    });
}

TEST_P(BookTest, what_is_refused_takes_no_number_and_opens_no_case) {
    const auto id = a_book();
    auto in = a_sheet();
    in.answers.erase("detail");
    in.accepted = false;
    const auto r = house_->books.enter(visitor(), id, in, now);
    ASSERT_FALSE(r);
    ASSERT_EQ(r.error().fields.size(), 2u);
    EXPECT_EQ(r.error().fields[0].code, "book_not_presented");
    EXPECT_EQ(r.error().fields[1].field, "accepted");
    enter(id);
    EXPECT_THAT(numbers(id), ElementsAre("000000001-2026"));
    EXPECT_EQ(
        base().read([](db::Tx& tx) { return tx.one("SELECT count(*) FROM cases")->get<std::int64_t>(0); }),
        1);
}

TEST_P(BookTest, what_is_rolled_back_gives_its_number_back) {
    const auto id = a_book();
    struct Lost {};
    EXPECT_THROW(base().write([&](db::Tx& tx) {
        EXPECT_TRUE(house_->books.enter_in(tx, visitor(), id, a_sheet(), now));
        throw Lost{};
    }),
                 Lost);
    enter(id);
    EXPECT_THAT(numbers(id), ElementsAre("000000001-2026"));
}

TEST_P(BookTest, the_year_turns_at_midnight_where_the_organisation_is) {
    const auto id = a_book();
    now = lima(2026, 12, 31, 23, 59, 59);  // in Greenwich it is 2027 already
    enter(id);
    now = lima(2027, 1, 1, 0, 0, 0);
    enter(id);
    enter(id);
    EXPECT_THAT(numbers(id), ElementsAre("000000001-2026", "000000001-2027", "000000002-2027"));
    const auto months = base().read([&](db::Tx& tx) { return house_->books.months(tx, id, now); });
    ASSERT_EQ(months.size(), 2u);
    EXPECT_EQ(months[0].year * 100 + months[0].month, 202701);
    EXPECT_EQ(months[0].entries, 2);
    EXPECT_EQ(months[1].year * 100 + months[1].month, 202612);
}

// Twenty at once, on two nodes, and some of them fail half way: no number is lost, none is given twice.
TEST_P(BookTest, numbers_have_no_gap_however_many_write_at_once) {
    const auto id = a_book();
    const auto second = opened().open_again();
    House other(*second, now);
    std::vector<std::thread> threads;
    for (int t = 0; t < 20; ++t)
        threads.emplace_back([&, t] {
            auto& house = t % 2 == 0 ? *house_ : other;
            auto& node = t % 2 == 0 ? base() : *second;
            const auto in = a_sheet(fmt::format("Persona {}", t), fmt::format("p{}@correo.pe", t));
            for (int i = 0; i < 3; ++i) {
                if (i == 1) try {
                        node.write([&](db::Tx& tx) {
                            house.books.stand_in_line(tx);
                            EXPECT_TRUE(house.books.enter_in(tx, visitor(), id, in, now));
                            throw std::runtime_error("the lights went out");
                        });
                    } catch (const std::runtime_error&) {
                    }
                else
                    EXPECT_TRUE(house.books.enter(visitor(), id, in, now));
            }
        });
    for (auto& t : threads) t.join();
    std::vector<std::string> expected;
    for (int n = 1; n <= 40; ++n) expected.push_back(shown({2026, n}));
    EXPECT_EQ(numbers(id), expected);
}

TEST_P(BookTest, a_paper_sheet_is_numbered_by_when_it_is_typed_in_and_owed_by_its_own_day) {
    const auto id = a_book();
    const auto today = enter(id);
    auto in = a_sheet("Luis Paz", "luis@correo.pe");
    in.accepted = false;  // it is signed on paper
    in.paper_date =
        std::chrono::year_month_day{std::chrono::year(2026), std::chrono::month(11), std::chrono::day(10)};
    in.paper_number = "A-0034";
    const auto r = house_->books.enter(person(kRosa), id, in, now);
    ASSERT_TRUE(r.has_value()) << r.error().code;
    EXPECT_EQ(shown(r->entry.number), "000000002-2026");
    EXPECT_TRUE(r->entry.on_paper);
    EXPECT_EQ(r->entry.filed_at, lima(2026, 11, 10, 12));
    EXPECT_EQ(case_of(r->entry).opened_at, lima(2026, 11, 10, 12));
    EXPECT_LT(*r->entry.due_at, *today.entry.due_at);
    in.paper_date =
        std::chrono::year_month_day{std::chrono::year(2026), std::chrono::month(11), std::chrono::day(19)};
    EXPECT_EQ(house_->books.enter(person(kRosa), id, in, now).error().fields.at(0).code,
              "book_in_the_future");
}

// --- What happens to it since ------------------------------------------------------------------------------
TEST_P(BookTest, answers_and_the_solution_are_written_into_the_sheet) {
    const auto e = enter(a_book()).entry;
    now += std::chrono::hours(2);
    const auto done =
        house_->cases.reply(person(kRosa), case_of(e).id, {.text = "Ya lo vemos con la tienda."}, now);
    ASSERT_TRUE(done.has_value()) << done.error().code;
    now += std::chrono::hours(2);
    resolve(e, "Le cambiamos el par.");
    const auto r = receipt(e.id);
    ASSERT_EQ(r.acts.size(), 3u);
    EXPECT_EQ(r.acts[1].kind, ActKind::replied);
    EXPECT_EQ(r.acts[1].text, "Ya lo vemos con la tienda.");
    EXPECT_EQ(r.acts[2].kind, ActKind::resolved);
    EXPECT_EQ(r.entry.answered_at, now);
    EXPECT_EQ(standing(r.entry, now), EntryStanding::answered);
    const auto groups = whole_sheet(r, Language::es, *Zone::find("America/Lima"));
    const auto& actions = groups.back();
    EXPECT_THAT(actions.fields.back().value, HasSubstr("18 de noviembre de 2026"));
    EXPECT_THAT(actions.fields[actions.fields.size() - 2].value, HasSubstr("Le cambiamos el par."));
    const auto chained = base().read([&](db::Tx& tx) {
        return house_->ledger.of_subject(tx, fmt::format("book:{}", e.book), "000000001-2026").size();
    });
    EXPECT_EQ(chained, 3u);
}

TEST_P(BookTest, what_nobody_answered_in_time_is_late) {
    const auto id = a_book();
    const auto e = enter(id).entry;
    EXPECT_EQ(standing(e, *e.due_at), EntryStanding::open);
    now = *e.due_at + std::chrono::seconds(1);
    EXPECT_EQ(standing(e, now), EntryStanding::late);
    const auto late = base().read([&](db::Tx& tx) {
        return house_->books.entries(tx, {.book = id, .standing = EntryStanding::late}, now);
    });
    ASSERT_EQ(late.size(), 1u);
    resolve(e, "Perdón por la demora.");
    EXPECT_EQ(standing(receipt(e.id).entry, now), EntryStanding::answered_late);
}

TEST_P(BookTest, a_reclassification_has_a_reason_and_keeps_what_was_filed) {
    const auto e = enter(a_book()).entry;
    const auto by = person(kRosa);
    EXPECT_EQ(house_->books.reclassify(by, e.id, EntryKind::claim, "x", now).error().code, "book.same_kind");
    EXPECT_EQ(house_->books.reclassify(by, e.id, EntryKind::complaint, " ", now).error().fields[0].field,
              "reason");
    const auto r = house_->books.reclassify(by, e.id, EntryKind::complaint, "Trata de la atención.", now);
    ASSERT_TRUE(r.has_value()) << r.error().code;
    EXPECT_EQ(r->entry.kind, EntryKind::complaint);
    EXPECT_EQ(r->entry.answers.at("kind"), "claim");
    EXPECT_EQ(case_of(r->entry).kind, CaseKind::complaint);
    EXPECT_EQ(r->acts.back().kind, ActKind::reclassified);
}

TEST_P(BookTest, a_joined_case_keeps_the_sheet_on_the_one_that_stands) {
    const auto id = a_book();
    const auto one = enter(id).entry, other = enter(id).entry;
    const auto done = house_->cases.merge(person(kInes, Role::administrator),
                                          {.winner = one.case_id,
                                           .loser = other.case_id,
                                           .winner_version = case_of(one).version,
                                           .loser_version = case_of(other).version},
                                          now);
    ASSERT_TRUE(done.has_value()) << done.error().code;
    EXPECT_EQ(base().read([&](db::Tx& tx) { return house_->books.of_case(tx, one.case_id).size(); }), 2u);
    now += std::chrono::hours(1);
    resolve(one, "Le cambiamos el par.");
    EXPECT_EQ(receipt(other.id).entry.answered_at, now);
}

// --- Erasing -----------------------------------------------------------------------------------------------
TEST_P(BookTest, the_law_keeps_a_sheet_two_years_and_then_it_is_blanked_not_removed) {
    const auto id = a_book();
    const auto e = enter(id).entry;
    const auto keeps = [&] {
        return base().read([&](db::Tx& tx) { return house_->books.keeps(tx, std::array{e.customer}, now); });
    };
    const auto blank = [&] {
        return base().write([&](db::Tx& tx) { return house_->books.blank(tx, std::array{e.customer}, now); });
    };
    EXPECT_TRUE(keeps());
    resolve(e, "Le cambiamos el par.");
    now += std::chrono::years(2) - std::chrono::seconds(1);
    EXPECT_TRUE(keeps());
    EXPECT_EQ(blank(), 0);
    now += std::chrono::seconds(1);
    EXPECT_FALSE(keeps());
    EXPECT_EQ(blank(), 1);
    const auto r = receipt(e.id);
    EXPECT_TRUE(r.entry.blanked);
    EXPECT_THAT(numbers(id), ElementsAre("000000001-2026"));
    EXPECT_EQ(r.entry.answers.count("consumer_name"), 0u);
    EXPECT_EQ(r.entry.answers.count("detail"), 0u);
    EXPECT_EQ(r.entry.answers.at("amount"), "129.90");
    for (const auto& act : r.acts) EXPECT_EQ(act.text, "");
    base().read([&](db::Tx& tx) {
        for (const auto& entry : house_->ledger.of_subject(tx, fmt::format("book:{}", id), "000000001-2026"))
            for (const auto& f : entry.act.fields) EXPECT_THAT(f.value, Not(HasSubstr("Ana")));
    });
}

TEST_P(BookTest, what_stayed_for_the_law_alone_is_blanked_when_its_years_are_over) {
    const auto id = a_book();
    auto another = a_sheet("Luis Paz", "luis@correo.pe");
    another.answers["consumer_document"] = "09876541";
    const auto hers = enter(id).entry, his = enter(id, another).entry;
    resolve(hers, "Le cambiamos el par."), resolve(his, "Le cambiamos el par.");
    base().write([&](db::Tx& tx) {
        return house_->customers.block(tx, hers.customer, person(kInes, Role::administrator), now);
    });
    now += std::chrono::years(2) - std::chrono::seconds(1);
    EXPECT_EQ(house_->books.blank_what_was_kept(now), 0);
    now += std::chrono::seconds(1);
    EXPECT_EQ(house_->books.blank_what_was_kept(now), 1);
    EXPECT_TRUE(receipt(hers.id).entry.blanked);
    EXPECT_FALSE(receipt(his.id).entry.blanked);
}

// --- The API -----------------------------------------------------------------------------------------------
TEST_P(BookTest, an_integrator_lists_reads_and_writes_sheets) {
    const auto id = a_book();
    const auto path = fmt::format("/books/{}/entries", id);
    api.as(kRosa, Role::agent, 1);
    const auto bad =
        api.post(path, R"({"answers": [{"field": "kind", "value": "claim"}], "accepted": true})");
    EXPECT_EQ(bad.status, 422);
    EXPECT_THAT(bad.body, HasSubstr("la ley da la hoja por no presentada"));
    const auto made = api.post(path, R"({"accepted": true, "answers": [
        {"field": "kind", "value": "complaint"}, {"field": "consumer_name", "value": "Ana Núñez"},
        {"field": "document_type", "value": "passport"}, {"field": "consumer_document", "value": "AX45678"},
        {"field": "consumer_address", "value": "Jr. Unión 5"}, {"field": "detail", "value": "Me gritaron."}]})");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.at("/line/number"), R"("000000001-2026")");
    EXPECT_EQ(made.at("/line/kind_label"), R"("Queja")");
    const auto entry = made.json().at("line").at("id").as_int64();
    EXPECT_EQ(api.get(fmt::format("/book-entries/{}", entry)).status, 200);
    EXPECT_EQ(api.get(path + "?number=1-2026").at("/items/0/consumer"), R"("Ana Núñez")");
    EXPECT_EQ(api.get(path + "?standing=late").at("/items"), "[]");
    EXPECT_EQ(api.get(fmt::format("/books/{}/months", id)).at("/items/0/entries"), "1");
    const auto c = made.json().at("line").at("case_id").as_int64();
    EXPECT_EQ(api.get(fmt::format("/cases/{}/book-entries", c)).at("/items/0/number"), R"("000000001-2026")");
    EXPECT_EQ(api.post("/books", "{}").status, 403);
}

// K4: nobody reads what is about themselves, the book neither.
TEST_P(BookTest, a_sheet_about_oneself_shows_its_number_alone) {
    const auto id = a_book();
    const auto e = enter(id).entry;
    cases::Edit edit;
    edit.about_person = kRosa;
    ASSERT_TRUE(
        house_->cases.edit(person(kInes, Role::administrator), e.case_id, edit, case_of(e).version, now));
    api.as(kRosa, Role::agent, 1);
    EXPECT_EQ(api.get(fmt::format("/book-entries/{}", e.id)).code(), "case.about_you");
    EXPECT_EQ(api.get(fmt::format("/books/{}/entries", id)).at("/items/0/consumer"), R"("")");
}

}  // namespace
}  // namespace escucha::book
