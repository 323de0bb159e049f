#include "modules/customers/phones.hpp"

#include <gmock/gmock.h>

using testing::Contains;

namespace escucha::customers {
namespace {

std::string line(std::string_view written, std::string_view country = "PE") {
    const auto phone = read_phone(written, country);
    return phone ? phone->line : "none";
}

TEST(PhoneLines, one_number_however_it_is_written) {
    for (std::string_view way :
         {"987654321", "987 654 321", "987-654-321", "+51 987 654 321", "0051987654321", "51987654321",
          "(+51) 987.654.321", "987654321 anexo 12", "cel. 987654321"})
        EXPECT_EQ(line(way), "+51987654321") << way;
}

TEST(PhoneLines, mexico_with_and_without_the_1_of_mobiles) {
    for (std::string_view way : {"+52 1 55 1234 5678", "+525512345678", "044 55 1234 5678", "55 1234 5678",
                                 "01 55 1234 5678", "5215512345678"})
        EXPECT_EQ(line(way, "MX"), "+525512345678") << way;
}

TEST(PhoneLines, argentina_with_9_with_15_and_without) {
    for (std::string_view way : {"+54 9 11 5566-7788", "011 15 5566-7788", "11 5566 7788", "+54 11 5566 7788",
                                 "0054 9 11 5566 7788"})
        EXPECT_EQ(line(way, "AR"), "+541155667788") << way;
}

TEST(PhoneLines, brazil_before_and_after_the_ninth_digit) {
    for (std::string_view way : {"+55 11 98765-4321", "(11) 8765-4321", "011 98765 4321", "+551187654321"})
        EXPECT_EQ(line(way, "BR"), "+551187654321") << way;
    EXPECT_EQ(line("(11) 3876-5432", "BR"), "+551138765432") << "a land line has no ninth digit";
}

TEST(PhoneLines, a_brazilian_mobile_of_before_is_shown_and_dialled_with_its_ninth_digit) {
    for (std::string_view country : {"BR", "PE"}) {
        const auto phone = read_phone("+55 11 8765 4321", country);
        EXPECT_EQ(phone->number, "+5511987654321");
        EXPECT_EQ(phone->line, line("+55 11 98765-4321", country));
    }
    EXPECT_EQ(read_phone("+55 11 8765 4321", "PE")->shown, "+55 11 98765-4321");
    EXPECT_EQ(read_phone("+55 11 3876 5432", "PE")->number, "+551138765432") << "a land line";
}

TEST(PhoneLines, are_typed_without_the_code_of_their_country_too) {
    EXPECT_THAT(national_forms("+5511987654321"), testing::UnorderedElementsAre("11987654321", "1187654321"));
    EXPECT_THAT(national_forms("+34612345678"), testing::ElementsAre("612345678"));
    EXPECT_THAT(national_forms("+5491155667788"), testing::UnorderedElementsAre("91155667788", "1155667788"));
    EXPECT_TRUE(national_forms("111111").empty());
}

TEST(PhoneLines, the_country_decides_only_where_the_number_does_not) {
    EXPECT_EQ(line("612 345 678", "ES"), "+34612345678");
    EXPECT_EQ(line("+34 612 345 678", "PE"), "+34612345678");
    EXPECT_EQ(line("(01) 444-1234"), "+5114441234");
    EXPECT_EQ(line("12345678", "ZZ"), "+12345678");
}

TEST(PhoneLines, what_is_none_is_none) {
    for (std::string_view way : {"12345", "llamar a Ana", "+1234567890123456", ""})
        EXPECT_EQ(line(way), "none");
}

TEST(PhonesShown, at_home_in_the_national_format_else_with_the_country) {
    EXPECT_EQ(read_phone("+51987654321", "PE")->shown, "987 654 321");
    EXPECT_EQ(read_phone("+51987654321", "ES")->shown, "+51 987 654 321");
    EXPECT_EQ(read_phone("987654321", "PE")->number, "+51987654321");
}

TEST(PhonesShown, with_their_extension) {
    const auto phone = read_phone("(01) 444 1234 anexo 12", "PE");
    EXPECT_EQ(phone->extension, "12");
    EXPECT_EQ(phone->shown, "(01) 4441234 ext. 12");
}

TEST(PhonesShown, what_no_country_has_stays_as_it_was_written) {
    const auto phone = read_phone("111 111", "PE");
    EXPECT_EQ(phone->shown, "111 111");
    EXPECT_FALSE(phone->number);
}

TEST(PhonePrefixes, an_unfinished_number_finds_the_whole) {
    EXPECT_THAT(line_prefixes("987 65", "PE"), Contains("+5198765"));
    EXPECT_THAT(line_prefixes("+51 98 7", "PE"), Contains("+51987"));
    EXPECT_THAT(line_prefixes("01 444", "PE"), Contains("+511444"));
    EXPECT_THAT(line_prefixes("+54 9 11 55", "AR"), Contains("+541155"));
    EXPECT_THAT(line_prefixes("11 98765", "BR"), Contains("+55118765"));
    EXPECT_TRUE(line_prefixes("987", "PE").empty());
    EXPECT_THAT(line_prefixes("11 8765 4321", "PE"), Contains("+551187654321")) << "of another country";
    EXPECT_THAT(line_prefixes("612 345 678", "PE"), Contains("+34612345678"));
}

}  // namespace
}  // namespace escucha::customers
