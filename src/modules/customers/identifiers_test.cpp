#include "modules/customers/identifiers.hpp"

#include <gmock/gmock.h>

using testing::Contains;
using testing::Not;

namespace escucha::customers {
namespace {

std::string phone(std::string_view value, std::string_view country = "PE") {
    return match_key(IdentifierKind::phone, value, country).value_or("none");
}
std::string document(std::string_view value) {
    return match_key(IdentifierKind::document, value, "PE").value_or("none");
}
std::string email(std::string_view value) {
    return match_key(IdentifierKind::email, value, "PE").value_or("none");
}

TEST(Phones, one_number_however_it_is_written) {
    for (std::string_view way :
         {"987654321", "987 654 321", "987-654-321", "+51 987 654 321", "0051987654321", "51987654321",
          "(+51) 987.654.321", "987654321 anexo 12", "cel. 987654321"})
        EXPECT_EQ(phone(way), "p:+51987654321") << way;
}

TEST(Phones, land_lines_lose_the_trunk_zero) {
    EXPECT_EQ(phone("(01) 444-1234"), "p:+5114441234");
    EXPECT_EQ(phone("14441234"), "p:+5114441234");
    EXPECT_EQ(phone("+51 1 4441234"), "p:+5114441234");
}

TEST(Phones, the_country_decides_only_where_the_number_does_not) {
    EXPECT_EQ(phone("612 345 678", "ES"), "p:+34612345678");
    EXPECT_EQ(phone("+34 612 345 678", "PE"), "p:+34612345678");
    EXPECT_EQ(phone("1155667788", "AR"), "p:+541155667788");
    EXPECT_EQ(phone("+54 9 11 5566-7788", "PE"), "p:+541155667788");
    EXPECT_EQ(phone("+52 1 55 1234 5678"), phone("5512345678", "MX"));
    EXPECT_EQ(phone("12345678", "ZZ"), "p:+12345678");
}

TEST(Phones, what_is_none_is_none) {
    EXPECT_EQ(phone("12345"), "none");
    EXPECT_EQ(phone("llamar a Ana"), "none");
    EXPECT_EQ(phone("+1234567890123456"), "none");
    EXPECT_EQ(phone(""), "none");
}

TEST(Documents, letters_and_digits_only) {
    EXPECT_EQ(document("45678912"), "d:45678912");
    EXPECT_EQ(document("DNI 45.678.912"), "d:45678912");
    EXPECT_EQ(document("DNI N° 45678912"), "d:45678912");
    EXPECT_EQ(document("12.345.678-k"), "d:12345678K");
    EXPECT_EQ(document("X 1234567 B"), "d:X1234567B");
    EXPECT_EQ(document("ruc: 20-100070970"), "d:20100070970");
    EXPECT_EQ(document("-- 12"), "none");
}

TEST(Emails, case_does_not_count) {
    EXPECT_EQ(email(" Ana.Torres@Example.PE "), "e:ana.torres@example.pe");
    EXPECT_EQ(email("ana"), "none");
    EXPECT_EQ(email("@example.pe"), "none");
    EXPECT_EQ(email("ana@"), "none");
    EXPECT_EQ(email("ana torres@example.pe"), "none");
}

TEST(KeyPrefixes, an_unfinished_identifier_finds_the_whole) {
    EXPECT_THAT(key_prefixes("987 65", "PE"), Contains("p:+5198765"));
    EXPECT_THAT(key_prefixes("+51 98", "PE"), Contains("p:+5198"));
    EXPECT_THAT(key_prefixes("01 444", "PE"), Contains("p:+511444"));
    EXPECT_THAT(key_prefixes("4567-89", "PE"), Contains("d:456789"));
    EXPECT_THAT(key_prefixes("Ana.T", "PE"), Contains("e:ana.t"));
    EXPECT_THAT(key_prefixes("ana torres", "PE"), Not(Contains("e:ana torres")));
    EXPECT_TRUE(key_prefixes("  ", "PE").empty());
}

TEST(SameName, shorter_within_longer) {
    EXPECT_TRUE(may_be_same_name("Ana Torres", "ana maría torres quispe"));
    EXPECT_TRUE(may_be_same_name("A. Torres", "Ana Torres"));
    EXPECT_TRUE(may_be_same_name("José", "JOSE PEREZ"));
    EXPECT_TRUE(may_be_same_name("Torres, Ana", "Ana Torres"));
}

TEST(SameName, courtesies_are_no_part_of_a_name_but_tell_people_apart) {
    EXPECT_TRUE(may_be_same_name("Señora Peña", "Sra. Peña"));
    EXPECT_TRUE(may_be_same_name("Sr. Juan Pérez", "Juan Pérez Luna"));
    EXPECT_TRUE(may_be_same_name("Dra. Ana Torres", "Ana Torres"));
    EXPECT_FALSE(may_be_same_name("Sr. Peña", "Sra. Peña"));
    EXPECT_FALSE(may_be_same_name("Señora Peña", "Ana Peña"));
    EXPECT_FALSE(may_be_same_name("Señora", "Señora Peña"));
}

TEST(SameName, somebody_else_of_the_family_is_somebody_else) {
    EXPECT_FALSE(may_be_same_name("Juan Torres", "Ana Torres"));
    EXPECT_FALSE(may_be_same_name("Ana Torres", "Ana Ruiz"));
    EXPECT_FALSE(may_be_same_name("A. T.", "Ana Torres"));
    EXPECT_FALSE(may_be_same_name("Ana Ana", "Ana Torres"));
    EXPECT_FALSE(may_be_same_name("", "Ana Torres"));
}

}  // namespace
}  // namespace escucha::customers
