#include "search/query.hpp"

#include <gmock/gmock.h>

namespace escucha::search {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr LocalDay day(int y, int m, int d) {
    return LocalDay{std::chrono::sys_days(std::chrono::year(y) / m / d).time_since_epoch()};
}
constexpr LocalDay kToday = day(2026, 11, 22);

Query read(std::string_view text) {
    return read_query(text, {.today = kToday});
}
Query typed(std::string_view text) {
    return read_query(text, {.today = kToday, .typing = true});
}
std::vector<std::string> shown(const std::vector<Clause>& clauses) {
    std::vector<std::string> out;
    for (const Clause& c : clauses) {
        std::string text;
        for (const Word& w : c.words) text += (text.empty() ? "" : " ") + w.word + (w.unfinished ? "*" : "");
        for (const auto& w : c.wholes) text += "|" + w + (c.unfinished ? "*" : "");
        out.push_back(c.phrase ? "\"" + text + "\"" : text);
    }
    return out;
}
std::vector<std::string> problems(const Query& q) {
    std::vector<std::string> out;
    for (const auto& p : q.problems) out.push_back(p.part + " " + p.code);
    return out;
}

TEST(Query, OfWordsPhrasesAndExclusions) {
    const auto q = read(R"(horno "no enciende" -repuesto -"otra tienda")");
    EXPECT_THAT(shown(q.all), ElementsAre("horno", "\"no enciende\""));
    EXPECT_THAT(shown(q.none), ElementsAre("repuesto", "\"otra tienda\""));
    EXPECT_THAT(q.problems, IsEmpty());
}

TEST(Query, LeavesOutWordsThatSayNothingUnlessTheyAreAll) {
    EXPECT_THAT(shown(read("reclamo de la lavadora").all), ElementsAre("reclamo", "lavadora"));
    EXPECT_THAT(shown(read("de la").all), ElementsAre("de", "la"));
    EXPECT_THAT(shown(read("\"de la\" horno").all), ElementsAre("\"de la\"", "horno"));
}

TEST(Query, OfNumbersAsTheyAreDictated) {
    EXPECT_THAT(shown(read("987 654 321").all), ElementsAre("987 654 321|987654321"));
    EXPECT_THAT(shown(read("rosa 20-1234").all), ElementsAre("rosa", "20 1234|201234"));
    EXPECT_THAT(shown(typed("987 65").all), ElementsAre("987 65*|98765*"));
    EXPECT_THAT(shown(read("21/11/2026").all), ElementsAre("21 11 2026|21112026|20261121"));
    EXPECT_THAT(shown(read("-5").all), ElementsAre("5")) << "a number, not an exclusion";
}

TEST(Query, UnfinishedWhileOneTypes) {
    EXPECT_THAT(shown(typed("rosa qui").all), ElementsAre("rosa", "qui*"));
    EXPECT_THAT(shown(typed("rosa ").all), ElementsAre("rosa"));
    EXPECT_THAT(shown(typed("\"no enc").all), ElementsAre("\"no enc*\""));
    EXPECT_THAT(shown(read("rosa").all), ElementsAre("rosa"));
    EXPECT_THAT(typed("estado:abi").states, ElementsAre(StateAsked::open));
    EXPECT_THAT(problems(typed("estado:")), IsEmpty()) << "not yet";
}

TEST(Query, OfFiltersInBothLanguages) {
    const auto q =
        read("de:rosa estado:abierto tipo:Reclamación canal:teléfono en:notas equipo:\"Servicio técnico\"");
    EXPECT_THAT(q.by, ElementsAre("rosa"));
    EXPECT_THAT(q.states, ElementsAre(StateAsked::open));
    EXPECT_THAT(q.kinds, ElementsAre(CaseKind::claim));
    EXPECT_THAT(q.channels, ElementsAre(Channel::phone));
    EXPECT_THAT(q.in, ElementsAre(In::notes));
    EXPECT_THAT(q.teams, ElementsAre("Servicio técnico"));
    EXPECT_THAT(q.all, IsEmpty());
    EXPECT_EQ(q.filters.size(), 6u);
    EXPECT_EQ(q.filters[5].part, "equipo:\"Servicio técnico\"");
    const auto e = read("from:rosa state:open type:return channel:email in:cases");
    EXPECT_THAT(e.kinds, ElementsAre(CaseKind::return_));
    EXPECT_THAT(e.channels, ElementsAre(Channel::email));
    EXPECT_THAT(e.problems, IsEmpty());
}

TEST(Query, OfDates) {
    const auto q = read("desde:12/3/2026 hasta:2026-05");
    EXPECT_EQ(q.from, day(2026, 3, 12));
    EXPECT_EQ(q.before, day(2026, 6, 1)) << "until the end of May";
    EXPECT_EQ(q.filters[1].value, "2026-05-31");
    EXPECT_EQ(read("desde:hoy").from, kToday);
    EXPECT_EQ(read("desde:7d").from, day(2026, 11, 15));
    EXPECT_EQ(read("desde:diciembre").from, day(2025, 12, 1)) << "the last one there was";
    EXPECT_EQ(read("desde:24/12").from, day(2025, 12, 24));
    EXPECT_EQ(read("hasta:2025").before, day(2026, 1, 1));
    EXPECT_EQ(read("hasta:ayer").before, kToday);
}

TEST(Query, NamesWhatMakesNoSense) {
    EXPECT_THAT(problems(read("asunto:horno")), ElementsAre("asunto:horno unknown_filter"));
    EXPECT_THAT(shown(read("asunto:horno").all), ElementsAre("asunto", "horno")) << "and looks for the words";
    EXPECT_THAT(problems(read("estado:roto")), ElementsAre("estado:roto unknown_value"));
    EXPECT_THAT(problems(read("desde:31/2/2026")), ElementsAre("desde:31/2/2026 not_a_date"));
    EXPECT_THAT(problems(read("de: rosa")), ElementsAre("de: empty_filter"));
    EXPECT_THAT(problems(read("-estado:abierto")), ElementsAre("-estado:abierto not_excludable"));
    EXPECT_THAT(problems(read("desde:2026 hasta:2025")), ElementsAre("hasta:2025 from_after_to"));
    EXPECT_THAT(problems(read("horno \"no enciende")), IsEmpty())
        << "whoever forgets the last quote means it there";
}

TEST(Query, TakesOrdinaryTextWithColonsForWhatItIs) {
    EXPECT_THAT(problems(read("a las 10:30 https://example.pe/x")), IsEmpty());
    EXPECT_THAT(problems(read("nota: llamar")), IsEmpty());
}

}  // namespace
}  // namespace escucha::search
