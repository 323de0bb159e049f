// What happens to the ledger by itself: seals and where they go, keys, backups that were brought back, and
// what somebody with the base in hand may try.
#include "modules/ledger/sealing.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "modules/ledger/bytes.hpp"
#include "modules/ledger/lines.hpp"
#include "modules/ledger/receipts.hpp"
#include "modules/ledger/signing.hpp"
#include "support/store_test.hpp"

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace escucha::ledger {
namespace {

using namespace std::chrono_literals;

const Instant kMonday = std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 15h;
const std::string kBook = "book:3", kSubject = "000000001-2026";

const db::Statement kDropBook{"DELETE FROM ledger_acts WHERE ledger = 'book:3' AND sequence > $1"};
const db::Statement kDropHouse{"DELETE FROM ledger_acts WHERE ledger = 'house' AND sequence > $1"};
const db::Statement kDropHeads{"DELETE FROM ledger_heads WHERE number > $1"};
const db::Statement kPutSeed{"UPDATE ledger_keys SET seed = $1 WHERE number = 1"};
const db::Statement kFields{"SELECT fields FROM ledger_acts WHERE ledger = 'book:3' AND sequence = $1"};
const db::Statement kPutFields{
    "UPDATE ledger_acts SET fields = $2 WHERE ledger = 'book:3' AND sequence = $1"};
const db::Statement kAddHead{
    "INSERT INTO ledger_heads (number, at, daily, head, hash, key_number, signature) VALUES ($1, $2, 0, $3, "
    "$4, 1, $5)"};

class SealingTest : public test::StoreTest {
  protected:
    void SetUp() override {
        sealing.beside = folder.path() / "escucha.db.head";
        sealing.begin(now);
    }

    Appended enter(const std::string& subject = kSubject) {
        return base().write([&](db::Tx& tx) {
            return ledger.append(tx,
                                 {.ledger = kBook,
                                  .subject = subject,
                                  .kind = "entered",
                                  .at = now,
                                  .fields = {{.name = "detail", .value = "No enciende", .personal = true}}});
        });
    }
    void rotate() {
        Principal by;
        by.name = "Inés";
        sealing.rotate(by, now);
    }
    Verdict verified() {
        VerifyOptions options;
        add_beside(options, sealing.beside);
        return verify(base(), heads, options);
    }
    // As a copy of the base from after `acts` of the book, `of_house` of the house, and `seals` of them was.
    void bring_back(std::int64_t acts, std::int64_t of_house, std::int64_t seals) {
        base().write([&](db::Tx& tx) {
            tx.execute(kDropBook, acts);
            tx.execute(kDropHouse, of_house);
            tx.execute(kDropHeads, seals);
        });
    }
    std::string exported(Values values) {
        std::string out;
        base().read([&](db::Tx& tx) {
            export_lines(tx, heads, values, now, [&](std::string_view text) { out += text; });
        });
        return out;
    }
    static Verdict read(const std::string& lines) {
        std::istringstream in(lines);
        return verify_lines(in);
    }
    // What somebody does who erases a value without Escucha: the commitment takes its place.
    void erase_by_hand(std::int64_t sequence) {
        base().write([&](db::Tx& tx) {
            const auto row = tx.one(kFields, sequence);
            const auto without = blanked_fields(*read_fields(as_text(row->get<db::Bytes>(0))));
            tx.execute(kPutFields, sequence, as_bytes(*without));
        });
    }

    test::TemporaryFolder folder;
    Instant now = kMonday;
    work::Jobs jobs{base(), [this] { return now; }};
    Ledger ledger{base()};
    Heads heads{base(), ledger};
    Sealing sealing{{.base = base(), .jobs = jobs, .heads = heads}};
};
ESCUCHA_STORE_TEST(SealingTest);

// --- What somebody may try ---------------------------------------------------------------------------------
TEST_P(SealingTest, erasing_without_an_act_is_found_and_named) {
    enter();
    enter("000000002-2026");
    sealing.seal(now);
    base().write([&](db::Tx& tx) { return ledger.blank(tx, kBook, kSubject, "erasure", now); });
    EXPECT_TRUE(verified().sound()) << "as the law wants it";
    EXPECT_TRUE(read(exported(Values::with_personal)).sound());
    erase_by_hand(2);
    const auto v = verified();
    ASSERT_TRUE(v.finding);
    EXPECT_EQ(v.finding->wrong, Wrong::blanked_without_act);
    EXPECT_EQ(v.finding->subject, "000000002-2026");
    EXPECT_EQ(v.finding->sequence, 2);
    const auto file = read(exported(Values::with_personal));
    ASSERT_TRUE(file.finding);
    EXPECT_EQ(file.finding->wrong, Wrong::blanked_without_act);
    EXPECT_GT(file.finding->line, 0);
    const auto without = read(exported(Values::without_personal));
    EXPECT_TRUE(without.sound());
    EXPECT_THAT(told(without, Language::es), HasSubstr("no lleva datos personales"));
}

TEST_P(SealingTest, a_blanking_told_of_one_act_does_not_cover_another) {
    enter();
    base().write([&](db::Tx& tx) { return ledger.blank(tx, kBook, kSubject, "erasure", now); });
    enter();
    EXPECT_TRUE(verified().sound());
    erase_by_hand(3);
    EXPECT_EQ(verified().finding.value().wrong, Wrong::blanked_without_act);
}

TEST_P(SealingTest, a_key_from_an_old_backup_signs_no_new_head) {
    enter();
    sealing.seal(now);
    const auto seed = base().read([](db::Tx& tx) {
        return std::string(as_text(tx.one("SELECT seed FROM ledger_keys")->get<db::Bytes>(0)));
    });
    now += 1h;
    rotate();
    enter("000000002-2026");
    ASSERT_TRUE(verified().sound()) << told(verified(), Language::en);
    now += 1h;
    base().write([&](db::Tx& tx) {
        const auto last = *heads.last(tx);
        const auto old = heads.keys(tx).front();
        tx.execute(kPutSeed, as_bytes(seed));
        const HeadText text{.number = last.number + 1,
                            .at = micros(now),
                            .before = last.hash,
                            .public_key = old.public_key,
                            .ends = ends(tx)};
        const auto form = canonical(text);
        const auto signature = sign(tx, 1, form);
        tx.execute(kAddHead, text.number, now, form, as_bytes(raw(sha256(form))), as_bytes(signature));
    });
    const auto v = verify(base(), heads);
    ASSERT_TRUE(v.finding);
    EXPECT_EQ(v.finding->wrong, Wrong::old_key);
    EXPECT_THAT(told(v, Language::es), HasSubstr("copia antigua"));
}

TEST_P(SealingTest, a_clock_that_goes_back_by_a_little_makes_no_head_from_before_the_last) {
    enter();
    sealing.seal(now);
    enter("000000002-2026");
    now -= 1min;
    EXPECT_EQ(sealing.seal(now)->at, kMonday);
    EXPECT_TRUE(verified().sound());
    base().write([](db::Tx& tx) { tx.execute("UPDATE ledger_keys SET created_at = created_at + 1"); });
    EXPECT_EQ(verified().finding.value().wrong, Wrong::key);
}

TEST_P(SealingTest, the_newest_acts_and_heads_taken_away_are_told_by_the_head_beside) {
    enter();
    sealing.seal(now);
    now += 1h;
    enter("000000002-2026");
    sealing.seal(now);
    bring_back(1, 0, 1);
    EXPECT_TRUE(verify(base(), heads).sound()) << "the chain alone does not know better";
    const auto v = verified();
    ASSERT_TRUE(v.finding);
    EXPECT_EQ(v.finding->wrong, Wrong::shortened);
    EXPECT_TRUE(v.finding->outside);
    EXPECT_THAT(told(v, Language::es), HasSubstr("Qué hacer"));
}

TEST_P(SealingTest, the_old_private_key_leaves_no_bytes_in_its_row) {
    enter();
    rotate();
    base().read([](db::Tx& tx) {
        EXPECT_TRUE(tx.one("SELECT seed FROM ledger_keys WHERE number = 1")->is_null(0));
        EXPECT_FALSE(tx.one("SELECT seed FROM ledger_keys WHERE number = 2")->is_null(0));
    });
}

// --- A backup that was brought back ------------------------------------------------------------------------
TEST_P(SealingTest, a_backup_from_before_a_change_of_key_is_noticed_by_the_keys_beside) {
    enter();
    sealing.seal(now);
    const auto first = base().read([](db::Tx& tx) {
        return std::string(as_text(tx.one("SELECT seed FROM ledger_keys")->get<db::Bytes>(0)));
    });
    now += 1h;
    rotate();
    enter("000000002-2026");
    now += 1h;
    sealing.seal(now);
    bring_back(1, 0, 1);
    base().write([&](db::Tx& tx) {
        tx.execute("DELETE FROM ledger_keys WHERE number = 2");
        tx.execute(kPutSeed, as_bytes(first));
    });
    EXPECT_EQ(verified().finding.value().wrong, Wrong::shortened) << "before the server starts";
    now += 1h;
    sealing.begin(now);
    const auto v = verified();
    EXPECT_TRUE(v.sound()) << told(v, Language::en);
    ASSERT_EQ(v.restored.size(), 1U);
    EXPECT_EQ(v.restored[0].from, kMonday);
    EXPECT_THAT(v.restored[0].lost, HasSubstr("book:3 2-2"));
    sealing.begin(now);
    EXPECT_EQ(verified().restored.size(), 1U) << "said once";
    enter("000000002-2026");
    sealing.seal(now);
    EXPECT_TRUE(verified().sound()) << told(verified(), Language::en);
}

TEST_P(SealingTest, a_head_of_another_key_is_kept_and_said_and_never_written_over) {
    enter();
    sealing.seal(now);
    const auto theirs = kept_beside(sealing.beside).value();
    base().write([](db::Tx& tx) {
        tx.execute("DELETE FROM ledger_heads");
        tx.execute("DELETE FROM ledger_keys");
        tx.execute("DELETE FROM ledger_acts");
    });
    sealing.begin(now);
    enter();
    sealing.seal(now);
    EXPECT_NE(kept_beside(sealing.beside)->head.hash, theirs.head.hash);
    const auto aside = sealing.beside.string() + ".foreign-" + theirs.head.hash.substr(0, 12);
    ASSERT_TRUE(kept_beside(aside)) << "the only trace of what was there";
    EXPECT_EQ(kept_beside(aside)->head.hash, theirs.head.hash);
    const auto v = verified();
    EXPECT_TRUE(v.sound()) << told(v, Language::en);
    ASSERT_EQ(v.restored.size(), 1U);
    EXPECT_EQ(v.restored[0].unknown_key, theirs.keys[0].public_key);
    EXPECT_THAT(told(v, Language::es), HasSubstr("una clave que esta base no conoce"));
    EXPECT_EQ(v.restored[0].lost, "book:3 1-1");
    const auto given = verify(base(), heads, {.outside = {theirs.head}});
    EXPECT_TRUE(given.sound()) << "the chain names its key and its acts: " << told(given, Language::en);
    EXPECT_EQ(given.excused, 1);
}

// --- Receipts ----------------------------------------------------------------------------------------------
TEST_P(SealingTest, a_receipt_proves_whose_it_is_only_by_a_known_key) {
    const auto act = enter();
    sealing.seal(now);
    const auto json = *base().read([&](db::Tx& tx) { return receipt_json(tx, heads, kBook, act.sequence); });
    const auto ours = base().read([&](db::Tx& tx) { return heads.keys(tx).front().public_key; });
    const auto alone = *verify_receipt(json);
    EXPECT_FALSE(alone.proven());
    EXPECT_FALSE(alone.refuted());
    EXPECT_THAT(told(alone, Language::es), HasSubstr("no se comparó con ninguna clave"));
    EXPECT_TRUE(verify_receipt(json, std::array{ours})->proven());
    const auto foreign = *verify_receipt(json, std::array{std::string(64, 'a')});
    EXPECT_TRUE(foreign.refuted());
    EXPECT_THAT(told(foreign, Language::es), HasSubstr("NO es de esta organización"));
}

// --- Sending -----------------------------------------------------------------------------------------------
TEST_P(SealingTest, a_head_goes_to_each_destination_and_how_that_went_stands_there) {
    std::vector<std::string> sent;
    sealing.mail = [&](const std::string& to, const Head& head, Instant) -> Result<void> {
        if (to == "lleno@notaria.pe")
            return refuse(ErrorKind::unavailable, "letter.no_sender", {{"why", "552 mailbox full"}});
        sent.push_back(fmt::format("{} {}", to, head.number));
        return {};
    };
    add_jobs(jobs, sealing);
    const Principal by;
    EXPECT_EQ(
        sealing.add(by, DestinationKind::mail, "no es correo", Every::hour, now).error().fields.at(0).code,
        "not_an_email");
    ASSERT_TRUE(sealing.add(by, DestinationKind::mail, "sello@notaria.pe", Every::hour, now));
    EXPECT_EQ(sealing.add(by, DestinationKind::mail, "sello@notaria.pe", Every::day, now).error().code,
              "ledger.destination_known");
    ASSERT_TRUE(sealing.add(by, DestinationKind::mail, "lleno@notaria.pe", Every::hour, now));
    enter();
    sealing.seal(now);
    jobs.run_due();
    EXPECT_THAT(sent, testing::Contains("sello@notaria.pe 1"));
    const auto all = base().read([&](db::Tx& tx) { return sealing.destinations(tx); });
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].last_head, 1);
    EXPECT_EQ(all[0].failures, 0);
    EXPECT_EQ(all[1].last_error, "552 mailbox full");
    EXPECT_GT(all[1].failures, 0);
    EXPECT_TRUE(sealing.remove(all[1].id));
    EXPECT_EQ(sealing.remove(all[1].id).error().code, "ledger.destination_not_found");
}

// --- Verifying ---------------------------------------------------------------------------------------------
TEST_P(SealingTest, a_verification_is_kept_with_when_nothing_was_wrong_last) {
    enter();
    sealing.compare = [](db::Tx&, const Entered& entered, const auto&) -> std::optional<Finding> {
        EXPECT_EQ(entered.at(kBook), 1);
        return std::nullopt;
    };
    const auto run = [&] {
        EXPECT_TRUE(sealing.verify_soon(now));
        EXPECT_EQ(sealing.verify_soon(now).error().code, "ledger.verifying");
        sealing.verify_now({.now = now});
        return *base().read([&](db::Tx& tx) { return sealing.verification(tx, now); });
    };
    const auto well = run();
    EXPECT_TRUE(well.sound.value());
    EXPECT_THAT(well.words_es, HasSubstr("coincide, hoja por hoja"));
    sealing.name_of = [](db::Tx&, std::string_view) { return "Tienda Miraflores (miraflores)"; };
    sealing.compare = [](db::Tx&, const Entered&, const auto&) -> std::optional<Finding> {
        return Finding{.wrong = Wrong::shown_changed,
                       .ledger = kBook,
                       .sequence = 1,
                       .subject = kSubject,
                       .column = "book_entries.answers",
                       .what_es = "Detalle",
                       .what_en = "Detail"};
    };
    now += 24h;
    const auto badly = run();
    EXPECT_FALSE(badly.sound.value());
    EXPECT_THAT(badly.words_es, HasSubstr("000000001-2026, libro Tienda Miraflores (miraflores)"));
    EXPECT_THAT(badly.words_es, HasSubstr("«Detalle» no es lo que se encadenó"));
    EXPECT_THAT(badly.words_es, HasSubstr("La verificación del 2026-11-23 15:00:00 UTC no encontró nada"));
}

TEST(Webhook, goes_where_the_address_says_and_nowhere_else) {
    for (const auto* good :
         {"https://notaria.example/sellos", "https://a.example:8443/x?y=1", "http://localhost/x",
          "http://localhost:9000", "http://127.0.0.1:9/x", "http://[::1]:9/"})
        EXPECT_TRUE(is_webhook(good)) << good;
    for (const auto* bad :
         {"http://notaria.example/", "http://localhost:x@evil.example/", "http://localhost@evil.example/",
          "http://127.0.0.1.evil.example/", "https://user:pass@notaria.example/", "https://",
          "https://notaria", "ftp://localhost/", "http://localhost.evil.example", "https://a b.example/",
          "javascript:alert(1)", ""})
        EXPECT_FALSE(is_webhook(bad)) << bad;
}

}  // namespace
}  // namespace escucha::ledger
