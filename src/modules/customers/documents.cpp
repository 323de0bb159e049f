#include "modules/customers/documents.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/fold.hpp"

namespace escucha::customers {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return c >= 'A' && c <= 'Z';
}
bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}
bool digits_between(std::string_view text, std::size_t fewest, std::size_t most) {
    return all_digits(text) && text.size() >= fewest && text.size() <= most;
}
int value_of(char digit) {
    return digit - '0';
}
bool one_of(std::string_view text, std::initializer_list<std::string_view> beginnings) {
    return std::ranges::any_of(beginnings, [&](std::string_view b) { return text.starts_with(b); });
}

int weighed(std::string_view digits, std::span<const int> weights) {
    int sum = 0;
    for (std::size_t i = 0; i < digits.size() && i < weights.size(); ++i)
        sum += value_of(digits[i]) * weights[i];
    return sum;
}

// The sum of Luhn's rule without the check digit; `doubled_first`: every other digit from the first on.
int luhn_sum(std::string_view digits, bool doubled_first) {
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const int d = value_of(digits[i]) * ((i % 2 == 0) == doubled_first ? 2 : 1);
        sum += d > 9 ? d - 9 : d;
    }
    return sum;
}

DocumentCheck verdict(bool right) {
    return right ? DocumentCheck::right : DocumentCheck::wrong_digit;
}

// Spain ---------------------------------------------------------------------------------------------------

constexpr std::string_view kDniLetters = "TRWAGMYFPDXBNJZSQVHLCKE";

bool is_letter_of(std::string_view digits, char letter) {
    int number = 0;
    for (const char c : digits) number = (number * 10 + value_of(c)) % 23;
    return kDniLetters[static_cast<std::size_t>(number)] == letter;
}

bool is_es_dni(std::string_view d) {
    return (d.size() == 8 || d.size() == 9) && all_digits(d.substr(0, d.size() - 1)) && is_letter(d.back());
}
DocumentCheck check_es_dni(std::string_view d) {
    if (!is_es_dni(d)) return DocumentCheck::not_one;
    return verdict(is_letter_of(d.substr(0, d.size() - 1), d.back()));
}

bool is_es_nie(std::string_view d) {
    return d.size() == 9 && d[0] >= 'X' && d[0] <= 'Z' && all_digits(d.substr(1, 7)) && is_letter(d[8]);
}
DocumentCheck check_es_nie(std::string_view d) {
    if (!is_es_nie(d)) return DocumentCheck::not_one;
    const std::string number = static_cast<char>('0' + (d[0] - 'X')) + std::string(d.substr(1, 7));
    return verdict(is_letter_of(number, d[8]));
}

bool is_es_cif(std::string_view d) {
    return d.size() == 9 && std::string_view("ABCDEFGHJNPQRSUVW").contains(d[0]) &&
           all_digits(d.substr(1, 7)) && (is_digit(d[8]) || (d[8] >= 'A' && d[8] <= 'J'));
}
DocumentCheck check_es_cif(std::string_view d) {
    if (!is_es_cif(d)) return DocumentCheck::not_one;
    const int control = (10 - luhn_sum(d.substr(1, 7), true) % 10) % 10;
    const bool digit = d[8] == static_cast<char>('0' + control);
    const bool letter = d[8] == "JABCDEFGHI"[control];
    if (std::string_view("ABEH").contains(d[0])) return verdict(digit);
    if (std::string_view("NPQRSW").contains(d[0])) return verdict(letter);
    return verdict(digit || letter);
}

// Peru ----------------------------------------------------------------------------------------------------

constexpr auto kRucWeights = std::to_array<int>({5, 4, 3, 2, 7, 6, 5, 4, 3, 2});

bool is_pe_ruc(std::string_view d) {
    return digits_between(d, 11, 11) && one_of(d, {"10", "15", "16", "17", "20"});
}
DocumentCheck check_pe_ruc(std::string_view d) {
    if (!is_pe_ruc(d)) return DocumentCheck::not_one;
    return verdict((11 - weighed(d.substr(0, 10), kRucWeights) % 11) % 10 == value_of(d[10]));
}

bool is_pe_dni(std::string_view d) {
    return (d.size() == 8 || d.size() == 9) && all_digits(d.substr(0, 8));
}
DocumentCheck check_pe_dni(std::string_view d) {
    if (!is_pe_dni(d)) return DocumentCheck::not_one;
    if (d.size() == 8) return DocumentCheck::no_digit;
    constexpr auto kWeights = std::to_array<int>({3, 2, 7, 6, 5, 4, 3, 2});
    const auto rest = static_cast<std::size_t>(weighed(d.substr(0, 8), kWeights) % 11);
    return verdict(d[8] == "65432110987"[rest] || d[8] == "KJIHGFEDCBA"[rest]);
}

// Colombia ------------------------------------------------------------------------------------------------

bool is_co_nit(std::string_view d) {
    return digits_between(d, 9, 10);
}
int nit_digit(std::string_view body) {
    constexpr auto kWeights = std::to_array<int>({3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71});
    int sum = 0;
    for (std::size_t i = 0; i < body.size(); ++i) sum += value_of(body[body.size() - 1 - i]) * kWeights[i];
    return sum % 11 > 1 ? 11 - sum % 11 : sum % 11;
}
DocumentCheck check_co_nit(std::string_view d) {
    if (!is_co_nit(d)) return DocumentCheck::not_one;
    if (d.size() == 9) return DocumentCheck::no_digit;
    return verdict(nit_digit(d.substr(0, 9)) == value_of(d[9]));
}

// Argentina -----------------------------------------------------------------------------------------------

bool is_ar_cuit(std::string_view d) {
    return digits_between(d, 11, 11) &&
           one_of(d, {"20", "23", "24", "25", "26", "27", "30", "33", "34", "50", "51", "55"});
}
DocumentCheck check_ar_cuit(std::string_view d) {
    if (!is_ar_cuit(d)) return DocumentCheck::not_one;
    const int rest = 11 - weighed(d.substr(0, 10), kRucWeights) % 11;
    return verdict((rest == 11 ? 0 : rest == 10 ? 9 : rest) == value_of(d[10]));
}

// Mexico --------------------------------------------------------------------------------------------------

bool is_mx_curp(std::string_view d) {
    const auto letters = [&](std::size_t from, std::size_t n) {
        return std::ranges::all_of(d.substr(from, n), is_letter);
    };
    return d.size() == 18 && letters(0, 4) && all_digits(d.substr(4, 6)) && letters(10, 6) && is_digit(d[17]);
}
DocumentCheck check_mx_curp(std::string_view d) {
    if (!is_mx_curp(d)) return DocumentCheck::not_one;
    // Ñ stands between N and O: it counts although no CURP holds it.
    const auto number = [](char c) { return is_digit(c) ? value_of(c) : c - 'A' + 10 + (c > 'N' ? 1 : 0); };
    int sum = 0;
    for (std::size_t i = 0; i < 17; ++i) sum += number(d[i]) * (18 - static_cast<int>(i));
    return verdict((10 - sum % 10) % 10 == value_of(d[17]));
}

// An RFC may hold & and Ñ, which other documents never do: Ñ becomes '#'.
std::string rfc_letters(std::string_view value) {
    std::string out;
    while (!value.empty()) {
        char32_t c = take_code_point(value);
        if (c >= U'a' && c <= U'z') c -= 32;
        if (c == U'Ñ' || c == U'ñ') c = U'#';
        if (c < 128 &&
            (is_digit(static_cast<char>(c)) || is_letter(static_cast<char>(c)) || c == U'&' || c == U'#'))
            out += static_cast<char>(c);
    }
    if (out.starts_with("RFC") && out.size() > 14) out.erase(0, 3);
    return out;
}
bool is_mx_rfc(std::string_view rfc) {
    if (rfc.size() != 12 && rfc.size() != 13) return false;
    const std::size_t name = rfc.size() - 9;
    const auto of_name = [](char c) { return is_letter(c) || c == '&' || c == '#'; };
    return std::ranges::all_of(rfc.substr(0, name), of_name) && all_digits(rfc.substr(name, 6)) &&
           (is_digit(rfc.back()) || rfc.back() == 'A');
}
DocumentCheck check_mx_rfc(std::string_view value) {
    std::string rfc = rfc_letters(value);
    if (!is_mx_rfc(rfc)) return DocumentCheck::not_one;
    if (rfc.size() == 12) rfc.insert(0, 1, ' ');
    constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ #";
    int sum = 0;
    for (std::size_t i = 0; i < 12; ++i) {
        const auto at = kAlphabet.find(rfc[i]);
        if (at == kAlphabet.npos) return DocumentCheck::not_one;
        sum += static_cast<int>(at) * (13 - static_cast<int>(i));
    }
    const int rest = 11 - sum % 11;
    return verdict(rfc[12] == (rest == 11 ? '0' : rest == 10 ? 'A' : static_cast<char>('0' + rest)));
}

// Chile, Ecuador, Uruguay, Dominican Republic -------------------------------------------------------------

bool is_cl_rut(std::string_view d) {
    return d.size() >= 7 && d.size() <= 9 && all_digits(d.substr(0, d.size() - 1)) &&
           (is_digit(d.back()) || d.back() == 'K');
}
DocumentCheck check_cl_rut(std::string_view d) {
    if (!is_cl_rut(d)) return DocumentCheck::not_one;
    const std::string_view body = d.substr(0, d.size() - 1);
    int sum = 0;
    for (std::size_t i = 0; i < body.size(); ++i)
        sum += value_of(body[body.size() - 1 - i]) * (2 + static_cast<int>(i % 6));
    const int rest = 11 - sum % 11;
    return verdict(d.back() == (rest == 11 ? '0' : rest == 10 ? 'K' : static_cast<char>('0' + rest)));
}

bool is_province(std::string_view d) {
    const int province = value_of(d[0]) * 10 + value_of(d[1]);
    return (province >= 1 && province <= 24) || province == 30;
}
bool is_ec_cedula(std::string_view d) {
    return digits_between(d, 10, 10) && is_province(d) && d[2] <= '6';
}
DocumentCheck check_ec_cedula(std::string_view d) {
    if (!is_ec_cedula(d)) return DocumentCheck::not_one;
    return verdict((10 - luhn_sum(d.substr(0, 9), true) % 10) % 10 == value_of(d[9]));
}

bool is_ec_ruc(std::string_view d) {
    return digits_between(d, 13, 13) && is_province(d) && !d.ends_with("000");
}
DocumentCheck check_ec_ruc(std::string_view d) {
    if (!is_ec_ruc(d)) return DocumentCheck::not_one;
    constexpr auto kCompany = std::to_array<int>({4, 3, 2, 7, 6, 5, 4, 3, 2});
    constexpr auto kPublic = std::to_array<int>({3, 2, 7, 6, 5, 4, 3, 2});
    const auto by = [&](std::span<const int> weights) {
        return (11 - weighed(d.substr(0, weights.size()), weights) % 11) % 11 == value_of(d[weights.size()]);
    };
    if (d[2] == '9') return verdict(by(kCompany));
    if (d[2] == '6') return verdict(by(kPublic) || check_ec_cedula(d.substr(0, 10)) == DocumentCheck::right);
    return check_ec_cedula(d.substr(0, 10));
}

DocumentCheck check_uy_cedula(std::string_view d) {
    if (!digits_between(d, 7, 8)) return DocumentCheck::not_one;
    const std::string whole = std::string(8 - d.size(), '0') + std::string(d);
    constexpr auto kWeights = std::to_array<int>({2, 9, 8, 7, 6, 3, 4});
    return verdict((10 - weighed(whole.substr(0, 7), kWeights) % 10) % 10 == value_of(whole[7]));
}

DocumentCheck check_do_cedula(std::string_view d) {
    if (!digits_between(d, 11, 11)) return DocumentCheck::not_one;
    return verdict((10 - luhn_sum(d.substr(0, 10), false) % 10) % 10 == value_of(d[10]));
}

DocumentCheck has_shape(bool it_has) {
    return it_has ? DocumentCheck::no_digit : DocumentCheck::not_one;
}

}  // namespace

DocumentCheck check_document(DocumentType type, std::string_view value) {
    const std::string d = document_letters(value);
    switch (type) {
        case DocumentType::es_dni:
            return check_es_dni(d);
        case DocumentType::es_nie:
            return check_es_nie(d);
        case DocumentType::es_cif:
            return check_es_cif(d);
        case DocumentType::pe_dni:
            return check_pe_dni(d);
        case DocumentType::pe_ruc:
            return check_pe_ruc(d);
        case DocumentType::co_nit:
            return check_co_nit(d);
        case DocumentType::co_cedula:
            return has_shape(digits_between(d, 6, 10));
        case DocumentType::ar_cuit:
            return check_ar_cuit(d);
        case DocumentType::ar_dni:
            return has_shape(digits_between(d, 7, 8));
        case DocumentType::mx_curp:
            return check_mx_curp(d);
        case DocumentType::mx_rfc:
            return check_mx_rfc(value);
        case DocumentType::cl_rut:
            return check_cl_rut(d);
        case DocumentType::ec_cedula:
            return check_ec_cedula(d);
        case DocumentType::ec_ruc:
            return check_ec_ruc(d);
        case DocumentType::uy_cedula:
            return check_uy_cedula(d);
        case DocumentType::do_cedula:
            return check_do_cedula(d);
        case DocumentType::passport:
        case DocumentType::other:
            return has_shape(d.size() >= 4);
    }
    return DocumentCheck::no_digit;
}

bool is_of_organisation(DocumentType type, std::string_view value) {
    if (check_document(type, value) == DocumentCheck::not_one) return false;
    const std::string d = canonical_document(type, value);
    switch (type) {
        case DocumentType::es_cif:
            return true;
        case DocumentType::pe_ruc:
            return d.starts_with("20");
        case DocumentType::co_nit:
            return d.size() == 9 && (d[0] == '8' || d[0] == '9');
        case DocumentType::ar_cuit:
            return d.starts_with("30") || d.starts_with("33") || d.starts_with("34");
        case DocumentType::mx_rfc:
            return code_points(d) == 12;
        case DocumentType::cl_rut:
            return d.size() == 9 && d[0] >= '5';
        case DocumentType::ec_ruc:
            return d[2] == '6' || d[2] == '9';
        default:
            return false;
    }
}

std::string canonical_document(std::optional<DocumentType> type, std::string_view value) {
    std::string d = document_letters(value);
    if (!type || check_document(*type, value) == DocumentCheck::not_one) return d;
    if (*type == DocumentType::mx_rfc) return rfc_letters(value);
    if (*type == DocumentType::es_dni && d.size() == 8) return "0" + d;
    if (*type == DocumentType::uy_cedula && d.size() == 7) return "0" + d;
    if (*type == DocumentType::co_nit || *type == DocumentType::pe_dni)
        if (check_document(*type, value) == DocumentCheck::right) d.pop_back();
    return d;
}

}  // namespace escucha::customers
