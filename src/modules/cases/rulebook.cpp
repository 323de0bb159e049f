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

struct StoredCalendar {
    std::string zone = {};
    std::vector<StoredDay> week = {};  // day: 0 = Monday
    bool saturday = false;
    std::vector<StoredDay> holidays = {}, own_days = {};
    int first_year = 0, last_year = 0;
};
BOOST_DESCRIBE_STRUCT(StoredCalendar, (), (zone, week, saturday, holidays, own_days, first_year, last_year))

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
std::vector<StoredDay> sorted(std::vector<StoredDay> days) {
    std::ranges::sort(days, {}, [](const StoredDay& d) { return std::pair(d.day, d.name); });
    return days;
}

std::string text_of(const calendar::Definition& d) {
    StoredCalendar out{.zone = d.zone->name(),
                       .saturday = d.saturday_is_business,
                       .first_year = d.first_year,
                       .last_year = d.last_year};
    for (std::size_t i = 0; i < d.week.size(); ++i)
        out.week.push_back({static_cast<int>(i), {}, stored(d.week[i])});
    for (const auto& h : d.holidays) out.holidays.push_back({number(h.day), h.name, {}});
    for (const auto& o : d.own_days) out.own_days.push_back({number(o.day), o.name, stored(o.hours)});
    out.holidays = sorted(std::move(out.holidays));
    out.own_days = sorted(std::move(out.own_days));
    return boost::json::serialize(boost::json::value_from(out));
}

template <class T>
T read(const std::string& text) {
    return boost::json::value_to<T>(
        boost::json::parse(text));  // throws: what we stored ourselves can be read
}

std::shared_ptr<const calendar::WorkingCalendar> calendar_from(const std::string& text) {
    const auto in = read<StoredCalendar>(text);
    calendar::Definition d;
    if (const auto* zone = Zone::find(in.zone)) d.zone = zone;
    d.saturday_is_business = in.saturday;
    d.first_year = in.first_year;
    d.last_year = in.last_year;
    for (const auto& w : in.week) d.week.at(static_cast<std::size_t>(w.day)) = hours(w.hours);
    for (const auto& h : in.holidays) d.holidays.push_back({day(h.day), h.name});
    for (const auto& o : in.own_days) d.own_days.push_back({day(o.day), o.name, hours(o.hours)});
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

const db::Statement kAddCalendar{
    "INSERT INTO case_calendars (fingerprint, body) VALUES ($1, $2) ON CONFLICT (fingerprint) DO UPDATE SET "
    "fingerprint = excluded.fingerprint RETURNING id"};
const db::Statement kAddBook{
    "INSERT INTO case_rulebooks (fingerprint, calendar_id, official_id, rule_set_id, policies) VALUES ($1, "
    "$2, "
    "$3, $4, $5) ON CONFLICT (fingerprint) DO UPDATE SET fingerprint = excluded.fingerprint RETURNING id"};
const db::Statement kBook{
    "SELECT h.body, o.body, b.rule_set_id, b.policies FROM case_rulebooks b JOIN case_calendars h ON h.id = "
    "b.calendar_id JOIN case_calendars o ON o.id = b.official_id WHERE b.id = $1"};

std::int64_t add(db::Tx& tx, const calendar::WorkingCalendar& c) {
    const auto body = text_of(c.definition());
    return tx.insert(kAddCalendar, token_hash(body), body);
}

RulebookId add(db::Tx& tx, const Rulebook& book, rules::RuleSetId rules) {
    const auto house = add(tx, *book.house), official = add(tx, *book.official);
    const auto policies = text_of(*book.policies);
    const auto fingerprint = token_hash(fmt::format("{}/{}/{}/{}", house, official, rules, policies));
    return tx.insert(kAddBook, fingerprint, house, official, rules, policies);
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
    const bool same = newest_ && newest_->house == wanted.house && newest_->official == wanted.official &&
                      newest_->policies == wanted.policies && newest_->rules == wanted.rules;
    return same && (newest_->id != 0 || !stored) ? newest_ : nullptr;
}

void Rulebooks::remember(const RulebookPtr& book) const {
    const std::lock_guard lock(mutex_);
    newest_ = book;
}

RulebookPtr Rulebooks::current(db::Tx& tx, Instant at) const {
    const auto force = rules_ ? rules_->in_force(tx, at) : rules::Rules::InForce{.id = 0, .set = no_rules()};
    Rulebook book{.house = calendars_.calendar(tx),
                  .official = calendars_.official_calendar(tx),
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
    book->house = calendar_from(row->get<std::string>(0));
    book->official = calendar_from(row->get<std::string>(1));
    const auto set = row->get<rules::RuleSetId>(2);
    book->rules = rules_ && set != 0 ? rules_->rule_set(tx, set) : nullptr;
    if (!book->rules) book->rules = no_rules();
    book->policies = policies_from(row->get<std::string>(3));
    return book;
}

RulebookPtr Rulebooks::of(db::Tx& tx, RulebookId id, Instant otherwise) const {
    constexpr std::size_t kKept = 32;
    if (id == 0) return current(tx, otherwise);
    {
        const std::lock_guard lock(mutex_);
        if (newest_ && newest_->id == id) return newest_;
        if (const auto found = read_.find(id); found != read_.end()) return found->second;
    }
    auto book = load(tx, id);
    const std::lock_guard lock(mutex_);
    if (read_.size() >= kKept) read_.clear();
    read_[id] = book;
    return book;
}

}  // namespace escucha::cases
