// A question made into what each text index is asked: which kinds, what has to fit, what must not.
#pragma once
#include <map>
#include <optional>
#include <vector>

#include "modules/search/expression.hpp"
#include "modules/search/search.hpp"
#include "modules/search/store.hpp"
#include "search/query.hpp"

namespace escucha::search {

class Asking {
  public:
    // Names of teams and people are looked up; those nobody bears become problems of `query`.
    Asking(const Search::Parts& parts, db::Tx& tx, const Wanted& wanted, const Principal& who, Query& query);

    const std::vector<SearchKind>& kinds() const { return kinds_; }
    // How closely the words have to be met, in the order of the answer.
    std::vector<Closeness> steps(SearchKind kind) const;
    // What is found in that step and was not in those before it; as one types, those, too: leaving out a few
    // again is cheaper than asking the index who they are.
    store::Asked step(SearchKind kind, std::size_t step) const;
    store::Asked everything(SearchKind kind) const;

  private:
    void resolve(db::Tx& tx, Query& query);
    void find_few_cases(db::Tx& tx);
    void choose_kinds(const Wanted& wanted);
    bool has_words() const { return !query_.all.empty(); }
    bool can_be_a_phrase() const;
    std::vector<Expression> words(SearchKind kind, Closeness how) const;
    void add_filters(SearchKind kind, std::vector<Expression>& must) const;
    void add_scope(std::vector<Expression>& must) const;
    void add_dates(std::vector<Expression>& must) const;
    store::Asked asked(SearchKind kind, std::vector<Expression> must, std::vector<Expression> none) const;

    const Search::Parts& parts_;
    const Principal& who_;
    const Query& query_;
    const bool typing_, newest_;
    std::vector<SearchKind> kinds_;
    std::vector<std::vector<PersonId>> by_people_;  // of each `de:`
    std::vector<PersonId> owners_;
    std::vector<TeamId> teams_;
    std::vector<std::int64_t> cases_;
    std::vector<std::string> states_;
    // The cases the filters of state and owner leave, when they are few.
    std::optional<std::vector<std::int64_t>> few_cases_;
};

}  // namespace escucha::search
