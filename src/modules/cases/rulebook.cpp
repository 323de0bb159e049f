#include "modules/cases/rulebook.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json.hpp>

#include "base/tokens.hpp"
#include "db/tx.hpp"

namespace escucha::cases {
namespace {

// --- As they are stored: names of members are for ever
// ------------------------------------------------------

struct StoredTerm {
    int amount = 0;
    calendar::Unit unit{};
    calendar::DayEnd ends{};
};
BOOST_DESCRIBE_STRUCT(StoredTerm, (), (amount, unit, ends))

struct StoredPolicy {
    CaseKind kind{};
    std::optional<StoredTerm> first_answer = {}, next_update = {}, resolution = {};
    int warn_percent = 75;
};
BOOST_DESCRIBE_STRUCT(StoredPolicy, (), (kind, first_answer, next_update, resolution, warn_percent))

struct StoredPolicies {
    std::vector<StoredPolicy> policies = {};
};
BOOST_DESCRIBE_STRUCT(StoredPolicies, (), (policies))

struct StoredDay {
    int day = 0;  // since 1970-01-01
    std::string name = {};
    std::vector<int> hours = {};  // from, to, from, to…; empty: closed
};
BOOST_DESCRIBE_STRUCT(StoredDay, (), (day, name, hours))

struct StoredOwnDay {
    int day = 0;
    std::string name = {};
    std::vector<int> hours = {};
    std::optional<bool> official = {};  // not said: as those were before it was kept (calendar_from)
};
BOOST_DESCRIBE_STRUCT(StoredOwnDay, (), (day, name, hours, official))

struct StoredCalendar {
    std::string zone = {};
    std::vector<StoredDay> week = {};  // day: 0 = Monday
    bool saturday = false;
    std::vector<StoredDay> holidays = {};
    std::vector<StoredOwnDay> own_days = {};
    int first_year = 0, last_year = 0;
    std::string place = {};  // not said: the house's
};
BOOST_DESCRIBE_STRUCT(StoredCalendar, (),
                      (zone, week, saturday, holidays, own_days, first_year, last_year, place))

std::optional<StoredTerm> stored(const std::optional<calendar::Term>& t) {
    return t ? std::optional(StoredTerm{t->amount, t->unit, t->ends}) : std::nullopt;
}
std::optional<calendar::Term> term(const std::optional<StoredTerm>& t) {
    return t ? std::optional(calendar::Term{t->amount, t->unit, t->ends}) : std::nullopt;
}

std::string text_of(const std::vector<calendar::Policy>& policies) {
    StoredPolicies out;
    for (const auto& p : policies)
        out.policies.push_back(
            {p.kind, stored(p.first_answer), stored(p.next_update), stored(p.resolution), p.warn_percent});
    return boost::json::serialize(boost::json::value_from(out));
}

std::vector<int> stored(const calendar::Hours& hours) {
    std::vector<int> out;
    for (const auto& [from, to] : hours) out.insert(out.end(), {from, to});
    return out;
}
calendar::Hours hours(const std::vector<int>& stored) {
    calendar::Hours out;
    for (std::size_t i = 0; i + 1 < stored.size(); i += 2) out.push_back({stored[i], stored[i + 1]});
    return out;
}

int number(LocalDay day) {
    return static_cast<int>(day.time_since_epoch().count());
}
LocalDay day(int number) {
    return LocalDay{std::chrono::days{number}};
}

// Own days may stand in any order: what is the same calendar is stored once.
template <class Day>
std::vector<Day> sorted(std::vector<Day> days) {
    std::ranges::sort(days, {}, [](const Day& d) { return std::pair(d.day, d.name); });
    return days;
}

std::string text_of(const calendar::Definition& d) {
    StoredCalendar out{.zone = d.zone->name(),
                       .saturday = d.saturday_is_business,
                       .first_year = d.first_year,
                       .last_year = d.last_year,
                       .place = d.place};
    for (std::size_t i = 0; i < d.week.size(); ++i)
        out.week.push_back({.day = static_cast<int>(i), .hours = stored(d.week[i])});
    for (const auto& h : d.holidays) out.holidays.push_back({.day = number(h.day), .name = h.name});
    for (const auto& o : d.own_days)
        out.own_days.push_back({number(o.day), o.name, stored(o.hours), o.official});
    out.holidays = sorted(std::move(out.holidays));
    out.own_days = sorted(std::move(out.own_days));
    auto body = boost::json::value_from(out);
    if (out.place.empty()) body.as_object().erase("place");
    return boost::json::serialize(body);
}

// Throw: what we stored ourselves can be read.
template <class T>
T read(const std::string& text) {
    return boost::json::value_to<T>(boost::json::parse(text));
}
StoredCalendar read_calendar(const std::string& text) {
    auto in = boost::json::parse(text);
    for (auto& day : in.at("own_days").as_array())
        day.as_object().emplace("official", nullptr);  // unless said
    in.as_object().emplace("place", "");               // unless said
    return boost::json::value_to<StoredCalendar>(in);
}

// In another zone every date of the law would end at another hour, in Spain on the day after.
const Zone& zone_named(const std::string& name) {
    if (const auto* zone = Zone::find(name)) return *zone;
    throw std::runtime_error(
        fmt::format("the time zone {}, in which dates were counted, is unknown to this machine", name));
}

enum class CountedBy { house, law };

// On what the law counts there never was a closing day but an official one.
std::shared_ptr<const calendar::WorkingCalendar> calendar_from(const std::string& text, CountedBy by) {
    const auto in = read_calendar(text);
    calendar::Definition d;
    d.zone = &zone_named(in.zone);
    d.saturday_is_business = in.saturday;
    d.first_year = in.first_year;
    d.last_year = in.last_year;
    d.place = in.place;
    for (const auto& w : in.week) d.week.at(static_cast<std::size_t>(w.day)) = hours(w.hours);
    for (const auto& h : in.holidays) d.holidays.push_back({day(h.day), h.name});
    for (const auto& o : in.own_days)
        d.own_days.push_back({day(o.day), o.name, hours(o.hours),
                              o.official.value_or(by == CountedBy::law && o.hours.empty())});
    return std::make_shared<const calendar::WorkingCalendar>(std::move(d));
}

std::shared_ptr<const std::vector<calendar::Policy>> policies_from(const std::string& text) {
    auto out = std::make_shared<std::vector<calendar::Policy>>();
    for (const auto& p : read<StoredPolicies>(text).policies)
        out->push_back(
            {p.kind, term(p.first_answer), term(p.next_update), term(p.resolution), p.warn_percent, 0});
    return out;
}

// --- Rows
// ---------------------------------------------------------------------------------------------------

// Looked for first: they are there after the first case of the day, and whoever writes the row of all cases
// would wait for everybody else who does.
const db::Statement kCalendarOf{"SELECT id FROM case_calendars WHERE fingerprint = $1"};
const db::Statement kAddCalendar{
    "INSERT INTO case_calendars (fingerprint, body) VALUES ($1, $2) ON CONFLICT (fingerprint) DO NOTHING"};
const db::Statement kBookOf{"SELECT id FROM case_rulebooks WHERE fingerprint = $1"};
const db::Statement kAddBook{
    "INSERT INTO case_rulebooks (fingerprint, calendar_id, official_id, rule_set_id, policies) VALUES ($1, "
    "$2, $3, $4, $5) ON CONFLICT (fingerprint) DO NOTHING"};
const db::Statement kBook{
    "SELECT h.body, o.body, b.rule_set_id, b.policies FROM case_rulebooks b JOIN case_calendars h ON h.id = "
    "b.calendar_id JOIN case_calendars o ON o.id = b.official_id WHERE b.id = $1"};

std::int64_t add(db::Tx& tx, const calendar::WorkingCalendar& c) {
    const auto body = text_of(c.definition());
    const auto fingerprint = token_hash(body);
    if (const auto row = tx.one(kCalendarOf, fingerprint)) return row->get<std::int64_t>(0);
    tx.execute(kAddCalendar, fingerprint, body);  // another node may have been first
    return tx.one(kCalendarOf, fingerprint).value().get<std::int64_t>(0);
}

RulebookId add(db::Tx& tx, const Rulebook& book, rules::RuleSetId rules) {
    const auto house = add(tx, *book.house), official = add(tx, *book.official);
    const auto policies = text_of(*book.policies);
    const auto fingerprint = token_hash(fmt::format("{}/{}/{}/{}", house, official, rules, policies));
    if (const auto row = tx.one(kBookOf, fingerprint)) return row->get<RulebookId>(0);
    tx.execute(kAddBook, fingerprint, house, official, rules, policies);
    return tx.one(kBookOf, fingerprint).value().get<RulebookId>(0);
}

std::shared_ptr<const rules::RuleSet> no_rules() {
    static const auto none = std::make_shared<const rules::RuleSet>();
    return none;
}

}  // namespace

const calendar::Policy* Rulebook::policy(CaseKind kind) const {
    const auto found = std::ranges::find(*policies, kind, &calendar::Policy::kind);
    return found == policies->end() ? nullptr : &*found;
}

RulebookPtr Rulebooks::known(const Rulebook& wanted, bool stored) const {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find_if(newest_, [&](const RulebookPtr& book) {
        return book->house == wanted.house && book->official == wanted.official &&
               book->policies == wanted.policies && book->rules == wanted.rules;
    });
    if (found == newest_.end() || ((*found)->id == 0 && stored)) return nullptr;
    return *found;
}

void Rulebooks::remember(const RulebookPtr& book) const {
    constexpr std::size_t kBranches = 64;
    const std::lock_guard lock(mutex_);
    std::erase_if(newest_, [&](const RulebookPtr& other) {
        return other->policies != book->policies || other->rules != book->rules ||
               (other->house == book->house && other->official == book->official);
    });
    if (newest_.size() >= kBranches) newest_.pop_back();
    newest_.insert(newest_.begin(), book);
}

RulebookPtr Rulebooks::current(db::Tx& tx, Instant at, std::int64_t team) const {
    const auto force = rules_ ? rules_->in_force(tx, at) : rules::Rules::InForce{.id = 0, .set = no_rules()};
    Rulebook book{.house = calendars_.calendar_of(tx, team),
                  .official = calendars_.official_calendar_of(tx, team),
                  .policies = calendars_.policies(tx),
                  .rules = force.set};
    if (auto same = known(book, tx.writable())) return same;
    if (!tx.writable()) return std::make_shared<const Rulebook>(std::move(book));
    book.id = add(tx, book, force.id);
    auto made = std::make_shared<const Rulebook>(std::move(book));
    tx.on_commit([this, made] { remember(made); });
    return made;
}

RulebookPtr Rulebooks::load(db::Tx& tx, RulebookId id) const {
    const auto row = tx.one(kBook, id);
    if (!row) throw std::runtime_error(fmt::format("rulebook {} is gone", id));
    auto book = std::make_shared<Rulebook>();
    book->id = id;
    book->house = calendar_from(row->get<std::string>(0), CountedBy::house);
    book->official = calendar_from(row->get<std::string>(1), CountedBy::law);
    const auto set = row->get<rules::RuleSetId>(2);
    book->rules = set == 0 ? no_rules() : rules_ ? rules_->rule_set(tx, set) : nullptr;
    // Without it the law would be counted no more, and nobody would see why.
    if (!book->rules) throw std::runtime_error(fmt::format("rule set {} of rulebook {} is gone", set, id));
    book->policies = policies_from(row->get<std::string>(3));
    return book;
}

RulebookPtr Rulebooks::of(db::Tx& tx, RulebookId id, Instant otherwise) const {
    constexpr std::size_t kKept = 32;
    if (id == 0) return current(tx, otherwise);
    {
        const std::lock_guard lock(mutex_);
        for (const auto& book : newest_)
            if (book->id == id) return book;
        if (const auto found = read_.find(id); found != read_.end()) return found->second;
    }
    auto book = load(tx, id);
    const auto keep = [this, id, book] {
        const std::lock_guard lock(mutex_);
        if (read_.size() >= kKept) read_.clear();
        read_[id] = book;
    };
    // What this transaction may have stored itself, and may yet undo, has no number to go by.
    tx.writable() ? tx.on_commit(keep) : keep();
    return book;
}

}  // namespace escucha::cases
