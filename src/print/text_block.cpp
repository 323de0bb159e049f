#include "print/text_block.hpp"

#include <algorithm>

#include "print/clean_text.hpp"
#include "print/fonts.hpp"

namespace escucha::print {
namespace {

constexpr std::size_t kPiece = 4096;  // bytes laid out at once

double points(int pango_units) {
    return static_cast<double>(pango_units) / PANGO_SCALE;
}

struct FontEnd {
    void operator()(PangoFontDescription* f) const { pango_font_description_free(f); }
};

void set_font(PangoLayout* layout, const TextStyle& style) {
    const std::unique_ptr<PangoFontDescription, FontEnd> font(pango_font_description_from_string(kFamilies));
    pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
    pango_font_description_set_weight(font.get(), style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font.get());
}

// A hash, an address or a code that fits no line is broken without a sign of its own.
void break_without_hyphens(PangoLayout* layout) {
    auto* attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
}

PangoAlignment alignment(Align a) {
    return a == Align::left ? PANGO_ALIGN_LEFT : a == Align::centre ? PANGO_ALIGN_CENTER : PANGO_ALIGN_RIGHT;
}

}  // namespace

TextBlock::TextBlock(PangoContext* context, std::string_view text, const TextStyle& style, double width)
    : colour_(style.colour) {
    const auto cleaned = clean(text, kLongestText);
    for (const auto piece : pieces(cleaned, kPiece)) add(context, piece, style, width);
}

void TextBlock::add(PangoContext* context, std::string_view piece, const TextStyle& style, double width) {
    auto* layout = layouts_.emplace_back(pango_layout_new(context)).get();
    set_font(layout, style);
    pango_layout_set_width(layout, static_cast<int>(std::max(width, style.size * 2) * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, alignment(style.align));
    pango_layout_set_text(layout, piece.data(), static_cast<int>(piece.size()));
    break_without_hyphens(layout);
    auto* iter = pango_layout_get_iter(layout);
    do {
        PangoRectangle logical{};
        pango_layout_iter_get_line_extents(iter, nullptr, &logical);
        const double baseline = points(pango_layout_iter_get_baseline(iter) - logical.y);
        constexpr double kAir = 1.12;  // between lines
        lines_.push_back({.line = pango_layout_iter_get_line_readonly(iter),
                          .x = points(logical.x),
                          .height = points(logical.height) * kAir,
                          .baseline = baseline});
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
}

double TextBlock::height() const {
    double sum = 0;
    for (auto i = next_; i < lines_.size(); ++i) sum += lines_[i].height;
    return sum;
}

double TextBlock::draw(cairo_t* page, double x, double y, double bottom) {
    if (page) cairo_set_source_rgb(page, colour_.red, colour_.green, colour_.blue);
    for (; next_ < lines_.size() && y + lines_[next_].height <= bottom + 0.01; ++next_) {
        const auto& l = lines_[next_];
        if (page) {
            cairo_move_to(page, x + l.x, y + l.baseline);
            pango_cairo_show_layout_line(page, l.line);
        }
        y += l.height;
    }
    return y;
}

}  // namespace escucha::print
