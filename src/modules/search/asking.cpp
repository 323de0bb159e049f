#include "modules/search/asking.hpp"

#include <algorithm>

#include "base/fold.hpp"
#include "base/tracking_code.hpp"
#include "modules/cases/cases.hpp"
#include "modules/search/documents.hpp"
#include "modules/team/team.hpp"

namespace escucha::search {
namespace {

// Every word of the question begins a word of the name.
bool names(std::string_view typed, std::string_view name) {
    const auto words = fold_words(name);
    return std::ranges::all_of(fold_words(typed), [&](const std::string& w) {
        return std::ranges::any_of(words, [&](const std::string& own) { return own.starts_with(w); });
    });
}

template <class Refs>
std::vector<std::int64_t> named(std::string_view typed, const Refs& refs) {
    std::vector<std::int64_t> ids;
    for (const auto& ref : refs)
        if (names(typed, ref.name)) ids.push_back(ref.id);
    return ids;
}

// A program finds what its scopes let it read; a person everything.
bool may_see(const Principal& who, SearchKind kind) {
    const auto has = [&](std::string_view scope) {
        return who.scopes.empty() || std::ranges::find(who.scopes, scope) != who.scopes.end();
    };
    switch (kind) {
        case SearchKind::customer:
            return has("customers:read");
        case SearchKind::promise:
            return has("promises:read");
        default:
            return has("cases:read");
    }
}

std::optional<SearchKind> kind_of(In in) {
    return static_cast<SearchKind>(static_cast<int>(in));
}

// The filter that came from this part makes no sense after all.
void not_understood(Query& query, std::string_view key, const std::string& value, std::string_view code) {
    const auto found = std::ranges::find_if(
        query.filters, [&](const Filter& f) { return f.key == key && f.value == value; });
    if (found == query.filters.end()) return;
    query.problems.push_back({found->part, std::string(code)});
    query.filters.erase(found);
}

}  // namespace

Asking::Asking(const Search::Parts& parts, db::Tx& tx, const Wanted& wanted, const Principal& who,
               Query& query)
    : parts_(parts),
      who_(who),
      query_(query),
      typing_(wanted.typing),
      newest_(wanted.order == SearchOrder::newest) {
    resolve(tx, query);
    find_few_cases(tx);
    choose_kinds(wanted);
}

// A state and an owner change: entries do not carry them, but the number of their case, which does not.
void Asking::find_few_cases(db::Tx& tx) {
    for (const auto s : query_.states) states_.emplace_back(boost::describe::enum_to_string(s, ""));
    if (states_.empty() && owners_.empty()) return;
    auto cases = store::cases_with(tx, states_, owners_, store::kFewCases + 1);
    if (cases.size() <= store::kFewCases) few_cases_ = std::move(cases);
}

void Asking::resolve(db::Tx& tx, Query& query) {
    const auto people = query.by.empty() && query.owners.empty() ? std::vector<team::PersonRef>{}
                                                                 : parts_.team.active_people(tx);
    for (const auto& name : query.by) by_people_.push_back(named(name, people));
    const auto take = [&](auto& into, const auto& values, std::string_view key, std::string_view code,
                          const auto& find) {
        for (const auto& value : values) {
            const auto ids = find(value);
            if (ids.empty()) not_understood(query, key, value, code);
            into.insert(into.end(), ids.begin(), ids.end());
        }
    };
    take(owners_, query.owners, "owner", "unknown_person", [&](auto& v) { return named(v, people); });
    if (!query.teams.empty())
        take(teams_, query.teams, "team", "unknown_team",
             [&, teams = parts_.team.teams(tx)](auto& v) { return named(v, teams); });
    take(cases_, query.codes, "code", "unknown_code", [&](auto& v) {
        std::vector<std::int64_t> ids;
        for (const auto& c : parts_.cases.find_by_reference(tx, v, 20)) ids.push_back(c.id);
        return ids;
    });
}

void Asking::choose_kinds(const Wanted& wanted) {
    const bool of_cases = !query_.states.empty() || !query_.kinds.empty() || !query_.channels.empty() ||
                          !owners_.empty() || !teams_.empty() || !cases_.empty();
    for (const auto kind : store::kKinds) {
        if (wanted.kind && kind != *wanted.kind) continue;
        if (kind == SearchKind::customer && of_cases) continue;
        const auto is = [&](In in) { return kind_of(in) == kind; };
        if (!query_.in.empty() && std::ranges::none_of(query_.in, is)) continue;
        if (may_see(who_, kind)) kinds_.push_back(kind);
    }
}

bool Asking::can_be_a_phrase() const {
    return query_.all.size() > 1 && std::ranges::all_of(query_.all, [](const Clause& c) {
               return !c.phrase && c.wholes.empty() && c.words.size() == 1;
           });
}

std::vector<Closeness> Asking::steps(SearchKind kind) const {
    if (!has_words()) return {Closeness::forms};
    if (newest_ && !typing_) return {Closeness::forms};
    std::vector<Closeness> steps;
    if (can_be_a_phrase() && !typing_) steps.push_back(Closeness::phrase);
    steps.push_back(Closeness::words);
    steps.push_back(Closeness::forms);
    const bool short_texts = kind == SearchKind::customer || kind == SearchKind::case_;
    const auto& last = query_.all.back();
    if (typing_ && short_texts && last.words.back().unfinished && code_points(last.words.back().word) > 1)
        steps.push_back(Closeness::beginning);
    return steps;
}

std::vector<Expression> Asking::words(SearchKind kind, Closeness how) const {
    if (how == Closeness::phrase) {
        Clause phrase{.phrase = true};
        for (const Clause& c : query_.all) phrase.words.push_back(c.words.front());
        return {expression_of(phrase, how)};
    }
    // Names are kept folded beside the words: "nunez" is what Carmen Núñez is called, and no mere form of it.
    // (As one types, the beginnings of words say so at less cost.)
    const bool names = kind == SearchKind::case_ || kind == SearchKind::promise ||
                       (kind == SearchKind::customer && !typing_);
    const std::uint8_t also = names ? kWho : 0;
    std::vector<Expression> out;
    for (const Clause& c : query_.all) out.push_back(expression_of(c, how, also));
    return out;
}

void Asking::add_dates(std::vector<Expression>& must) const {
    constexpr int kMostMonths = 60;
    if (!query_.from || !query_.before) return;
    const auto month = [](LocalDay day) { return std::chrono::sys_days(day.time_since_epoch()); };
    // A day's margin on each side: facts are in universal time.
    const year_month_day first{month(*query_.from - std::chrono::days(1))},
        last{month(*query_.before + std::chrono::days(1))};
    std::vector<Expression> months;
    for (auto m = first.year() / first.month(); m <= last.year() / last.month();
         m += std::chrono::months(1)) {
        if (months.size() == kMostMonths) return;
        months.push_back(fact(month_fact(m / 1)));
    }
    must.push_back(any_of(std::move(months)));
}

// As the lists of promises have it: of one's own team, and one's own; who answers for every team, all.
void Asking::add_scope(std::vector<Expression>& must) const {
    if (!who_.is_person() || who_.at_least(Role::manager)) return;
    if (who_.at_least(Role::supervisor) && who_.team == 0) return;
    std::vector<Expression> ways{term(fmt::format("p{}", who_.person), kWho)};
    if (who_.team != 0) ways.push_back(fact(fmt::format("u{}", who_.team)));
    must.push_back(any_of(std::move(ways)));
}

void Asking::add_filters(SearchKind kind, std::vector<Expression>& must) const {
    const auto one_of = [&](const auto& values, const auto& fact_of) {
        std::vector<Expression> ways;
        for (const auto& v : values) ways.push_back(fact(fact_of(v)));
        if (!ways.empty()) must.push_back(any_of(std::move(ways)));
    };
    one_of(query_.kinds, kind_fact);
    one_of(query_.channels, channel_fact);
    one_of(teams_, [](TeamId id) { return fmt::format("t{}", id); });
    one_of(cases_, [](std::int64_t id) { return fmt::format("n{}", id); });
    if (kind == SearchKind::case_) {
        one_of(owners_, [](PersonId id) { return fmt::format("o{}", id); });
        one_of(states_, [](const std::string& s) { return "s" + s; });
    } else if (few_cases_ && !few_cases_->empty()) {
        one_of(*few_cases_, [](std::int64_t id) { return fmt::format("n{}", id); });
    } else if (few_cases_) {
        must.push_back(fact("n0"));  // no case is so: nothing fits
    }
    for (std::size_t i = 0; i < query_.by.size(); ++i) {
        std::vector<Expression> all;
        for (const auto& word : fold_words(query_.by[i])) all.push_back(term(word, kWho));
        std::vector<Expression> ways{all_of(std::move(all))};
        for (const auto person : by_people_[i]) ways.push_back(term(fmt::format("p{}", person), kWho));
        must.push_back(any_of(std::move(ways)));
    }
    add_dates(must);
}

store::Asked Asking::asked(SearchKind kind, std::vector<Expression> must,
                           std::vector<Expression> none) const {
    add_filters(kind, must);
    if (kind == SearchKind::promise) add_scope(must);
    for (const Clause& c : query_.none) none.push_back(expression_of(c, Closeness::forms));
    if (who_.is_person() && kind != SearchKind::customer)
        none.push_back(fact(fmt::format("a{}", who_.person)));
    const auto& zone = *parts_.team.organisation()->zone;
    store::Asked out{.kind = kind,
                     .match = text_of({all_of(std::move(must)), std::move(none)}, parts_.base.backend())};
    if (query_.from) out.from = zone.midnight(*query_.from);
    if (query_.before) out.until = zone.midnight(*query_.before);
    if (kind == SearchKind::case_ || kind == SearchKind::customer || few_cases_) return out;
    out.states = states_;
    out.owners = owners_;
    return out;
}

store::Asked Asking::step(SearchKind kind, std::size_t step) const {
    const auto how = steps(kind);
    std::vector<Expression> none;
    for (std::size_t i = 0; i < step && !typing_; ++i) none.push_back(all_of(words(kind, how[i])));
    return asked(kind, words(kind, how[step]), std::move(none));
}

store::Asked Asking::everything(SearchKind kind) const {
    return asked(kind, words(kind, Closeness::forms), {});
}

}  // namespace escucha::search
