// The valid numbers are public ones: of the authorities themselves, or their printed examples.
#include "modules/customers/documents.hpp"

#include <gmock/gmock.h>

namespace escucha::customers {
namespace {

struct Known {
    DocumentType type;
    std::string_view country;
    std::string_view valid;
};
void PrintTo(const Known& known, std::ostream* out) {
    *out << known.valid;
}

class KnownDocuments : public testing::TestWithParam<Known> {};

TEST_P(KnownDocuments, are_right) {
    EXPECT_EQ(check_document(GetParam().type, GetParam().valid), DocumentCheck::right);
}

TEST_P(KnownDocuments, are_guessed_by_country_and_shape) {
    EXPECT_EQ(guess_document(GetParam().valid, GetParam().country), GetParam().type);
}

// A digit mistyped is noticed. Not wherever it is: the branch number of a RUC is not covered, and of a CURP
// one place weighs ten, modulo ten.
TEST_P(KnownDocuments, do_not_forgive_a_slip) {
    const std::string valid(GetParam().valid);
    int slips = 0, noticed = 0;
    for (std::size_t i = 0; i < valid.size(); ++i) {
        if (valid[i] < '0' || valid[i] > '9') continue;
        std::string slip = valid;
        slip[i] = slip[i] == '9' ? '0' : static_cast<char>(slip[i] + 1);
        ++slips;
        if (check_document(GetParam().type, slip) != DocumentCheck::right) ++noticed;
    }
    EXPECT_GE(noticed * 3, slips * 2) << noticed << " of " << slips;
}

INSTANTIATE_TEST_SUITE_P(
    Official, KnownDocuments,
    testing::Values(Known{DocumentType::es_dni, "ES", "12345678Z"},       // Interior ministry's example
                    Known{DocumentType::es_dni, "ES", "99.999.999-R"},    // FNMT's test certificates
                    Known{DocumentType::es_nie, "ES", "X-0000000-T"},     // all zeros: T, the first letter
                    Known{DocumentType::es_nie, "ES", "Y1234567X"},       // 11234567 mod 23 = 10
                    Known{DocumentType::es_cif, "ES", "A28015865"},       // Telefónica S.A.
                    Known{DocumentType::es_cif, "ES", "Q2826000H"},       // Agencia Tributaria
                    Known{DocumentType::pe_ruc, "PE", "20131312955"},     // SUNAT
                    Known{DocumentType::pe_ruc, "PE", "20100070970"},     // Supermercados Peruanos
                    Known{DocumentType::pe_dni, "PE", "10117410-2"},      // 70 mod 11 = 4: digit 2
                    Known{DocumentType::co_nit, "CO", "800.197.268-4"},   // DIAN
                    Known{DocumentType::co_nit, "CO", "899999068-1"},     // Ecopetrol
                    Known{DocumentType::ar_cuit, "AR", "33-69345023-9"},  // AFIP
                    Known{DocumentType::mx_curp, "MX", "HEGG560427MVZRRL04"},  // RENAPO's specimen
                    Known{DocumentType::mx_rfc, "MX", "GODE561231GR8"},        // SAT's example
                    Known{DocumentType::mx_rfc, "MX", "SAT970701NN3"},         // SAT
                    Known{DocumentType::cl_rut, "CL", "60.803.000-K"},  // Servicio de Impuestos Internos
                    Known{DocumentType::cl_rut, "CL", "76.086.428-5"},
                    Known{DocumentType::ec_cedula, "EC", "1714307103"},
                    Known{DocumentType::ec_ruc, "EC", "1760013210001"},  // SRI, public
                    Known{DocumentType::ec_ruc, "EC", "1790010937001"},  // Banco Pichincha, society
                    Known{DocumentType::uy_cedula, "UY", "1.234.567-2"},
                    Known{DocumentType::do_cedula, "DO", "001-1391820-5"}));

TEST(DocumentShapes, what_is_none_is_none) {
    EXPECT_EQ(check_document(DocumentType::es_dni, "1234"), DocumentCheck::not_one);
    EXPECT_EQ(check_document(DocumentType::pe_ruc, "30131312955"), DocumentCheck::not_one);
    EXPECT_EQ(check_document(DocumentType::ec_cedula, "2514307103"), DocumentCheck::not_one)
        << "no province 25";
    EXPECT_EQ(guess_document("hola", "PE"), std::nullopt);
    EXPECT_EQ(guess_document("", "PE"), std::nullopt);
}

TEST(DocumentShapes, numbers_without_a_check_digit_are_taken_as_they_are) {
    EXPECT_EQ(guess_document("45678912", "PE"), DocumentType::pe_dni);
    EXPECT_EQ(check_document(DocumentType::pe_dni, "45678912"), DocumentCheck::no_digit);
    EXPECT_EQ(guess_document("52.345.678", "CO"), DocumentType::co_cedula);
    EXPECT_EQ(guess_document("30.123.456", "AR"), DocumentType::ar_dni);
}

TEST(DocumentShapes, the_words_before_it_say_what_it_is) {
    EXPECT_EQ(guess_document("NIE: X0000000T", "PE"), DocumentType::es_nie);
    EXPECT_EQ(guess_document("Pasaporte AB123456", "ES"), DocumentType::passport);
    EXPECT_EQ(guess_document("NIT 12345678-9", "CO"), DocumentType::co_nit);
}

TEST(CanonicalDocuments, one_number_however_it_is_written) {
    const auto same = [](DocumentType type, std::string_view a, std::string_view b) {
        EXPECT_EQ(canonical_document(type, a), canonical_document(type, b)) << a << " " << b;
    };
    same(DocumentType::pe_dni, "45678912", "DNI N° 45.678.912");
    same(DocumentType::pe_dni, "10117410", "10117410-2");
    same(DocumentType::co_nit, "800197268", "NIT 800.197.268-4");
    same(DocumentType::es_dni, "1234567L", "01234567-L");
    same(DocumentType::uy_cedula, "0123456-3", "123456-3");
    same(DocumentType::mx_rfc, "gode-561231-gr8", "RFC GODE561231GR8");
    EXPECT_NE(canonical_document(DocumentType::mx_rfc, "Ñ&A700101AB1"),
              canonical_document(DocumentType::mx_rfc, "NAA700101AB1"));
}

TEST(Documents, some_numbers_only_companies_bear) {
    EXPECT_TRUE(is_of_organisation(DocumentType::pe_ruc, "RUC 20100070970"));
    EXPECT_FALSE(is_of_organisation(DocumentType::pe_ruc, "10456789127"));
    EXPECT_TRUE(is_of_organisation(DocumentType::es_cif, "B12345674"));
    EXPECT_FALSE(is_of_organisation(DocumentType::es_dni, "12345678Z"));
    EXPECT_TRUE(is_of_organisation(DocumentType::ar_cuit, "30-50001091-2"));
    EXPECT_FALSE(is_of_organisation(DocumentType::ar_cuit, "20-12345678-6"));
    EXPECT_TRUE(is_of_organisation(DocumentType::co_nit, "899.999.068-1"));
    EXPECT_TRUE(is_of_organisation(DocumentType::cl_rut, "76.086.428-5"));
    EXPECT_FALSE(is_of_organisation(DocumentType::cl_rut, "12.345.678-5"));
}

}  // namespace
}  // namespace escucha::customers
