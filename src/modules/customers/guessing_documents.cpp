// What a document is, by the words written before it and by its shape.
#include <algorithm>
#include <array>
#include <vector>

#include "base/fold.hpp"
#include "modules/customers/documents.hpp"

namespace escucha::customers {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

struct Word {
    std::string_view word;
    std::string_view country;  // empty: whatever the country
    DocumentType type;
};
constexpr auto kWords = std::to_array<Word>({
    {"nie", "", DocumentType::es_nie},         {"cif", "", DocumentType::es_cif},
    {"curp", "", DocumentType::mx_curp},       {"rfc", "", DocumentType::mx_rfc},
    {"cuit", "", DocumentType::ar_cuit},       {"cuil", "", DocumentType::ar_cuit},
    {"dni", "ES", DocumentType::es_dni},       {"dni", "PE", DocumentType::pe_dni},
    {"dni", "AR", DocumentType::ar_dni},       {"ruc", "PE", DocumentType::pe_ruc},
    {"ruc", "EC", DocumentType::ec_ruc},       {"nit", "CO", DocumentType::co_nit},
    {"rut", "CO", DocumentType::co_nit},       {"cedula", "CO", DocumentType::co_cedula},
    {"cc", "CO", DocumentType::co_cedula},     {"rut", "CL", DocumentType::cl_rut},
    {"run", "CL", DocumentType::cl_rut},       {"cedula", "EC", DocumentType::ec_cedula},
    {"ci", "EC", DocumentType::ec_cedula},     {"cedula", "UY", DocumentType::uy_cedula},
    {"ci", "UY", DocumentType::uy_cedula},     {"cedula", "DO", DocumentType::do_cedula},
    {"pasaporte", "", DocumentType::passport}, {"passport", "", DocumentType::passport},
    {"ce", "PE", DocumentType::other},
});

// The documents of a country in the order in which they are tried.
struct National {
    std::string_view country;
    DocumentType type;
};
constexpr auto kNational = std::to_array<National>({
    {"ES", DocumentType::es_dni},
    {"ES", DocumentType::es_nie},
    {"ES", DocumentType::es_cif},
    {"PE", DocumentType::pe_ruc},
    {"PE", DocumentType::pe_dni},
    {"CO", DocumentType::co_nit},
    {"CO", DocumentType::co_cedula},
    {"AR", DocumentType::ar_cuit},
    {"AR", DocumentType::ar_dni},
    {"MX", DocumentType::mx_curp},
    {"MX", DocumentType::mx_rfc},
    {"CL", DocumentType::cl_rut},
    {"EC", DocumentType::ec_ruc},
    {"EC", DocumentType::ec_cedula},
    {"UY", DocumentType::uy_cedula},
    {"DO", DocumentType::do_cedula},
});

bool names_a_document(std::string_view word) {
    static constexpr auto kNames = std::to_array<std::string_view>(
        {"dni", "ruc",       "ce",  "cedula", "ci",  "cc",     "nit",  "nif",       "nie",
         "cif", "rut",       "run", "curp",   "rfc", "cuit",   "cuil", "pasaporte", "passport",
         "doc", "documento", "no",  "nro",    "num", "numero", "n",    "de",        "identidad"});
    return std::ranges::find(kNames, word) != kNames.end();
}

// Written before the number by habit, they are no part of it: taken away, and answered.
std::vector<std::string> take_names(std::vector<std::string>& words) {
    std::vector<std::string> names;
    const auto has_digit = [](const std::string& w) { return std::ranges::any_of(w, is_digit); };
    while (words.size() > 1 && !has_digit(words.front()) && names_a_document(words.front())) {
        names.push_back(std::move(words.front()));
        words.erase(words.begin());
    }
    return names;
}

std::string joined_capitals(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words)
        for (const char c : word) out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return out;
}

// A NIT of companies begins with 8 or 9; ten digits of which the last is no check digit are a cédula.
bool is_guessed(DocumentType type, std::string_view value, std::string_view letters) {
    const DocumentCheck check = check_document(type, value);
    if (check == DocumentCheck::not_one) return false;
    if (type == DocumentType::co_nit)
        return (letters[0] == '8' || letters[0] == '9') && check != DocumentCheck::wrong_digit;
    if (type == DocumentType::pe_dni && letters.size() == 9) return check == DocumentCheck::right;
    return true;
}

}  // namespace

std::string document_letters(std::string_view value) {
    std::vector<std::string> words = fold_words(value);
    take_names(words);
    return joined_capitals(words);
}

std::optional<DocumentType> guess_document(std::string_view value, std::string_view country) {
    std::vector<std::string> words = fold_words(value);
    const auto names = take_names(words);
    const std::string letters = joined_capitals(words);
    if (letters.empty()) return std::nullopt;
    for (const Word& w : kWords)
        if ((w.country.empty() || w.country == country) && std::ranges::find(names, w.word) != names.end() &&
            check_document(w.type, value) != DocumentCheck::not_one)
            return w.type;
    for (const National& n : kNational)
        if (n.country == country && is_guessed(n.type, value, letters)) return n.type;
    return std::nullopt;
}

}  // namespace escucha::customers
