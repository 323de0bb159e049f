#include "modules/customers/phones.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>

#include <phonenumbers/phonenumberutil.h>

#include "base/fold.hpp"

namespace escucha::customers {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t kFewestDigits = 6, kMostDigits = 15, kLongestText = 200;

const PhoneNumberUtil& util() {
    return *PhoneNumberUtil::GetInstance();
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string digits_in(std::string_view text) {
    std::string out;
    std::ranges::copy_if(text, std::back_inserter(out), is_digit);
    return out;
}

// "(01) 444-1234 anexo 12": where what follows the number begins, else its end.
std::size_t end_of_number(std::string_view phone) {
    std::size_t digits = 0;
    for (std::size_t i = 0; i < phone.size(); ++i) {
        if (is_digit(phone[i])) ++digits;
        const char c = phone[i];
        const bool letter =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '#' || c == ',' || c == ';';
        if (letter && digits >= kFewestDigits) return i;
    }
    return phone.size();
}

struct Written {
    std::string digits;
    bool international = false;  // began with + or 00
};

Written read_digits(std::string_view phone) {
    Written number;
    for (const char c : phone) {
        if (c == '+' && number.digits.empty()) number.international = true;
        if (is_digit(c)) number.digits += c;
    }
    if (!number.international && number.digits.starts_with("00")) {
        number.international = true;
        number.digits.erase(0, 2);
    }
    return number;
}

// `e164`: digits with the country code, perhaps unfinished. The marks that do not belong to the line go.
std::string line_of(std::string e164) {
    if (e164.starts_with("521") && e164.size() > 12) e164.erase(2, 1);
    if (e164.starts_with("549") && e164.size() > 12) e164.erase(2, 1);
    if (e164.starts_with("55") && e164.size() == 13 && e164[4] == '9') e164.erase(4, 1);
    return "+" + e164;
}

// Brazil gave its mobiles (6 to 9 after the area) a ninth digit, a leading 9, from 2012 to 2016; many are
// still written without it. (Anatel, Resolução 553/2010.)
void add_ninth_digit(PhoneNumber& number) {
    constexpr int kBrazil = 55;
    constexpr std::uint64_t kTenDigits = 10'000'000'000, kLine = 100'000'000;
    const std::uint64_t area = number.national_number() / kLine, line = number.national_number() % kLine;
    if (number.country_code() != kBrazil || number.national_number() >= kTenDigits || area < 11 ||
        line < kLine / 10 * 6)
        return;
    PhoneNumber with = number;
    with.set_national_number(area * kLine * 10 + 9 * kLine + line);
    if (!util().IsValidNumber(number) && util().IsValidNumber(with)) number = with;
}

std::optional<PhoneNumber> parse(const Written& number, std::string_view country) {
    PhoneNumber parsed;
    const std::string text = number.international ? "+" + number.digits : number.digits;
    if (util().Parse(text, std::string(country), &parsed) != PhoneNumberUtil::NO_PARSING_ERROR)
        return std::nullopt;
    add_ninth_digit(parsed);
    return parsed;
}

std::string format(const PhoneNumber& number, PhoneNumberUtil::PhoneNumberFormat how) {
    std::string out;
    util().Format(number, how, &out);
    return out;
}

// Numbers of one's own country as one dials them at home: of countries that share a code (1), the right one.
std::string shown(const PhoneNumber& number, std::string_view country) {
    std::string region;
    util().GetRegionCodeForNumber(number, &region);
    return format(number, region == country ? PhoneNumberUtil::NATIONAL : PhoneNumberUtil::INTERNATIONAL);
}

std::optional<Phone> read_anew(std::string_view written, std::string_view country) {
    const std::size_t end = end_of_number(written);
    const Written number = read_digits(written.substr(0, end));
    if (number.digits.size() < kFewestDigits || number.digits.size() > kMostDigits) return std::nullopt;
    Phone phone{.extension = digits_in(written.substr(end))};
    const auto parsed = parse(number, country);
    std::string e164 = parsed ? format(*parsed, PhoneNumberUtil::E164).substr(1) : number.digits;
    if (e164.size() > kMostDigits) return std::nullopt;
    if (parsed && util().IsValidNumber(*parsed)) {
        phone.number = "+" + e164;
        phone.shown = shown(*parsed, country);
        if (!phone.extension.empty()) phone.shown += " ext. " + phone.extension;
    } else {
        phone.shown = one_line(written);
    }
    phone.line = line_of(std::move(e164));
    return phone;
}

// Judging, keying and writing down one customer ask about the same number again and again, and reading it
// takes some ten thousandths of a second: the last few of each thread are remembered.
struct Remembered {
    std::string written, country;
    std::optional<Phone> phone;
};
constexpr std::size_t kRemembered = 64;

}  // namespace

std::optional<Phone> read_phone(std::string_view written, std::string_view country) {
    if (written.empty() || written.size() > kLongestText) return std::nullopt;
    thread_local std::array<Remembered, kRemembered> remembered;
    Remembered& r = remembered[std::hash<std::string_view>{}(written) % kRemembered];
    if (r.written != written || r.country != country)
        r = {std::string(written), std::string(country), read_anew(written, country)};
    return r.phone;
}

std::vector<std::string> national_forms(std::string_view number) {
    if (!number.starts_with('+')) return {};
    const auto parsed = parse({.digits = std::string(number.substr(1)), .international = true}, "");
    if (!parsed) return {};
    const std::size_t code = std::to_string(parsed->country_code()).size() + 1;
    std::vector<std::string> out{std::string(number.substr(code))};
    if (std::string line = line_of(std::string(number.substr(1))).substr(code); line != out.front())
        out.push_back(std::move(line));
    return out;
}

// Where customers of a Spanish-speaking organisation call from: their numbers are typed without the code of
// the country, too, once they are whole.
constexpr std::array<std::string_view, 23> kNearby{"AR", "BO", "BR", "CL", "CO", "CR", "CU", "DO",
                                                   "EC", "ES", "GT", "HN", "MX", "NI", "PA", "PE",
                                                   "PR", "PT", "PY", "SV", "US", "UY", "VE"};
constexpr std::size_t kWholeNumber = 8;

std::vector<std::string> line_prefixes(std::string_view typed, std::string_view country) {
    std::vector<std::string> out;
    const Written number = read_digits(typed);
    if (number.digits.size() < 4 || number.digits.size() > kMostDigits) return out;
    const auto add = [&](std::string digits) {
        out.push_back("+" + digits);
        if (digits.size() > 3 && (digits.starts_with("521") || digits.starts_with("549")))
            out.push_back("+" + digits.substr(0, 2) + digits.substr(3));
        if (digits.size() > 5 && digits.starts_with("55") && digits[4] == '9')
            out.push_back("+" + digits.substr(0, 4) + digits.substr(5));
    };
    add(number.digits);
    const int code = number.international ? 0 : util().GetCountryCodeForRegion(std::string(country));
    if (code == 0) return out;
    std::string trunk, national = number.digits;
    util().GetNddPrefixForRegion(std::string(country), true, &trunk);
    if (!trunk.empty() && national.starts_with(trunk)) national.erase(0, trunk.size());
    add(std::to_string(code) + national);
    if (const auto whole = read_phone(typed, country); whole && whole->number) out.push_back(whole->line);
    if (number.digits.size() >= kWholeNumber)
        for (const std::string_view abroad : kNearby)
            if (const auto whole = read_phone(typed, abroad); whole && whole->number)
                out.push_back(whole->line);
    return out;
}

}  // namespace escucha::customers
