#include "db/sqlite/connection.hpp"

#include <cerrno>
#include <charconv>
#include <cmath>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace escucha::db::sqlite {

namespace {

constexpr std::size_t kComposedKept = 64;

Constraint constraint_of(int extended) {
    switch (extended) {
        case SQLITE_CONSTRAINT_FOREIGNKEY:
            return Constraint::foreign_key;
        case SQLITE_CONSTRAINT_NOTNULL:
            return Constraint::not_null;
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
            return Constraint::unique;
        default:
            return Constraint::check;
    }
}

// "$12" → 12. Anything else is no parameter of ours: `$1::int`, for one, is a NAME to SQLite.
int parameter_number(const char* name, std::string_view place) {
    const std::string_view text = name ? name : "?";
    int number = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
    if (text[0] != '$' || error != std::errc{} || end != text.data() + text.size() || number < 1)
        throw Failure(
            fmt::format("{}: \"{}\" is no parameter: write $1, $2…, and CAST() for casts", place, text));
    return number;
}

// Resets the statement however the function is left, so that no read lock stays behind.
struct Resetting {
    sqlite3_stmt* statement;
    ~Resetting() {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
};

void read_cell(sqlite3_stmt* statement, int column, detail::Table& table) {
    using detail::CellKind;
    const auto span = [&](const void* data) {
        return std::string_view(static_cast<const char*>(data),
                                static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
    };
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER:
            return table.add(std::int64_t{sqlite3_column_int64(statement, column)});
        case SQLITE_FLOAT:
            return table.add(sqlite3_column_double(statement, column));
        case SQLITE_TEXT:
            return table.add(CellKind::text, span(sqlite3_column_text(statement, column)));
        case SQLITE_BLOB:
            return table.add(CellKind::bytes, span(sqlite3_column_blob(statement, column)));
        default:
            return table.add_null();
    }
}

// Without its statistics of memory, SQLite allocates without the one mutex all connections share. It can be
// told so only before anything else is asked of it; a later call is refused and changes nothing.
void spare_the_shared_mutex() {
    [[maybe_unused]] static const int told = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

}  // namespace

void make_private_file(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0)
        throw Unreachable(fmt::format("{}: {}", path.string(), std::generic_category().message(errno)));
    ::close(file);
}

Connection::Connection(const std::filesystem::path& path, const ConnectionOptions& options) {
    if (options.create) make_private_file(path);
    spare_the_shared_mutex();
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (const int code = sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr); code != SQLITE_OK) {
        sqlite3_close_v2(handle_);
        throw Unreachable(fmt::format("{}: {}", path.string(), sqlite3_errstr(code)));
    }
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_timeout(handle_, static_cast<int>(options.busy_timeout.count()));
    try {
        script(fmt::format("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -{};{}",
                           options.cache_kib, options.read_only ? " PRAGMA query_only = ON;" : ""));
    } catch (...) {
        sqlite3_close_v2(handle_);
        throw;
    }
}

Connection::~Connection() {
    by_text_.clear();
    composed_.clear();
    by_number_.clear();
    sqlite3_close_v2(handle_);
}

void Connection::fail(int code, std::string_view place) const {
    const auto message = fmt::format("{}: {}", place, sqlite3_errmsg(handle_));
    const int system = sqlite3_system_errno(handle_);
    switch (code & 0xff) {
        case SQLITE_FULL:
            throw DiskFull(message);
        case SQLITE_IOERR:
            if (system == ENOSPC || system == EDQUOT) throw DiskFull(message);
            throw Failure(message);
        case SQLITE_CONSTRAINT:
            throw ConstraintViolation(constraint_of(code), message);
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_CANTOPEN:
            throw Unreachable(message);
        default:
            throw Failure(message);
    }
}

void Connection::script(std::string_view sql) {
    const std::string text(sql);
    if (const int code = sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr); code != SQLITE_OK)
        fail(code, detail::place_of(nullptr, sql));
}

bool Connection::references_dangle() const {
    int dangling = 0, highest = 0;
    sqlite3_db_status(handle_, SQLITE_DBSTATUS_DEFERRED_FKS, &dangling, &highest, 0);
    return dangling != 0;
}

std::unique_ptr<Connection::Prepared> Connection::compile(std::string_view sql,
                                                          std::string_view place) const {
    auto prepared = std::make_unique<Prepared>();
    const char* rest = nullptr;
    if (const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                            SQLITE_PREPARE_PERSISTENT, &prepared->handle, &rest);
        code != SQLITE_OK)
        fail(code, place);
    const auto left = sql.substr(static_cast<std::size_t>(rest - sql.data()));
    if (!prepared->handle || left.find_first_not_of(" \t\r\n;") != left.npos)
        throw Failure(fmt::format("{}: exactly one statement is expected", place));
    for (int i = 1; i <= sqlite3_bind_parameter_count(prepared->handle); ++i) {
        const auto number = static_cast<std::size_t>(
            parameter_number(sqlite3_bind_parameter_name(prepared->handle, i), place));
        if (prepared->positions.size() < number) prepared->positions.resize(number, 0);
        prepared->positions[number - 1] = i;
    }
    return prepared;
}

Connection::Prepared& Connection::kept(const Statement& statement) {
    if (by_number_.size() <= statement.number()) by_number_.resize(statement.number() + 1);
    auto& slot = by_number_[statement.number()];
    if (!slot) slot = compile(statement.text(Backend::sqlite), statement.place());
    return *slot;
}

Connection::Prepared& Connection::kept(std::string_view sql) {
    if (const auto found = by_text_.find(sql); found != by_text_.end()) {
        composed_.splice(composed_.begin(), composed_, found->second);
        return *found->second->second;
    }
    auto prepared = compile(sql, detail::place_of(nullptr, sql));
    if (composed_.size() == kComposedKept) {
        by_text_.erase(composed_.back().first);
        composed_.pop_back();
    }
    composed_.emplace_front(std::string(sql), std::move(prepared));
    by_text_.emplace(composed_.front().first, composed_.begin());
    return *composed_.front().second;
}

void Connection::bind(const Prepared& prepared, std::span<const Param> params, const Statement* statement,
                      std::string_view sql) const {
    const auto place = [&] { return detail::place_of(statement, sql); };
    if (params.size() != prepared.positions.size())
        detail::wrong_count(params.size(), prepared.positions.size(), place());
    auto* const to = prepared.handle;
    const auto one = [&](int at, const Param& param) {
        if (const auto* integer = std::get_if<std::int64_t>(&param))
            return sqlite3_bind_int64(to, at, *integer);
        if (const auto* real = std::get_if<double>(&param)) {
            if (std::isnan(*real)) throw BadValue(fmt::format("{}: a number that is none (NaN)", place()));
            return sqlite3_bind_double(to, at, *real);
        }
        if (const auto* text = std::get_if<std::string_view>(&param)) {
            check_text(*text);
            const char* data = text->empty() ? "" : text->data();  // a null pointer would bind NULL
            return sqlite3_bind_text64(to, at, data, text->size(), SQLITE_STATIC, SQLITE_UTF8);
        }
        if (const auto* bytes = std::get_if<Bytes>(&param)) {
            const void* data = bytes->empty() ? static_cast<const void*>("") : bytes->data();
            return sqlite3_bind_blob64(to, at, data, bytes->size(), SQLITE_STATIC);
        }
        return sqlite3_bind_null(to, at);
    };
    for (std::size_t i = 0; i < params.size(); ++i) {
        if (prepared.positions[i] == 0) continue;  // $1 and $3 without $2: nothing to give it to
        if (const int code = one(prepared.positions[i], params[i]); code != SQLITE_OK) fail(code, place());
    }
}

std::unique_ptr<detail::Table> Connection::run(const Statement* statement, std::string_view sql,
                                               std::span<const Param> params) {
    const auto& prepared = statement ? kept(*statement) : kept(sql);
    const auto place = [&] { return detail::place_of(statement, sql); };
    const Resetting resetting{prepared.handle};
    bind(prepared, params, statement, sql);
    auto table = std::make_unique<detail::Table>();
    const int columns = sqlite3_column_count(prepared.handle);
    table->columns = static_cast<std::size_t>(columns);
    const auto before = changes();
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(prepared.handle)) == SQLITE_ROW) {
        for (int c = 0; c < columns; ++c) read_cell(prepared.handle, c, *table);
        ++table->rows;
    }
    if (code != SQLITE_DONE) fail(code, place());
    if (changes() != before) table->affected = sqlite3_changes64(handle_);
    return table;
}

}  // namespace escucha::db::sqlite
