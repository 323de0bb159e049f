// Photos and receipts that are presented with a sheet.
#include "modules/book/attaching.hpp"

#include "base/tokens.hpp"
#include "modules/book/book_house_test.hpp"
#include "modules/book/chaining.hpp"
#include "modules/book/comparing_files.hpp"

using testing::HasSubstr;

namespace escucha::book {
namespace {

TEST(SheetFiles, AreToldByTheAnswersWhateverTheyAreCalled) {
    std::vector<SheetFile> all;
    for (int i = 1; i <= 10; ++i)
        all.push_back({.id = i,
                       .name = i == 2 ? "mi boleta  ñandú 100 %.jpg" : "foto.jpg",
                       .size = i * 1000,
                       .sha256 = token_hash(std::to_string(i))});
    const auto told = files_of(as_answers(all));
    ASSERT_EQ(told.size(), 10U);
    for (std::size_t i = 0; i < 10; ++i) {
        EXPECT_EQ(told[i].id, all[i].id) << "in the order in which they were presented";
        EXPECT_EQ(told[i].name, all[i].name);
        EXPECT_EQ(told[i].size, all[i].size);
        EXPECT_EQ(told[i].sha256, all[i].sha256);
    }
    EXPECT_TRUE(files_of({{"detail", "nada"}, {"kind", "claim"}}).empty());
}

class SheetFilesTest : public BookTest {
  protected:
    std::int64_t upload(const Principal& by, const std::string& bytes, const std::string& name) {
        const http::Upload one{.name = name, .type = "image/jpeg", .bytes = bytes, .owner = {}};
        return house_->files.keep(std::span(&one, 1), by, now)->front().id;
    }
    Filled with(std::vector<std::int64_t> files) {
        auto in = a_sheet();
        in.attached = as_answers(*look_at(house_->files, files));
        in.files = std::move(files);
        return in;
    }
    std::vector<ledger::Field> chained(const Entry& e) {
        return base().read([&](db::Tx& tx) {
            return house_->ledger.of_subject(tx, ledger_of(e.book, e.sample), shown(e.number))
                .front()
                .act.fields;
        });
    }
};
ESCUCHA_STORE_TEST(SheetFilesTest);

TEST_P(SheetFilesTest, stand_on_the_sheet_with_what_they_hold_and_are_chained_with_it) {
    const auto boleta = upload(visitor(), "a photo", "boleta ñ.jpg");
    const auto e = enter(a_book(), with({boleta, upload(visitor(), "another", "suela.jpg")})).entry;
    const auto told = files_of(receipt(e.id).entry.answers);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].id, boleta);
    EXPECT_EQ(told[0].sha256, token_hash("a photo"));
    const auto fields = chained(e);
    const auto file = std::ranges::find(fields, "file_01", &ledger::Field::name);
    ASSERT_NE(file, fields.end());
    EXPECT_THAT(file->value, HasSubstr(token_hash("a photo") + " boleta ñ.jpg"));
    EXPECT_TRUE(file->personal);
    const auto groups = whole_sheet(receipt(e.id), Language::es, *Zone::find("America/Lima"));
    const auto shown = std::ranges::find(groups, "files", &ShownGroup::key);
    ASSERT_NE(shown, groups.end());
    EXPECT_THAT(shown->fields[1].value, HasSubstr("suela.jpg"));
    const auto owner = base().read([&](db::Tx& tx) { return house_->files.find(tx, boleta)->owner; });
    ASSERT_TRUE(owner);
    EXPECT_EQ(owner->case_id, e.case_id) << "it hangs on the case like the files of any message";
}

TEST_P(SheetFilesTest, told_otherwise_than_they_were_presented_are_missed) {
    const auto e = enter(a_book(), with({upload(visitor(), "a photo", "boleta.jpg")})).entry;
    const auto differs = [&] {
        return base()
            .read([&](db::Tx& tx) { return compare(tx, house_->ledger, e.book, e.number); })
            .has_value();
    };
    EXPECT_FALSE(differs());
    base().write([&](db::Tx& tx) {
        tx.execute(fmt::format("UPDATE book_entries SET answers = replace(answers, '{}', '{}')",
                               token_hash("a photo"), token_hash("another")));
    });
    EXPECT_TRUE(differs());
}

TEST_P(SheetFilesTest, are_missed_when_somebody_puts_another_in_their_place) {
    constexpr std::size_t kSize = 5 * files::kPiece + 1;
    const auto small = enter(a_book(), with({upload(visitor(), "a photo", "boleta.jpg")})).entry;
    const auto large =
        enter(small.book, with({upload(visitor(), std::string(kSize, 'a'), "video.mp4")})).entry;
    const auto differs = [&] {
        return base().read([](db::Tx& tx) { return compare_files(tx, [] { return true; }); });
    };
    const auto told = [&](const Entry& e) {
        return base().read([&](db::Tx& tx) { return compare_sizes_of_files(tx, e.book, e.number); });
    };
    EXPECT_FALSE(differs());
    EXPECT_FALSE(told(large));
    const std::string other = "b";
    base().write([&](db::Tx& tx) {
        tx.execute(db::Statement("UPDATE file_pieces SET bytes = $1 WHERE number = 5"),
                   std::as_bytes(std::span(other)));
    });
    const auto found = differs();
    ASSERT_TRUE(found) << "one byte, in the last piece";
    EXPECT_EQ(found->how, Differs::changed);
    EXPECT_EQ(shown(found->number), shown(large.number));
    EXPECT_EQ(found->sequence, large.ledger);
    EXPECT_EQ(found->what.es, "archivos presentados con la hoja");
    base().write([](db::Tx& tx) { tx.execute("DELETE FROM file_pieces WHERE number = 5"); });
    EXPECT_TRUE(told(large));
    EXPECT_FALSE(told(small));
    EXPECT_FALSE(base().read([](db::Tx& tx) { return compare_files(tx, [] { return false; }); }))
        << "who stops in the midst has found nothing";
}

TEST_P(SheetFilesTest, of_somebody_else_are_not_taken_and_nothing_is_entered) {
    const auto id = a_book();
    const auto rosas = upload(person(kRosa), "her notes", "notas.jpg");
    const auto refused = house_->books.enter(visitor(), id, with({rosas}), now);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "file.not_found");
    EXPECT_TRUE(numbers(id).empty());
}

TEST_P(SheetFilesTest, of_another_sheet_are_not_taken_again) {
    const auto id = a_book();
    const auto in = with({upload(visitor(), "a photo", "boleta.jpg")});
    enter(id, in);
    EXPECT_EQ(house_->books.enter(visitor(), id, in, now).error().code, "file.not_found");
    EXPECT_EQ(numbers(id).size(), 1U);
}

TEST_P(SheetFilesTest, are_erased_with_the_person_and_the_chain_says_so) {
    const auto e = enter(a_book(), with({upload(visitor(), "a photo", "boleta ana.jpg")})).entry;
    resolve(e, "Le cambiamos el par.");
    now += std::chrono::hours(24) * 366 * 3;
    EXPECT_EQ(base().write([&](db::Tx& tx) { return house_->books.blank(tx, std::array{e.customer}, now); }),
              1);
    EXPECT_TRUE(files_of(receipt(e.id).entry.answers).empty());
    for (const auto& f : chained(e))
        if (f.name == "file_01") EXPECT_TRUE(f.blanked) << f.value;
}

TEST_P(SheetFilesTest, come_with_a_paper_sheet_that_is_typed_in) {
    const auto path = fmt::format("/books/{}/entries", a_book());
    const auto scan = upload(person(kRosa), "the paper", "hoja.jpg");
    api.as(kRosa, Role::agent, 1);
    const auto body = [](std::int64_t file) {
        return fmt::format(R"({{"paper_date": "2026-11-17", "file_ids": [{}], "answers": [
        {{"field": "kind", "value": "complaint"}}, {{"field": "consumer_name", "value": "Ana Núñez"}},
        {{"field": "document_type", "value": "passport"}}, {{"field": "consumer_document", "value": "AX45678"}},
        {{"field": "consumer_address", "value": "Jr. Unión 5"}}, {{"field": "detail", "value": "Me gritaron."}}]}})",
                           file);
    };
    const auto missing = api.post(path, body(9999));
    EXPECT_EQ(missing.status, 422) << missing.body;
    EXPECT_THAT(missing.body, HasSubstr("\"files\""));
    const auto made = api.post(path, body(scan));
    ASSERT_EQ(made.status, 201) << made.body;
    const auto entry = made.json().at("line").at("id").as_int64();
    const auto seen = api.get(fmt::format("/book-entries/{}", entry));
    EXPECT_EQ(seen.at("/files/0/name"), R"("hoja.jpg")");
    EXPECT_EQ(seen.at("/files/0/sha256"), fmt::format("\"{}\"", token_hash("the paper")));
}

}  // namespace
}  // namespace escucha::book
