// What the API of this module takes and gives. The names are those of the published schema.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/vocabulary.hpp"
#include "http/fields.hpp"
#include "modules/calendar/holidays.hpp"
#include "modules/calendar/ics.hpp"
#include "modules/calendar/term.hpp"

namespace escucha::calendar::api {

template <class T>
struct ListOf {
    std::vector<T> items;
    BOOST_DESCRIBE_CLASS(ListOf, (), (items), (), ())
};

struct OpeningInterval {  // several a day; 1 = Monday … 7
    http::Int<1, 7> weekday;
    http::TimeOfDay from, to;
};
struct Calendar {
    std::string zone, country;
    std::optional<std::string> region;
    bool saturday_is_business = false;
    std::vector<OpeningInterval> hours;
    std::int64_t version = 0;
};
struct EditCalendar {
    http::Line<64> zone;
    http::Line<2, 2> country;
    std::optional<http::Line<16>> region;
    bool saturday_is_business = false;
    http::Many<OpeningInterval, 70, 1> hours;
};
BOOST_DESCRIBE_STRUCT(OpeningInterval, (), (weekday, from, to))
BOOST_DESCRIBE_STRUCT(Calendar, (), (zone, country, region, saturday_is_business, hours, version))
BOOST_DESCRIBE_STRUCT(EditCalendar, (), (zone, country, region, saturday_is_business, hours))

struct DayInterval {
    http::TimeOfDay from, to;
};
struct CalendarDay {
    std::int64_t id = 0;
    std::chrono::year_month_day date;
    std::string name;
    bool closed = true;
    std::vector<DayInterval> hours;
    bool official = false;  // a holiday of the place, which the law does not count either
};
struct AddCalendarDay {
    std::chrono::year_month_day date;
    http::Line<120> name;
    bool closed = true;
    http::Many<DayInterval, 10> hours;
    std::optional<bool> official;
};
struct OneCalendarDay {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(DayInterval, (), (from, to))
BOOST_DESCRIBE_STRUCT(CalendarDay, (), (id, date, name, closed, hours, official))
BOOST_DESCRIBE_STRUCT(AddCalendarDay, (), (date, name, closed, hours, official))
BOOST_DESCRIBE_STRUCT(OneCalendarDay, (), (id))

// A calendar file (.ics), looked at. `fresh`: would be added; `known`: is there already, as a day of one's
// own or as a holiday that closes; `renamed`: is there under another name; `outside`: beyond the years of
// holidays.
enum class DayFate { fresh, known, renamed, outside };
BOOST_DESCRIBE_ENUM(DayFate, fresh, known, renamed, outside)
struct LookAtIcs {
    http::Upload file;
};
struct TakeIcs {
    http::Upload file;
    std::optional<bool> official;  // holidays of the place (unless said); else only the house is closed
    std::optional<bool> rename;    // days there under another name get the file's, unless said
};
struct IcsDayView {
    std::chrono::year_month_day date;
    std::string name;
    DayFate fate{};
    std::optional<std::string> name_now;
    bool ours_alone = false;  // there as a day that only the house closes: the law goes on counting it
};
struct IcsTroubleView {
    std::string name;
    IcsFault fault{};
    std::string why;  // in the caller's language
};
struct IcsPreview {
    std::string name;
    std::vector<IcsDayView> days;
    std::vector<IcsTroubleView> troubles;
    int fresh = 0, known = 0, renamed = 0, outside = 0;
};
struct DaysImport {
    std::int64_t id = 0;
    std::string name;
    Instant at{};
    std::int64_t added = 0, renamed = 0;
    bool undone = false;
};
BOOST_DESCRIBE_STRUCT(LookAtIcs, (), (file))
BOOST_DESCRIBE_STRUCT(TakeIcs, (), (file, official, rename))
BOOST_DESCRIBE_STRUCT(IcsDayView, (), (date, name, fate, name_now, ours_alone))
BOOST_DESCRIBE_STRUCT(IcsTroubleView, (), (name, fault, why))
BOOST_DESCRIBE_STRUCT(IcsPreview, (), (name, days, troubles, fresh, known, renamed, outside))
BOOST_DESCRIBE_STRUCT(DaysImport, (), (id, name, at, added, renamed, undone))

struct HolidaysOfYear {  // without a country: those of the calendar, as chosen
    std::optional<http::Int<kFirstHolidayYear, kLastHolidayYear>> year;
    std::optional<http::Line<2, 2>> country;
    std::optional<http::Line<16>> region;
};
struct Holiday {
    std::chrono::year_month_day date;
    std::string name;
    HolidayKind kind{};
    bool closes = false;
};
struct ChooseHoliday {
    std::chrono::year_month_day date;
    bool closes = false;
};
BOOST_DESCRIBE_STRUCT(HolidaysOfYear, (), (year, country, region))
BOOST_DESCRIBE_STRUCT(Holiday, (), (date, name, kind, closes))
BOOST_DESCRIBE_STRUCT(ChooseHoliday, (), (date, closes))

struct Region {
    std::string code, name;
};
struct Country {
    std::string code, name;
    std::vector<std::string> zones;
    std::string currency;
    std::vector<Region> regions;
};
BOOST_DESCRIBE_STRUCT(Region, (), (code, name))
BOOST_DESCRIBE_STRUCT(Country, (), (code, name, zones, currency, regions))

struct DeadlineTerm {  // `ends`, for terms in days: with the day's closing time (unless said), or at midnight
    http::Int<1, 100'000> amount;
    Unit unit{};
    std::optional<DayEnd> ends;
};
struct DeadlinePolicy {
    CaseKind kind{};
    std::optional<DeadlineTerm> first_answer, next_update, resolution;
    int warn_percent = 0;
    std::int64_t version = 0;
};
struct EditDeadlinePolicy {
    CaseKind kind{};
    std::optional<DeadlineTerm> first_answer, next_update, resolution;
    http::Int<1, 99> warn_percent;
};
BOOST_DESCRIBE_STRUCT(DeadlineTerm, (), (amount, unit, ends))
BOOST_DESCRIBE_STRUCT(DeadlinePolicy, (),
                      (kind, first_answer, next_update, resolution, warn_percent, version))
BOOST_DESCRIBE_STRUCT(EditDeadlinePolicy, (), (kind, first_answer, next_update, resolution, warn_percent))

enum class DeadlineKind { first_answer, next_update, resolution };
BOOST_DESCRIBE_ENUM(DeadlineKind, first_answer, next_update, resolution)

// `what`: whose count is wanted day by day; without it, that of the last date.
struct PreviewDeadlines {
    CaseKind kind{};
    Instant opened_at{};
    std::optional<DeadlineKind> what;
};
struct PreviewDay {
    std::chrono::year_month_day date;
    bool counted = false;
    std::string why;  // in the caller's language
};
struct DeadlinePreview {
    std::optional<Instant> first_answer_due, next_update_due, resolution_due;
    std::optional<DeadlineKind> what;  // whose days these are
    std::vector<PreviewDay> days;
};
BOOST_DESCRIBE_STRUCT(PreviewDeadlines, (), (kind, opened_at, what))
BOOST_DESCRIBE_STRUCT(PreviewDay, (), (date, counted, why))
BOOST_DESCRIBE_STRUCT(DeadlinePreview, (), (first_answer_due, next_update_due, resolution_due, what, days))

}  // namespace escucha::calendar::api
