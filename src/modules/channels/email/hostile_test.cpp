// Whatever bytes arrive end as a readable case or are set aside with a reason (issue: bad input). Each letter
// goes the whole way, as somebody who works with the case sees it afterwards.
#include "modules/channels/email/house_test.hpp"

namespace escucha::email {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view kHead =
    "From: Ana =?utf-8?q?N=C3=BA=C3=B1ez?= <ana@correo.pe>\r\nTo: casos@colmena.pe\r\nSubject: No enfría\r\n"
    "Date: Mon, 16 Nov 2026 20:00:00 +0000\r\nMessage-ID: <uno@correo.pe>\r\nMIME-Version: 1.0\r\n";

class Hostile : public EmailHouse {
  protected:
    Taken letter(std::string_view rest) {
        return email().take(std::string(kHead) + std::string(rest), box, now);
    }
    std::string words(const Taken& taken) {
        EXPECT_EQ(taken.how, Taking::opened);
        const auto contacts = said(taken.case_id);
        return contacts.empty() ? "" : contacts.front().text;
    }
    std::vector<std::string> files(const Taken& taken) {
        const auto contact = said(taken.case_id).at(0).id;
        std::vector<std::string> names;
        for (const auto& f :
             read([&](db::Tx& tx) { return house_->files.of(tx, "contact", std::array{contact})[contact]; }))
            names.push_back(f.name);
        return names;
    }
    std::vector<std::string> warnings(const Taken& taken) {
        return email().view(rosa(), taken.mail, Language::es, now)->oddities;
    }
};
ESCUCHA_STORE_TEST(Hostile);

TEST_P(Hostile, boundaries_that_are_broken_leave_the_words) {
    EXPECT_THAT(words(letter("Content-Type: multipart/mixed; boundary=uno\r\n\r\n--uno\r\nContent-Type: "
                             "text/plain\r\n\r\nNunca se cierra.\r\n")),
                HasSubstr("Nunca se cierra."));
    EXPECT_THAT(words(take({.text = "Nada.", .id = "x", .more = "Content-Type: multipart/mixed\r\n"})),
                HasSubstr("Nada."));
}

TEST_P(Hostile, missing_headers_are_no_reason_to_lose_it) {
    const auto taken = email().take("From: ana@correo.pe\n\nHola, mi nevera no enfría.\n", box, now);
    EXPECT_EQ(words(taken), "Hola, mi nevera no enfría.");
    EXPECT_THAT(warnings(taken), Contains("No decía la fecha."));
    EXPECT_FALSE(find(taken.case_id).title.empty());
}

TEST_P(Hostile, a_thousand_parts_within_each_other_end) {
    std::string deep;
    for (int i = 0; i < 1000; ++i)
        deep += fmt::format("Content-Type: multipart/mixed; boundary=b{0}\r\n\r\n--b{0}\r\n", i);
    const auto taken = letter(deep + "Content-Type: text/plain\r\n\r\nEn el fondo.\r\n");
    ASSERT_EQ(taken.how, Taking::opened);
    EXPECT_THAT(warnings(taken), Contains(HasSubstr("solo en el original")));
    EXPECT_THAT(email().original(rosa(), taken.mail).value_or(""), HasSubstr("En el fondo."));
}

TEST_P(Hostile, charsets_unknown_or_wrong_are_read_as_what_they_are) {
    EXPECT_EQ(words(letter("Content-Type: text/plain; charset=x-marciano\r\n\r\nNo enfr\xC3\xAD"
                           "a\r\n")),
              "No enfría");
    now += std::chrono::hours(1);
    const auto second = [&](std::string_view charset, std::string_view body, int n) {
        return words(email().take(
            fmt::format("From: ana@correo.pe\r\nMessage-ID: <c{}@correo.pe>\r\nSubject: s{}\r\nMIME-Version: "
                        "1.0\r\nContent-Type: text/plain; charset={}\r\n\r\n{}\r\n",
                        n, n, charset, body),
            box, now));
    };
    EXPECT_EQ(second("utf-8", "El a\xF1o que pas\xF3", 1), "El año que pasó") << "Windows-1252 called UTF-8";
    EXPECT_EQ(second("iso-8859-1", "Cuesta 5 \x80 \x93hoy\x94", 2), "Cuesta 5 € “hoy”")
        << "Windows-1252 called ISO-8859-1";
    EXPECT_EQ(second("us-ascii",
                     "ma\xC3\xB1"
                     "ana",
                     3),
              "mañana");
}

TEST_P(Hostile, words_in_headers_however_encoded_are_read) {
    const auto taken = email().take(
        "From: =?ISO-8859-1?Q?Mar=EDa_Jos=E9?= <mj@correo.pe>\r\n"
        "Subject: =?utf-8?B?wr9D?==?utf-8?B?w7NtbyB2YQ==?= mi =?windows-1252?q?reclamaci=F3n=3F?=\r\n"
        "Message-ID: <w@correo.pe>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        "--b\r\n\r\nVa la foto.\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment;\r\n"
        " filename*0*=utf-8''%C3%A1lbum%20;\r\n filename*1*=de%20a%C3%B1o.png\r\n\r\nPNG\r\n--b--\r\n",
        box, now);
    const auto c = find(taken.case_id);
    EXPECT_THAT(c.title, AllOf(HasSubstr("Cómo va"), HasSubstr("reclamación?")));
    EXPECT_EQ(read([&](db::Tx& tx) { return house_->customers.get(tx, c.customer); })->name, "María José");
    EXPECT_THAT(files(taken), ElementsAre("álbum de año.png"));
}

TEST_P(Hostile, what_is_encrypted_or_signed_is_kept_and_said_to_be_so) {
    const auto pgp = letter(
        "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: "
        "application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----\r\nx\r\n"
        "-----END PGP MESSAGE-----\r\n--b--\r\n");
    ASSERT_EQ(pgp.how, Taking::opened);
    EXPECT_THAT(warnings(pgp), Contains(HasSubstr("Viene cifrado")));
    EXPECT_THAT(files(pgp), Contains("encrypted.asc"));
    const auto smime = email().take(
        "From: ana@correo.pe\r\nSubject: Firmado\r\nMessage-ID: <s@correo.pe>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHA6CAMIACAQAxAA==\r\n",
        box, now);
    ASSERT_EQ(smime.how, Taking::opened);
    EXPECT_THAT(files(smime), ElementsAre("smime.p7m"));
}

TEST_P(Hostile, a_winmail_that_is_broken_is_kept_as_it_is) {
    const auto taken = letter(
        "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        "eJ8+IgEAAQABBpAIAAQAAAAAAAEAAQABB5AGAAgAAADkBAAAAAAAAOgAAQiABwAYAAAASVBN\r\n");
    ASSERT_EQ(taken.how, Taking::opened);
    EXPECT_THAT(files(taken), Contains("winmail.dat"));
    EXPECT_THAT(warnings(taken), Contains(HasSubstr("winmail.dat")));
}

TEST_P(Hostile, ten_thousand_recipients_are_no_trouble_and_get_nothing) {
    std::string to = "To: casos@colmena.pe";
    for (int i = 0; i < 10'000; ++i) to += fmt::format(",\r\n c{}@correo.pe", i);
    const auto taken = email().take(
        "From: ana@correo.pe\r\n" + to + "\r\nSubject: A todos\r\nMessage-ID: <t@correo.pe>\r\n\r\nHola.\r\n",
        box, now);
    ASSERT_EQ(taken.how, Taking::opened);
    EXPECT_THAT(warnings(taken), Contains(HasSubstr("más direcciones")));
    pass(std::chrono::minutes(1));
    ASSERT_THAT(server.sent, SizeIs(1)) << "the acknowledgement";
    EXPECT_THAT(server.sent[0].envelope.to, ElementsAre("ana@correo.pe"));
}

TEST_P(Hostile, lines_smuggled_into_a_name_or_subject_write_no_header_of_ours) {
    const auto taken = email().take(
        "From: =?utf-8?q?Ana=0D=0ABcc:_todos@correo.pe?= <ana@correo.pe>\r\n"
        "Subject: =?utf-8?q?Hola=0D=0ABcc:_todos@correo.pe=0D=0A=0D=0AContenido?=\r\n"
        "Message-ID: <i@correo.pe>\r\nDate: Mon, 16 Nov 2026 20:00:00 +0000\r\n\r\nHola.\r\n",
        box, now);
    ASSERT_EQ(taken.how, Taking::opened);
    answer(taken.case_id, "Lo vemos.");
    pass(std::chrono::minutes(1));
    ASSERT_FALSE(server.sent.empty());
    for (const auto& sent : server.sent) {
        EXPECT_THAT(sent.envelope.to, ElementsAre("ana@correo.pe"));
        const auto read = mail::parse(sent.bytes).value();
        EXPECT_TRUE(read.bcc.empty());
        EXPECT_TRUE(std::ranges::none_of(read.headers, [](const auto& h) { return h.name == "Bcc"; }));
    }
}

TEST_P(Hostile, html_that_tries_anything_is_a_letter_and_no_more) {
    const auto taken = letter(
        "Content-Type: text/html; charset=utf-8\r\n\r\n"
        "<p>Mi nevera no enfría</p><script>alert(1)</script><img src=x onerror=alert(1)>"
        "<form action=\"https://malo.pe\"><input name=clave type=password><button>Entrar</button></form>"
        "<div style=\"position:fixed;top:0;left:0;width:100%;height:100%;z-index:9999\">tapa</div>"
        "<style>@import url(https://malo.pe/x.css); body{display:none}</style>"
        "<img src=\"https://malo.pe/rastro.gif\" srcset=\"https://malo.pe/otro.gif 2x\">"
        "<div style=\"background:url(https://malo.pe/fondo.gif)\">x</div><link rel=stylesheet "
        "href=https://malo.pe/y.css><iframe src=https://malo.pe></iframe><a "
        "href=\"javascript:alert(1)\">z</a>"
        "<meta http-equiv=refresh content=\"0;url=https://malo.pe\"><base href=\"https://malo.pe\">"
        "<svg onload=alert(1)><object data=https://malo.pe></object>\r\n");
    EXPECT_THAT(words(taken), HasSubstr("Mi nevera no enfría"));
    const auto html = email().html(rosa(), taken.mail, false)->html;
    EXPECT_THAT(html, HasSubstr("Mi nevera no enfría"));
    for (const auto* bad :
         {"<script", "onerror", "<form", "<input", "position", "z-index", "@import", "malo.pe", "<iframe",
          "javascript", "<meta", "<base", "onload", "<object", "<link"})
        EXPECT_THAT(html, Not(HasSubstr(bad)));
}

TEST_P(Hostile, files_named_with_paths_lose_them) {
    const auto taken = letter(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nVan.\r\n--b\r\nContent-Disposition: "
        "attachment; filename=\"../../../etc/passwd\"\r\n\r\nx\r\n--b\r\nContent-Disposition: attachment; "
        "filename=\"C:\\\\Windows\\\\factura.exe\"\r\n\r\ny\r\n--b\r\nContent-Disposition: attachment; "
        "filename*=utf-8''foto%E2%80%AEgpj.exe\r\n\r\nz\r\n--b--\r\n");
    for (const auto& name : files(taken)) {
        EXPECT_THAT(name, Not(AnyOf(HasSubstr("/"), HasSubstr("\\"), HasSubstr("\u202E"))));
        EXPECT_THAT(name, Not(testing::StartsWith(".")));
    }
    EXPECT_THAT(files(taken), Contains("passwd"));
}

TEST_P(Hostile, codes_made_up_by_strangers_lead_nowhere) {
    const auto first = take({.id = "uno@correo.pe"});
    const auto code = find(first.case_id).code;
    for (const auto& to :
         {fmt::format("casos+{}@colmena.pe", code), fmt::format("casos+{}-0000000000@colmena.pe", code),
          std::string("casos+@colmena.pe"), "casos+" + std::string(200, 'x') + "@colmena.pe"}) {
        const auto taken =
            take({.from = "otro@fuera.pe", .to = to, .text = to, .id = "f" + to.substr(0, 40)});
        EXPECT_EQ(taken.how, Taking::opened) << to;
        EXPECT_NE(taken.case_id, first.case_id) << to;
    }
    EXPECT_THAT(said(first.case_id), SizeIs(1));
}

// Nothing a stranger sends may stop the mailbox: noise, cut letters, bytes of every kind.
TEST_P(Hostile, noise_is_set_aside_or_read_and_the_next_letter_is_taken) {
    std::vector<std::string> raws;
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    const auto whole =
        std::string(kHead) + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHola\r\n--b--\r\n";
    for (std::size_t cut = 1; cut < whole.size(); cut += 17) raws.push_back(whole.substr(0, cut));
    raws.push_back(all);
    raws.push_back(std::string(kHead) + "X-" + std::string(100'000, 'a') + ": b\r\n\r\n" + all);
    raws.push_back("From: " + all + "\r\nSubject: " + all + "\r\nMessage-ID: <" + all + ">\r\n\r\n" + all);
    raws.push_back(std::string(1'000'000, '\0'));
    raws.push_back("From: \xFF\xFE@\x80\r\n\r\n\xC3\x28");
    raws.push_back(Mail{.from = "luis@otro.pe", .id = "fin@otro.pe"}.raw());
    const auto taken = email().take(raws, box, now);
    ASSERT_THAT(taken, SizeIs(raws.size()));
    EXPECT_EQ(taken.back().how, Taking::opened);
    for (const auto& s : email().set_aside("", 100, Language::es)->items)
        EXPECT_THAT(s.text, Not(HasSubstr("error."))) << "a reason in words";
}

}  // namespace
}  // namespace escucha::email
