// The API of files: what outsiders send is never shown as anything but what it is.
#include <gmock/gmock.h>

#include "modules/files/files.hpp"
#include "support/api_caller.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"

using testing::HasSubstr;
using testing::StartsWith;

namespace escucha::files {
namespace {

constexpr std::string_view kPng("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0", 29);

class FileRoutes : public test::StoreTest {
  protected:
    FileRoutes() {
        add_routes(api.api(), files);
        api.as(7, Role::agent);
    }
    test::ApiAnswer send(std::string_view name, std::string_view type, std::string_view bytes,
                         int copies = 1) {
        std::string body;
        for (int i = 0; i < copies; ++i)
            body += fmt::format(
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n"
                "Content-Type: {}\r\n\r\n{}\r\n",
                name, type, bytes);
        body += "--b--\r\n";
        return api.call(http::Method::post, "/files", body,
                        {{"Content-Type", "multipart/form-data; boundary=b"}});
    }

    Instant now = instant(1'800'000'000'000'000);
    work::Events events;
    Files files{base(), events};
    test::ApiCaller api{now};
};
ESCUCHA_STORE_TEST(FileRoutes);

TEST_P(FileRoutes, sent_and_read_back) {
    const auto sent = send("foto.png", "image/png", kPng);
    EXPECT_EQ(sent.status, 201) << sent.body;
    EXPECT_EQ(sent.at("/items/0/type"), "\"image/png\"");
    const auto path = "/files/" + sent.at("/items/0/id") + "/content";
    const auto read = api.get(path);
    EXPECT_EQ(read.status, 200);
    EXPECT_EQ(read.body, kPng);
    EXPECT_THAT(read.disposition, StartsWith("attachment"));
    EXPECT_THAT(api.get(path + "?inline=1").disposition, StartsWith("inline"));
    EXPECT_EQ(api.as(8, Role::administrator).get(path).status, 404) << "not yet anyone else's";
    EXPECT_EQ(api.as_nobody().get(path).status, 401);
}

TEST_P(FileRoutes, a_page_that_says_it_is_a_picture_is_never_shown) {
    const auto sent = send("foto.png", "image/png", "<html><script>alert(1)</script></html>");
    EXPECT_EQ(sent.at("/items/0/type"), "\"text/plain\"");
    const auto read = api.get("/files/" + sent.at("/items/0/id") + "/content?inline=1");
    EXPECT_THAT(read.disposition, StartsWith("attachment"));
    EXPECT_THAT(read.type, testing::Not(HasSubstr("html")));
}

TEST_P(FileRoutes, a_name_is_a_name_and_no_path) {
    const auto sent = send("../../etc/passwd", "text/plain", "hola");
    EXPECT_THAT(sent.at("/items/0/name"), testing::Not(HasSubstr("/")));
}

TEST_P(FileRoutes, too_many_are_refused) {
    EXPECT_EQ(send("a.txt", "text/plain", "a", 10).status, 201);
    EXPECT_GE(send("a.txt", "text/plain", "a", 11).status, 400);
    EXPECT_EQ(api.post("/files", "{}").status, 415);
    EXPECT_EQ(api.get("/files/999/content").status, 404);
}

}  // namespace
}  // namespace escucha::files
