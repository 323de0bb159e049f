// The complaint book from the street to the desk and back: presented on a page without JavaScript, copied by
// e-mail, answered as a case, and written down.
#include <thread>

#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

using testing::HasSubstr;
using Fields = std::vector<std::pair<std::string, std::string>>;

class ComplaintBook : public World {
  protected:
    ComplaintBook() {
        const auto made = admin.post("/books", {{"code", "miraflores"},
                                                {"name", "Tienda Miraflores"},
                                                {"provider", "La Colmena S.A.C."},
                                                {"tax_number", "20999999990"},
                                                {"address", "Av. Larco 345"},
                                                {"country", "PE"}});
        EXPECT_EQ(made.status, 201) << json::serialize(made.body);
        book = made.number("/id");
    }

    static std::string input(const std::string& html, std::string_view name) {
        const auto at = html.find(fmt::format(" name=\"{}\"", name));
        const auto tag = html.substr(at, html.find('>', at) - at);
        const auto value = tag.find("value=\"");
        return value == tag.npos ? "" : tag.substr(value + 7, tag.find('"', value + 7) - value - 7);
    }
    test::HttpAnswer page(const std::string& target) {
        return browser.get(target, {{"Accept-Language", "es-PE"}});
    }
    test::HttpAnswer send(Fields fields, const std::string& token) {
        clock.advance(20s);
        fields.emplace_back("f", token);
        return browser.form("/libro/miraflores", fields, {{"Accept-Language", "es-PE"}});
    }
    std::string token() { return input(page("/libro/miraflores").body, "f"); }
    static Fields a_sheet() {
        return {
            {"consumer_name", "Ana Núñez"},      {"document_type", "dni"}, {"consumer_document", "45678912"},
            {"consumer_email", "ana@correo.pe"}, {"kind", "claim"},        {"detail", "La suela se despegó."},
            {"request", "Que la cambien."},      {"accepted", "yes"}};
    }
    std::size_t entries() {
        return lucia.get(fmt::format("/books/{}/entries", book)).each("/items", "number").size();
    }

    std::int64_t book = 0;
    test::HttpClient browser{node.port()};
};
ESCUCHA_STORE_TEST(ComplaintBook);

TEST_P(ComplaintBook, IsPresentedReceivedAnsweredAndWrittenDown) {
    EXPECT_THAT(page("/").body, HasSubstr("/libro/miraflores"));
    EXPECT_EQ(page("/libro").header("Location"), "/libro/miraflores");
    const auto sent = send(a_sheet(), token());
    ASSERT_EQ(sent.status, 303) << sent.body.substr(0, 3000);
    const auto where = sent.header("Location");
    ASSERT_TRUE(where.ends_with("/hoja?nuevo=1")) << where;
    const auto receipt = page(where).body;
    for (const auto* words :
         {"000000001-2026", "La Colmena S.A.C.", "lunes 16 de noviembre de 2026 a las 9:00",
          "Por ley debemos responderle a más tardar", "Código de verificación", "La suela se despegó.",
          "ante el INDECOPI"})
        EXPECT_THAT(receipt, HasSubstr(words));

    const auto pdf = page(where.substr(0, where.find('?')) + ".pdf");
    EXPECT_EQ(pdf.header("Cache-Control"), "private, no-store");
    EXPECT_EQ(std::ranges::count(pdf.headers, "Cache-Control", &test::HttpHeaders::value_type::first), 1);

    const auto list = lucia.get(fmt::format("/books/{}/entries?number=1", book));
    const auto id = list.number("/items/0/case_id");
    EXPECT_EQ(lucia.get(fmt::format("/cases/{}", id)).text("/case/expectation/text"), "Que la cambien.");
    lucia.post(at(id, "ownership"));
    clock.advance(1h);
    const auto solved =
        lucia.post(at(id, "resolution"), {{"outcome", "solved"},
                                          {"text", "Ya tiene su suela nueva."},
                                          {"done_how", "La vio en la tienda."},
                                          {"override_reason", "Su hoja dice lo que espera."}});
    EXPECT_LT(solved.status, 300) << json::serialize(solved.body);
    const auto after = page(where.substr(0, where.find('?'))).body;
    EXPECT_THAT(after, HasSubstr("Ya tiene su suela nueva."));
    EXPECT_THAT(after, HasSubstr("Le respondimos el"));
    EXPECT_EQ(lucia.get(fmt::format("/books/{}/entries", book)).text("/items/0/standing"), "answered");
}

TEST_P(ComplaintBook, SaysWhatIsMissingAndKeepsWhatWasTyped) {
    auto fields = a_sheet();
    std::erase_if(fields, [](const auto& f) { return f.first == "consumer_document" || f.first == "kind"; });
    fields.emplace_back("minor", "yes");
    const auto first = send(fields, token());
    EXPECT_EQ(first.status, 422);
    for (const auto* words :
         {"la ley da la hoja por no presentada", "quien reclama es menor de edad",
          "Elija una de las opciones", "value=\"Ana Núñez\"", "La suela se despegó.</textarea>"})
        EXPECT_THAT(first.body, HasSubstr(words));
    EXPECT_EQ(entries(), 0u);
    const auto second = send(a_sheet(), input(first.body, "f"));
    EXPECT_EQ(second.status, 303) << second.body.substr(0, 2000);
}

// A kiosk in the shop: mistakes cost nobody their sheet, and stay in nobody's browser.
TEST_P(ComplaintBook, WhatIsSentBackToBeMendedCountsForNothing) {
    auto wrong = a_sheet();
    std::erase_if(wrong, [](const auto& f) { return f.first == "kind"; });
    wrong.emplace_back("f", token());
    for (int i = 0; i < 55; ++i) {
        clock.advance(6s);
        const auto again = browser.form("/libro/miraflores", wrong, {{"Accept-Language", "es-PE"}});
        ASSERT_EQ(again.status, 422) << i;
        EXPECT_EQ(again.header("Cache-Control"), "no-store");
    }
    EXPECT_EQ(send(a_sheet(), token()).status, 303);
}

// A lost connection, a second click: the same sheet sent again is the same sheet.
TEST_P(ComplaintBook, SentTwiceItIsOneSheet) {
    const auto form = token();
    const auto first = send(a_sheet(), form), second = send(a_sheet(), form);
    EXPECT_EQ(first.status, 303);
    EXPECT_EQ(first.header("Location"), second.header("Location"));
    EXPECT_EQ(entries(), 1u);
}

// Two clicks at the very same moment: the second waits for the first, and is told of the same sheet.
TEST_P(ComplaintBook, SentTwiceAtOnceItIsOneSheet) {
    auto fields = a_sheet();
    fields.emplace_back("f", token());
    clock.advance(20s);
    std::vector<std::string> where(4);
    std::vector<std::thread> clicks;
    for (auto& to : where)
        clicks.emplace_back([&] {
            test::HttpClient click{node.port()};
            click.cookies = browser.cookies;
            const auto sent = click.form("/libro/miraflores", fields, {{"Accept-Language", "es-PE"}});
            EXPECT_EQ(sent.status, 303) << sent.body.substr(0, 500);
            to = sent.header("Location");
        });
    for (auto& click : clicks) click.join();
    EXPECT_THAT(where, testing::Each(where.front()));
    EXPECT_EQ(entries(), 1u);
}

// Whoever has the base in hand changes what people see: the receipt's holder is told, and of what.
TEST_P(ComplaintBook, WhatIsDoctoredIsToldToWhoeverChecksTheReceipt) {
    send(a_sheet(), token());
    const auto entry = lucia.get(fmt::format("/books/{}/entries", book)).number("/items/0/id");
    const auto code = lucia.get(fmt::format("/book-entries/{}", entry)).text("/verification");
    const auto check = [&](const std::string& with) {
        return page(book::verify_path("miraflores", "1-2026", with));
    };
    EXPECT_THAT(check(code).body, HasSubstr("Es genuino y nadie lo ha alterado."));
    base().write([](db::Tx& tx) {
        tx.execute("UPDATE book_entries SET answers = replace(answers, 'suela', 'caja')");
    });
    const auto doctored = check(code);
    EXPECT_THAT(doctored.body, HasSubstr("cambió «Detalle»"));
    EXPECT_THAT(doctored.body, testing::Not(HasSubstr("Es genuino")));
    EXPECT_EQ(check("0000-0000-0000").status, 404);
    EXPECT_EQ(page("/verificar").status, 200);
    EXPECT_THAT(page("/verificar/prueba?libro=miraflores&numero=1-2026&codigo=" + code).body,
                HasSubstr("receipt 1"));
}

TEST_P(ComplaintBook, AsksOnceAboutADigitThatDoesNotFit) {
    auto fields = a_sheet();
    for (auto& [name, value] : fields)
        if (name == "document_type")
            value = "ruc";
        else if (name == "consumer_document")
            value = "20100070971";
    const auto asked = send(fields, token());
    EXPECT_EQ(asked.status, 422);
    EXPECT_THAT(asked.body, HasSubstr("El dígito de control de este número no corresponde"));
    fields.emplace_back("doubts_seen", input(asked.body, "doubts_seen"));
    EXPECT_EQ(send(fields, input(asked.body, "f")).status, 303);
}

TEST_P(ComplaintBook, KeepsRobotsOutWithoutACaptcha) {
    auto trapped = a_sheet();
    trapped.emplace_back("segundo_asunto", "http://spam.example");
    EXPECT_EQ(send(trapped, token()).status, 422);
    auto hasty = a_sheet();
    hasty.emplace_back("f", token());
    EXPECT_EQ(browser.form("/libro/miraflores", hasty, {}).status, 422);
    EXPECT_EQ(send(a_sheet(), "x.1.y").status, 422);
    EXPECT_EQ(entries(), 0u);
    int flooded = 0;
    for (int i = 0; i < 60 && flooded == 0; ++i) {
        auto fields = a_sheet();
        fields.emplace_back("f", token());
        clock.advance(4s);
        if (browser.form("/libro/miraflores", fields, {}).status == 429) flooded = i;
    }
    EXPECT_GT(flooded, 20);
}

TEST_P(ComplaintBook, TheCopyGoesByEmailAtOnceWithDateAndHour) {
    const auto box = admin.post("/mailboxes", {{"name", "Soporte"},
                                               {"address", "soporte@colmena.pe"},
                                               {"kind", "question"},
                                               {"incoming", {{"protocol", "pipe"}}},
                                               {"outgoing",
                                                {{"host", "mail.invalid"},
                                                 {"port", 25},
                                                 {"security", "tls"},
                                                 {"user", "soporte"},
                                                 {"secret", "clave"}}}});
    ASSERT_EQ(box.status, 201) << json::serialize(box.body);
    ASSERT_EQ(send(a_sheet(), token()).status, 303);
    const auto mails = base().read([](db::Tx& tx) {
        std::vector<std::string> out;
        for (const auto& row : tx.query("SELECT m.subject, d.text, m.to_list FROM mail_messages m "
                                        "JOIN mail_deliveries d ON d.mail_id = m.id"))
            out.push_back(row.get<std::string>(0) + "\n" + row.get<std::string>(1) + row.get<std::string>(2));
        return out;
    });
    ASSERT_EQ(mails.size(), 1u);  // and no second acknowledgement of the case
    for (const auto* words : {"000000001-2026", "16 de noviembre de 2026 a las 9:00", "ana@correo.pe",
                              "La suela se despegó.", "/hoja", "INDECOPI"})
        EXPECT_THAT(mails[0], HasSubstr(words));
}

}  // namespace
}  // namespace escucha::journeys
