// A signed form as the proof of a consent: shown with it to whoever reads the record, told with it, gone with
// it.
#include <gmock/gmock.h>

#include "app/config.hpp"
#include "app/house.hpp"
#include "http/request.hpp"
#include "modules/profiles/profiles.hpp"
#include "support/principals.hpp"
#include "support/store_test.hpp"

namespace escucha::app {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ConsentProofs : public test::StoreTest {
  protected:
    void SetUp() override {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'ES', 'Europe/Madrid', 'EUR', 'es', 'usted', 'none', 0, 1);
INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES
(8, 'Luis', 'agent', NULL, 'es', 0, 1), (9, 'Marta', 'administrator', NULL, 'es', 0, 1))");
        });
        house_ = std::make_unique<House>(base(), Config{}, [this] { return now; });
        ana = base().write(
            [&](db::Tx& tx) { return house_->customers.add(tx, {.name = "Ana Núñez"}, marta, now).value(); });
        purpose =
            profiles::add_purpose(house_->profiles, "Novedades", "Le escribiremos cada mes.", marta, now)
                .value()
                .id;
    }
    files::FileId uploaded(std::string_view bytes) {
        const std::array uploads{http::Upload{
            .name = "ficha firmada.pdf", .type = "application/pdf", .bytes = bytes, .owner = {}}};
        return house_->files.keep(uploads, marta, now).value().at(0).id;
    }
    Result<profiles::Consent> agreed(std::vector<std::int64_t> files, const Principal& by) {
        return profiles::record_consent(
            house_->profiles, ana,
            {.purpose = purpose, .given = true, .channel = Channel::in_person, .files = std::move(files)}, by,
            now);
    }
    std::vector<profiles::ProofFile> shown() {
        return base().read([&](db::Tx& tx) {
            return house_->profiles.profile(tx, ana, Language::es, now)->consents.at(0).last->files;
        });
    }
    bool may_have(files::FileId id, const Principal& who) {
        return base().read([&](db::Tx& tx) { return house_->files.find_for(tx, id, who).has_value(); });
    }
    Instant now = instant(1'795'000'000'000'000);
    Principal marta = test::person(9, Role::administrator), luis = test::person(8);
    std::unique_ptr<House> house_;
    customers::CustomerId ana = 0;
    std::int64_t purpose = 0;
};
ESCUCHA_STORE_TEST(ConsentProofs);

TEST_P(ConsentProofs, a_file_is_a_proof_and_is_shown_with_the_consent) {
    EXPECT_EQ(agreed({}, marta).error().fields.at(0).field, "proof") << "giving needs a proof";
    const auto file = uploaded("firmado");
    EXPECT_FALSE(may_have(file, luis)) << "until it is attached it is whoever sent it";
    const auto said = agreed({file}, marta);
    ASSERT_TRUE(said) << said.error().code;
    ASSERT_THAT(said->files, SizeIs(1));
    EXPECT_EQ(said->files[0].name, "ficha firmada.pdf");
    ASSERT_THAT(shown(), SizeIs(1));
    EXPECT_EQ(shown()[0].url, fmt::format("/api/v1/files/{}/content", file));
    EXPECT_TRUE(may_have(file, luis)) << "whoever reads the record";
    house_->files.purge(now + std::chrono::hours(48));
    EXPECT_TRUE(may_have(file, luis)) << "it is attached: nobody sweeps it away";
}

TEST_P(ConsentProofs, a_file_of_somebody_else_is_no_proof_and_nothing_is_half_done) {
    const auto file = uploaded("firmado");
    EXPECT_EQ(agreed({file}, luis).error().code, "file.not_found");
    base().read([&](db::Tx& tx) {
        EXPECT_FALSE(house_->profiles.profile(tx, ana, Language::es, now)->consents.at(0).last);
    });
}

TEST_P(ConsentProofs, who_is_blocked_is_not_to_be_seen_by_their_signature_either) {
    const auto file = uploaded("firmado");
    ASSERT_TRUE(agreed({file}, marta));
    base().write([&](db::Tx& tx) { EXPECT_TRUE(house_->customers.block(tx, ana, marta, now)); });
    EXPECT_FALSE(may_have(file, luis));
    EXPECT_FALSE(may_have(file, marta));
}

TEST_P(ConsentProofs, what_is_erased_takes_its_files_along) {
    const auto file = uploaded("firmado");
    ASSERT_TRUE(agreed({file}, marta));
    base().write([&](db::Tx& tx) { house_->profiles.forget(tx, std::array{ana}); });
    base().read([&](db::Tx& tx) {
        EXPECT_FALSE(house_->files.find(tx, file));
        EXPECT_TRUE(tx.query("SELECT 1 FROM file_pieces").empty());
    });
}

TEST_P(ConsentProofs, the_record_they_ask_for_tells_of_it) {
    ASSERT_TRUE(agreed({uploaded("firmado")}, marta));
    const auto request = house_->privacy.record(marta,
                                                {.customer = ana,
                                                 .kind = privacy::RightKind::access,
                                                 .identity = "Mostró su DNI",
                                                 .received = std::chrono::year{2026} / 11 / 18},
                                                now);
    ASSERT_TRUE(request) << request.error().code;
    const auto page = house_->privacy.record_of(marta, request->id, privacy::RecordFormat::html, now);
    ASSERT_TRUE(page);
    EXPECT_THAT(std::string(page->content.bytes()),
                HasSubstr("download=\"ficha firmada.pdf\" href=\"data:application/octet-stream;base64,Zmlyb"
                          "WFkbw==\""));
    const auto data = house_->privacy.record_of(marta, request->id, privacy::RecordFormat::json, now);
    ASSERT_TRUE(data);
    EXPECT_THAT(std::string(data->content.bytes()), HasSubstr("\"content_base64\":\"ZmlybWFkbw==\""));
}

}  // namespace
}  // namespace escucha::app
