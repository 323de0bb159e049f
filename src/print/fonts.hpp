// The compiled-in fonts, as pango finds them: nothing of the machine's own is looked at.
#pragma once
#include <pango/pangocairo.h>

namespace escucha::print {

inline constexpr const char* kFamilies = "Atkinson Hyperlegible Next, DejaVu Sans";

// Of the calling thread, made once: font maps are not for several threads.
PangoFontMap* font_map();

}  // namespace escucha::print
