// The book of a year as a file, and the routes of everything that is printed of a book.
#include "modules/book/book_house_test.hpp"
#include "modules/book/printing.hpp"
#include "support/pdf_reader.hpp"

using testing::HasSubstr;
using testing::Not;

namespace escucha::book {
namespace {

class RegisterTest : public BookTest {
  protected:
    void SetUp() override {
        BookTest::SetUp();
        add_printing_routes(api.api(), house_->books, "https://ayuda.example.pe");
    }
    Result<std::string> written(BookId id, BookFormat format, int year, int month = 0,
                                const Principal& by = person(kInes, Role::administrator), int volume = 0) {
        const auto book = base().read([&](db::Tx& tx) { return *house_->books.find(tx, id); });
        const Press press{.language = Language::es,
                          .zone = Zone::find("America/Lima"),
                          .organisation = "La Colmena",
                          .public_url = "https://ayuda.example.pe",
                          .now = now};
        std::string out;
        const auto done = write_book(house_->books, book,
                                     {.format = format, .year = year, .month = month, .volume = volume}, by,
                                     press, [&](std::string_view piece) { out += piece; });
        if (!done) return Refused(done.error());
        return out;
    }
    static std::ptrdiff_t lines(const std::string& csv) { return std::ranges::count(csv, '\n'); }
    void make_it_about(const Entry& e, PersonId who) {
        cases::Edit edit;
        edit.about_person = who;
        ASSERT_TRUE(
            house_->cases.edit(person(kInes, Role::administrator), e.case_id, edit, case_of(e).version, now));
    }
};
ESCUCHA_STORE_TEST(RegisterTest);

TEST_P(RegisterTest, a_year_has_all_its_sheets_oldest_first_and_a_month_its_own) {
    const auto id = a_book();
    now = lima(2026, 10, 30, 10);
    const auto first = enter(id).entry;
    now = lima(2026, 11, 18, 10);
    enter(id, a_sheet("Luis Paz Ñahui", "luis@correo.pe"));
    resolve(first, "Le cambiamos el par.");
    now = lima(2027, 1, 4, 10);
    enter(id, a_sheet("Eva Ríos", "eva@correo.pe"));

    const auto year = *written(id, BookFormat::csv, 2026);
    EXPECT_EQ(lines(year), 3) << year;
    EXPECT_LT(year.find("Ana Núñez"), year.find("Luis Paz Ñahui"));
    EXPECT_THAT(year, Not(HasSubstr("Eva Ríos")));
    EXPECT_THAT(year, HasSubstr("000000001-2026"));
    EXPECT_THAT(year, HasSubstr("La suela se despegó a la semana."));
    EXPECT_THAT(year, HasSubstr("Le cambiamos el par.")) << "what was answered stands beside what was asked";
    EXPECT_THAT(year, HasSubstr("2026-10-30 10:00")) << "the hour of the organisation's zone";
    const auto october = *written(id, BookFormat::csv, 2026, 10);
    EXPECT_EQ(lines(october), 2) << october;
    EXPECT_THAT(october, Not(HasSubstr("Luis Paz")));
    EXPECT_EQ(lines(*written(id, BookFormat::csv, 2025)), 1) << "only what the columns are";

    const auto pdf = testing::PdfReader(*written(id, BookFormat::pdf, 2026)).text();
    for (const auto* words : {"000000001-2026", "000000002-2026", "Luis Paz Ñahui", "2026"})
        EXPECT_THAT(pdf, HasSubstr(words));
    EXPECT_THAT(*written(id, BookFormat::xlsx, 2026), ::testing::StartsWith("PK"));
}

TEST_P(RegisterTest, whoever_a_sheet_is_about_reads_number_and_dates_alone) {
    const auto id = a_book();
    make_it_about(enter(id).entry, kRosa);
    enter(id, a_sheet("Luis Paz", "luis@correo.pe"));
    const auto hers = *written(id, BookFormat::csv, 2026, 0, person(kRosa, Role::supervisor));
    EXPECT_THAT(hers, HasSubstr("000000001-2026"));
    EXPECT_THAT(hers, Not(HasSubstr("Ana Núñez")));
    EXPECT_THAT(hers, HasSubstr("Luis Paz"));
    const auto printed =
        testing::PdfReader(*written(id, BookFormat::pdf, 2026, 0, person(kRosa, Role::supervisor))).text();
    EXPECT_THAT(printed, HasSubstr("000000001-2026"));
    EXPECT_THAT(printed, Not(HasSubstr("Ana Núñez")));
}

TEST_P(RegisterTest, what_would_print_for_minutes_comes_in_volumes) {
    const auto id = a_book();
    const auto e = enter(id).entry;
    base().write([&](db::Tx& tx) {
        tx.script(fmt::format(
            "INSERT INTO book_entries (book_id, year, number, month, kind, sheet, answers, entered_at, "
            "filed_at, case_id, case_code, customer_id, language) WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL "
            "SELECT i + 1 FROM n WHERE i < {}) SELECT {}, 2026, i, 12, 'claim', 'pe', '{{}}', {}, {}, {}, "
            "'{}', {}, 'es' FROM n",
            kMostPrinted + 1, id, micros(now), micros(now), e.case_id, e.case_code, e.customer));
    });
    const auto refused = written(id, BookFormat::pdf, 2026);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "book.too_many_to_print");
    EXPECT_EQ(refused.error().params.at("n"), "5001");
    const auto boss = person(kInes, Role::administrator);
    const auto second = written(id, BookFormat::pdf, 2026, 0, boss, 2);
    ASSERT_TRUE(second);
    const auto text = testing::PdfReader(*second).text();
    EXPECT_THAT(text, HasSubstr("000005001-2026"));
    EXPECT_THAT(text, Not(HasSubstr("000005000-2026"))) << "the first volume has the first five thousand";
    EXPECT_FALSE(written(id, BookFormat::pdf, 2026, 0, boss, 3)) << "there are two";
    EXPECT_TRUE(written(id, BookFormat::pdf, 2026, 11)) << "November has one";
}

TEST_P(RegisterTest, receipts_posters_and_books_are_handed_out_to_whom_they_may_be) {
    const auto id = a_book();
    const auto e = enter(id).entry;
    api.as(kRosa, Role::agent, 1);
    const auto receipt = api.get(fmt::format("/book-entries/{}/receipt", e.id));
    EXPECT_EQ(receipt.status, 200);
    EXPECT_THAT(receipt.body, ::testing::StartsWith("%PDF-"));
    EXPECT_THAT(receipt.disposition, HasSubstr("miraflores-000000001-2026.pdf"));
    EXPECT_THAT(testing::PdfReader(receipt.body).text(), HasSubstr("Ana Núñez"));
    EXPECT_EQ(api.get("/book-entries/999/receipt").code(), "book.entry_not_found");
    for (const auto* paper : {"a4", "a3"}) {
        const auto poster = api.get(fmt::format("/books/{}/poster?paper={}", id, paper));
        EXPECT_EQ(testing::PdfReader(poster.body).codes(), "https://ayuda.example.pe/libro/miraflores\n");
    }
    EXPECT_EQ(api.get(fmt::format("/books/{}/poster?paper=a5", id)).status, 422);
    EXPECT_EQ(api.get("/books/999/poster").code(), "book.not_found");
    const auto file = fmt::format("/books/{}/file?format=csv&year=2026", id);
    EXPECT_EQ(api.get(file).status, 403) << "the whole book is for supervisors";
    api.as(kInes, Role::supervisor, 1);
    const auto csv = api.get(file);
    EXPECT_EQ(csv.status, 200);
    EXPECT_THAT(csv.disposition, HasSubstr("miraflores-2026.csv"));
    EXPECT_THAT(csv.body, HasSubstr("Ana Núñez"));
    EXPECT_THAT(api.get(file + "&month=11").disposition, HasSubstr("miraflores-2026-11.csv"));
    EXPECT_EQ(api.get(file + "&month=13").status, 422);
}

TEST_P(RegisterTest, whoever_a_sheet_is_about_has_no_receipt_of_it) {
    const auto e = enter(a_book()).entry;
    make_it_about(e, kRosa);
    api.as(kRosa, Role::agent, 1);
    EXPECT_EQ(api.get(fmt::format("/book-entries/{}/receipt", e.id)).code(), "case.about_you");
}

}  // namespace
}  // namespace escucha::book
