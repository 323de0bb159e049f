// What customers are found by: the words of their names, and their identifiers.
#include <algorithm>

#include <boost/json.hpp>

#include "base/fold.hpp"
#include "db/id_list.hpp"
#include "modules/customers/store.hpp"

namespace escucha::customers::store {
namespace {

std::vector<std::string> distinct_words(std::string_view name) {
    std::vector<std::string> words = fold_words(name);
    std::ranges::sort(words);
    words.erase(std::ranges::unique(words).begin(), words.end());
    return words;
}

const db::Statement kAddWord{
    "INSERT INTO customer_words (word, customer_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"};
const db::Statement kRemoveWords{"DELETE FROM customer_words WHERE customer_id = $1"};

const db::Statement kAddIdentifier{
    "INSERT INTO customer_identifiers (match_key, customer_id, position, kind, value, label, type, number, "
    "shown) "
    "VALUES ($1, $2, (SELECT COALESCE(MAX(position), 0) + 1 FROM customer_identifiers WHERE customer_id = "
    "$2), "
    "$3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"};
const db::Statement kRemoveIdentifiers{"DELETE FROM customer_identifiers WHERE customer_id = $1"};

// PostgreSQL takes all in one statement: each is a journey there and back, and imports write thousands.
const db::Statement kAddWords{
    db::Sql{.postgres = "INSERT INTO customer_words (word, customer_id) SELECT w, CAST($2 AS BIGINT) "
                        "FROM json_array_elements_text(CAST($1 AS JSON)) AS w ON CONFLICT DO NOTHING"}};
const db::Statement kAddIdentifiers{
    db::Sql{.postgres = "INSERT INTO customer_identifiers (match_key, customer_id, position, kind, value, "
                        "label, type, number, shown) SELECT r.match_key, CAST($1 AS BIGINT), "
                        "(SELECT COALESCE(MAX(position), 0) FROM customer_identifiers WHERE customer_id = "
                        "$1) + r.n, r.kind, r.value, r.label, r.type, r.number, r.shown "
                        "FROM json_to_recordset(CAST($2 AS JSON)) AS r(n BIGINT, match_key TEXT, kind TEXT, "
                        "value TEXT, label TEXT, type TEXT, number TEXT, shown TEXT) ORDER BY r.n "
                        "ON CONFLICT DO NOTHING"}};

boost::json::value or_null(const std::optional<std::string>& text) {
    return text ? boost::json::value(*text) : boost::json::value(nullptr);
}

std::string as_json(std::span<const Keyed> identifiers) {
    boost::json::array out;
    for (const Keyed& k : identifiers) {
        const Identifier& i = k.identifier;
        out.push_back(boost::json::object{
            {"n", out.size() + 1},
            {"match_key", k.key},
            {"kind", std::string(db::name(i.kind))},
            {"value", i.value},
            {"label", or_null(i.label)},
            {"type", i.type ? boost::json::value(std::string(db::name(*i.type))) : nullptr},
            {"number", or_null(i.number)},
            {"shown", i.shown}});
    }
    return boost::json::serialize(out);
}

}  // namespace

void add_words(db::Tx& tx, CustomerId id, std::string_view name) {
    const auto words = distinct_words(name);
    if (tx.backend() == db::Backend::postgres) return void(tx.execute(kAddWords, db::text_list(words), id));
    for (const std::string& word : words) tx.execute(kAddWord, word, id);
}

void set_words(db::Tx& tx, CustomerId id, std::string_view name) {
    tx.execute(kRemoveWords, id);
    add_words(tx, id, name);
}

bool add_identifier(db::Tx& tx, CustomerId id, const Keyed& keyed) {
    return tx.execute(kAddIdentifier, keyed.key, id, keyed.identifier.kind, keyed.identifier.value,
                      keyed.identifier.label, keyed.identifier.type, keyed.identifier.number,
                      keyed.identifier.shown) == 1;
}

void add_identifiers(db::Tx& tx, CustomerId id, std::span<const Keyed> identifiers) {
    if (identifiers.empty()) return;
    if (tx.backend() == db::Backend::postgres)
        return void(tx.execute(kAddIdentifiers, id, as_json(identifiers)));
    for (const Keyed& keyed : identifiers) add_identifier(tx, id, keyed);
}

void set_identifiers(db::Tx& tx, CustomerId id, std::span<const Keyed> identifiers) {
    tx.execute(kRemoveIdentifiers, id);
    add_identifiers(tx, id, identifiers);
}

}  // namespace escucha::customers::store
