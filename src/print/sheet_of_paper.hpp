// The pages under a document: where the next thing goes, when a page is full, what stands above and below.
// Without a surface it only counts.
#pragma once
#include <cairo.h>

#include <functional>

#include "print/text_block.hpp"

namespace escucha::print {

class Pages {
  public:
    // `page` null: counts. `total`: of all pages, as it was counted; 0: not known.
    Pages(const Options& options, cairo_t* page, int total);

    cairo_t* page() const { return page_; }
    PangoContext* context() const { return context_.get(); }
    double left() const { return options_.margin; }
    double top() const { return options_.margin; }
    double bottom() const { return height_ - options_.margin; }
    double width() const { return width_ - 2 * options_.margin; }
    double y() const { return y_; }
    double room() const { return bottom() - y_; }
    bool fresh() const { return y_ <= top_of_this_; }
    int number() const { return number_; }
    int finish();  // the last page; answers how many

    void down(double points) { y_ = std::min(y_ + points, bottom()); }
    void to(double y) { y_ = y; }
    void turn();                // to a new page
    void need(double height) {  // on one page, where it fits on any
        if (height > room() && !fresh() && height <= bottom() - top()) turn();
    }
    TextBlock block(std::string_view text, const TextStyle& style, double width) const {
        return TextBlock(context(), text, style, width);
    }
    void fill(double x, double y, double w, double h, Colour c) const;

    // Called at the top of each page that a table goes on to.
    std::function<void()> on_turn;

  private:
    void above_and_below();

    const Options& options_;
    cairo_t* page_;
    int total_;
    double width_ = 0, height_ = 0, y_ = 0, top_of_this_ = 0;
    int number_ = 1;
    std::unique_ptr<PangoContext, Unref> context_;
};

struct PaperSize {
    double width = 0, height = 0;  // points
};
PaperSize size_of(const Options& options);

}  // namespace escucha::print
