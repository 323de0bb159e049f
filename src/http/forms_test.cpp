#include "http/forms.hpp"

#include <gmock/gmock.h>

namespace escucha::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using namespace std::string_view_literals;

std::string part(std::string_view disposition, std::string_view content) {
    return fmt::format("--B\r\nContent-Disposition: form-data; {}\r\n\r\n{}\r\n", disposition, content);
}
Result<Form> read(const std::string& body, const FormLimits& limits = {}) {
    return parse_multipart(Body(body), "multipart/form-data; boundary=B", limits);
}
std::string code_of(const Result<Form>& form) {
    return form ? "" : form.error().code;
}

TEST(Urlencoded, ReadsPairsInOrder) {
    EXPECT_THAT(*parse_urlencoded("a=1&b=%C3%B1+x&a=2&c&=d&&e=f=g"),
                ElementsAre(Pair("a", "1"), Pair("b", "ñ x"), Pair("a", "2"), Pair("c", ""), Pair("", "d"),
                            Pair("e", "f=g")));
    EXPECT_THAT(*parse_urlencoded(""), IsEmpty());
}

TEST(Urlencoded, RefusesWhatIsNotWellFormed) {
    for (auto bad : {"a=%", "a=%4", "a=%zz", "a=%ff", "a=%00", "%00=1", "a=\xc3"})
        EXPECT_FALSE(parse_urlencoded(bad)) << bad;
    std::string many;
    for (int i = 0; i < 300; ++i) many += "a=1&";
    EXPECT_EQ(parse_urlencoded(many).error().kind, ErrorKind::too_large);
}

TEST(Cookies, SkipsWhatIsMalformed) {
    EXPECT_THAT(parse_cookies("a=1; b=\"2\"; bad; =x;c=a=b"),
                ElementsAre(Pair("a", "1"), Pair("b", "2"), Pair("c", "a=b")));
    Request request{.headers = {{"cookie", "xsession=no; session=yes"}}};
    EXPECT_EQ(request.cookie("session"), "yes");
    EXPECT_EQ(request.cookie("none"), "");
}

TEST(Multipart, ReadsFieldsAndFiles) {
    auto form = read(part("name=\"what\"", "una\r\n--dos") +
                     part("name=photo; filename=\"C:\\fakepath\\../fo\\\"to.jpg\"", "\xFF\xD8\xFFxxx") +
                     part("name=\"empty\"; filename=\"\"", "") + "--B--\r\n");
    ASSERT_TRUE(form) << form.error().code;
    EXPECT_EQ(form->get("what"), "una\r\n--dos");
    ASSERT_EQ(form->files.size(), 1u);
    EXPECT_EQ(form->files[0].first, "photo");
    EXPECT_EQ(form->files[0].second.name, "fo_to.jpg");
    EXPECT_EQ(form->files[0].second.type, "image/jpeg");
    EXPECT_EQ(form->files[0].second.bytes, "\xFF\xD8\xFFxxx");
}

TEST(Multipart, KeepsBytesThatLookLikeABoundary) {
    auto form = read(part("name=a; filename=x.bin", "1\r\n--A\r\n-B\r\n--") + "--B--");
    ASSERT_TRUE(form);
    EXPECT_EQ(form->files[0].second.bytes, "1\r\n--A\r\n-B\r\n--");
}

TEST(Multipart, TakesAnEmptyFieldAndAPreamble) {
    auto form = read("This is MIME\r\n" + part("name=a", "") + "--B--\r\nafter");
    ASSERT_TRUE(form);
    EXPECT_TRUE(form->has("a"));
    EXPECT_EQ(form->get("a"), "");
}

TEST(Multipart, RefusesWhatIsNotWellFormed) {
    for (auto& bad :
         {std::string(), std::string("--B"), std::string("--B\r\n"), part("name=a", "x"),
          part("filename=x", "x") + "--B--",
          std::string("--B\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--B--"),
          "--B\r\n" + std::string(20'000, 'h') + "\r\n\r\nx\r\n--B--", part("name=\"\"", "x") + "--B--"})
        EXPECT_EQ(code_of(read(bad)), "malformed_form") << bad.substr(0, 60);
    EXPECT_FALSE(parse_multipart(Body("x"), "multipart/form-data", {}));
    EXPECT_FALSE(parse_multipart(Body("x"), "multipart/form-data; boundary=" + std::string(80, 'b'), {}));
    EXPECT_FALSE(read(part("name=a", "x\xff") + "--B--"));
    EXPECT_FALSE(read(part("name=a", "x\0y"sv) + "--B--"));
}

TEST(Multipart, KeepsItsLimits) {
    FormLimits limits{.fields = 2, .field_bytes = 4, .files = 1, .file_bytes = 4};
    auto file = part("name=f; filename=a.txt", "1234");
    EXPECT_TRUE(read(part("name=a", "1234") + part("name=b", "") + file + "--B--", limits));
    EXPECT_EQ(code_of(read(part("name=a", "12345") + "--B--", limits)), "invalid_fields");
    EXPECT_EQ(code_of(read(part("name=a", "") + part("name=a", "") + part("name=a", "") + "--B--", limits)),
              "too_many_fields");
    EXPECT_EQ(code_of(read(file + file + "--B--", limits)), "too_many_files");
    EXPECT_EQ(code_of(read(part("name=f; filename=a.txt", "12345") + "--B--", limits)), "file_too_large");
}

TEST(FileType, IsToldFromTheContentWhateverTheNameSays) {
    auto type = [](std::string_view bytes, std::string_view name = "x") {
        return std::string(type_of_content(bytes, name));
    };
    EXPECT_EQ(type("\x89PNG\r\n\x1A\n...."), "image/png");
    EXPECT_EQ(type("GIF89a...."), "image/gif");
    EXPECT_EQ(type("RIFF....WEBPVP8 "), "image/webp");
    EXPECT_EQ(type("\0\0\0\x18"
                   "ftypheic...."sv),
              "image/heic");
    EXPECT_EQ(type("\0\0\0\x18"
                   "ftypisom...."sv),
              "video/mp4");
    EXPECT_EQ(type("%PDF-1.7"), "application/pdf");
    EXPECT_EQ(type("OggS...."), "audio/ogg");
    EXPECT_EQ(type("ID3....."), "audio/mpeg");
    EXPECT_EQ(type("PK\x03\x04" + std::string(26, '.') + "[Content_Types].xml....word/document.xml"),
              "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    EXPECT_EQ(type("PK\x03\x04" + std::string(60, '.')), "application/zip");
    EXPECT_EQ(type("<html><script>alert(1)</script>", "photo.jpg"), "text/plain");
    EXPECT_EQ(type("<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg"), "text/plain");
    EXPECT_EQ(type("a;b\n1;2", "list.CSV"), "text/csv");
    EXPECT_EQ(type("\x7F"
                   "ELF\0\0"sv),
              "application/octet-stream");
    EXPECT_FALSE(may_be_shown("image/svg+xml"));
    EXPECT_FALSE(may_be_shown("text/html"));
    EXPECT_TRUE(may_be_shown("image/png"));
}

TEST(FileName, CanDoNoHarm) {
    EXPECT_EQ(safe_file_name("../../etc/passwd"), "passwd");
    EXPECT_EQ(safe_file_name("C:\\Users\\ana\\Mi foto ñ.jpg"), "Mi foto ñ.jpg");
    EXPECT_EQ(safe_file_name("a\r\nb\tc\x7F.txt"), "abc.txt");
    EXPECT_EQ(safe_file_name("foto\u202Egpj.exe"), "fotogpj.exe");
    EXPECT_EQ(safe_file_name(".htaccess"), "htaccess");
    EXPECT_EQ(safe_file_name(".."), "archivo");
    EXPECT_EQ(safe_file_name(""), "archivo");
    EXPECT_EQ(safe_file_name("\xff\xfe"), "archivo");
    EXPECT_EQ(safe_file_name("a<b>:\"|?*.png"), "a_b______.png");
    auto longest = safe_file_name(std::string(500, 'a') + ".jpeg");
    EXPECT_EQ(longest.size(), 120u);
    EXPECT_TRUE(longest.ends_with(".jpeg"));
}

TEST(Utf8, RefusesOverlongSurrogatesAndWhatLiesBeyond) {
    for (auto good : {"", "abc", "ñ", "€", "😀", "\xF4\x8F\xBF\xBF"}) EXPECT_TRUE(valid_utf8(good)) << good;
    for (auto bad : {"\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                     "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\x80", "\xC3", "\xE2\x82"})
        EXPECT_FALSE(valid_utf8(bad));
}

TEST(Escapes, AreUndoneAndDone) {
    EXPECT_EQ(percent_decode("a%20b+c"), "a b+c");
    EXPECT_EQ(percent_decode("a%2"), std::nullopt);
    EXPECT_EQ(percent_encode("a b/ñ~"), "a%20b%2F%C3%B1~");
    EXPECT_EQ(escape_html("<a href=\"x\">'&'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}

}  // namespace
}  // namespace escucha::http
