// A row as a customer, and what of it changes one we know.
#include "modules/imports/record.hpp"
#include "modules/imports/remarks.hpp"

#include <gmock/gmock.h>

namespace escucha::imports {
namespace {

using namespace std::chrono;
using customers::Customer;
using customers::IdentifierKind;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Rows, NamesAreJoinedAndSeveralPhonesInACellAreSeveral) {
    const Wish w =
        wish_of({"Ana María", "Torres", "Rojas", "987 654 321 / 01 234 5678", "ana@x.pe; ana@y.pe"},
                {"given_name", "surname", "surname", "phone", "email"});
    EXPECT_EQ(w.customer.name, "Ana María Torres Rojas");
    ASSERT_THAT(w.customer.identifiers, SizeIs(4));
    EXPECT_EQ(w.customer.identifiers[1].value, "01 234 5678");
    EXPECT_EQ(w.column_of("identifiers[2].value"), 4);
}

TEST(Rows, SeveralNumbersOfWhatsAppInACellAreSeveral) {
    const Wish w = wish_of({"Ana", "999888777 / 999888776"}, {"name", "whatsapp"});
    ASSERT_THAT(w.customer.identifiers, SizeIs(2));
    EXPECT_EQ(w.customer.identifiers[1].kind, IdentifierKind::whatsapp);
    EXPECT_EQ(w.customer.identifiers[1].value, "999888776");
}

std::string birthday_in(const char* cell, bool month_first = false) {
    const Wish w = wish_of({"Ana", cell}, {"name", "birthday"}, {.month_first = month_first});
    return !w.faults.empty() ? "not understood" : w.customer.birthday ? w.customer.birthday->text() : "none";
}

TEST(Rows, ABirthdayMayComeWithoutItsYear) {
    for (const char* cell : {"--11-26", "--1126", "26/11", "26-11", "26 de noviembre", "Nov 26"})
        EXPECT_EQ(birthday_in(cell), "--11-26") << cell;
    EXPECT_EQ(birthday_in("11/26", true), "--11-26");
    EXPECT_EQ(birthday_in("29/2"), "--02-29");
    EXPECT_EQ(birthday_in("26/11/1985"), "1985-11-26");
    for (const char* cell : {"30/2", "--0230", "11/1985", "26", "13/13", "por la tarde"})
        EXPECT_EQ(birthday_in(cell), "not understood") << cell;
}

TEST(Rows, ABirthdayLosesNoYearToAFileWithoutIt) {
    const auto after = [](const char* ours, const char* cell, OnMatch policy) {
        customers::Customer c{.name = "Ana", .birthday = read_birth_date(ours)};
        apply(wish_of({"Ana", cell}, {"name", "birthday"}), policy, c, "PE");
        return c.birthday->text();
    };
    EXPECT_EQ(after("1985-11-26", "26/11", OnMatch::file), "1985-11-26");
    EXPECT_EQ(after("--11-26", "26/11/1985", OnMatch::fill), "1985-11-26");
    EXPECT_EQ(after("--11-26", "26/11/1985", OnMatch::keep), "--11-26");
    EXPECT_EQ(after("--11-26", "27/11/1985", OnMatch::fill), "--11-26");
    EXPECT_EQ(after("1985-11-26", "27/11", OnMatch::file), "--11-27");
}

TEST(Rows, AColumnOfDocumentsThatHoldsNoneIsSaid) {
    const auto remarks = [](const char* heading, const char* value, const char* country) {
        Wish w = wish_of({"Ana", value}, {"name", "document"}, {}, country);
        remark_on_documents(w, {"Nombre", heading}, country);
        return w.remarks;
    };
    EXPECT_THAT(
        remarks("DNI", "12600000", "ES"),
        ElementsAre(testing::AllOf(Field(&Remark::column, 1), Field(&Remark::kind, "not_that_document"))));
    EXPECT_THAT(remarks("DNI", "12345678Z", "ES"), IsEmpty());
    EXPECT_THAT(remarks("DNI", "12600000", "PE"), IsEmpty());
    EXPECT_THAT(remarks("Documento", "12600000", "ES"), IsEmpty()) << "it may be any";
    EXPECT_THAT(remarks("DNI", "12600000", "US"), IsEmpty()) << "what one is there, nobody knows";
}

TEST(Rows, DatesAsPeopleWriteThem) {
    const auto day = year{1985} / 4 / 12;
    for (const auto* text :
         {"1985-04-12", "12/04/1985", "12-4-85", "12.04.1985", "12 de abril de 1985", "1985-04-12T00:00:00"})
        EXPECT_EQ(read_date(text), std::optional(year_month_day(day))) << text;
    for (const auto* text : {"31/02/1985", "abril", "12/85", "", "45678912"})
        EXPECT_EQ(read_date(text), std::nullopt) << text;
}

TEST(Rows, WhatIsNotUnderstoodIsSaidByColumn) {
    const Wish w = wish_of({"Ana", "30/02/1990", "quizás"}, {"name", "birthday", "do_not_contact"});
    ASSERT_THAT(w.faults, SizeIs(2));
    EXPECT_EQ(w.faults[0].column, 1);
    EXPECT_EQ(w.faults[0].code, "unknown_date");
    EXPECT_EQ(w.faults[1].params.at("text"), "quizás");
}

TEST(Rows, TheMonthComesFirstWhereTheFileSaysSo) {
    const auto day = year{1985} / 4 / 12;
    EXPECT_EQ(read_date("04/12/1985", true), day);
    EXPECT_EQ(read_date("1985-04-12", true), day);
    EXPECT_EQ(read_date("12 de abril de 1985", true), day);
    EXPECT_EQ(read_date("April 12, 1985"), day);
    EXPECT_EQ(proves_month_first("04/13/1985"), 1);
    EXPECT_EQ(proves_month_first("13/04/1985"), -1);
    for (const auto* text : {"04/12/1985", "1985-04-13", "Ana", "987 654 321", "31/31/1985", "4/13",
                             "11 15 2345 6789", "10.20.30.40", "04/13-1985", "04/13/198"})
        EXPECT_EQ(proves_month_first(text), 0) << text;
}

TEST(Rows, NumbersOfOwnFieldsComeWithTheWayTheyAreWritten) {
    EXPECT_EQ(wish_of({"1.234"}, {"own:saldo"}, {.decimal_comma = true}).extra.decimal_comma, true);
    EXPECT_EQ(wish_of({"1234.5"}, {"own:saldo"}, {.format = sheets::Format::xlsx}).extra.decimal_comma,
              std::nullopt);
}

TEST(Rows, ACompanyAloneIsAnOrganisation) {
    const Wish alone = wish_of({"La Espiga S.A."}, {"organisation"});
    EXPECT_EQ(alone.customer.kind, customers::PartyKind::organisation);
    EXPECT_EQ(alone.customer.name, "La Espiga S.A.");
    const Wish both = wish_of({"La Espiga S.A.", "Ana"}, {"organisation", "name"});
    EXPECT_EQ(both.customer.kind, customers::PartyKind::person);
    EXPECT_EQ(both.customer.notes, std::nullopt);
    ASSERT_TRUE(both.belongs);
    EXPECT_EQ(both.belongs->organisation.name, "La Espiga S.A.");
    EXPECT_EQ(both.belongs->organisation.kind, customers::PartyKind::organisation);
}

TEST(Rows, ACompanyBesideAPersonIsWhereTheyBelong) {
    const Wish w =
        wish_of({"Ana", "La Espiga", "Jefa de compras", "45678912", "20100070970"},
                {"name", "organisation", "position", "document", "organisation_document"}, {}, "PE");
    ASSERT_TRUE(w.belongs);
    EXPECT_EQ(w.belongs->position, "Jefa de compras");
    ASSERT_THAT(w.belongs->organisation.identifiers, SizeIs(1));
    EXPECT_EQ(w.belongs->organisation.identifiers[0].value, "20100070970");
    EXPECT_EQ(w.belongs->document_column, 4);
    ASSERT_THAT(w.customer.identifiers, SizeIs(1));
    EXPECT_EQ(w.customer.identifiers[0].value, "45678912");
}

TEST(Rows, TheNumberOfACompanyIsItsOwnAndNotThatOfWhoeverWorksThere) {
    const auto row = [](const std::string& document) {
        return wish_of({"La Espiga", document, "Ana", "ana@x.pe"},
                       {"organisation", "document", "name", "email"}, {}, "PE");
    };
    const Wish company = row("20100070970"), person = row("45678912"), sole_trader = row("10456789127");
    ASSERT_THAT(company.belongs->organisation.identifiers, SizeIs(1));
    ASSERT_THAT(company.customer.identifiers, SizeIs(1));
    EXPECT_EQ(company.column_of("identifiers[0].value"), 3) << "the others keep their columns";
    for (const Wish& w : {person, sole_trader}) {
        EXPECT_THAT(w.belongs->organisation.identifiers, IsEmpty());
        EXPECT_THAT(w.customer.identifiers, SizeIs(2));
    }
}

TEST(Rows, WhatCannotBeAPlaceIsANote) {
    EXPECT_EQ(wish_of({"Ana", "Jefa de compras"}, {"name", "position"}).customer.notes, "Jefa de compras");
    const Wish two = wish_of({"La Espiga Lima", "La Espiga", "empresa"}, {"name", "organisation", "kind"});
    EXPECT_FALSE(two.belongs);
    EXPECT_EQ(two.customer.notes, "La Espiga");
}

TEST(Rows, PartsOfAnAddressAreOne) {
    const Wish w = wish_of({"Av. Grau 123", "Ana", "Lima"}, {"address", "name", "address"});
    ASSERT_THAT(w.customer.identifiers, SizeIs(1));
    EXPECT_EQ(w.customer.identifiers[0].value, "Av. Grau 123, Lima");
}

Customer ana() {
    Customer c;
    c.name = "Ana Torres";
    c.notes = "Prefiere la tarde";
    c.identifiers = {{.kind = IdentifierKind::phone, .value = "+51 987 654 321"}};
    return c;
}

TEST(Comparing, FillingAddsOnlyWhatIsMissing) {
    Customer ours = ana();
    const Wish w = wish_of({"Ana M. Torres", "987654321", "12/04/1985", "Otra nota", "ana@x.pe"},
                           {"name", "phone", "birthday", "notes", "email"});
    const auto changes = apply(w, OnMatch::fill, ours, "PE");
    EXPECT_THAT(changes,
                ElementsAre(Field(&RowChange::field, "birthday"), Field(&RowChange::field, "email")));
    EXPECT_EQ(ours.name, "Ana Torres");
    EXPECT_EQ(ours.notes, "Prefiere la tarde");
    EXPECT_THAT(ours.identifiers, SizeIs(2));
}

TEST(Comparing, TheFileWinsWhenAsked) {
    Customer ours = ana();
    const auto changes =
        apply(wish_of({"Ana M. Torres", "Otra nota"}, {"name", "notes"}), OnMatch::file, ours, "PE");
    EXPECT_THAT(changes, SizeIs(2));
    EXPECT_EQ(ours.name, "Ana M. Torres");
    EXPECT_EQ(changes[1].ours, "Prefiere la tarde");
    EXPECT_EQ(changes[1].theirs, "Otra nota");
}

TEST(Comparing, OursStaysWhenAsked) {
    Customer ours = ana();
    EXPECT_THAT(apply(wish_of({"Otra", "ana@x.pe"}, {"name", "email"}), OnMatch::keep, ours, "PE"),
                IsEmpty());
}

TEST(Comparing, NotToBeContactedIsNeverTakenBackByFilling) {
    Customer ours = ana();
    EXPECT_THAT(apply(wish_of({"sí"}, {"do_not_contact"}), OnMatch::fill, ours, "PE"), SizeIs(1));
    EXPECT_TRUE(ours.do_not_contact);
    EXPECT_THAT(apply(wish_of({"no"}, {"do_not_contact"}), OnMatch::fill, ours, "PE"), IsEmpty());
    EXPECT_TRUE(ours.do_not_contact);
}

TEST(Comparing, OwnFieldsAndTags) {
    std::vector<RowChange> changes;
    const Extra ours{.own = {{"talla", "M"}}, .tags = {"VIP"}};
    const Extra out = apply({.own = {{"talla", "L"}, {"color", "rojo"}}, .tags = {"vip", "Lima"}}, ours,
                            OnMatch::fill, changes);
    EXPECT_THAT(out.own, ElementsAre(testing::Pair("color", "rojo")));
    EXPECT_THAT(out.tags, ElementsAre("Lima"));
    EXPECT_THAT(changes, SizeIs(2));
}

TEST(Undoing, WhatIsRememberedIsPutBackWhole) {
    Customer before = ana();
    before.birthday = year{1985} / 4 / 12;
    before.treatment = Treatment::tu;
    before.identifiers.push_back({.kind = IdentifierKind::document,
                                  .value = "1",
                                  .label = "viejo",
                                  .type = customers::DocumentType::passport,
                                  .doubtful = true});
    Customer now = before;
    apply(wish_of({"X", "2000-01-01", "usted", "nota", "x@y.pe"},
                  {"name", "birthday", "treatment", "notes", "email"}),
          OnMatch::file, now, "PE");
    put_back(remember(before), now);
    EXPECT_EQ(now.name, before.name);
    EXPECT_EQ(now.birthday, before.birthday);
    EXPECT_EQ(now.treatment, before.treatment);
    EXPECT_EQ(now.notes, before.notes);
    EXPECT_EQ(now.identifiers, before.identifiers);
    EXPECT_TRUE(now.identifiers.back().doubtful);
}

}  // namespace
}  // namespace escucha::imports
