// What a template that was read says: filled with what is known, and found again in what was sent.
#include <algorithm>
#include <set>

#include "base/fold.hpp"
#include "modules/templates/wording.hpp"

namespace escucha::templates {
namespace {

// --- Filling -----------------------------------------------------------------------------------------------
std::size_t way_of(Treatment t) {
    return t == Treatment::tu ? 0 : t == Treatment::usted ? 1 : 2;
}

class Filler {
  public:
    Filler(const Values& values, const Vocabulary& vocabulary, Treatment treatment, Language language)
        : values_(values), vocabulary_(vocabulary), way_(way_of(treatment)), language_(language) {}

    Filled run(const Parts& parts) {
        add(parts);
        while (!out_.text.empty() && (out_.text.back() == ' ' || out_.text.back() == '\n'))
            out_.text.pop_back();
        return std::move(out_);
    }

  private:
    void add(const Parts& parts) {
        for (const Part& p : parts) switch (p.kind) {
                case Part::Kind::words:
                    words(p.text);
                    break;
                case Part::Kind::variable:
                    variable(p.text);
                    break;
                case Part::Kind::treatment:
                    add(p.ways[way_]);
                    break;
                case Part::Kind::known:
                    known(p);
                    break;
                case Part::Kind::gap:
                    mark(p.text);
                    break;
            }
    }

    std::string value(std::string_view key) const {
        const auto found = values_.find(key);
        return found == values_.end() ? std::string() : shorten(one_line(found->second), kLongestValue);
    }

    void variable(std::string_view key) {
        after_nothing_ = false;
        if (const auto known = value(key); !known.empty()) {
            out_.text += known;
            return;
        }
        const Variable& unknown = vocabulary_.of(key);
        mark(unknown.label.empty() ? unknown.name(language_) : unknown.label);
    }

    void mark(const std::string& name) {
        after_nothing_ = false;
        out_.text += mark_of(name, language_);
        if (std::ranges::find(out_.missing, name) == out_.missing.end()) out_.missing.push_back(name);
    }

    void known(const Part& p) {
        const Parts& way = p.ways[value(p.text).empty() ? 1 : 0];
        if (way.empty())
            after_nothing_ = true;
        else
            add(way);
    }

    // Where an optional part left nothing, neither two blanks nor an empty line nor " ." remain of it.
    void words(std::string_view text) {
        if (after_nothing_ && !text.empty()) {
            const bool line_begins = out_.text.empty() || out_.text.back() == '\n';
            if (line_begins && (text.front() == ' ' || text.front() == '\n'))
                text.remove_prefix(1);
            else if (!out_.text.empty() && out_.text.back() == ' ' &&
                     std::string_view(" ,.;:!?)\n").find(text.front()) != std::string_view::npos)
                out_.text.pop_back();
        }
        if (!text.empty()) after_nothing_ = false;
        out_.text += text;
    }

    const Values& values_;
    const Vocabulary& vocabulary_;
    std::size_t way_;
    Language language_;
    Filled out_;
    bool after_nothing_ = false;
};

// --- Was it used? ------------------------------------------------------------------------------------------
constexpr std::size_t kRun = 3;
using Runs = std::set<std::string>;

// The runs of words of a text; of a shorter one the whole, when `short_too`.
void add_runs(Runs& out, std::string_view text, bool short_too) {
    const auto words = fold_words(text);
    const auto joined = [&](std::size_t from, std::size_t n) {
        std::string run;
        for (std::size_t i = from; i < from + n; ++i) run += words[i] + ' ';
        return run;
    };
    for (std::size_t i = 0; i + kRun <= words.size(); ++i) out.insert(joined(i, kRun));
    if (short_too && !words.empty() && words.size() < kRun) out.insert(joined(0, words.size()));
}

// The words between the variables, in one form of address.
void spoken(const Parts& parts, std::size_t way, std::vector<std::string>& stretches) {
    for (const Part& p : parts) switch (p.kind) {
            case Part::Kind::words:
                stretches.back() += p.text;
                break;
            case Part::Kind::treatment:
                spoken(p.ways[way], way, stretches);
                break;
            case Part::Kind::variable:
            case Part::Kind::known:
            case Part::Kind::gap:
                stretches.emplace_back();
                break;
        }
}

struct Sent {
    Runs runs = {};
    std::string words = " ";  // each with a blank on either side
};

double share(const Parts& parts, std::size_t way, const Sent& sent) {
    std::vector<std::string> stretches{""};
    spoken(parts, way, stretches);
    Runs own;
    for (const auto& s : stretches) add_runs(own, s, false);
    const bool only_short = own.empty();
    if (only_short)
        for (const auto& s : stretches) add_runs(own, s, true);
    if (own.empty()) return 0;
    const auto found = std::ranges::count_if(own, [&](const std::string& run) {
        return only_short ? sent.words.find(' ' + run) != std::string::npos : sent.runs.contains(run);
    });
    return static_cast<double>(found) / static_cast<double>(own.size());
}

}  // namespace

std::string mark_of(std::string_view name, Language language) {
    return fmt::format("«{}: {}»", language == Language::es ? "falta" : "missing", name);
}

Filled fill(const Parts& parts, const Values& values, const Vocabulary& vocabulary, Treatment treatment,
            Language language) {
    return Filler(values, vocabulary, treatment, language).run(parts);
}

double found_again(const Parts& parts, std::string_view text) {
    Sent sent;
    for (const auto& word : fold_words(text)) sent.words += word + ' ';
    add_runs(sent.runs, text, false);
    double best = 0;
    for (std::size_t way = 0; way < 3; ++way) best = std::max(best, share(parts, way, sent));
    return best;
}

}  // namespace escucha::templates
