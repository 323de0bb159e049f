#include "modules/customers/names.hpp"

#include <algorithm>
#include <array>

#include "base/fold.hpp"

namespace escucha::customers {
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

bool is_particle(std::string_view word) {
    static constexpr auto kParticles =
        std::to_array<std::string_view>({"de", "del", "la", "las", "los", "el", "y", "e", "i", "da", "das",
                                         "do", "dos", "di", "van", "von", "vda"});
    return std::ranges::find(kParticles, word) != kParticles.end();
}

// The legal form at the end of a firm's name, with dots it falls apart into letters: "S.A.C." → s a c.
void drop_legal_form(std::vector<std::string>& words) {
    static constexpr auto kForms =
        std::to_array<std::string_view>({"sa", "sac", "saa", "sl", "slu", "sau", "srl", "eirl", "spa", "ltda",
                                         "cia", "sas", "scrl", "sapi", "cv", "rl", "inc", "llc", "corp"});
    const auto is_form = [&](const std::string& w) {
        return w.size() == 1 || std::ranges::find(kForms, w) != kForms.end();
    };
    auto kept = words.size();
    while (kept > 1 && is_form(words[kept - 1])) --kept;
    const auto letters =
        static_cast<std::size_t>(std::count_if(words.begin() + static_cast<std::ptrdiff_t>(kept), words.end(),
                                               [](const std::string& w) { return w.size() == 1; }));
    // A single letter at the end is somebody's initial.
    if (letters == 1 && words.size() - kept == 1) return;
    words.resize(kept);
}

struct Name {
    std::vector<std::string> words;  // without courtesies
    Courtesy called = Courtesy::none;
};

Name read_name(std::string_view text) {
    Name name;
    std::vector<std::string> particles;
    for (std::string& word : fold_words(text)) {
        const Courtesy c = courtesy(word);
        if (c == Courtesy::man || c == Courtesy::woman) name.called = c;
        if (c != Courtesy::none) continue;
        (is_particle(word) ? particles : name.words).push_back(std::move(word));
    }
    if (name.words.empty()) name.words = std::move(particles);
    drop_legal_form(name.words);
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

bool may_be_same(Name shorter, Name longer) {
    if (shorter.words.size() > longer.words.size()) std::swap(shorter, longer);
    if (shorter.words.empty()) return false;
    const bool both_called = shorter.called != Courtesy::none && longer.called != Courtesy::none;
    if (both_called && shorter.called != longer.called) return false;
    // "Señora Peña" may be Ana Peña or her sister-in-law: a surname alone says who only beside another alone.
    const bool surname_only = shorter.words.size() == 1 && shorter.called != Courtesy::none;
    if (surname_only && longer.words.size() > 1) return false;
    return lies_within(shorter.words, std::move(longer.words));
}

char sound_of(char c, char next) {
    switch (c) {
        case 'v':
            return 'b';
        case 'z':
        case 'x':
            return 's';
        case 'c':
            return next == 'e' || next == 'i' ? 's' : 'k';
        case 'q':
            return 'k';
        case 'g':
            return next == 'e' || next == 'i' ? 'j' : 'g';
        case 'w':
            return 'u';
        default:
            return c;
    }
}

bool is_vowel(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

std::string sound_of(std::string_view word) {
    std::string out;
    for (std::size_t i = 0; i < word.size(); ++i) {
        char c = sound_of(word[i], i + 1 < word.size() ? word[i + 1] : '\0');
        if (c == 'h' && !(i > 0 && word[i - 1] == 'c')) continue;
        if (c == 'l' && i + 1 < word.size() && word[i + 1] == 'l') c = 'y', ++i;
        if (c == 'y' && i + 1 == word.size()) c = 'i';
        if (is_vowel(c) && !out.empty()) continue;
        if (out.empty() || out.back() != c) out += c;
    }
    return out;
}

// Mario and María are brother and sister.
bool differ_in_gender(std::string_view a, std::string_view b) {
    const auto ending = [](std::string_view w) { return w.back() == 'o' || w.back() == 'a'; };
    return a.size() == b.size() && a.back() != b.back() && ending(a) && ending(b) &&
           a.substr(0, a.size() - 1) == b.substr(0, b.size() - 1);
}

// A slip of the pen: nearly the same letters, or the same sound. Short words must be the same.
bool is_slip_of(const std::string& a, const std::string& b) {
    if (same_word(a, b)) return true;
    if (std::min(a.size(), b.size()) < 4 || differ_in_gender(a, b)) return false;
    return closeness(a, b) >= 0.92 || (closeness(a, b) >= 0.8 && sound_of(a) == sound_of(b));
}

// Each word of the shorter has a partner in the longer.
bool all_paired(const std::vector<std::string>& shorter, std::vector<std::string> longer) {
    for (const std::string& word : shorter) {
        const auto partner =
            std::ranges::find_if(longer, [&](const std::string& other) { return is_slip_of(word, other); });
        if (partner == longer.end()) return false;
        longer.erase(partner);
    }
    return true;
}

bool share_a_word(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::ranges::any_of(a, [&](const std::string& word) {
        return word.size() >= 3 && std::ranges::any_of(b, [&](const std::string& other) {
                   return other.size() >= 3 && is_slip_of(word, other);
               });
    });
}

}  // namespace

bool may_be_same_name(std::string_view a, std::string_view b) {
    return may_be_same(read_name(a), read_name(b));
}

NameMatch compare_names(std::string_view a, std::string_view b) {
    Name shorter = read_name(a), longer = read_name(b);
    if (shorter.words.size() > longer.words.size()) std::swap(shorter, longer);
    std::vector<std::string> x = shorter.words, y = longer.words;
    if (x.empty()) return NameMatch::different;
    std::ranges::sort(x);
    std::ranges::sort(y);
    const bool both_called = shorter.called != Courtesy::none && longer.called != Courtesy::none;
    const bool told_apart = both_called && shorter.called != longer.called;
    if (x == y && !told_apart) return NameMatch::same;
    if (!told_apart && may_be_same(shorter, longer)) return NameMatch::similar;
    const bool enough = x.size() > 1 || (y.size() == 1 && x[0].size() > 3);
    if (!told_apart && enough && all_paired(x, y)) return NameMatch::similar;
    return share_a_word(x, y) ? NameMatch::related : NameMatch::different;
}

std::vector<std::string> name_words(std::string_view name) {
    return read_name(name).words;
}

std::string name_sound(std::string_view name) {
    std::vector<std::string> sounds;
    for (const std::string& word : name_words(name)) {
        std::string sound = sound_of(word);
        if (!sound.empty()) sounds.push_back(std::move(sound));
    }
    std::ranges::sort(sounds);
    return fmt::format("{}", fmt::join(sounds, " "));
}

bool share_a_sound(std::string_view a, std::string_view b) {
    // Both are sorted words.
    while (!a.empty() && !b.empty()) {
        const std::string_view x = a.substr(0, a.find(' ')), y = b.substr(0, b.find(' '));
        if (x == y && x.size() > 1) return true;
        std::string_view& behind = x <= y ? a : b;
        behind.remove_prefix(std::min(behind.size(), (x <= y ? x : y).size() + 1));
    }
    return false;
}

double closeness(std::string_view a, std::string_view b) {
    if (a.empty() || b.empty()) return a == b ? 1 : 0;
    const std::size_t far = std::max(a.size(), b.size()) / 2;
    const std::size_t reach = far > 0 ? far - 1 : 0;
    std::vector<bool> taken(b.size());
    std::string from_a, from_b;
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = i > reach ? i - reach : 0; j < std::min(b.size(), i + reach + 1); ++j)
            if (!taken[j] && a[i] == b[j]) {
                taken[j] = true;
                from_a += a[i];
                break;
            }
    if (from_a.empty()) return 0;
    for (std::size_t j = 0; j < b.size(); ++j)
        if (taken[j]) from_b += b[j];
    double swapped = 0;
    for (std::size_t i = 0; i < from_a.size(); ++i) swapped += from_a[i] != from_b[i] ? 0.5 : 0;
    const auto m = static_cast<double>(from_a.size());
    const double jaro =
        (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) + (m - swapped) / m) / 3;
    std::size_t prefix = 0;
    while (prefix < 4 && prefix < a.size() && prefix < b.size() && a[prefix] == b[prefix]) ++prefix;
    return jaro + static_cast<double>(prefix) * 0.1 * (1 - jaro);
}

}  // namespace escucha::customers
