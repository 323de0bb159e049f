// What people send along: whose it is, what it really is, and under what name it is kept.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

constexpr std::string_view kPng{"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89",
                                33};
constexpr std::string_view kPage = "<!DOCTYPE html><html><script>alert(document.cookie)</script></html>";
constexpr std::string_view kSvg =
    "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

class Files : public World {
  protected:
    std::int64_t id = opened(claim());
    std::int64_t kept(Console& who, std::string_view name, std::string_view type, std::string_view bytes) {
        const auto sent = who.upload(name, type, bytes);
        EXPECT_EQ(sent.status, 201) << sent.body;
        return sent.number("/items/0/id");
    }
    test::HttpAnswer content(Console& who, std::int64_t file, std::string_view query = "") {
        return who.raw("GET", fmt::format("/files/{}/content{}", file, query), "");
    }
    Answer reply_with(Console& who, std::int64_t case_id, std::int64_t file) {
        return who.post(at(case_id, "replies"), {{"text", "Adjunto"}, {"file_ids", {file}}});
    }
};
ESCUCHA_STORE_TEST(Files);

TEST_P(Files, WhatLiesAboutItsTypeIsNeverShown) {
    for (const auto& [name, type, bytes] :
         {std::tuple{"foto.png", "image/png", kPage}, std::tuple{"dibujo.svg", "image/svg+xml", kSvg},
          std::tuple{"pagina.html", "text/html", kPage}, std::tuple{"foto.jpg", "image/jpeg", kSvg}}) {
        const auto file = kept(lucia, name, type, bytes);
        for (const std::string query : {"", "?inline=1"}) {
            const auto answer = content(lucia, file, query);
            ASSERT_EQ(answer.status, 200);
            EXPECT_TRUE(answer.header("Content-Disposition").starts_with("attachment")) << name << query;
            EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
            EXPECT_NE(answer.header("Content-Security-Policy").find("sandbox"), std::string::npos);
            EXPECT_EQ(answer.header("Content-Type").find("image/png"), std::string::npos) << name;
            EXPECT_EQ(answer.header("Content-Type").find("text/html"), std::string::npos) << name;
            EXPECT_EQ(answer.body, bytes);
        }
    }
    const auto picture = kept(lucia, "foto.html", "text/html", kPng);
    const auto shown = content(lucia, picture, "?inline=1");
    EXPECT_EQ(shown.header("Content-Type"), "image/png") << "told from the content";
    EXPECT_TRUE(shown.header("Content-Disposition").starts_with("inline"));
    EXPECT_EQ(shown.header("X-Content-Type-Options"), "nosniff");
    EXPECT_TRUE(content(lucia, picture).header("Content-Disposition").starts_with("attachment"));
}

TEST_P(Files, NamesCarryNoPath) {
    const auto name_of = [&](std::string_view sent) {
        return lucia.upload(sent, "text/plain", "hola").text("/items/0/name");
    };
    EXPECT_EQ(name_of("../../etc/passwd"), "passwd");
    EXPECT_EQ(name_of("C:\\Users\\rosa\\factura.pdf"), "factura.pdf");
    EXPECT_EQ(name_of("/var/lib/x.txt"), "x.txt");
    EXPECT_EQ(name_of("factura año 2026.pdf"), "factura año 2026.pdf");
    for (const auto& sent : {std::string(".."), std::string("."), std::string("a/.."),
                             std::string("a\r\nSet-Cookie: x"), std::string("a\tb"), std::string(400, 'n')}) {
        const auto answer = lucia.upload(sent, "text/plain", "hola");
        if (answer.status >= 400) continue;
        const auto name = answer.text("/items/0/name");
        EXPECT_EQ(name.find_first_of("/\\\r\n\t"), std::string::npos) << name;
        EXPECT_NE(name, "..");
        EXPECT_FALSE(name.empty());
        EXPECT_LE(name.size(), 255u);
    }
}

TEST_P(Files, AFileIsItsSendersUntilItIsAttached) {
    const auto file = kept(lucia, "foto.png", "image/png", kPng);
    EXPECT_EQ(content(lucia, file).status, 200);
    EXPECT_EQ(content(diego, file).status, 404);
    EXPECT_EQ(content(boss, file).status, 404);
    clock.advance(1min);
    EXPECT_EQ(reply_with(diego, id, file).code(), "file.not_found");
    EXPECT_EQ(view(id).at("/entries").as_array().size(), 1u) << "nothing of the reply went out";
    EXPECT_FALSE(view(id).has("/case/owner"));
    const auto sent = reply_with(lucia, id, file);
    ASSERT_EQ(sent.status, 200) << sent.body;
    EXPECT_EQ(content(diego, file).status, 200);
    const auto other = opened(claim());
    EXPECT_EQ(reply_with(lucia, other, file).code(), "file.not_found") << "attached once";
    EXPECT_EQ(reply_with(lucia, id, 999'999).code(), "file.not_found");
    EXPECT_EQ(open_case(claim({{"file_ids", {file}}})).code(), "file.not_found");
}

TEST_P(Files, TheCustomerGetsTheFilesOfTheirConversationOnly) {
    const auto mine = kept(lucia, "guia.png", "image/png", kPng),
               note = kept(lucia, "interno.txt", "text/plain", "no");
    reply_with(lucia, id, mine);
    lucia.post(at(id, "notes"), {{"text", "Para nosotros"}, {"file_ids", {note}}});
    const auto other = opened(claim());
    test::HttpClient browser(node.port());
    const auto get = [&](std::int64_t case_id, std::int64_t file) {
        return browser.get(fmt::format("/caso/{}/archivo/{}", code_of(case_id).shown(), file));
    };
    const auto page = customers_page(id);
    ASSERT_EQ(page.messages.back().files.size(), 1u);
    EXPECT_EQ(portal.file(code_of(id), mine, visitor())->name, "guia.png");
    EXPECT_FALSE(portal.file(code_of(other), mine, visitor())) << "another case's code opens nothing here";
    EXPECT_FALSE(portal.file(code_of(id), note, visitor())) << "a note's file is ours";
    EXPECT_EQ(get(other, mine).status, 404);
}

TEST_P(Files, WhatACustomerSendsIsReadByAgentsAsAnAttachment) {
    test::HttpClient browser(node.port());
    const auto where = "/caso/" + code_of(id).shown();
    const auto html = browser.get(where).body;
    const auto token = html.find("name=\"f\" value=\"") + 16;
    clock.advance(1min);
    const auto sent = browser.multipart(
        where, {{"f", html.substr(token, html.find('"', token) - token)}, {"action", "reply"}},
        {{"files", "../foto.png", "image/png", std::string(kPage)}});
    ASSERT_EQ(sent.status, 303) << sent.body.substr(0, 2000);
    const auto seen = view(id);
    EXPECT_EQ(seen.text("/entries/1/files/0/name"), "foto.png");
    const auto answer = content(diego, seen.number("/entries/1/files/0/id"), "?inline=1");
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.header("Content-Disposition").starts_with("attachment"));
}

TEST_P(Files, TooManyTooLargeAndEmpty) {
    const auto send = [&](std::vector<test::HttpFile> files) {
        return lucia.client().multipart("/api/v1/files", {}, files);
    };
    const test::HttpFile one{"file", "a.txt", "text/plain", "hola"};
    EXPECT_EQ(send(std::vector(10, one)).status, 201);
    EXPECT_GE(send(std::vector(11, one)).status, 400);
    EXPECT_GE(send({}).status, 400);
    EXPECT_EQ(send({{"file", "vacio.txt", "text/plain", ""}}).status, 422);
    const auto large =
        send({{"file", "grande.bin", "application/octet-stream", std::string(20 * 1024 * 1024 + 1, 'x')}});
    EXPECT_EQ(large.status, 413);
    EXPECT_EQ(lucia.get("/views").status, 200);
}

TEST_P(Files, WhatNobodyAttachedIsGoneTheNextDay) {
    const auto loose = kept(lucia, "a.txt", "text/plain", "hola"),
               attached = kept(lucia, "b.txt", "text/plain", "hola");
    reply_with(lucia, id, attached);
    clock.advance(25h);
    node.run_jobs();
    EXPECT_EQ(content(lucia, loose).status, 404);
    EXPECT_EQ(content(lucia, attached).status, 200);
}

}  // namespace
}  // namespace escucha::journeys
