#include "db/rows.hpp"

#include <cmath>
#include <limits>

namespace escucha::db {

using detail::CellKind;

namespace {

constexpr std::string_view kind_name(CellKind kind) {
    constexpr std::array<std::string_view, 5> names{"NULL", "an integer", "a number", "a text", "bytes"};
    return names[static_cast<std::size_t>(kind)];
}

[[noreturn]] void mismatch(std::size_t column, CellKind found, std::string_view wanted) {
    throw BadValue(fmt::format("column {} is {}, not {}", column, kind_name(found), wanted));
}

}  // namespace

namespace detail {

void Table::add(std::int64_t value) {
    auto& cell = cells.emplace_back();
    cell.kind = CellKind::integer;
    cell.integer = value;
}

void Table::add(double value) {
    auto& cell = cells.emplace_back();
    cell.kind = CellKind::real;
    cell.real = value;
}

void Table::add(CellKind kind, std::string_view bytes) {
    if (arena.size() + bytes.size() > std::numeric_limits<std::uint32_t>::max())
        throw Failure("an answer of more than 4 GB: read it in pages");
    auto& cell = cells.emplace_back();
    cell.kind = kind;
    cell.span = {static_cast<std::uint32_t>(arena.size()), static_cast<std::uint32_t>(bytes.size())};
    arena.append(bytes);
}

}  // namespace detail

const detail::Cell& Row::cell(std::size_t column) const {
    if (column >= table_->columns)
        throw BadValue(fmt::format("column {} of a row of {}", column, table_->columns));
    return table_->cells[index_ * table_->columns + column];
}

bool Row::boolean(std::size_t column) const {
    const auto value = integer(column);
    if (value != 0 && value != 1) throw BadValue(fmt::format("column {} is {}, not 0 or 1", column, value));
    return value == 1;
}

std::int64_t Row::integer(std::size_t column) const {
    const auto& found = cell(column);
    if (found.kind != CellKind::integer) mismatch(column, found.kind, "an integer");
    return found.integer;
}

double Row::real(std::size_t column) const {
    const auto& found = cell(column);
    if (found.kind == CellKind::integer) {
        constexpr std::int64_t exact = std::int64_t{1} << std::numeric_limits<double>::digits;
        if (found.integer > exact || found.integer < -exact) out_of_range(column);
        return static_cast<double>(found.integer);
    }
    if (found.kind != CellKind::real) mismatch(column, found.kind, "a number");
    return found.real;
}

std::string_view Row::text(std::size_t column) const {
    const auto& found = cell(column);
    if (found.kind != CellKind::text) mismatch(column, found.kind, "a text");
    return std::string_view(table_->arena).substr(found.span.offset, found.span.size);
}

Bytes Row::bytes(std::size_t column) const {
    const auto& found = cell(column);
    if (found.kind != CellKind::bytes) mismatch(column, found.kind, "bytes");
    return std::as_bytes(std::span(table_->arena).subspan(found.span.offset, found.span.size));
}

void Row::out_of_range(std::size_t column) {
    throw BadValue(fmt::format("column {} holds a number too large for what reads it", column));
}

void Row::unknown_name(std::size_t column) const {
    throw BadValue(fmt::format("column {} holds the unknown name \"{}\"", column, text(column)));
}

Row Rows::operator[](std::size_t index) const& {
    if (index >= size()) throw BadValue(fmt::format("row {} of {}", index, size()));
    return {table_.get(), index};
}

OneRow Rows::operator[](std::size_t index) && {
    (void)std::as_const(*this)[index];
    return OneRow(std::move(*this), index);
}

}  // namespace escucha::db
