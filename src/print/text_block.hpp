// A text laid out in lines of one width: what goes down a page, line by line.
#pragma once
#include <pango/pangocairo.h>

#include <memory>
#include <string_view>
#include <vector>

#include "print/document.hpp"

namespace escucha::print {

struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
};

class TextBlock {
  public:
    struct Line {
        PangoLayoutLine* line = nullptr;         // lives with its layout
        double x = 0, height = 0, baseline = 0;  // from the block's left edge; from the line's top
    };

    TextBlock() = default;
    TextBlock(PangoContext* context, std::string_view text, const TextStyle& style, double width);

    double height() const;  // of what is left
    bool empty() const { return next_ == lines_.size(); }
    double next_height() const { return lines_[next_].height; }
    // Draws lines from (x, y) down to `bottom` at most, on nothing where `page` is null; answers where it
    // ended.
    double draw(cairo_t* page, double x, double y, double bottom);

  private:
    void add(PangoContext* context, std::string_view piece, const TextStyle& style, double width);

    std::vector<std::unique_ptr<PangoLayout, Unref>> layouts_;
    std::vector<Line> lines_;
    std::size_t next_ = 0;
    Colour colour_ = kInk;
};

}  // namespace escucha::print
