#include "modules/profiles/rules.hpp"

#include <gmock/gmock.h>

using testing::ElementsAre;
using testing::IsEmpty;

namespace escucha::profiles {
namespace {

using std::chrono::year_month_day;
using namespace std::chrono_literals;

std::string read(FieldType type, std::string_view written) {
    const OwnField field{.key = "x", .type = type, .choices = {"Pequeña", "Grande"}};
    const auto value = read_value(field, written);
    return value ? *value : "refused: " + value.error();
}

TEST(OwnValues, numbers_are_read_as_people_and_machines_write_them) {
    EXPECT_EQ(read(FieldType::number, " 12 "), "12");
    EXPECT_EQ(read(FieldType::number, "1.5"), "1.5");
    EXPECT_EQ(read(FieldType::number, "1,50"), "1.5");
    EXPECT_EQ(read(FieldType::number, "-0,0"), "0");
    EXPECT_EQ(read(FieldType::number, "1.234.567"), "1234567");
    EXPECT_EQ(read(FieldType::number, "1.234.567,25"), "1234567.25");
    EXPECT_EQ(read(FieldType::number, "1,234,567.25"), "1234567.25");
    EXPECT_EQ(read(FieldType::number, "007"), "7");
    for (const char* wrong :
         {"", "doce", "1-2", "1.2.3", "12.34.567", "1,2,3,4", "--1", ".", "1e9", "12345678901234567"})
        EXPECT_EQ(read(FieldType::number, wrong), "refused: not_a_number") << wrong;
}

TEST(OwnValues, dates_are_read_with_the_year_or_the_day_first) {
    EXPECT_EQ(read(FieldType::date, "2026-11-21"), "2026-11-21");
    EXPECT_EQ(read(FieldType::date, "21/11/2026"), "2026-11-21");
    EXPECT_EQ(read(FieldType::date, "1.2.2026"), "2026-02-01");
    for (const char* wrong :
         {"", "ayer", "2026-13-01", "29/02/2025", "21/11", "21/11/26", "2026-11-21x", "-1/2/2026"})
        EXPECT_EQ(read(FieldType::date, wrong), "refused: not_a_date") << wrong;
}

TEST(OwnValues, a_choice_is_one_of_those_defined_however_it_is_spelt) {
    EXPECT_EQ(read(FieldType::choice, "pequena"), "Pequeña");
    EXPECT_EQ(read(FieldType::choice, "mediana"), "refused: not_a_choice");
}

TEST(OwnValues, yes_and_no_in_the_words_of_spreadsheets) {
    EXPECT_EQ(read(FieldType::yes_no, "Sí"), "yes");
    EXPECT_EQ(read(FieldType::yes_no, "FALSE"), "no");
    EXPECT_EQ(read(FieldType::yes_no, "quizá"), "refused: not_yes_or_no");
}

TEST(OwnValues, shown_as_the_reader_writes) {
    const OwnField number{.type = FieldType::number}, day{.type = FieldType::date},
        yes{.type = FieldType::yes_no};
    EXPECT_EQ(shown_value(number, "12.5", Language::es), "12,5");
    EXPECT_EQ(shown_value(day, "2026-11-21", Language::es), "21/11/2026");
    EXPECT_EQ(shown_value(yes, "yes", Language::es), "sí");
    EXPECT_EQ(shown_value(yes, "no", Language::en), "no");
}

TEST(Keys, follow_from_the_label_and_never_collide) {
    const std::vector<std::string> taken{"talla", "talla_2"};
    EXPECT_EQ(key_for("Fecha de alta", {}), "fecha_de_alta");
    EXPECT_EQ(key_for("¿Qué año?", {}), "que_ano");
    EXPECT_EQ(key_for("Talla", taken), "talla_3");
    EXPECT_EQ(key_for("¿?", {}), "campo");
}

TEST(Completeness, says_what_is_missing_the_weightiest_first) {
    customers::Customer c{.name = "Ana"};
    EXPECT_EQ(completeness(c, false).percent, 0);
    c.identifiers = {{.kind = customers::IdentifierKind::phone, .value = "1"}};
    c.treatment = Treatment::tu;
    const auto some = completeness(c, true);
    EXPECT_EQ(some.percent, 50);
    EXPECT_THAT(some.missing, ElementsAre(Part::email, Part::preferred_channel, Part::document,
                                          Part::birthday, Part::name_to_use));
}

TEST(Completeness, an_organisation_has_no_birthday_to_ask_for) {
    customers::Customer c{
        .kind = customers::PartyKind::organisation, .name = "Aceros", .preferred_channel = Channel::email};
    for (const auto kind : {customers::IdentifierKind::phone, customers::IdentifierKind::email,
                            customers::IdentifierKind::document})
        c.identifiers.push_back({.kind = kind, .value = "x"});
    EXPECT_EQ(completeness(c, true).percent, 100);
    EXPECT_THAT(completeness(c, true).missing, IsEmpty());
}

TEST(Completeness, the_weights_of_each_kind_make_a_hundred) {
    for (const auto kind : {customers::PartyKind::person, customers::PartyKind::organisation}) {
        int sum = 0;
        for (const Weight& w : weights(kind)) sum += w.weight;
        EXPECT_EQ(sum, 100);
    }
}

TEST(Needs, are_asked_again_after_a_year) {
    const Instant now = instant(1'800'000'000'000'000);
    Need need{.asked_at = now - 365 * 24h};
    EXPECT_TRUE(ask_again(need, now));
    EXPECT_FALSE(ask_again(need, now - 1s));
    need.confirmed_at = now - 24h;
    EXPECT_FALSE(ask_again(need, now));
    need = {.asked_at = now - 800 * 24h, .superseded_at = now};
    EXPECT_FALSE(ask_again(need, now));
}

}  // namespace
}  // namespace escucha::profiles
