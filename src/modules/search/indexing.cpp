// Feeding the index: what happened since the last time, and, on a base older than the index, everything else.
#include <spdlog/spdlog.h>

#include "modules/cases/cases.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/customers/events.hpp"
#include "modules/privacy/events.hpp"
#include "modules/promises/promises.hpp"
#include "modules/search/impl.hpp"

namespace escucha::search {
namespace {

using namespace std::chrono_literals;
using store::Standing;

constexpr std::size_t kEvents = 60;  // read at once: the writer is never held long
// Customers, or cases, at once: few beside people at work, many where nobody waits for the writer.
constexpr std::size_t kWalked = 100, kWalkedAlone = 1'000;
constexpr std::size_t kCasesOfOne = 5'000;
constexpr auto kGather = 150ms;  // after an event, for those that follow it
constexpr auto kLook = 1s;       // at the latest
constexpr auto kAfterFailure = 5s;

constexpr std::string_view kCustomers = "customers:", kCases = "cases:";

// What events tell that something has changed of.
struct Touched {
    std::set<std::int64_t> customers, renamed, cases, contacts, promises;
    std::set<std::int64_t> refilled;  // cases that entries were moved to or away from
    std::set<std::int64_t> gone;  // erased, or blocked: whatever was theirs goes, what may be seen comes back
    std::set<std::int64_t> returned;  // no longer blocked
};

// A change of the name reaches every document that bears it; so do mergers, whichever way.
void touch_customer(Touched& touched, const work::Event& e) {
    touched.customers.insert(e.subject);
    if (e.type == customers::CustomerAdded::kType) return;
    if (e.type == customers::CustomerBlocked::kType) touched.gone.insert(e.subject);
    if (e.type == customers::CustomerUnblocked::kType) touched.returned.insert(e.subject);
    const auto fact = boost::json::parse(e.data).as_object();
    if (e.type == customers::CustomersMerged::kType || e.type == customers::CustomersParted::kType) {
        for (const auto* side : {"winner", "loser"})
            if (const auto* id = fact.if_contains(side); id && id->is_int64())
                touched.customers.insert(id->as_int64()), touched.renamed.insert(id->as_int64());
        return;
    }
    const auto* fields = fact.if_contains("fields");
    if (fields && fields->is_string() && fields->as_string().find("name") != std::string::npos)
        touched.renamed.insert(e.subject);
}

bool moves_entries(std::string_view type) {
    constexpr std::array kTypes{std::string_view("case.joined"), std::string_view("case.parted"),
                                std::string_view("case.restored"), std::string_view("case.split_off")};
    return std::ranges::find(kTypes, type) != kTypes.end();
}

void touch(Touched& touched, const work::Event& e) {
    if (e.subject == 0 || e.type == "case.presence") return;
    if (e.type == privacy::PersonErased::kType) {
        const auto customer = work::fact<privacy::PersonErased>(e).customer;
        touched.gone.insert(customer);
        touched.customers.insert(customer);
    }
    if (e.subject_type == "customer") return touch_customer(touched, e);
    if (e.subject_type == "case") touched.cases.insert(e.subject);
    if (moves_entries(e.type)) touched.refilled.insert(e.subject);
    // Its sheet's words are found by the case, until they are erased.
    if (e.subject_type == "book_entry" && e.case_id != 0) touched.cases.insert(e.case_id);
    if (e.subject_type == "contact") touched.contacts.insert(e.subject);
    if (e.subject_type == "promise") touched.promises.insert(e.subject);
}

void read(const Search::Impl& impl, db::Tx& tx, const Touched& touched, Changes& changes) {
    Documents documents(impl.parts, impl.hooks, tx, changes);
    for (const auto customer : touched.gone)
        for (const auto kind : store::kKinds)
            for (const auto id : store::documents_of(tx, kind, customer)) changes.remove(kind, id);
    for (const auto id : touched.customers) documents.customer(id);
    std::map<std::int64_t, bool> cases;
    for (const auto id : touched.cases) cases.emplace(id, touched.refilled.contains(id));
    // Sealed cases have no documents to be found by.
    const std::vector returned(touched.returned.begin(), touched.returned.end());
    for (const auto id : impl.parts.cases.of_customers(tx, returned)) cases[id] = true;
    auto bearing = touched.renamed;
    bearing.insert(touched.gone.begin(), touched.gone.end());
    bearing.insert(touched.returned.begin(), touched.returned.end());
    for (const auto customer : bearing) {
        for (const auto id : store::cases_of(tx, customer, kCasesOfOne)) cases[id] = true;
        documents.loose_entries(impl.parts.customers.standing(tx, customer));
    }
    for (const auto& [id, whole] : cases) documents.case_(id, whole);
    for (const auto id : touched.contacts) documents.contact(id);
    for (const auto id : touched.promises) documents.promise(id);
}

// One step of making everything anew. Customers first: names are what is asked for most.
class Walk {
  public:
    Walk(const Search::Impl& impl, Standing& standing, std::size_t at_once)
        : impl_(impl), standing_(standing), at_once_(at_once) {}

    // Outside a transaction: the list of customers opens its own.
    void look() {
        if (!standing_.walk.starts_with(kCustomers)) return;
        const auto page = impl_.parts.customers.list(
            "", std::string_view(standing_.walk).substr(kCustomers.size()), at_once_);
        if (!page) throw std::logic_error("the walk through the customers has lost its place");
        for (const auto& row : page->items) customers_.push_back(row.id);
        next_ = page->next ? std::string(kCustomers) + *page->next : std::string(kCases);
    }

    void read(db::Tx& tx, Changes& changes) {
        Documents documents(impl_.parts, impl_.hooks, tx, changes);
        if (standing_.walk == "begin") return begin(tx);
        for (const auto id : customers_) documents.customer(id), documents.loose_entries(id);
        if (standing_.walk.starts_with(kCases)) return cases(tx, documents);
        standing_.done += static_cast<std::int64_t>(customers_.size());
        standing_.walk = next_;
    }

  private:
    void begin(db::Tx& tx) {
        standing_.told = work::newest_event(tx).text();
        standing_.walk = kCustomers;
    }
    void cases(db::Tx& tx, Documents& documents) {
        cases::Filter filter;
        filter.sort = cases::Sort::newest;
        filter.cursor = standing_.walk.substr(kCases.size());
        filter.limit = at_once_;
        const auto page = impl_.parts.cases.list(tx, filter, {});
        if (!page) throw std::logic_error("the walk through the cases has lost its place");
        if (filter.cursor.empty() && !page->items.empty())
            standing_.total = standing_.done + page->items.front().id;
        for (const auto& c : page->items) documents.case_(c.id, true);
        standing_.done += static_cast<std::int64_t>(page->items.size());
        standing_.walk = page->next ? std::string(kCases) + *page->next : std::string();
    }

    const Search::Impl& impl_;
    Standing& standing_;
    std::size_t at_once_;
    std::vector<std::int64_t> customers_;
    std::string next_;
};

// Events first; when there are none, a step of the walk.
Standing gather(const Search::Impl& impl, db::Tx& tx, const Standing& before, Walk& walk, Standing& after,
                Changes& changes) {
    if (before.walk != "begin") {
        const auto events =
            work::events_since(tx, work::Cursor::parse(before.told).value_or(work::Cursor{}), kEvents);
        Touched touched;
        for (const auto& e : events) touch(touched, e);
        read(impl, tx, touched, changes);
        if (!events.empty()) after.told = events.back().cursor.text();
        if (events.size() == kEvents) return after;
    }
    if (!before.walk.empty()) walk.read(tx, changes);
    return after;
}

}  // namespace

Search::Impl::Done Search::Impl::step(std::size_t at_once) {
    const auto begun = std::chrono::steady_clock::now();
    const auto before = parts.base.read([](db::Tx& tx) { return store::standing(tx); });
    auto after = before;
    Walk walk(*this, after, at_once);
    walk.look();
    Changes changes;
    parts.base.read([&](db::Tx& tx) { gather(*this, tx, before, walk, after, changes); });
    if (after == before) return {};
    parts.base.write(db::Isolation::read_committed, [&](db::Tx& tx) {
        if (store::move_on(tx, before, after)) changes.write(tx);
    });
    return {true, std::chrono::steady_clock::now() - begun};
}

void Search::Impl::catch_up(const std::function<void(const IndexProgress&)>& told) {
    while (step(kWalkedAlone).any) {
        const auto s = parts.base.read([](db::Tx& tx) { return store::standing(tx); });
        if (told && !s.walk.empty()) told({s.done, s.total});
    }
}

bool Search::Impl::rest(std::chrono::steady_clock::duration time) {
    std::unique_lock lock(mutex_);
    return !woken_.wait_for(lock, time, [&] { return stopping_; });
}

void Search::Impl::serve() {
    // It rests some times as long as it worked, and longer while others write much: processor and writer are
    // there for those who work.
    constexpr int kRest = 3, kRestOfBusy = 12;
    constexpr std::uint64_t kMuch = 20;
    auto seen = parts.base.figures().writes;
    for (bool going = true; going;) {
        try {
            const auto done = step(kWalked);
            const auto writes = parts.base.figures().writes;
            const bool busy = writes - std::exchange(seen, writes) > kMuch;
            if (done.any) {
                going = rest(done.took * (busy ? kRestOfBusy : kRest));
                continue;
            }
        } catch (const std::exception& e) {
            spdlog::error("search index: {}", e.what());
            going = rest(kAfterFailure);
            continue;
        }
        std::unique_lock lock(mutex_);
        woken_.wait_for(lock, kLook, [&] { return stopping_ || due_; });
        due_ = false;
        lock.unlock();
        going = rest(kGather);
    }
}

void Search::Impl::start() {
    stopping_ = false;
    thread_ = std::thread([this] { serve(); });
    listening_ = parts.base.listen(std::string(work::kEventsChannel), [this] {
        const std::lock_guard lock(mutex_);
        due_ = true;
        woken_.notify_one();
    });
}

void Search::Impl::stop() {
    listening_ = {};
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_one();
    if (thread_.joinable()) thread_.join();
}

Search::Search(Parts parts) : impl_(std::make_unique<Impl>(parts)) {}
Search::~Search() = default;

void Search::lend(Hooks hooks) {
    impl_->hooks = std::move(hooks);
}
void Search::start() {
    impl_->start();
}
void Search::stop() {
    impl_->stop();
}
void Search::catch_up(const std::function<void(const IndexProgress&)>& told) {
    impl_->catch_up(told);
}

void Search::begin_anew() {
    impl_->parts.base.write([](db::Tx& tx) { store::empty_all(tx); });
}

std::optional<IndexProgress> Search::progress(db::Tx& tx) const {
    const auto s = store::standing(tx);
    return s.walk.empty() ? std::nullopt : std::optional(IndexProgress{s.done, s.total});
}

void Search::forget(db::Tx& tx, std::span<const std::int64_t> customers,
                    std::span<const std::int64_t> cases) const {
    for (const auto id : cases) {
        for (const auto& c : impl_->parts.contacts.for_case(tx, id, 0, 10'000))
            store::remove(tx, SearchKind::message, c.id);
        for (const auto& e : impl_->parts.cases.log(tx, id, INT64_MAX, 10'000))
            store::remove(tx, SearchKind::note, e.id);
        for (const auto& p : impl_->parts.promises.for_case(tx, id))
            store::remove(tx, SearchKind::promise, p.id);
        store::remove(tx, SearchKind::case_, id);
        store::remove_facts(tx, id);
    }
    for (const auto id : customers) store::remove(tx, SearchKind::customer, id);
}

}  // namespace escucha::search
