// The complaint book as its users meet it, on both databases.
#include "modules/book/book_house_test.hpp"

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace escucha::book {
namespace {

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

TEST_P(BookTest, a_solution_is_written_into_the_sheet_of_each_whom_it_is_told_and_a_reply_into_one) {
    const auto id = a_book();
    auto luis = a_sheet("Luis Paz", "luis@correo.pe");
    luis.answers["consumer_document"] = "09876541";
    const auto hers = enter(id).entry, his = enter(id, luis).entry;
    ASSERT_TRUE(house_->cases.merge(person(kInes, Role::administrator),
                                    {.winner = hers.case_id,
                                     .loser = his.case_id,
                                     .winner_version = case_of(hers).version,
                                     .loser_version = case_of(his).version,
                                     .other_customer = true},
                                    now));
    now += std::chrono::hours(1);
    ASSERT_TRUE(house_->cases.reply(person(kRosa), hers.case_id,
                                    {.text = "Luis, su caja llega hoy.", .to = his.customer}, now));
    resolve(hers, "Cambiamos los pares de los dos.");
    const auto said = [&](const Entry& e) {
        std::vector<std::string> out;
        for (const auto& a : receipt(e.id).acts)
            if (a.kind != ActKind::entered) out.push_back(a.text);
        return out;
    };
    EXPECT_THAT(said(hers), ElementsAre("Cambiamos los pares de los dos."));
    EXPECT_THAT(said(his), ElementsAre("Luis, su caja llega hoy.", "Cambiamos los pares de los dos."));
    const auto sheets_of = [&](std::int64_t customer) {
        std::vector<EntryId> out;
        const auto all =
            base().read([&](db::Tx& tx) { return house_->books.of_customers(tx, std::array{customer}); });
        for (const auto& e : all) out.push_back(e.id);
        return out;
    };
    EXPECT_THAT(sheets_of(hers.customer), ElementsAre(hers.id))
        << "whose sheet it is does not change with it";
    EXPECT_THAT(sheets_of(his.customer), ElementsAre(his.id));
}

// Whoever was never written to was not answered, and the sheet stays late.
TEST_P(BookTest, a_case_that_ends_in_silence_answers_no_sheet) {
    const auto id = a_book();
    const auto silent = enter(id).entry, written_to = enter(id, a_sheet("Eva", "eva@correo.pe")).entry;
    now += std::chrono::hours(2);
    const auto replied = now;
    ASSERT_TRUE(house_->cases.reply(person(kRosa), case_of(written_to).id, {.text = "¿Qué talla usa?"}, now));
    now += std::chrono::days(90);
    for (const auto& e : {silent, written_to}) {
        cases::Solution s{.outcome = cases::Outcome::customer_silent};
        s.text = "Cerramos su caso porque no supimos más de usted.";
        s.override_reason = "No contesta.";
        const auto done = house_->cases.resolve(person(kInes, Role::administrator), case_of(e).id, s, now);
        ASSERT_TRUE(done.has_value())
            << done.error().code << " " << (done.error().fields.empty() ? "" : done.error().fields[0].field);
    }
    EXPECT_EQ(receipt(silent.id).entry.answered_at, std::nullopt);
    EXPECT_EQ(standing(receipt(silent.id).entry, now), EntryStanding::late);
    EXPECT_EQ(receipt(written_to.id).entry.answered_at, replied);
}

// Whoever asked first may be second: hours go up with the numbers, and so do years.
TEST_P(BookTest, at_midnight_the_old_year_does_not_follow_on_the_new_one) {
    const auto id = a_book();
    const auto asked_before = lima(2026, 12, 31, 23, 59, 59);
    now = lima(2027, 1, 1, 0, 0, 2);
    enter(id);
    now = asked_before;
    const auto e = enter(id).entry;
    EXPECT_EQ(shown(e.number), "000000002-2027");
    EXPECT_EQ(e.at, lima(2027, 1, 1, 0, 0, 2));
    now = lima(2026, 12, 31, 10);
    EXPECT_EQ(shown(enter(id).entry.number), "000000001-2026")
        << "a clock that was wrong is not followed for ever";
}

// --- The sample company ------------------------------------------------------------------------------------
TEST_P(BookTest, what_is_written_into_a_sample_book_is_a_sample_and_goes_away_with_it) {
    const auto real = a_book();
    const auto sample = base().write([&](db::Tx& tx) {
        return *house_->books.add(tx, person(kInes, Role::administrator), a_wish("muestra"), true, now);
    });
    const auto e = enter(sample.id).entry;
    EXPECT_TRUE(e.sample);
    EXPECT_TRUE(base().read([&](db::Tx& tx) { return house_->customers.is_sample(tx, e.customer); }));
    auto wish = a_wish("muestra");
    wish.name = "Otra tienda";
    ASSERT_TRUE(house_->books.change(person(kInes, Role::administrator), sample.id, std::nullopt, wish, now));
    EXPECT_TRUE(enter(sample.id).entry.sample) << "editing it makes no legal book of it";
    enter(real);
    base().write([&](db::Tx& tx) { house_->books.remove_sample(tx); });
    EXPECT_FALSE(base().read([&](db::Tx& tx) { return house_->books.by_code(tx, "muestra"); }));
    enter(real);
    EXPECT_THAT(numbers(real), ElementsAre("000000001-2026", "000000002-2026"));
}

TEST_P(BookTest, a_date_of_the_law_is_told_apart_from_one_of_the_house) {
    const auto id = a_book();
    auto e = enter(id).entry;
    EXPECT_FALSE(e.due_by_law) << "this house knows no law";
    const auto& lima_zone = *Zone::find("America/Lima");
    const auto has = [&](const Entry& entry, const char* key) {
        const auto groups = whole_sheet({.book = {}, .entry = entry}, Language::es, lima_zone);
        return std::ranges::find(groups.back().fields, key, &ShownField::key) != groups.back().fields.end();
    };
    EXPECT_TRUE(has(e, "due"));
    EXPECT_FALSE(has(e, "due_by_law"));
    e.due_by_law = true;
    EXPECT_TRUE(has(e, "due_by_law"));
    EXPECT_FALSE(has(e, "due"));
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
