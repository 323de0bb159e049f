// Finding customers by whatever one remembers of them: part of a name, an e-mail, a phone, a document.
#include "base/fold.hpp"
#include "db/database.hpp"
#include "modules/customers/identifiers.hpp"
#include "modules/customers/store.hpp"

namespace escucha::customers {
namespace {

constexpr std::size_t kMostWords = 6;

// One or two letters match half the base: then only names that begin with them.
store::Search search_for(std::string_view query, std::string_view country) {
    store::Search search;
    search.words = fold_words(query);
    if (search.words.size() > kMostWords) search.words.resize(kMostWords);
    if (search.words.size() == 1 && code_points(search.words.front()) <= 2) {
        search.name_prefix = search.words.front();
        return search;
    }
    search.key_prefixes = key_prefixes(query, country);
    return search;
}

// The page begins after this row: "<id>.<sort key>".
std::string cursor_of(const store::Found& last) {
    return fmt::format("{}.{}", last.id, last.sort_key);
}

bool read_cursor(std::string_view cursor, store::Search& search) {
    const auto dot = cursor.find('.');
    if (dot == cursor.npos || dot == 0 || dot > 18) return false;
    CustomerId id = 0;
    for (const char c : cursor.substr(0, dot)) {
        if (c < '0' || c > '9') return false;
        id = id * 10 + (c - '0');
    }
    search.after = id;
    search.after_sort_key = cursor.substr(dot + 1);
    return id > 0;
}

std::vector<CustomerId> ids_of(const std::vector<store::Found>& found) {
    std::vector<CustomerId> ids;
    for (const store::Found& f : found) ids.push_back(f.id);
    return ids;
}

std::string letters_and_digits(std::string_view text) {
    std::string out;
    for (const std::string& word : fold_words(text)) out += word;
    return out;
}

// The identifier that was typed, with or without its blanks and dashes, so that one sees why it was found;
// else the first.
std::string detail_of(const std::vector<std::string>& identifiers, std::string_view query) {
    const std::string typed = letters_and_digits(query);
    for (const std::string& value : identifiers)
        if (!typed.empty() && letters_and_digits(value).contains(typed)) return value;
    return identifiers.empty() ? std::string() : identifiers.front();
}

}  // namespace

std::vector<CustomerHit> Customers::find(db::Tx& tx, std::string_view query, std::size_t limit) const {
    store::Search search = search_for(query, options_.country());
    if (search.words.empty() && search.key_prefixes.empty()) return {};
    search.limit = limit;
    const auto found = store::search(tx, search);
    auto identifiers = store::identifiers_of(tx, ids_of(found));
    std::vector<CustomerHit> hits;
    for (const store::Found& f : found) hits.push_back({f.id, f.name, detail_of(identifiers[f.id], query)});
    return hits;
}

Result<http::PageOf<CustomerRow>> Customers::list(std::string_view query, std::string_view cursor,
                                                  std::size_t limit) {
    store::Search search = search_for(query, options_.country());
    if (!cursor.empty() && !read_cursor(cursor, search)) return invalid_field("cursor", "bad_cursor");
    search.limit = limit + 1;
    return base_.read([&](db::Tx& tx) {
        auto found = store::search(tx, search);
        http::PageOf<CustomerRow> page;
        if (found.size() > limit) {
            found.resize(limit);
            page.next = cursor_of(found.back());
        }
        const auto ids = ids_of(found);
        auto identifiers = store::identifiers_of(tx, ids);
        auto open = hooks_.open_cases ? hooks_.open_cases(tx, ids) : std::unordered_map<CustomerId, int>{};
        for (store::Found& f : found)
            page.items.push_back({f.id, std::move(f.name), std::move(identifiers[f.id]), open[f.id]});
        return page;
    });
}

}  // namespace escucha::customers
