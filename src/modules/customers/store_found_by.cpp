// What customers are found by: the words of their names, and their identifiers.
#include <algorithm>

#include "base/fold.hpp"
#include "db/id_list.hpp"
#include "db/many.hpp"
#include "modules/customers/store.hpp"

namespace escucha::customers::store {
namespace {

std::vector<std::string> distinct_words(std::string_view name) {
    std::vector<std::string> words = fold_words(name);
    std::ranges::sort(words);
    words.erase(std::ranges::unique(words).begin(), words.end());
    return words;
}

const db::Many kAddWords{"INSERT INTO customer_words (word, customer_id)", "TEXT, BIGINT",
                         "ON CONFLICT DO NOTHING"};
const db::Statement kRemoveWords{
    db::Sql{.sqlite = "DELETE FROM customer_words WHERE customer_id IN (SELECT value FROM json_each($1))",
            .postgres = "DELETE FROM customer_words WHERE customer_id = ANY(CAST($1 AS BIGINT[]))"}};

const db::Statement kAddIdentifier{
    "INSERT INTO customer_identifiers (match_key, customer_id, position, kind, value, label, type, number, "
    "shown) "
    "VALUES ($1, $2, (SELECT COALESCE(MAX(position), 0) + 1 FROM customer_identifiers WHERE customer_id = "
    "$2), "
    "$3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"};
const db::Many kAddIdentifiers{
    "INSERT INTO customer_identifiers (match_key, customer_id, position, kind, value, label, type, number, "
    "shown)",
    "TEXT, BIGINT, BIGINT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT", "ON CONFLICT DO NOTHING"};
const db::Statement kRemoveIdentifiers{db::Sql{
    .sqlite = "DELETE FROM customer_identifiers WHERE customer_id IN (SELECT value FROM json_each($1))",
    .postgres = "DELETE FROM customer_identifiers WHERE customer_id = ANY(CAST($1 AS BIGINT[]))"}};

struct WordOf {
    CustomerId customer = 0;
    std::string word;
};
struct IdentifierOf {
    CustomerId customer = 0;
    std::size_t position = 0;
    const Keyed* keyed = nullptr;
};

}  // namespace

void add_words(db::Tx& tx, std::span<const Named> all) {
    std::vector<WordOf> rows;
    for (const Named& one : all)
        for (std::string& word : distinct_words(one.name)) rows.push_back({one.customer, std::move(word)});
    kAddWords.write(tx, rows,
                    [](const WordOf& row) { return std::tuple(std::string_view(row.word), row.customer); });
}

void add_words(db::Tx& tx, CustomerId id, std::string_view name) {
    const Named one{id, name};
    add_words(tx, std::span(&one, 1));
}

void set_words(db::Tx& tx, std::span<const Named> all) {
    if (all.empty()) return;
    std::vector<CustomerId> ids;
    for (const Named& one : all) ids.push_back(one.customer);
    tx.execute(kRemoveWords, db::id_list(tx, ids));
    add_words(tx, all);
}

void set_words(db::Tx& tx, CustomerId id, std::string_view name) {
    const Named one{id, name};
    set_words(tx, std::span(&one, 1));
}

bool add_identifier(db::Tx& tx, CustomerId id, const Keyed& keyed) {
    return tx.execute(kAddIdentifier, keyed.key, id, keyed.identifier.kind, keyed.identifier.value,
                      keyed.identifier.label, keyed.identifier.type, keyed.identifier.number,
                      keyed.identifier.shown) == 1;
}

void add_identifiers(db::Tx& tx, std::span<const FoundBy> all) {
    std::vector<IdentifierOf> rows;
    for (const FoundBy& one : all)
        for (std::size_t i = 0; i < one.identifiers.size(); ++i)
            rows.push_back({one.customer, i + 1, &one.identifiers[i]});
    kAddIdentifiers.write(tx, rows, [](const IdentifierOf& row) {
        const Identifier& i = row.keyed->identifier;
        return std::tuple(std::string_view(row.keyed->key), row.customer, row.position, i.kind,
                          std::string_view(i.value), i.label, i.type, i.number, std::string_view(i.shown));
    });
}

void add_identifiers(db::Tx& tx, CustomerId id, std::span<const Keyed> identifiers) {
    const FoundBy one{id, identifiers};
    add_identifiers(tx, std::span(&one, 1));
}

void set_identifiers(db::Tx& tx, std::span<const FoundBy> all) {
    if (all.empty()) return;
    std::vector<CustomerId> ids;
    for (const FoundBy& one : all) ids.push_back(one.customer);
    tx.execute(kRemoveIdentifiers, db::id_list(tx, ids));
    add_identifiers(tx, all);
}

void set_identifiers(db::Tx& tx, CustomerId id, std::span<const Keyed> identifiers) {
    const FoundBy one{id, identifiers};
    set_identifiers(tx, std::span(&one, 1));
}

}  // namespace escucha::customers::store
