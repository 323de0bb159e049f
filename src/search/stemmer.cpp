#include "search/stemmer.hpp"

#include <algorithm>
#include <memory>

#include <libstemmer.h>

#include "base/fold.hpp"
#include "search/analyser.hpp"

namespace escucha::search {
namespace {

constexpr std::size_t kShort = 4;  // letters: such words lose nothing but their plural

// libstemmer's state serves one call at a time: each thread has its own.
std::string snowball(const char* algorithm, sb_stemmer*& stemmer, std::string_view word) {
    if (stemmer == nullptr) stemmer = sb_stemmer_new(algorithm, "UTF_8");
    if (stemmer == nullptr) throw std::runtime_error(std::string("libstemmer knows no ") + algorithm);
    const auto* bytes = reinterpret_cast<const sb_symbol*>(word.data());
    const auto* out = sb_stemmer_stem(stemmer, bytes, static_cast<int>(word.size()));
    if (out == nullptr) throw std::bad_alloc();
    return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(sb_stemmer_length(stemmer))};
}

struct OfThread {
    sb_stemmer* spanish = nullptr;
    sb_stemmer* english = nullptr;
    OfThread() = default;
    OfThread(const OfThread&) = delete;
    ~OfThread() {
        sb_stemmer_delete(spanish);
        sb_stemmer_delete(english);
    }
};
OfThread& of_thread() {
    thread_local OfThread stemmers;
    return stemmers;
}

bool latin(std::string_view word) {
    return std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_vowel(char c) {
    return std::string_view("aeiou").contains(c);
}

// -s after a or o (casas), after e that belongs to the word (clientes), after i or u of a longer one (taxis,
// virus: both forms alike); -es after a consonant (motores). Once more when an s is left: autobuses, autobus.
std::string without_plural(std::string word) {
    for (int times = 0; times < 2; ++times) {
        if (word.size() < 4 || !word.ends_with('s')) break;
        const char before = word[word.size() - 2];
        if (before == 'i' || before == 'u') {
            if (word.size() < 5) break;
            word.pop_back();
        } else if (before == 'e' && word.size() >= 5 && !is_vowel(word[word.size() - 3])) {
            word.resize(word.size() - 2);
        } else {
            word.pop_back();
        }
    }
    return word;
}

std::string with_its_accent(const std::string& word) {
    if (word.size() > kShort && (word.ends_with("cion") || word.ends_with("sion")))
        return word.substr(0, word.size() - 2) + "ón";
    return word;
}

}  // namespace

std::string spanish_stem(std::string_view folded) {
    if (!latin(folded) || folded.size() < 3) return std::string(folded);
    auto word = without_plural(std::string(folded));
    if (word.size() > kShort) word = fold(snowball("spanish", of_thread().spanish, with_its_accent(word)));
    if (word.size() > 2 && word.ends_with('z')) word.back() = 'c';
    return word;
}

std::string english_stem(std::string_view folded) {
    if (!latin(folded) || folded.size() < 3) return std::string(folded);
    return "0e" + snowball("english", of_thread().english, folded);
}

std::string stem(std::string_view word, Language language) {
    const auto folded = fold(word);
    return language == Language::en ? english_stem(folded) : spanish_stem(folded);
}

}  // namespace escucha::search
