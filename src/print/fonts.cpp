#include "print/fonts.hpp"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>
#include <sys/mman.h>
#include <unistd.h>

#include <memory>
#include <span>
#include <stdexcept>
#include <string>

// print_fonts.cpp, made at build
extern "C" const unsigned char escucha_font_text_begin[], escucha_font_text_end[];
extern "C" const unsigned char escucha_font_signs_begin[], escucha_font_signs_end[];
extern "C" const unsigned char escucha_font_signs_bold_begin[], escucha_font_signs_bold_end[];

#if __has_feature(address_sanitizer)
// fontconfig points to its patterns by offsets, which the leak checker cannot follow: what the fonts hold
// until the program ends looks lost. It is the same however many documents are made.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libfontconfig.so\n";
}
#endif

namespace escucha::print {
namespace {

// Fontconfig and FreeType read fonts from files: these have no place on any disk.
class FileInMemory {
  public:
    explicit FileInMemory(std::span<const unsigned char> bytes) : fd_(memfd_create("font", MFD_CLOEXEC)) {
        if (fd_ < 0) throw std::runtime_error("print: no memory for the fonts");
        while (!bytes.empty()) {
            const auto n = write(fd_, bytes.data(), bytes.size());
            if (n <= 0) throw std::runtime_error("print: no memory for the fonts");
            bytes = bytes.subspan(static_cast<std::size_t>(n));
        }
    }
    FileInMemory(const FileInMemory&) = delete;
    ~FileInMemory() { close(fd_); }
    std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

  private:
    int fd_;
};

class Fonts {
  public:
    Fonts()
        : files_{FileInMemory({escucha_font_text_begin, escucha_font_text_end}),
                 FileInMemory({escucha_font_signs_begin, escucha_font_signs_end}),
                 FileInMemory({escucha_font_signs_bold_begin, escucha_font_signs_bold_end})},
          config_(FcConfigCreate()) {
        for (const auto& f : files_)
            if (!FcConfigAppFontAddFile(config_, reinterpret_cast<const FcChar8*>(f.path().c_str())))
                throw std::runtime_error("print: a font cannot be read");
    }
    Fonts(const Fonts&) = delete;
    FcConfig* config() const { return config_; }

  private:
    FileInMemory files_[3];
    FcConfig* config_;
};

struct Unref {
    void operator()(PangoFontMap* map) const { g_object_unref(map); }
};
using FontMap = std::unique_ptr<PangoFontMap, Unref>;

FontMap make_map() {
    // Never taken down: pango and cairo keep what is of it until the program ends, in whatever order.
    static const Fonts& fonts = *new Fonts;
    FontMap map(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
    if (!map) throw std::runtime_error("print: no font map");
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map.get()), fonts.config());
    return map;
}

}  // namespace

PangoFontMap* font_map() {
    thread_local const FontMap map = make_map();
    return map.get();
}

}  // namespace escucha::print
