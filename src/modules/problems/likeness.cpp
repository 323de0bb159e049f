#include "modules/problems/likeness.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "search/analyser.hpp"

namespace escucha::problems {
namespace {

constexpr double kCause = 0.6, kBranch = 0.3, kWords = 0.75, kProduct = 0.3, kPlace = 0.15;
constexpr std::size_t kShownWords = 5;

// Words so common that they say nothing of what happened, beyond those of two letters.
const std::set<std::string, std::less<>>& empty_words() {
    static const std::set<std::string, std::less<>> words{
        "mis",     "tus",    "dos",     "tres",   "que",    "los",    "las",    "del",     "por",
        "con",     "una",    "uno",     "unos",   "unas",   "para",   "mas",    "pero",    "sus",
        "les",     "nos",    "como",    "este",   "esta",   "esto",   "eso",    "esa",     "ese",
        "muy",     "sin",    "sobre",   "entre",  "cuando", "donde",  "porque", "desde",   "hasta",
        "hay",     "fue",    "era",     "son",    "ser",    "han",    "has",    "habia",   "hace",
        "hacer",   "hizo",   "tengo",   "tiene",  "tenia",  "estoy",  "estan",  "estaba",  "ahora",
        "ayer",    "hoy",    "todavia", "aun",    "nada",   "nadie",  "algo",   "todo",    "toda",
        "todos",   "todas",  "otra",    "otro",   "vez",    "veces",  "dia",    "dias",    "semana",
        "semanas", "mes",    "meses",   "quiero", "puede",  "pueden", "puedo",  "compre",  "favor",
        "gracias", "buenos", "buenas",  "tardes", "hola",   "señor",  "señora", "ustedes", "usted",
        "the",     "and",    "for",     "was",    "were",   "that",   "this",   "with",    "you",
        "your",    "have",   "had",     "has",    "not",    "but",    "are",    "they",    "from",
        "when",    "after",  "please",  "hello",  "thank",  "thanks", "bought", "want",    "would",
        "could",   "should", "there",   "been",   "still",  "week",   "weeks",  "day",     "days"};
    return words;
}

bool says_something(const search::Token& token) {
    if (token.whole || token.word.size() < 3 || empty_words().contains(token.word)) return false;
    return std::ranges::none_of(token.word, [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string> shared(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    std::vector<std::string> both;
    std::ranges::set_intersection(a, b, std::back_inserter(both));
    return both;
}

void weightiest_first(std::vector<std::string>& stems, const Vocabulary& vocabulary) {
    std::ranges::sort(stems, [&](const std::string& a, const std::string& b) {
        return std::tuple(vocabulary.weight(b), std::string_view(a)) <
               std::tuple(vocabulary.weight(a), std::string_view(b));
    });
}

double squares(const std::vector<std::string>& stems, const Vocabulary& vocabulary) {
    double sum = 0;
    for (const auto& stem : stems) {
        const auto weight = vocabulary.weight(stem);
        sum += weight * weight;
    }
    return sum;
}

// The cosine.
double alike_in_words(const Look& a, const Look& b, const std::vector<std::string>& words,
                      const Vocabulary& vocabulary) {
    const double lengths = vocabulary.length(a) * vocabulary.length(b);
    return lengths > 0 ? squares(words, vocabulary) / lengths : 0;
}

bool same(const Path& a, const Path& b) {
    return !a.empty() && a == b;
}
bool of_one_branch(const Path& a, const Path& b) {
    return !a.empty() && !b.empty() && a.front() == b.front() && a.size() + b.size() > 2;
}

double by_time(Instant a, Instant b) {
    const auto apart = std::chrono::duration<double>(a < b ? b - a : a - b);
    return std::exp2(-apart / std::chrono::duration<double>(kHalfLife));
}

// What is still possible after each thing that speaks for it: independent hints add up, never beyond 1.
double together(std::initializer_list<double> hints) {
    double left = 1;
    for (const double hint : hints) left *= 1 - hint;
    return 1 - left;
}

}  // namespace

std::vector<std::string> telling_stems(std::string_view text, Language language) {
    std::vector<std::string> stems;
    for (const auto& token : search::analyse(text, language))
        if (says_something(token)) stems.push_back(token.stem);
    std::ranges::sort(stems);
    stems.erase(std::ranges::unique(stems).begin(), stems.end());
    return stems;
}

Vocabulary::Vocabulary(std::span<const Look> looks) {
    const auto all = static_cast<double>(looks.size());
    for (const auto& look : looks)
        for (const auto& stem : look.stems) ++weights_[stem];
    // What nobody else says tells how somebody writes, not what of: it keeps two cases apart a little only.
    of_nobody_ = std::log(1.0 + all) / 4;
    for (auto& [_, used] : weights_) used = used < 2 ? of_nobody_ : std::log(1.0 + all / used);
    for (const auto& look : looks) lengths_[look.id] = std::sqrt(squares(look.stems, *this));
}

double Vocabulary::weight(const std::string& stem) const {
    const auto found = weights_.find(stem);
    return found == weights_.end() ? of_nobody_ : found->second;
}

double Vocabulary::length(const Look& look) const {
    const auto found = lengths_.find(look.id);
    return found == lengths_.end() ? std::sqrt(squares(look.stems, *this)) : found->second;
}

namespace {

Likeness likeness(const Look& a, const Look& b, const Vocabulary& vocabulary) {
    Likeness found{.cause = same(a.cause, b.cause),
                   .product = same(a.product, b.product),
                   .place = same(a.place, b.place),
                   .words = shared(a.stems, b.stems)};
    const double words = alike_in_words(a, b, found.words, vocabulary);
    const double cause = found.cause ? kCause : of_one_branch(a.cause, b.cause) ? kBranch : 0;
    // Two causes that somebody told apart are two problems, whatever the words.
    if (cause == 0 && !a.cause.empty() && !b.cause.empty()) return found;
    found.score = by_time(a.at, b.at) *
                  together({cause, kWords * words, found.product ? kProduct : 0, found.place ? kPlace : 0});
    return found;
}

}  // namespace

Likeness compare(const Look& a, const Look& b, const Vocabulary& vocabulary) {
    auto found = likeness(a, b, vocabulary);
    weightiest_first(found.words, vocabulary);
    return found;
}

double score_of(const Look& a, const Look& b, const Vocabulary& vocabulary) {
    return likeness(a, b, vocabulary).score;
}

namespace {

using Matrix = std::vector<std::vector<double>>;

struct Growing {
    std::vector<std::size_t> members;
    bool gone = false;
};

Matrix likeness_of_all(std::span<const Look> looks, const Vocabulary& vocabulary,
                       const std::function<bool(std::int64_t, std::int64_t)>& apart) {
    Matrix m(looks.size(), std::vector<double>(looks.size(), 0));
    for (std::size_t i = 0; i < looks.size(); ++i)
        for (std::size_t k = i + 1; k < looks.size(); ++k)
            m[i][k] = m[k][i] =
                apart(looks[i].id, looks[k].id) ? -1 : score_of(looks[i], looks[k], vocabulary);
    return m;
}

// The two clusters most alike; nothing when none are alike enough. `best[i]`: the nearest of i, so that a
// round looks once at every cluster.
class Clusters {
  public:
    explicit Clusters(Matrix likeness) : likeness_(std::move(likeness)), of_(likeness_.size()) {
        for (std::size_t i = 0; i < of_.size(); ++i) of_[i].members = {i};
        nearest_.resize(of_.size());
        for (std::size_t i = 0; i < of_.size(); ++i) look_for_nearest(i);
    }
    std::vector<std::vector<std::size_t>> grown() {
        while (join_once()) {
        }
        std::vector<std::vector<std::size_t>> out;
        for (auto& cluster : of_)
            if (!cluster.gone && cluster.members.size() >= kFewestCases)
                out.push_back(std::move(cluster.members));
        return out;
    }

  private:
    void look_for_nearest(std::size_t i) {
        std::size_t best = i;
        double score = 0;
        for (std::size_t k = 0; k < of_.size(); ++k)
            if (k != i && !of_[k].gone && likeness_[i][k] > score) score = likeness_[i][k], best = k;
        nearest_[i] = best;
    }
    bool join_once() {
        std::size_t a = 0;
        double score = 0;
        for (std::size_t i = 0; i < of_.size(); ++i)
            if (!of_[i].gone && nearest_[i] != i && likeness_[i][nearest_[i]] > score)
                score = likeness_[i][nearest_[i]], a = i;
        if (score < kAlike) return false;
        join(a, nearest_[a]);
        return true;
    }
    // The mean over all pairs of the two (UPGMA: Sokal and Michener 1958).
    void join(std::size_t a, std::size_t b) {
        const auto n = static_cast<double>(of_[a].members.size()),
                   m = static_cast<double>(of_[b].members.size());
        for (std::size_t k = 0; k < of_.size(); ++k)
            if (!of_[k].gone && k != a && k != b)
                likeness_[a][k] = likeness_[k][a] = (n * likeness_[a][k] + m * likeness_[b][k]) / (n + m);
        of_[a].members.insert(of_[a].members.end(), of_[b].members.begin(), of_[b].members.end());
        of_[b].gone = true;
        for (std::size_t k = 0; k < of_.size(); ++k)
            if (!of_[k].gone && (k == a || nearest_[k] == a || nearest_[k] == b || likeness_[k][a] > 0))
                look_for_nearest(k);
    }

    Matrix likeness_;
    std::vector<Growing> of_;
    std::vector<std::size_t> nearest_;
};

// Words that at least two thirds of them use, the weightiest first.
std::vector<std::string> words_of_most(std::span<const Look> looks, const std::vector<std::size_t>& members,
                                       const Vocabulary& vocabulary) {
    std::map<std::string, std::size_t> used;
    for (const auto i : members)
        for (const auto& stem : looks[i].stems) ++used[stem];
    std::vector<std::string> words;
    for (const auto& [stem, n] : used)
        if (3 * n >= 2 * members.size()) words.push_back(stem);
    weightiest_first(words, vocabulary);
    if (words.size() > kShownWords) words.resize(kShownWords);
    return words;
}

Group described(std::span<const Look> looks, std::vector<std::size_t> members, const Vocabulary& vocabulary) {
    std::ranges::sort(members);
    Group group{.members = std::move(members)};
    const auto& first = looks[group.members.front()];
    const auto all = [&](auto path) {
        return !(first.*path).empty() &&
               std::ranges::all_of(group.members, [&](auto i) { return looks[i].*path == first.*path; });
    };
    group.common = {.cause = all(&Look::cause), .product = all(&Look::product), .place = all(&Look::place)};
    group.common.words = words_of_most(looks, group.members, vocabulary);
    double sum = 0;
    std::size_t pairs = 0;
    for (std::size_t i = 0; i < group.members.size(); ++i)
        for (std::size_t k = i + 1; k < group.members.size(); ++k, ++pairs)
            sum += score_of(looks[group.members[i]], looks[group.members[k]], vocabulary);
    group.score = pairs ? sum / static_cast<double>(pairs) : 0;
    return group;
}

}  // namespace

std::vector<Group> groups_of(std::span<const Look> all,
                             const std::function<bool(std::int64_t, std::int64_t)>& apart) {
    const auto looks = all.first(std::min(all.size(), kMostCompared));
    const Vocabulary vocabulary(looks);
    std::vector<Group> groups;
    for (auto& members : Clusters(likeness_of_all(looks, vocabulary, apart)).grown())
        groups.push_back(described(looks, std::move(members), vocabulary));
    std::ranges::sort(groups, [](const Group& a, const Group& b) {
        return std::tuple(b.members.size(), a.members) < std::tuple(a.members.size(), b.members);
    });
    return groups;
}

}  // namespace escucha::problems
