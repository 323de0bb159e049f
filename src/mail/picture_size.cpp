#include "mail/picture_size.hpp"

#include <cstddef>

namespace escucha::mail {
namespace {

int byte(std::string_view bytes, std::size_t at) {
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}
int big16(std::string_view bytes, std::size_t at) {
    return byte(bytes, at) << 8 | byte(bytes, at + 1);
}
int little16(std::string_view bytes, std::size_t at) {
    return byte(bytes, at + 1) << 8 | byte(bytes, at);
}
int little24(std::string_view bytes, std::size_t at) {
    return byte(bytes, at + 2) << 16 | little16(bytes, at);
}

PictureSize png(std::string_view bytes) {
    if (bytes.size() < 24 || big16(bytes, 16) != 0 || big16(bytes, 20) != 0) return {};  // wider than 65,535
    return {big16(bytes, 18), big16(bytes, 22)};
}

// Segment by segment up to the frame's head (SOF0-SOF15 without DHT, JPG and DAC).
PictureSize jpeg(std::string_view bytes) {
    std::size_t at = 2;
    while (at + 9 < bytes.size() && byte(bytes, at) == 0xFF) {
        const int marker = byte(bytes, at + 1);
        if (marker == 0xFF) {
            ++at;
            continue;
        }
        const bool frame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) return {big16(bytes, at + 7), big16(bytes, at + 5)};
        at += 2 + static_cast<std::size_t>(big16(bytes, at + 2));
    }
    return {};
}

PictureSize webp(std::string_view bytes) {
    const auto kind = bytes.substr(12, 4);
    if (kind == "VP8X") return {little24(bytes, 24) + 1, little24(bytes, 27) + 1};
    if (kind == "VP8 ") return {little16(bytes, 26) & 0x3FFF, little16(bytes, 28) & 0x3FFF};
    if (kind != "VP8L") return {};
    const int low = little16(bytes, 21), high = little16(bytes, 23);
    return {(low & 0x3FFF) + 1, ((low >> 14) | (high & 0xFFF) << 2) + 1};
}

}  // namespace

std::optional<PictureSize> picture_size(std::string_view bytes) {
    PictureSize size;
    if (bytes.starts_with("\x89PNG\r\n\x1A\n"))
        size = png(bytes);
    else if (bytes.starts_with("GIF8") && bytes.size() > 10)
        size = {little16(bytes, 6), little16(bytes, 8)};
    else if (bytes.starts_with("\xFF\xD8"))
        size = jpeg(bytes);
    else if (bytes.size() > 30 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP")
        size = webp(bytes);
    if (size.width <= 0 || size.height <= 0) return std::nullopt;
    return size;
}

bool is_worth_showing(std::string_view bytes) {
    constexpr int kLeast = 120;
    const auto size = picture_size(bytes);
    return size && size->width >= kLeast && size->height >= kLeast;
}

}  // namespace escucha::mail
