// What is read of the books, and what erasing a person does to them.
#include <algorithm>
#include <array>

#include "db/database.hpp"
#include "modules/book/acting.hpp"
#include "modules/book/book.hpp"
#include "modules/book/chaining.hpp"
#include "modules/book/store.hpp"
#include "modules/customers/customers.hpp"
#include "modules/ledger/ledger.hpp"
#include "work/jobs.hpp"

namespace escucha::book {

std::optional<Entry> Books::entry(db::Tx& tx, EntryId id) const {
    return store::entry(tx, id);
}
std::optional<Entry> Books::by_number(db::Tx& tx, BookId book, Number number) const {
    return store::by_number(tx, book, number);
}

std::optional<Receipt> Books::receipt(db::Tx& tx, EntryId id) const {
    const auto e = store::entry(tx, id);
    if (!e) return std::nullopt;
    return Receipt{.book = *store::find(tx, e->book), .entry = *e, .acts = store::acts(tx, std::array{id})};
}

std::vector<Entry> Books::entries(db::Tx& tx, const EntryFilter& filter, Instant now) const {
    return store::entries(tx, filter, now);
}
std::vector<MonthCount> Books::months(db::Tx& tx, BookId book, Instant now) const {
    return store::months(tx, book, now);
}
std::vector<Entry> Books::of_case(db::Tx& tx, std::int64_t case_id) const {
    return store::of_case(tx, case_id);
}
std::vector<Entry> Books::of_customers(db::Tx& tx, std::span<const std::int64_t> customers) const {
    return store::of_customers(tx, customers);
}

std::unordered_map<EntryId, std::vector<Act>> Books::acts(db::Tx& tx, std::span<const EntryId> ids) const {
    std::unordered_map<EntryId, std::vector<Act>> out;
    for (auto& act : store::acts(tx, ids)) out[act.entry].push_back(std::move(act));
    return out;
}

EntryStanding standing(const Entry& e, Instant now) {
    if (!e.answered_at) return e.due_at && *e.due_at < now ? EntryStanding::late : EntryStanding::open;
    return e.due_at && *e.due_at < *e.answered_at ? EntryStanding::answered_late : EntryStanding::answered;
}

namespace {

bool must_stay(const Entry& e, Instant now) {
    const auto* sheet = find_sheet(e.sheet);
    return !e.answered_at || now < *e.answered_at + std::chrono::years(sheet ? sheet->keep_years : 2);
}

Answers without_persons(const Entry& e) {
    Answers kept = e.answers;
    const auto* sheet = find_sheet(e.sheet);
    std::erase_if(kept, [&](const auto& answer) {
        const auto* field = sheet ? sheet->field(answer.first) : nullptr;
        return !field || is_personal(*field);
    });
    return kept;
}

}  // namespace

bool Books::keeps(db::Tx& tx, std::span<const std::int64_t> customers, Instant now) const {
    return std::ranges::any_of(store::of_customers(tx, customers),
                               [&](const Entry& e) { return !e.blanked && must_stay(e, now); });
}

namespace {

void blank_entry(const Books& books, db::Tx& tx, Entry& e, Instant now) {
    store::blank(tx, e.id, without_persons(e));
    store::blank_acts(tx, e.id);
    // The ledger says itself that it was blanked.
    store::add_act(
        tx, {.entry = e.id, .kind = ActKind::blanked, .at = now, .ledger = unchain(books, tx, e, now)});
}

constexpr std::chrono::years kShortestKept{1};
constexpr std::size_t kAtOnce = 100;

// Whose data is blocked asked to be erased, and what stayed of theirs stayed for the law alone.
int blank_some(const Books& books, db::Tx& tx, EntryId& after, Instant now) {
    auto entries = store::answered_before(tx, now - kShortestKept, after, kAtOnce);
    after = entries.size() < kAtOnce ? 0 : entries.back().id;
    std::vector<std::int64_t> whose;
    for (const auto& e : entries) whose.push_back(e.customer);
    const auto blocked = books.parts().customers.blocked_among(tx, whose);
    int blanked = 0;
    for (auto& e : entries) {
        if (!blocked.contains(e.customer) || must_stay(e, now)) continue;
        blank_entry(books, tx, e, now);
        ++blanked;
    }
    return blanked;
}

}  // namespace

int Books::blank(db::Tx& tx, std::span<const std::int64_t> customers, Instant now) const {
    int blanked = 0;
    for (auto& e : store::of_customers(tx, customers)) {
        if (e.blanked || must_stay(e, now)) continue;
        blank_entry(*this, tx, e, now);
        ++blanked;
    }
    return blanked;
}

int Books::blank_what_was_kept(Instant now) const {
    int blanked = 0;
    EntryId after = 0;
    do {
        const auto from = after;
        blanked += parts_.db.write([&](db::Tx& tx) {
            after = from;
            return blank_some(*this, tx, after, now);
        });
    } while (after != 0);
    return blanked;
}

void add_jobs(work::Jobs& jobs, Books& books) {
    jobs.every("book.blank", std::chrono::hours(24),
               [&books](const work::JobRun& run) { books.blank_what_was_kept(run.now); });
}

void Books::remove_sample(db::Tx& tx) const {
    for (const auto& b : store::all(tx))
        parts_.ledger.remove_sample(tx, fmt::format("{}book:{}", ledger::kSamplePrefix, b.id));
    store::remove_sample(tx);
}

}  // namespace escucha::book
