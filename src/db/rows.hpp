// What a statement answered, materialised: the connection is free again, and rows may be read in any order.
//
//     for (const db::Row& row : tx.query(kOpenCases, team)) out.push_back(read_case(row));
//     if (auto row = tx.one(kFindCase, code)) return read_case(*row);
//
// `get<T>(column)` never converts in silence: NULL where T is not optional, a text where a number is asked,
// an integer that does not fit T, all throw BadValue. A double may be read from an integer column (and from
// PostgreSQL's NUMERIC, which sum() and avg() answer). A std::string_view or Bytes lives as long as its Rows.
#pragma once
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "base/clock.hpp"
#include "db/param.hpp"

namespace escucha::db {

namespace detail {

enum class CellKind : std::uint8_t { null, integer, real, text, bytes };

struct Cell {
    CellKind kind = CellKind::null;
    union {
        std::int64_t integer = 0;
        double real;
        struct {
            std::uint32_t offset, size;
        } span;
    };
};

// All cells row by row, and all texts in one arena.
struct Table {
    std::size_t columns = 0;
    std::size_t rows = 0;
    std::int64_t affected = 0;
    std::vector<Cell> cells;
    std::string arena;

    void add_null() { cells.emplace_back(); }
    void add(std::int64_t value);
    void add(double value);
    void add(CellKind kind, std::string_view bytes);
};

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

}  // namespace detail

class Row {
  public:
    Row(const detail::Table* table, std::size_t index) : table_(table), index_(index) {}

    template <class T>
    T get(std::size_t column) const {
        if constexpr (detail::IsOptional<T>::value) {
            if (is_null(column)) return std::nullopt;
            return get<typename T::value_type>(column);
        } else if constexpr (std::is_same_v<T, bool>) {
            return boolean(column);
        } else if constexpr (std::is_integral_v<T>) {
            const std::int64_t value = integer(column);
            if (!std::in_range<T>(value)) out_of_range(column);
            return static_cast<T>(value);
        } else if constexpr (std::is_floating_point_v<T>) {
            return static_cast<T>(real(column));
        } else if constexpr (std::is_same_v<T, Instant>) {
            return instant(integer(column));
        } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) {
            return T(text(column));
        } else if constexpr (std::is_same_v<T, Bytes>) {
            return bytes(column);
        } else if constexpr (std::is_same_v<T, std::vector<std::byte>>) {
            const Bytes b = bytes(column);
            return T(b.begin(), b.end());
        } else if constexpr (DescribedEnum<T>) {
            const auto value = parse_enum<T>(text(column));
            if (!value) unknown_name(column);
            return *value;
        } else if constexpr (StrongEnum<T>) {
            return static_cast<T>(integer(column));
        } else {
            static_assert(StrongId<T>, "no way to read this type from a column");
            return T{get<decltype(T::value)>(column)};
        }
    }

    // The first columns, all at once: auto [id, name] = row.as<std::int64_t, std::string>();
    template <class... T>
    std::tuple<T...> as() const {
        return [this]<std::size_t... I>(std::index_sequence<I...>) {
            return std::tuple<T...>{this->template get<T>(I)...};
        }(std::index_sequence_for<T...>{});
    }

    bool is_null(std::size_t column) const { return cell(column).kind == detail::CellKind::null; }
    std::size_t columns() const { return table_->columns; }

  protected:
    const detail::Table* table_;
    std::size_t index_;

  private:
    const detail::Cell& cell(std::size_t column) const;
    bool boolean(std::size_t column) const;
    std::int64_t integer(std::size_t column) const;
    double real(std::size_t column) const;
    std::string_view text(std::size_t column) const;
    Bytes bytes(std::size_t column) const;
    [[noreturn]] static void out_of_range(std::size_t column);
    [[noreturn]] void unknown_name(std::size_t column) const;
};

class OneRow;

class Rows {
  public:
    explicit Rows(std::unique_ptr<detail::Table> table) : table_(std::move(table)) {}

    class Iterator {
      public:
        using value_type = Row;
        using difference_type = std::ptrdiff_t;
        using iterator_category = std::input_iterator_tag;
        Iterator() = default;
        Iterator(const detail::Table* table, std::size_t index) : table_(table), index_(index) {}
        Row operator*() const { return {table_, index_}; }
        Iterator& operator++() { return ++index_, *this; }
        Iterator operator++(int) { return {table_, index_++}; }
        bool operator==(const Iterator&) const = default;

      private:
        const detail::Table* table_ = nullptr;
        std::size_t index_ = 0;
    };

    Iterator begin() const { return {table_.get(), 0}; }
    Iterator end() const { return {table_.get(), table_->rows}; }
    std::size_t size() const { return table_->rows; }
    bool empty() const { return size() == 0; }
    Row operator[](std::size_t index) const&;
    OneRow operator[](std::size_t index) &&;  // of Rows about to go: the row keeps what it shows
    std::int64_t affected() const { return table_->affected; }

  private:
    friend class OneRow;
    std::unique_ptr<detail::Table> table_;
};

// A row that owns what it shows.
class OneRow : public Row {
  public:
    explicit OneRow(Rows rows, std::size_t index = 0)
        : Row(rows.table_.get(), index), owned_(std::move(rows.table_)) {}

  private:
    std::unique_ptr<detail::Table> owned_;
};

}  // namespace escucha::db
