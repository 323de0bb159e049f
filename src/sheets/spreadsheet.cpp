#include "sheets/spreadsheet.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <exception>
#include <memory>
#include <unordered_map>

#include <orcus/orcus_ods.hpp>
#include <orcus/orcus_xlsx.hpp>
#include <orcus/spreadsheet/import_interface.hpp>

#include "sheets/grid.hpp"

// Nothing is thrown through liborcus: what goes beyond a limit is kept as an error in the grid, and the rest
// of the file passes by unheard.
namespace escucha::sheets {
namespace {

namespace os = orcus::spreadsheet;

class Strings final : public os::iface::import_shared_strings {
  public:
    explicit Strings(Workbook& book) : book_(book) {}
    std::size_t append(std::string_view s) override {
        book_.shared.emplace_back(s);
        return book_.shared.size() - 1;
    }
    std::size_t add(std::string_view s) override {
        const auto [where, fresh] = known_.try_emplace(std::string(s), book_.shared.size());
        if (fresh) book_.shared.emplace_back(s);
        return where->second;
    }
    void set_segment_font(std::size_t) override {}
    void set_segment_bold(bool) override {}
    void set_segment_italic(bool) override {}
    void set_segment_font_name(std::string_view) override {}
    void set_segment_font_size(double) override {}
    void set_segment_font_color(os::color_elem_t, os::color_elem_t, os::color_elem_t,
                                os::color_elem_t) override {}
    void append_segment(std::string_view s) override { segments_ += s; }
    std::size_t commit_segments() override { return append(std::exchange(segments_, {})); }

  private:
    Workbook& book_;
    std::unordered_map<std::string, std::size_t> known_;
    std::string segments_;
};

// Only what turns numbers into dates: number formats, and which cell format uses which.
using Part = os::color_elem_t;

class Styles final : public os::iface::import_styles {
  public:
    explicit Styles(Workbook& book) : book_(book) { book_.formats.clear(); }

    void set_number_format_identifier(std::size_t id) override { id_ = id; }
    void set_number_format_code(std::string_view s) override { code_ = s; }
    std::size_t commit_number_format() override {
        by_id_[id_] = parse_format(std::exchange(code_, {}));
        return id_ = 0, by_id_.size() - 1;
    }
    void set_xf_number_format(std::size_t index) override { xf_format_ = index; }
    std::size_t commit_cell_xf() override {
        const auto own = by_id_.find(xf_format_);
        book_.formats.push_back(own != by_id_.end() ? own->second
                                                    : builtin_format(static_cast<int>(xf_format_)));
        return xf_format_ = 0, book_.formats.size() - 1;
    }

    void set_font_count(std::size_t) override {}
    void set_font_bold(bool) override {}
    void set_font_italic(bool) override {}
    void set_font_name(std::string_view) override {}
    void set_font_size(double) override {}
    void set_font_underline(os::underline_t) override {}
    void set_font_underline_width(os::underline_width_t) override {}
    void set_font_underline_mode(os::underline_mode_t) override {}
    void set_font_underline_type(os::underline_type_t) override {}
    void set_font_underline_color(Part, Part, Part, Part) override {}
    void set_font_color(Part, Part, Part, Part) override {}
    void set_strikethrough_style(os::strikethrough_style_t) override {}
    void set_strikethrough_type(os::strikethrough_type_t) override {}
    void set_strikethrough_width(os::strikethrough_width_t) override {}
    void set_strikethrough_text(os::strikethrough_text_t) override {}
    std::size_t commit_font() override { return fonts_++; }
    void set_fill_count(std::size_t) override {}
    void set_fill_pattern_type(os::fill_pattern_t) override {}
    void set_fill_fg_color(Part, Part, Part, Part) override {}
    void set_fill_bg_color(Part, Part, Part, Part) override {}
    std::size_t commit_fill() override { return fills_++; }
    void set_border_count(std::size_t) override {}
    void set_border_style(os::border_direction_t, os::border_style_t) override {}
    void set_border_color(os::border_direction_t, Part, Part, Part, Part) override {}
    void set_border_width(os::border_direction_t, double, orcus::length_unit_t) override {}
    std::size_t commit_border() override { return borders_++; }
    void set_cell_hidden(bool) override {}
    void set_cell_locked(bool) override {}
    void set_cell_print_content(bool) override {}
    void set_cell_formula_hidden(bool) override {}
    std::size_t commit_cell_protection() override { return protections_++; }
    void set_number_format_count(std::size_t) override {}
    void set_cell_xf_count(std::size_t) override {}
    void set_cell_style_xf_count(std::size_t) override {}
    void set_dxf_count(std::size_t) override {}
    void set_xf_font(std::size_t) override {}
    void set_xf_fill(std::size_t) override {}
    void set_xf_border(std::size_t) override {}
    void set_xf_protection(std::size_t) override {}
    void set_xf_style_xf(std::size_t) override {}
    void set_xf_apply_alignment(bool) override {}
    void set_xf_horizontal_alignment(os::hor_alignment_t) override {}
    void set_xf_vertical_alignment(os::ver_alignment_t) override {}
    std::size_t commit_cell_style_xf() override { return xf_format_ = 0, style_xfs_++; }
    std::size_t commit_dxf() override { return xf_format_ = 0, dxfs_++; }
    void set_cell_style_count(std::size_t) override {}
    void set_cell_style_name(std::string_view) override {}
    void set_cell_style_xf(std::size_t) override {}
    void set_cell_style_builtin(std::size_t) override {}
    void set_cell_style_parent_name(std::string_view) override {}
    std::size_t commit_cell_style() override { return styles_++; }

  private:
    Workbook& book_;
    std::unordered_map<std::size_t, NumberFormat> by_id_;
    std::string code_;
    std::size_t id_ = 0, xf_format_ = 0;
    std::size_t fonts_ = 0, fills_ = 0, borders_ = 0, protections_ = 0, style_xfs_ = 0, dxfs_ = 0,
                styles_ = 0;
};

class Properties final : public os::iface::import_sheet_properties {
  public:
    explicit Properties(Grid& grid) : grid_(grid) {}
    void set_column_width(os::col_t, double, orcus::length_unit_t) override {}
    void set_column_hidden(os::col_t, bool) override {}
    void set_row_height(os::row_t, double, orcus::length_unit_t) override {}
    void set_row_hidden(os::row_t, bool) override {}
    void set_merge_cell_range(const os::range_t& r) override {
        if (r.first.row < 0 || r.first.column < 0 || r.last.row < r.first.row ||
            r.last.column < r.first.column)
            return;
        grid_.merge({static_cast<std::uint32_t>(r.first.row), static_cast<std::uint32_t>(r.first.column),
                     static_cast<std::uint32_t>(r.last.row), static_cast<std::uint32_t>(r.last.column)});
    }

  private:
    Grid& grid_;
};

std::string boolean(bool value) {
    return value ? "true" : "false";
}

// Of a formula only what it came to.
class Formula final : public os::iface::import_formula {
  public:
    explicit Formula(Grid& grid) : grid_(grid) {}
    void set_position(os::row_t row, os::col_t column) override {
        row_ = row, column_ = column;
        result_ = Nothing{};
    }
    void set_formula(os::formula_grammar_t, std::string_view) override {}
    void set_shared_formula_index(std::size_t) override {}
    void set_result_string(std::string_view value) override { result_ = std::string(value); }
    void set_result_value(double value) override { result_ = value; }
    void set_result_bool(bool value) override { result_ = boolean(value); }
    void set_result_empty() override { result_ = Nothing{}; }
    void commit() override {
        if (const auto* number = std::get_if<double>(&result_)) return grid_.number(row_, column_, *number);
        if (const auto* text = std::get_if<std::string>(&result_)) return grid_.text(row_, column_, *text);
        grid_.without_result(row_, column_);
    }

  private:
    using Nothing = std::monostate;
    Grid& grid_;
    os::row_t row_ = 0;
    os::col_t column_ = 0;
    std::variant<Nothing, double, std::string> result_;
};

class ArrayFormula final : public os::iface::import_array_formula {
  public:
    explicit ArrayFormula(Grid& grid) : grid_(grid) {}
    void set_range(const os::range_t& range) override { first_ = range.first; }
    void set_formula(os::formula_grammar_t, std::string_view) override {}
    void set_result_string(os::row_t row, os::col_t column, std::string_view value) override {
        grid_.text(first_.row + row, first_.column + column, value);
    }
    void set_result_value(os::row_t row, os::col_t column, double value) override {
        grid_.number(first_.row + row, first_.column + column, value);
    }
    void set_result_bool(os::row_t row, os::col_t column, bool value) override {
        grid_.text(first_.row + row, first_.column + column, boolean(value));
    }
    void set_result_empty(os::row_t row, os::col_t column) override {
        grid_.without_result(first_.row + row, first_.column + column);
    }
    void commit() override {}

  private:
    Grid& grid_;
    os::address_t first_{};
};

class Sheet final : public os::iface::import_sheet {
  public:
    Sheet(Grid& grid, Workbook& book)
        : grid_(grid), book_(book), properties_(grid), formula_(grid), array_formula_(grid) {}
    Grid& grid() { return grid_; }

    os::iface::import_sheet_properties* get_sheet_properties() override { return &properties_; }
    os::iface::import_formula* get_formula() override { return &formula_; }
    os::iface::import_array_formula* get_array_formula() override { return &array_formula_; }
    void set_auto(os::row_t row, os::col_t column, std::string_view s) override {
        grid_.text(row, column, s);
    }
    void set_string(os::row_t row, os::col_t column, os::string_id_t id) override {
        grid_.shared(row, column, id);
    }
    void set_value(os::row_t row, os::col_t column, double value) override {
        grid_.number(row, column, value);
    }
    void set_bool(os::row_t row, os::col_t column, bool value) override {
        grid_.text(row, column, boolean(value));
    }
    void set_date_time(os::row_t row, os::col_t column, int year, int month, int day, int hour, int minute,
                       double second) override {
        grid_.text(row, column, render_date(year, month, day, hour, minute, second));
    }
    void set_format(os::row_t row, os::col_t column, std::size_t xf) override {
        grid_.format(row, column, static_cast<std::uint32_t>(xf), book_);
    }
    void set_format(os::row_t, os::col_t, os::row_t, os::col_t, std::size_t) override {}
    void fill_down_cells(os::row_t row, os::col_t column, os::row_t count) override {
        grid_.fill_down(row, column, count);
    }
    os::range_size_t get_sheet_size() const override { return {1'048'576, 16'384}; }

  private:
    Grid& grid_;
    Workbook& book_;
    Properties properties_;
    Formula formula_;
    ArrayFormula array_formula_;
};

class Settings final : public os::iface::import_global_settings {
  public:
    explicit Settings(Workbook& book) : book_(book) {}
    void set_origin_date(int year, int month, int day) override {
        const std::chrono::year_month_day date{std::chrono::year(year),
                                               std::chrono::month(static_cast<unsigned>(month)),
                                               std::chrono::day(static_cast<unsigned>(day))};
        if (date.ok()) book_.origin_days = std::chrono::sys_days(date).time_since_epoch().count();
    }
    void set_default_formula_grammar(os::formula_grammar_t grammar) override { grammar_ = grammar; }
    os::formula_grammar_t get_default_formula_grammar() const override { return grammar_; }
    void set_character_set(orcus::character_set_t) override {}

  private:
    Workbook& book_;
    os::formula_grammar_t grammar_ = os::formula_grammar_t::unknown;
};

// "B12" and "A1:C3", which is how merged cells are named.
class References final : public os::iface::import_reference_resolver {
  public:
    os::src_address_t resolve_address(std::string_view text) override {
        os::src_address_t out{0, 0, 0};
        for (const char c : text) {
            if (c >= 'A' && c <= 'Z' && out.column < 100'000) out.column = out.column * 26 + (c - 'A' + 1);
            if (c >= '0' && c <= '9' && out.row < 100'000'000) out.row = out.row * 10 + (c - '0');
        }
        --out.column, --out.row;
        return out;
    }
    os::src_range_t resolve_range(std::string_view text) override {
        const auto colon = text.find(':');
        const auto first = resolve_address(text.substr(0, colon));
        return {first, colon == std::string_view::npos ? first : resolve_address(text.substr(colon + 1))};
    }
};

class Factory final : public os::iface::import_factory {
  public:
    explicit Factory(const Limits& limits)
        : limits_(limits), strings_(book_), styles_(book_), settings_(book_) {}

    os::iface::import_global_settings* get_global_settings() override { return &settings_; }
    os::iface::import_shared_strings* get_shared_strings() override { return &strings_; }
    os::iface::import_styles* get_styles() override { return &styles_; }
    os::iface::import_reference_resolver* get_reference_resolver(os::formula_ref_context_t) override {
        return &references_;
    }
    os::iface::import_sheet* append_sheet(os::sheet_t, std::string_view name) override {
        grids_.emplace_back(std::string(name), limits_);
        return &sheets_.emplace_back(grids_.back(), book_);
    }
    os::iface::import_sheet* get_sheet(std::string_view name) override {
        for (Sheet& sheet : sheets_)
            if (sheet.grid().name() == name) return &sheet;
        return nullptr;
    }
    os::iface::import_sheet* get_sheet(os::sheet_t index) override {
        const auto i = static_cast<std::size_t>(index);
        return i < sheets_.size() ? &sheets_[i] : nullptr;
    }
    void finalize() override {}

    std::deque<Grid>& grids() { return grids_; }
    const Workbook& book() const { return book_; }

  private:
    const Limits& limits_;
    Workbook book_;
    Strings strings_;
    Styles styles_;
    Settings settings_;
    References references_;
    std::deque<Grid> grids_;
    std::deque<Sheet> sheets_;
};

// False: the file is broken inside.
bool parse(std::string_view bytes, Format format, Factory& factory) {
    try {
        if (format == Format::xlsx)
            orcus::orcus_xlsx(&factory).read_stream(bytes);
        else
            orcus::orcus_ods(&factory).read_stream(bytes);
        return true;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception&) {  // whatever liborcus says of it, a person can only save it anew
        return false;
    }
}

Grid* chosen(std::deque<Grid>& grids, const std::string& wanted) {
    const auto found = std::ranges::find_if(
        grids, [&](const Grid& g) { return wanted.empty() ? !g.empty() : g.name() == wanted; });
    return found == grids.end() ? nullptr : &*found;
}

}  // namespace

Result<Head> read_spreadsheet(std::string_view bytes, Format format, const ReadOptions& options,
                              const OnRow& on_row) {
    Factory factory(options.limits);
    if (!parse(bytes, format, factory)) return refuse(ErrorKind::wrong_type, "sheet.not_readable");
    Grid* grid = chosen(factory.grids(), options.sheet);
    if (!grid && !options.sheet.empty())
        return refuse(ErrorKind::invalid, "sheet.no_such_sheet", {{"sheet", options.sheet}});
    if (!grid) return refuse(ErrorKind::invalid, "sheet.empty");
    Head head{
        .format = format, .decimal_comma = options.decimal_comma.value_or(false), .sheet = grid->name()};
    for (const Grid& g : factory.grids())
        if (!g.empty()) head.sheets.push_back(g.name());
    Assembler rows(std::move(head), options, on_row);
    grid->hand_out(factory.book(), rows);
    return rows.finish();
}

}  // namespace escucha::sheets
