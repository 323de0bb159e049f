#include "base/language.hpp"

#include <charconv>

#include <boost/json.hpp>

#include "base/embedded.hpp"

extern const std::span<const escucha::EmbeddedText> escucha_embedded_texts;

namespace escucha {
namespace {

struct Entry {
    std::string one;  // empty: no singular of its own
    std::string other;
};
using Catalogue = std::map<std::string, Entry, std::less<>>;

void add_file(Catalogue& into, std::string_view bytes) {
    const auto document = boost::json::parse(bytes);
    for (const auto& [key, value] : document.as_object()) {
        Entry entry;
        if (value.is_object()) {
            entry.one = value.at("one").as_string();
            entry.other = value.at("other").as_string();
        } else {
            entry.other = value.as_string();
        }
        into.insert_or_assign(std::string(key), std::move(entry));
    }
}

Catalogue load(std::string_view folder) {
    Catalogue catalogue;
    for (const auto& file : escucha_embedded_texts)
        if (file.name.starts_with(folder)) add_file(catalogue, file.bytes);
    return catalogue;
}

const Catalogue& catalogue(Language language) {
    static const Catalogue es = load("es/");
    static const Catalogue en = load("en/");
    return language == Language::es ? es : en;
}

std::string fill(std::string_view pattern, const TextParams& params) {
    std::string out;
    out.reserve(pattern.size() + 16);
    while (!pattern.empty()) {
        const auto open = pattern.find('{');
        const auto close = open == pattern.npos ? pattern.npos : pattern.find('}', open);
        if (close == pattern.npos) break;
        out += pattern.substr(0, open);
        const auto found = params.find(pattern.substr(open + 1, close - open - 1));
        out +=
            found == params.end() ? pattern.substr(open, close - open + 1) : std::string_view(found->second);
        pattern.remove_prefix(close + 1);
    }
    return out.append(pattern);
}

double quality(std::string_view parameters) {
    const auto q = parameters.find("q=");
    double value = 1.0;
    if (q != parameters.npos) {
        const auto digits = parameters.substr(q + 2);
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
    }
    return value;
}

std::string_view trimmed(std::string_view s) {
    while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
    while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
    return s;
}

}  // namespace

std::string text(Language language, std::string_view key, const TextParams& params) {
    const auto& all = catalogue(language);
    const auto found = all.find(key);
    if (found == all.end()) return std::string(key);
    const auto n = params.find("n");
    const bool one = n != params.end() && n->second == "1" && !found->second.one.empty();
    return fill(one ? found->second.one : found->second.other, params);
}

bool has_text(Language language, std::string_view key) {
    return catalogue(language).contains(key);
}

std::vector<std::string> text_keys(Language language) {
    std::vector<std::string> keys;
    for (const auto& [key, entry] : catalogue(language)) keys.push_back(key);
    return keys;
}

std::optional<Language> negotiate(std::string_view header) {
    std::optional<Language> best;
    double best_quality = 0;
    while (!header.empty()) {
        const auto comma = header.find(',');
        const auto item = header.substr(0, comma);
        header = comma == header.npos ? std::string_view{} : header.substr(comma + 1);
        const auto semicolon = item.find(';');
        const auto language = language_from(trimmed(item.substr(0, semicolon)));
        const double q = semicolon == item.npos ? 1.0 : quality(item.substr(semicolon));
        if (language && q > best_quality) best = language, best_quality = q;
    }
    return best;
}

std::string_view code(Language language) {
    return language == Language::es ? "es" : "en";
}

std::optional<Language> language_from(std::string_view code) {
    const auto primary = code.substr(0, code.find_first_of("-_"));
    if (primary == "es" || primary == "ES") return Language::es;
    if (primary == "en" || primary == "EN") return Language::en;
    return std::nullopt;
}

}  // namespace escucha
