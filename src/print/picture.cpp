#include "print/picture.hpp"

#include <qrencode.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>

namespace escucha::print {
namespace {

constexpr std::int64_t kMostPoints = 16'000'000;
constexpr std::size_t kLongestCode = 1000;
constexpr int kQuiet = 4;  // modules, ISO/IEC 18004

struct Size {
    int width = 0, height = 0;
    bool possible() const {
        return width > 0 && height > 0 && std::int64_t{width} * height <= kMostPoints && width <= 32'000 &&
               height <= 32'000;
    }
};

unsigned at(std::string_view bytes, std::size_t i) {
    return static_cast<unsigned char>(bytes[i]);
}
int two(std::string_view b, std::size_t i) {
    return static_cast<int>(at(b, i) << 8 | at(b, i + 1));
}

std::optional<Size> size_of_png(std::string_view b) {
    if (b.size() < 33 || !b.starts_with("\x89PNG\r\n\x1a\n") || b.substr(12, 4) != "IHDR") return {};
    if (two(b, 16) != 0 || two(b, 20) != 0) return {};  // beyond 65,535
    return Size{.width = two(b, 18), .height = two(b, 22)};
}

// The frame header (ITU-T T.81, B.2.2) says it: C0..CF without C4, C8 and CC. Eight bits, grey or three
// colours: those of printers (CMYK) look different in every viewer.
std::optional<Size> size_of_jpeg(std::string_view b) {
    if (!b.starts_with("\xFF\xD8\xFF") || b.find("\xFF\xD9", 2) == b.npos) return {};
    for (std::size_t i = 2; i + 9 < b.size();) {
        if (at(b, i) != 0xFF) return {};
        const auto marker = at(b, i + 1);
        if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
            const auto colours = at(b, i + 9);
            if (at(b, i + 4) != 8 || (colours != 1 && colours != 3)) return {};
            return Size{.width = two(b, i + 7), .height = two(b, i + 5)};
        }
        i += marker == 0xFF ? 1 : 2 + static_cast<std::size_t>(two(b, i + 2));
    }
    return {};
}

cairo_status_t read_some(void* from, unsigned char* to, unsigned length) {
    auto& left = *static_cast<std::string_view*>(from);
    if (left.size() < length) return CAIRO_STATUS_READ_ERROR;
    std::memcpy(to, left.data(), length);
    left.remove_prefix(length);
    return CAIRO_STATUS_SUCCESS;
}

Surface checked(cairo_surface_t* s) {
    Surface surface(s);
    if (cairo_surface_status(s) != CAIRO_STATUS_SUCCESS) return nullptr;
    return surface;
}

// The bytes themselves stand in the PDF; the picture of points beside them is never drawn.
Surface jpeg(const std::string& bytes, Size size) {
    auto surface = checked(cairo_image_surface_create(CAIRO_FORMAT_RGB24, size.width, size.height));
    if (!surface) return nullptr;
    auto copy = std::make_unique<std::string>(bytes);
    const auto* data = reinterpret_cast<const unsigned char*>(copy->data());
    const auto set = cairo_surface_set_mime_data(
        surface.get(), CAIRO_MIME_TYPE_JPEG, data, copy->size(),
        [](void* text) { delete static_cast<std::string*>(text); }, copy.get());
    if (set != CAIRO_STATUS_SUCCESS) return nullptr;
    static_cast<void>(copy.release());  // cairo's from here on
    return surface;
}

struct CodeEnd {
    void operator()(QRcode* c) const { QRcode_free(c); }
};
std::unique_ptr<QRcode, CodeEnd> code_of(std::string_view text) {
    if (text.empty() || text.size() > kLongestCode) return nullptr;
    const auto* data = reinterpret_cast<const unsigned char*>(text.data());
    return std::unique_ptr<QRcode, CodeEnd>(
        QRcode_encodeData(static_cast<int>(text.size()), data, 0, QR_ECLEVEL_M));
}

}  // namespace

Surface read_picture(const std::string& bytes) {
    if (const auto size = size_of_png(bytes); size && size->possible()) {
        std::string_view left = bytes;
        return checked(cairo_image_surface_create_from_png_stream(read_some, &left));
    }
    if (const auto size = size_of_jpeg(bytes); size && size->possible()) return jpeg(bytes, *size);
    return nullptr;
}

bool fits_qr(std::string_view text) {
    return code_of(text) != nullptr;
}

bool add_qr(cairo_t* page, std::string_view text, double x, double y, double size) {
    const auto code = code_of(text);
    if (!code) return false;
    const double module = size / (code->width + 2 * kQuiet);
    for (int row = 0; row < code->width; ++row) {
        const auto* line = code->data + static_cast<std::ptrdiff_t>(row) * code->width;
        for (int from = 0; from < code->width;) {
            int to = from;
            while (to < code->width && (line[to] & 1)) ++to;
            if (to > from)
                cairo_rectangle(page, x + (from + kQuiet) * module, y + (row + kQuiet) * module,
                                (to - from) * module, module);
            from = to + 1;
        }
    }
    return true;
}

}  // namespace escucha::print
