#include "modules/customers/identifiers.hpp"

#include <algorithm>

#include "base/fold.hpp"
#include "modules/customers/documents.hpp"
#include "modules/customers/phones.hpp"

namespace escucha::customers {
namespace {

constexpr std::size_t kFewestOfDocument = 4, kMostOfDocument = 32;

std::string lower_ascii(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

std::optional<std::string> phone_key(char kind, std::string_view value, std::string_view country) {
    const auto phone = read_phone(value, country);
    if (!phone) return std::nullopt;
    return fmt::format("{}:{}", kind, phone->line);
}

std::optional<std::string> email_key(std::string_view value) {
    const std::string address = lower_ascii(one_line(value));
    const auto at = address.rfind('@');
    if (at == address.npos || at == 0 || at + 1 == address.size() || address.contains(' '))
        return std::nullopt;
    return "e:" + address;
}

std::optional<std::string> document_key(const Identifier& document, std::string_view country) {
    const auto type = document.type ? document.type : guess_document(document.value, country);
    const std::string number = canonical_document(type, document.value);
    const auto count = code_points(number);
    if (count < kFewestOfDocument || count > kMostOfDocument) return std::nullopt;
    return "d:" + number;
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

std::optional<std::string> match_key(const Identifier& identifier, std::string_view country) {
    switch (identifier.kind) {
        case IdentifierKind::email:
            return email_key(identifier.value);
        case IdentifierKind::phone:
            return phone_key('p', identifier.value, country);
        case IdentifierKind::document:
            return document_key(identifier, country);
        case IdentifierKind::whatsapp:
            return phone_key('w', identifier.value, country);
        case IdentifierKind::telegram:
            return handle_key("t:", identifier.value);
        case IdentifierKind::instagram:
            return handle_key("i:", identifier.value);
        case IdentifierKind::facebook:
            return handle_key("f:", identifier.value);
        case IdentifierKind::address:
            return address_key(identifier.value);
    }
    return std::nullopt;
}

void complete(Identifier& identifier, std::string_view country) {
    identifier.value = one_line(identifier.value);
    identifier.shown = identifier.value;
    identifier.number.reset();
    if (identifier.kind == IdentifierKind::phone || identifier.kind == IdentifierKind::whatsapp) {
        if (auto phone = read_phone(identifier.value, country)) {
            identifier.shown = std::move(phone->shown);
            identifier.number = std::move(phone->number);
        }
    }
    if (identifier.kind != IdentifierKind::document)
        identifier.type.reset();
    else if (!identifier.type)
        identifier.type = guess_document(identifier.value, country);
}

bool is_doubtful(const Identifier& identifier) {
    if (identifier.kind != IdentifierKind::document || !identifier.type) return false;
    const DocumentCheck check = check_document(*identifier.type, identifier.value);
    return check == DocumentCheck::wrong_digit || check == DocumentCheck::not_one;
}

std::vector<std::string> key_prefixes(std::string_view typed, std::string_view country) {
    std::vector<std::string> out;
    const std::string line = one_line(typed);
    if (line.empty()) return out;
    if (!line.contains(' ')) out.push_back("e:" + lower_ascii(line));
    if (auto document = document_letters(line); code_points(document) >= kFewestOfDocument)
        out.push_back("d:" + document);
    for (const std::string& number : line_prefixes(line, country)) {
        out.push_back("p:" + number);
        out.push_back("w:" + number);
    }
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
    return out;
}

}  // namespace escucha::customers
