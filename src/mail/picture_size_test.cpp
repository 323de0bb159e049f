#include "mail/picture_size.hpp"

#include <gtest/gtest.h>

namespace escucha::mail {
namespace {

using namespace std::string_view_literals;

std::string size(std::string_view bytes) {
    const auto s = picture_size(bytes);
    return s ? std::to_string(s->width) + "x" + std::to_string(s->height) : "-";
}

TEST(PictureSize, IsToldFromTheFirstBytes) {
    EXPECT_EQ(size("\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\x07\x80\0\0\x04\x38"sv), "1920x1080");
    EXPECT_EQ(size("GIF89a\x40\x01\xF0\0\0\0"sv), "320x240");
    EXPECT_EQ(size("\xFF\xD8\xFF\xE0\0\x06JFIF\xFF\xFF\xC2\0\x0B\x08\0\x96\0\xC8\x03"sv), "200x150");
    EXPECT_EQ(size("RIFF....WEBPVP8X\0\0\0\0\0\0\0\0\x3F\x01\0\xEF\0\0.."sv), "320x240");
    EXPECT_EQ(size("RIFF....WEBPVP8 \0\0\0\0...\x9D\x01\x2A\x40\x01\xF0\0."sv), "320x240");
    EXPECT_EQ(size("RIFF....WEBPVP8L\0\0\0\0\x2F\x3F\xC1\x3B\0......"sv), "320x240");
}

TEST(PictureSize, LogosAndPixelsTellNothing) {
    EXPECT_TRUE(is_worth_showing("GIF89a\x40\x01\xF0\0\0\0"sv));
    EXPECT_FALSE(is_worth_showing("GIF89a\x40\x01\x40\0\0\0"sv)) << "320x64";
    EXPECT_FALSE(is_worth_showing("GIF89a\x01\0\x01\0\0\0"sv));
    EXPECT_FALSE(is_worth_showing(""));
}

TEST(PictureSize, OfWhatIsNoPictureIsNotKnown) {
    EXPECT_EQ(size(""), "-");
    EXPECT_EQ(size("%PDF-1.7"), "-");
    EXPECT_EQ(size("\x89PNG\r\n\x1A\n"), "-");
    EXPECT_EQ(size("\xFF\xD8"), "-");
    EXPECT_EQ(size("\xFF\xD8\xFF\xE0\0\0\xFF\xE0\0\0\0\0\0\0\0\0"sv), "-") << "ends";
    EXPECT_EQ(size("GIF89a\0\0\0\0\0\0"sv), "-");
}

}  // namespace
}  // namespace escucha::mail
