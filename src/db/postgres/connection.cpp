#include "db/postgres/connection.hpp"

#include <charconv>
#include <cmath>

namespace escucha::db::postgres {

namespace {

constexpr std::size_t kComposedKept = 64;

// The server's numbers of types (pg_type.dat); libpq's own headers do not give them.
enum Type : Oid {
    kBool = 16,
    kBytea = 17,
    kInt8 = 20,
    kInt2 = 21,
    kInt4 = 23,
    kFloat4 = 700,
    kFloat8 = 701,
    kNumeric = 1700,
    kXid8 = 5069
};

// SQLSTATE, PostgreSQL manual appendix A.
std::optional<Constraint> constraint_of(std::string_view state) {
    if (state == "23505" || state == "23P01") return Constraint::unique;
    if (state == "23503") return Constraint::foreign_key;
    if (state == "23502") return Constraint::not_null;
    if (state == "23514") return Constraint::check;
    return std::nullopt;
}

template <class T>
std::optional<T> number(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// libpq's text format takes texts that end in a zero byte; bytes go as they are.
class Bound {
  public:
    explicit Bound(std::span<const Param> params) {
        texts_.reserve(params.size());  // values_ points into it
        for (const auto& param : params) add(param);
    }
    const char* const* values() const { return values_.data(); }
    const int* lengths() const { return lengths_.data(); }
    const int* formats() const { return formats_.data(); }

  private:
    void add(const Param& param) {
        if (const auto* integer = std::get_if<std::int64_t>(&param)) {
            push(fmt::to_string(*integer));
        } else if (const auto* real = std::get_if<double>(&param)) {
            if (std::isnan(*real)) throw BadValue("a number that is none (NaN)");
            push(fmt::to_string(*real));
        } else if (const auto* text = std::get_if<std::string_view>(&param)) {
            check_text(*text);
            push(std::string(*text));
        } else if (const auto* bytes = std::get_if<Bytes>(&param)) {
            push(std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size()), 1);
        } else {
            values_.push_back(nullptr);
            lengths_.push_back(0);
            formats_.push_back(0);
        }
    }
    void push(std::string text, int format = 0) {
        const auto& kept = texts_.emplace_back(std::move(text));
        values_.push_back(kept.c_str());
        lengths_.push_back(static_cast<int>(kept.size()));
        formats_.push_back(format);
    }

    std::vector<std::string> texts_;
    std::vector<const char*> values_;
    std::vector<int> lengths_, formats_;
};

int hex_digit(char c) {
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

// bytea_output = hex: "\x0aff"
std::string from_hex(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 2; i + 1 < text.size(); i += 2)
        bytes.push_back(static_cast<char>(hex_digit(text[i]) * 16 + hex_digit(text[i + 1])));
    return bytes;
}

void add_number(std::string_view text, detail::Table& table) {
    if (const auto integer = number<std::int64_t>(text)) return table.add(*integer);
    if (const auto real = number<double>(text)) return table.add(*real);
    throw BadValue(fmt::format("the number {} cannot be read", text));
}

void read_cell(const PGresult* result, int row, int column, detail::Table& table) {
    using detail::CellKind;
    if (PQgetisnull(result, row, column)) return table.add_null();
    const std::string_view text(PQgetvalue(result, row, column),
                                static_cast<std::size_t>(PQgetlength(result, row, column)));
    switch (PQftype(result, column)) {
        case kBool:
            return table.add(std::int64_t{text == "t"});
        case kInt2:
        case kInt4:
        case kInt8:
        case kXid8:
        case kNumeric:
            return add_number(text, table);
        case kFloat4:
        case kFloat8:
            return table.add(number<double>(text).value());
        case kBytea:
            return table.add(CellKind::bytes, from_hex(text));
        default:
            return table.add(CellKind::text, text);
    }
}

std::string identifier(std::string_view name) {
    std::string out = "\"";
    for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

}  // namespace

Connection::Connection(const std::string& url, const std::string& schema) {
    // libpq takes the last of equal keywords: ours before `dbname` are what the URL may override.
    const std::array<const char*, 8> keys{"connect_timeout", "keepalives_idle", "fallback_application_name",
                                          "dbname",          "client_encoding", nullptr};
    const std::array<const char*, 8> values{"5", "30", "escucha", url.c_str(), "UTF8", nullptr};
    handle_ = PQconnectdbParams(keys.data(), values.data(), 1);
    if (!usable()) {
        const auto why = fmt::format("PostgreSQL: {}", PQerrorMessage(handle_));
        PQfinish(handle_);
        throw Unreachable(why);
    }
    PQsetNoticeProcessor(handle_, [](void*, const char*) {}, nullptr);
    try {
        script(fmt::format("SET search_path TO {}, public; SET bytea_output TO hex", identifier(schema)));
    } catch (...) {
        PQfinish(handle_);
        throw;
    }
}

void Connection::fail(const PGresult* result, std::string_view place) const {
    if (!usable()) throw Lost(fmt::format("{}: {}", place, PQerrorMessage(handle_)));
    const char* field = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    const std::string_view state = field ? field : "";
    auto message =
        fmt::format("{}: {}", place, result ? PQresultErrorMessage(result) : PQerrorMessage(handle_));
    while (message.ends_with('\n')) message.pop_back();
    if (state == "40001" || state == "40P01") throw Again(message);
    if (state.starts_with("57P")) throw Lost(message);  // the server is shutting down or starting
    if (state == "53100") throw DiskFull(message);
    if (state == "22P05" || state == "22021") throw BadValue(message);
    if (const auto constraint = constraint_of(state)) throw ConstraintViolation(*constraint, message);
    throw Failure(message);
}

void Connection::script(std::string_view sql) {
    const std::string text(sql);
    const Answer answer(PQexec(handle_, text.c_str()));
    const auto status = PQresultStatus(answer.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
        fail(answer.get(), detail::place_of(nullptr, sql));
}

Connection::Prepared Connection::compile(std::string name, std::string_view sql, std::string_view place) {
    const std::string text(sql);
    const Answer prepared(PQprepare(handle_, name.c_str(), text.c_str(), 0, nullptr));
    if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) fail(prepared.get(), place);
    const Answer described(PQdescribePrepared(handle_, name.c_str()));
    if (PQresultStatus(described.get()) != PGRES_COMMAND_OK) fail(described.get(), place);
    return {std::move(name), static_cast<std::size_t>(PQnparams(described.get()))};
}

const Connection::Prepared& Connection::kept(const Statement& statement) {
    if (by_number_.size() <= statement.number()) by_number_.resize(statement.number() + 1);
    auto& slot = by_number_[statement.number()];
    if (slot.name.empty())
        slot = compile(fmt::format("s{}", statement.number()), statement.text(Backend::postgres),
                       statement.place());
    return slot;
}

const Connection::Prepared& Connection::kept(std::string_view sql) {
    if (const auto found = by_text_.find(sql); found != by_text_.end()) {
        composed_.splice(composed_.begin(), composed_, found->second);
        return found->second->second;
    }
    auto prepared = compile(fmt::format("c{}", composed_count_++), sql, detail::place_of(nullptr, sql));
    if (composed_.size() == kComposedKept) {
        script(fmt::format("DEALLOCATE {}", composed_.back().second.name));
        by_text_.erase(composed_.back().first);
        composed_.pop_back();
    }
    composed_.emplace_front(std::string(sql), std::move(prepared));
    by_text_.emplace(composed_.front().first, composed_.begin());
    return composed_.front().second;
}

std::unique_ptr<detail::Table> Connection::run(const Statement* statement, std::string_view sql,
                                               std::span<const Param> params) {
    const auto& prepared = statement ? kept(*statement) : kept(sql);
    if (params.size() != prepared.params)
        detail::wrong_count(params.size(), prepared.params, detail::place_of(statement, sql));
    const Bound bound(params);
    const Answer answer(PQexecPrepared(handle_, prepared.name.c_str(), static_cast<int>(params.size()),
                                       bound.values(), bound.lengths(), bound.formats(), 0));
    const auto status = PQresultStatus(answer.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        fail(answer.get(), detail::place_of(statement, sql));
    auto table = std::make_unique<detail::Table>();
    table->columns = static_cast<std::size_t>(PQnfields(answer.get()));
    table->rows = static_cast<std::size_t>(PQntuples(answer.get()));
    table->cells.reserve(table->columns * table->rows);
    for (int r = 0; r < PQntuples(answer.get()); ++r)
        for (int c = 0; c < PQnfields(answer.get()); ++c) read_cell(answer.get(), r, c, *table);
    if (!std::string_view(PQcmdStatus(answer.get())).starts_with("SELECT"))
        table->affected = number<std::int64_t>(PQcmdTuples(answer.get())).value_or(0);
    return table;
}

}  // namespace escucha::db::postgres
