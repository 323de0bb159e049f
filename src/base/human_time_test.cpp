#include "base/human_time.hpp"

#include <gtest/gtest.h>

namespace escucha {
namespace {

using namespace std::chrono_literals;

Instant at(const Zone& zone, int y, unsigned m, unsigned d, int hour = 0, int minute = 0) {
    const auto day = LocalDay{std::chrono::year{y} / std::chrono::month{m} / std::chrono::day{d}};
    return zone.instant(LocalTime{day} + std::chrono::hours{hour} + std::chrono::minutes{minute});
}
const Zone& lima() {
    return *Zone::find("America/Lima");
}
const Zone& madrid() {
    return *Zone::find("Europe/Madrid");
}
std::string es(Instant when, Instant now, const Zone& zone = lima()) {
    return moment_in_words(Language::es, zone, when, now);
}
std::string en(Instant when, Instant now, const Zone& zone = lima()) {
    return moment_in_words(Language::en, zone, when, now);
}

TEST(Moments, AreSaidAsPeopleSayThem) {
    const auto now = at(lima(), 2026, 11, 30, 10, 0);  // a Monday
    EXPECT_EQ(es(at(lima(), 2026, 11, 30, 17, 0), now), "hoy a las 17:00");
    EXPECT_EQ(es(at(lima(), 2026, 12, 1, 9, 0), now), "mañana a las 9:00");
    EXPECT_EQ(es(at(lima(), 2026, 11, 29, 21, 5), now), "ayer a las 21:05");
    EXPECT_EQ(es(at(lima(), 2026, 12, 3, 12, 0), now), "el jueves 3 a las 12:00");
    EXPECT_EQ(es(at(lima(), 2026, 11, 25, 12, 0), now), "el miércoles 25 a las 12:00");
    EXPECT_EQ(es(at(lima(), 2026, 12, 7, 12, 0), now), "el 7 de diciembre a las 12:00");
    EXPECT_EQ(es(at(lima(), 2027, 3, 3, 12, 0), now), "el 3 de marzo de 2027 a las 12:00");
    EXPECT_EQ(en(at(lima(), 2026, 11, 30, 17, 0), now), "today at 17:00");
    EXPECT_EQ(en(at(lima(), 2026, 12, 3, 12, 0), now), "on Thursday 3 at 12:00");
    EXPECT_EQ(en(at(lima(), 2026, 12, 7, 12, 0), now), "on 7 December at 12:00");
    EXPECT_EQ(en(at(lima(), 2027, 3, 3, 12, 0), now), "on 3 March 2027 at 12:00");
}

TEST(Moments, OneOClockIsSingularInSpanish) {
    const auto now = at(lima(), 2026, 11, 30, 0, 30);
    EXPECT_EQ(es(at(lima(), 2026, 11, 30, 1, 0), now), "hoy a la 1:00");
    EXPECT_EQ(es(at(lima(), 2026, 11, 30, 1, 59), now), "hoy a la 1:59");
    EXPECT_EQ(es(at(lima(), 2026, 11, 30, 0, 5), now), "hoy a las 0:05");
    EXPECT_EQ(es(at(lima(), 2026, 11, 30, 13, 0), now), "hoy a las 13:00");
}

TEST(Moments, TheDayTurnsAtTheReadersMidnight) {
    const auto now = at(lima(), 2026, 12, 31, 23, 59);
    EXPECT_EQ(es(at(lima(), 2026, 12, 31, 23, 59), now), "hoy a las 23:59");
    EXPECT_EQ(es(at(lima(), 2027, 1, 1, 0, 0), now), "mañana a las 0:00");
    // The same two instants are one day for who reads in Madrid, where it is already the 1st at 05:59.
    EXPECT_EQ(es(at(lima(), 2027, 1, 1, 0, 0), now, madrid()), "hoy a las 6:00");
    // Across the year's end, near days keep their weekday.
    EXPECT_EQ(es(at(lima(), 2027, 1, 4, 9, 0), now), "el lunes 4 a las 9:00");
}

TEST(Moments, AShortOrLongDayIsStillOneDay) {
    const auto eve = at(madrid(), 2026, 3, 28, 23, 30);  // the clocks jump at 02:00
    EXPECT_EQ(es(at(madrid(), 2026, 3, 29, 23, 45), eve, madrid()), "mañana a las 23:45");
    EXPECT_EQ(es(at(madrid(), 2026, 3, 30, 0, 0), eve, madrid()), "el lunes 30 a las 0:00");
    const auto long_day = at(madrid(), 2026, 10, 25, 0, 10);  // 25 hours
    EXPECT_EQ(es(at(madrid(), 2026, 10, 25, 23, 59), long_day, madrid()), "hoy a las 23:59");
    EXPECT_EQ(es(at(madrid(), 2026, 10, 26, 0, 0), long_day, madrid()), "mañana a las 0:00");
}

TEST(Days, StandAlone) {
    const auto now = at(lima(), 2026, 11, 30, 10, 0);
    EXPECT_EQ(day_in_words(Language::es, lima(), at(lima(), 2026, 12, 3, 0, 0), now), "el jueves 3");
    EXPECT_EQ(full_day_in_words(Language::es, LocalDay{std::chrono::year{2026} / 10 / 27}),
              "martes 27 de octubre de 2026");
    EXPECT_EQ(full_moment_in_words(Language::es, lima(), at(lima(), 2028, 2, 29, 10, 32)),
              "martes 29 de febrero de 2028 a las 10:32");
    EXPECT_EQ(full_moment_in_words(Language::en, lima(), at(lima(), 2028, 2, 29, 10, 32)),
              "Tuesday 29 February 2028 at 10:32");
}

TEST(Durations, NeverSayMoreThanThereIs) {
    EXPECT_EQ(duration_in_words(Language::es, 59s), "menos de un minuto");
    EXPECT_EQ(duration_in_words(Language::es, 1min), "1 minuto");
    EXPECT_EQ(duration_in_words(Language::es, 119min), "1 hora");
    EXPECT_EQ(duration_in_words(Language::es, 23h + 59min), "23 horas");
    EXPECT_EQ(duration_in_words(Language::es, 24h), "1 día");
    EXPECT_EQ(duration_in_words(Language::en, 75h), "3 days");
}

TEST(Distances, LookBothWays) {
    const auto now = at(lima(), 2026, 11, 30, 10, 0);
    EXPECT_EQ(distance_in_words(Language::es, now + 2h, now), "en 2 horas");
    EXPECT_EQ(distance_in_words(Language::es, now - 72h, now), "hace 3 días");
    EXPECT_EQ(distance_in_words(Language::es, now - 1min, now), "hace 1 minuto");
    EXPECT_EQ(distance_in_words(Language::es, now + 30s, now), "ahora mismo");
    EXPECT_EQ(distance_in_words(Language::en, now + 2h, now), "in 2 hours");
    EXPECT_EQ(distance_in_words(Language::en, now - 24h, now), "1 day ago");
}

}  // namespace
}  // namespace escucha
