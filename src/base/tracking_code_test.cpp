#include "base/tracking_code.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

namespace escucha {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string refusal(std::string_view typed) {
    const auto code = TrackingCode::parse(typed);
    return code ? "accepted" : code.error().code;
}

TEST(TrackingCode, IsShownInGroupsAndReadBack) {
    const auto code = TrackingCode::mint();
    const auto shown = code.shown();
    ASSERT_EQ(shown.size(), 17u);
    for (const std::size_t dash : {4u, 9u, 14u}) EXPECT_EQ(shown[dash], '-');
    EXPECT_EQ(TrackingCode::parse(shown), code);
    EXPECT_EQ(TrackingCode::parse(code.text()), code);
}

TEST(TrackingCode, NeverRepeatsAndUsesTheWholeAlphabetInEveryPlace) {
    std::set<std::string> codes;
    std::array<std::set<char>, TrackingCode::kLength> seen;
    for (int i = 0; i < 4000; ++i) {
        const auto text = TrackingCode::mint().text();
        codes.insert(text);
        for (std::size_t p = 0; p < text.size(); ++p) seen[p].insert(text[p]);
    }
    EXPECT_EQ(codes.size(), 4000u);
    const std::set<char> all(kAlphabet.begin(), kAlphabet.end());
    for (const auto& place : seen) EXPECT_EQ(place, all);
}

TEST(TrackingCode, EveryWrongCharacterIsNoticed) {
    for (int i = 0; i < 50; ++i) {
        const auto text = TrackingCode::mint().text();
        for (std::size_t p = 0; p < text.size(); ++p) {
            for (const char other : kAlphabet) {
                if (other == text[p]) continue;
                auto wrong = text;
                wrong[p] = other;
                ASSERT_EQ(refusal(wrong), "code.mistyped") << text << " read as " << wrong;
            }
        }
    }
}

// The check is linear, so whether a swap is noticed does not depend on the other characters: all pairs of
// values in all neighbouring places are all there is.
TEST(TrackingCode, EverySwapOfNeighboursIsNoticed) {
    for (std::size_t p = 0; p + 1 < TrackingCode::kLength; ++p) {
        std::set<std::pair<char, char>> pairs;
        while (pairs.size() < 32 * 31) {
            auto text = TrackingCode::mint().text();
            if (text[p] == text[p + 1] || !pairs.emplace(text[p], text[p + 1]).second) continue;
            std::swap(text[p], text[p + 1]);
            ASSERT_EQ(refusal(text), "code.mistyped") << text << " place " << p;
        }
    }
}

TEST(TrackingCode, SoAreSwapsOfCharactersFarApart) {
    for (int i = 0; i < 100; ++i) {
        const auto text = TrackingCode::mint().text();
        for (std::size_t p = 0; p < text.size(); ++p) {
            for (std::size_t q = p + 1; q < text.size(); ++q) {
                if (text[p] == text[q]) continue;
                auto swapped = text;
                std::swap(swapped[p], swapped[q]);
                ASSERT_EQ(refusal(swapped), "code.mistyped") << text << " places " << p << " and " << q;
            }
        }
    }
}

TEST(TrackingCode, IsReadHoweverItWasCopied) {
    auto code = TrackingCode::mint();
    while (code.text().find('0') == std::string::npos || code.text().find('1') == std::string::npos) {
        code = TrackingCode::mint();
    }
    std::string handwritten;
    for (const char c : code.text())
        handwritten += c == '0' ? 'o' : c == '1' ? 'l' : static_cast<char>(tolower(c));
    EXPECT_EQ(TrackingCode::parse(handwritten), code);
    std::string capitals;
    for (const char c : code.text()) capitals += c == '0' ? 'O' : c == '1' ? 'I' : c;
    EXPECT_EQ(TrackingCode::parse("  " + capitals + "\n"), code);
    std::string spaced;
    for (const char c : code.shown()) spaced += c == '-' ? " \xE2\x80\x93\xC2\xA0" : std::string(1, c);
    EXPECT_EQ(TrackingCode::parse(spaced), code);
}

TEST(TrackingCode, WhatCannotBeACodeSaysSo) {
    const auto text = TrackingCode::mint().text();
    EXPECT_EQ(refusal(""), "code.malformed");
    EXPECT_EQ(refusal("----"), "code.malformed");
    EXPECT_EQ(refusal(text.substr(1)), "code.malformed");
    EXPECT_EQ(refusal(text + "7"), "code.malformed");
    EXPECT_EQ(refusal("U" + text.substr(1)), "code.malformed");
    EXPECT_EQ(refusal("\xC3\x91" + text.substr(1)), "code.malformed");
    EXPECT_EQ(refusal(std::string("\0", 1) + text.substr(1)), "code.malformed");
    EXPECT_EQ(refusal("<script>alert(1)</script>"), "code.malformed");
    EXPECT_EQ(refusal(std::string(100'000, 'A')), "code.malformed");
}

// Fixed by hand once: codes printed on paper must stay readable by every later version.
TEST(TrackingCode, AnOldCodeStaysValid) {
    EXPECT_EQ(refusal("6EP9-MB77-C1E9-43"), "accepted");
    EXPECT_EQ(refusal("3Z24-KGG4-K2EN-2E"), "accepted");
    EXPECT_EQ(refusal("K7QM-2XRD-9WTB-V4"), "code.mistyped");
}

}  // namespace
}  // namespace escucha
