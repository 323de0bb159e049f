#include "modules/segments/looking.hpp"

#include <charconv>

#include "base/fold.hpp"
#include "db/id_list.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/segments/store.hpp"

namespace escucha::segments {
namespace {

// How many hits of what was typed are looked up one by one; beyond, only names are compared.
constexpr std::size_t kHits = 500;

Result<void> usable(const CustomerFilter& filter, const Defined& defined) {
    if (!faults(filter, defined, "filter").empty()) return conflict("segment.outdated");
    return {};
}

// What was typed: a name, an e-mail, a phone, a document; as the search of customers understands it.
std::string typed(const Segments::Parts& parts, db::Tx& tx, std::string_view query, db::Params& params) {
    const auto hits = parts.customers.find(tx, query, kHits);
    std::vector<std::int64_t> ids;
    for (const auto& hit : hits) ids.push_back(hit.id);
    const auto list = params.add(db::id_list(tx, ids));
    std::string sql = "customer_id " + db::among(tx, list);
    if (hits.size() < kHits) return sql;
    std::string words;
    for (const auto& word : fold_words(query))
        words += fmt::format("{}(sort_key LIKE {} OR sort_key LIKE {})", words.empty() ? "" : " AND ",
                             params.add(word + "%"), params.add("% " + word + "%"));
    return words.empty() ? sql : fmt::format("({} OR ({}))", sql, words);
}

Result<std::string> condition(const Segments::Parts& parts, db::Tx& tx, const Look& look, Instant now,
                              db::Params& params) {
    const auto defined = defined_now(tx, parts.profiles);
    const auto calendar = parts.calendars.calendar(tx);
    const Reading reading{tx, parts.profiles, defined, calendar->zone(), now};
    if (auto wrong = faults(look.filter, defined, "filter"); !wrong.empty())
        return invalid_fields(std::move(wrong));
    auto sql = where(reading, look.filter, params);
    if (!sql) return sql;
    if (look.segment) {
        const auto segment = store::get(tx, *look.segment);
        if (!segment) return not_found("segment.not_found");
        if (const auto ok = usable(segment->filter, defined); !ok) return Refused(ok.error());
        const auto within = where(reading, segment->filter, params);
        if (!within) return conflict("segment.outdated");
        *sql += " AND " + *within;
    }
    if (!one_line(look.query).empty()) *sql += " AND " + typed(parts, tx, look.query, params);
    return sql;
}

// SQLite keeps no statistics of ours: it would walk the index of names even for a filter that three in a
// million fit. A few are found by reading the narrow rows in their order, and sorted ("+" keeps the index out
// of it).
std::string order_of(const Look& look, db::Tx& tx, std::string_view where, const db::Params& params) {
    constexpr int kFew = 1'000;
    if (look.sort == CustomerSort::newest) return "customer_id DESC";
    if (tx.backend() == db::Backend::postgres || look.is_everybody()) return "sort_key, customer_id";
    const auto found =
        tx.one(fmt::format("SELECT count(*) FROM (SELECT 1 FROM segment_customers WHERE {} LIMIT {}) c",
                           where, kFew),
               params);
    return found->get<std::int64_t>(0) < kFew ? "+sort_key, customer_id" : "sort_key, customer_id";
}

std::optional<Line> read_cursor(std::string_view cursor) {
    Line line;
    const char* const begin = cursor.data();
    const char* const end = begin + cursor.size();
    const auto read = std::from_chars(begin, end, line.id);
    if (read.ec != std::errc{} || line.id < 1 || read.ptr == end || *read.ptr != '.') return std::nullopt;
    line.sort_key = std::string(read.ptr + 1, end);
    return line;
}

}  // namespace

Defined defined_now(db::Tx& tx, const profiles::Profiles& profiles) {
    Defined defined;
    for (auto& field : profiles.fields(tx)) {
        auto key = field.key;
        defined.fields.emplace(std::move(key), std::move(field));
    }
    for (const auto& purpose : profiles.purposes(tx, true)) defined.purposes.push_back(purpose.id);
    return defined;
}

Result<std::vector<Line>> lines(const Segments::Parts& parts, db::Tx& tx, const Look& look,
                                const std::optional<Line>& after, std::size_t limit, Instant now) {
    db::Params params;
    auto sql = condition(parts, tx, look, now, params);
    if (!sql) return Refused(sql.error());
    const auto order = order_of(look, tx, *sql, params);
    if (after && look.sort == CustomerSort::name)
        *sql +=
            fmt::format(" AND ({}) > ({}, {})", order, params.add(after->sort_key), params.add(after->id));
    else if (after)
        *sql += " AND customer_id < " + params.add(after->id);
    const auto rows = tx.query(
        fmt::format("SELECT customer_id, sort_key, open_cases, last_contact_at FROM segment_customers "
                    "WHERE {} ORDER BY {} LIMIT {}",
                    *sql, order, params.add(limit)),
        params);
    std::vector<Line> out;
    for (const auto& row : rows) {
        const auto [id, key, open, last] = row.as<CustomerId, std::string, int, std::int64_t>();
        out.push_back({id, key, open, last > 0 ? std::optional(instant(last)) : std::nullopt});
    }
    return out;
}

Result<std::vector<CustomerId>> everybody(const Segments::Parts& parts, db::Tx& tx, const Look& look,
                                          std::size_t limit, Instant now) {
    db::Params params;
    const auto sql = condition(parts, tx, look, now, params);
    if (!sql) return Refused(sql.error());
    const auto order = order_of(look, tx, *sql, params);
    std::vector<CustomerId> out;
    for (const auto& row :
         tx.query(fmt::format("SELECT customer_id FROM segment_customers WHERE {} ORDER BY {} "
                              "LIMIT {}",
                              *sql, order, params.add(limit)),
                  params))
        out.push_back(row.get<CustomerId>(0));
    return out;
}

Result<http::PageOf<CustomerId>> Segments::page(db::Tx& tx, const Look& look, std::string_view cursor,
                                                std::size_t limit, Instant now) const {
    std::optional<Line> after;
    if (!cursor.empty() && !(after = read_cursor(cursor))) return invalid_field("cursor", "bad_cursor");
    auto found = lines(parts_, tx, look, after, limit + 1, now);
    if (!found) return Refused(found.error());
    http::PageOf<CustomerId> page;
    if (found->size() > limit) {
        found->resize(limit);
        page.next = fmt::format("{}.{}", found->back().id, found->back().sort_key);
    }
    for (const auto& line : *found) page.items.push_back(line.id);
    return page;
}

namespace {

// A count reads every row that does not fit: it stops where a person stops caring.
Result<SegmentCount> counted(const Segments::Parts& parts, db::Tx& tx, const Look& look, Instant now) {
    db::Params params;
    const auto sql = condition(parts, tx, look, now, params);
    if (!sql) return Refused(sql.error());
    const auto most = params.add(kCountTo + 1);
    const auto row = tx.one(
        fmt::format("SELECT count(*) FROM (SELECT 1 FROM segment_customers WHERE {} LIMIT {}) c", *sql, most),
        params);
    const auto n = row->get<std::int64_t>(0);
    return SegmentCount{std::min(n, kCountTo), n > kCountTo};
}

const db::Statement kFacts{db::Sql{
    .sqlite = "SELECT customer_id, open_cases, last_contact_at FROM segment_customers WHERE customer_id IN "
              "(SELECT value FROM json_each($1))",
    .postgres = "SELECT customer_id, open_cases, last_contact_at FROM segment_customers WHERE customer_id = "
                "ANY(CAST($1 AS BIGINT[]))"}};

}  // namespace

Result<SegmentCount> Segments::count(db::Tx& tx, const CustomerFilter& filter, Instant now) const {
    return counted(parts_, tx, {.filter = filter}, now);
}

Result<SegmentCount> Segments::count(db::Tx& tx, SegmentId id, Instant now) const {
    return counted(parts_, tx, {.segment = id}, now);
}

std::unordered_map<CustomerId, store::Facts> facts_of(db::Tx& tx, std::span<const CustomerId> ids) {
    std::unordered_map<CustomerId, store::Facts> out;
    for (const auto& row : tx.query(kFacts, db::id_list(tx, ids))) {
        const auto [id, open, last] = row.as<CustomerId, int, std::int64_t>();
        out.emplace(id, store::Facts{open, last > 0 ? std::optional(instant(last)) : std::nullopt});
    }
    return out;
}

Result<std::vector<CustomerId>> Segments::members(db::Tx& tx, SegmentId id, CustomerId after,
                                                  std::size_t limit, Instant now) const {
    db::Params params;
    const auto sql = condition(parts_, tx, {.segment = id}, now, params);
    if (!sql) return Refused(sql.error());
    const auto from = params.add(after), most = params.add(limit);
    std::vector<CustomerId> out;
    for (const auto& row : tx.query(
             fmt::format("SELECT customer_id FROM segment_customers WHERE {} AND customer_id > {} ORDER BY "
                         "customer_id LIMIT {}",
                         *sql, from, most),
             params))
        out.push_back(row.get<CustomerId>(0));
    return out;
}

Result<void> Segments::check(db::Tx& tx, const CustomerFilter& filter, std::string_view path) const {
    auto wrong = faults(filter, defined_now(tx, parts_.profiles), path);
    if (!wrong.empty()) return invalid_fields(std::move(wrong));
    return {};
}

}  // namespace escucha::segments
