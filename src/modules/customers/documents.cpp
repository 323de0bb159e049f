#include "modules/customers/documents.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/fold.hpp"

namespace escucha::customers {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Written before the number by habit: they are no part of it.
bool names_a_document(std::string_view word) {
    static constexpr auto kNames = std::to_array<std::string_view>(
        {"dni", "ruc",       "ce",  "cedula", "ci",  "cc",     "nit",  "nif",       "nie",
         "cif", "rut",       "run", "curp",   "rfc", "cuit",   "cuil", "pasaporte", "passport",
         "doc", "documento", "no",  "nro",    "num", "numero", "n"});
    return std::ranges::find(kNames, word) != kNames.end();
}

}  // namespace

std::string document_letters(std::string_view value) {
    std::vector<std::string> words = fold_words(value);
    const auto has_digit = [](const std::string& w) { return std::ranges::any_of(w, is_digit); };
    while (words.size() > 1 && !has_digit(words.front()) && names_a_document(words.front()))
        words.erase(words.begin());
    std::string out;
    for (const std::string& word : words)
        for (const char c : word) out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return out;
}

}  // namespace escucha::customers
