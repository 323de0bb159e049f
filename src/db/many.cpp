#include "db/many.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

namespace escucha::db {
namespace {

constexpr std::string_view kRows = "{rows}";

std::string numbered(std::string_view prefix, std::size_t count) {
    std::string out;
    for (std::size_t i = 1; i <= count; ++i) out += fmt::format("{}{}{}", i == 1 ? "" : ", ", prefix, i);
    return out;
}

std::size_t count_of(std::string_view types) {
    return static_cast<std::size_t>(std::ranges::count(types, ',')) + 1;
}

// The rows come as one text of JSON: [[1,"a"],[2,null]].
std::string rows_of(std::string_view types) {
    std::string values;
    for (std::size_t i = 0; !types.empty(); ++i) {
        const auto end = std::min(types.find(','), types.size());
        const auto type = types.substr(0, end);
        values += fmt::format("CAST(r.v ->> {} AS {}) AS c{}, ", i, type, i + 1);
        types.remove_prefix(std::min(end + 1, types.size()));
    }
    return fmt::format(
        "(SELECT {}r.n FROM jsonb_array_elements(CAST($1 AS JSONB)) WITH ORDINALITY r (v, n)) AS many_rows",
        values);
}

std::string with_rows(std::string_view text, std::string_view types) {
    std::string out(text);
    if (const auto at = out.find(kRows); at != out.npos) out.replace(at, kRows.size(), rows_of(types));
    return out;
}

}  // namespace

Many::Many(std::string_view into, std::string_view types, std::string_view rest, std::source_location where)
    : sqlite_(fmt::format("{} VALUES ({}) {}", into, numbered("$", count_of(types)), rest)),
      postgres_(fmt::format("{} SELECT {} FROM {} ORDER BY n {}", into, numbered("c", count_of(types)),
                            rows_of(types), rest)),
      statement_(Sql{.sqlite = sqlite_, .postgres = postgres_}, where) {}

Many::Many(Sql sql, std::string_view types, std::source_location where)
    : sqlite_(sql.sqlite),
      postgres_(with_rows(sql.postgres, types)),
      statement_(Sql{.sqlite = sqlite_, .postgres = postgres_}, where) {}

void Many::append(std::string& list, std::initializer_list<Param> values) {
    list += list.empty() ? "[[" : ",[";
    bool first = true;
    for (const Param& value : values) {
        if (!std::exchange(first, false)) list += ',';
        if (const auto* integer = std::get_if<std::int64_t>(&value))
            list += fmt::to_string(*integer);
        else if (const auto* real = std::get_if<double>(&value))
            list += fmt::to_string(*real);
        else if (const auto* text = std::get_if<std::string_view>(&value))
            check_text(*text), list += boost::json::serialize(boost::json::string_view(*text));
        else if (std::holds_alternative<Null>(value))
            list += "null";
        else
            throw BadValue("bytes among many rows");
    }
    list += ']';
}

std::string Many::closed(std::string& list) {
    return std::exchange(list, {}) + ']';
}

}  // namespace escucha::db
