#include "app/sample/acquaintances.hpp"

#include <gmock/gmock.h>

namespace escucha::app::sample {
namespace {

using customers::Identifier;
using customers::IdentifierKind;
using customers::PartyKind;

constexpr std::string_view kCountries[] = {"PE", "ES", "AR", "CL", "CO", "EC", "UY", "DO", "MX",
                                           "BO", "CR", "GT", "SV", "PY", "PA", "HN", "NI", "VE"};

TEST(Acquaintances, have_phones_that_their_country_has) {
    for (const auto country : kCountries)
        for (const int number : {1, 9}) {
            const auto phone = customers::read_phone(sample_phone(country, number), country);
            ASSERT_TRUE(phone) << country;
            EXPECT_TRUE(phone->number) << country << " " << sample_phone(country, number);
        }
    EXPECT_EQ(sample_phone("XX", 1), "");
}

TEST(Acquaintances, have_documents_whose_check_digits_are_right) {
    for (const auto country : kCountries)
        for (const auto kind : {PartyKind::person, PartyKind::organisation})
            for (int number = 1; number <= 9; ++number) {
                const auto document = sample_document(country, number, kind);
                if (document.empty()) continue;
                const auto type = customers::guess_document(document, country);
                ASSERT_TRUE(type) << country << " " << document;
                EXPECT_THAT(
                    customers::check_document(*type, document),
                    testing::AnyOf(customers::DocumentCheck::right, customers::DocumentCheck::no_digit))
                    << country << " " << document;
            }
}

}  // namespace
}  // namespace escucha::app::sample
