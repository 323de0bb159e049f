// Documents: what is written into the index of a customer, a case, an entry, a promise, read through the
// modules' faces.
//
// Facts are words no person types, in a column of their own: d (every document), k<kind>, s<state>,
// c<channel>, t<team>, o<owner>, u<team of who promised>, a<about whom>, n<case>, m<year and month>. Names
// (`who`) are the customer's words and p<person> of ours, so that nobody's renaming has to touch a document
// of theirs.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "modules/search/search.hpp"
#include "modules/search/store.hpp"

namespace escucha::cases {
struct Case;
}

namespace escucha::search {

std::string kind_fact(CaseKind kind);
std::string channel_fact(Channel channel);
std::string month_fact(year_month_day date);

// What is to be written and taken out, gathered in a read, done later in a short write. By kind and number,
// ascending: FTS5 begins a new segment for each step back.
struct Changes {
    std::map<std::pair<SearchKind, std::int64_t>, std::optional<store::Document>> documents =
        {};  // nothing: out
    std::map<std::int64_t, std::optional<store::CaseFacts>> facts = {};

    void put(store::Document document);
    void remove(SearchKind kind, std::int64_t id) { documents[{kind, id}] = std::nullopt; }
    bool empty() const { return documents.empty() && facts.empty(); }
    void write(db::Tx& tx) const;
};

class Documents {
  public:
    Documents(const Search::Parts& parts, const Hooks& hooks, db::Tx& tx, Changes& changes)
        : parts_(parts), hooks_(hooks), tx_(tx), changes_(changes) {}

    void customer(std::int64_t id);
    // The case itself, and of its entries those that are not in the index yet; with `whole`, or when what all
    // of them carry has changed, every one.
    void case_(std::int64_t id, bool whole);
    void contact(std::int64_t id);  // of no case
    void promise(std::int64_t id);
    // What a customer has that belongs to no case.
    void loose_entries(std::int64_t customer);

  private:
    struct Of;  // a case while its documents are made
    void entries(Of& of, std::int64_t contacts_from, std::int64_t log_from);
    void promises_of(Of& of);
    store::Document document_of(const Of& of) const;
    const std::string& name_of(std::int64_t customer);
    bool is_blocked(std::int64_t customer);

    const Search::Parts& parts_;
    const Hooks& hooks_;
    db::Tx& tx_;
    Changes& changes_;
    std::map<std::int64_t, std::string> names_;
};

}  // namespace escucha::search
