// How wide and high a picture is, told from its first bytes: PNG (ISO/IEC 15948), GIF (89a), JPEG (T.81) and
// WebP (RFC 9649).
#pragma once
#include <optional>
#include <string_view>

namespace escucha::mail {

struct PictureSize {
    int width = 0, height = 0;  // pixels, both above 0
};
std::optional<PictureSize> picture_size(std::string_view bytes);

// Large enough to tell something: logos under a letter, lines and pixels that count readers are not.
bool is_worth_showing(std::string_view bytes);

}  // namespace escucha::mail
