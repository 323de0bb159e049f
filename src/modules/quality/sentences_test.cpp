#include "modules/quality/sentences.hpp"
#include "modules/quality/house_test.hpp"

using testing::Each;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace escucha::quality {
namespace {

TEST(Percent, is_written_as_the_language_has_it_and_claims_no_more_than_it_knows) {
    EXPECT_EQ(percent_in_words(Language::es, 0.744), "74\u00A0%");
    EXPECT_EQ(percent_in_words(Language::en, 0.745001), "75%");
    EXPECT_EQ(percent_in_words(Language::en, 0.999), "99%");
    EXPECT_EQ(percent_in_words(Language::en, 1), "100%");
    EXPECT_EQ(percent_in_words(Language::en, 0.001), "1%");
    EXPECT_EQ(percent_in_words(Language::en, 0), "0%");
}

class SentencesTest : public QualityHouse {
  protected:
    // Six complaints, five solved, five scored of which four content.
    void an_ordinary_month() {
        std::vector<cases::CaseId> ids;
        for (int i = 0; i < 6; ++i) ids.push_back(open("2026-11-02 10:00"));
        for (std::size_t i = 0; i < 5; ++i) solve(ids[i], "2026-11-03 10:00");
        const int scores[] = {5, 4, 1, 5, 4};
        for (std::size_t i = 0; i < 5; ++i) rate(ids[i], scores[i], "2026-11-03 11:00");
    }
    std::string of_tenths(int yes, int n) {
        const Setting setting{.language = Language::es,
                              .zone = *Zone::find("America/Lima"),
                              .now = now,
                              .week = {},
                              .month = {},
                              .listening_since = {},
                              .last_month = {}};
        QualitySummary s;
        s.month.complaints = s.month.followed_up = n + 2;
        s.month.solved = n + 1;
        s.satisfied = answers_share({.answered = n, .satisfied = yes});
        s.sentences = sentences(setting, s);
        return sentence(s, "month");
    }
};
ESCUCHA_STORE_TEST(SentencesTest);

TEST_P(SentencesTest, say_the_month_with_its_figures) {
    an_ordinary_month();
    EXPECT_EQ(sentence(seen_at("2026-11-18 12:00"), "month"),
              "De 6 quejas, reclamos y devoluciones de este mes, 5 quedaron resueltos; de los 5 que "
              "respondieron, 8 de "
              "cada 10 están satisfechos (entre 38\u00A0% y 96\u00A0%).");
    EXPECT_EQ(
        sentence(seen_at("2026-11-18 12:00", Language::en), "month"),
        "Of 6 complaints, claims and returns this month, 5 were solved; of the 5 who answered, 8 in 10 are "
        "satisfied (between 38% and 96%).");
    EXPECT_EQ(sentence(seen_at("2026-12-01 00:10"), "last_month"),
              "De 6 quejas, reclamos y devoluciones del mes pasado, 5 quedaron resueltos; de los 5 que "
              "respondieron, "
              "8 de cada 10 están satisfechos (entre 38\u00A0% y 96\u00A0%).");
}

TEST_P(SentencesTest, round_no_share_to_what_it_is_not) {
    EXPECT_THAT(of_tenths(40, 40), HasSubstr("todos están satisfechos (entre 91\u00A0% y 100\u00A0%)"));
    EXPECT_THAT(of_tenths(39, 40), HasSubstr("; de los 40 que respondieron, casi todos están satisfechos"));
    EXPECT_THAT(of_tenths(1, 40), HasSubstr("casi ninguno está satisfecho"));
    EXPECT_THAT(of_tenths(0, 40), HasSubstr("ninguno está satisfecho (entre 0\u00A0% y 9\u00A0%)"));
    EXPECT_THAT(of_tenths(4, 40), HasSubstr("1 de cada 10 está satisfecho ("));
    EXPECT_THAT(of_tenths(1'000, 1'250),
                HasSubstr("De 1.252 quejas, reclamos y devoluciones de este mes, 1.251 "
                          "quedaron resueltos; de los 1.250 que respondieron, 8 de cada 10"));
}

TEST_P(SentencesTest, speak_of_few_as_of_few) {
    const auto id = open("2026-11-02 10:00");
    EXPECT_EQ(sentence(seen_at("2026-11-02 11:00"), "month"),
              "Este mes llegó una sola queja, reclamo o devolución, y todavía no está resuelta.");
    solve(id, "2026-11-03 10:00");
    EXPECT_THAT(sentence(seen_at("2026-11-03 10:00"), "month"), HasSubstr("y ya quedó resuelta."));
    open("2026-11-04 10:00");
    EXPECT_EQ(
        sentence(seen_at("2026-11-04 11:00"), "month"),
        "De 2 quejas, reclamos y devoluciones de este mes, 1 quedó resuelto; nadie ha dicho todavía si quedó "
        "satisfecho.");
    rate(id, 5, "2026-11-04 12:00");
    EXPECT_THAT(sentence(seen_at("2026-11-04 12:00"), "month"),
                HasSubstr("solo una persona dijo cómo quedó, muy poco para sacar conclusiones"));
    EXPECT_EQ(sentence(seen_at("2026-11-04 12:00"), "followed_up"),
              "De lo que llegó este mes, 1 espera todavía a que alguien se haga cargo.");
    keep(promise("2026-11-04 12:00", "2026-11-05 12:00"), "2026-11-05 10:00");
    EXPECT_EQ(sentence(seen_at("2026-11-05 12:30"), "promises"),
              "Este mes venció una sola promesa, y se cumplió a tiempo.");
}

TEST_P(SentencesTest, compare_weeks_without_taking_chance_for_change) {
    open("2026-10-19 10:00");
    open_many(9, "2026-11-09 10:00");
    open("2026-11-13 10:00");
    open_many(11, "2026-11-16 10:00");
    EXPECT_EQ(
        sentence(seen_at("2026-11-17 10:00"), "week"),
        "Esta semana llegaron 11 quejas, reclamos y devoluciones, frente a 9 en el mismo tramo de la semana "
        "pasada (10 en la semana entera); una diferencia así puede ser casualidad.");
    open_many(12, "2026-11-17 10:30");  // 23 against 9: z = 14/sqrt(32) = 2.47
    EXPECT_THAT(sentence(seen_at("2026-11-17 11:00"), "week"),
                HasSubstr("; son más de lo que explica el azar."));
}

TEST_P(SentencesTest, compare_with_nothing_while_the_house_is_new) {
    open("2026-11-11 10:00");
    open("2026-11-16 10:00");
    const auto s = seen_at("2026-11-17 10:00");
    EXPECT_EQ(sentence(s, "week"),
              "Esta semana llegó 1 queja, reclamo o devolución. Todavía no hay una semana anterior completa "
              "con la que "
              "comparar.");
    EXPECT_EQ(sentence(s, "month_before"), "");
}

TEST_P(SentencesTest, say_how_long_people_waited) {
    for (int i = 0; i < 10; ++i)
        answer(open("2026-11-16 09:00"), i < 8 ? "2026-11-16 09:45" : "2026-11-16 16:20");
    open("2026-11-16 17:00", CaseKind::question);
    EXPECT_EQ(sentence(seen_at("2026-11-16 17:30"), "first_answer"),
              "De 11 casos de toda clase abiertos este mes, 10 tuvieron respuesta: la mitad en 45 minutos "
              "hábiles o "
              "menos, 9 de cada 10 en 5 h 20 min hábiles o menos; 1 la espera todavía.");
}

TEST_P(SentencesTest, each_opens_the_rows_it_counted) {
    open("2026-09-01 10:00");
    solve(open("2026-10-20 10:00"), "2026-11-06 10:00");
    an_ordinary_month();
    solve(open("2026-11-16 09:30", CaseKind::return_), "2026-11-16 09:40");
    open("2026-11-16 10:00", CaseKind::claim);
    answer(open("2026-11-16 10:00", CaseKind::question), "2026-11-16 10:05");
    for (int i = 0; i < 5; ++i) keep(promise("2026-11-02 09:00", "2026-11-03 12:00"), "2026-11-03 11:00");
    promise("2026-11-02 09:00", "2026-11-04 12:00");
    promise("2026-11-17 09:00", "2026-11-26 12:00");

    const auto s = seen_at("2026-11-18 12:00");
    EXPECT_EQ(s.month.complaints, 8);
    EXPECT_EQ(rows_behind(list(s, "month")), 8U) << "solved ones as well";
    EXPECT_EQ(s.week.complaints, 2);
    EXPECT_EQ(rows_behind(list(s, "week")), 2U);
    EXPECT_EQ(s.month.solved_in_month, 7);
    EXPECT_EQ(rows_behind(list(s, "solved")), 7U);
    EXPECT_EQ(s.open, 3);
    EXPECT_EQ(rows_behind(list(s, "open")), 3U);
    EXPECT_EQ(s.late, 3);
    EXPECT_EQ(rows_behind(list(s, "late")), 3U);
    EXPECT_EQ(s.month.complaints - s.month.followed_up, 2);
    EXPECT_EQ(rows_behind(list(s, "followed_up")), 2U);
    EXPECT_EQ(s.first_answer.n + s.first_answer.waiting, 9);
    EXPECT_EQ(rows_behind(list(s, "first_answer")), 9U);
    EXPECT_EQ(s.promises.due, 6);
    EXPECT_EQ(rows_behind(list(s, "promises")), 6U);
    EXPECT_EQ(rows_behind(list(s, "last_month")), 1U);
    for (const auto& point : s.series.weekly_complaints)
        EXPECT_EQ(rows_behind(point.list), static_cast<std::size_t>(point.count)) << point.week;
    for (const auto& point : s.series.weekly_kept)
        EXPECT_EQ(rows_behind(point.list), static_cast<std::size_t>(point.due)) << point.week;
}

TEST_P(SentencesTest, no_figure_is_of_one_person) {
    an_ordinary_month();
    const auto s = seen_at("2026-11-18 12:00");
    EXPECT_THAT(s.sentences, Each(Field(&Sentence::text, Not(HasSubstr("Rosa")))));
    EXPECT_THAT(s.sentences, Each(Field(&Sentence::list, Not(IsEmpty()))));
}

TEST_P(SentencesTest, the_page_is_for_managers) {
    an_ordinary_month();
    EXPECT_EQ(api.as(kRosa, Role::agent).get("/quality/summary").status, 403);
    EXPECT_EQ(api.as(kInes, Role::supervisor).get("/quality/summary").status, 403);
    const auto answer = api.as(kMarta, Role::manager).get("/quality/summary");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.at("/satisfied/yes"), "4");
    EXPECT_THAT(answer.at("/sentences/0/list"),
                HasSubstr("kinds=complaint,claim,return&opened_from=2026-11-01T05:00:00Z"));
}

// A complaint a day on working days, nine weeks long, then a bad one.
TEST_P(SentencesTest, a_week_that_was_not_usual_is_told) {
    open("2026-08-31 10:00");
    for (int week = 0; week < 9; ++week)
        for (int day = 0; day < 5; ++day) {
            now = at("2026-09-07 10:00") + std::chrono::days{7 * week + day};
            open(calendar::say(shop(), now));
        }
    open_many(20, "2026-11-10 10:00");
    const auto s = seen_at("2026-11-18 12:00");
    ASSERT_EQ(s.series.weekly_complaints.size(), 11U);
    const auto& usual = s.series.weekly_complaints[0];
    EXPECT_EQ(usual.week, "2026-09-07");
    EXPECT_EQ(usual.count, 5);
    EXPECT_DOUBLE_EQ(usual.usual.value(), 5);
    EXPECT_EQ(usual.low, 0);
    EXPECT_NEAR(usual.high.value(), 11.708, 0.001)
        << "5 + 3·sqrt(5); the bad week does not say what is usual";
    EXPECT_EQ(usual.signal, Signal::none);
    const auto& bad = s.series.weekly_complaints[9];
    EXPECT_EQ(bad.count, 20);
    EXPECT_EQ(bad.signal, Signal::above);
    const auto& running = s.series.weekly_complaints[10];
    EXPECT_TRUE(running.running);
    EXPECT_NEAR(running.usual.value(), 5 * 2.5 / 7, 1e-9);
    EXPECT_EQ(sentence(s, "unusual_complaints"),
              "La semana que empezó el 9 de noviembre llegaron 20 quejas, reclamos y devoluciones, más de lo "
              "habitual "
              "(de 0 a 11). Conviene preguntar qué cambió.");
    EXPECT_EQ(rows_behind(list(s, "unusual_complaints")), 20U);
}

TEST_P(SentencesTest, a_new_house_does_not_know_yet_what_is_usual) {
    open("2026-10-20 10:00");
    open_many(30, "2026-11-10 10:00");
    const auto s = seen_at("2026-11-18 12:00");
    ASSERT_EQ(s.series.weekly_complaints.size(), 4U) << "three whole weeks, and this one";
    EXPECT_FALSE(s.series.weekly_complaints[0].high);
    EXPECT_EQ(sentence(s, "unusual_complaints"), "");
}

}  // namespace
}  // namespace escucha::quality
