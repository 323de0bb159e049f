// A line for every customer: how complete they are, and their birthday. Kept by what customers announce.
#include <algorithm>
#include <set>

#include "base/birthdays.hpp"
#include "db/database.hpp"
#include "modules/customers/events.hpp"
#include "modules/profiles/rules.hpp"
#include "modules/profiles/store.hpp"
#include "modules/profiles/use_cases.hpp"
#include "modules/team/team.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

namespace escucha::profiles {
namespace {

using namespace std::chrono_literals;
using std::chrono::year_month_day;

constexpr std::size_t kMostBirthdays = 200;

// The lines of customers from before there were lines (an upgrade).
void fill(Profiles& p) {
    constexpr std::size_t kAtOnce = 500;
    for (CustomerId after = 0;;) {
        const auto ids = p.base().read([&](db::Tx& tx) { return p.customers().numbers(tx, after, kAtOnce); });
        if (ids.empty()) return;
        p.base().write([&](db::Tx& tx) {
            for (const CustomerId id : ids)
                if (!store::has_summary(tx, id)) summarise(p, tx, id);
        });
        after = ids.back();
    }
}

void count_base(Profiles& p, Instant now) {
    const bool first = !p.base().read([](db::Tx& tx) { return store::figures(tx); });
    if (first) fill(p);
    BaseFigures figures = p.base().read([](db::Tx& tx) { return store::count(tx); });
    figures.counted_at = now;
    p.base().write([&](db::Tx& tx) { store::keep_figures(tx, figures); });
}

void summarise_all(const Profiles& p, db::Tx& tx, std::span<const CustomerId> ids) {
    std::vector<CustomerId> gone;
    std::unordered_map<CustomerId, customers::Customer> standing;
    for (customers::Customer& c : p.customers().many(tx, ids))
        if (!c.blocked) standing.emplace(c.id, std::move(c));
    const auto needs = store::having_needs(tx, ids);
    std::vector<store::Summary> lines;
    for (const CustomerId id : std::set(ids.begin(), ids.end())) {
        const auto found = standing.find(id);
        if (found == standing.end()) {
            gone.push_back(id);
            continue;
        }
        const customers::Customer& c = found->second;
        const Completeness complete = completeness(c, needs.contains(id));
        lines.push_back(
            {.customer = id,
             .percent = complete.percent,
             .missing = bits_of(complete.missing),
             .month_day = c.birthday ? std::optional(c.birthday->month_and_day()) : std::nullopt});
    }
    store::keep_summaries(tx, lines);
    store::remove_summaries(tx, gone);
}

std::vector<CustomerId> subjects(std::span<const work::Event> events) {
    std::vector<CustomerId> out;
    for (const work::Event& e : events) out.push_back(e.subject);
    return out;
}

}  // namespace

void summarise(const Profiles& p, db::Tx& tx, CustomerId id) {
    summarise_all(p, tx, std::span(&id, 1));
}

void follow_customers(Profiles& p, work::Events& events) {
    const auto again = [&p](db::Tx& tx, std::span<const work::Event> all) {
        summarise_all(p, tx, subjects(all));
    };
    events.on_many(customers::CustomerAdded::kType, again);
    events.on_many(customers::CustomerChanged::kType, again);
    events.on_many(customers::CustomerBlocked::kType, again);
    events.on_many(customers::CustomerUnblocked::kType, again);
    events.on_many(customers::CustomerTakenBack::kType,
                   [](db::Tx& tx, std::span<const work::Event> all) { store::forget(tx, subjects(all)); });
    events.on(customers::CustomersMerged::kType, [&p](db::Tx& tx, const work::Event& e) {
        const auto fact = work::fact<customers::CustomersMerged>(e);
        for (const CustomerId id : {fact.winner, fact.loser}) {
            summarise(p, tx, id);
            store::touch(tx, id);  // what somebody has on the screen is of before
        }
    });
    events.on(customers::CustomersParted::kType, [&p](db::Tx& tx, const work::Event& e) {
        const auto fact = work::fact<customers::CustomersParted>(e);
        for (const CustomerId id : {fact.winner, fact.loser}) {
            summarise(p, tx, id);
            store::touch(tx, id);  // what somebody has on the screen is of before
        }
    });
}

namespace {

std::optional<int> turns(const customers::Customer& c, std::chrono::year in) {
    if (!c.birthday || !c.birthday->year) return std::nullopt;
    return static_cast<int>(in) - static_cast<int>(*c.birthday->year);
}

}  // namespace

std::vector<Birthday> birthdays(const Profiles& p, db::Tx& tx, int days, Instant now) {
    const auto first = std::chrono::sys_days{p.team().organisation()->zone->day(now).time_since_epoch()};
    std::vector<Birthday> out;
    for (int i = 0; i < days && out.size() < kMostBirthdays; ++i) {
        const year_month_day day{first + std::chrono::days{i}};
        for (const int on : birthdays_kept_on(day)) {
            const auto ids = store::born_on(tx, on, kMostBirthdays - out.size());
            for (const customers::Customer& c : p.customers().many(tx, ids))
                out.push_back({.id = c.id,
                               .name = c.name,
                               .day = day,
                               .turns = turns(c, day.year()),
                               .do_not_contact = c.do_not_contact});
        }
    }
    return out;
}

std::optional<BaseFigures> base_figures(db::Tx& tx, Instant now) {
    constexpr std::size_t kFew = 20'000;  // some milliseconds
    auto few = store::count_few(tx, kFew);
    if (!few) return store::figures(tx);
    few->counted_at = now;
    return few;
}

namespace {

struct CountBase {
    bool now = true;
    static constexpr work::JobKind kJob{.name = "profiles.count_again", .queue = "profiles", .tries = 3};
};
BOOST_DESCRIBE_STRUCT(CountBase, (), (now))

}  // namespace

void add_jobs(work::Jobs& jobs, work::Events& events, Profiles& p) {
    jobs.every("profiles.count", 1h, [&p](const work::JobRun& run) { count_base(p, run.now); });
    jobs.handle<CountBase>([&p](const CountBase&, const work::JobRun& run) { count_base(p, run.now); });
    for (const char* type : {"import.finished", "import.cancelled", "import.undone"})
        events.on(type, [&jobs](db::Tx& tx, const work::Event& e) {
            jobs.enqueue(tx, CountBase{}, {.now = e.at, .key = "base"});
        });
}

}  // namespace escucha::profiles
