// Lists, counts and files of a book, on both databases.
#include "modules/book/book_house_test.hpp"
#include "modules/book/printing.hpp"
#include "support/pdf_reader.hpp"

namespace escucha::book {
namespace {

using escucha::testing::PdfReader;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class BookLists : public BookTest {
  protected:
    std::vector<std::int64_t> listed(const EntryFilter& filter) {
        std::vector<std::int64_t> out;
        for (const auto& e : base().read([&](db::Tx& tx) { return house_->books.entries(tx, filter, now); }))
            out.push_back(e.number.n);
        return out;
    }
    EntryId id_of(BookId book, Number number) {
        return base().read([&](db::Tx& tx) { return house_->books.by_number(tx, book, number); })->id;
    }
    std::vector<MonthCount> months(BookId book) {
        return base().read([&](db::Tx& tx) { return house_->books.months(tx, book, now); });
    }
    Result<WrittenBook> written(BookId book, const BookPart& part, std::string& to) {
        const Press press{.zone = Zone::find("America/Lima"), .organisation = "La Colmena", .now = now};
        const auto b = base().read([&](db::Tx& tx) { return house_->books.find(tx, book); });
        return write_book(house_->books, *b, part, person(kInes, Role::administrator), press,
                          [&](std::string_view piece) { to += piece; });
    }
};
ESCUCHA_STORE_TEST(BookLists);

TEST_P(BookLists, pages_go_on_where_the_last_one_ended_also_over_months_and_years) {
    const auto id = a_book();
    for (const auto when : {lima(2026, 11, 29, 10), lima(2026, 12, 30, 10), lima(2026, 12, 31, 10)})
        now = when, enter(id);
    now = lima(2027, 1, 2, 10);
    enter(id), enter(id);
    EXPECT_THAT(listed({.book = id, .limit = 3}), ElementsAre(2, 1, 3));
    EXPECT_THAT(listed({.book = id, .before = id_of(id, {2026, 3}), .limit = 3}), ElementsAre(2, 1));
    EXPECT_THAT(listed({.book = id, .year = 2026, .before = id_of(id, {2026, 3})}), ElementsAre(2, 1));
    EXPECT_THAT(listed({.book = id, .year = 2026, .month = 12, .before = id_of(id, {2026, 3})}),
                ElementsAre(2));
    EXPECT_THAT(listed({.book = id, .year = 2026, .after = id_of(id, {2026, 1}), .oldest_first = true}),
                ElementsAre(2, 3));
    EXPECT_THAT(listed({.book = id, .number = "1"}), ElementsAre(1, 1)) << "of every year";
    EXPECT_THAT(listed({.book = id, .number = "000000002-2026"}), ElementsAre(2));
    EXPECT_THAT(listed({.book = id, .number = "9"}), IsEmpty());
}

TEST_P(BookLists, months_tell_what_is_late_and_what_waits) {
    const auto id = a_book();
    const auto first = enter(id).entry, second = enter(id).entry;
    enter(id);
    resolve(first, "Le cambiamos el par.");
    now = lima(2027, 1, 5, 10);
    enter(id);
    resolve(second, "Le cambiamos el par.");
    const auto all = months(id);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].year, 2027);
    EXPECT_EQ(all[0].entries, 1);
    EXPECT_EQ(all[0].unanswered, 1);
    EXPECT_EQ(all[0].late, 0);
    EXPECT_EQ(all[1].month, 11);
    EXPECT_EQ(all[1].entries, 3);
    EXPECT_EQ(all[1].unanswered, 1);
    EXPECT_EQ(all[1].late, 2) << "one answered too late, one not at all";
    EXPECT_THAT(listed({.book = id, .standing = EntryStanding::late}), ElementsAre(3));
    EXPECT_THAT(listed({.book = id, .standing = EntryStanding::open}), ElementsAre(1));
    EXPECT_THAT(listed({.book = id, .standing = EntryStanding::answered_late}), ElementsAre(2));
    EXPECT_THAT(listed({.book = id, .standing = EntryStanding::answered}), ElementsAre(1));
}

// A clock that went wrong for once has mixed the months: they are counted one by one then.
TEST_P(BookLists, months_are_right_after_a_clock_that_was_wrong) {
    const auto id = a_book();
    for (const auto when : {lima(2026, 11, 18, 10), lima(2026, 12, 18, 10), lima(2026, 11, 19, 10)})
        now = when, enter(id);
    const auto all = months(id);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].entries, 1);
    EXPECT_EQ(all[1].entries, 2);
}

TEST_P(BookLists, a_large_book_comes_in_volumes) {
    const auto id = a_book();
    for (int i = 0; i < 5; ++i) enter(id);
    const BookPart whole{.year = 2026, .per_volume = 2};
    std::string none;
    EXPECT_EQ(written(id, whole, none).error().params.at("volumes"), "3");
    auto part = whole;
    part.volume = 2;
    std::string second;
    const auto done = written(id, part, second);
    ASSERT_TRUE(done);
    EXPECT_EQ(done->of, 3);
    const auto read = PdfReader(second).text();
    EXPECT_THAT(read, HasSubstr("Tomo 2 de 3"));
    EXPECT_THAT(read, HasSubstr("Hojas 000000003-2026 a 000000004-2026: 2 de 5"));
    EXPECT_THAT(read, HasSubstr("000000004-2026"));
    EXPECT_THAT(read, Not(HasSubstr("000000005-2026")));
    part.volume = 4;
    EXPECT_EQ(written(id, part, none).error().fields.at(0).code, "book_no_such_volume");
    std::string csv;
    ASSERT_TRUE(written(id, {.format = BookFormat::csv, .year = 2026, .per_volume = 2}, csv));
    EXPECT_EQ(std::ranges::count(csv, '\n'), 6) << "a table has all of them";
}

}  // namespace
}  // namespace escucha::book
