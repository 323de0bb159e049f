// What we write: that others read what we meant, and that nobody writes headers through us.
#include "mail/outgoing.hpp"

#include <atomic>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace escucha::mail {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

Outgoing letter() {
    return {.from = {"Atención al Cliente, Lima", "casos@empresa.pe"},
            .reply_to = {{"", "casos+abc-def@empresa.pe"}},
            .to = {{"Ana Núñez", "ana@example.pe"}, {"", "luis@example.pe"}},
            .cc = {{"Rojas, \"Pepe\"", "pepe@example.pe"}},
            .subject = "Su reclamación: ¿qué pasó?",
            .message_id = "uno@empresa.pe",
            .in_reply_to = "cero@example.pe",
            .references = {"menos@example.pe", "cero@example.pe"},
            .date = instant(1'793'632'500'000'000),
            .text = "Buenos días, Ana:\n\nEstá en camino.\n.\nFrom aquí.\n"};
}

std::string composed(const Outgoing& message) {
    auto bytes = compose(message);
    EXPECT_TRUE(bytes);
    return bytes ? std::move(*bytes) : std::string();
}
Message read_back(const Outgoing& message) {
    auto read = parse(composed(message));
    EXPECT_TRUE(read);
    return read ? std::move(*read) : Message{};
}

// RFC 5322, 2.1.1 and 2.3; RFC 5321, 2.3.8.
void expect_sendable(const std::string& bytes) {
    std::size_t begin = 0;
    while (begin < bytes.size()) {
        const auto end = bytes.find('\n', begin);
        ASSERT_NE(end, std::string::npos) << "the last line ends, too";
        ASSERT_GT(end, begin);
        EXPECT_EQ(bytes[end - 1], '\r') << bytes.substr(begin, 60);
        EXPECT_LE(end - begin, 999u);
        begin = end + 1;
    }
    for (const char c : bytes) EXPECT_LT(static_cast<unsigned char>(c), 0x80u);
}

TEST(Composing, IsReadBackAsItWasMeant) {
    const Outgoing sent = letter();
    const Message got = read_back(sent);
    EXPECT_EQ(got.from, sent.from);
    EXPECT_EQ(got.reply_to, sent.reply_to);
    EXPECT_EQ(got.to, sent.to);
    EXPECT_EQ(got.cc, sent.cc);
    EXPECT_EQ(got.subject, sent.subject);
    EXPECT_EQ(got.message_id, sent.message_id);
    EXPECT_THAT(got.in_reply_to, ElementsAre("cero@example.pe"));
    EXPECT_EQ(got.references, sent.references);
    EXPECT_EQ(got.date, sent.date);
    EXPECT_EQ(got.text, sent.text);
    EXPECT_THAT(got.html, IsEmpty());
    EXPECT_THAT(got.oddities, IsEmpty());
    expect_sendable(composed(sent));
}

TEST(Composing, PagesPicturesAndFiles) {
    Outgoing sent = letter();
    sent.html = "<p>Está <b>en camino</b>: <img src=\"cid:foto@x\"></p>\n";
    std::string bytes;
    for (int i = 0; i < 3000; ++i) bytes += static_cast<char>(i * 7);
    sent.attachments = {
        {.name = "foto.png",
         .type = "image/png",
         .content_id = "foto@x",
         .shown_inline = true,
         .bytes = bytes},
        {.name = "presupuesto año 2026.pdf", .type = "application/pdf", .bytes = bytes},
        {.name = "notas.txt", .type = "text/plain", .bytes = "uno\r\ndos\n"},
        {.name = "original.eml", .type = "message/rfc822", .bytes = "From: x@y.pe\r\n\r\nhola\r\n"}};
    const std::string raw = composed(sent);
    expect_sendable(raw);
    const Message got = read_back(sent);
    EXPECT_EQ(got.text, sent.text);
    EXPECT_EQ(got.html, sent.html);
    ASSERT_THAT(got.attachments, SizeIs(4));
    EXPECT_TRUE(got.attachments[0].shown_inline);
    EXPECT_EQ(got.attachments[0].content_id, "foto@x");
    EXPECT_EQ(got.attachments[0].bytes, bytes);
    EXPECT_EQ(got.attachments[1].name, "presupuesto año 2026.pdf");
    EXPECT_EQ(got.attachments[1].type, "application/pdf");
    EXPECT_EQ(got.attachments[1].bytes, bytes);
    EXPECT_EQ(got.attachments[2].bytes, "uno\r\ndos\n") << "byte by byte";
    EXPECT_EQ(got.attachments[3].bytes, sent.attachments[3].bytes);
    EXPECT_THAT(got.oddities, IsEmpty());
}

TEST(Composing, LongLinesAndLongSubjectsAreFolded) {
    Outgoing sent = letter();
    sent.text = std::string(5000, 'x') + "\n" + std::string(3000, ' ') + "fin\n";
    for (int i = 0; i < 45; ++i) sent.subject += " y además ñandú";
    expect_sendable(composed(sent));
    const Message got = read_back(sent);
    EXPECT_EQ(got.text, sent.text);
    EXPECT_EQ(got.subject, sent.subject);
}

TEST(Composing, OfManyReferencesTheFirstAndTheLastAreKept) {
    Outgoing sent = letter();
    sent.references.clear();
    for (int i = 0; i < 200; ++i) sent.references.push_back("m" + std::to_string(i) + "@example.pe");
    const Message got = read_back(sent);
    EXPECT_THAT(got.references, SizeIs(21));
    EXPECT_EQ(got.references.front(), "m0@example.pe");
    EXPECT_EQ(got.references.back(), "m199@example.pe");
}

TEST(Composing, MachinesSaySo) {
    Outgoing sent = letter();
    sent.auto_submitted = "auto-replied";
    sent.more = {{"X-Escucha-Caso", "K7QM año"}};
    const std::string raw = composed(sent);
    EXPECT_THAT(raw, HasSubstr("\r\nAuto-Submitted: auto-replied\r\n"));
    const Message got = read_back(sent);
    EXPECT_THAT(got.headers, testing::Contains(testing::Field(&Header::value, "K7QM año")));
    EXPECT_THAT(composed(letter()), Not(HasSubstr("Auto-Submitted")));
    EXPECT_THAT(composed(letter()), Not(HasSubstr("Bcc")));
}

TEST(Composing, DomainsBeyondAsciiAreWrittenAsIdna) {
    Outgoing sent = letter();
    sent.to = {{"", "ana@peñasco.pe"}};
    EXPECT_THAT(composed(sent), HasSubstr("ana@xn--peasco-xwa.pe"));
}

std::vector<std::string> refused(const Outgoing& message) {
    const auto bytes = compose(message);
    std::vector<std::string> fields;
    if (!bytes)
        for (const FieldError& error : bytes.error().fields) fields.push_back(error.field + ":" + error.code);
    return fields;
}

TEST(Injection, ThroughAnyFieldIsRefusedWhole) {
    Outgoing bad = letter();
    bad.subject = "Hola\r\nBcc: todos@example.pe";
    bad.from.name = "Casos\nX: y";
    bad.to[1].email = "luis@example.pe>\r\nBcc: <otro@example.pe";
    bad.cc[0].name = "a\0b"s;
    bad.reply_to[0].email = "a@b.pe, otro@example.pe";
    bad.message_id = "a@b>\r\nX: y";
    bad.in_reply_to = "a b";
    bad.references.push_back("<a@b>");
    bad.auto_submitted = "no\nX: y";
    bad.more = {{"X-Bien", "sí"}, {"X-Mal: y\r\nX", "z"}, {"X-Mal", "z\r\n\r\ncuerpo"}};
    bad.attachments = {{.name = "a\r\nX: y.pdf", .type = "application/pdf", .bytes = "x"}};
    EXPECT_THAT(refused(bad),
                ElementsAre("from:one_line", "reply_to[0]:not_an_email", "to[1]:not_an_email",
                            "cc[0]:one_line", "subject:one_line", "message_id:one_line",
                            "in_reply_to:one_line", "references:one_line", "auto_submitted:one_line",
                            "more[1]:one_line", "more[2]:one_line", "attachments[0]:one_line"));
}

TEST(Injection, AddressesThatAreNone) {
    for (const std::string_view email :
         {"", "ana", "@example.pe", "ana@", "ana@@example.pe", "ana rojas@example.pe", "\"ana\"@example.pe",
          "ana@exa mple.pe", "ñ@example.pe", "a@b..pe"}) {
        Outgoing bad = letter();
        bad.to = {{"", std::string(email)}};
        EXPECT_THAT(refused(bad), ElementsAre("to[0]:not_an_email")) << email;
    }
}

TEST(Injection, WordsThatLookLikeMarkupStayWords) {
    Outgoing sent = letter();
    sent.subject = "=?utf-8?Q?no?= <b@c.pe>, \"x\"";
    sent.to[0].name = "Ana <otra@example.pe>, luis";
    sent.attachments = {{.name = "../a\"b;c.pdf", .type = "application/pdf; x=\"y", .bytes = "x"}};
    const Message got = read_back(sent);
    EXPECT_THAT(got.to, ElementsAre(sent.to[0], sent.to[1]));
    EXPECT_EQ(got.attachments.at(0).name, "a\"b;c.pdf");
    EXPECT_EQ(got.attachments.at(0).type, "application/octet-stream");
}

TEST(Composing, AndReadingGoOnManyThreadsAtOnce) {
    const std::string expected = composed(letter());
    std::vector<std::jthread> threads;
    std::atomic<int> wrong = 0;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 50; ++n) {
                const auto bytes = compose(letter());
                if (!bytes || *bytes != expected || parse(*bytes)->subject != letter().subject) ++wrong;
            }
        });
    threads.clear();
    EXPECT_EQ(wrong, 0);
}

TEST(MessageIds, AreNewEachTimeAndOfOurDomain) {
    std::set<std::string> ids;
    for (int i = 0; i < 100; ++i) ids.insert(new_message_id("empresa.pe"));
    EXPECT_THAT(ids, SizeIs(100));
    EXPECT_THAT(*ids.begin(), testing::EndsWith("@empresa.pe"));
    EXPECT_THAT(new_message_id("a>\r\nb"), testing::EndsWith("@ab"));
}

TEST(ReplyAddress, LeadsBackToItsCase) {
    const ReplyAddresses addresses("secret");
    const std::string address = addresses.make("Casos@empresa.pe", "K7QM2XRD9WTBV4");
    EXPECT_THAT(address, testing::MatchesRegex("casos\\+k7qm2xrd9wtbv4-[a-z2-7]{16}@empresa\\.pe"));
    EXPECT_LE(address.find('@'), 64u);
    EXPECT_EQ(addresses.code_of("casos@empresa.pe", address), "K7QM2XRD9WTBV4");
    std::string shouted = address;
    for (char& c : shouted) c = static_cast<char>(std::toupper(c));
    EXPECT_EQ(addresses.code_of("casos@empresa.pe", " <" + shouted + "> "), "K7QM2XRD9WTBV4")
        << "without case";
}

TEST(ReplyAddress, CannotBeMadeByAnybodyElse) {
    const ReplyAddresses addresses("secret");
    const std::string address = addresses.make("casos@empresa.pe", "K7QM2XRD9WTBV4");
    EXPECT_EQ(ReplyAddresses("other").code_of("casos@empresa.pe", address), std::nullopt);
    EXPECT_EQ(addresses.code_of("ventas@empresa.pe", address), std::nullopt);
    for (std::size_t i = 6; i < address.find('@'); ++i) {
        std::string forged = address;
        forged[i] = forged[i] == 'a' ? 'b' : 'a';
        EXPECT_EQ(addresses.code_of("casos@empresa.pe", forged), std::nullopt) << forged;
    }
    for (const std::string_view other : {"", "casos@empresa.pe", "casos+@empresa.pe", "casos+x-y@empresa.pe",
                                         "@", "casos+", "casos+-aaaaaaaaaaaaaaaa@empresa.pe"})
        EXPECT_EQ(addresses.code_of("casos@empresa.pe", other), std::nullopt) << other;
}

}  // namespace
}  // namespace escucha::mail
