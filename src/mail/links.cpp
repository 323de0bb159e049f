#include "mail/links.hpp"

#include <algorithm>
#include <array>

#include "mail/charset.hpp"

namespace escucha::mail {
namespace {

constexpr std::size_t kLongest = 2'000;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
// Of an address of mail, before and after the "@".
bool is_local(char c) {
    return is_letter(c) || is_digit(c) || std::string_view("._%+-").contains(c);
}
bool is_domain(char c) {
    return is_letter(c) || is_digit(c) || c == '.' || c == '-';
}

bool begins(std::string_view text, std::string_view with) {
    return equal_without_case(text.substr(0, with.size()), with);
}

// What people put behind an address without meaning it: "(vea www.empresa.pe)." Brackets that the address
// itself opens stay.
std::string_view without_end(std::string_view address) {
    constexpr std::array<std::string_view, 14> kEnds{".", ",", ";", ":", "!", "?", "'",
                                                     "*", "]", "}", "»", "”", "’", "…"};
    for (bool again = true; again && !address.empty();) {
        again = false;
        for (const auto end : kEnds)
            if (address.ends_with(end)) address.remove_suffix(end.size()), again = true;
        if (address.ends_with(')') && std::ranges::count(address, '(') < std::ranges::count(address, ')'))
            address.remove_suffix(1), again = true;
    }
    return address;
}

std::optional<LinkIn> web(std::string_view word) {
    for (std::size_t at = 0; at < word.size(); ++at) {
        if (at > 0 && (is_letter(word[at - 1]) || is_digit(word[at - 1]))) continue;
        const auto rest = word.substr(at);
        std::size_t lead = 0;
        for (const std::string_view begin : {"https://", "http://", "www."})
            if (begins(rest, begin)) lead = begin.size();
        if (lead == 0) continue;
        const auto address = without_end(rest.substr(0, rest.find_first_of("<>\"`")));
        const bool somewhere =
            address.size() > lead && (is_letter(address[lead]) || is_digit(address[lead]) ||
                                      static_cast<unsigned char>(address[lead]) >= 0x80);
        const bool bare = lead == 4;
        if (!somewhere || address.size() > kLongest || (bare && !address.substr(lead).contains('.')))
            continue;
        return LinkIn{at, address.size(), bare ? "http://" : ""};
    }
    return std::nullopt;
}

std::optional<LinkIn> mail(std::string_view word) {
    const auto sign = word.find('@');
    if (sign == word.npos || sign == 0) return std::nullopt;
    auto begin = sign, end = sign + 1;
    while (begin > 0 && is_local(word[begin - 1])) --begin;
    while (end < word.size() && is_domain(word[end])) ++end;
    while (begin < sign && word[begin] == '.') ++begin;
    const auto domain = without_end(word.substr(sign + 1, end - sign - 1));
    const auto dot = domain.rfind('.');
    const bool whole = begin < sign && dot != domain.npos && dot > 0 && domain.size() - dot > 2 &&
                       std::ranges::all_of(domain.substr(dot + 1), is_letter) && !domain.contains("..");
    if (!whole || word.substr(sign + 1).contains('@')) return std::nullopt;
    return LinkIn{begin, sign + 1 + domain.size() - begin, "mailto:"};
}

}  // namespace

std::optional<LinkIn> link_in(std::string_view word) {
    if (word.size() > 2 * kLongest) return std::nullopt;
    const auto found = web(word);
    return found ? found : mail(word);
}

}  // namespace escucha::mail
