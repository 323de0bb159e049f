// Writing the records themselves: one by one, and many at once.
#include <algorithm>

#include "base/sort_key.hpp"
#include "db/id_list.hpp"
#include "db/many.hpp"
#include "modules/customers/names.hpp"
#include "modules/customers/store.hpp"

namespace escucha::customers::store {
namespace {

std::optional<int> minutes(const std::optional<http::TimeOfDay>& time) {
    return time ? std::optional(time->minutes) : std::nullopt;
}
std::optional<std::int64_t> number_of(const std::optional<BirthDate>& born) {
    return born ? std::optional(born->number()) : std::nullopt;
}

const db::Statement kAdd{
    "INSERT INTO customers (kind, name, sort_key, name_to_use, treatment, language, preferred_channel, "
    "quiet_from, quiet_to, do_not_contact, birthday, notes, sample, created_at, name_sound) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id"};

const db::Statement kTouch{"UPDATE customers SET version = version + 1 WHERE id = $1"};

#define TYPES "TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, BIGINT, BIGINT, BIGINT, BIGINT, TEXT, TEXT"
const db::Many kAddAll{
    "INSERT INTO customers (id, created_at, kind, name, sort_key, name_to_use, treatment, language, "
    "preferred_channel, quiet_from, quiet_to, do_not_contact, birthday, notes, name_sound)",
    "BIGINT, BIGINT, " TYPES};
const db::Many kSave{
    db::Sql{.sqlite = "UPDATE customers SET kind = $3, name = $4, sort_key = $5, name_to_use = $6, treatment "
                      "= $7, language = $8, preferred_channel = $9, quiet_from = $10, quiet_to = $11, "
                      "do_not_contact = $12, birthday = $13, notes = $14, name_sound = $15, version = "
                      "version + 1 WHERE id = $1 AND version = $2",
            .postgres = "UPDATE customers SET kind = c3, name = c4, sort_key = c5, name_to_use = c6, "
                        "treatment = c7, language = c8, preferred_channel = c9, quiet_from = c10, quiet_to "
                        "= c11, do_not_contact = c12, birthday = c13, notes = c14, name_sound = c15, "
                        "version = version + 1 FROM {rows} WHERE id = c1 AND version = c2"},
    "BIGINT, BIGINT, " TYPES};

// Numbers that nobody has, nor will have.
const db::Statement kReserve{
    db::Sql{.sqlite = "SELECT COALESCE(MAX(id), 0) + $1 FROM customers",
            .postgres = "SELECT nextval(pg_get_serial_sequence('customers', 'id')) FROM generate_series(1, "
                        "CAST($1 AS BIGINT))"}};

auto written(const Customer& c) {
    return std::tuple(c.kind, std::string_view(c.name), sort_key(c.name), c.name_to_use, c.treatment,
                      c.language, c.preferred_channel, minutes(c.quiet_from), minutes(c.quiet_to),
                      c.do_not_contact, number_of(c.birthday), c.notes, name_sound(c.name));
}

}  // namespace

CustomerId add(db::Tx& tx, const Customer& c, bool sample) {
    return tx.insert(kAdd, c.kind, c.name, sort_key(c.name), c.name_to_use, c.treatment, c.language,
                     c.preferred_channel, minutes(c.quiet_from), minutes(c.quiet_to), c.do_not_contact,
                     number_of(c.birthday), c.notes, sample, c.created_at, name_sound(c.name));
}

std::vector<CustomerId> reserve(db::Tx& tx, std::size_t count, CustomerId after) {
    std::vector<CustomerId> out;
    for (const db::Row& row : tx.query(kReserve, count)) out.push_back(row.get<CustomerId>(0));
    if (tx.backend() == db::Backend::postgres) return out;
    const CustomerId first = std::max(out.front() - static_cast<CustomerId>(count), after) + 1;
    out.resize(count);
    for (std::size_t i = 0; i < count; ++i) out[i] = first + static_cast<CustomerId>(i);
    return out;
}

void add_all(db::Tx& tx, std::span<const Customer* const> all) {
    kAddAll.write(tx, all, [](const Customer* c) {
        return std::tuple_cat(std::tuple(c->id, c->created_at), written(*c));
    });
}

bool save(db::Tx& tx, const Customer& c, std::int64_t version) {
    return kSave.write(tx, std::span(&c, 1), [version](const Customer& one) {
        return std::tuple_cat(std::tuple(one.id, version), written(one));
    }) == 1;
}

void save_all(db::Tx& tx, std::span<const Customer* const> all) {
    kSave.write(tx, all, [](const Customer* c) {
        return std::tuple_cat(std::tuple(c->id, c->version - 1), written(*c));
    });
}

void touch(db::Tx& tx, CustomerId id) {
    tx.execute(kTouch, id);
}

}  // namespace escucha::customers::store
