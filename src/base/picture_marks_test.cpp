#include "base/picture_marks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace escucha {
namespace {

using testing::ElementsAre;

// Words as they are, pictures as <number>.
std::string read(std::string_view text, const std::vector<std::string>& names) {
    std::string out;
    for (const auto& piece : PictureMarks(names).split(text))
        out += piece.picture ? "<" + std::to_string(*piece.picture) + ">" : std::string(piece.text);
    return out;
}

TEST(PictureMarks, StandForThePictureOfThatName) {
    const std::vector<std::string> names{"captura.png", "año ñandú.jpg"};
    EXPECT_EQ(read("Mire:\n[[captura.png]]\nAhí.", names), "Mire:\n<0>\nAhí.");
    EXPECT_EQ(read("[[año ñandú.jpg]][[captura.png]]", names), "<1><0>");
    EXPECT_EQ(read("a[[captura.png]]b[[captura.png]]", names), "a<0>b<0>") << "one picture, shown twice";
    EXPECT_EQ(read("", names), "");
}

TEST(PictureMarks, WhatNamesNoPictureStaysWords) {
    const std::vector<std::string> names{"captura.png"};
    for (const std::string_view text :
         {"[[otra.png]]", "[captura.png]", "[[captura.png]", "[[captura.png", "[[Captura.PNG]]",
          "[[ captura.png]]", "[[]]", "[[captura.\npng]]", "[[", "]]", "[[<script>]]"})
        EXPECT_EQ(read(text, names), text);
    EXPECT_EQ(read("[[captura.png]]", {}), "[[captura.png]]");
    EXPECT_EQ(read("[[[captura.png]]]", names), "[<0>]");
    EXPECT_EQ(read("[[a [[captura.png]]", names), "[[a <0>");
}

TEST(PictureMarks, OfOneNameGoInTheirOrder) {
    const std::vector<std::string> names{"image.png", "logo.gif", "image.png"};
    EXPECT_EQ(read("[[image.png]] [[image.png]] [[image.png]]", names), "<0> <2> <2>");
    EXPECT_THAT(pictures_in("[[image.png]]", names), ElementsAre(true, false, false));
    PictureMarks lines(names);  // line by line as in one piece
    EXPECT_EQ(lines.split("[[image.png]]")[0].picture, 0u);
    EXPECT_EQ(lines.split("[[image.png]]")[0].picture, 2u);
}

TEST(PictureMarks, ManyBracketsCostNoMoreThanTheirLength) {
    const std::string many(20'000, '[');
    EXPECT_EQ(read(many, {"a.png"}), many);
}

TEST(PictureMarks, OnlyKindsEverybodyShowsArePictures) {
    EXPECT_TRUE(is_shown_picture("image/png"));
    EXPECT_FALSE(is_shown_picture("image/svg+xml"));
    EXPECT_FALSE(is_shown_picture("image/heic"));
    EXPECT_FALSE(is_shown_picture("application/pdf"));
}

}  // namespace
}  // namespace escucha
