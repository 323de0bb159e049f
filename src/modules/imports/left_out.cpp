#include "modules/imports/left_out.hpp"

#include <algorithm>

#include "base/sort_key.hpp"
#include "base/tokens.hpp"

namespace escucha::imports {
namespace {

using customers::Customer;
using customers::IdentifierKind;

std::string hashed(std::string_view text) {
    return token_hash(text).substr(0, 32);
}

struct Key {
    std::string key;
    bool document = false;
};

std::vector<Key> keys_of(const Customer& customer, std::string_view country) {
    std::vector<Key> out;
    for (const auto& identifier : customer.identifiers) {
        if (identifier.kind == IdentifierKind::address) continue;
        auto key = customers::match_key(identifier, country);
        if (!key) continue;
        if (key->starts_with("w:")) key->front() = 'p';  // a WhatsApp number is a phone
        out.push_back({std::move(*key), identifier.kind == IdentifierKind::document});
    }
    return out;
}

std::vector<std::string> hashed_words(std::string_view name) {
    std::vector<std::string> out;
    for (const auto& word : fold_words(name)) out.push_back(hashed(word));
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
    return out;
}

bool may_be(const std::vector<std::string>& theirs, const std::vector<std::string>& words) {
    const auto& [shorter, longer] =
        theirs.size() < words.size() ? std::tie(theirs, words) : std::tie(words, theirs);
    return !shorter.empty() && std::ranges::includes(longer, shorter);
}

}  // namespace

std::vector<std::string> hashed_keys(const Customer& customer, std::string_view country) {
    std::vector<std::string> out;
    for (const auto& key : keys_of(customer, country)) out.push_back(hashed(key.key));
    return out;
}

std::vector<std::string> telling_keys(const Customer& customer, std::string_view country) {
    std::vector<std::string> out;
    for (auto& [key, document] : keys_of(customer, country))
        out.push_back(document ? std::move(key) : key + "\n" + sort_key(customer.name));
    return out;
}

std::vector<Telling> telling_of(const Customer& customer, std::string_view country) {
    std::vector<std::vector<std::string>> names{hashed_words(customer.name)};
    for (const auto& merged : customer.merged) names.push_back(hashed_words(merged.name));
    std::vector<Telling> out;
    for (const auto& key : keys_of(customer, country)) {
        if (key.document) {
            out.push_back({hashed(key.key)});
            continue;
        }
        for (const auto& words : names)
            if (!words.empty()) out.push_back({hashed(key.key), words});
    }
    return out;
}

bool is_one_of(std::span<const Telling> them, std::string_view name, std::span<const std::string> keys) {
    const auto words = them.empty() ? std::vector<std::string>{} : hashed_words(name);
    return std::ranges::any_of(them, [&](const Telling& one) {
        return std::ranges::find(keys, one.key) != keys.end() &&
               (one.words.empty() || may_be(one.words, words));
    });
}

}  // namespace escucha::imports
