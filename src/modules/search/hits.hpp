// What was found, as it is shown: loaded live through the modules' faces, so that nothing that is gone or not
// for this person's eyes slips through an index that is a second old.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "modules/search/search.hpp"
#include "modules/search/store.hpp"
#include "search/query.hpp"

namespace escucha::search {

struct Candidate {
    SearchKind kind{};
    store::Row row = {};
    SearchReason why{};
    std::string said = {};  // what it was found by, where the page shows no words of it
};

class Hits {
  public:
    Hits(const Search::Parts& parts, const Hooks& hooks, db::Tx& tx, const Principal& who, const Query& query,
         bool briefly)
        : parts_(parts), hooks_(hooks), tx_(tx), who_(who), query_(query), passage_(briefly ? 70 : 220) {}

    // Nothing when it is gone, or about who asks.
    std::optional<SearchHit> hit(const Candidate& candidate);

  private:
    std::optional<SearchHit> customer(const Candidate&);
    std::optional<SearchHit> case_(const Candidate&);
    std::vector<std::string> texts_of(const cases::Case& c);
    std::optional<SearchHit> message(const Candidate&);
    std::optional<SearchHit> note(const Candidate&);
    std::optional<SearchHit> promise(const Candidate&);

    std::vector<Piece> pieces(std::string_view text, Language language, std::size_t most) const;
    // The first of the texts in which something was found.
    std::vector<Piece> first_found(std::span<const std::string> texts, Language language) const;
    bool put_case(SearchHit& hit, std::int64_t case_id, Language& language);  // false: not for these eyes
    bool may_show_loose(std::int64_t case_id, std::int64_t customer);
    void put_customer(SearchHit& hit, std::int64_t id);
    void put_person(SearchHit& hit, PersonId id);

    const Search::Parts& parts_;
    const Hooks& hooks_;
    db::Tx& tx_;
    const Principal& who_;
    const Query& query_;
    const std::size_t passage_;  // characters of what is shown besides the title
};

}  // namespace escucha::search
