#include "modules/files/files.hpp"

#include <gmock/gmock.h>

#include "http/request.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

namespace escucha::files {
namespace {

using namespace std::chrono_literals;

const Instant kNow = instant(1'800'000'000'000'000);

Principal person(PersonId id) {
    Principal p;
    p.kind = ActorKind::person;
    p.person = id;
    return p;
}

// Every byte tells where it stands, so that a swapped or lost piece shows.
std::string numbered_bytes(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>((i * 31 + i / kPiece) & 0xFF);
    return bytes;
}

class FilesTest : public test::StoreTest {
  protected:
    FileId bring(std::string_view bytes, const Principal& who, Instant at = kNow) {
        const http::Upload upload{"foto.jpg", "image/jpeg", bytes, nullptr};
        const auto refs = files.keep(std::span(&upload, 1), who, at);
        EXPECT_TRUE(refs.has_value());
        return refs ? refs->front().id : 0;
    }
    Result<void> attach(std::vector<FileId> ids, const FileOwner& owner, const Principal& who) {
        return base().write([&](db::Tx& tx) { return files.attach(tx, ids, owner, who); });
    }
    bool can_have(FileId id, const Principal& who) {
        return base().read([&](db::Tx& tx) { return files.find_for(tx, id, who).has_value(); });
    }

    work::Events events;
    Files files{base(), events};
    const Principal rosa = person(7), luis = person(8);
};
ESCUCHA_STORE_TEST(FilesTest);

TEST_P(FilesTest, comes_out_as_it_went_in) {
    for (const std::size_t size : {std::size_t{1}, kPiece, kPiece + 1, 4 * kPiece, 9 * kPiece + 77}) {
        const std::string bytes = numbered_bytes(size);
        const auto content = files.content(bring(bytes, rosa));
        ASSERT_TRUE(content);
        EXPECT_TRUE(content->bytes() == bytes) << size;
    }
    EXPECT_FALSE(files.content(999));
}

TEST_P(FilesTest, says_what_it_is) {
    const http::Upload upload{"Boleta de compra.pdf", "application/pdf", "%PDF-1.7", nullptr};
    const auto refs = files.keep(std::span(&upload, 1), rosa, kNow);
    ASSERT_TRUE(refs);
    EXPECT_EQ(refs->front().name, "Boleta de compra.pdf");
    EXPECT_EQ(refs->front().type, "application/pdf");
    EXPECT_EQ(refs->front().size, 8);
    EXPECT_EQ(refs->front().url, "/api/v1/files/" + std::to_string(refs->front().id) + "/content");
}

TEST_P(FilesTest, limits_are_said_with_the_name_of_the_file) {
    const std::string large(kLargestFile + 1, 'x');
    const http::Upload too_large{"video.mp4", "video/mp4", large, nullptr},
        empty{"nada.txt", "text/plain", "", nullptr};
    const auto first = files.keep(std::span(&too_large, 1), rosa, kNow);
    ASSERT_FALSE(first);
    EXPECT_EQ(first.error().kind, ErrorKind::too_large);
    EXPECT_EQ(first.error().params.at("name"), "video.mp4");
    EXPECT_EQ(files.keep(std::span(&empty, 1), rosa, kNow).error().code, "file.empty");
    const std::vector<http::Upload> eleven(11, http::Upload{"a.txt", "text/plain", "a", nullptr});
    EXPECT_EQ(files.keep(eleven, rosa, kNow).error().code, "file.too_many");
}

TEST_P(FilesTest, belongs_to_who_sent_it_until_it_is_attached) {
    const FileId id = bring("foto", rosa);
    EXPECT_TRUE(can_have(id, rosa));
    EXPECT_FALSE(can_have(id, luis));
    Principal customer;
    customer.kind = ActorKind::customer;
    EXPECT_FALSE(can_have(id, customer));
}

TEST_P(FilesTest, attached_it_is_for_whoever_may_see_the_owner) {
    files.ask_before_showing([](db::Tx&, const Principal& who, const FileOwner& owner) {
        return owner.type == "contact" && owner.case_id == 3 && who.person == 8;
    });
    const FileId id = bring("foto", rosa);
    ASSERT_TRUE(attach({id}, {"contact", 12, 3}, rosa));
    EXPECT_TRUE(can_have(id, luis));
    EXPECT_FALSE(can_have(id, rosa));
}

TEST_P(FilesTest, nobody_attaches_what_is_not_theirs_or_twice) {
    const FileId id = bring("foto", rosa);
    EXPECT_EQ(attach({id}, {"contact", 12, 3}, luis).error().code, "file.not_found");
    EXPECT_TRUE(attach({id, id}, {"contact", 12, 3}, rosa));
    EXPECT_EQ(attach({id}, {"contact", 13, 3}, rosa).error().code, "file.not_found");
    EXPECT_EQ(attach({999}, {"contact", 13, 3}, rosa).error().code, "file.not_found");
}

TEST_P(FilesTest, a_refused_attachment_attaches_nothing) {
    const FileId mine = bring("foto", rosa), other = bring("foto", luis);
    EXPECT_FALSE(attach({mine, other}, {"contact", 12, 3}, rosa));
    EXPECT_TRUE(can_have(mine, rosa)) << "still unattached";
}

TEST_P(FilesTest, many_owners_are_read_at_once) {
    const FileId a = bring("a", rosa), b = bring("b", rosa), c = bring("c", rosa);
    ASSERT_TRUE(attach({a, b}, {"contact", 12, 3}, rosa));
    ASSERT_TRUE(attach({c}, {"note", 12, 3}, rosa));
    base().read([&](db::Tx& tx) {
        const std::vector<std::int64_t> owners{12, 99};
        const auto of = files.of(tx, "contact", owners);
        ASSERT_EQ(of.size(), 1u);
        EXPECT_THAT(of.at(12), ElementsAre(Field(&FileRef::id, a), Field(&FileRef::id, b)));
        EXPECT_THAT(files.of(tx, "contact", {}), IsEmpty());
    });
}

TEST_P(FilesTest, what_nobody_attached_goes_after_a_day) {
    const FileId forgotten = bring(numbered_bytes(kPiece * 2), rosa), kept = bring("b", rosa);
    const FileId later = bring("c", rosa, kNow + 2h);
    ASSERT_TRUE(attach({kept}, {"contact", 12, 3}, rosa));
    files.purge(kNow + 24h);
    EXPECT_TRUE(files.content(forgotten)) << "a day is a day";
    files.purge(kNow + 24h + 1s);
    EXPECT_FALSE(files.content(forgotten));
    EXPECT_TRUE(files.content(kept));
    EXPECT_TRUE(files.content(later));
    base().read([&](db::Tx& tx) {
        EXPECT_EQ(tx.one("SELECT COUNT(*) FROM file_pieces")->get<int>(0), 2) << "pieces go with their file";
    });
}

TEST_P(FilesTest, goes_with_its_case) {
    const FileId a = bring("a", rosa), b = bring("b", rosa);
    ASSERT_TRUE(attach({a}, {"contact", 12, 3}, rosa));
    ASSERT_TRUE(attach({b}, {"contact", 13, 4}, rosa));
    base().write([&](db::Tx& tx) {
        const std::vector<std::int64_t> gone{3};
        EXPECT_EQ(files.remove_for_cases(tx, gone), 1);
    });
    EXPECT_FALSE(files.content(a));
    EXPECT_TRUE(files.content(b));
}

TEST_P(FilesTest, no_write_is_longer_than_a_few_pieces) {
    const auto before = base().figures().writes;
    bring(numbered_bytes(20 * kPiece), rosa);
    EXPECT_GE(base().figures().writes - before, 5u);
}

}  // namespace
}  // namespace escucha::files
