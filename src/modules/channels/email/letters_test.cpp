// What our messages are made of: the same words as text and as a page, pictures in their places, files that
// go along and files that are too heavy for it.
#include "mail/picture_size.hpp"
#include "modules/channels/email/composing.hpp"
#include "modules/channels/email/forwarding.hpp"
#include "modules/channels/email/house_test.hpp"

namespace escucha::email {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

// Of 640 × 480, and as heavy as asked.
std::string png(std::size_t bytes = 2'000) {
    auto picture = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xE0\x08\x02\0\0\0"s;
    picture.resize(std::max(bytes, picture.size()), '.');
    return picture;
}

class Letters : public EmailHouse {
  protected:
    Taken first() {
        const auto taken = take({.id = "uno@correo.pe"});
        pass(1s);
        return taken;
    }
    // An answer with files, on its way and handed over.
    void answer_with(std::int64_t case_id, std::string text, const std::vector<http::Upload>& uploads) {
        const auto kept = house_->files.keep(uploads, rosa(), now);
        ASSERT_TRUE(kept) << kept.error().code;
        cases::Reply reply{.text = std::move(text), .seen = {}, .files = {}};
        for (const auto& f : *kept) reply.files.push_back(f.id);
        const auto done = house_->cases.reply(rosa(), case_id, reply, now);
        ASSERT_TRUE(done) << done.error().code;
        pass(1min);
    }
    static http::Upload file(std::string name, std::string type, const std::string& bytes) {
        return {std::move(name), std::move(type), bytes, nullptr};
    }
    // The types of the parts, as they stand within one another.
    static std::vector<std::string> types(std::string_view raw) {
        std::vector<std::string> out;
        for (auto at = raw.find("Content-Type: "); at != raw.npos; at = raw.find("Content-Type: ", at + 1))
            out.emplace_back(raw.substr(at + 14, raw.find_first_of(";\r", at) - at - 14));
        return out;
    }
};
ESCUCHA_STORE_TEST(Letters);

TEST_P(Letters, an_answer_shows_its_picture_where_it_says_and_takes_its_file_along) {
    const auto taken = first();
    const auto picture = png();
    answer_with(taken.case_id, "Pulse aquí:\n[[captura año.png]]\ny espere.",
                {file("captura año.png", "image/png", picture),
                 file("guía rápida – «año 2026».pdf", "application/pdf", "%PDF-1.7 guía")});
    EXPECT_THAT(types(server.sent.back().bytes),
                ElementsAre("multipart/mixed", "multipart/alternative", "text/plain", "multipart/related",
                            "text/html", "image/png", "application/pdf"));
    const auto m = last_sent();
    EXPECT_THAT(m.text, StartsWith("Pulse aquí:\n[captura año.png]\ny espere.\n\n-- \nLa Colmena, atención"));
    ASSERT_THAT(m.attachments, SizeIs(2));
    EXPECT_EQ(m.attachments[0].name, "captura año.png");
    EXPECT_EQ(m.attachments[0].bytes, picture);
    EXPECT_TRUE(m.attachments[0].shown_inline);
    EXPECT_THAT(m.html, AllOf(HasSubstr("Pulse aquí:<br>\n<img src=\"cid:" + m.attachments[0].content_id +
                                        "\" alt=\"captura año.png\" width=\"560\""),
                              HasSubstr("><br>\ny espere.</p>"), Not(HasSubstr("<table"))));
    EXPECT_EQ(m.attachments[1].name, "guía rápida – «año 2026».pdf");
    EXPECT_FALSE(m.attachments[1].shown_inline);
    EXPECT_EQ(m.attachments[1].bytes, "%PDF-1.7 guía");
}

TEST_P(Letters, the_message_is_shown_to_us_with_its_picture_too) {
    const auto taken = first();
    answer_with(taken.case_id, "[[captura.png]]\nListo.", {file("captura.png", "image/png", png())});
    const auto id = mails(taken.case_id)[0].id;
    const auto view = email().view(rosa(), id, Language::es, now);
    ASSERT_TRUE(view);
    EXPECT_THAT(view->pieces.at(0).text, StartsWith("[[captura.png]]\nListo."));
    EXPECT_THAT(view->shown_files, ElementsAre("captura.png"));
    const auto page = email().html(rosa(), id, false);
    ASSERT_TRUE(page);
    EXPECT_THAT(page->html, HasSubstr(fmt::format("<img src=\"/api/v1/mail/{}/pictures?content_id=", id)));
    const auto shown = email().picture(rosa(), id, last_sent().attachments[0].content_id);
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->content.bytes(), png());
}

TEST_P(Letters, marks_that_name_nothing_stay_words) {
    const auto taken = first();
    answer_with(taken.case_id, "Vea [[otra.png]] y [[datos.txt]].", {file("datos.txt", "text/plain", "uno")});
    const auto m = last_sent();
    EXPECT_THAT(m.text, StartsWith("Vea [[otra.png]] y [[datos.txt]]."));
    EXPECT_THAT(m.html, AllOf(HasSubstr("Vea [[otra.png]] y [[datos.txt]]."), Not(HasSubstr("<img"))));
    EXPECT_THAT(types(server.sent.back().bytes), ElementsAre("multipart/mixed", "multipart/alternative",
                                                             "text/plain", "text/html", "text/plain"));
}

TEST_P(Letters, what_we_write_by_ourselves_says_who_we_are_and_leads_to_the_case) {
    const auto taken = first();
    const auto code = TrackingCode::parse(find(taken.case_id).code)->shown();
    const auto leads = AllOf(HasSubstr("<html lang=\"es\">"), HasSubstr(">La Colmena</p>"),
                             HasSubstr("<a href=\"https://ayuda.colmena.pe/caso/" + code + "\""),
                             HasSubstr(">Ver mi caso</a></td>"), HasSubstr(">" + code + "</strong>"),
                             Not(HasSubstr("<img")), Not(HasSubstr("<link")), Not(HasSubstr("url(")));
    EXPECT_THAT(last_sent().html, leads) << "acknowledgement";
    base().write([&](db::Tx& tx) {
        const auto c = *house_->cases.find(tx, taken.case_id);
        EXPECT_TRUE(house_->promises.make(tx,
                                          {.of_case = promises::CaseBrief{c.id, c.code, c.kind, c.customer},
                                           .what = "Cambiarle el motor",
                                           .promised_for = now + std::chrono::days(2)},
                                          rosa(), now));
    });
    pass(1s);
    EXPECT_THAT(last_sent().html, leads) << "promise";
    solve(taken.case_id);
    pass(1min);
    EXPECT_THAT(last_sent().html, AllOf(leads, HasSubstr("Se la cambiamos.")));
}

TEST_P(Letters, speak_the_customers_language) {
    const auto taken = first();
    base().write([&](db::Tx& tx) {
        EXPECT_TRUE(house_->customers.change(
            tx, house_->cases.find(tx, taken.case_id)->customer,
            [](customers::Customer& c) { c.language = Language::en; }, marta(), now));
    });
    server.largest = 50'000;
    answer_with(taken.case_id, "Here it is.", {file("plan.pdf", "application/pdf", png(60'000))});
    EXPECT_THAT(last_sent().html, HasSubstr("<html lang=\"en\">"));
    EXPECT_THAT(last_sent().text, StartsWith("Here it is.\n\nThe files are too large for e-mail"));
    solve(taken.case_id);
    pass(1min);
    EXPECT_THAT(last_sent().html, HasSubstr(">See my case</a>"));
}

TEST_P(Letters, heavier_than_the_server_takes_go_without_files_and_say_so) {
    const auto taken = first();
    server.largest = 200'000;
    const auto picture = png(40'000), film = std::string(180'000, 'x');
    const std::vector<http::Upload> uploads{file("captura.png", "image/png", picture),
                                            file("video.pdf", "application/pdf", film)};
    answer_with(taken.case_id, "Mire:\n[[captura.png]]", uploads);
    auto m = last_sent();
    EXPECT_THAT(m.text, StartsWith("Mire:\n[captura.png]\n\nLos archivos son demasiado grandes"));
    ASSERT_THAT(m.attachments, SizeIs(1)) << "the picture has room";
    EXPECT_EQ(m.attachments[0].name, "captura.png");
    server.largest = 50'000;
    pass(1h);
    answer_with(taken.case_id, "Mire:\n[[captura.png]]", uploads);
    m = last_sent();
    EXPECT_THAT(m.attachments, IsEmpty());
    EXPECT_THAT(m.text, StartsWith("Mire:\n[captura.png]\n\nLos archivos"));
    EXPECT_THAT(m.html, AllOf(HasSubstr("[captura.png]"), Not(HasSubstr("<img"))));
    const auto way = email().answer_way(rosa(), taken.case_id);
    ASSERT_TRUE(way && *way);
    EXPECT_EQ((*way)->largest, 50'000) << "whoever writes the next one knows beforehand";
}

TEST_P(Letters, somebody_outside_is_not_sent_to_a_page_they_do_not_have) {
    const auto taken = first();
    answer_with(taken.case_id, "Va el plano.",
                {file("plano.pdf", "application/pdf", std::string(60'000, 'x'))});
    server.largest = 50'000;
    const auto entry = said(taken.case_id).back().id;
    const auto files =
        read([&](db::Tx& tx) { return house_->files.of(tx, "contact", std::array{entry})[entry]; });
    ASSERT_THAT(files, SizeIs(1));
    const auto done = email().forward(rosa(), taken.case_id,
                                      {.to = {"taller@frio.pe"},
                                       .subject = "El plano",
                                       .text = "Les paso el plano.",
                                       .entries = {fmt::format("c{}", entry)},
                                       .files = {files[0].id}},
                                      now);
    ASSERT_TRUE(done) << done.error().code;
    pass(1min);
    EXPECT_THAT(last_sent().attachments, IsEmpty());
    EXPECT_THAT(last_sent().text,
                AllOf(HasSubstr("Los archivos son demasiado grandes para el correo, y por eso"),
                      Not(HasSubstr("su caso"))));
}

TEST_P(Letters, how_heavy_they_may_be_is_known_once_a_mailbox_was_tried) {
    const auto taken = first();
    const auto largest = [&] { return email().answer_way(rosa(), taken.case_id)->value().largest; };
    EXPECT_EQ(largest(), 25'000'000) << "nobody said anything yet";
    server.largest = 10'240'000;
    ASSERT_TRUE(email().test_mailbox(box, Language::es));
    EXPECT_EQ(largest(), 10'240'000);
}

TEST_P(Letters, many_at_once_weigh_what_they_are_said_to_weigh) {
    const auto taken = first();
    std::vector<http::Upload> uploads;
    std::int64_t weight = 0;
    const std::string bytes(100'000, 'x');
    for (int i = 0; i < 10; ++i) {
        uploads.push_back(file(fmt::format("plano {}.pdf", i), "application/pdf", bytes));
        weight += weight_in_mail(100'000);
    }
    answer_with(taken.case_id, "Los planos.", uploads);
    EXPECT_THAT(last_sent().attachments, SizeIs(10));
    const auto real = static_cast<std::int64_t>(server.sent.back().bytes.size());
    EXPECT_GE(weight, real - 20'000);
    EXPECT_LE(weight, real + 5'000);
}

TEST(MostBytes, IsTheServersUnlessItPromisesMoreThanOthersTake) {
    EXPECT_EQ(most_bytes(10'240'000), 10'240'000);
    EXPECT_EQ(most_bytes(500'000'000), 25'000'000);
    EXPECT_EQ(most_bytes(0), 25'000'000);
}

// A letter from outside, as Outlook writes it: the text says where the picture of the page stood.
TEST_P(Letters, pictures_within_a_letter_are_marked_in_the_conversation) {
    const auto raw = Mail{.text =
                              "--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n"
                              "--c\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                              "Se ve as\xC3\xAD:\r\n[cid:foto@x]\r\nGracias.\r\n"
                              "--c\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
                              "<p>Se ve as\xC3\xAD: <img src=\"cid:foto@x\"></p>\r\n--c--\r\n"
                              "--b\r\nContent-Type: image/png; name=\"image001.png\"\r\n"
                              "Content-ID: <foto@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                              "iVBORw0KGgoAAAANSUhEUgAAA+gAAAJYCAIAAAA=\r\n--b--",
                          .id = "uno@correo.pe"}
                         .raw();
    auto related = raw;
    related.replace(related.find("text/plain; charset=utf-8"), 25, "multipart/related; boundary=b");
    const auto taken = email().take(related, box, now);
    ASSERT_NE(taken.case_id, 0);
    EXPECT_EQ(said(taken.case_id)[0].text, "Se ve así:\n[[image001.png]]\nGracias.");
    const auto contact = said(taken.case_id)[0].id;
    const auto files =
        read([&](db::Tx& tx) { return house_->files.of(tx, "contact", std::array{contact})[contact]; });
    ASSERT_THAT(files, SizeIs(1));
    EXPECT_EQ(files[0].name, "image001.png");
    const auto view = email().view(rosa(), taken.mail, Language::es, now);
    EXPECT_THAT(view->shown_files, ElementsAre("image001.png"));
    EXPECT_THAT(email().html(rosa(), taken.mail, false)->html, HasSubstr("content_id=foto%40x"));
}

}  // namespace
}  // namespace escucha::email
