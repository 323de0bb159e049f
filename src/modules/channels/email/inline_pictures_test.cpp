#include "modules/channels/email/inline_pictures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace escucha::email {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

std::string png(int width, int height) {
    const auto two = [](int n) {
        return std::string{static_cast<char>(n >> 8), static_cast<char>(n & 0xFF)};
    };
    return "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0"s + two(width) + "\0\0"s + two(height);
}

mail::Part picture(std::string name, std::string id, int width = 800, int height = 600) {
    return {.name = std::move(name),
            .type = "image/png",
            .content_id = std::move(id),
            .shown_inline = true,
            .bytes = png(width, height)};
}

mail::Message letter() {
    mail::Message m;
    m.attachments = {
        picture("foto.png", "f1@x"),
        picture("image.png", "i1@x"),
        picture("image.png", "i2@x"),
        picture("logo.png", "l@x", 90, 40),
        {.name = "boleta.pdf", .type = "application/pdf", .content_id = "b@x", .bytes = "%PDF-1.7"}};
    return m;
}

TEST(InlinePictures, StandWhereTheTextSaysThatTheyStood) {
    EXPECT_EQ(with_marks("Mire:\n[cid:f1@x]\nAhí.", letter()), "Mire:\n[[foto.png]]\nAhí.") << "Outlook";
    EXPECT_EQ(with_marks("[image: foto.png] [imagen: foto.png]", letter()), "[[foto.png]] [[foto.png]]")
        << "Gmail";
    EXPECT_EQ(with_marks("[foto.png]", letter()), "[[foto.png]]") << "ourselves";
}

TEST(InlinePictures, OfOneNameAreToldApart) {
    EXPECT_THAT(file_names(letter()),
                ElementsAre("foto.png", "image.png", "image-2.png", "logo.png", "boleta.pdf"));
    EXPECT_EQ(with_marks("[cid:i2@x] [cid:i1@x]", letter()), "[[image-2.png]] [[image.png]]");
    EXPECT_EQ(with_marks("[image: image.png] [image: image.png]", letter()), "[[image.png]] [[image-2.png]]");
}

TEST(InlinePictures, LogosAndWhatIsNotThereStayAsTheyWereWritten) {
    for (const std::string_view text :
         {"[cid:l@x]", "[logo.png]", "[cid:otra@x]", "[image: otra.png]", "[boleta.pdf]", "[cid:b@x]", "[]",
          "[", "[cid:f1@x", "[cid:\nf1@x]", "]", "[1] nota"})
        EXPECT_EQ(with_marks(text, letter()), text);
    EXPECT_EQ(with_marks(std::string(20'000, '['), letter()), std::string(20'000, '['));
}

TEST(InlinePictures, SayNothingOfTheirOwn) {
    EXPECT_EQ(without_pictures("Gracias [cid:l@x][image: foto.png]"), "Gracias ");
    EXPECT_EQ(without_pictures("Vea la nota [1]"), "Vea la nota [1]");
}

TEST(InlinePictures, ThoseThePageShowsAreNotShownOnceMore) {
    EXPECT_THAT(shown_files(letter()), ElementsAre("foto.png", "image.png", "image-2.png", "logo.png"));
    EXPECT_THAT(shown_files({}), IsEmpty());
}

TEST(InlinePictures, NamesAreSafe) {
    mail::Message m;
    m.attachments = {picture("../../a.png", ""), picture("a.png", ""), picture(".png", "")};
    EXPECT_THAT(file_names(m), ElementsAre("a.png", "a-2.png", "png"));
}

}  // namespace
}  // namespace escucha::email
