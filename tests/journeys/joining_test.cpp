// One matter told twice becomes one case and can be two again; two matters told in one breath become two, and
// can be one again. Nothing is lost, no date becomes later, and old codes and answers lead on.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class Joining : public World {
  protected:
    static constexpr Micros kDay = 24h;

    static test::HttpHeaders match(std::int64_t version) {
        return {{"If-Match", fmt::format("\"{}\"", version)}};
    }
    std::int64_t version_of(std::int64_t id) { return view(id).number("/case/version"); }
    Answer join(Console& who, std::int64_t winner, std::int64_t loser, json::object more = {}) {
        json::object body{{"case_id", loser}, {"version", stored(loser).version}};
        for (auto& [key, value] : more) body[key] = value;
        return who.post(at(winner, "merges"), body, match(stored(winner).version));
    }
    cases::Case stored(std::int64_t id) {
        return *base().read([&](db::Tx& tx) { return node.house.cases.find(tx, id); });
    }
    Answer undo(Console& who, const Answer& joined) {
        return who.post(
            at(joined.number("/case/id"), fmt::format("merges/{}/undoing", joined.number("/bonds/0/id"))));
    }
    Answer split(std::int64_t id, json::array entries, std::string_view kind = "question") {
        return lucia.post(at(id, "splits"), {{"entries", std::move(entries)}, {"kind", kind}},
                          match(stored(id).version));
    }
    // The texts of the timeline, oldest first, without changes.
    std::vector<std::string> said(const Answer& shown) {
        std::vector<std::string> out;
        for (const auto& e : shown.at("/entries").as_array())
            if (const auto* text = e.as_object().if_contains("text"); text && text->is_string())
                out.emplace_back(text->as_string());
        return out;
    }
    std::string entry_saying(const Answer& shown, std::string_view words) {
        for (const auto& e : shown.at("/entries").as_array())
            if (const auto* text = e.as_object().if_contains("text"); text && text->is_string())
                if (std::string_view(text->as_string()).contains(words))
                    return std::string(e.as_object().at("id").as_string());
        return {};
    }
    std::vector<std::string> listed(Console& who, std::string_view query) {
        return who.get(fmt::format("/cases?{}", query)).each("/items", "id");
    }
    std::size_t problems_opened() {
        return base().read(
            [&](db::Tx& tx) { return tx.one("SELECT count(*) FROM quality_cases")->get<std::size_t>(0); });
    }
    std::int64_t first = opened(claim());
    std::int64_t again() {
        clock.advance(2h);
        return opened(claim({{"what", "La tapa de la licuadora sigue sin llegar."}}));
    }
};
ESCUCHA_STORE_TEST(Joining);

TEST_P(Joining, ShowsOneConversationInTheOrderOfTimeAndWhereItCameFrom) {
    const auto second = again();
    clock.advance(1h);
    ASSERT_TRUE(customer_writes(first, "¿Ya la enviaron?"));
    clock.advance(1min);
    ASSERT_EQ(diego.post(at(second, "notes"), {{"text", "El almacén no la tiene."}}).status, 200);
    const auto joined = join(lucia, first, second);
    ASSERT_EQ(joined.status, 200) << joined.body;
    EXPECT_EQ(joined.number("/case/id"), first);
    EXPECT_THAT(said(joined), ElementsAre("La licuadora llegó sin tapa. Quiero usarla el domingo.",
                                          "La tapa de la licuadora sigue sin llegar.", "¿Ya la enviaron?",
                                          "El almacén no la tiene."));
    EXPECT_EQ(joined.text("/entries/1/from_case/code"), code_of(second).shown());
    EXPECT_FALSE(joined.has("/entries/0/from_case"));
    EXPECT_EQ(joined.text("/bonds/0/bond"), "joined");
    EXPECT_EQ(joined.number("/bonds/0/other/id"), second);
    EXPECT_THAT(joined.change("joined", "text"), testing::HasSubstr(code_of(second).shown()));
}

TEST_P(Joining, TheOldNumberAndCodeLeadToTheOneThatStands) {
    const auto second = again();
    ASSERT_EQ(join(lucia, first, second).status, 200);
    EXPECT_EQ(view(second).number("/case/id"), first);
    EXPECT_EQ(lucia.get("/cases/by-code/" + code_of(second).shown()).number("/case/id"), first);
    EXPECT_EQ(lucia.post(at(second, "notes"), {{"text", "Tarde"}}).code(), "case.merged");
    EXPECT_EQ(lucia.post(at(second, "replies"), {{"text", "Tarde"}}).code(), "case.merged");
    // What somebody was writing there is kept here.
    EXPECT_EQ(diego.put(at(second, "draft"), {{"text", "Estimada"}, {"kind", "reply"}}).status, 204);
    EXPECT_EQ(diego.get(at(first)).text("/draft/text"), "Estimada");
}

TEST_P(Joining, WhatTheCustomerAnswersLaterLandsInTheOneThatStands) {
    const auto second = again();
    ASSERT_EQ(join(lucia, first, second).status, 200);
    const auto page = portal.find(code_of(second), visitor());
    ASSERT_TRUE(page);
    EXPECT_EQ(page->code.text(), code_of(second).text()) << "their own code";
    EXPECT_EQ(page->messages.size(), 2u) << "both conversations";
    ASSERT_TRUE(customer_writes(second, "Gracias por unirlo."));
    EXPECT_THAT(said(view(first)), Contains("Gracias por unirlo."));
    base().write([&](db::Tx& tx) {
        const auto heard =
            node.house.cases.hear_in(tx, system_principal(), second, {.text = "Por correo también."}, now());
        ASSERT_TRUE(heard) << heard.error().code;
        EXPECT_EQ(heard->id, first);
        EXPECT_EQ(node.house.cases.standing(tx, second), first);
    });
    EXPECT_THAT(said(view(first)), Contains("Por correo también."));
}

TEST_P(Joining, NoDateBecomesLaterAndNoComplaintCountsTwice) {
    const auto second = again();
    const auto due = std::min(stored(first).due->at, stored(second).due->at);
    EXPECT_EQ(problems_opened(), 2u);
    ASSERT_EQ(join(lucia, second, first).status, 200) << "the older into the newer";
    EXPECT_EQ(stored(second).due->at, due);
    EXPECT_EQ(stored(second).opened_at, stored(first).opened_at) << "since the first of them came";
    EXPECT_EQ(problems_opened(), 1u);
    EXPECT_THAT(listed(lucia, "view=all"), ElementsAre(std::to_string(second)));
    EXPECT_THAT(listed(lucia, "state=merged"), ElementsAre(std::to_string(first)));
    const auto customer = view(second).number("/customer/id");
    EXPECT_THAT(listed(lucia, fmt::format("customer={}", customer)), ElementsAre(std::to_string(second)));
    base().read([&](db::Tx& tx) {
        EXPECT_EQ(node.house.cases.open_cases(tx, std::array{customer}).at(customer), 1);
    });
}

TEST_P(Joining, PromisesCompensationsOptionsAndFilesComeAlong) {
    const auto second = again();
    ASSERT_EQ(
        lucia.post(at(second, "promises"), {{"what", "Llamarle mañana"}, {"promised_for", in(26h)}}).status,
        200);
    const json::object courtesy{
        {"kind", "courtesy"}, {"amount_cents", 1'000}, {"description", "Vale de disculpa"}};
    ASSERT_EQ(lucia.post(at(second, "compensations"), courtesy).status, 200);
    const json::object tapa{{"text", "Enviar la tapa"}, {"recommended", true}};
    ASSERT_EQ(lucia.post(at(first, "options"), {{"options", json::array{tapa}}}).status, 200);
    clock.advance(1min);
    const json::object money{{"text", "Devolver el dinero"}, {"recommended", true}};
    ASSERT_EQ(lucia.post(at(second, "options"), {{"options", json::array{money}}}).status, 200);
    const auto file = lucia.upload("guia.txt", "text/plain", "guía 17").number("/items/0/id");
    ASSERT_EQ(lucia.post(at(second, "notes"), {{"text", "La guía"}, {"file_ids", json::array{file}}}).status,
              200);
    const auto joined = join(lucia, first, second);
    ASSERT_EQ(joined.status, 200) << joined.body;
    EXPECT_EQ(joined.text("/promises/0/what"), "Llamarle mañana");
    EXPECT_EQ(joined.number("/promises/0/case_id"), first);
    EXPECT_EQ(joined.text("/promises/0/case_code"), code_of(first).text());
    EXPECT_EQ(joined.text("/case/promise/what"), "Llamarle mañana") << "for the list row";
    EXPECT_EQ(joined.text("/compensations/0/description"), "Vale de disculpa");
    EXPECT_THAT(joined.each("/options", "text"), ElementsAre("Devolver el dinero")) << "the last offer";
    EXPECT_EQ(lucia.raw("GET", fmt::format("/files/{}/content", file), "").status, 200);
    const auto parted = undo(lucia, joined);
    ASSERT_EQ(parted.status, 200) << parted.body;
    EXPECT_THAT(parted.each("/options", "text"), ElementsAre("Enviar la tapa"));
    EXPECT_TRUE(parted.at("/promises").as_array().empty());
    EXPECT_EQ(view(second).text("/case/promise/what"), "Llamarle mañana");
    EXPECT_EQ(view(second).text("/promises/0/case_code"), code_of(second).text());
}

TEST_P(Joining, IsUndoneToWhatItWasAndWhatCameSinceStaysAndIsTold) {
    const auto second = again();
    ASSERT_EQ(diego.post(at(second, "ownership")).status, 200);
    const auto before = stored(first), other = stored(second);
    const auto joined = join(lucia, first, second);
    ASSERT_EQ(joined.status, 200);
    EXPECT_EQ(stored(first).owner, diego.id) << "somebody looks after it";
    clock.advance(5min);
    ASSERT_TRUE(customer_writes(second, "Llegó después."));
    ASSERT_TRUE(customer_writes(first, "Y esto al primero."));
    const auto parted = undo(lucia, joined);
    ASSERT_EQ(parted.status, 200) << parted.body;
    EXPECT_THAT(said(parted),
                ElementsAre("La licuadora llegó sin tapa. Quiero usarla el domingo.", "Y esto al primero."));
    EXPECT_THAT(parted.change("parted_leaving", "text"), testing::HasSubstr("un mensaje"));
    EXPECT_THAT(said(view(second)),
                ElementsAre("La tapa de la licuadora sigue sin llegar.", "Llegó después."))
        << "with the case whose code was used";
    EXPECT_EQ(stored(first).owner, 0);
    EXPECT_EQ(stored(first).due->at, before.due->at);
    EXPECT_EQ(stored(first).opened_at, before.opened_at);
    EXPECT_EQ(stored(second).state, cases::State::open);
    EXPECT_EQ(stored(second).owner, diego.id);
    EXPECT_EQ(stored(second).due->at, other.due->at);
    EXPECT_EQ(problems_opened(), 2u);
    EXPECT_EQ(portal.find(code_of(second), visitor())->messages.size(), 2u);
    EXPECT_EQ(undo(lucia, joined).code(), "case.link_undone");
}

TEST_P(Joining, TheLaterIsUndoneFirst) {
    const auto second = again(), third = again();
    const auto one = join(lucia, second, third);
    ASSERT_EQ(one.status, 200);
    const auto two = join(lucia, first, second);
    ASSERT_EQ(two.status, 200);
    EXPECT_EQ(view(third).number("/case/id"), first) << "through both";
    std::vector<std::string> origins;
    for (const auto& e : two.at("/entries").as_array())
        if (const auto& from = e.as_object().at("from_case"); e.as_object().at("type") != "change")
            origins.push_back(from.is_null() ? "" : std::string(from.as_object().at("code").as_string()));
    EXPECT_THAT(origins, ElementsAre("", code_of(second).shown(), code_of(third).shown()))
        << "where it was written";
    EXPECT_EQ(undo(lucia, one).code(), "case.undo_later_first");
    ASSERT_EQ(undo(lucia, two).status, 200);
    EXPECT_EQ(view(third).number("/case/id"), second);
    ASSERT_EQ(undo(lucia, one).status, 200);
    EXPECT_EQ(view(third).number("/case/id"), third);
}

TEST_P(Joining, TwoAtOnceLoseNothing) {
    const auto second = again();
    const auto seen_first = stored(first).version, seen_second = stored(second).version;
    ASSERT_TRUE(customer_writes(second, "Una cosa más."));
    const auto late =
        lucia.post(at(first, "merges"), {{"case_id", second}, {"version", seen_second}}, match(seen_first));
    EXPECT_EQ(late.code(), "case.merge_changed_meanwhile");
    ASSERT_EQ(join(lucia, first, second).status, 200);
    EXPECT_EQ(join(diego, second, first).code(), "case.merged") << "each into the other";
    EXPECT_EQ(lucia.post(at(first, "merges"), {{"case_id", second}, {"version", 1}}).status, 428);
    EXPECT_EQ(join(lucia, first, first).code(), "case.merge_same");
}

TEST_P(Joining, OfDifferentPeopleIsASupervisorsWhoSaysSo) {
    const auto other = opened(
        claim({{"channel", "web"}, {"customer", {{"name", "Luis Paz"}, {"email", "luis@correo.pe"}}}}));
    const auto preview = lucia.get(at(first, fmt::format("merges/preview?case_id={}", other)));
    EXPECT_TRUE(preview.is_true("/other_customer")) << preview.body;
    EXPECT_FALSE(preview.is_true("/may"));
    clock.advance(1min);
    EXPECT_EQ(join(lucia, first, other, {{"other_customer", true}}).code(), "case.merge_other_customer");
    EXPECT_EQ(join(boss, first, other).code(), "case.merge_other_customer") << "without saying so";
    const auto joined = join(boss, first, other, {{"other_customer", true}});
    ASSERT_EQ(joined.status, 200) << joined.body;
    EXPECT_EQ(joined.text("/entries/1/by/name"), "Luis Paz") << "who said it";
    EXPECT_EQ(undo(lucia, joined).code(), "case.merge_other_customer");
    EXPECT_EQ(undo(boss, joined).status, 200);
}

TEST_P(Joining, IsClosedToWhomEitherIsAbout) {
    const auto about =
        opened(claim({{"kind", "complaint"}, {"what", "Me gritó."}, {"about_person_id", boss.id}}));
    EXPECT_EQ(join(boss, first, about).code(), "case.about_you");
    EXPECT_EQ(boss.get(at(first, fmt::format("merges/preview?case_id={}", about))).code(), "case.about_you");
    const auto joined = join(lucia, first, about);
    ASSERT_EQ(joined.status, 200);
    EXPECT_EQ(boss.get(at(first)).code(), "case.about_you") << "what was said of them is in it now";
    EXPECT_EQ(undo(boss, joined).code(), "case.about_you");
}

TEST_P(Joining, NothingOpenVanishesInWhatIsSolved) {
    const auto second = again();
    make_solvable(first);
    ASSERT_EQ(solve(first).status, 200);
    EXPECT_EQ(join(lucia, first, second).code(), "case.merge_into_solved");
    EXPECT_EQ(join(lucia, second, first).status, 200);
}

TEST_P(Joining, SaysBeforehandWhatWillHappen) {
    const auto second = again();
    const auto preview = lucia.get(at(first, fmt::format("merges/preview?case_id={}", second)));
    ASSERT_EQ(preview.status, 200) << preview.body;
    EXPECT_EQ(preview.number("/winner/id"), first);
    EXPECT_EQ(preview.number("/loser_version"), stored(second).version);
    EXPECT_THAT(preview.each("/moves", "text"), ElementsAre("1 mensaje, llamada o visita"));
    EXPECT_EQ(preview.text("/joined/due/at"), view(first).text("/case/due/at"));
    EXPECT_EQ(stored(second).state, cases::State::open) << "nothing happened";
}

TEST_P(Joining, IsSuggestedWhereAnotherOpenCaseLooksAlike) {
    EXPECT_FALSE(view(first).has("/looks_alike"));
    const auto second = opened(claim({{"what", "La licuadora llegó sin tapa, ya lo dije."}}));
    EXPECT_EQ(view(first).number("/looks_alike/id"), second);
    EXPECT_EQ(view(second).number("/looks_alike/id"), first);
    const auto joined = join(lucia, first, second);
    ASSERT_EQ(joined.status, 200);
    EXPECT_FALSE(view(first).has("/looks_alike"));
    ASSERT_EQ(undo(lucia, joined).status, 200);
    EXPECT_FALSE(view(first).has("/looks_alike")) << "somebody told them apart";
}

TEST_P(Joining, WhoseCaseItWasIsTold) {
    const auto second = again();
    ASSERT_EQ(lucia.post(at(first, "ownership")).status, 200);
    ASSERT_EQ(diego.post(at(second, "ownership")).status, 200);
    diego.read_notices();
    ASSERT_EQ(join(lucia, first, second).status, 200);
    EXPECT_THAT(diego.read_notices(), Contains("case_joined"));
}

TEST_P(Joining, TheSearchFollows) {
    const auto second = again();
    ASSERT_EQ(join(lucia, first, second).status, 200);
    node.house.search.catch_up();
    const auto found = lucia.get("/search?q=sigue%20sin%20llegar");
    ASSERT_EQ(found.status, 200) << found.body;
    std::set<std::string> in;
    for (const auto& hit : found.at("/items").as_array())
        if (const auto* c = hit.as_object().if_contains("case"); c && c->is_object())
            in.insert(std::to_string(c->as_object().at("id").to_number<std::int64_t>()));
    EXPECT_THAT(in, ElementsAre(std::to_string(first)));
}

// --- Parting, after more was said --------------------------------------------------------------------------

TEST_P(Joining, PartingBuriesNoUnansweredWord) {
    ASSERT_EQ(lucia.post(at(first, "replies"), {{"text", "¿Cuál es el modelo?"}, {"then", "waiting"}}).status,
              200);
    const auto second = again();
    const auto joined = join(lucia, first, second);
    ASSERT_EQ(joined.status, 200);
    clock.advance(1h);
    ASSERT_TRUE(customer_writes(first, "Es la L-200."));
    clock.advance(1h);
    ASSERT_EQ(undo(lucia, joined).status, 200);
    EXPECT_EQ(stored(first).state, cases::State::open) << "they answered what we waited for";
    EXPECT_EQ(stored(first).last_from, cases::LastFrom::customer);
    EXPECT_TRUE(stored(first).unread);
    EXPECT_FALSE(stored(first).waiting_since);
}

TEST_P(Joining, WhatWasConfirmedMeanwhileIsTheOneItWasSaidBackIn) {
    const auto second = again();
    ASSERT_EQ(lucia.post(at(second, "said-back"), {{"text", "Quiere la tapa."}}).status, 200);
    const auto joined = join(lucia, first, second);
    ASSERT_EQ(joined.status, 200);
    ASSERT_EQ(lucia.post(at(first, "said-back/confirmation"), {{"how", "Por teléfono"}}).status, 200);
    ASSERT_EQ(undo(lucia, joined).status, 200);
    EXPECT_TRUE(view(second).has("/case/said_back/confirmed_at"));
    EXPECT_FALSE(view(first).has("/case/said_back"));
}

TEST_P(Joining, AComplaintJoinedToAQuestionIsStillAComplaint) {
    const auto question = opened(claim({{"kind", "question"}, {"what", "¿Cuándo abren?"}}));
    ASSERT_EQ(join(lucia, question, first).status, 200);
    EXPECT_EQ(view(question).text("/case/kind"), "claim");
    EXPECT_EQ(base().read([&](db::Tx& tx) {
        return tx.one("SELECT count(*) FROM quality_cases WHERE problem = 1")->get<int>(0);
    }),
              1);
}

TEST_P(Joining, BothExpectationsAreRead) {
    ASSERT_EQ(lucia.put(at(first, "expectation"), {{"text", "Que me cambien la licuadora."}}).status, 200);
    const auto second = opened(claim({{"expectation", "Que me devuelvan el dinero."}}));
    const auto joined = join(lucia, first, second);
    ASSERT_EQ(joined.status, 200);
    EXPECT_EQ(joined.text("/case/expectation/text"), "Que me cambien la licuadora.");
    EXPECT_EQ(joined.change("expected", "reason"), "Que me devuelvan el dinero.");
}

TEST_P(Joining, ARenegotiatedPromiseGoesWithTheCaseItWasMadeIn) {
    const auto second = again();
    const auto made = lucia.post(at(second, "promises"), {{"what", "Llamarle"}, {"promised_for", in(26h)}});
    const auto joined = join(lucia, first, second);
    ASSERT_EQ(joined.status, 200);
    ASSERT_EQ(lucia
                  .post(fmt::format("/promises/{}/renegotiation", made.number("/promises/0/id")),
                        {{"promised_for", in(50h)}, {"reason", "Falta la pieza"}, {"told_how", "Por correo"}})
                  .status,
              200);
    ASSERT_EQ(undo(lucia, joined).status, 200);
    EXPECT_EQ(view(second).at("/promises").as_array().size(), 2u);
    EXPECT_TRUE(view(first).at("/promises").as_array().empty());
}

TEST_P(Joining, WhatIsAboutSomebodyIsNeitherNamedToThemNorLeftOpenToThem) {
    const auto about =
        opened(claim({{"kind", "complaint"}, {"what", "Diego me gritó."}, {"about_person_id", diego.id}}));
    const auto joined = join(lucia, first, about);
    ASSERT_EQ(joined.status, 200);
    ASSERT_EQ(undo(lucia, joined).status, 200);
    const auto seen = diego.get(at(first));
    ASSERT_EQ(seen.status, 200) << "nothing of it is here";
    EXPECT_THAT(json::serialize(seen.body), Not(testing::HasSubstr("me gritó")));
    EXPECT_THAT(json::serialize(seen.body), Not(testing::HasSubstr(code_of(about).shown())));
    const auto again_ = join(lucia, first, about);
    ASSERT_EQ(again_.status, 200);
    clock.advance(1min);
    ASSERT_TRUE(customer_writes(first, "Y encima se rió."));
    clock.advance(1min);
    ASSERT_EQ(lucia.post(at(first, fmt::format("merges/{}/undoing", again_.number("/bonds/0/id")))).status,
              200);
    EXPECT_EQ(diego.get(at(first)).code(), "case.about_you") << "what came since may speak of him";
}

TEST_P(Joining, SplittingSaysWhomItIsAbout) {
    ASSERT_TRUE(customer_writes(first, "Y además Diego me gritó."));
    const auto entry = entry_saying(view(first), "me gritó");
    const auto wish = [&](std::int64_t person) {
        return json::object{
            {"entries", json::array{entry}}, {"kind", "complaint"}, {"about_person_id", person}};
    };
    EXPECT_EQ(diego.post(at(first, "splits"), wish(diego.id), match(stored(first).version)).code(),
              "case.about_you");
    const auto fresh = lucia.post(at(first, "splits"), wish(diego.id), match(stored(first).version));
    ASSERT_EQ(fresh.status, 200) << fresh.body;
    EXPECT_EQ(fresh.number("/case/about/id"), diego.id);
    const auto seen = diego.get(at(first));
    ASSERT_EQ(seen.status, 200);
    EXPECT_THAT(json::serialize(seen.body), Not(testing::HasSubstr("me gritó")));
}

TEST_P(Joining, WhatCameToItsOwnEndIsNotErasedInPassing) {
    ASSERT_TRUE(customer_writes(first, "¿A qué hora cierran?"));
    const auto fresh = split(first, {entry_saying(view(first), "cierran")});
    ASSERT_EQ(fresh.status, 200);
    const auto id = fresh.number("/case/id");
    ASSERT_EQ(solve(id).status, 200);
    ASSERT_EQ(lucia.post(at(id, "satisfaction"), {{"score", 5}}).status, 200);
    EXPECT_EQ(lucia.post(at(first, fmt::format("splits/{}/undoing", fresh.number("/bonds/0/id")))).code(),
              "case.undo_split_solved");
    const auto joined = join(lucia, first, id);
    ASSERT_EQ(joined.status, 200) << "joined like any other it can be undone";
    const auto bond = joined.at("/bonds").as_array().back().as_object().at("id").to_number<std::int64_t>();
    ASSERT_EQ(lucia.post(at(first, fmt::format("merges/{}/undoing", bond))).status, 200);
    EXPECT_EQ(stored(id).score, 5);
    EXPECT_EQ(stored(id).outcome, cases::Outcome::solved);
}

// --- Of different people -----------------------------------------------------------------------------------

TEST_P(Joining, EachOfTheirPeopleReadsAndIsAnsweredForThemselves) {
    const auto luis = opened(claim({{"channel", "web"},
                                    {"what", "También me falta la tapa."},
                                    {"expectation", "Que me la manden a mi casa."},
                                    {"customer", {{"name", "Luis Paz"}, {"email", "luis@correo.pe"}}}}));
    const auto rosa_id = stored(first).customer, luis_id = stored(luis).customer;
    clock.advance(1min);
    const auto joined = join(boss, first, luis, {{"other_customer", true}});
    ASSERT_EQ(joined.status, 200) << joined.body;
    EXPECT_THAT(joined.each("/people", "name"), ElementsAre("Rosa Quispe", "Luis Paz"));
    EXPECT_EQ(joined.number("/addressee"), luis_id) << "whoever spoke last";
    clock.advance(1min);
    ASSERT_TRUE(customer_writes(luis, "¿Saben algo?"));
    ASSERT_EQ(lucia.post(at(first, "replies"), {{"text", "Para Luis: mañana."}}).status, 200);
    clock.advance(1min);
    ASSERT_EQ(
        lucia.post(at(first, "replies"), {{"text", "Para Rosa: hoy."}, {"customer_id", rosa_id}}).status,
        200);
    EXPECT_EQ(lucia.post(at(first, "replies"), {{"text", "x"}, {"customer_id", 99'999}}).fault("customer_id"),
              "unknown");
    const auto read_by = [&](std::int64_t id) {
        std::vector<std::string> texts;
        for (const auto& m : portal.find(code_of(id), visitor())->messages)
            if (!m.text.empty()) texts.push_back(m.text);
        return texts;
    };
    EXPECT_THAT(read_by(first), ElementsAre("Para Rosa: hoy.")) << "of a call only that it was";
    EXPECT_EQ(customers_page(first).expectation, "") << "what he expects is not what she does";
    EXPECT_EQ(customers_page(luis).expectation, "Que me la manden a mi casa.");
    EXPECT_EQ(view(first).change("expected", "reason"), "Que me la manden a mi casa.");
    EXPECT_THAT(read_by(luis),
                ElementsAre("También me falta la tapa.", "¿Saben algo?", "Para Luis: mañana."));
    std::set<std::string> spoke;
    for (const auto& e : view(first).at("/entries").as_array())
        spoke.emplace(e.at("by").at("name").as_string());
    EXPECT_THAT(spoke, Contains("Luis Paz")) << "who said it";
    clock.advance(1min);
    ASSERT_EQ(boss.post(at(first, fmt::format("merges/{}/undoing", joined.number("/bonds/0/id")))).status,
              200);
    EXPECT_THAT(said(view(luis)),
                ElementsAre("También me falta la tapa.", "¿Saben algo?", "Para Luis: mañana."));
    EXPECT_THAT(said(view(first)),
                ElementsAre("La licuadora llegó sin tapa. Quiero usarla el domingo.", "Para Rosa: hoy."));
}

TEST_P(Joining, OneWhoseWordsAreInAnothersCaseIsNotPutOutOfSight) {
    const auto luis = opened(claim({{"customer", {{"name", "Luis Paz"}, {"email", "luis@correo.pe"}}}}));
    const auto joined = join(boss, first, luis, {{"other_customer", true}});
    ASSERT_EQ(joined.status, 200);
    make_solvable(first);
    ASSERT_EQ(solve(first).status, 200);
    const auto request = admin.post("/rights-requests", {{"customer", stored(luis).customer},
                                                         {"kind", "restriction"},
                                                         {"channel", "email"},
                                                         {"identity", "Con su documento"},
                                                         {"received", "2026-11-16"}});
    ASSERT_EQ(request.status, 201) << request.body;
    const auto block = fmt::format("/rights-requests/{}/blocking", request.number("/id"));
    EXPECT_EQ(admin.post(block, {}, match(request.number("/version"))).code(), "rights.joined_cases");
    ASSERT_EQ(undo(boss, joined).status, 200);
    EXPECT_EQ(admin.post(block, {}, match(request.number("/version"))).code(), "rights.open_cases")
        << "his own is open again";
}

TEST_P(Joining, PartingRecordsLeavesNobodysCaseInAnothers) {
    const auto luis =
        opened(claim({{"customer", {{"name", "Rosa Quispe M."}, {"email", "rosa.q@correo.pe"}}}}));
    const auto one = stored(first).customer, two = stored(luis).customer;
    const auto shown = [&](std::int64_t id) { return lucia.get(fmt::format("/customers/{}", id)); };
    const auto merge = boss.post("/customer-merges", {{"winner", one},
                                                      {"loser", two},
                                                      {"winner_version", shown(one).number("/version")},
                                                      {"loser_version", shown(two).number("/version")}});
    ASSERT_LT(merge.status, 300) << merge.body;
    clock.advance(1min);
    const auto joined = join(lucia, first, luis);
    ASSERT_EQ(joined.status, 200) << joined.body;
    const auto undoing = fmt::format("/customer-merges/{}/undoing", merge.number("/id"));
    EXPECT_EQ(boss.post(undoing).code(), "merge.cases_joined");
    ASSERT_EQ(undo(lucia, joined).status, 200);
    EXPECT_LT(boss.post(undoing).status, 300);
    EXPECT_EQ(stored(luis).customer, two);
}

// --- Splitting ---------------------------------------------------------------------------------------------

TEST_P(Joining, AnotherMatterBecomesACaseWithItsOwnClockSinceItCame) {
    clock.advance(3h);
    const auto came = now();
    ASSERT_TRUE(customer_writes(first, "Y además la factura tiene mal mi nombre."));
    clock.advance(kDay);
    ASSERT_EQ(lucia.post(at(first, "replies"), {{"text", "La tapa sale hoy."}}).status, 200);
    const auto fresh = split(first, {entry_saying(view(first), "factura")}, "complaint");
    ASSERT_EQ(fresh.status, 200) << fresh.body;
    const auto id = fresh.number("/case/id");
    EXPECT_NE(id, first);
    EXPECT_EQ(fresh.text("/case/kind"), "complaint");
    EXPECT_EQ(fresh.text("/case/title"), "Y además la factura tiene mal mi nombre");
    EXPECT_EQ(fresh.number("/case/owner/id"), lucia.id) << "one accountable owner";
    EXPECT_EQ(fresh.number("/case/customer/id"), view(first).number("/case/customer/id"));
    EXPECT_EQ(stored(id).opened_at, came) << "the law's clock runs from receipt";
    const auto due = base().read([&](db::Tx& tx) {
        return node.house.calendars.deadlines_for(tx, CaseKind::complaint, came).first_answer_due;
    });
    EXPECT_EQ(stored(id).first_answer_due, due);
    EXPECT_FALSE(stored(id).first_answer_at) << "nobody answered that";
    EXPECT_THAT(said(fresh), ElementsAre("Y además la factura tiene mal mi nombre."));
    EXPECT_THAT(said(view(first)), Not(Contains("Y además la factura tiene mal mi nombre.")));
    EXPECT_EQ(fresh.text("/bonds/0/bond"), "split_from");
    EXPECT_EQ(view(first).text("/bonds/0/bond"), "split_off");
    ASSERT_EQ(customers_page(first).apart.size(), 1u) << "their words are not gone: they are told where";
    EXPECT_EQ(customers_page(first).apart[0].code.text(), code_of(id).text());
    EXPECT_EQ(problems_opened(), 2u);
}

TEST_P(Joining, WhatWasSplitOffIsJoinedBackWithWhatCameSince) {
    clock.advance(3h);
    ASSERT_TRUE(customer_writes(first, "Y además la factura tiene mal mi nombre."));
    const auto due = stored(first).due->at;
    const auto fresh = split(first, {entry_saying(view(first), "factura")});
    ASSERT_EQ(fresh.status, 200) << fresh.body;
    const auto id = fresh.number("/case/id"), bond = fresh.number("/bonds/0/id");
    ASSERT_TRUE(customer_writes(id, "Es por el IVA."));
    const auto path = at(first, fmt::format("splits/{}/undoing", bond));
    const auto back = lucia.post(path);
    ASSERT_EQ(back.status, 200) << back.body;
    EXPECT_EQ(back.number("/case/id"), first);
    EXPECT_THAT(said(back), ElementsAre("La licuadora llegó sin tapa. Quiero usarla el domingo.",
                                        "Y además la factura tiene mal mi nombre.", "Es por el IVA."));
    EXPECT_LE(stored(first).due->at, due);
    EXPECT_TRUE(back.at("/bonds").as_array().empty());
    EXPECT_EQ(view(id).number("/case/id"), first) << "its code and number lead on";
    EXPECT_EQ(lucia.post(path).code(), "case.link_undone");
}

TEST_P(Joining, SplittingTakesFilesAndNotesAndPromisesThatAreNamed) {
    clock.advance(1h);
    ASSERT_TRUE(customer_writes(first, "Y la factura."));
    const auto file = lucia.upload("factura.txt", "text/plain", "F-17").number("/items/0/id");
    ASSERT_EQ(lucia.post(at(first, "notes"), {{"text", "Aquí está"}, {"file_ids", json::array{file}}}).status,
              200);
    ASSERT_EQ(lucia.post(at(first, "promises"), {{"what", "Corregirla"}, {"promised_for", in(26h)}}).status,
              200);
    const auto shown = view(first);
    const auto fresh = split(first, {entry_saying(shown, "Y la factura"), entry_saying(shown, "Aquí está"),
                                     fmt::format("p{}", shown.number("/promises/0/id"))});
    ASSERT_EQ(fresh.status, 200) << fresh.body;
    EXPECT_EQ(fresh.text("/promises/0/what"), "Corregirla");
    EXPECT_EQ(fresh.text("/case/promise/what"), "Corregirla");
    EXPECT_FALSE(view(first).has("/case/promise"));
    base().read([&](db::Tx& tx) {
        EXPECT_EQ(node.house.files.find(tx, file)->owner->case_id, fresh.number("/case/id"));
    });
}

TEST_P(Joining, SplittingNamesWhatIsWrong) {
    ASSERT_TRUE(customer_writes(first, "Y la factura."));
    ASSERT_EQ(lucia.post(at(first, "notes"), {{"text", "Nota"}}).status, 200);
    const auto shown = view(first);
    const auto note = entry_saying(shown, "Nota"), more = entry_saying(shown, "Y la factura"),
               begin = entry_saying(shown, "licuadora");
    EXPECT_EQ(split(first, {note}).fault("entries"), "no_contact");
    EXPECT_EQ(split(first, {begin, more}).fault("entries"), "nothing_left");
    EXPECT_EQ(split(first, {more, "n99999"}).fault("entries"), "unknown");
    EXPECT_EQ(split(first, {"x1"}).fault("entries"), "unknown");
    EXPECT_EQ(split(first, {""}).status, 422);
    const auto other = opened(claim({{"customer", {{"name", "Luis Paz"}, {"email", "luis@correo.pe"}}}}));
    EXPECT_EQ(split(other, {more}).fault("entries"), "unknown") << "of another case";
    EXPECT_EQ(
        lucia.post(at(first, "splits"), {{"entries", json::array{more}}, {"kind", "question"}}, match(1))
            .status,
        412);
    EXPECT_EQ(said(view(first)).size(), 3u) << "nothing is half done";
}

}  // namespace
}  // namespace escucha::journeys
