// Filters and segments as their users see them: through the API, on both databases.
#include "modules/segments/house_test.hpp"

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace escucha::segments {
namespace {

using customers::Customer;
using customers::IdentifierKind;
using std::chrono::year_month_day;

year_month_day date(int y, unsigned m, unsigned d) {
    return {std::chrono::year(y), std::chrono::month(m), std::chrono::day(d)};
}

class SegmentsTest : public SegmentsHouse {};
ESCUCHA_STORE_TEST(SegmentsTest);

TEST_P(SegmentsTest, everybody_is_listed_by_name_without_regard_to_accents) {
    add("Óscar Paz");
    add("Ana Núñez");
    add("Zoe Ruiz");
    EXPECT_THAT(found("{\"match\":\"all\"}"), ElementsAre("Ana Núñez", "Óscar Paz", "Zoe Ruiz"));
    EXPECT_THAT(names(api.get("/customers?sort=newest")), ElementsAre("Zoe Ruiz", "Ana Núñez", "Óscar Paz"));
}

TEST_P(SegmentsTest, a_condition_on_each_field_of_the_record) {
    add({.name = "Ana",
         .treatment = Treatment::tu,
         .language = Language::en,
         .preferred_channel = Channel::phone,
         .identifiers = {{.kind = IdentifierKind::email, .value = "ana@x.pe"}}});
    add({.kind = customers::PartyKind::organisation,
         .name = "Bodega Luz",
         .do_not_contact = true,
         .identifiers = {{.kind = IdentifierKind::phone, .value = "987654321"}}});
    EXPECT_THAT(with(R"({"field":"name","op":"contains","values":["luz bod"]})"), ElementsAre("Bodega Luz"));
    EXPECT_THAT(with(R"({"field":"name","op":"contains","values":["uz"]})"), IsEmpty())
        << "beginnings of words";
    EXPECT_THAT(with(R"({"field":"name","op":"is","values":["ANÁ"]})"), ElementsAre("Ana"));
    EXPECT_THAT(with(R"({"field":"kind","op":"is","values":["organisation"]})"), ElementsAre("Bodega Luz"));
    EXPECT_THAT(with(R"({"field":"treatment","op":"is","values":["tu","vos"]})"), ElementsAre("Ana"));
    EXPECT_THAT(with(R"({"field":"treatment","op":"is_not","values":["tu"]})"), ElementsAre("Bodega Luz"));
    EXPECT_THAT(with(R"({"field":"treatment","op":"absent"})"), ElementsAre("Bodega Luz"));
    EXPECT_THAT(with(R"({"field":"language","op":"is","values":["en"]})"), ElementsAre("Ana"));
    EXPECT_THAT(with(R"({"field":"channel","op":"is","values":["phone"]})"), ElementsAre("Ana"));
    EXPECT_THAT(with(R"({"field":"do_not_contact","op":"is","values":["yes"]})"), ElementsAre("Bodega Luz"));
    EXPECT_THAT(with(R"({"field":"email","op":"present"})"), ElementsAre("Ana"));
    EXPECT_THAT(with(R"({"field":"phone","op":"absent"})"), ElementsAre("Ana"));
    EXPECT_THAT(with(R"({"field":"document","op":"present"})"), IsEmpty());
}

TEST_P(SegmentsTest, whose_data_is_blocked_is_in_no_list_until_it_is_not) {
    const auto ana = add("Ana");
    add("Beto");
    open_case(ana);
    const auto write = [&](auto f) { EXPECT_TRUE(base().write(f)); };
    write([&](db::Tx& tx) { return house_->customers.block(tx, ana, rosa, now); });
    EXPECT_THAT(found("{\"match\":\"all\"}"), ElementsAre("Beto"));
    open_case(ana, true);
    EXPECT_THAT(found("{\"match\":\"all\"}"), ElementsAre("Beto")) << "who writes again is not listed again";
    write([&](db::Tx& tx) { return house_->customers.unblock(tx, ana, rosa, now); });
    EXPECT_THAT(found("{\"match\":\"all\"}"), ElementsAre("Ana", "Beto"));
    EXPECT_THAT(with(R"({"field":"open_cases","op":"at_least","values":["2"]})"), ElementsAre("Ana"));
}

TEST_P(SegmentsTest, groups_are_read_as_they_are_written) {
    add({.name = "Ana", .treatment = Treatment::tu});
    add({.name = "Beto", .treatment = Treatment::usted, .do_not_contact = true});
    add({.name = "Cira", .treatment = Treatment::usted});
    const std::string tu = R"({"field":"treatment","op":"is","values":["tu"]})",
                      usted = R"({"field":"treatment","op":"is","values":["usted"]})",
                      quiet = R"({"field":"do_not_contact","op":"is","values":["yes"]})";
    EXPECT_THAT(found(fmt::format(R"({{"match":"any","conditions":[{},{}]}})", tu, quiet)),
                ElementsAre("Ana", "Beto"));
    EXPECT_THAT(
        found(fmt::format(
            R"({{"match":"any","conditions":[{}],"groups":[{{"match":"all","conditions":[{},{}]}}]}})", tu,
            usted, quiet)),
        ElementsAre("Ana", "Beto"));
    EXPECT_THAT(found(fmt::format(R"({{"match":"all","groups":[{{"match":"any","conditions":[{},{}]}},)"
                                  R"({{"match":"all","conditions":[{}]}}]}})",
                                  tu, quiet, usted)),
                ElementsAre("Beto"));
}

TEST_P(SegmentsTest, birthdays_of_this_week_and_month) {
    add({.name = "Lunes", .birthday = date(1980, 11, 16)});
    add({.name = "Domingo", .birthday = date(1990, 11, 22)});
    add({.name = "Después", .birthday = date(1990, 11, 23)});
    add({.name = "Diciembre", .birthday = date(1990, 12, 20)});
    add("Nadie sabe");
    EXPECT_THAT(with(R"({"field":"birthday","op":"this_week"})"), ElementsAre("Domingo", "Lunes"));
    EXPECT_THAT(with(R"({"field":"birthday","op":"this_month"})"),
                ElementsAre("Después", "Domingo", "Lunes"));
    EXPECT_THAT(with(R"({"field":"birthday","op":"absent"})"), ElementsAre("Nadie sabe"));
}

TEST_P(SegmentsTest, the_week_of_a_birthday_goes_round_the_end_of_the_year_and_knows_leap_days) {
    add({.name = "Nochevieja", .birthday = date(1980, 12, 31)});
    add({.name = "Reyes", .birthday = date(1980, 1, 3)});
    add({.name = "Bisiesta", .birthday = date(1980, 2, 29)});
    now = at("2026-12-30 10:00");
    EXPECT_THAT(with(R"({"field":"birthday","op":"this_week"})"), ElementsAre("Nochevieja", "Reyes"));
    now = at("2027-02-24 10:00");
    EXPECT_THAT(with(R"({"field":"birthday","op":"this_week"})"), ElementsAre("Bisiesta"));
}

TEST_P(SegmentsTest, days_are_those_of_the_organisation) {
    now = at("2026-11-10 23:30");  // already the 11th in Greenwich
    add("Ana");
    now = at("2026-11-18 10:00");
    add("Beto");
    EXPECT_THAT(with(R"({"field":"created","op":"at_most","values":["2026-11-10"]})"), ElementsAre("Ana"));
    EXPECT_THAT(with(R"({"field":"created","op":"at_least","values":["2026-11-11"]})"), ElementsAre("Beto"));
    EXPECT_THAT(with(R"({"field":"created","op":"within_days","values":["1"]})"), ElementsAre("Beto"));
    EXPECT_THAT(with(R"({"field":"created","op":"within_days","values":["9"]})"), ElementsAre("Ana", "Beto"));
    EXPECT_THAT(with(R"({"field":"created","op":"not_within_days","values":["8"]})"), ElementsAre("Ana"));
}

TEST_P(SegmentsTest, what_happens_with_cases_is_followed) {
    const auto ana = add("Ana");
    add("Beto");
    const auto id = open_case(ana);
    EXPECT_THAT(with(R"({"field":"open_cases","op":"at_least","values":["1"]})"), ElementsAre("Ana"));
    EXPECT_THAT(with(R"({"field":"last_contact","op":"absent"})"), ElementsAre("Beto"));
    now += std::chrono::days(40);
    EXPECT_THAT(with(R"({"field":"last_contact","op":"not_within_days","values":["30"]})"),
                ElementsAre("Ana", "Beto"));
    ASSERT_TRUE(house_->cases.reply(rosa, id, {.text = "Mañana.", .seen = {}, .files = {}}, now));
    EXPECT_THAT(with(R"({"field":"last_contact","op":"within_days","values":["1"]})"), ElementsAre("Ana"));
    ASSERT_TRUE(house_->cases.resolve(rosa, id, {.text = "Llegó.", .override_reason = "Lo pidió"}, now));
    EXPECT_THAT(with(R"({"field":"open_cases","op":"is","values":["0"]})"), ElementsAre("Ana", "Beto"));
    ASSERT_TRUE(house_->cases.reopen_case(rosa, id, "No llegó", now));
    EXPECT_THAT(with(R"({"field":"open_cases","op":"is","values":["1"]})"), ElementsAre("Ana"));
}

TEST_P(SegmentsTest, conditions_on_tags_roles_and_own_fields) {
    const auto ana = add("Ana"), beto = add("Beto");
    tag(ana, "VIP Navidad");
    api.as(kInes, Role::administrator);
    ASSERT_EQ(api.post("/customer-fields", R"({"label":"Talla","type":"number"})").status, 201);
    base().write([&](db::Tx& tx) {
        const profiles::OwnChange size[] = {{"talla", "42"}};
        EXPECT_TRUE(house_->profiles.set_values(tx, ana, size, rosa, now));
        const profiles::PartyRole roles[] = {profiles::PartyRole::supplier};
        EXPECT_TRUE(house_->profiles.set_roles(tx, beto, roles, rosa, now));
    });
    EXPECT_THAT(with(R"({"field":"tag","op":"is","values":["vip navidad"]})"), ElementsAre("Ana"));
    EXPECT_THAT(with(R"({"field":"tag","op":"is_not","values":["VIP Navidad"]})"), ElementsAre("Beto"));
    EXPECT_THAT(with(R"({"field":"role","op":"is","values":["supplier"]})"), ElementsAre("Beto"));
    EXPECT_THAT(with(R"({"field":"own","of":"talla","op":"at_least","values":["40"]})"), ElementsAre("Ana"));
    EXPECT_THAT(with(R"({"field":"own","of":"talla","op":"at_most","values":["9"]})"), IsEmpty());
    EXPECT_THAT(with(R"({"field":"own","of":"talla","op":"absent"})"), ElementsAre("Beto"));
}

TEST_P(SegmentsTest, every_wrong_field_of_a_filter_is_named) {
    const auto refused = api.post("/segments", R"({"name":"Mal","filter":{"match":"all","conditions":[
        {"field":"kind","op":"contains","values":["x"]},
        {"field":"treatment","op":"is","values":["tu","usía"]},
        {"field":"created","op":"at_least","values":["ayer"]},
        {"field":"own","of":"nada","op":"present"},
        {"field":"email","op":"present","values":["x"]},
        {"field":"open_cases","op":"at_least","values":["1","2"]}],
        "groups":[{"match":"any","conditions":[]}]}})");
    EXPECT_EQ(refused.status, 422);
    for (const auto* field :
         {"filter.conditions[0].op", "filter.conditions[1].values[1]", "filter.conditions[2].values[0]",
          "filter.conditions[3].of", "filter.conditions[4].values", "filter.conditions[5].values",
          "filter.groups[0].conditions"})
        EXPECT_THAT(refused.body, HasSubstr(field));
    EXPECT_EQ(api.get("/customers?filter=nada").status, 422);
    EXPECT_THAT(api.get("/customers?segment=99").body, HasSubstr("unknown_segment"));
}

TEST_P(SegmentsTest, a_segment_is_saved_counted_changed_and_removed) {
    add("Ana");
    add({.name = "Beto", .do_not_contact = true});
    const auto made = api.post("/segments", R"({"name":"No molestar","filter":{"match":"all","conditions":[
        {"field":"do_not_contact","op":"is","values":["yes"]}]}})");
    ASSERT_EQ(made.status, 201) << made.body;
    const auto path = "/segments/" + made.at("/id");
    EXPECT_EQ(api.get(path + "/count").at("/customers"), "1");
    EXPECT_THAT(names(api.get("/customers?segment=" + made.at("/id"))), ElementsAre("Beto"));
    EXPECT_EQ(api.post("/segments", R"({"name":"no MOLESTAR","filter":{"match":"all"}})").code(),
              "segment.name_taken");
    api.as(2, Role::agent, 1);
    EXPECT_EQ(api.patch(path, R"({"name":"Mío"})", "1").code(), "segment.not_yours");
    EXPECT_EQ(api.get("/segments").at("/items/0/may_edit"), "false");
    api.as(kRosa, Role::agent, 1);
    const auto edited = api.patch(path, R"({"filter":{"match":"all"}})", "1");
    ASSERT_EQ(edited.status, 200) << edited.body;
    EXPECT_EQ(api.get(path + "/count").at("/customers"), "2") << "whoever fits today is in it today";
    EXPECT_EQ(api.patch(path, R"({"name":"Otro"})", "1").status, 412);
    EXPECT_EQ(api.call(http::Method::del, path, "", {}).status, 204);
    EXPECT_EQ(api.get(path).status, 404);
}

TEST_P(SegmentsTest, what_was_typed_narrows_a_segment_and_pages_meet) {
    for (int i = 0; i < 7; ++i) add(fmt::format("Ana Paz {}", i));
    add({.name = "Ana Luna", .do_not_contact = true});
    const std::string may =
        escaped(R"({"match":"all","conditions":[{"field":"do_not_contact","op":"is","values":["no"]}]})");
    EXPECT_THAT(names(api.get("/customers?q=luna")), ElementsAre("Ana Luna"));
    EXPECT_THAT(names(api.get("/customers?q=nadie")), IsEmpty());
    EXPECT_EQ(api.get("/customers?cursor=x").status, 422);
    EXPECT_THAT(names(api.get("/customers?q=luna&filter=" + may)), IsEmpty());
    std::vector<std::string> all;
    std::string cursor;
    do {
        const auto page = api.get("/customers?limit=3&q=ana&filter=" + may + cursor);
        for (auto& name : names(page)) all.push_back(std::move(name));
        const auto next = page.json().at("next");
        cursor = next.is_null() ? "" : "&cursor=" + escaped(std::string(next.as_string()));
    } while (!cursor.empty());
    EXPECT_EQ(all.size(), 7u);
    EXPECT_TRUE(std::ranges::is_sorted(all));
}

TEST_P(SegmentsTest, members_are_handed_out_in_pieces) {
    std::vector<CustomerId> ids;
    for (int i = 0; i < 5; ++i) ids.push_back(add(fmt::format("Ana {}", i)));
    const auto segment = house_->segments.create(rosa, "Todos", {}, now);
    ASSERT_TRUE(segment);
    base().read([&](db::Tx& tx) {
        const auto first = house_->segments.members(tx, segment->id, 0, 3, now);
        const auto rest = house_->segments.members(tx, segment->id, first->back(), 3, now);
        EXPECT_THAT(*first, ElementsAre(ids[0], ids[1], ids[2]));
        EXPECT_THAT(*rest, ElementsAre(ids[3], ids[4]));
    });
}

// However the customer answers what was solved: it is open again, and counted.
TEST_P(SegmentsTest, a_case_opened_again_by_any_answer_is_counted) {
    const auto ana = add("Ana");
    const auto id = open_case(ana);
    const auto open = [&] {
        return !with(R"({"field":"open_cases","op":"at_least","values":["1"]})").empty();
    };
    const auto solve = [&] {
        const auto solved = house_->cases.resolve(
            rosa, id, {.text = "Hecho", .done_how = "La vi", .override_reason = "Viaja"}, now);
        EXPECT_TRUE(solved) << solved.error().code;
        EXPECT_FALSE(open());
    };
    Principal customer;
    customer.kind = ActorKind::customer;
    customer.person = ana;
    EXPECT_TRUE(open());
    ASSERT_TRUE(house_->cases.say_back(rosa, id, "Que llegue el lunes", now));
    const auto said = now;
    solve();
    now += std::chrono::minutes(1);
    ASSERT_TRUE(house_->cases.customer_corrects(customer, id, said, "El martes", now));
    EXPECT_TRUE(open()) << "what they expect is otherwise";
    solve();
    ASSERT_TRUE(house_->cases.customer_confirms(customer, id, said, now));
    EXPECT_TRUE(open());
}

TEST_P(SegmentsTest, names_of_people_in_conditions_are_found_before_they_are_erased) {
    const auto ana = add({.name = "Ana Núñez Soto",
                          .identifiers = {{.kind = IdentifierKind::email, .value = "ana@x.pe"},
                                          {.kind = IdentifierKind::phone, .value = "987654321"}}});
    const auto keep = [&](std::string_view name, std::string_view condition) {
        EXPECT_EQ(api.post("/segments",
                           fmt::format(R"({{"name":"{}","filter":{{"match":"all","conditions":[{}]}}}})",
                                       name, condition))
                      .status,
                  201);
    };
    keep("Uno", R"({"field":"name","op":"contains","values":["nuñez soto"]})");
    api.as(1, Role::administrator);
    ASSERT_EQ(api.post("/customer-fields", R"({"label":"Contacto","type":"text"})").status, 201);
    keep("Dos", R"({"field":"own","of":"contacto","op":"contains","values":["ANA@x.pe"]})");
    keep("Tres", R"({"field":"own","of":"contacto","op":"contains","values":["987 654 321"]})");
    keep("Cuatro", R"({"field":"own","of":"contacto","op":"contains","values":["987 654 322"]})");
    keep("Muchas", R"({"field":"name","op":"contains","values":["Ana"]})");
    keep("Otra", R"({"field":"name","op":"contains","values":["Ana Paz"]})");
    base().read([&](db::Tx& tx) {
        std::vector<std::string> names;
        for (const auto& s : house_->segments.naming(tx, *house_->customers.get(tx, ana)))
            names.push_back(s.name);
        EXPECT_THAT(names, testing::UnorderedElementsAre("Uno", "Dos", "Tres"));
    });
}

TEST_P(SegmentsTest, after_an_upgrade_everybody_is_taken_in) {
    const auto ana = add("Ana");
    add("Beto");
    open_case(ana);
    base().write([](db::Tx& tx) { tx.script("DELETE FROM segment_customers"); });
    EXPECT_FALSE(base().read([&](db::Tx& tx) { return house_->segments.ready(tx); }));
    while (house_->segments.fill(1) > 0) {
    }
    EXPECT_TRUE(base().read([&](db::Tx& tx) { return house_->segments.ready(tx); }));
    EXPECT_THAT(with(R"({"field":"open_cases","op":"is","values":["1"]})"), ElementsAre("Ana"));
    EXPECT_THAT(with(R"({"field":"open_cases","op":"is","values":["0"]})"), ElementsAre("Beto"));
}

// --- Files
// ---------------------------------------------------------------------------------------------------

TEST_P(SegmentsTest, what_is_seen_goes_out_as_a_file_and_is_remembered) {
    const auto ana = add({.name = "Ana Núñez",
                          .birthday = date(1980, 5, 3),
                          .identifiers = {{.kind = IdentifierKind::email, .value = "ana@x.pe"}}});
    add({.name = "=Beto", .do_not_contact = true});
    tag(ana, "vip");
    EXPECT_EQ(api.post("/customer-exports", R"({"format":"csv"})").status, 403) << "agents do not export";
    api.as(kInes, Role::supervisor, 1);
    const auto file =
        api.post("/customer-exports", R"({"format":"csv","columns":["name","email","tags","birthday"]})");
    ASSERT_EQ(file.status, 200) << file.body;
    EXPECT_THAT(file.body, HasSubstr("Nombre,Correo,Cumpleaños,Etiquetas"));
    EXPECT_THAT(file.body, HasSubstr("Ana Núñez,ana@x.pe,1980-05-03,vip"));
    EXPECT_THAT(file.body, HasSubstr("'=Beto")) << "nothing runs in the reader's spreadsheet";
    EXPECT_THAT(file.disposition, HasSubstr("clientes%202026-11-18.csv"));
    const auto cards = api.post("/customer-exports", R"({"format":"vcard","q":"nunez"})");
    EXPECT_THAT(cards.body, HasSubstr("FN:Ana Núñez"));
    EXPECT_THAT(cards.body, testing::Not(HasSubstr("Beto")));
    EXPECT_THAT(api.post("/customer-exports", R"({"format":"xlsx"})").body, testing::StartsWith("PK"));
    EXPECT_THAT(api.post("/customer-exports", R"({"format":"csv","columns":["nada"]})").body,
                HasSubstr("columns[0]"));
    std::vector<std::string> told;
    base().read([&](db::Tx& tx) {
        for (const auto& e : work::events_since(tx, {}, 200))
            if (e.type == "customers.exported") told.push_back(fmt::format("{} {}", e.actor, e.data));
    });
    ASSERT_EQ(told.size(), 3u);
    EXPECT_THAT(told[0], testing::AllOf(HasSubstr("3 {"), HasSubstr("\"customers\":2"),
                                        HasSubstr("name email birthday tags")));
}

TEST_P(SegmentsTest, a_csv_parts_its_cells_as_the_readers_spreadsheet_does) {
    add({.name = "Ana; Núñez",
         .birthday = BirthDate(std::chrono::month_day(std::chrono::month(11), std::chrono::day(26)))});
    api.as(kInes, Role::supervisor, 1);
    EXPECT_THAT(api.post("/customer-exports", R"({"format":"csv","columns":["name","birthday"]})").body,
                HasSubstr("Ana; Núñez,'--11-26"))
        << "Peru writes 12.5";
    EXPECT_THAT(api.post("/customer-exports",
                         R"({"format":"csv","columns":["name","birthday"],"separator":"semicolon"})")
                    .body,
                HasSubstr("\"Ana; Núñez\";'--11-26"));
    EXPECT_THAT(api.get("/customer-exports/columns").at("/separator"), "\"comma\"");
}

TEST(CsvSeparators, follow_the_language_and_the_country) {
    EXPECT_EQ(usual_separator(Language::es, "ES"), CsvSeparator::semicolon);
    EXPECT_EQ(usual_separator(Language::es, "AR"), CsvSeparator::semicolon);
    EXPECT_EQ(usual_separator(Language::es, "MX"), CsvSeparator::comma);
    EXPECT_EQ(usual_separator(Language::en, "ES"), CsvSeparator::comma);
}

TEST_P(SegmentsTest, what_was_looked_for_to_export_it_is_not_remembered_by_name) {
    add({.name = "Ana Núñez", .identifiers = {{.kind = IdentifierKind::email, .value = "ana@x.pe"}}});
    api.as(kInes, Role::supervisor, 1);
    ASSERT_EQ(api.post("/customer-exports", R"({"format":"csv","q":"Ana Nunez"})").status, 200);
    ASSERT_EQ(api.post("/customer-exports", R"({"format":"csv","filter":{"match":"all","conditions":[
        {"field":"name","op":"contains","values":["Ana"]},{"field":"kind","op":"is","values":["person"]}]}})")
                  .status,
              200);
    std::vector<std::string> told;
    base().read([&](db::Tx& tx) {
        for (const auto& e : work::events_since(tx, {}, 200))
            if (e.type == "customers.exported") told.push_back(e.data);
    });
    ASSERT_EQ(told.size(), 2u);
    EXPECT_THAT(told[0], HasSubstr("\"searched\":true"));
    EXPECT_THAT(told[1], testing::AllOf(HasSubstr("\"field\\\":\\\"name"), HasSubstr("person")));
    for (const auto& data : told) {
        EXPECT_THAT(data, testing::Not(HasSubstr("Ana")));
        EXPECT_THAT(data, testing::Not(HasSubstr("ana@")));
    }
}

TEST_P(SegmentsTest, a_file_of_more_than_a_page_is_whole) {
    for (int i = 0; i < 1203; ++i) add(fmt::format("Cliente {:04}", i));
    api.as(kInes, Role::supervisor, 1);
    const auto file = api.post("/customer-exports", R"({"format":"csv","columns":["name"]})");
    EXPECT_EQ(std::ranges::count(file.body, '\n'), 1204);
    EXPECT_THAT(file.body, HasSubstr("Cliente 1202"));
}

}  // namespace
}  // namespace escucha::segments
