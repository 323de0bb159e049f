// What is derived from the records is made anew when its rules change: match keys, the way phones are shown,
// the sound of names. In batches, from where the last one ended; and the jobs that do it.
#include <algorithm>
#include <chrono>
#include <limits>
#include <thread>
#include <utility>

#include "db/database.hpp"
#include "modules/customers/duplicate_store.hpp"
#include "modules/customers/identifiers.hpp"
#include "modules/customers/names.hpp"
#include "modules/customers/store.hpp"
#include "work/jobs.hpp"

namespace escucha::customers {
namespace {

constexpr std::string_view kKeys = "keys";
constexpr CustomerId kAllDone = std::numeric_limits<CustomerId>::max();

// Nothing that was written down is lost: where a value has no key any more, or another has taken it, the old
// one stays.
std::vector<store::Keyed> keyed_anew(const std::vector<store::Keyed>& old, const std::string& country) {
    std::vector<store::Keyed> out;
    for (const store::Keyed& k : old) {
        store::Keyed anew = k;
        complete(anew.identifier, country);
        if (auto key = match_key(anew.identifier, country);
            key && std::ranges::find(out, *key, &store::Keyed::key) == out.end())
            anew.key = std::move(*key);
        out.push_back(std::move(anew));
    }
    return out;
}

bool are_same(const std::vector<store::Keyed>& a, const std::vector<store::Keyed>& b) {
    return std::ranges::equal(a, b, [](const store::Keyed& x, const store::Keyed& y) {
        return x.key == y.key && x.identifier == y.identifier && x.identifier.shown == y.identifier.shown &&
               x.identifier.number == y.identifier.number;
    });
}

void make_anew(db::Tx& tx, CustomerId id, const std::string& country) {
    const auto customer = store::get(tx, id);
    if (!customer) return;
    const auto old = store::identifiers_with_keys(tx, id);
    const auto anew = keyed_anew(old, country);
    if (!are_same(old, anew)) store::set_identifiers(tx, id, anew);
    store::set_sound(tx, id, name_sound(customer->name));
    store::look_again_at(tx, id);
}

struct FindSuspects {
    bool now = true;
    static constexpr work::JobKind kJob{.name = "customers.suspects", .queue = "customers", .tries = 3};
};
BOOST_DESCRIBE_STRUCT(FindSuspects, (), (now))

constexpr std::size_t kSuspectsAtOnce = 10, kKeysAtOnce = 200;

// It rests some times as long as it worked, and longer while others write much: processor and writer are
// there for those who work.
class Resting {
  public:
    explicit Resting(const db::Database& base) : base_(base) {}

    void after_work() {
        constexpr int kRest = 1, kRestOfBusy = 12;
        constexpr std::uint64_t kMuch = 20;
        constexpr std::chrono::steady_clock::duration kLongest = std::chrono::milliseconds(500);
        const auto writes = base_.figures().writes;
        const bool busy = writes - std::exchange(seen_, writes) > kMuch;
        const auto took = std::chrono::steady_clock::now() - since_;
        std::this_thread::sleep_for(std::min(took * (busy ? kRestOfBusy : kRest), kLongest));
        since_ = std::chrono::steady_clock::now();
    }

  private:
    const db::Database& base_;
    std::uint64_t seen_ = base_.figures().writes;
    std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

}  // namespace

std::size_t Customers::rekey(std::size_t batch) {
    const std::string country = options_.country();
    if (country.empty()) return 0;  // not set up yet
    const std::string version = fmt::format("{}:{}", kKeyRules, country);
    return base_.write([&](db::Tx& tx) -> std::size_t {
        auto done = store::upkeep(tx, kKeys).value_or(store::Upkeep{});
        if (done.version != version) done = {version, 0};
        if (done.up_to == kAllDone) return 0;
        const auto ids = store::ids_after(tx, done.up_to, batch);
        for (const CustomerId id : ids) make_anew(tx, id, country);
        store::set_upkeep(tx, kKeys, {version, ids.empty() ? kAllDone : ids.back()});
        return ids.size();
    });
}

bool Customers::upkeep_is_due() const {
    const std::string version = fmt::format("{}:{}", kKeyRules, options_.country());
    return base_.read([&](db::Tx& tx) {
        const auto done = store::upkeep(tx, kKeys);
        return !done || done->version != version || done->up_to != kAllDone || store::any_unchecked(tx);
    });
}

Result<void> Customers::catch_up(const work::JobRun& run) {
    for (Resting resting(base_); run.go_on(); resting.after_work())
        if (rekey(kKeysAtOnce) == 0 && find_suspects(kSuspectsAtOnce, run.now) == 0) return {};
    return work::unfinished();
}

void add_jobs(work::Jobs& jobs, Customers& customers) {
    using namespace std::chrono_literals;
    // In a queue of its own: after an upgrade or an import it takes minutes, and others wait for nothing.
    jobs.handle<FindSuspects>(
        [&customers](const FindSuspects&, const work::JobRun& run) { return customers.catch_up(run); });
    jobs.every("customers.suspects", 30s, [&jobs, &customers](const work::JobRun& run) {
        if (!customers.upkeep_is_due()) return;
        customers.base().write(
            [&](db::Tx& tx) { jobs.enqueue(tx, FindSuspects{}, {.now = run.now, .key = "suspects"}); });
    });
}

}  // namespace escucha::customers
