#include "modules/customers/identifiers.hpp"

#include <algorithm>
#include <array>

#include "base/fold.hpp"
#include "modules/customers/documents.hpp"

namespace escucha::customers {
namespace {

constexpr std::size_t kFewestDigits = 6, kMostDigits = 15, kFewestOfDocument = 4, kMostOfDocument = 32;

// National numbers without the trunk prefix: ITU-T E.164 national numbering plans.
struct Dialling {
    std::string_view country, code, trunk;
    std::size_t shortest, longest;
};
constexpr auto kDialling = std::to_array<Dialling>({
    {"AR", "54", "0", 10, 11}, {"BO", "591", "0", 8, 8}, {"BR", "55", "0", 10, 11}, {"CL", "56", "", 9, 9},
    {"CO", "57", "", 10, 10},  {"CR", "506", "", 8, 8},  {"CU", "53", "0", 8, 8},   {"DO", "1", "", 10, 10},
    {"EC", "593", "0", 8, 9},  {"ES", "34", "", 9, 9},   {"GQ", "240", "", 9, 9},   {"GT", "502", "", 8, 8},
    {"HN", "504", "", 8, 8},   {"MX", "52", "", 10, 10}, {"NI", "505", "", 8, 8},   {"PA", "507", "", 7, 8},
    {"PE", "51", "0", 8, 9},   {"PR", "1", "", 10, 10},  {"PY", "595", "0", 8, 9},  {"SV", "503", "", 8, 8},
    {"US", "1", "", 10, 10},   {"UY", "598", "0", 8, 8}, {"VE", "58", "0", 10, 10},
});

const Dialling* dialling(std::string_view country) {
    const auto found = std::ranges::find(kDialling, country, &Dialling::country);
    return found == kDialling.end() ? nullptr : &*found;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// "(01) 444-1234 anexo 12" → without what follows the number: an extension is no part of it.
std::string_view without_extension(std::string_view phone) {
    std::size_t digits = 0;
    for (std::size_t i = 0; i < phone.size(); ++i) {
        if (is_digit(phone[i])) ++digits;
        const char c = phone[i];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '#';
        if (letter && digits >= kFewestDigits) return phone.substr(0, i);
    }
    return phone;
}

struct Number {
    std::string digits;
    bool international = false;  // began with + or 00
};

Number digits_of(std::string_view phone) {
    Number number;
    for (const char c : without_extension(phone)) {
        if (c == '+' && number.digits.empty()) number.international = true;
        if (is_digit(c)) number.digits += c;
    }
    if (!number.international && number.digits.starts_with("00")) {
        number.international = true;
        number.digits.erase(0, 2);
    }
    return number;
}

bool is_national(const Dialling& d, std::string_view digits) {
    return digits.size() >= d.shortest && digits.size() <= d.longest;
}

// Mexico and Argentina put a digit before mobiles only when called from abroad: +52 1 55…, +54 9 11….
std::string without_mobile_mark(std::string e164) {
    if (e164.starts_with("521") && e164.size() == 13) e164.erase(2, 1);
    if (e164.starts_with("549") && e164.size() == 13) e164.erase(2, 1);
    return e164;
}

std::string national_to_e164(const Dialling& d, std::string digits) {
    if (!d.trunk.empty() && digits.starts_with(d.trunk)) digits.erase(0, d.trunk.size());
    const std::string_view rest = std::string_view(digits).substr(std::min(d.code.size(), digits.size()));
    const bool has_code = digits.starts_with(d.code) && is_national(d, rest);
    if (has_code && !is_national(d, digits)) return digits;
    return std::string(d.code) + digits;
}

std::optional<std::string> phone_key(std::string_view value, std::string_view country) {
    Number number = digits_of(value);
    if (number.digits.size() < kFewestDigits) return std::nullopt;
    if (!number.international)
        if (const Dialling* d = dialling(country))
            number.digits = national_to_e164(*d, std::move(number.digits));
    if (number.digits.size() > kMostDigits) return std::nullopt;
    return "p:+" + without_mobile_mark(std::move(number.digits));
}

std::optional<std::string> email_key(std::string_view value) {
    std::string address = one_line(value);
    const auto at = address.rfind('@');
    if (at == address.npos || at == 0 || at + 1 == address.size() || address.contains(' '))
        return std::nullopt;
    std::ranges::transform(address, address.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return "e:" + address;
}

std::optional<std::string> document_key(std::string_view value) {
    const std::string letters = document_letters(value);
    const auto count = code_points(letters);
    if (count < kFewestOfDocument || count > kMostOfDocument) return std::nullopt;
    return "d:" + letters;
}

std::optional<std::string> whatsapp_key(std::string_view value, std::string_view country) {
    auto key = phone_key(value, country);
    if (key) key->front() = 'w';
    return key;
}

// "@Ana_Torres", "https://t.me/ana_torres" → ana_torres.
std::optional<std::string> handle_key(std::string_view kind, std::string_view value) {
    std::string name = fold(one_line(value));
    while (name.ends_with('/')) name.pop_back();
    if (const auto slash = name.rfind('/'); slash != name.npos) name.erase(0, slash + 1);
    if (name.starts_with('@')) name.erase(0, 1);
    if (name.size() < 2 || name.contains(' ')) return std::nullopt;
    return std::string(kind) + name;
}

std::optional<std::string> address_key(std::string_view value) {
    const auto words = fold_words(value);
    if (words.empty()) return std::nullopt;
    return fmt::format("a:{}", fmt::join(words, " "));
}

}  // namespace

std::optional<std::string> match_key(IdentifierKind kind, std::string_view value, std::string_view country) {
    switch (kind) {
        case IdentifierKind::email:
            return email_key(value);
        case IdentifierKind::phone:
            return phone_key(value, country);
        case IdentifierKind::document:
            return document_key(value);
        case IdentifierKind::whatsapp:
            return whatsapp_key(value, country);
        case IdentifierKind::telegram:
            return handle_key("t:", value);
        case IdentifierKind::instagram:
            return handle_key("i:", value);
        case IdentifierKind::facebook:
            return handle_key("f:", value);
        case IdentifierKind::address:
            return address_key(value);
    }
    return std::nullopt;
}

std::vector<std::string> key_prefixes(std::string_view typed, std::string_view country) {
    std::vector<std::string> out;
    const std::string line = one_line(typed);
    if (line.empty()) return out;
    if (!line.contains(' ')) {
        std::string address = line;
        std::ranges::transform(address, address.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        out.push_back("e:" + address);
    }
    if (auto document = document_letters(line); code_points(document) >= kFewestOfDocument)
        out.push_back("d:" + document);
    const Number number = digits_of(line);
    if (number.digits.size() < 4) return out;
    if (auto whole = phone_key(line, country); whole && !number.international) out.push_back(*whole);
    if (number.international) {
        out.push_back("p:+" + number.digits);
    } else if (const Dialling* d = dialling(country)) {
        std::string national = number.digits;
        if (!d->trunk.empty() && national.starts_with(d->trunk)) national.erase(0, d->trunk.size());
        out.push_back("p:+" + std::string(d->code) + national);
        out.push_back("p:+" + number.digits);
    }
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
    return out;
}

namespace {

enum class Courtesy { none, neutral, man, woman };

Courtesy courtesy(std::string_view word) {
    static constexpr auto kMan = std::to_array<std::string_view>({"sr", "senor", "don", "dr", "mr"});
    static constexpr auto kWoman = std::to_array<std::string_view>(
        {"sra", "senora", "srta", "senorita", "dona", "dra", "mrs", "ms", "miss"});
    static constexpr auto kNeutral = std::to_array<std::string_view>({"ing", "lic", "abg", "arq", "prof"});
    const auto in = [&](const auto& list) { return std::ranges::find(list, word) != list.end(); };
    return in(kMan)       ? Courtesy::man
           : in(kWoman)   ? Courtesy::woman
           : in(kNeutral) ? Courtesy::neutral
                          : Courtesy::none;
}

struct Name {
    std::vector<std::string> words;  // without courtesies
    Courtesy called = Courtesy::none;
};

Name read_name(std::string_view text) {
    Name name;
    for (std::string& word : fold_words(text)) {
        const Courtesy c = courtesy(word);
        if (c == Courtesy::none) name.words.push_back(std::move(word));
        if (c == Courtesy::man || c == Courtesy::woman) name.called = c;
    }
    return name;
}

bool same_word(const std::string& a, const std::string& b) {
    return a == b || (a.size() == 1 && b.starts_with(a)) || (b.size() == 1 && a.starts_with(b));
}

bool lies_within(const std::vector<std::string>& shorter, std::vector<std::string> longer) {
    bool whole_word = false;
    for (const std::string& word : shorter) {
        const auto same =
            std::ranges::find_if(longer, [&](const std::string& other) { return same_word(word, other); });
        if (same == longer.end()) return false;
        whole_word = whole_word || (*same == word && word.size() > 1);
        longer.erase(same);
    }
    return whole_word;
}

}  // namespace

bool may_be_same_name(std::string_view a, std::string_view b) {
    Name shorter = read_name(a), longer = read_name(b);
    if (shorter.words.size() > longer.words.size()) std::swap(shorter, longer);
    if (shorter.words.empty()) return false;
    const bool both_called = shorter.called != Courtesy::none && longer.called != Courtesy::none;
    if (both_called && shorter.called != longer.called) return false;
    // "Señora Peña" may be Ana Peña or her sister-in-law: a surname alone says who only beside another alone.
    const bool surname_only = shorter.words.size() == 1 && shorter.called != Courtesy::none;
    if (surname_only && longer.words.size() > 1) return false;
    return lies_within(shorter.words, std::move(longer.words));
}

}  // namespace escucha::customers
