// Moments and spans of time as people say them, in the zone of whoever reads them. The product never shows a
// bare timestamp: "hoy a las 17:00", "el jueves 3 a las 12:00", "el 3 de marzo", "hace 3 días".
// Days near the present (six either way) are named by weekday and number, so that they cannot be mistaken.
// Texts: locales/*/time.json. All lower case; whoever begins a sentence capitalises it.
#pragma once
#include <string>

#include "base/birthdays.hpp"
#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/zone.hpp"

namespace escucha {

// "hoy", "mañana", "ayer", "el jueves 3", "el 3 de marzo", "el 3 de marzo de 2027".
std::string day_in_words(Language language, const Zone& zone, Instant at, Instant now);
std::string day_in_words(Language language, LocalDay day, LocalDay today);

// "a las 17:00", "a la 1:05"; in English "at 17:00".
std::string hour_in_words(Language language, const Zone& zone, Instant at);

// "hoy a las 17:00", "el jueves 3 a las 12:00".
std::string moment_in_words(Language language, const Zone& zone, Instant at, Instant now);

// Relative to nothing, for receipts and records: "martes 27 de octubre de 2026" and "… a las 10:32".
std::string full_day_in_words(Language language, LocalDay day);
std::string full_moment_in_words(Language language, const Zone& zone, Instant at);
// "3 de mayo de 1980", "3 de mayo".
std::string birth_date_in_words(Language language, const BirthDate& born);

// "45 minutos", "2 horas", "3 días": the largest unit that fits, rounded down, so that nobody is told of more
// time than there is. Less than a minute: "menos de un minuto". The sign is ignored.
std::string duration_in_words(Language language, Micros duration);

// "en 2 horas", "hace 3 días", "ahora mismo" (less than a minute either way).
std::string distance_in_words(Language language, Instant at, Instant now);

// "jueves"; weekday 1 = Monday … 7 = Sunday (ISO 8601).
std::string weekday_name(Language language, unsigned iso_weekday);
std::string month_name(Language language, unsigned month);

}  // namespace escucha
