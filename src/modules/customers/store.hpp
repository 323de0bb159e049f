// The tables of customers: customers, customer_identifiers, customer_words.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "db/tx.hpp"
#include "modules/customers/customers.hpp"

namespace escucha::customers::store {

struct Keyed {  // an identifier with its match key
    std::string key;
    Identifier identifier;
};

// A customer who has one of the keys asked for.
struct Match {
    std::string key;
    CustomerId customer = 0;
    std::string name;
    bool blocked = false;
};

CustomerId add(db::Tx& tx, const Customer& customer, bool sample);
// Everything but the identifiers; false when the version is not the stored one.
bool save(db::Tx& tx, const Customer& customer, std::int64_t version);
void touch(db::Tx& tx, CustomerId id);  // one version further
// Many at once, in as few statements as one. Numbers for those to be added: nobody has them; on SQLite, where
// they are taken when the rows are written, above `after`, the last one reserved.
std::vector<CustomerId> reserve(db::Tx& tx, std::size_t count, CustomerId after);
void add_all(db::Tx& tx, std::span<const Customer* const> all);   // under the numbers they bear
void save_all(db::Tx& tx, std::span<const Customer* const> all);  // each one version further, as it says

// A name's folded words replace those it was found by before.
void set_words(db::Tx& tx, CustomerId id, std::string_view name);
void add_words(db::Tx& tx, CustomerId id, std::string_view name);
struct Named {
    CustomerId customer = 0;
    std::string_view name;
};
void set_words(db::Tx& tx, std::span<const Named> all);
void add_words(db::Tx& tx, std::span<const Named> all);
// One at the end; false when the customer has it already.
bool add_identifier(db::Tx& tx, CustomerId id, const Keyed& keyed);
// Of somebody who has none yet, in this order; their keys are distinct.
void add_identifiers(db::Tx& tx, CustomerId id, std::span<const Keyed> identifiers);
void set_identifiers(db::Tx& tx, CustomerId id, std::span<const Keyed> identifiers);
struct FoundBy {
    CustomerId customer = 0;
    std::span<const Keyed> identifiers;
};
void add_identifiers(db::Tx& tx, std::span<const FoundBy> all);
void set_identifiers(db::Tx& tx, std::span<const FoundBy> all);

// By customer, the oldest first.
std::vector<Match> matches(db::Tx& tx, std::span<const std::string> keys);
std::vector<std::string> keys_of(db::Tx& tx, CustomerId id);
std::vector<Keyed> identifiers_with_keys(db::Tx& tx, CustomerId id);  // in their order
// The row itself, also when it was merged into another.
std::optional<Customer> get(db::Tx& tx, CustomerId id);
// Those of them that stand on their own, in three statements however many there are.
std::unordered_map<CustomerId, Customer> many(db::Tx& tx, std::span<const CustomerId> ids);
// With exactly this name, folded: neither merged away nor blocked.
std::vector<CustomerId> organisations_named(db::Tx& tx, std::string_view name, std::size_t limit);
// The same for many names (sort keys), at most `limit` of each.
std::vector<std::pair<std::string, CustomerId>> organisations_named(db::Tx& tx,
                                                                    std::span<const std::string> sort_keys,
                                                                    std::size_t limit);
CustomerId merged_into(db::Tx& tx, CustomerId id);  // 0: into none
// `of_blocked`: what those whose data is blocked are called.
std::unordered_map<CustomerId, std::string> names(db::Tx& tx, std::span<const CustomerId> ids,
                                                  const std::function<std::string()>& of_blocked);
std::unordered_map<CustomerId, std::vector<std::string>> identifiers_of(db::Tx& tx,
                                                                        std::span<const CustomerId> ids);

// What a list is: sorted by folded name; `after` is the last row of the page before.
struct Search {
    std::vector<std::string> words;         // beginnings of words of the name, all of them
    std::vector<std::string> key_prefixes;  // or an identifier beginning with one of these
    std::string name_prefix;                // instead of both: how the folded name begins
    std::string after_sort_key;
    CustomerId after = 0;  // 0: from the beginning
    std::size_t limit = 50;
};
struct Found {
    CustomerId id = 0;
    std::string name, sort_key;
};
std::vector<Found> search(db::Tx& tx, const Search& search);

std::vector<CustomerId> sample(db::Tx& tx, std::size_t limit);
bool is_sample(db::Tx& tx, CustomerId id);
std::size_t remove_sample(db::Tx& tx, std::span<const CustomerId> ids);
void remove(db::Tx& tx, std::span<const CustomerId> ids);

}  // namespace escucha::customers::store
