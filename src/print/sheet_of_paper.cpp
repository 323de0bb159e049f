#include "print/sheet_of_paper.hpp"

#include <string>

#include "base/vocabulary.hpp"
#include "print/fonts.hpp"

namespace escucha::print {
namespace {

constexpr TextStyle kSmall{.size = 8, .colour = kQuiet};

std::string with_numbers(std::string pattern, int page, int pages) {
    const auto put = [&](std::string_view mark, int n) {
        if (const auto at = pattern.find(mark); at != pattern.npos)
            pattern.replace(at, mark.size(), std::to_string(n));
    };
    put("{page}", page);
    put("{pages}", pages);
    return pattern;
}

std::unique_ptr<PangoContext, Unref> make_context(Language language) {
    std::unique_ptr<PangoContext, Unref> context(pango_font_map_create_context(font_map()));
    auto* exact = cairo_font_options_create();
    cairo_font_options_set_hint_style(exact, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(exact, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context.get(), exact);
    cairo_font_options_destroy(exact);
    pango_cairo_context_set_resolution(context.get(), 72);
    pango_context_set_round_glyph_positions(context.get(), false);
    pango_context_set_language(context.get(),
                               pango_language_from_string(language == Language::en ? "en" : "es"));
    return context;
}

}  // namespace

PaperSize size_of(const Options& options) {
    constexpr double kPerMillimetre = 72 / 25.4;  // ISO 216
    PaperSize s = options.paper == Paper::a5   ? PaperSize{148, 210}
                  : options.paper == Paper::a4 ? PaperSize{210, 297}
                                               : PaperSize{297, 420};
    if (options.landscape) std::swap(s.width, s.height);
    return {.width = s.width * kPerMillimetre, .height = s.height * kPerMillimetre};
}

Pages::Pages(const Options& options, cairo_t* page, int total)
    : options_(options), page_(page), total_(total), context_(make_context(options.language)) {
    const auto size = size_of(options);
    width_ = size.width;
    height_ = size.height;
    y_ = top_of_this_ = top();
}

void Pages::fill(double x, double y, double w, double h, Colour c) const {
    if (!page_) return;
    cairo_set_source_rgb(page_, c.red, c.green, c.blue);
    cairo_rectangle(page_, x, y, w, h);
    cairo_fill(page_);
}

void Pages::above_and_below() {
    if (!page_) return;
    const double below = bottom() + 18;
    const double half = width() * 0.7;
    if (number_ > 1 && !options_.header.empty()) {
        auto text = block(options_.header, kSmall, width());
        text.draw(page_, left(), top() - 26, top() - 8);
    }
    if (!options_.footer.empty()) {
        auto text = block(options_.footer, kSmall, half);
        text.draw(page_, left(), below, below + 30);
    }
    if (!options_.page_number.empty()) {
        auto style = kSmall;
        style.align = Align::right;
        auto text = block(with_numbers(options_.page_number, number_, total_), style, width() - half - 8);
        text.draw(page_, left() + half + 8, below, below + 30);
    }
}

void Pages::turn() {
    above_and_below();
    if (page_) cairo_show_page(page_);
    ++number_;
    y_ = top();
    if (on_turn) on_turn();
    top_of_this_ = y_;
}

int Pages::finish() {
    above_and_below();
    if (page_) cairo_show_page(page_);
    return number_;
}

}  // namespace escucha::print
