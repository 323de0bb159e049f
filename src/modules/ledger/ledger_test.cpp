// The ledger as its users need it: nothing changes unseen, on both databases.
#include "modules/ledger/ledger.hpp"

#include <fstream>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <sodium.h>

#include "modules/ledger/lines.hpp"
#include "modules/ledger/receipts.hpp"
#include "modules/ledger/verifying.hpp"
#include "support/store_test.hpp"

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace escucha::ledger {
namespace {

using namespace std::chrono_literals;

const Instant kMonday = std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 15h;
const std::string kBook = "book:3";
const db::Statement kPutBack{
    "UPDATE ledger_acts SET subject = $1, kind = $2, at = $3, fields = $4, hash = $5 WHERE sequence = 3"};

class LedgerTest : public test::StoreTest {
  protected:
    void SetUp() override { heads.ensure_key(kMonday); }

    Appended enter(int n, Instant at = kMonday, const std::string& book = kBook) {
        return base().write([&](db::Tx& tx) {
            return ledger.append(tx, {.ledger = book,
                                      .subject = fmt::format("{:09}-2026", n),
                                      .kind = "entered",
                                      .at = at,
                                      .fields = {{.name = "detail", .value = "La cafetera no enciende"},
                                                 {.name = "name", .value = "Rosa Ñahui", .personal = true},
                                                 {.name = "phone", .value = "987654321", .personal = true}}});
        });
    }
    std::optional<Head> seal(Instant at) {
        return base().write([&](db::Tx& tx) { return heads.seal(tx, at); });
    }
    Verdict verified(std::vector<Head> outside = {}) {
        return verify(base(), heads, {.outside = std::move(outside)});
    }
    void change(std::string_view sql) {
        base().write([&](db::Tx& tx) { ASSERT_EQ(tx.execute(sql), 1) << sql; });
    }
    void change_all(std::string_view sql) {
        base().write([&](db::Tx& tx) { tx.execute(sql); });
    }
    // As somebody would who wants heads from outside to be silent: all of them, and from the beginning.
    void tell_restored(std::vector<Field> lost, const std::string& kind = "restored") {
        lost.push_back({.name = "lost_head", .value = "999999"});
        base().write([&](db::Tx& tx) {
            ledger.append(tx, {.ledger = std::string(kHouseLedger),
                               .subject = "restored",
                               .kind = kind,
                               .at = kMonday + 1h,
                               .fields = std::move(lost)});
        });
    }
    std::string exported(Values values = Values::with_personal) {
        std::string out;
        base().read([&](db::Tx& tx) {
            export_lines(tx, heads, values, kMonday, [&](std::string_view text) { out += text; });
        });
        return out;
    }
    static Verdict read(const std::string& lines, std::vector<Head> outside = {}) {
        std::istringstream in(lines);
        return verify_lines(in, {.outside = std::move(outside)});
    }

    Ledger ledger{base()};
    Heads heads{base(), ledger};
};
ESCUCHA_STORE_TEST(LedgerTest);

TEST_P(LedgerTest, NumbersWithoutAGapAndEachLedgerForItself) {
    EXPECT_EQ(enter(1).sequence, 1);
    EXPECT_EQ(enter(2).sequence, 2);
    EXPECT_EQ(enter(1, kMonday, "book:4").sequence, 1);
    const auto v = verified();
    EXPECT_TRUE(v.sound());
    EXPECT_EQ(v.acts, 3);
    EXPECT_EQ(v.ledgers, 2);
}

TEST_P(LedgerTest, WhatIsRolledBackGivesItsNumberBack) {
    enter(1);
    EXPECT_THROW(base().write([&](db::Tx& tx) {
        ledger.append(tx, {.ledger = kBook, .subject = "x", .kind = "entered", .at = kMonday});
        throw std::runtime_error("the case could not be opened");
    }),
                 std::runtime_error);
    EXPECT_EQ(enter(2).sequence, 2);
    EXPECT_TRUE(verified().sound());
}

TEST_P(LedgerTest, MayAppendSeveralTimesInOneTransaction) {
    base().write([&](db::Tx& tx) {
        for (const auto* kind : {"entered", "reclassified", "answered"})
            ledger.append(tx, {.ledger = kBook, .subject = "1-2026", .kind = kind, .at = kMonday});
    });
    const auto acts = base().read([&](db::Tx& tx) { return ledger.of_subject(tx, kBook, "1-2026"); });
    ASSERT_EQ(acts.size(), 3U);
    EXPECT_EQ(acts[1].act.kind, "reclassified");
    EXPECT_EQ(acts[2].sequence, 3);
    EXPECT_TRUE(verified().sound());
}

TEST_P(LedgerTest, ManyAtOnceLeaveNoGapAndNoFork) {
    constexpr int kThreads = 6, kEach = 12;
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < kEach; ++i) enter(t * kEach + i + 1);
        });
    for (auto& t : threads) t.join();
    const auto v = verified();
    EXPECT_TRUE(v.sound()) << told(v, Language::en);
    EXPECT_EQ(v.acts, kThreads * kEach);
    EXPECT_EQ(enter(100).sequence, kThreads * kEach + 1);
}

TEST_P(LedgerTest, TwoNodesWriteIntoOneChain) {
    auto other = opened().open_again();
    Ledger there(*other);
    std::thread node([&] {
        for (int i = 0; i < 10; ++i)
            other->write([&](db::Tx& tx) {
                there.take_turn(tx);
                there.append(tx, {.ledger = kBook, .subject = "n", .kind = "entered", .at = kMonday});
            });
    });
    for (int i = 0; i < 10; ++i) enter(i + 1);
    node.join();
    const auto v = verified();
    EXPECT_TRUE(v.sound()) << told(v, Language::en);
    EXPECT_EQ(v.acts, 20);
}

TEST_P(LedgerTest, BlankingErasesValuesAndSaltsAndTheChainStillVerifies) {
    enter(1);
    enter(2);
    seal(kMonday);
    const auto done = base().write(
        [&](db::Tx& tx) { return ledger.blank(tx, kBook, "000000001-2026", "erasure", kMonday + 1h); });
    ASSERT_TRUE(done);
    EXPECT_EQ(done->sequence, 3);
    const auto acts = base().read([&](db::Tx& tx) { return ledger.of_subject(tx, kBook, "000000001-2026"); });
    ASSERT_EQ(acts.size(), 2U);
    EXPECT_EQ(acts[0].act.fields[0].value, "La cafetera no enciende");
    EXPECT_TRUE(acts[0].act.fields[1].blanked);
    EXPECT_EQ(acts[0].act.fields[1].value, "");
    EXPECT_EQ(acts[1].act.kind, "blanked");
    EXPECT_TRUE(verified().sound());
    const auto lines = exported();
    EXPECT_EQ(lines.find("987654321"), lines.rfind("987654321")) << "only the other entry's is left";
    EXPECT_FALSE(base().write([&](db::Tx& tx) {
        return ledger.blank(tx, kBook, "000000001-2026", "erasure", kMonday + 2h);
    })) << "nothing personal is left";
}

// --- Tampering
// -------------------------------------------------------------------------------------------
TEST_P(LedgerTest, EveryColumnOfAnActThatIsChangedIsFoundAndNamed) {
    for (int i = 1; i <= 5; ++i) enter(i);
    const auto whole = GetParam() == db::Backend::sqlite ? "x'00'" : "'\\x00'";
    const std::array<std::string, 5> changes{"subject = 'other'", "kind = 'answered'", "at = at + 1",
                                             std::string("fields = ") + whole,
                                             std::string("hash = ") + whole};
    for (const auto& set : changes) {
        SCOPED_TRACE(set);
        const auto kept = base().read([&](db::Tx& tx) {
            ActLine line;
            each_act(tx, [&](db::Rows rows) { return line = read_line(rows[2]), false; });
            return line;
        });
        change("UPDATE ledger_acts SET " + set + " WHERE sequence = 3");
        const auto v = verified();
        ASSERT_TRUE(v.finding);
        EXPECT_EQ(v.finding->ledger, kBook);
        EXPECT_EQ(v.finding->sequence, 3);
        base().write([&](db::Tx& tx) {
            const auto bytes = [](const std::string& s) { return std::as_bytes(std::span(s)); };
            const auto stored = std::vector<std::byte>(bytes(kept.stored).begin(), bytes(kept.stored).end());
            const auto hash = std::vector<std::byte>(bytes(kept.hash).begin(), bytes(kept.hash).end());
            tx.execute(kPutBack, kept.subject, kept.kind, kept.at, stored, hash);
        });
        ASSERT_TRUE(verified().sound());
    }
}

// What the command line of SQLite leaves when somebody types a text where bytes were; PostgreSQL wants bytes.
TEST_P(LedgerTest, ATextInPlaceOfBytesIsNamedToo) {
    for (int i = 1; i <= 3; ++i) enter(i);
    change(GetParam() == db::Backend::sqlite
               ? "UPDATE ledger_acts SET fields = 'no such thing' WHERE sequence = 2"
               : "UPDATE ledger_acts SET fields = convert_to('no such thing', 'UTF8') WHERE sequence = 2");
    const auto v = verified();
    ASSERT_TRUE(v.finding);
    EXPECT_EQ(v.finding->wrong, Wrong::unreadable);
    EXPECT_EQ(v.finding->sequence, 2);
}

TEST_P(LedgerTest, AnActThatIsMissingIsNamed) {
    for (int i = 1; i <= 4; ++i) enter(i);
    change("DELETE FROM ledger_acts WHERE sequence = 2");
    const auto v = verified();
    ASSERT_TRUE(v.finding);
    EXPECT_EQ(v.finding->wrong, Wrong::missing);
    EXPECT_EQ(v.finding->sequence, 2);
    EXPECT_THAT(told(v, Language::es), HasSubstr("libro book:3, acto 2."));
}

TEST_P(LedgerTest, LastActsThatAreMissingAreFoundByTheHead) {
    for (int i = 1; i <= 4; ++i) enter(i);
    seal(kMonday);
    change("DELETE FROM ledger_acts WHERE sequence = 4");
    const auto v = verified();
    ASSERT_TRUE(v.finding);
    EXPECT_EQ(v.finding->wrong, Wrong::shortened);
    EXPECT_EQ(v.finding->last, 3);
    EXPECT_EQ(v.finding->sequence, 4);
}

TEST_P(LedgerTest, ExchangedActsAreFound) {
    for (int i = 1; i <= 3; ++i) enter(i);
    change("UPDATE ledger_acts SET sequence = 99 WHERE sequence = 1");
    change("UPDATE ledger_acts SET sequence = 1 WHERE sequence = 2");
    change("UPDATE ledger_acts SET sequence = 2 WHERE sequence = 99");
    const auto v = verified();
    ASSERT_TRUE(v.finding);
    EXPECT_EQ(v.finding->sequence, 1);
}

TEST_P(LedgerTest, AHashAloneThatIsChangedIsToldFromAChangedContent) {
    for (int i = 1; i <= 3; ++i) enter(i);
    const auto zeros = std::string(64, '0');
    change(GetParam() == db::Backend::sqlite
               ? "UPDATE ledger_acts SET hash = x'" + zeros + "' WHERE sequence = 2"
               : "UPDATE ledger_acts SET hash = '\\x" + zeros + "' WHERE sequence = 2");
    const auto v = verified();
    ASSERT_TRUE(v.finding);
    EXPECT_EQ(v.finding->wrong, Wrong::hash);
    EXPECT_EQ(v.finding->sequence, 2);
}

// Somebody with the whole base, and this program's source, makes the chain anew.
TEST_P(LedgerTest, ARewrittenChainIsFoundByTheSignedHead) {
    for (int i = 1; i <= 3; ++i) enter(i);
    seal(kMonday);
    base().write([&](db::Tx& tx) { tx.execute("DELETE FROM ledger_acts"); });
    for (int i = 1; i <= 3; ++i) enter(i + 10);
    const auto v = verified();
    ASSERT_TRUE(v.finding);
    EXPECT_EQ(v.finding->wrong, Wrong::rewritten);
    EXPECT_EQ(v.finding->sequence, 3);
    EXPECT_EQ(v.finding->head, 1);
}

TEST_P(LedgerTest, EveryColumnOfAHeadThatIsChangedIsFound) {
    enter(1);
    seal(kMonday);
    enter(2);
    seal(kMonday + 1h);
    const bool sqlite = GetParam() == db::Backend::sqlite;
    const auto blob = [&](std::size_t n) { return (sqlite ? "x'" : "'\\x") + std::string(n * 2, '1') + "'"; };
    for (const auto& [column, back] : std::vector<std::pair<std::string, std::string>>{
             {"at = at + 1", "at = at - 1"},
             {"head = head || ' '", "head = SUBSTR(head, 1, LENGTH(head) - 1)"},
             {"number = 7", "number = 2"}}) {
        change("UPDATE ledger_heads SET " + column + " WHERE number = 2");
        const auto v = verified();
        ASSERT_TRUE(v.finding) << column;
        EXPECT_THAT(told(v, Language::en), HasSubstr("NOT intact"));
        change("UPDATE ledger_heads SET " + back + " WHERE number = " + (column == "number = 7" ? "7" : "2"));
        ASSERT_TRUE(verified().sound()) << back;
    }
    change("UPDATE ledger_heads SET signature = " + blob(64) + " WHERE number = 1");
    EXPECT_EQ(verified().finding.value().wrong, Wrong::signature);
    change("UPDATE ledger_heads SET hash = " + blob(32) + " WHERE number = 1");
    EXPECT_EQ(verified().finding.value().wrong, Wrong::head_content);
    change("DELETE FROM ledger_heads WHERE number = 1");
    EXPECT_EQ(verified().finding.value().wrong, Wrong::head_missing);
}

// --- Heads and keys
// ----------------------------------------------------------------------------------------
TEST_P(LedgerTest, SealsOnceADayAndWhenSomethingHappened) {
    enter(1);
    const auto first = seal(kMonday);
    ASSERT_TRUE(first);
    EXPECT_TRUE(first->daily);
    EXPECT_FALSE(seal(kMonday + 1h)) << "nothing happened";
    enter(2);
    const auto second = seal(kMonday + 2h);
    ASSERT_TRUE(second);
    EXPECT_FALSE(second->daily);
    const auto next_day = seal(kMonday + 24h);
    ASSERT_TRUE(next_day) << "a day without acts is sealed too";
    EXPECT_TRUE(next_day->daily);
    const auto v = verified();
    EXPECT_TRUE(v.sound()) << told(v, Language::en);
    EXPECT_EQ(v.heads, 3);
    EXPECT_EQ(v.unsealed, 0);
}

TEST_P(LedgerTest, FindsTheFirstHeadThatHoldsAnAct) {
    for (int i = 1; i <= 7; ++i) {
        enter(i);
        seal(kMonday + std::chrono::hours(i));
    }
    base().read([&](db::Tx& tx) {
        for (int i = 1; i <= 7; ++i) EXPECT_EQ(heads.first_with(tx, kBook, i)->number, i);
        EXPECT_FALSE(heads.first_with(tx, kBook, 8));
        EXPECT_FALSE(heads.first_with(tx, "book:9", 1));
    });
}

TEST_P(LedgerTest, TheSampleCompanyIsInNoHeadAndGoesWhole) {
    enter(1, kMonday, "sample:book:1");
    enter(1);
    const auto head = seal(kMonday);
    ASSERT_TRUE(head);
    EXPECT_THAT(head->text, Not(HasSubstr("sample")));
    base().write([&](db::Tx& tx) { ledger.remove_sample(tx, "sample:book:1"); });
    EXPECT_TRUE(verified().sound());
    EXPECT_THROW(base().write([&](db::Tx& tx) { ledger.remove_sample(tx, kBook); }), std::logic_error);
}

TEST_P(LedgerTest, ANewKeyIsSignedByTheOldOneWhosePrivateHalfIsGone) {
    enter(1);
    const auto before = base().read([&](db::Tx& tx) { return heads.active(tx); });
    const auto key = base().write([&](db::Tx& tx) { return heads.rotate(tx, "Inés Valverde", kMonday); });
    EXPECT_EQ(key.number, 2);
    EXPECT_NE(key.public_key, before->public_key);
    enter(2);
    seal(kMonday + 1h);
    const auto v = verified();
    EXPECT_TRUE(v.sound()) << told(v, Language::en);
    EXPECT_EQ(v.keys, 2);
    EXPECT_EQ(v.public_key, key.public_key);
    base().read([&](db::Tx& tx) {
        EXPECT_EQ(tx.query("SELECT 1 FROM ledger_keys WHERE number = 1 AND seed IS NULL").size(), 1U);
        const auto acts = ledger.of_subject(tx, kHouseLedger, "key");
        ASSERT_EQ(acts.size(), 1U);
        EXPECT_EQ(acts[0].act.kind, "key_changed");
    });
}

TEST_P(LedgerTest, AKeySlippedInIsFound) {
    enter(1);
    base().write([&](db::Tx& tx) { return heads.rotate(tx, "Inés", kMonday); });
    change("UPDATE ledger_keys SET created_at = created_at + 1 WHERE number = 2");
    EXPECT_EQ(verified().finding.value().wrong, Wrong::key);
}

// --- From outside
// ----------------------------------------------------------------------------------------
TEST_P(LedgerTest, AHeadFromOutsideShowsARewrittenPastWithNewHeadsAndAll) {
    for (int i = 1; i <= 3; ++i) enter(i);
    const auto sent = seal(kMonday);
    base().write([&](db::Tx& tx) {
        tx.execute("DELETE FROM ledger_acts");
        tx.execute("DELETE FROM ledger_heads");
    });
    for (int i = 1; i <= 4; ++i) enter(i + 20);
    seal(kMonday + 1h);
    EXPECT_TRUE(verified().sound()) << "from within nothing is to be seen";
    const auto v = verified({*sent});
    ASSERT_TRUE(v.finding);
    EXPECT_EQ(v.finding->wrong, Wrong::rewritten);
    EXPECT_TRUE(v.finding->outside);
}

TEST_P(LedgerTest, ARestoredBackupIsFoundSaidAndGoesOn) {
    enter(1);
    seal(kMonday);
    for (int i = 2; i <= 4; ++i) enter(i);
    const auto sent = seal(kMonday + 1h);
    base().write([&](db::Tx& tx) {  // as the copy of the morning was
        tx.execute("DELETE FROM ledger_acts WHERE sequence > 2");
        tx.execute("DELETE FROM ledger_heads WHERE number > 1");
    });
    const auto v = verified({*sent});
    ASSERT_TRUE(v.finding);
    EXPECT_EQ(v.finding->wrong, Wrong::shortened);
    EXPECT_EQ(v.finding->last, 2);
    EXPECT_EQ(v.finding->sequence, 4);
    EXPECT_THAT(told(v, Language::en),
                HasSubstr("goes only to act 2, and head 2 of 2026-11-23 16:00:00 UTC says 4"));

    const auto notice = [&] {
        return base().write([&](db::Tx& tx) { return heads.notice_restored(tx, *sent, {}, kMonday + 2h); });
    };
    EXPECT_EQ(notice(), Heads::Noticed::said);
    EXPECT_EQ(notice(), Heads::Noticed::known) << "said once";
    enter(5);
    seal(kMonday + 2h);
    const auto after = verified();
    EXPECT_TRUE(after.sound()) << told(after, Language::en);
    ASSERT_EQ(after.restored.size(), 1U);
    EXPECT_EQ(after.restored[0].from, kMonday);
    EXPECT_THAT(
        told(after, Language::es),
        HasSubstr("se restauró una copia de seguridad: la cadena continúa desde el 2026-11-23 15:00:00"));
    EXPECT_THAT(told(after, Language::es), HasSubstr("Se perdieron estos actos: book:3 3-4"));
    EXPECT_TRUE(verified({*sent}).sound()) << "what the chain tells itself is no surprise any more";
    EXPECT_TRUE(read(exported(), {*sent}).sound()) << "nor in a file";
}

// Who holds the base can write an act "restored" as well: it excuses what it names, and is told.
TEST_P(LedgerTest, ARestoredBackupThatNeverWasExcusesNoRewrittenPast) {
    for (int i = 1; i <= 3; ++i) enter(i);
    const auto sent = *seal(kMonday);
    change_all("DELETE FROM ledger_acts");
    change_all("DELETE FROM ledger_heads");
    for (int i = 1; i <= 4; ++i) enter(i + 20);
    tell_restored({});
    tell_restored({{.name = "lost.book:3", .value = "2 to 9"}});
    tell_restored({{.name = "lost.book:3", .value = "2-9"}}, "noted");
    seal(kMonday + 2h);
    EXPECT_TRUE(verified().sound()) << "from within nothing is to be seen";
    for (const auto& v : {verified({sent}), read(exported(), {sent})}) {
        ASSERT_TRUE(v.finding);
        EXPECT_EQ(v.finding->wrong, Wrong::rewritten);
        EXPECT_EQ(v.finding->sequence, 3);
        EXPECT_TRUE(v.finding->outside);
    }
}

TEST_P(LedgerTest, ALossExcusesTheActsThatItNamesAndNoneBefore) {
    enter(1);
    const auto one = *seal(kMonday);
    for (int i = 2; i <= 3; ++i) enter(i);
    const auto two = *seal(kMonday + 1min);
    change_all("DELETE FROM ledger_acts WHERE sequence > 1");
    change_all("DELETE FROM ledger_heads");
    for (int i = 2; i <= 4; ++i) enter(i + 20);
    tell_restored({{.name = "lost.book:3", .value = "2-9"}});
    for (const auto& v : {verified({one, two}), read(exported(), {one, two})}) {
        EXPECT_TRUE(v.sound()) << told(v, Language::en);
        EXPECT_EQ(v.outside, 1);
        EXPECT_EQ(v.excused, 1);
        EXPECT_THAT(told(v, Language::es),
                    HasSubstr("1 sellos de fuera hablan también de actos que, según la propia cadena, se "
                              "perdieron (book:3 2-9)"));
    }
    change_all("DELETE FROM ledger_acts");
    for (int i = 1; i <= 4; ++i) enter(i + 20);
    tell_restored({{.name = "lost.book:3", .value = "2-9"}});
    for (const auto& v : {verified({one, two}), read(exported(), {one, two})}) {
        ASSERT_TRUE(v.finding);
        EXPECT_EQ(v.finding->wrong, Wrong::rewritten);
        EXPECT_EQ(v.finding->sequence, 1);
    }
}

// The server wrote on before somebody thought of the heads in the mailbox.
TEST_P(LedgerTest, ALossThatIsToldLateNamesWhatCameAfterTheLastHeadThatBothHave) {
    enter(1);
    const auto one = *seal(kMonday);
    for (int i = 2; i <= 3; ++i) enter(i);
    const auto two = *seal(kMonday + 1h);
    enter(4);
    const auto three = *seal(kMonday + 2h);
    change_all("DELETE FROM ledger_acts WHERE sequence > 2");
    change_all("DELETE FROM ledger_heads WHERE number > 1");
    for (int i = 3; i <= 6; ++i) enter(i + 20, kMonday + 3h);
    const auto after = *seal(kMonday + 3h);
    const std::vector received{one, two, three, after};
    EXPECT_EQ(verified(received).finding.value().wrong, Wrong::rewritten);
    const auto notice = [&](const Head& head) {
        return base().write(
            [&](db::Tx& tx) { return heads.notice_restored(tx, head, {}, kMonday + 4h, received); });
    };
    EXPECT_EQ(notice(after), Heads::Noticed::same);
    EXPECT_EQ(notice(three), Heads::Noticed::said);
    EXPECT_EQ(notice(two), Heads::Noticed::known);
    EXPECT_EQ(notice(one), Heads::Noticed::same);
    const auto v = verified(received);
    EXPECT_TRUE(v.sound()) << told(v, Language::en);
    EXPECT_EQ(v.outside, 2);
    ASSERT_EQ(v.restored.size(), 1U);
    EXPECT_EQ(v.restored[0].from, kMonday);
    EXPECT_EQ(v.restored[0].lost, "book:3 2-4");
}

// A host that started with a wrong clock which was then put right.
TEST_P(LedgerTest, AClockThatWasPutRightIsNoFindingAndHeadsTellTheRightHourAgain) {
    enter(1);
    const auto wrong = *seal(kMonday + 24h * 3650);
    enter(2);
    const auto right = *seal(kMonday);
    EXPECT_EQ(right.at, kMonday);
    EXPECT_TRUE(right.daily);
    EXPECT_FALSE(seal(kMonday + 1h)) << "nothing happened, and it is still the same day";
    const auto v = verified({wrong, right});
    EXPECT_TRUE(v.sound()) << told(v, Language::en);
    EXPECT_EQ(v.sealed, kMonday);
    enter(3);
    EXPECT_EQ(seal(kMonday - 5min)->at, kMonday) << "a little is no step back";
}

TEST_P(LedgerTest, AStrangersHeadIsNotBelieved) {
    enter(1);
    auto forged = *seal(kMonday);
    auto text = *read_head(forged.text);
    text.ends[0].sequence = 9;
    forged.text = canonical(text);
    forged.hash = hex(sha256(forged.text));
    EXPECT_EQ(verified({forged}).finding.value().wrong, Wrong::foreign_head);
    EXPECT_EQ(base().write([&](db::Tx& tx) { return heads.notice_restored(tx, forged, {}, kMonday + 1h); }),
              Heads::Noticed::foreign);
}

TEST_P(LedgerTest, TheHeadBesideTheBaseIsReadAsItWasWritten) {
    test::TemporaryFolder folder;
    const auto file = folder.path() / "escucha.db.head";
    EXPECT_FALSE(kept_beside(file));
    enter(1);
    const auto head = *seal(kMonday);
    const auto keys = base().read([&](db::Tx& tx) { return heads.keys(tx); });
    keep_beside(file, {.head = head, .keys = keys});
    EXPECT_EQ(kept_beside(file)->head.hash, head.hash);
    EXPECT_EQ(kept_beside(file)->head.signature, head.signature);
    ASSERT_EQ(kept_beside(file)->keys.size(), 1U);
    EXPECT_EQ(kept_beside(file)->keys[0].public_key, keys[0].public_key);
    std::ofstream(file) << "{";
    EXPECT_FALSE(kept_beside(file));
}

// --- Files
// -------------------------------------------------------------------------------------------------
TEST_P(LedgerTest, AnExportVerifiesByItselfWithAndWithoutPersonalData) {
    for (int i = 1; i <= 3; ++i) enter(i);
    seal(kMonday);
    EXPECT_TRUE(read(exported()).sound());
    const auto without = exported(Values::without_personal);
    EXPECT_THAT(without, Not(HasSubstr("987654321")));
    EXPECT_THAT(without, Not(HasSubstr("Rosa")));
    const auto v = read(without);
    EXPECT_TRUE(v.sound()) << told(v, Language::en);
    EXPECT_EQ(v.acts, 3);
}

// Every byte of the file is part of something that is checked, or changes nothing that the file says.
TEST_P(LedgerTest, EveryByteOfAnExportThatIsChangedIsFound) {
    enter(1);
    seal(kMonday);
    enter(2);
    const auto lines = exported();
    ASSERT_TRUE(read(lines).sound());
    int unseen = 0;
    for (std::size_t i = lines.find('\n') + 1; i < lines.size(); ++i) {
        if (lines[i] == '\n') continue;
        auto broken = lines;
        broken[i] = static_cast<char>(broken[i] == 'e' ? 'f' : broken[i] == '1' ? '2' : broken[i] ^ 1);
        if (!read(broken).sound()) continue;
        ++unseen;  // whether a head is the first of its day: only for people
        EXPECT_LT(std::abs(static_cast<int>(i - lines.find("\"daily\""))), 16) << broken.substr(i, 40);
    }
    EXPECT_GT(unseen, 0);
}

TEST_P(LedgerTest, AFileThatIsCutOffIsFound) {
    enter(1);
    enter(2);
    auto lines = exported();
    lines.resize(lines.rfind("{\"end\""));
    const auto v = read(lines);
    ASSERT_TRUE(v.finding);
    EXPECT_EQ(v.finding->wrong, Wrong::file);
    EXPECT_EQ(read("").finding.value().wrong, Wrong::file);
    EXPECT_EQ(read("{\"name\":\"x\"}\n").finding.value().wrong, Wrong::file);
}

TEST_P(LedgerTest, AReceiptProvesItselfWithoutTheOthers) {
    enter(1);
    const auto mine = enter(2);
    enter(3);
    enter(4);
    seal(kMonday + 1h);
    enter(5);
    const auto json = base().read([&](db::Tx& tx) { return receipt_json(tx, heads, kBook, mine.sequence); });
    ASSERT_TRUE(json);
    EXPECT_THAT(*json, Not(HasSubstr("000000003-2026")));
    const auto v = verify_receipt(*json);
    ASSERT_TRUE(v);
    EXPECT_TRUE(v->genuine);
    EXPECT_TRUE(v->sealed);
    EXPECT_EQ(v->code, mine.code);
    EXPECT_EQ(v->sealed_at, kMonday + 1h);
    auto forged = *json;
    forged.replace(forged.find("no enciende"), 11, "sí enciende");
    ASSERT_TRUE(verify_receipt(forged));
    EXPECT_FALSE(verify_receipt(forged)->genuine);
    EXPECT_FALSE(verify_receipt("{}"));
}

TEST_P(LedgerTest, WhoHoldsTheCodeIsToldWhatFollowedAndNobodyElse) {
    const auto mine = enter(1);
    enter(2);
    const auto find = [&](std::string_view subject, std::string_view code) {
        return base().read([&](db::Tx& tx) { return find_by_code(tx, heads, kBook, subject, code); });
    };
    const std::string subject = "000000001-2026";
    ASSERT_TRUE(find(subject, mine.code));
    EXPECT_EQ(find(subject, mine.code)->state, Found::State::genuine);
    EXPECT_FALSE(find(subject, mine.code)->sealed_at);
    seal(kMonday + 1h);
    base().write([&](db::Tx& tx) {
        ledger.append(tx, {.ledger = kBook, .subject = subject, .kind = "answered", .at = kMonday + 2h});
    });
    const auto found = find(subject, mine.code);
    EXPECT_EQ(found->sealed_at, kMonday + 1h);
    ASSERT_EQ(found->later.size(), 1U);
    EXPECT_EQ(found->later[0].kind, "answered");
    EXPECT_FALSE(find(subject, "0000-0000-0000"));
    EXPECT_FALSE(find("000000002-2026", mine.code)) << "the code of another";
    change("UPDATE ledger_acts SET at = at + 1 WHERE sequence = 1");
    EXPECT_EQ(find(subject, mine.code)->state, Found::State::altered);
}

TEST_P(LedgerTest, RefusesWhatIsNoAct) {
    base().write([&](db::Tx& tx) {
        EXPECT_THROW(ledger.append(tx, {.ledger = kBook, .subject = "", .kind = "entered"}),
                     std::logic_error);
        EXPECT_THROW(ledger.append(tx, {.ledger = kBook,
                                        .subject = "1",
                                        .kind = "entered",
                                        .fields = {{.name = "x", .value = "\xff"}}}),
                     db::BadValue);
    });
}

TEST(VerificationCode, IsReadAsPeopleTypeIt) {
    const auto code = verification_code(std::string(64, 'a'));
    EXPECT_EQ(code, "NANA-NANA-NANA");
    EXPECT_EQ(normal_code(" nana nana-nana "), code);
    EXPECT_EQ(normal_code("oOiL-1111-1111"), "0011-1111-1111");
    EXPECT_FALSE(normal_code("NANA-NANA-NAN"));
    EXPECT_FALSE(normal_code("NANA-NANA-NANAN"));
    EXPECT_FALSE(normal_code("NANA-NANA-NANU"));
}

}  // namespace
}  // namespace escucha::ledger
