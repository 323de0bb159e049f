#include "modules/promises/promises.hpp"

#include <gmock/gmock.h>

#include "base/passwords.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/calendar/test_calendars.hpp"
#include "modules/customers/customers.hpp"
#include "modules/team/team.hpp"
#include "support/api_caller.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

namespace escucha::promises {
namespace {

using namespace std::chrono_literals;

constexpr PersonId kRosa = 1, kLuis = 2, kSupervisor = 3, kManager = 4;
constexpr TeamId kTeam = 1;

// Monday to Friday 09:00–13:00 and 15:00–19:00, Lima; today is Monday 2026-10-05.
const calendar::WorkingCalendar& shop() {
    static const calendar::WorkingCalendar calendar{calendar::split_shifts("America/Lima")};
    return calendar;
}
Instant at(std::string_view wall) {
    return calendar::at(shop(), wall);
}

class PromisesTest : public test::StoreTest {
  protected:
    PromisesTest() { bring_people(); }

    void SetUp() override {
        const calendar::Seed seed{
            .country = "PE", .zone = "America/Lima", .hours = calendar::split_shifts("Etc/UTC").week};
        ASSERT_TRUE(base().write([&](db::Tx& tx) { return calendars().seed_defaults(tx, seed, {}, now); }));
        parts_->promises.lend(
            {.case_for = [this](db::Tx&, const Principal& who, CaseId id, bool) -> Result<CaseBrief> {
                 if (id == hidden_case && who.person == kLuis) return not_found("case.not_found");
                 return CaseBrief{id, "K7QM", CaseKind::complaint, customer};
             },
             .next_of_case =
                 [this](db::Tx&, CaseId id, const std::optional<NextPromise>& next) {
                     next_of[id] = next ? next->what : "nothing";
                 }});
        add_jobs(parts_->jobs, promises());
        add_routes(api.api(), promises());
        customer = *base().write([&](db::Tx& tx) {
            return parts_->customers.find_or_create(tx, {.name = "Señora Peña", .phone = "987654321"}, rosa,
                                                    now);
        });
    }

    void bring_people() {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'PE', 'America/Lima', 'PEN', 'es', 'usted', 'none', 0, 1);
INSERT INTO teams (id, name, name_key, supervisor_id, created_at, version) VALUES (1, 'Mesa', 'mesa', 3, 0, 1);
INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES
(1, 'Rosa', 'agent', 1, 'es', 0, 1), (2, 'Luis', 'agent', 1, 'es', 0, 1),
(3, 'Inés', 'supervisor', 1, 'es', 0, 1), (4, 'Marta', 'manager', NULL, 'es', 0, 1))");
        });
        parts_ = std::make_unique<Parts>(base(), now);
    }

    NewPromise of_case(CaseId id, std::string what, Instant for_when) {
        return {.of_case = CaseBrief{id, "K7QM", CaseKind::complaint, customer},
                .what = std::move(what),
                .promised_for = for_when};
    }
    Promise make(const NewPromise& wanted, const Principal& by) {
        auto made = base().write([&](db::Tx& tx) { return promises().make(tx, wanted, by, now); });
        EXPECT_TRUE(made.has_value());
        return made.value_or(Promise{});
    }
    Promise make(CaseId id, std::string what, Instant for_when) {
        return make(of_case(id, what, for_when), rosa);
    }
    Result<Promise> keep(PromiseId id, const Principal& by) {
        return base().write([&](db::Tx& tx) { return promises().keep(tx, id, "", by, now); });
    }
    Promise get(PromiseId id) {
        return *base().read([&](db::Tx& tx) { return promises().get(tx, id); });
    }
    // kind of notice → person, in the order they came.
    std::vector<std::pair<std::string, PersonId>> notices() {
        std::vector<std::pair<std::string, PersonId>> out;
        base().read([&](db::Tx& tx) {
            for (const auto& row : tx.query("SELECT kind, person_id FROM notices ORDER BY id"))
                out.emplace_back(row.get<std::string>(0), row.get<PersonId>(1));
        });
        return out;
    }
    std::vector<std::string> event_types() {
        std::vector<std::string> types;
        base().read([&](db::Tx& tx) {
            for (const auto& e : work::events_since(tx, {}, 1000))
                if (e.type.starts_with("promise.")) types.push_back(e.type);
        });
        return types;
    }
    void live_until(Instant then) {
        for (; now < then; now += 5min) parts_->jobs.run_due();
        now = then;
        parts_->jobs.run_due();
    }

    struct Parts {
        Parts(db::Database& base, const Instant& now)
            : jobs(base, [&now] { return now; }),
              team(base, events, passwords, {}),
              calendars(base, events),
              customers(base, events),
              promises(base, events, jobs, team, customers, calendars) {}
        work::Events events;
        work::Jobs jobs;
        Passwords passwords{{.passes = 1, .memory = 8192}};
        team::Team team;
        calendar::Calendars calendars;
        customers::Customers customers;
        Promises promises;
    };
    Promises& promises() { return parts_->promises; }
    calendar::Calendars& calendars() { return parts_->calendars; }

    static Principal person(PersonId id, Role role, TeamId team) {
        Principal p;
        p.kind = ActorKind::person;
        p.person = id;
        p.role = role;
        p.team = team;
        return p;
    }

    Instant now = at("2026-10-05 09:00");
    std::unique_ptr<Parts> parts_;
    test::ApiCaller api{now};
    CustomerId customer = 0;
    CaseId hidden_case = 0;
    std::map<CaseId, std::string> next_of;
    const Principal rosa = person(kRosa, Role::agent, kTeam), luis = person(kLuis, Role::agent, kTeam),
                    ines = person(kSupervisor, Role::supervisor, kTeam);
};
ESCUCHA_STORE_TEST(PromisesTest);

TEST_P(PromisesTest, everything_promised_is_kept_as_it_was_said) {
    NewPromise wanted = of_case(3, "Llamar a la señora Peña", at("2026-10-05 17:00"));
    wanted.target = at("2026-10-05 16:00");
    wanted.channel = Channel::phone;
    const Promise p = get(make(wanted, rosa).id);
    EXPECT_EQ(p.what, "Llamar a la señora Peña");
    EXPECT_EQ(p.case_id, 3);
    EXPECT_EQ(p.case_code, "K7QM");
    EXPECT_EQ(p.case_kind, CaseKind::complaint);
    EXPECT_EQ(p.customer, customer);
    EXPECT_EQ(p.maker, kRosa);
    EXPECT_EQ(p.team, kTeam);
    EXPECT_EQ(p.channel, Channel::phone);
    EXPECT_EQ(p.promised_for, at("2026-10-05 17:00"));
    EXPECT_EQ(p.target, at("2026-10-05 16:00"));
    EXPECT_EQ(p.state, PromiseState::open);
    EXPECT_THAT(event_types(), ElementsAre("promise.made"));
}

TEST_P(PromisesTest, the_case_always_knows_what_is_promised_next) {
    const auto later = make(3, "Enviar el repuesto", at("2026-10-07 12:00"));
    EXPECT_EQ(next_of[3], "Enviar el repuesto");
    const auto sooner = make(3, "Llamar", at("2026-10-05 17:00"));
    EXPECT_EQ(next_of[3], "Llamar");
    ASSERT_TRUE(keep(sooner.id, rosa));
    EXPECT_EQ(next_of[3], "Enviar el repuesto");
    ASSERT_TRUE(keep(later.id, rosa));
    EXPECT_EQ(next_of[3], "nothing");
}

TEST_P(PromisesTest, renegotiated_in_time_it_leads_to_the_new_one) {
    const auto old = make(3, "Llamar", at("2026-10-05 17:00"));
    now = at("2026-10-05 16:00");
    const auto next = base().write([&](db::Tx& tx) {
        return promises().renegotiate(
            tx, old.id, {at("2026-10-06 12:00"), std::nullopt, "Falta el repuesto", "La llamé"}, luis, now);
    });
    ASSERT_TRUE(next);
    EXPECT_EQ(next->what, "Llamar");
    EXPECT_EQ(next->maker, kRosa) << "whoever tells the customer does not become its maker";
    EXPECT_EQ(next->begun_at, old.made_at);
    const Promise before = get(old.id);
    EXPECT_EQ(before.state, PromiseState::renegotiated);
    EXPECT_EQ(before.replaced_by, next->id);
    EXPECT_EQ(before.reason, "Falta el repuesto");
    EXPECT_EQ(next_of[3], "Llamar");
    EXPECT_THAT(event_types(), ElementsAre("promise.made", "promise.made", "promise.settled"));
}

TEST_P(PromisesTest, a_new_date_after_the_hour_does_not_mend_what_was_broken) {
    const auto old = make(3, "Llamar", at("2026-10-05 12:00"));
    now = at("2026-10-05 12:01");
    ASSERT_TRUE(base().write([&](db::Tx& tx) {
        return promises().renegotiate(tx, old.id, {at("2026-10-06 12:00"), std::nullopt, "a", "b"}, rosa,
                                      now);
    }));
    EXPECT_EQ(get(old.id).state, PromiseState::broken);
}

TEST_P(PromisesTest, its_maker_is_warned_then_asked_to_tell_the_customer_and_the_supervisor_hears_at_last) {
    NewPromise wanted = of_case(3, "Llamar", at("2026-10-05 18:00"));
    wanted.target = at("2026-10-05 16:00");
    const auto p = make(wanted, rosa);
    live_until(at("2026-10-05 12:00"));
    EXPECT_THAT(notices(), IsEmpty());
    live_until(at("2026-10-05 15:30"));
    EXPECT_THAT(notices(), ElementsAre(Pair("promise_soon", kRosa)));
    live_until(at("2026-10-05 16:00"));
    EXPECT_THAT(notices(), ElementsAre(Pair("promise_soon", kRosa), Pair("tell_customer_first", kRosa)));
    live_until(at("2026-10-05 18:05"));
    EXPECT_THAT(notices().back(), Pair("promise_missed", kRosa));
    live_until(at("2026-10-06 18:05"));
    EXPECT_THAT(notices(), ElementsAre(Pair("promise_soon", kRosa), Pair("tell_customer_first", kRosa),
                                       Pair("promise_missed", kRosa), Pair("promise_missed", kSupervisor)));
    EXPECT_THAT(event_types(), ElementsAre("promise.made", "promise.missed"));
    EXPECT_EQ(get(p.id).version, 1) << "warnings are no edit";
}

TEST_P(PromisesTest, what_somebody_promised_before_leaving_reaches_their_supervisor) {
    make(3, "Llamar", at("2026-10-05 12:00"));
    base().write([](db::Tx& tx) { tx.script("UPDATE people SET active = 0 WHERE id = 1"); });
    live_until(at("2026-10-05 11:59"));
    ASSERT_FALSE(notices().empty());
    for (const auto& [kind, person] : notices()) EXPECT_EQ(person, kSupervisor) << kind;
}

TEST_P(PromisesTest, kept_in_time_nobody_is_disturbed) {
    const auto p = make(3, "Llamar", at("2026-10-05 18:00"));
    now = at("2026-10-05 10:00");
    ASSERT_TRUE(keep(p.id, rosa));
    live_until(at("2026-10-07 18:00"));
    EXPECT_THAT(notices(), IsEmpty());
}

TEST_P(PromisesTest, with_a_new_date_the_watch_moves) {
    const auto old = make(3, "Llamar", at("2026-10-05 18:00"));
    now = at("2026-10-05 10:00");
    ASSERT_TRUE(base().write([&](db::Tx& tx) {
        return promises().renegotiate(tx, old.id, {at("2026-10-09 18:00"), std::nullopt, "a", "b"}, rosa,
                                      now);
    }));
    live_until(at("2026-10-06 18:00"));
    EXPECT_THAT(notices(), IsEmpty());
}

TEST_P(PromisesTest, the_customer_says_whether_it_was_kept) {
    const auto p = make(3, "Llamar", at("2026-10-05 12:00"));
    const auto judge = [&](CaseId case_id) {
        return base().write([&](db::Tx& tx) {
            return promises().judge(tx, case_id, p.id, Verdict::not_kept, Principal{}, now);
        });
    };
    EXPECT_EQ(judge(3).error().code, "promise.not_due");
    now = at("2026-10-05 11:00");
    ASSERT_TRUE(keep(p.id, rosa));
    EXPECT_EQ(judge(4).error().code, "promise.not_found") << "of another case";
    ASSERT_TRUE(judge(3));
    EXPECT_EQ(get(p.id).verdict, Verdict::not_kept);
    now = at("2026-10-05 13:00");
    base().read([&](db::Tx& tx) {
        const Rate rate = promises().rate(tx, at("2026-10-05 00:00"), at("2026-10-06 00:00"), now);
        EXPECT_EQ(rate.due, 1);
        EXPECT_EQ(rate.kept, 0) << "the customer's word counts";
    });
}

TEST_P(PromisesTest, the_rate_counts_what_was_due_and_no_more) {
    const Instant noon = at("2026-10-05 12:00");
    const auto kept = make(1, "a", noon), late = make(2, "b", noon), broken = make(3, "c", noon);
    const auto moved = make(4, "d", noon);
    make(5, "missed, still open", noon);
    make(6, "of tomorrow", at("2026-10-06 12:00"));
    now = at("2026-10-05 11:00");
    ASSERT_TRUE(keep(kept.id, rosa));
    base().write([&](db::Tx& tx) {
        ASSERT_TRUE(promises().renegotiate(tx, moved.id, {at("2026-10-08 12:00"), {}, "a", "b"}, rosa, now));
    });
    now = at("2026-10-05 13:00");
    ASSERT_TRUE(keep(late.id, rosa));
    base().write([&](db::Tx& tx) { ASSERT_TRUE(promises().break_it(tx, broken.id, "no hay", rosa, now)); });
    base().read([&](db::Tx& tx) {
        const Instant from = at("2026-10-05 00:00"), to = at("2026-10-12 00:00");
        const Rate all = promises().rate(tx, from, to, now);
        EXPECT_EQ(all.due, 4);
        EXPECT_EQ(all.kept, 1);
        const auto by_person = promises().rates_by(tx, RateBy::person, from, to, now);
        ASSERT_EQ(by_person.size(), 1u);
        EXPECT_EQ(by_person[0].key, kRosa);
        EXPECT_EQ(by_person[0].due, 4);
        const auto by_kind = promises().rates_by(tx, RateBy::kind, from, to, now);
        ASSERT_EQ(by_kind.size(), 1u);
        EXPECT_EQ(by_kind[0].key, static_cast<std::int64_t>(CaseKind::complaint));
        EXPECT_EQ(promises().rates_by(tx, RateBy::team, from, to, now).at(0).kept, 1);
        EXPECT_EQ(promises().open_by_maker(tx, from, to).at(0).due, 3);
    });
}

TEST_P(PromisesTest, suggestions_learn_from_what_was_really_done) {
    for (int i = 0; i < 8; ++i) {
        const auto p = make(10 + i, "Llamar", now + 24h);
        now += 2h;
        ASSERT_TRUE(keep(p.id, rosa));
        now -= 2h;
    }
    now += 3h;
    base().read([&](db::Tx& tx) {
        const Suggestion s = promises().suggest(tx, CaseKind::complaint, now);
        EXPECT_TRUE(s.learnt);
        EXPECT_EQ(s.n, 8);
        EXPECT_EQ(s.typical_minutes, 120);
        EXPECT_FALSE(promises().suggest(tx, CaseKind::question, now).learnt) << "each kind by itself";
        EXPECT_FALSE(promises().suggest(tx, CaseKind::complaint, now + 24h * 91).learnt)
            << "of the last 90 days";
    });
}

TEST_P(PromisesTest, a_promise_of_no_case_is_its_makers_and_their_superiors) {
    NewPromise wanted{.what = "Pagar al proveedor", .promised_for = now + 3h};
    const auto p = make(wanted, rosa);
    EXPECT_EQ(keep(p.id, luis).error().code, "promise.not_yours");
    EXPECT_TRUE(keep(p.id, ines));
    EXPECT_EQ(keep(p.id, rosa).error().code, "promise.settled");
    EXPECT_EQ(keep(999, rosa).error().code, "promise.not_found");
}

TEST_P(PromisesTest, one_of_a_case_follows_the_case) {
    hidden_case = 3;
    const auto p = make(3, "Llamar", now + 3h);
    EXPECT_EQ(keep(p.id, luis).error().code, "case.not_found");
    const auto other = make(4, "Llamar", now + 3h);
    EXPECT_TRUE(keep(other.id, luis)) << "a colleague may keep it while the maker is ill";
}

TEST_P(PromisesTest, goes_with_its_case_and_is_watched_no_longer) {
    make(3, "Llamar", at("2026-10-05 12:00"));
    make(4, "Escribir", at("2026-10-05 12:00"));
    base().write([&](db::Tx& tx) {
        const std::vector<CaseId> gone{3, 0};
        EXPECT_EQ(promises().remove_for_cases(tx, gone), 1);
        EXPECT_THAT(promises().for_case(tx, 3), IsEmpty());
        EXPECT_EQ(promises().for_customer(tx, customer, 10).size(), 1u);
    });
}

// --- The API
// -------------------------------------------------------------------------------------------------

TEST_P(PromisesTest, api_lists_the_makers_day_by_hour) {
    make(3, "Mañana", at("2026-10-06 12:00"));
    make(3, "A las doce", at("2026-10-05 12:00"));
    make(3, "En dos semanas", at("2026-10-19 12:00"));
    make(of_case(4, "De Luis", at("2026-10-05 11:00")), luis);
    const auto whats = [&](std::string_view path) {
        std::vector<std::string> out;
        const auto answer = api.get(path);
        EXPECT_EQ(answer.status, 200) << answer.body;
        for (const auto& item : answer.json().at("items").as_array())
            out.emplace_back(item.at("what").as_string());
        return out;
    };
    api.as(kRosa, Role::agent, kTeam);
    EXPECT_THAT(whats("/promises"), ElementsAre("A las doce", "Mañana", "En dos semanas"));
    EXPECT_THAT(whats("/promises?view=today"), ElementsAre("A las doce"));
    EXPECT_THAT(whats("/promises?view=week"), ElementsAre("A las doce", "Mañana"));
    EXPECT_THAT(whats("/promises?view=late"), IsEmpty());
    EXPECT_THAT(whats("/promises?view=team"),
                ElementsAre("De Luis", "A las doce", "Mañana", "En dos semanas"));
    EXPECT_THAT(whats("/promises?maker=2"), ElementsAre("A las doce", "Mañana", "En dos semanas"))
        << "her own only";
    now = at("2026-10-05 13:00");
    EXPECT_THAT(whats("/promises?view=late"), ElementsAre("A las doce"));
    api.as(kSupervisor, Role::supervisor, kTeam);
    EXPECT_THAT(whats("/promises?view=late"), ElementsAre("De Luis", "A las doce"));
    EXPECT_THAT(whats("/promises?maker=2&view=team"), ElementsAre("De Luis"));
    api.as(kManager, Role::manager);
    EXPECT_THAT(whats("/promises?view=team&kept=false&due_to=2026-10-06T05:00:00Z"),
                ElementsAre("De Luis", "A las doce"));
    hidden_case = 3;
    api.as(kLuis, Role::agent, kTeam);
    EXPECT_THAT(whats("/promises?view=team"), ElementsAre("De Luis"))
        << "nothing of a case that is not his to see";
    EXPECT_EQ(api.get("/promises?state=nonsense").status, 422);
    EXPECT_EQ(api.get("/promises?cursor=x").status, 422);
    EXPECT_EQ(api.as_nobody().get("/promises").status, 401);
}

TEST_P(PromisesTest, api_pages_never_lose_or_repeat_a_promise) {
    for (int i = 0; i < 5; ++i) make(3, "p" + std::to_string(i), at("2026-10-05 12:00"));
    api.as(kRosa, Role::agent, kTeam);
    std::vector<std::string> seen;
    std::string cursor;
    do {
        const auto page = api.get("/promises?limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor)).json();
        for (const auto& item : page.at("items").as_array()) seen.emplace_back(item.at("what").as_string());
        cursor = page.at("next").is_null() ? "" : std::string(page.at("next").as_string());
    } while (!cursor.empty());
    EXPECT_THAT(seen, ElementsAre("p0", "p1", "p2", "p3", "p4"));
}

TEST_P(PromisesTest, api_shows_whom_it_was_promised_and_how_it_stands) {
    const auto p = make(3, "Llamar", at("2026-10-05 12:00"));
    now = at("2026-10-05 11:59");
    api.as(kRosa, Role::agent, kTeam);
    const auto answer = api.get("/promises");
    EXPECT_EQ(answer.at("/items/0/customer/name"), "\"Señora Peña\"");
    EXPECT_EQ(answer.at("/items/0/maker/name"), "\"Rosa\"");
    EXPECT_EQ(answer.at("/items/0/status"), "\"soon\"");
    EXPECT_EQ(answer.at("/items/0/tell_first"), "true");
    EXPECT_EQ(answer.at("/items/0/case_code"), "\"K7QM\"");
    const auto kept = api.post("/promises/" + std::to_string(p.id) + "/keeping", R"({"how": "La llamé"})");
    EXPECT_EQ(kept.status, 200) << kept.body;
    EXPECT_EQ(kept.at("/state"), "\"kept\"");
    EXPECT_EQ(kept.at("/status"), "\"done\"");
    EXPECT_EQ(api.post("/promises/" + std::to_string(p.id) + "/keeping").status, 409);
    EXPECT_EQ(api.post("/promises/999/keeping").status, 404);
}

TEST_P(PromisesTest, api_renegotiates_and_breaks_with_a_reason) {
    const auto p = make(3, "Llamar", at("2026-10-05 12:00"));
    api.as(kRosa, Role::agent, kTeam);
    const std::string path = "/promises/" + std::to_string(p.id);
    EXPECT_EQ(api.post(path + "/renegotiation",
                       R"({"promised_for": "2026-10-05T10:00:00Z", "reason": "a", "told_how": "b"})")
                  .status,
              422);
    const auto next = api.post(path + "/renegotiation",
                               R"({"promised_for": "2026-10-06T17:00:00Z", "reason": "a", "told_how": "b"})");
    EXPECT_EQ(next.status, 200) << next.body;
    EXPECT_EQ(next.at("/state"), "\"open\"");
    const std::string new_path = "/promises/" + boost::json::serialize(next.json().at("id"));
    EXPECT_EQ(api.post(new_path + "/breach", R"({"reason": " "})").status, 422);
    EXPECT_EQ(api.post(new_path + "/breach", R"({"reason": "No hay repuesto"})").at("/state"), "\"broken\"");
}

TEST_P(PromisesTest, api_suggests_a_date_and_words_for_this_customer) {
    api.as(kRosa, Role::agent, kTeam);
    const auto suggestion = api.get("/promise-suggestions?case=3");
    EXPECT_EQ(suggestion.status, 200) << suggestion.body;
    EXPECT_EQ(suggestion.at("/promised_for"), "\"2026-10-07T00:00:00Z\"");  // Tuesday at 19:00 in Lima
    EXPECT_EQ(suggestion.at("/basis/n"), "0");
    EXPECT_THAT(suggestion.at("/text"), HasSubstr("mañana a las 19:00"));
    const auto phrases = api.get("/cases/3/promise-phrases");
    EXPECT_EQ(phrases.status, 200) << phrases.body;
    EXPECT_EQ(phrases.at("/items/0"), "\"Le llamo a más tardar hoy a las 11:00.\"");
    ASSERT_TRUE(parts_->customers.edit(
        customer, std::nullopt, [](customers::Customer& c) { c.treatment = Treatment::tu; }, rosa, now));
    EXPECT_EQ(api.get("/cases/3/promise-phrases").at("/items/0"),
              "\"Te llamo a más tardar hoy a las 11:00.\"");
    ASSERT_TRUE(parts_->customers.edit(
        customer, std::nullopt, [](customers::Customer& c) { c.do_not_contact = true; }, rosa, now));
    EXPECT_EQ(api.get("/cases/3/promise-phrases").at("/items/0"),
              "\"Tendrás mi respuesta a más tardar mañana a las 19:00.\"")
        << "who wants no calls is promised none";
    hidden_case = 3;
    EXPECT_EQ(api.as(kLuis, Role::agent).get("/cases/3/promise-phrases").status, 404);
}

}  // namespace
}  // namespace escucha::promises
