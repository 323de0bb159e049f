// One box that finds anything: by name, number, code, words in any form; in the order one expects; and never
// what is not for one's eyes.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class Searching : public World {
  protected:
    Answer find(Console& who, std::string_view query, std::string_view more = {}) {
        node.house.search.catch_up();
        auto answer = who.get(fmt::format("/search?q={}{}", encoded(query), more));
        EXPECT_EQ(answer.status, 200) << query << answer.body;
        return answer;
    }
    // "kind: title" of each hit, what was found in brackets.
    std::vector<std::string> found(std::string_view query, std::string_view more = {}) {
        return shown(find(lucia, query, more));
    }
    std::vector<std::string> typed(std::string_view query) { return found(query, "&typing=true"); }

    static std::vector<std::string> shown(const Answer& answer) {
        std::vector<std::string> out;
        for (const auto& hit : answer.at("/items").as_array()) {
            std::string line(hit.at("kind").as_string());
            line += ": " + marked(hit.at("title"));
            out.push_back(std::move(line));
        }
        return out;
    }
    static std::string marked(const json::value& pieces) {
        std::string out;
        for (const auto& p : pieces.as_array()) {
            const std::string text(p.at("text").as_string());
            out += p.at("found").as_bool() ? "[" + text + "]" : text;
        }
        return out;
    }
    static std::string encoded(std::string_view text) {
        std::string out;
        for (const char c : text)
            out += std::isalnum(static_cast<unsigned char>(c))
                       ? std::string(1, c)
                       : fmt::format("%{:02X}", static_cast<unsigned char>(c));
        return out;
    }
    std::int64_t case_of(std::string_view name, std::string_view what, json::object more = {}) {
        json::object in{{"what", what}, {"customer", json::object{{"name", name}, {"email", mail(name)}}}};
        for (auto& [k, v] : more) in[k] = v;
        return opened(claim(in));
    }
    static std::string mail(std::string_view name) {
        return fmt::format("c{}@example.pe", std::hash<std::string_view>{}(name));
    }
    static std::int64_t count_of(const Answer& answer, std::string_view kind) {
        for (const auto& c : answer.at("/counts").as_array())
            if (c.at("kind").as_string() == kind) return c.at("count").as_int64();
        return -1;
    }
};
ESCUCHA_STORE_TEST(Searching);

TEST_P(Searching, JoinsTheFormsOfAWordAndMarksThem) {
    case_of("Ana Núñez", "Mis reclamaciones sobre la línea no llegan a nadie.");
    EXPECT_THAT(found("reclamación"), Contains("case: Mis [reclamaciones] sobre la línea no llegan a nadie"));
    EXPECT_THAT(found("reclamacion lineas en:mensajes"),
                ElementsAre("message: Mis [reclamaciones] sobre la [línea] no llegan a nadie."));
    EXPECT_THAT(found("nunez en:clientes"), ElementsAre("customer: Ana [Núñez]"));
    EXPECT_THAT(found("reclutar"), IsEmpty());
}

TEST_P(Searching, PutsTheVeryFormBeforeItsSisters) {
    const auto older = case_of("Uno Mismo", "El cobro del ano pasado");
    const auto newer = case_of("Otra Mas", "El cobro del año pasado");
    EXPECT_THAT(find(lucia, "ano en:casos").each("/items", "id"),
                ElementsAre(std::to_string(older), std::to_string(newer)));
    EXPECT_THAT(find(lucia, "ano en:casos", "&order=newest").each("/items", "id"),
                ElementsAre(std::to_string(newer), std::to_string(older)));
    EXPECT_THAT(find(lucia, "año en:casos").each("/items", "why"), ElementsAre("words", "forms"));
}

TEST_P(Searching, PutsThePersonBeforeWhatOnlyBelongsToThem) {
    case_of("Carmen Núñez", "La cocina no enciende");
    pass(1min);
    case_of("Rosa Quispe", "La señora Núñez me atendió muy bien");
    for (const auto* typed : {"nunez", "Núñez", "carmen nunez"})
        EXPECT_THAT(found(typed).at(0), ::testing::StartsWith("customer: ")) << typed;
    EXPECT_THAT(found("nunez", "&order=newest").at(0), Not(::testing::StartsWith("customer: ")));
}

TEST_P(Searching, FindsACustomerByAnyWayOfWritingTheirNumbers) {
    const auto made = lucia.post(
        "/customers", {{"name", "Rosa Quispe Mamani"},
                       {"notes", "Prefiere que la llamen por la tarde"},
                       {"identifiers", json::array{{{"kind", "phone"}, {"value", "987 654 321"}},
                                                   {{"kind", "email"}, {"value", "rosa.quispe@correo.pe"}},
                                                   {{"kind", "document"}, {"value", "45678912"}}}}});
    ASSERT_EQ(made.status, 201) << made.body;
    for (const auto* way :
         {"987654321", "987 654 321", "987-654-321", "+51 987 654 321", "45678912", "45.678.912",
          "rosa.quispe@correo.pe", "Quispe Mamani", "mamani rosa", "la llamen por la tarde"})
        EXPECT_THAT(find(lucia, way).each("/items", "kind"), Contains("customer")) << way;
    for (const auto* way : {"98765", "987 65", "4567", "rosa.qui", "mama", "qu", "rosa quis"})
        EXPECT_THAT(find(lucia, way, "&typing=true").each("/items", "kind"), Contains("customer")) << way;
    EXPECT_THAT(found("quis en:clientes"), IsEmpty()) << "half a word only while one types";
}

TEST_P(Searching, FindsACaseByItsCodeEvenMistyped) {
    const auto id = case_of("Rosa Quispe", "La lavadora no llega");
    case_of("Luis Paz", "El horno no enciende");
    const auto code = code_of(id).shown();
    auto wrong = code;
    wrong[6] = wrong[6] == 'X' ? 'Y' : 'X';
    EXPECT_EQ(find(lucia, code).text("/items/0/why"), "code");
    EXPECT_EQ(find(lucia, code.substr(0, 7), "&typing=true").number("/items/0/id"), id);
    const auto mended = find(lucia, wrong);
    EXPECT_EQ(mended.text("/items/0/why"), "mended_code");
    EXPECT_EQ(mended.number("/items/0/id"), id);
    EXPECT_THAT(find(lucia, "codigo:" + code).each("/items", "kind"),
                UnorderedElementsAre("case", "message"));
}

TEST_P(Searching, FindsACaseByItsSheetAndItsPoints) {
    const auto book = admin.post("/books", {{"code", "miraflores"},
                                            {"name", "Tienda Miraflores"},
                                            {"provider", "La Colmena S.A.C."},
                                            {"tax_number", "20999999990"},
                                            {"address", "Av. Larco 345"},
                                            {"country", "PE"}});
    ASSERT_EQ(book.status, 201) << book.body;
    const auto written = [](std::string_view field, std::string_view value) {
        return json::object{{"field", field}, {"value", value}};
    };
    const auto made = lucia.post(
        fmt::format("/books/{}/entries", book.number("/id")),
        {{"accepted", true},
         {"answers",
          json::array{written("kind", "claim"), written("consumer_name", "Ana Núñez"),
                      written("document_type", "passport"), written("consumer_document", "AX45678"),
                      written("consumer_email", "ana@correo.pe"), written("detail", "No enciende."),
                      written("description", "Cafetera italiana")}}});
    ASSERT_EQ(made.status, 201) << made.body;
    const auto id = made.number("/line/case_id");
    for (const auto* typed : {"000000001-2026", "1-2026", "000000001"}) {
        const auto answer = find(lucia, typed);
        EXPECT_EQ(answer.text("/items/0/why"), "sheet") << typed;
        EXPECT_EQ(answer.number("/items/0/id"), id) << typed;
        EXPECT_EQ(marked(answer.at("/items/0/text")), "[000000001-2026]");
        EXPECT_EQ(find(lucia, typed, "&typing=true").number("/items/0/id"), id) << typed;
    }
    EXPECT_THAT(find(lucia, "1-2025").each("/items", "why"), Not(Contains("sheet")));
    EXPECT_EQ(find(lucia, made.text("/verification")).number("/items/0/id"), id);
    EXPECT_EQ(find(lucia, "cafeteras en:casos").number("/items/0/id"), id);

    lucia.post(at(id, "points"),
               {{"items", json::array{json::object{{"text", "Que me devuelvan el flete"}}}}});
    const auto by_point = find(lucia, "fletes en:casos");
    EXPECT_EQ(by_point.number("/items/0/id"), id);
    EXPECT_EQ(marked(by_point.at("/items/0/text")), "Que me devuelvan el [flete]");
}

TEST_P(Searching, FindsWhatWasSaidNotedAndPromised) {
    const auto id = case_of("Rosa Quispe", "La lavadora no llega");
    lucia.post(at(id, "notes"), {{"text", "El almacén dice que falta un repuesto"}});
    lucia.post(at(id, "replies"), {{"text", "Le consigo el repuesto esta semana"}});
    lucia.post(at(id, "promises"), {{"what", "Llevar el repuesto"}, {"promised_for", in(26h)}});
    EXPECT_THAT(found("repuestos"), UnorderedElementsAre("note: El almacén dice que falta un [repuesto]",
                                                         "message: Le consigo el [repuesto] esta semana",
                                                         "promise: Llevar el [repuesto]"));
    const auto all = find(lucia, "repuesto");
    EXPECT_EQ(count_of(all, "note"), 1);
    EXPECT_EQ(count_of(all, "customer"), 0);
    EXPECT_EQ(all.number("/items/0/case/id"), id);
    EXPECT_EQ(all.text("/items/0/customer/name"), "Rosa Quispe");
}

// What is asked for may be old, under thousands of newer entries with the same words.
TEST_P(Searching, AStateAndAnOwnerNarrowBeforeTheNewestAreTaken) {
    const auto old = case_of("Rosa Quispe", "El horno no enciende");
    const auto newer = case_of("Luis Paz", "El horno gotea");
    lucia.post(at(old, "ownership"));
    make_solvable(newer);
    ASSERT_EQ(solve(newer).status, 200);
    node.house.search.catch_up();
    base().write([&](db::Tx& tx) {
        const auto last = tx.one("SELECT max(id) FROM contacts")->get<std::int64_t>(0);
        const std::string of = fmt::format("WHERE case_id = {} ", newer);
        if (tx.backend() == db::Backend::sqlite)
            tx.execute(fmt::format(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25000) INSERT "
                "INTO "
                "search_messages (rowid, words, others, who, facts, at, case_id, customer_id) SELECT {} + i, "
                "words, others, who, facts, at, case_id, customer_id FROM (SELECT * FROM search_messages {} "
                "LIMIT 1), n",
                last, of));
        else
            tx.execute(
                fmt::format("INSERT INTO search_messages (id, text, at, case_id, customer_id) SELECT {} + "
                            "i, text, at, case_id, customer_id FROM (SELECT * FROM search_messages {} "
                            "LIMIT 1) m, generate_series(1, 25000) n (i)",
                            last, of));
    });
    EXPECT_THAT(found("horno estado:abierto en:mensajes"), ElementsAre("message: El [horno] no enciende"));
    EXPECT_THAT(found("horno responsable:lucía estado:abierto en:mensajes"),
                ElementsAre("message: El [horno] no enciende"));
    EXPECT_EQ(count_of(find(lucia, "horno estado:abierto"), "message"), 1);
    EXPECT_THAT(found("horno estado:esperando en:mensajes"), IsEmpty());
}

TEST_P(Searching, UnderstandsPhrasesExclusionsAndFilters) {
    const auto horno = case_of("Rosa Quispe", "El horno no enciende desde ayer");
    case_of("Luis Paz", "Enciende solo y no es un horno, es la cocina", {{"kind", "complaint"}});
    lucia.post(at(horno, "ownership"));
    EXPECT_THAT(found("\"no enciende\" en:casos"), ElementsAre("case: El horno [no] [enciende] desde ayer"));
    EXPECT_EQ(found("horno -cocina en:casos").size(), 1u);
    EXPECT_EQ(found("horno tipo:queja en:casos").size(), 1u);
    EXPECT_EQ(found("horno de:rosa en:casos").size(), 1u);
    EXPECT_EQ(found("responsable:lucía en:casos").size(), 1u);
    EXPECT_EQ(found("quispe horno en:casos").size(), 1u) << "whose case it is counts, too";
    EXPECT_EQ(found("horno estado:abierto").size(), 4u) << "and what was said in them";
    EXPECT_THAT(found("horno estado:resuelto"), IsEmpty());
    EXPECT_EQ(found("horno desde:hoy en:casos").size(), 2u);
    EXPECT_THAT(found("horno hasta:ayer"), IsEmpty());
    make_solvable(horno);
    ASSERT_EQ(solve(horno).status, 200);
    EXPECT_EQ(found("horno estado:resuelto en:casos").size(), 1u);
    EXPECT_EQ(found("horno estado:resuelto en:mensajes").size(), 1u);
}

TEST_P(Searching, NamesWhatItDidNotUnderstand) {
    const auto answer = find(lucia, "horno estado:roto equipo:marte");
    EXPECT_THAT(answer.each("/problems", "code"), ElementsAre("unknown_value", "unknown_team"));
    EXPECT_EQ(answer.text("/problems/0/message"), "No entendimos «estado:roto»; buscamos sin ese filtro.");
    EXPECT_THAT(answer.each("/filters", "key"), IsEmpty());
    EXPECT_EQ(lucia.get("/search?q=horno&cursor=x").fault("cursor"), "bad_cursor");
    EXPECT_EQ(lucia.get("/search?q=").status, 422);
}

TEST_P(Searching, HidesWhatIsAboutOneself) {
    const auto id = opened(
        claim({{"kind", "complaint"}, {"what", "Inés me habló a gritos"}, {"about_person_id", boss.id}}));
    lucia.post(at(id, "notes"), {{"text", "Los gritos los oyeron todos"}});
    lucia.post(at(id, "promises"), {{"what", "Disculpa por los gritos"}, {"promised_for", in(26h)}});
    EXPECT_THAT(find(manager, "gritos").each("/items", "kind"),
                UnorderedElementsAre("case", "message", "note", "promise"));
    const auto hidden = find(boss, "gritos");
    EXPECT_THAT(hidden.each("/items", "kind"), IsEmpty());
    for (const auto& count : hidden.each("/counts", "count")) EXPECT_EQ(count, "0") << "not even as a number";
    EXPECT_THAT(find(boss, code_of(id).shown()).each("/items", "kind"), IsEmpty());
    // Known to be about her only now: gone within the next look.
    const auto later = case_of("Luis Paz", "Otros gritos en la tienda");
    EXPECT_EQ(find(boss, "gritos en:casos").at("/items").as_array().size(), 1u);
    diego.patch(at(later), {{"about_person_id", boss.id}}, view(later).etag());
    EXPECT_THAT(find(boss, "gritos").each("/items", "kind"), IsEmpty());
}

TEST_P(Searching, GoesOnFromPageToPageWithoutLosingOrRepeating) {
    for (int i = 0; i < 12; ++i) {
        case_of(fmt::format("Cliente Ola {}", i), fmt::format("Ola {} de calor", i));
        pass(1min);
    }
    for (const auto* order : {"best", "newest"}) {
        std::set<std::string> seen;
        std::string cursor;
        std::size_t all = 0;
        for (int page = 0; page < 20; ++page) {
            const auto answer = find(lucia, "olas", fmt::format("&order={}&limit=5{}", order, cursor));
            for (const auto& hit : answer.at("/items").as_array()) {
                seen.insert(
                    fmt::format("{} {}", std::string(hit.at("kind").as_string()), hit.at("id").as_int64()));
                ++all;
            }
            if (!answer.has("/next")) break;
            cursor = "&cursor=" + answer.text("/next");
        }
        EXPECT_EQ(all, 36u) << order << ": 12 customers, cases and messages";
        EXPECT_EQ(seen.size(), all) << order;
    }
    EXPECT_THAT(find(lucia, "olas", "&kind=case&order=newest&limit=2").each("/items", "kind"),
                ElementsAre("case", "case"));
}

TEST_P(Searching, FollowsWhatChanges) {
    const auto id = case_of("Rosa Quispe", "La lavadora no llega");
    const auto customer = view(id).number("/case/customer/id");
    EXPECT_EQ(found("quispe lavadora en:casos").size(), 1u);
    const auto path = fmt::format("/customers/{}", customer);
    ASSERT_EQ(lucia.patch(path, {{"name", "Rosa Huamán"}}, lucia.get(path).etag()).status, 200);
    EXPECT_THAT(found("quispe"), IsEmpty());
    EXPECT_EQ(found("huaman lavadora en:casos").size(), 1u);
    EXPECT_EQ(found("de:huaman en:mensajes").size(), 1u);
}

TEST_P(Searching, ForgetsWhoWasErased) {
    const auto id = case_of("Rosa Quispe", "La lavadora no llega");
    const auto customer = view(id).number("/case/customer/id");
    const auto path = fmt::format("/customers/{}", customer);
    ASSERT_EQ(lucia.patch(path, {{"notes", "Trabaja en la panadería"}}, lucia.get(path).etag()).status, 200);
    ASSERT_EQ(found("panaderia").size(), 1u);
    make_solvable(id);
    ASSERT_EQ(solve(id).status, 200);
    const auto asked = admin.post("/rights-requests", {{"customer", customer},
                                                       {"kind", "erasure"},
                                                       {"channel", "email"},
                                                       {"identity", "Por su correo"},
                                                       {"received", "2026-11-16"}});
    ASSERT_EQ(asked.status, 201) << asked.body;
    const auto erased = admin.post(fmt::format("/rights-requests/{}/erasure", asked.number("/id")),
                                   {{"understood", true}}, {{"If-Match", "\"" + asked.etag() + "\""}});
    ASSERT_EQ(erased.status, 200) << erased.body;
    EXPECT_THAT(found("panaderia"), IsEmpty());
    EXPECT_THAT(found("quispe"), IsEmpty()) << "what stays of them is blocked";
    EXPECT_THAT(found("lavadora en:casos"), IsEmpty()) << "and so is their case";
}

TEST_P(Searching, IsMadeAnewOnAnOldBaseAndByCommand) {
    const auto id = case_of("Rosa Quispe", "La lavadora no llega");
    lucia.post(at(id, "notes"), {{"text", "Falta un repuesto"}});
    lucia.post(at(id, "promises"), {{"what", "Llevar el repuesto"}, {"promised_for", in(26h)}});
    const auto before = found("rosa"), others = found("repuesto");
    ASSERT_EQ(before.size(), 3u) << "her record, her case, the promise to her";
    ASSERT_EQ(others.size(), 2u);
    node.house.search.begin_anew();
    const auto meanwhile = lucia.get("/search?q=rosa");
    EXPECT_TRUE(meanwhile.has("/indexing")) << "says that not everything is found yet";
    EXPECT_EQ(found("rosa"), before);
    EXPECT_EQ(found("repuesto"), others);
    EXPECT_FALSE(lucia.get("/search?q=rosa").has("/indexing"));
}

TEST_P(Searching, GivesProgramsWhatTheirScopesAllow) {
    const auto id = case_of("Rosa Quispe", "La lavadora no llega");
    lucia.post(at(id, "promises"), {{"what", "Llevar la lavadora"}, {"promised_for", in(26h)}});
    node.house.search.catch_up();
    const auto kinds = [&](json::array scopes) {
        const auto made = lucia.post("/api-tokens", {{"name", "prueba"}, {"scopes", scopes}});
        const auto token = made.text("/token");
        EXPECT_FALSE(token.empty()) << made.body;
        Console program(node);
        const auto rosa = program.raw("GET", "/search?q=rosa", "", {{"Authorization", "Bearer " + token}});
        EXPECT_EQ(rosa.status, 200) << rosa.body;
        std::vector<std::string> out;
        for (const auto& c : json::parse(rosa.body).at("counts").as_array())
            out.emplace_back(c.at("kind").as_string());
        return out;
    };
    EXPECT_THAT(kinds({"customers:read"}), ElementsAre("customer"));
    EXPECT_THAT(kinds({"customers:read", "cases:read"}), ElementsAre("customer", "case", "message", "note"));
}

}  // namespace
}  // namespace escucha::journeys
