// Looking at a text with the list as this house has it.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/fold.hpp"
#include "db/tx.hpp"
#include "modules/guidance/lists.hpp"
#include "modules/guidance/mending.hpp"
#include "modules/guidance/store.hpp"
#include "modules/team/team.hpp"

namespace escucha::guidance {
namespace {

std::vector<Compiled> compiled(const std::vector<std::string>& written) {
    std::vector<Compiled> out;
    for (const auto& one : written) {
        auto read = read_pattern(one);
        std::ranges::move(read.patterns, std::back_inserter(out));
    }
    return out;
}

Rule rule_of(const Phrase& p) {
    return {.code = p.code,
            .look = p.look,
            .patterns = compiled(p.patterns),
            .exceptions = compiled(p.exceptions),
            .names = p.group == Group::pet_name};
}

// Instead of the name in rules that are kept for many customers; the console puts the name there.
const std::string kNameHere = "{nombre}";

const std::string& why(const Phrase& p, Language reader) {
    return reader == Language::es ? p.why_es : p.why_en;
}

// The place of byte `to`, counting code points, from one that is known.
std::int64_t points(std::string_view text, std::size_t to) {
    return static_cast<std::int64_t>(code_points(text.substr(0, to)));
}

}  // namespace

struct Guidance::Kept {
    std::string stamp = {};
    std::vector<Phrase> phrases = {};  // beside the matcher's rules
    Matcher matcher;
    Matcher generic;
};

Guidance::Guidance(Parts parts) : parts_(parts) {}
Guidance::~Guidance() = default;

std::shared_ptr<const Guidance::Kept> Guidance::kept(db::Tx& tx) const {
    const auto organisation = parts_.team.organisation();
    const auto stamp = store::stamp(tx) + '-' + (organisation ? organisation->country : "");
    {
        const std::scoped_lock lock(mutex_);
        if (kept_ && kept_->stamp == stamp) return kept_;
    }
    std::vector<Phrase> active;
    std::vector<Rule> rules, generic;
    for (auto& p : phrases(tx)) {
        if (!p.active || !p.here) continue;
        (hurts(p.phrase) ? rules : generic).push_back(rule_of(p.phrase));
        if (hurts(p.phrase)) active.push_back(std::move(p.phrase));
    }
    auto made = std::make_shared<const Kept>(Kept{.stamp = stamp,
                                                  .phrases = std::move(active),
                                                  .matcher = Matcher(std::move(rules)),
                                                  .generic = Matcher(std::move(generic))});
    const std::scoped_lock lock(mutex_);
    return kept_ = std::move(made);
}

std::vector<Found> Guidance::check(db::Tx& tx, const Check& check, Language reader) const {
    const auto list = kept(tx);
    const auto organisation = parts_.team.organisation();
    const std::vector<std::string> names{check.name, organisation ? organisation->name : std::string()};
    std::unordered_set<std::string> unwanted;
    if (check.person != 0)
        for (auto& code : store::dismissed(tx, check.person)) unwanted.insert(std::move(code));
    std::vector<Found> out;
    for (const Hit& hit : list->matcher.find(check.text, names)) {
        const Phrase& p = list->phrases[hit.rule];
        if (unwanted.contains(p.code)) continue;
        Found found{.code = p.code,
                    .group = p.group,
                    .from = points(check.text, hit.from),
                    .to = points(check.text, hit.to),
                    .words = std::string(check.text.substr(hit.from, hit.to - hit.from)),
                    .why = why(p, reader)};
        for (const auto& better : in_treatment(p, check.treatment, check.name))
            found.better.push_back(instead(check.text, hit, list->matcher.rules()[hit.rule], better));
        out.push_back(std::move(found));
    }
    return out;
}

std::string Guidance::without_generic(db::Tx& tx, std::string_view text) const {
    std::string out;
    std::size_t from = 0;
    for (const Hit& hit : kept(tx)->generic.find(text)) {
        out += text.substr(from, hit.from - from);
        from = hit.to;
    }
    return out += text.substr(from);
}

Guidance::Served Guidance::rules(db::Tx& tx, Treatment treatment, Language reader) const {
    const auto list = kept(tx);
    const auto organisation = parts_.team.organisation();
    ServedRules out{.names = {organisation ? organisation->name : std::string()}};
    std::string marks = list->stamp + out.names.front();
    for (std::size_t i = 0; i < list->phrases.size(); ++i) {
        const Phrase& p = list->phrases[i];
        const Rule& rule = list->matcher.rules()[i];
        marks += mark_of(p);
        out.rules.push_back({.code = p.code,
                             .group = p.group,
                             .look = p.look,
                             .patterns = rule.patterns,
                             .exceptions = rule.exceptions,
                             .names = rule.names,
                             .better = in_treatment(p, treatment, kNameHere),
                             .why = why(p, reader)});
    }
    const auto etag =
        fmt::format("{:x}-{}-{}", std::hash<std::string>{}(marks), db::name(treatment), code(reader));
    return {.rules = std::move(out), .etag = etag};
}

}  // namespace escucha::guidance
