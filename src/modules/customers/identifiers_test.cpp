#include "modules/customers/identifiers.hpp"

#include <gmock/gmock.h>

using testing::Contains;
using testing::Not;

namespace escucha::customers {
namespace {

std::string phone(std::string_view value, std::string_view country = "PE") {
    return match_key({.kind = IdentifierKind::phone, .value = std::string(value)}, country).value_or("none");
}
std::string document(std::string_view value) {
    return match_key({.kind = IdentifierKind::document, .value = std::string(value)}, "PE").value_or("none");
}
std::string email(std::string_view value) {
    return match_key({.kind = IdentifierKind::email, .value = std::string(value)}, "PE").value_or("none");
}

TEST(Phones, one_number_however_it_is_written) {
    for (std::string_view way :
         {"987654321", "987 654 321", "987-654-321", "+51 987 654 321", "0051987654321", "51987654321",
          "(+51) 987.654.321", "987654321 anexo 12", "cel. 987654321"})
        EXPECT_EQ(phone(way), "p:+51987654321") << way;
}

TEST(Messaging, a_name_or_its_address_is_one) {
    const auto telegram = [](std::string_view value) {
        return match_key({.kind = IdentifierKind::telegram, .value = std::string(value)}, "PE")
            .value_or("none");
    };
    EXPECT_EQ(telegram("@Ana_Torres"), "t:ana_torres");
    EXPECT_EQ(telegram("https://t.me/ana_torres/"), "t:ana_torres");
    EXPECT_EQ(telegram("ana torres"), "none");
    EXPECT_EQ(match_key({.kind = IdentifierKind::whatsapp, .value = "987 654 321"}, "PE"), "w:+51987654321");
}

TEST(Addresses, spelling_does_not_count) {
    EXPECT_EQ(match_key({.kind = IdentifierKind::address, .value = "Av. Perú 123, Lima"}, "PE"),
              match_key({.kind = IdentifierKind::address, .value = "av peru 123 LIMA"}, "PE"));
}

TEST(Completing, phones_are_shown_as_people_write_them_and_documents_get_their_type) {
    Identifier phone{.kind = IdentifierKind::phone, .value = " +51987654321 "};
    complete(phone, "PE");
    EXPECT_EQ(phone.value, "+51987654321");
    EXPECT_EQ(phone.shown, "987 654 321");
    EXPECT_EQ(phone.number, "+51987654321");
    Identifier ruc{.kind = IdentifierKind::document, .value = "20131312955"};
    complete(ruc, "PE");
    EXPECT_EQ(ruc.type, DocumentType::pe_ruc);
    EXPECT_FALSE(is_doubtful(ruc));
    ruc.value = "20131312956";
    EXPECT_TRUE(is_doubtful(ruc));
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

}  // namespace
}  // namespace escucha::customers
