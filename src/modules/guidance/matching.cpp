#include "modules/guidance/matching.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "base/fold.hpp"
#include "modules/guidance/words.hpp"

namespace escucha::guidance {
namespace {

using Words = std::vector<Word>;
using Names = std::unordered_set<std::string>;

// --- One pattern, made ready -------------------------------------------------------------------------------
struct Element {
    enum class Kind { begin, end, here, gap, word };
    Kind kind = Kind::word;
    bool optional = false;
    std::vector<std::string> whole = {}, beginnings = {};

    bool fits(const std::string& word) const {
        return std::ranges::count(whole, word) != 0 ||
               std::ranges::any_of(beginnings, [&](const auto& b) { return word.starts_with(b); });
    }
};

Element element_of(std::string_view compiled) {
    using enum Element::Kind;
    if (compiled == "^") return {.kind = begin};
    if (compiled == "$") return {.kind = end};
    if (compiled == "<") return {.kind = here};
    if (compiled == "~") return {.kind = gap};
    Element e{.optional = compiled.starts_with('?')};
    if (e.optional) compiled.remove_prefix(1);
    while (!compiled.empty()) {
        auto word = compiled.substr(0, compiled.find('|'));
        compiled.remove_prefix(std::min(compiled.size(), word.size() + 1));
        if (word.ends_with('*'))
            word.remove_suffix(1), e.beginnings.emplace_back(word);
        else
            e.whole.emplace_back(word);
    }
    return e;
}

struct Pattern {
    std::size_t rule = 0;
    bool exception = false;
    std::vector<Element> elements = {};
};

// Where `pattern` ends when it begins at word `at`: the index behind its last word, 0 when it does not match.
// An optional word is taken where it stands; a gap is as short as it can be.
class Attempt {
  public:
    Attempt(const Pattern& pattern, const Words& words, std::size_t at)
        : elements_(pattern.elements), words_(words), start_(at), begins_(at) {}
    std::size_t run() { return from(0, start_); }
    std::size_t hit_begins() const { return begins_; }  // once it has matched

  private:
    Break before(std::size_t word) const {
        return word < words_.size() ? words_[word].before : Break::sentence;
    }
    bool reachable(std::size_t word) const {
        return word < words_.size() && (word == start_ || words_[word].before != Break::sentence);
    }
    std::size_t from(std::size_t element, std::size_t word) {
        if (element == elements_.size()) return word;
        const Element& e = elements_[element];
        switch (e.kind) {
            case Element::Kind::begin:
            case Element::Kind::end:
                return before(word) == Break::none ? 0 : from(element + 1, word);
            case Element::Kind::here:
                begins_ = word;
                return from(element + 1, word);
            case Element::Kind::gap:
                return over_a_gap(element, word);
            case Element::Kind::word:
                break;
        }
        if (reachable(word) && e.fits(words_[word].folded))
            if (const auto end = from(element + 1, word + 1)) return end;
        return e.optional ? from(element + 1, word) : 0;
    }
    std::size_t over_a_gap(std::size_t element, std::size_t word) {
        for (std::size_t skipped = 0; skipped <= kGap; ++skipped) {
            if (const auto end = from(element + 1, word + skipped)) return end;
            if (!reachable(word + skipped)) return 0;
        }
        return 0;
    }

    const std::vector<Element>& elements_;
    const Words& words_;
    std::size_t start_, begins_;
};

// --- Where to begin ----------------------------------------------------------------------------------------
// Patterns by the words they may begin with, so that each word of a text asks only those that could fit.
class Index {
  public:
    void add(const Pattern& pattern, std::size_t number) {
        for (const Element& e : pattern.elements) {
            if (e.kind != Element::Kind::word) continue;
            for (const auto& w : e.whole) whole_[w].push_back(number);
            for (const auto& b : e.beginnings) {
                beginnings_[b].push_back(number);
                lengths_.insert(b.size());
            }
            if (!e.optional) return;
        }
    }
    template <class F>
    void each(const std::string& word, F f) const {
        if (const auto found = whole_.find(word); found != whole_.end())
            for (const auto number : found->second) f(number);
        for (const auto length : lengths_) {
            if (length > word.size()) return;
            const auto found = beginnings_.find(word.substr(0, length));
            if (found == beginnings_.end()) continue;
            for (const auto number : found->second) f(number);
        }
    }

  private:
    std::unordered_map<std::string, std::vector<std::size_t>> whole_, beginnings_;
    std::set<std::size_t> lengths_;
};

bool touch(const Hit& a, const Hit& b) {
    return a.from < b.to && b.from < a.to;
}

// --- Capitals ----------------------------------------------------------------------------------------------
constexpr std::size_t kLongWord = 5;      // letters of one word that shouts by itself
constexpr std::size_t kLongSentence = 8;  // and of several together

class Shouting {
  public:
    Shouting(const Words& words, const Element& allowed, const Names& names)
        : words_(words), allowed_(allowed), names_(names) {}

    std::vector<Hit> run(std::size_t rule) {
        for (std::size_t at = 0; at < words_.size();) {
            const auto end = end_of_run(at);
            if (const auto hit = judged(at, end); hit.to != 0) hits_.push_back({rule, hit.from, hit.to});
            at = std::max(end, at + 1);
        }
        return std::move(hits_);
    }

  private:
    bool may_stand(const Word& w) const { return allowed_.fits(w.folded) || names_.contains(w.folded); }
    bool shouts(const Word& w) const { return w.capitals && !w.code && !may_stand(w); }
    std::size_t end_of_run(std::size_t at) const {
        std::size_t end = at;
        while (end < words_.size() && words_[end].capitals && !words_[end].code &&
               (end == at || words_[end].before != Break::sentence))
            ++end;
        return end;
    }
    static bool has_vowel(const Word& w) { return w.folded.find_first_of("aeiou") != std::string::npos; }
    // An abbreviation at the edge (DNI, RUC) does not belong to what is shouted.
    Hit judged(std::size_t at, std::size_t end) const {
        while (at < end && !shouts(words_[at])) ++at;
        while (end > at && !shouts(words_[end - 1])) --end;
        std::size_t count = 0, letters = 0;
        bool one_long = false;
        for (std::size_t i = at; i < end; ++i) {
            if (!shouts(words_[i])) continue;
            if (words_[i].letters >= 2) ++count;
            letters += words_[i].letters;
            one_long = one_long || (words_[i].letters >= kLongWord && has_vowel(words_[i]));
        }
        if (!one_long && (count < 2 || letters < kLongSentence)) return {};
        return {.from = words_[at].from, .to = words_[end - 1].to};
    }

    const Words& words_;
    const Element& allowed_;
    const Names& names_;
    std::vector<Hit> hits_;
};

// --- Several ! or ? in a row -------------------------------------------------------------------------------
std::size_t mark_at(std::string_view text, std::size_t at, bool opening) {
    if (!opening) return text[at] == '!' || text[at] == '?' ? 1 : 0;
    const auto rest = text.substr(at);
    return rest.starts_with("¡") || rest.starts_with("¿") ? 2 : 0;
}

std::vector<Hit> storms(std::string_view text, const std::vector<Stretch>& skip, std::size_t rule) {
    std::vector<Hit> out;
    std::size_t next = 0;
    for (std::size_t at = 0; at < text.size();) {
        if (next < skip.size() && at >= skip[next].from) {
            at = skip[next++].to;
            continue;
        }
        const bool opening = mark_at(text, at, true) != 0;
        std::size_t end = at, marks = 0;
        while (end < text.size() && mark_at(text, end, opening) != 0)
            end += mark_at(text, end, opening), ++marks;
        if (marks >= 2) out.push_back({rule, at, end});
        at = std::max(end, at + 1);
    }
    return out;
}

// What begins first, then what is longer, then the rule that stands first; nothing twice.
std::vector<Hit> in_order(std::vector<Hit> hits) {
    std::ranges::sort(hits, [](const Hit& a, const Hit& b) {
        return a.from != b.from ? a.from < b.from : a.to != b.to ? a.to > b.to : a.rule < b.rule;
    });
    std::vector<Hit> out;
    for (const Hit& hit : hits)
        if (out.empty() || hit.from >= out.back().to) out.push_back(hit);
    return out;
}

}  // namespace

struct Matcher::Impl {
    std::vector<Rule> rules = {};
    std::vector<Pattern> patterns = {};
    Index index = {};
    std::unordered_map<std::size_t, Element> may_shout = {};  // by rule: words that may stand in capitals

    explicit Impl(std::vector<Rule> given) : rules(std::move(given)) {
        for (std::size_t r = 0; r < rules.size(); ++r) {
            if (rules[r].look == Look::words)
                add(r, rules[r].patterns, false), add(r, rules[r].exceptions, true);
            else if (rules[r].look == Look::capitals)
                may_shout[r] = one_of(rules[r].patterns);
        }
        for (std::size_t p = 0; p < patterns.size(); ++p) index.add(patterns[p], p);
    }

    void add(std::size_t rule, const std::vector<Compiled>& compiled, bool exception) {
        for (const Compiled& c : compiled) {
            Pattern p{.rule = rule, .exception = exception};
            for (const auto& e : c) p.elements.push_back(element_of(e));
            patterns.push_back(std::move(p));
        }
    }

    static Element one_of(const std::vector<Compiled>& patterns) {
        Element all;
        for (const Compiled& c : patterns)
            for (const auto& e : c) {
                auto one = element_of(e);
                all.whole.insert(all.whole.end(), one.whole.begin(), one.whole.end());
                all.beginnings.insert(all.beginnings.end(), one.beginnings.begin(), one.beginnings.end());
            }
        return all;
    }

    void try_at(const Words& words, std::size_t at, const Names& names, std::vector<Hit>& hits,
                std::vector<Hit>& exceptions) const {
        index.each(words[at].folded, [&](std::size_t number) {
            const Pattern& p = patterns[number];
            Attempt attempt(p, words, at);
            const auto end = attempt.run();
            const auto begin = attempt.hit_begins();
            if (end <= begin) return;
            const auto is_name = [&](const Word& w) { return names.contains(w.folded); };
            if (rules[p.rule].names && std::any_of(words.begin() + static_cast<std::ptrdiff_t>(begin),
                                                   words.begin() + static_cast<std::ptrdiff_t>(end), is_name))
                return;
            (p.exception ? exceptions : hits).push_back({p.rule, words[begin].from, words[end - 1].to});
        });
    }

    std::vector<Hit> of_words(const Words& words, const Names& names) const {
        std::vector<Hit> hits, exceptions;
        for (std::size_t at = 0; at < words.size(); ++at) try_at(words, at, names, hits, exceptions);
        std::erase_if(hits, [&](const Hit& hit) {
            return std::ranges::any_of(exceptions,
                                       [&](const Hit& e) { return e.rule == hit.rule && touch(e, hit); });
        });
        return hits;
    }
};

Matcher::Matcher(std::vector<Rule> rules) : impl_(std::make_unique<const Impl>(std::move(rules))) {}
Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;

const std::vector<Rule>& Matcher::rules() const {
    return impl_->rules;
}

std::vector<Hit> Matcher::find(std::string_view text, std::span<const std::string> names) const {
    Names folded;
    for (const auto& name : names)
        for (auto& word : fold_words(name)) folded.insert(std::move(word));
    const auto skip = not_their_words(text);
    const auto words = words_of(text, skip);
    auto hits = impl_->of_words(words, folded);
    for (std::size_t r = 0; r < rules().size(); ++r) {
        std::vector<Hit> more;
        if (rules()[r].look == Look::capitals) more = Shouting(words, impl_->may_shout.at(r), folded).run(r);
        if (rules()[r].look == Look::storm) more = storms(text, skip, r);
        hits.insert(hits.end(), more.begin(), more.end());
    }
    return in_order(std::move(hits));
}

}  // namespace escucha::guidance
