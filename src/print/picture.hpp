// Pictures and QR codes for the page.
#pragma once
#include <cairo.h>

#include <memory>
#include <string_view>

namespace escucha::print {

struct SurfaceEnd {
    void operator()(cairo_surface_t* s) const { cairo_surface_destroy(s); }
};
using Surface = std::unique_ptr<cairo_surface_t, SurfaceEnd>;

// Nothing where it is neither PNG nor JPEG, damaged or too large.
Surface read_picture(const std::string& bytes);

// Adds the dark squares of the code to the path, its quiet zone included in `size`; false where the text is
// too long.
bool add_qr(cairo_t* page, std::string_view text, double x, double y, double size);
bool fits_qr(std::string_view text);

}  // namespace escucha::print
