// What the countries' sheets ask for, and what is said where it is missing.
#include "modules/book/sheet.hpp"

#include <gmock/gmock.h>

#include "base/language.hpp"
#include "modules/book/book.hpp"

using testing::ElementsAre;
using testing::IsEmpty;

namespace escucha::book {
namespace {

constexpr std::string_view kToday = "2026-11-22";

Answers whole() {
    return {
        {"consumer_name", "Ana Núñez"},      {"document_type", "dni"}, {"consumer_document", "45678912"},
        {"consumer_email", "ana@correo.pe"}, {"kind", "claim"},        {"detail", "La suela se despegó."}};
}
std::vector<std::string> wrong(const Sheet& sheet, const Answers& answers, std::string_view country = "PE") {
    std::vector<std::string> out;
    for (const auto& e : problems(sheet, answers, country, kToday)) out.push_back(e.field + " " + e.code);
    return out;
}
std::vector<std::string> wrong(Answers change) {
    auto answers = whole();
    for (auto& [key, value] : change) answers[key] = value;
    return wrong(*find_sheet("pe"), answers);
}

TEST(Sheets, perus_annex_one_has_every_field_the_law_names) {
    const auto& pe = sheet_for("PE");
    EXPECT_EQ(pe.key, "pe");
    for (const auto* key :
         {"consumer_name", "consumer_document", "consumer_address", "consumer_email", "consumer_phone",
          "parent_name", "goods", "amount", "description", "kind", "detail", "request"})
        EXPECT_TRUE(pe.field(key)) << key;
    EXPECT_EQ(pe.digits, 9);
    EXPECT_EQ(pe.keep_years, 2);
}

TEST(Sheets, every_sheet_speaks_both_languages_and_what_it_says_of_errors_has_words) {
    for (const auto& s : sheets())
        for (const auto& g : s.groups)
            for (const auto& f : g.fields) {
                EXPECT_FALSE(f.label.es.empty() || f.label.en.empty()) << s.key << ' ' << f.key;
                for (const auto& c : f.choices)
                    EXPECT_FALSE(c.label.es.empty() || c.label.en.empty()) << s.key << ' ' << c.value;
            }
}

TEST(Sheets, a_country_without_one_of_its_own_has_the_general_sheet) {
    EXPECT_EQ(sheet_for("CO").key, "general");
    EXPECT_EQ(sheet_for("ES").key, "es");  // Andalucía's is chosen, not presumed
    EXPECT_EQ(find_sheet("es-an")->country, "ES");
}

TEST(Sheets, a_whole_sheet_is_taken) {
    EXPECT_THAT(wrong({}), IsEmpty());
}

TEST(Sheets, an_empty_one_says_at_each_field_what_the_law_makes_of_it) {
    EXPECT_THAT(
        wrong(*find_sheet("pe"), {}),
        ElementsAre("consumer_name book_not_presented", "document_type book_choose",
                    "consumer_document book_not_presented", "consumer_address book_not_presented_one_of",
                    "consumer_email book_not_presented_one_of", "kind book_choose",
                    "detail book_not_presented"));
}

TEST(Sheets, an_address_alone_is_enough) {
    EXPECT_THAT(wrong({{"consumer_email", ""}, {"consumer_address", "Jr. Unión 5"}}), IsEmpty());
}

TEST(Sheets, somebody_under_age_needs_a_parent) {
    EXPECT_THAT(wrong({{"minor", "yes"}}),
                ElementsAre("parent_name book_minor", "parent_document book_minor"));
}

TEST(Sheets, values_are_looked_at) {
    EXPECT_THAT(wrong({{"consumer_email", "ana@"}}), ElementsAre("consumer_email not_an_email"));
    EXPECT_THAT(wrong({{"consumer_phone", "12"}}), ElementsAre("consumer_phone not_a_phone"));
    EXPECT_THAT(wrong({{"amount", "unos cien"}}), ElementsAre("amount book_not_an_amount"));
    EXPECT_THAT(wrong({{"amount", "1,299.90"}}), IsEmpty());
    EXPECT_THAT(wrong({{"kind", "denuncia"}}), ElementsAre("kind book_choose"));
    EXPECT_THAT(wrong({{"consumer_name", std::string(201, 'a')}}), ElementsAre("consumer_name too_long"));
}

TEST(Sheets, andalucia_wants_to_know_what_a_claim_asks_for_and_when_it_happened) {
    const auto& es = *find_sheet("es-an");
    auto answers = whole();
    answers.erase("document_type");
    EXPECT_THAT(wrong(es, answers, "ES"), ElementsAre("request book_required"));
    answers["kind"] = "complaint";
    answers["happened_on"] = "2026-11-23";
    EXPECT_THAT(wrong(es, answers, "ES"), ElementsAre("happened_on book_in_the_future"));
}

TEST(Sheets, a_check_digit_that_does_not_fit_is_doubted_and_a_foreign_document_is_not) {
    auto answers = whole();
    answers["consumer_document"] = "20100070971";  // a RUC with another last digit than its own
    EXPECT_EQ(doubts(*find_sheet("pe"), answers, "PE").size(), 1u);
    answers["document_type"] = "passport";
    EXPECT_TRUE(doubts(*find_sheet("pe"), answers, "PE").empty());
    EXPECT_THAT(wrong(*find_sheet("pe"), answers), IsEmpty());
}

TEST(Sheets, a_data_file_that_makes_no_sense_is_refused_with_the_place) {
    EXPECT_THROW(parse_sheet("x", "key = \"x\"\n[text]\nname = {es = \"a\"}"), std::runtime_error);
    EXPECT_THROW(parse_sheet("x", "key = "), std::runtime_error);
}

TEST(Numbers, are_shown_with_nine_digits_and_read_however_typed) {
    EXPECT_EQ(shown({2026, 12}), "000000012-2026");
    EXPECT_EQ(parse_number("000000012-2026"), (Number{2026, 12}));
    EXPECT_EQ(parse_number(" 12-2026 "), (Number{2026, 12}));
    EXPECT_EQ(parse_number("12"), (Number{0, 12}));
    for (const auto* bad : {"", "x", "-5", "0-2026", "12-", "12-26", "99999999999999999999-2026"})
        EXPECT_FALSE(parse_number(bad)) << bad;
}

}  // namespace
}  // namespace escucha::book
