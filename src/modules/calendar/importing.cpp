#include "modules/calendar/importing.hpp"

#include "base/fold.hpp"
#include "modules/calendar/events.hpp"

namespace escucha::calendar {
namespace {

const db::Statement kAddImport{
    "INSERT INTO calendar_imports (name, taken_at, taken_by, added, renamed) VALUES ($1, $2, $3, $4, $5) "
    "RETURNING id"};
const db::Statement kAddImportDay{
    "INSERT INTO calendar_import_days (import_id, day, name, name_before) VALUES ($1, $2, $3, $4)"};
const db::Statement kImports{
    "SELECT id, name, taken_at, added, renamed, undone_at FROM calendar_imports ORDER BY id DESC LIMIT 50"};
const db::Statement kImport{
    "SELECT id, name, taken_at, added, renamed, undone_at FROM calendar_imports WHERE id = $1"};
const db::Statement kImportDays{
    "SELECT day, name, name_before FROM calendar_import_days WHERE import_id = $1 AND taken_out = 0 ORDER BY "
    "day"};
const db::Statement kUndone{"UPDATE calendar_imports SET undone_at = $2 WHERE id = $1"};
const db::Statement kRename{
    "UPDATE calendar_days SET name = $3 WHERE calendar_id = $1 AND day = $2 AND name <> $3"};
const db::Statement kNameBack{
    "UPDATE calendar_days SET name = $4 WHERE calendar_id = $1 AND day = $2 AND name = $3"};
const db::Statement kTakeOut{"DELETE FROM calendar_days WHERE calendar_id = $1 AND day = $2 AND name = $3"};

api::DaysImport read(const db::Row& row) {
    return {.id = row.get<std::int64_t>(0),
            .name = row.get<std::string>(1),
            .at = row.get<Instant>(2),
            .added = row.get<std::int64_t>(3),
            .renamed = row.get<std::int64_t>(4),
            .undone = row.get<std::optional<Instant>>(5).has_value()};
}

// What is on the days of a file already.
class Beside {
  public:
    Beside(db::Tx& tx, const Settings& settings) {
        for (auto& row : store::own_days(tx)) own_.emplace(row.day.day, row.day);
        const auto definition = definition_of(settings, store::holiday_choices(tx), {});
        for (const auto& h : definition.holidays) closing_.emplace(h.day, h.name);
    }

    api::IcsDayView judge(const IcsDay& day) const {
        const auto year = static_cast<int>(year_month_day{day.day}.year());
        api::IcsDayView out{.date = year_month_day{day.day},
                            .name = day.name,
                            .fate = api::DayFate::fresh,
                            .name_now = std::nullopt};
        if (year < kFirstHolidayYear || year > kLastHolidayYear) {
            out.fate = api::DayFate::outside;
        } else if (const auto own = own_.find(day.day); own != own_.end()) {
            out.fate = own->second.name == day.name ? api::DayFate::known : api::DayFate::renamed;
            out.name_now = own->second.name;
            out.ours_alone = !own->second.official;
        } else if (const auto closes = closing_.find(day.day); closes != closing_.end()) {
            out.fate = api::DayFate::known;
            out.name_now = closes->second;
        }
        return out;
    }

  private:
    std::map<LocalDay, OwnDay> own_;
    std::map<LocalDay, std::string> closing_;
};

void count(api::IcsPreview& p, api::DayFate fate) {
    switch (fate) {
        case api::DayFate::fresh:
            ++p.fresh;
            break;
        case api::DayFate::known:
            ++p.known;
            break;
        case api::DayFate::renamed:
            ++p.renamed;
            break;
        case api::DayFate::outside:
            ++p.outside;
            break;
    }
}

const Zone& zone_of(const Settings& settings) {
    const auto* zone = Zone::find(settings.zone);
    return zone ? *zone : Zone::utc();
}

api::IcsPreview judge(db::Tx& tx, const Settings& settings, const Ics& ics, Language language) {
    const Beside beside(tx, settings);
    api::IcsPreview out{.name = ics.name, .days = {}, .troubles = {}};
    for (const auto& day : ics.days) {
        out.days.push_back(beside.judge(day));
        count(out, out.days.back().fate);
    }
    for (const auto& t : ics.troubles)
        out.troubles.push_back(
            {t.name, t.fault, text(language, "ics.fault." + std::string(db::name(t.fault)))});
    return out;
}

struct Taken {
    api::IcsDayView day;
    std::string before;  // its name before; "" for a new one
};

// Each day that is new or renamed; answers what was done to it.
std::vector<Taken> take_days(db::Tx& tx, const Settings& settings, const api::IcsPreview& seen,
                             const IcsWish& wish) {
    std::vector<Taken> done;
    for (const auto& day : seen.days) {
        const LocalDay date{day.date};
        std::int64_t id = 0;
        if (day.fate == api::DayFate::fresh &&
            store::add_own_day(tx, settings.id, {date, day.name, {}, wish.official}, id))
            done.push_back({day, ""});
        if (day.fate == api::DayFate::renamed && wish.rename &&
            tx.execute(kRename, settings.id, iso_date(date), day.name) > 0)
            done.push_back({day, day.name_now.value_or("")});
    }
    return done;
}

struct Placed {  // the file as it reads where the calendar is
    std::string zone;
    Ics ics;
};

// Outside every transaction: however long a file takes, nobody waits for it but who sent it.
Result<Placed> read_where_we_are(Context& c, std::string_view bytes) {
    const auto settings = c.base.read([](db::Tx& tx) { return store::settings(tx); });
    if (!settings) return not_found("calendar.not_set_up");
    auto ics = read_ics(bytes, zone_of(*settings));
    if (!ics) return Refused(ics.error());
    return Placed{settings->zone, std::move(*ics)};
}

std::int64_t keep_import(db::Tx& tx, const api::DaysImport& import, std::span<const Taken> done,
                         const Principal& by) {
    const auto id = tx.insert(kAddImport, import.name, import.at, by.person, import.added, import.renamed);
    for (const auto& t : done)
        tx.execute(kAddImportDay, id, iso_date(LocalDay{t.day.date}), t.day.name, t.before);
    return id;
}

}  // namespace

Result<api::IcsPreview> look_at_ics(Context& c, std::string_view bytes, Language language) {
    const auto read = read_where_we_are(c, bytes);
    if (!read) return Refused(read.error());
    return c.base.read([&](db::Tx& tx) -> Result<api::IcsPreview> {
        const auto settings = store::settings(tx);
        if (!settings) return not_found("calendar.not_set_up");
        return judge(tx, *settings, read->ics, language);
    });
}

Result<api::DaysImport> take_ics(Context& c, const IcsWish& wish, const Principal& by, Instant now) {
    const auto read = read_where_we_are(c, wish.bytes);
    if (!read) return Refused(read.error());
    const auto& ics = read->ics;
    return c.base.write([&](db::Tx& tx) -> Result<api::DaysImport> {
        const auto settings = store::settings(tx);
        if (!settings) return not_found("calendar.not_set_up");
        if (settings->zone != read->zone) return conflict("ics.zone_changed");  // other days, perhaps
        const auto done = take_days(tx, *settings, judge(tx, *settings, ics, by.language), wish);
        if (done.empty()) return conflict("ics.nothing_new");
        api::DaysImport out{.name = shorten(one_line(ics.name.empty() ? wish.file_name : ics.name), 120),
                            .at = now};
        for (const auto& t : done) ++(t.before.empty() ? out.added : out.renamed);
        out.id = keep_import(tx, out, done, by);
        c.changed(tx, by, now, CalendarChanged{"days_imported", {}, out.name});
        return out;
    });
}

std::vector<api::DaysImport> list_day_imports(Context& c) {
    return c.base.read([&](db::Tx& tx) {
        std::vector<api::DaysImport> out;
        for (const db::Row& row : tx.query(kImports)) out.push_back(read(row));
        return out;
    });
}

namespace {

struct Done {
    std::string day, name, before;
};
std::vector<Done> days_of(db::Tx& tx, std::int64_t import) {
    std::vector<Done> out;
    for (const db::Row& row : tx.query(kImportDays, import))
        out.push_back({row.get<std::string>(0), row.get<std::string>(1), row.get<std::string>(2)});
    return out;
}

}  // namespace

Result<void> undo_ics(Context& c, std::int64_t id, const Principal& by, Instant now) {
    return c.base.write([&](db::Tx& tx) -> Result<void> {
        const auto settings = store::settings(tx);
        const auto found = tx.one(kImport, id);
        if (!found || !settings) return not_found("ics.import_not_found");
        const auto import = read(*found);
        if (import.undone) return conflict("ics.undone_already");
        for (const auto& d : days_of(tx, id)) {
            if (d.before.empty())
                tx.execute(kTakeOut, settings->id, d.day, d.name);
            else
                tx.execute(kNameBack, settings->id, d.day, d.name, d.before);
        }
        tx.execute(kUndone, id, now);
        c.changed(tx, by, now, CalendarChanged{"days_given_back", {}, import.name});
        return {};
    });
}

}  // namespace escucha::calendar
