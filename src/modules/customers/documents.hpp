// Identity and tax documents: what a number is, and whether its check digit is right. Pure.
//
// Official rules, by type:
//   es_dni, es_nie  letter = "TRWAGMYFPDXBNJZSQVHLCKE"[number mod 23], X Y Z of a NIE read as 0 1 2 (Spain,
//   Real
//                   Decreto 1553/2005; Interior ministry, "Cálculo del dígito de control del NIF/NIE")
//   es_cif          NIF of legal persons (Orden EHA/451/2008): Luhn-like sum, digit or letter JABCDEFGHI
//   pe_ruc          SUNAT: weights 5 4 3 2 7 6 5 4 3 2, modulo 11
//   pe_dni          RENIEC: eight digits; a ninth sign is the check digit or letter (weights 3 2 7 6 5 4 3 2)
//   co_nit          DIAN, Orden administrativa 4 de 1989: weights 3 7 13 17 19 23 29 37 41 43…, modulo 11
//   co_cedula       six to ten digits, no check digit
//   ar_cuit         AFIP (CUIT and CUIL): weights 5 4 3 2 7 6 5 4 3 2, modulo 11
//   ar_dni          seven or eight digits, no check digit
//   mx_curp         RENAPO, Instructivo normativo (DOF 18-10-2021): base 37 with Ñ, weights 18…2, modulo 10
//   mx_rfc          SAT: weights 13…2 over 0-9A-N&O-Z blank Ñ, modulo 11
//   cl_rut          Registro Civil: weights 2…7 cyclic from the right, modulo 11, 10 is K
//   ec_cedula       Registro Civil: Luhn, province 01–24 or 30; third digit below 6
//   ec_ruc          SRI: of a person cédula + 001; societies modulo 11 (third digit 9), public ones (6)
//   uy_cedula       DNIC: weights 2 9 8 7 6 3 4, modulo 10
//   do_cedula       JCE: Luhn over eleven digits
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe/enum.hpp>

namespace escucha::customers {

enum class DocumentType {
    es_dni,
    es_nie,
    es_cif,
    pe_dni,
    pe_ruc,
    co_nit,
    co_cedula,
    ar_cuit,
    ar_dni,
    mx_curp,
    mx_rfc,
    cl_rut,
    ec_cedula,
    ec_ruc,
    uy_cedula,
    do_cedula,
    passport,
    other
};
BOOST_DESCRIBE_ENUM(DocumentType, es_dni, es_nie, es_cif, pe_dni, pe_ruc, co_nit, co_cedula, ar_cuit, ar_dni,
                    mx_curp, mx_rfc, cl_rut, ec_cedula, ec_ruc, uy_cedula, do_cedula, passport, other)

// The letters and digits of it, capitals, without the words people write before ("DNI N° 45.678.912").
std::string document_letters(std::string_view value);

// What it most probably is: by the words written before it ("NIE X…", "RUC 20…"), else by its shape among the
// documents of `country` (ISO 3166-1). Nothing when it looks like none of them; the check digit plays no
// part, except to choose between two documents of the same shape.
std::optional<DocumentType> guess_document(std::string_view value, std::string_view country);

// Is it of a company or another body, never of a person? By the number alone: es_cif; pe_ruc 20 (SUNAT);
// co_nit of nine digits from 8 or 9 (DIAN); ar_cuit 30, 33, 34 (AFIP); mx_rfc of twelve (SAT); cl_rut from 50
// million (SII); ec_ruc with 6 or 9 in the third place (SRI).
bool is_of_organisation(DocumentType type, std::string_view value);

// `not_one`: not the shape of that document at all.
enum class DocumentCheck { right, wrong_digit, not_one, no_digit /* it has none to check */ };
DocumentCheck check_document(DocumentType type, std::string_view value);

// What makes two ways of writing it one: with the leading zeros it should have, without a check digit that is
// often left out (NIT, the Peruvian DNI).
std::string canonical_document(std::optional<DocumentType> type, std::string_view value);

}  // namespace escucha::customers
