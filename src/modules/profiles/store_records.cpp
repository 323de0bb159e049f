#include "base/fold.hpp"
#include "db/id_list.hpp"
#include "db/many.hpp"
#include "modules/profiles/rules.hpp"
#include "modules/profiles/store.hpp"

namespace escucha::profiles::store {
namespace {

const db::Statement kValues{db::Sql{
    .sqlite = "SELECT v.customer_id, f.key, v.value FROM profile_values v JOIN profile_fields f ON f.id = "
              "v.field_id WHERE v.customer_id IN (SELECT value FROM json_each($1)) AND f.archived <= $2 "
              "ORDER BY v.customer_id, f.position, f.id",
    .postgres = "SELECT v.customer_id, f.key, v.value FROM profile_values v JOIN profile_fields f ON f.id = "
                "v.field_id WHERE v.customer_id = ANY(CAST($1 AS BIGINT[])) AND f.archived <= $2 "
                "ORDER BY v.customer_id, f.position, f.id"}};

const db::Many kSetValue{
    "INSERT INTO profile_values (customer_id, field_id, value, sort, number)",
    "BIGINT, BIGINT, TEXT, TEXT, DOUBLE PRECISION",
    "ON CONFLICT (customer_id, field_id) DO UPDATE SET value = excluded.value, sort = excluded.sort, "
    "number = excluded.number"};

const db::Many kRemoveValue{
    db::Sql{.sqlite = "DELETE FROM profile_values WHERE customer_id = $1 AND field_id = $2",
            .postgres = "DELETE FROM profile_values USING {rows} WHERE customer_id = c1 AND field_id = c2"},
    "BIGINT, BIGINT"};

}  // namespace

ValuesOf values(db::Tx& tx, std::span<const CustomerId> ids, bool archived) {
    ValuesOf out;
    for (const db::Row& row : tx.query(kValues, db::id_list(tx, ids), archived))
        out[row.get<CustomerId>(0)].push_back({row.get<std::string>(1), row.get<std::string>(2)});
    return out;
}

void set_values(db::Tx& tx, std::span<const NewValue> values) {
    kSetValue.write(tx, values, [](const NewValue& v) {
        return std::tuple(v.customer, v.field->id, std::string_view(v.value), sort_of(v.field->type, v.value),
                          number_of(v.field->type, v.value));
    });
}

void remove_values(db::Tx& tx, std::span<const std::pair<CustomerId, FieldId>> values) {
    kRemoveValue.write(tx, values, [](const auto& v) { return std::tuple(v.first, v.second); });
}

namespace {

const db::Statement kTags{db::Sql{
    .sqlite = "SELECT d.customer_id, t.name FROM profile_tagged d JOIN profile_tags t ON t.id = d.tag_id "
              "WHERE d.customer_id IN (SELECT value FROM json_each($1)) ORDER BY d.customer_id, t.folded",
    .postgres = "SELECT d.customer_id, t.name FROM profile_tagged d JOIN profile_tags t ON t.id = d.tag_id "
                "WHERE d.customer_id = ANY(CAST($1 AS BIGINT[])) ORDER BY d.customer_id, t.folded"}};

const db::Statement kAllTags{
    "SELECT t.name, (SELECT count(*) FROM (SELECT 1 FROM profile_tagged d WHERE d.tag_id = t.id LIMIT 10000) "
    "AS counted) FROM profile_tags t ORDER BY t.folded"};

const db::Statement kTagIds{
    db::Sql{.sqlite = "SELECT folded, id FROM profile_tags WHERE folded IN (SELECT value FROM json_each($1))",
            .postgres = "SELECT folded, id FROM profile_tags WHERE folded IN (SELECT value FROM "
                        "json_array_elements_text(CAST($1 AS JSON)) AS t (value))"}};
const db::Statement kNewTag{"INSERT INTO profile_tags (name, folded) VALUES ($1, $2) RETURNING id"};
const db::Many kTagged{"INSERT INTO profile_tagged (customer_id, tag_id)", "BIGINT, BIGINT",
                       "ON CONFLICT (customer_id, tag_id) DO NOTHING"};
const db::Many kUntag{
    db::Sql{.sqlite = "DELETE FROM profile_tagged WHERE customer_id = $1 AND tag_id = $2",
            .postgres = "DELETE FROM profile_tagged USING {rows} WHERE customer_id = c1 AND tag_id = c2"},
    "BIGINT, BIGINT"};

using TagIds = std::unordered_map<std::string, std::int64_t>;  // by folded name

TagIds ids_of(db::Tx& tx, std::span<const TagOf> tags) {
    std::vector<std::string> folded;
    for (const TagOf& tag : tags) folded.push_back(fold(tag.name));
    std::ranges::sort(folded);
    folded.erase(std::ranges::unique(folded).begin(), folded.end());
    TagIds out;
    for (const db::Row& row : tx.query(kTagIds, db::text_list(folded)))
        out.emplace(row.get<std::string>(0), row.get<std::int64_t>(1));
    return out;
}

}  // namespace

TagsOf tags(db::Tx& tx, std::span<const CustomerId> ids) {
    TagsOf out;
    for (const db::Row& row : tx.query(kTags, db::id_list(tx, ids)))
        out[row.get<CustomerId>(0)].push_back(row.get<std::string>(1));
    return out;
}

std::vector<Tag> all_tags(db::Tx& tx) {
    std::vector<Tag> out;
    for (const db::Row& row : tx.query(kAllTags))
        if (const int n = row.get<int>(1); n > 0) out.push_back({row.get<std::string>(0), n});
    return out;
}

void add_tags(db::Tx& tx, std::span<const TagOf> tags) {
    if (tags.empty()) return;
    TagIds known = ids_of(tx, tags);
    for (const TagOf& tag : tags)
        if (const std::string folded = fold(tag.name); !known.contains(folded))
            known.emplace(folded, tx.insert(kNewTag, tag.name, folded));
    kTagged.write(tx, tags, [&](const TagOf& t) { return std::tuple(t.customer, known.at(fold(t.name))); });
}

std::int64_t remove_tags(db::Tx& tx, std::span<const TagOf> tags) {
    if (tags.empty()) return 0;
    const TagIds known = ids_of(tx, tags);
    std::vector<TagOf> there;
    std::ranges::copy_if(tags, std::back_inserter(there),
                         [&](const TagOf& t) { return known.contains(fold(t.name)); });
    return kUntag.write(tx, there,
                        [&](const TagOf& t) { return std::tuple(t.customer, known.at(fold(t.name))); });
}

namespace {

const db::Statement kRoles{"SELECT role FROM profile_roles WHERE customer_id = $1"};
const db::Statement kNoRoles{"DELETE FROM profile_roles WHERE customer_id = $1"};
const db::Statement kAddRole{"INSERT INTO profile_roles (customer_id, role) VALUES ($1, $2)"};

}  // namespace

std::vector<PartyRole> roles(db::Tx& tx, CustomerId id) {
    std::vector<PartyRole> out;
    for (const db::Row& row : tx.query(kRoles, id)) out.push_back(row.get<PartyRole>(0));
    std::ranges::sort(out);
    return out;
}

void set_roles(db::Tx& tx, CustomerId id, std::span<const PartyRole> roles) {
    tx.execute(kNoRoles, id);
    for (const PartyRole role : roles) tx.execute(kAddRole, id, role);
}

namespace {

std::optional<std::int64_t> day_number(const std::optional<std::chrono::year_month_day>& date) {
    return date ? std::optional<std::int64_t>(std::chrono::sys_days(*date).time_since_epoch().count())
                : std::nullopt;
}
std::optional<std::chrono::year_month_day> date(const std::optional<std::int64_t>& day) {
    if (!day) return std::nullopt;
    return std::chrono::year_month_day(std::chrono::sys_days(std::chrono::days(*day)));
}

#define MEMBERSHIPS                                                                       \
    "SELECT id, person_id, organisation_id, position, from_day, until_day, version FROM " \
    "profile_memberships "
const db::Statement kMemberships{MEMBERSHIPS
                                 "WHERE person_id = $1 OR organisation_id = $1 "
                                 "ORDER BY CASE WHEN until_day IS NULL THEN 0 ELSE 1 END, id LIMIT $2"};
const db::Statement kMembership{MEMBERSHIPS "WHERE id = $1"};
const db::Statement kBetween{MEMBERSHIPS
                             "WHERE person_id = $1 AND organisation_id = $2 ORDER BY id DESC LIMIT 100"};
const db::Statement kOfPeople{
    db::Sql{.sqlite = MEMBERSHIPS "WHERE person_id IN (SELECT value FROM json_each($1)) ORDER BY id DESC",
            .postgres = MEMBERSHIPS "WHERE person_id = ANY(CAST($1 AS BIGINT[])) ORDER BY id DESC"}};
const db::Statement kThese{db::Sql{.sqlite = MEMBERSHIPS "WHERE id IN (SELECT value FROM json_each($1))",
                                   .postgres = MEMBERSHIPS "WHERE id = ANY(CAST($1 AS BIGINT[]))"}};
const db::Many kAddMembership{
    "INSERT INTO profile_memberships (person_id, organisation_id, position, from_day, until_day)",
    "BIGINT, BIGINT, TEXT, BIGINT, BIGINT", "RETURNING id"};
const db::Statement kSaveMembership{
    "UPDATE profile_memberships SET position = $2, from_day = $3, until_day = $4, version = version + 1 "
    "WHERE id = $1"};
const db::Statement kRemoveMemberships{
    db::Sql{.sqlite = "DELETE FROM profile_memberships WHERE id IN (SELECT value FROM json_each($1))",
            .postgres = "DELETE FROM profile_memberships WHERE id = ANY(CAST($1 AS BIGINT[]))"}};

Membership read_membership(const db::Row& row) {
    return {.id = row.get<std::int64_t>(0),
            .person = {row.get<CustomerId>(1), {}},
            .organisation = {row.get<CustomerId>(2), {}},
            .position = row.get<std::string>(3),
            .from = date(row.get<std::optional<std::int64_t>>(4)),
            .until = date(row.get<std::optional<std::int64_t>>(5)),
            .version = row.get<std::int64_t>(6)};
}

}  // namespace

std::vector<Membership> memberships(db::Tx& tx, CustomerId id, std::size_t limit) {
    std::vector<Membership> out;
    for (const db::Row& row : tx.query(kMemberships, id, limit)) out.push_back(read_membership(row));
    return out;
}

std::optional<Membership> membership(db::Tx& tx, std::int64_t id) {
    const auto row = tx.one(kMembership, id);
    return row ? std::optional(read_membership(*row)) : std::nullopt;
}

std::vector<Membership> memberships_between(db::Tx& tx, CustomerId person, CustomerId organisation) {
    std::vector<Membership> out;
    for (const db::Row& row : tx.query(kBetween, person, organisation)) out.push_back(read_membership(row));
    return out;
}

std::vector<Membership> memberships_of(db::Tx& tx, std::span<const CustomerId> people) {
    std::vector<Membership> out;
    for (const db::Row& row : tx.query(kOfPeople, db::id_list(tx, people)))
        out.push_back(read_membership(row));
    return out;
}

std::vector<Membership> memberships_numbered(db::Tx& tx, std::span<const std::int64_t> ids) {
    std::vector<Membership> out;
    for (const db::Row& row : tx.query(kThese, db::id_list(tx, ids))) out.push_back(read_membership(row));
    return out;
}

std::vector<std::int64_t> add_memberships(db::Tx& tx, std::span<const Membership> all) {
    std::vector<std::int64_t> out;
    kAddMembership.write(
        tx, all,
        [](const Membership& m) {
            return std::tuple(m.person.id, m.organisation.id, std::string_view(m.position),
                              day_number(m.from), day_number(m.until));
        },
        [&](const db::Row& row) { out.push_back(row.get<std::int64_t>(0)); });
    return out;
}

void save_membership(db::Tx& tx, const Membership& m) {
    tx.execute(kSaveMembership, m.id, m.position, day_number(m.from), day_number(m.until));
}

void remove_memberships(db::Tx& tx, std::span<const std::int64_t> ids) {
    if (!ids.empty()) tx.execute(kRemoveMemberships, db::id_list(tx, ids));
}

namespace {

const db::Many kKeepSummary{
    "INSERT INTO profile_summaries (customer_id, percent, missing, month_day)",
    "BIGINT, BIGINT, BIGINT, BIGINT",
    "ON CONFLICT (customer_id) DO UPDATE SET percent = excluded.percent, missing = excluded.missing, "
    "month_day = excluded.month_day"};
const db::Statement kRemoveSummaries{
    db::Sql{.sqlite = "DELETE FROM profile_summaries WHERE customer_id IN (SELECT value FROM json_each($1))",
            .postgres = "DELETE FROM profile_summaries WHERE customer_id = ANY(CAST($1 AS BIGINT[]))"}};
const db::Statement kVersion{"SELECT version FROM profile_summaries WHERE customer_id = $1"};
const db::Statement kTouch{
    db::Sql{.sqlite = "UPDATE profile_summaries SET version = version + 1 WHERE customer_id IN (SELECT value "
                      "FROM json_each($1))",
            .postgres = "UPDATE profile_summaries SET version = version + 1 WHERE customer_id = ANY(CAST($1 "
                        "AS BIGINT[]))"}};
const db::Statement kBornOn{
    "SELECT customer_id FROM profile_summaries WHERE month_day = $1 ORDER BY customer_id LIMIT $2"};

}  // namespace

void keep_summaries(db::Tx& tx, std::span<const Summary> summaries) {
    kKeepSummary.write(tx, summaries, [](const Summary& s) {
        return std::tuple(s.customer, s.percent, s.missing, s.month_day);
    });
}

void remove_summaries(db::Tx& tx, std::span<const CustomerId> ids) {
    if (!ids.empty()) tx.execute(kRemoveSummaries, db::id_list(tx, ids));
}

bool has_summary(db::Tx& tx, CustomerId id) {
    return tx.one(kVersion, id).has_value();
}

std::int64_t version(db::Tx& tx, CustomerId id) {
    const auto row = tx.one(kVersion, id);
    return row ? row->get<std::int64_t>(0) : 1;
}

void touch(db::Tx& tx, std::span<const CustomerId> ids) {
    if (!ids.empty()) tx.execute(kTouch, db::id_list(tx, ids));
}

void touch(db::Tx& tx, CustomerId id) {
    touch(tx, std::span(&id, 1));
}

std::vector<CustomerId> born_on(db::Tx& tx, int month_day, std::size_t limit) {
    std::vector<CustomerId> out;
    for (const db::Row& row : tx.query(kBornOn, month_day, limit)) out.push_back(row.get<CustomerId>(0));
    return out;
}

namespace {

constexpr std::size_t kParts = 8;

#define COUNTED                                                                                          \
    "SELECT count(*), sum(percent), count(CASE WHEN (missing & 1) <> 0 THEN 1 END), "                    \
    "count(CASE WHEN (missing & 2) <> 0 THEN 1 END), count(CASE WHEN (missing & 4) <> 0 THEN 1 END), "   \
    "count(CASE WHEN (missing & 8) <> 0 THEN 1 END), count(CASE WHEN (missing & 16) <> 0 THEN 1 END), "  \
    "count(CASE WHEN (missing & 32) <> 0 THEN 1 END), count(CASE WHEN (missing & 64) <> 0 THEN 1 END), " \
    "count(CASE WHEN (missing & 128) <> 0 THEN 1 END) FROM "
const db::Statement kCount{COUNTED "profile_summaries"};
const db::Statement kCountFew{COUNTED "(SELECT percent, missing FROM profile_summaries LIMIT $1) AS few"};
const db::Statement kFigures{
    "SELECT customers, percent, missing, counted_at FROM profile_figures WHERE id = 1"};
const db::Statement kKeepFigures{
    "INSERT INTO profile_figures (id, customers, percent, missing, counted_at) VALUES (1, $1, $2, $3, $4) "
    "ON CONFLICT (id) DO UPDATE SET customers = excluded.customers, percent = excluded.percent, "
    "missing = excluded.missing, counted_at = excluded.counted_at"};

}  // namespace

namespace {

BaseFigures read_count(const db::Row& row) {
    BaseFigures out;
    out.customers = row.get<std::int64_t>(0);
    if (out.customers > 0)
        out.percent = static_cast<int>(row.get<double>(1) / static_cast<double>(out.customers));
    for (std::size_t part = 0; part < kParts; ++part)
        out.missing.push_back({static_cast<Part>(part), row.get<std::int64_t>(2 + part)});
    return out;
}

}  // namespace

BaseFigures count(db::Tx& tx) {
    return read_count(*tx.one(kCount));
}

std::optional<BaseFigures> count_few(db::Tx& tx, std::size_t most) {
    const auto few = read_count(*tx.one(kCountFew, most + 1));
    return few.customers > static_cast<std::int64_t>(most) ? std::nullopt : std::optional(few);
}

std::optional<BaseFigures> figures(db::Tx& tx) {
    const auto row = tx.one(kFigures);
    if (!row) return std::nullopt;
    BaseFigures out{.customers = row->get<std::int64_t>(0),
                    .percent = row->get<int>(1),
                    .counted_at = row->get<Instant>(3)};
    const auto counts =
        boost::json::value_to<std::vector<std::int64_t>>(boost::json::parse(row->get<std::string_view>(2)));
    for (std::size_t part = 0; part < counts.size(); ++part)
        out.missing.push_back({static_cast<Part>(part), counts[part]});
    return out;
}

void keep_figures(db::Tx& tx, const BaseFigures& figures) {
    boost::json::array counts;
    for (const MissingCount& m : figures.missing) counts.emplace_back(m.customers);
    tx.execute(kKeepFigures, figures.customers, figures.percent, boost::json::serialize(counts),
               figures.counted_at);
}

}  // namespace escucha::profiles::store
