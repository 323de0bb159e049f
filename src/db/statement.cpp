#include "db/statement.hpp"

#include <mutex>

#include "db/engine.hpp"

namespace escucha::db {

namespace {

struct Registry {
    std::mutex mutex;
    std::vector<const Statement*> all;
    std::uint32_t count = 0;
};

Registry& registry() {
    static Registry all;  // inside a function: statements of other files register before main
    return all;
}

}  // namespace

Statement::Statement(const char* common, std::source_location where)
    : Statement(Sql{.common = common}, where) {}

Statement::Statement(Sql sql, std::source_location where) : sql_(sql), where_(where) {
    auto& known = registry();
    const std::lock_guard lock(known.mutex);
    number_ = known.count++;
    known.all.push_back(this);
}

Statement::~Statement() {
    auto& known = registry();
    const std::lock_guard lock(known.mutex);
    std::erase(known.all, this);
}

std::string_view Statement::text(Backend backend) const {
    const auto own = backend == Backend::sqlite ? sql_.sqlite : sql_.postgres;
    return own.empty() ? sql_.common : own;
}

std::string Statement::place() const {
    std::string_view file = where_.file_name();
    if (const auto src = file.rfind("/src/"); src != file.npos) file.remove_prefix(src + 5);
    return fmt::format("{}:{}", file, where_.line());
}

std::vector<const Statement*> all_statements() {
    auto& known = registry();
    const std::lock_guard lock(known.mutex);
    return known.all;
}

namespace detail {

std::string place_of(const Statement* statement, std::string_view sql) {
    return statement ? statement->place() : fmt::format("\"{}\"", sql.substr(0, 80));
}

void wrong_count(std::size_t given, std::size_t wanted, std::string_view place) {
    throw Failure(fmt::format("{}: {} parameters given, {} named", place, given, wanted));
}

}  // namespace detail
}  // namespace escucha::db
