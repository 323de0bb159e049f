// What cannot be stored: set aside whole, with a reason, in nobody's way; and gone with whoever wrote it.
#include "modules/channels/email/house_test.hpp"
#include "modules/channels/email/set_aside_store.hpp"

namespace escucha::email {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class SettingAside : public EmailHouse {};
ESCUCHA_STORE_TEST(SettingAside);

TEST_P(SettingAside, one_poison_message_is_set_aside_and_stands_in_nobodys_way) {
    const std::vector<std::string> raws{
        Mail{.id = "uno@correo.pe"}.raw(), "Subject: sin remitente\r\n\r\nHola\r\n", "",
        Mail{.from = "luis@otro.pe", .text = "Hola.", .id = "dos@otro.pe"}.raw()};
    const auto taken = email().take(raws, box, now);
    ASSERT_THAT(taken, SizeIs(4));
    EXPECT_EQ(taken[0].how, Taking::opened);
    EXPECT_EQ(taken[1].how, Taking::set_aside);
    EXPECT_EQ(taken[2].how, Taking::set_aside);
    EXPECT_EQ(taken[3].how, Taking::opened);
    auto page = email().set_aside("", 10, Language::es);
    ASSERT_TRUE(page);
    ASSERT_THAT(page->items, SizeIs(2));
    EXPECT_EQ(page->items[1].subject, "sin remitente");
    EXPECT_EQ(page->items[1].text, "El mensaje no dice de quién viene.");
    EXPECT_EQ(email().original_set_aside(page->items[1].id).value_or(""), raws[1]);
    // Trying again counts the try and leaves it there; nothing is doubled.
    EXPECT_EQ(email().retry(marta(), page->items[1].id, now)->how, Taking::set_aside);
    page = email().set_aside("", 10, Language::es);
    ASSERT_THAT(page->items, SizeIs(2));
    EXPECT_EQ(page->items[1].tries, 2);
    EXPECT_TRUE(email().dismiss(marta(), page->items[1].id, now));
    EXPECT_FALSE(email().dismiss(marta(), page->items[1].id, now));
    EXPECT_THAT(email().set_aside("", 10, Language::es)->items, SizeIs(1));
}

// What only fails when it is stored: no program reads it beforehand.
constexpr std::string_view kPoison = "veneno-veneno-veneno";
void refuse_poison(db::Database& base) {
    base.write([&](db::Tx& tx) {
        if (base.backend() == db::Backend::sqlite)
            tx.script(
                fmt::format("CREATE TRIGGER poison BEFORE INSERT ON files WHEN NEW.name LIKE '%{0}%' "
                            "BEGIN SELECT RAISE(ABORT, '{0}'); END",
                            kPoison));
        else
            tx.script(fmt::format(
                "CREATE FUNCTION poison() RETURNS trigger AS $x$ BEGIN IF NEW.name LIKE '%{0}%' THEN RAISE "
                "EXCEPTION '{0}'; END IF; RETURN NEW; END $x$ LANGUAGE plpgsql; CREATE TRIGGER poison BEFORE "
                "INSERT ON files FOR EACH ROW EXECUTE FUNCTION poison()",
                kPoison));
    });
}

TEST_P(SettingAside, poison_in_the_middle_is_set_aside_whole_however_large_it_is) {
    refuse_poison(base());
    for (const std::size_t size : {100UZ, 700'000UZ}) {
        const auto poison = fmt::format(
            "From: malo@correo.pe\r\nTo: casos@colmena.pe\r\nSubject: p\r\nMessage-ID: <p{0}@correo.pe>\r\n"
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: "
            "application/octet-stream\r\nContent-Disposition: attachment; filename=\"{1}.bin\"\r\n\r\n{2}\r\n"
            "--b--\r\n",
            size, kPoison, std::string(size, 'x'));
        const auto good = [&](int i) {
            return Mail{.from = fmt::format("c{}-{}@correo.pe", i, size),
                        .id = fmt::format("g{}-{}", i, size)}
                .raw();
        };
        const std::vector<std::string> raws{good(1), good(2), poison, good(3), good(4)};
        const auto taken = email().take(raws, box, now);
        ASSERT_THAT(taken, SizeIs(5));
        for (const auto i : {0, 1, 3, 4}) EXPECT_EQ(taken[static_cast<std::size_t>(i)].how, Taking::opened);
        ASSERT_EQ(taken[2].how, Taking::set_aside);
        const auto aside = email().set_aside("", 10, Language::es)->items.at(0);
        EXPECT_EQ(aside.sender, "malo@correo.pe");
        EXPECT_THAT(aside.detail, HasSubstr(kPoison)) << "somebody can find out why";
        EXPECT_EQ(email().original_set_aside(aside.id).value_or(""), poison);
    }
    base().write([&](db::Tx& tx) {
        tx.script(base().backend() == db::Backend::sqlite ? "DROP TRIGGER poison"
                                                          : "DROP TRIGGER poison ON files");
    });
    for (const auto& aside : email().set_aside("", 10, Language::es)->items)
        EXPECT_EQ(email().retry(marta(), aside.id, now)->how, Taking::opened) << "once it is mended";
    EXPECT_THAT(email().set_aside("", 10, Language::es)->items, IsEmpty());
    EXPECT_EQ(count("cases"), 10);
}

TEST_P(SettingAside, erasing_somebody_takes_what_was_recorded_or_set_aside_of_them_and_nothing_of_others) {
    const auto case_id = take({.id = "uno@correo.pe"}).case_id;
    take({.subject = "Fuera de la oficina",
          .text = "Vuelvo el lunes.",
          .id = "dos@correo.pe",
          .more = "Auto-Submitted: auto-replied\r\n"});
    take({.from = "luis@otro.pe",
          .text = "Ausente.",
          .id = "tres@otro.pe",
          .more = "Auto-Submitted: auto-replied\r\n"});
    const auto before = count("mail_raws");
    base().write([&](db::Tx& tx) {
        store::SetAside s{.mailbox = box,
                          .raw = store::keep(tx, pack("de Ana"), now),
                          .reason = "mail.failed",
                          .words = {},
                          .sender = "ana@correo.pe",
                          .at = now};
        store::add(tx, s);
    });
    const auto customer = find(case_id).customer;
    const std::vector<std::string> addresses{"ana@correo.pe"};
    base().write([&](db::Tx& tx) { email().forget(tx, std::array{customer}, addresses); });
    EXPECT_EQ(count("mail_messages WHERE from_key = 'ana@correo.pe'"), 0);
    EXPECT_EQ(count("mail_messages WHERE from_key = 'luis@otro.pe'"), 1);
    EXPECT_EQ(count("mail_set_aside WHERE sender_key = 'ana@correo.pe'"), 0);
    EXPECT_EQ(count("mail_raws"), 1) << "of Luis, and no original is left behind of " << before;
}

TEST_P(SettingAside, what_was_set_aside_and_is_known_after_all_leaves_no_original_behind) {
    take({.id = "uno@correo.pe"});
    const auto same =
        Mail{.id = "uno@correo.pe", .more = "Received: from x; Mon, 16 Nov 2026 20:00:00 +0000\r\n"};
    SetAsideId id = 0;
    base().write([&](db::Tx& tx) {
        store::SetAside s{.mailbox = box,
                          .raw = store::keep(tx, pack(same.raw()), now),
                          .reason = "mail.failed",
                          .words = {},
                          .at = now};
        id = store::add(tx, s);
    });
    EXPECT_EQ(email().retry(marta(), id, now)->how, Taking::known);
    EXPECT_EQ(count("mail_raws"), 1);
}

}  // namespace
}  // namespace escucha::email
