// Nobody can doctor the book: each column that anybody is told is changed by hand, and the comparison names
// it.
#include "modules/book/book_house_test.hpp"
#include "modules/cases/joining.hpp"

using testing::HasSubstr;

namespace escucha::book {
namespace {

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

class ComparingTest : public BookTest {
  protected:
    std::optional<Difference> compared() {
        return base().read([&](db::Tx& tx) {
            std::map<std::string, std::int64_t, std::less<>> entered;
            for (const auto& row : tx.query("SELECT ledger, count(*) FROM ledger_acts WHERE kind = 'entered' "
                                            "GROUP BY ledger"))
                entered[row.get<std::string>(0)] = row.get<std::int64_t>(1);
            return compare(tx, house_->ledger, entered, [] { return true; });
        });
    }
    std::optional<Difference> compared_alone(const Entry& e) {
        return base().read([&](db::Tx& tx) { return compare(tx, house_->ledger, e.book, e.number); });
    }
    void change(const std::string& sql) {
        base().write([&](db::Tx& tx) { ASSERT_GE(tx.execute(sql), 1) << sql; });
    }
    // Sheet 1 untouched, 2 on paper, answered and reclassified, 3 untouched.
    BookId a_lived_book() {
        const auto id = a_book();
        enter(id);
        auto paper = a_sheet("Luis Paz", "luis@correo.pe");
        paper.paper_date = std::chrono::year_month_day{std::chrono::year(2026), std::chrono::month(11),
                                                       std::chrono::day(16)};
        paper.paper_number = "A-77";
        const auto r = enter(id, paper);
        now += std::chrono::hours(1);
        EXPECT_TRUE(house_->books.reclassify(person(kInes, Role::administrator), r.entry.id,
                                             EntryKind::complaint, "Trata de la atención.", now));
        now += std::chrono::hours(1);
        resolve(r.entry, "Le cambiamos el par y le pedimos disculpas.");
        enter(id, a_sheet("Eva Ríos", "eva@correo.pe"));
        return id;
    }
};
ESCUCHA_STORE_TEST(ComparingTest);

TEST_P(ComparingTest, what_was_lived_through_is_as_it_was_chained) {
    a_lived_book();
    const auto found = compared();
    EXPECT_FALSE(found) << found->column << " " << found->what.es << " " << shown(found->number);
}

// Their act does not say the name of the book; the row has what the book was at the update.
TEST_P(ComparingTest, a_sheet_from_before_its_keeper_stood_on_it_was_not_doctored) {
    a_lived_book();
    base().write([&](db::Tx& tx) {
        for (const auto& row :
             tx.query("SELECT ledger, sequence, fields FROM ledger_acts WHERE kind = 'entered'")) {
            auto fields = row.get<std::vector<std::byte>>(2);
            const auto name = std::as_bytes(std::span(std::string_view("book_name")));
            const auto found = std::ranges::search(fields, name);
            ASSERT_FALSE(found.empty());
            std::ranges::copy(std::as_bytes(std::span(std::string_view("book_code"))), found.begin());
            static const db::Statement kPut{
                "UPDATE ledger_acts SET fields = $3 WHERE ledger = $1 AND sequence = $2"};
            tx.execute(kPut, row.get<std::string>(0), row.get<std::int64_t>(1), fields);
        }
    });
    change("UPDATE book_entries SET address = 'Otra calle 9'");
    const auto found = compared();
    EXPECT_FALSE(found) << found->column << " " << found->what.es;
}

TEST_P(ComparingTest, every_column_that_people_are_told_is_missed_when_it_is_changed) {
    struct Doctored {
        const char *set, *back, *what;
        Differs how = Differs::changed;
    };
    // Each is put back, so that the next one is alone.
    const std::vector<Doctored> columns{
        {"answers = replace(answers, 'suela', 'caja')", "answers = replace(answers, 'caja', 'suela')",
         "Detalle"},
        {"answers = replace(answers, '129.90', '12.90')", "answers = replace(answers, '12.90', '129.90')",
         "Monto"},
        {R"(answers = replace(answers, '{', '{"file_01":"7 12 9f86 foto.jpg",'))",
         R"(answers = replace(answers, '"file_01":"7 12 9f86 foto.jpg",', ''))", "archivos"},
        {"kind = 'claim'", "kind = 'complaint'", "clasificación"},
        {"due_at = due_at + 86400000000", "due_at = due_at - 86400000000", "plazo"},
        {"due_by_law = 1 - due_by_law", "due_by_law = 1 - due_by_law", "plazo"},
        {"answered_at = answered_at - 1", "answered_at = answered_at + 1", "respuesta"},
        {"entered_by = entered_by + 1", "entered_by = entered_by - 1", "acciones"},
        {"entered_at = entered_at - 1", "entered_at = entered_at + 1", "registró"},
        {"month = month - 2", "month = month + 2", "registró"},
        {"filed_at = filed_at - 1", "filed_at = filed_at + 1", "presentó"},
        {"verification = 'AAAA-AAAA-AAAA'", "verification = (SELECT verification FROM kept)", "verificación"},
        {"ledger_act = ledger_act + 1", "ledger_act = ledger_act - 1", "verificación"},
        {"case_code = 'X' || case_code", "case_code = substr(case_code, 2)", "seguimiento"},
        {"language = 'en'", "language = 'es'", "idioma"},
        {"sheet = 'general'", "sheet = 'pe'", "hoja"},
        {"on_paper = 0", "on_paper = 1", "papel"},
        {"paper_number = 'A-78'", "paper_number = 'A-77'", "papel"},
        {"provider = 'Otra S.A.'", "provider = 'La Colmena S.A.C.'", "proveedor"},
        {"tax_number = '1'", "tax_number = '20100070970'", "proveedor"},
        {"address = 'x'", "address = 'Av. Larco 345, Lima'", "proveedor"},
        {"book_name = 'x'", "book_name = 'Tienda Miraflores'", "proveedor"},
        {"blanked = 1", "blanked = 0", "borrados", Differs::blanked},
        {"answers = '{'", "answers = (SELECT answers FROM kept)", "hoja", Differs::unreadable},
    };
    const auto id = a_lived_book();
    base().write([](db::Tx& tx) {
        tx.script("CREATE TABLE kept AS SELECT answers, verification FROM book_entries WHERE number = 2");
    });
    for (const auto& c : columns) {
        change(fmt::format("UPDATE book_entries SET {} WHERE number = 2", c.set));
        const auto found = compared();
        ASSERT_TRUE(found) << c.set;
        EXPECT_EQ(shown(found->number), "000000002-2026") << c.set;
        EXPECT_EQ(found->how, c.how) << c.set;
        EXPECT_THAT(found->what.es, HasSubstr(c.what)) << c.set;
        EXPECT_EQ(found->ledger, ledger_of(id, false)) << c.set;
        change(fmt::format("UPDATE book_entries SET {} WHERE number = 2", c.back));
        ASSERT_FALSE(compared()) << c.back;
    }
}

TEST_P(ComparingTest, what_was_done_since_is_missed_when_it_is_changed_taken_out_or_put_in) {
    const auto e = enter(a_lived_book()).entry;
    for (const auto& [set, back] : std::vector<std::pair<std::string, std::string>>{
             {"text = 'Le devolvimos todo.' WHERE kind = 'resolved'",
              "text = 'Le cambiamos el par y le pedimos disculpas.' WHERE kind = 'resolved'"},
             {"at = at - 1 WHERE kind = 'resolved'", "at = at + 1 WHERE kind = 'resolved'"},
             {"person_id = 1 WHERE kind = 'reclassified'", "person_id = 3 WHERE kind = 'reclassified'"},
             {"from_kind = 'complaint' WHERE kind = 'reclassified'",
              "from_kind = 'claim' WHERE kind = 'reclassified'"},
             {"to_kind = 'claim' WHERE kind = 'reclassified'",
              "to_kind = 'complaint' WHERE kind = 'reclassified'"},
             {"kind = 'replied' WHERE kind = 'resolved'", "kind = 'resolved' WHERE kind = 'replied'"}}) {
        change("UPDATE book_acts SET " + set);
        const auto found = compared();
        ASSERT_TRUE(found) << set;
        EXPECT_EQ(shown(found->number), "000000002-2026") << set;
        EXPECT_THAT(found->column, HasSubstr("book_acts")) << set;
        change("UPDATE book_acts SET " + back);
        ASSERT_FALSE(compared()) << back;
    }
    change(fmt::format(
        "INSERT INTO book_acts (entry_id, kind, at, text) VALUES ({}, 'replied', 5, 'Le llamamos.')", e.id));
    EXPECT_EQ(compared().value().how, Differs::unchained);
    change("DELETE FROM book_acts WHERE text = 'Le llamamos.'");
    change("DELETE FROM book_acts WHERE kind = 'resolved'");
    EXPECT_EQ(compared().value().how, Differs::gone);
}

TEST_P(ComparingTest, a_sheet_taken_out_put_in_or_numbered_anew_is_missed) {
    const auto id = a_lived_book();
    const auto last = enter(id).entry;
    change(fmt::format("UPDATE book_years SET last = 9 WHERE book_id = {}", id));
    EXPECT_EQ(compared().value().column, "book_years.last");
    change(fmt::format("UPDATE book_years SET last = 4 WHERE book_id = {}", id));
    change(fmt::format("UPDATE book_entries SET number = 44 WHERE id = {}", last.id));
    EXPECT_EQ(compared().value().how, Differs::unchained);
    change(fmt::format("DELETE FROM book_entries WHERE id = {}", last.id));
    change(fmt::format("UPDATE book_years SET last = 3 WHERE book_id = {}", id));
    const auto gone = compared().value();
    EXPECT_EQ(gone.how, Differs::gone);
    EXPECT_EQ(shown(gone.number), "000000004-2026");
    EXPECT_EQ(compared_alone(last).value().how, Differs::gone) << "as /verificar asks";
}

TEST_P(ComparingTest, a_sheet_that_was_blanked_by_law_is_as_it_was_chained) {
    const auto id = a_book();
    const auto e = enter(id).entry;
    resolve(e, "Le cambiamos el par.");
    now += std::chrono::years(2);
    EXPECT_EQ(base().write([&](db::Tx& tx) { return house_->books.blank(tx, std::array{e.customer}, now); }),
              1);
    EXPECT_FALSE(compared());
    change("UPDATE book_entries SET answers = '{\"kind\": \"claim\", \"consumer_name\": \"Otra\"}'");
    EXPECT_TRUE(compared()) << "a name that the ledger does not hold any more";
    change(
        "UPDATE book_entries SET answers = '{\"kind\": \"claim\", \"goods\": \"product\", \"amount\": "
        "\"129.90\"}'");
    ASSERT_FALSE(compared());
    change("DELETE FROM ledger_acts WHERE kind = 'blanked'");
    change("DELETE FROM book_acts WHERE kind = 'blanked'");
    EXPECT_EQ(compared_alone(e).value().how, Differs::blanked) << "erased, and nobody says by whose wish";
}

// The shop moves, the book gets another name: an old receipt goes on saying what it said.
TEST_P(ComparingTest, a_sheet_tells_who_kept_the_book_then) {
    const auto id = a_book();
    const auto e = enter(id).entry;
    auto wish = a_wish();
    wish.address = "Jr. de la Unión 800, Lima";
    wish.provider = "La Colmena del Perú S.A.";
    ASSERT_TRUE(house_->books.change(person(kInes, Role::administrator), id, std::nullopt, wish, now));
    EXPECT_EQ(receipt(e.id).entry.keeper.address, "Av. Larco 345, Lima");
    const auto told = whole_sheet(receipt(e.id), Language::es, *Zone::find("America/Lima"));
    EXPECT_THAT(told[0].fields[2].value, "La Colmena S.A.C.");
    EXPECT_FALSE(compared());
    EXPECT_EQ(enter(id).entry.keeper.address, "Jr. de la Unión 800, Lima");
}

TEST_P(ComparingTest, a_date_that_moves_is_chained) {
    const auto id = a_book();
    const auto e = enter(id).entry;
    EXPECT_TRUE(house_->books.reclassify(person(kInes, Role::administrator), e.id, EntryKind::complaint,
                                         "Trata de la atención.", now));
    const auto before = receipt(e.id).entry.due_at;
    base().write([&](db::Tx& tx) {
        tx.execute(
            "UPDATE cases SET law_due = law_due + 86400000000, resolution_due = resolution_due + "
            "86400000000");
        auto event =
            work::event("case.edited", "case", e.case_id, person(kInes, Role::administrator), now, Nothing{});
        event.case_id = e.case_id;
        house_->events.append(tx, std::move(event));
    });
    EXPECT_EQ(*receipt(e.id).entry.due_at, *before + std::chrono::days(1));
    const auto found = compared();
    EXPECT_FALSE(found) << found->what.es;
}

}  // namespace
}  // namespace escucha::book
