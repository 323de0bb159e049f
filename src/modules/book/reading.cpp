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

std::vector<Entry> Books::by_typed_number(db::Tx& tx, std::string_view typed, std::size_t limit) const {
    std::vector<Entry> out;
    if (!parse_number(typed)) return out;
    for (const auto& book : store::all(tx))
        std::ranges::move(
            store::entries(tx, {.book = book.id, .number = std::string(typed), .limit = limit}, {}),
            std::back_inserter(out));
    std::ranges::sort(out, std::ranges::greater(), &Entry::at);
    if (out.size() > limit) out.resize(limit);
    return out;
}

std::optional<Receipt> Books::receipt(db::Tx& tx, EntryId id) const {
    auto e = store::entry(tx, id);
    if (!e) return std::nullopt;
    auto acts = store::acts(tx, std::array{id});
    acts.insert(acts.begin(), entering(*e));
    return Receipt{.book = *store::find(tx, e->book), .entry = std::move(*e), .acts = std::move(acts)};
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
    return store::opened_as(tx, parts_.cases.of_customers(tx, customers));
}

std::unordered_map<EntryId, std::vector<Act>> Books::acts(db::Tx& tx, std::span<const EntryId> ids) const {
    std::unordered_map<EntryId, std::vector<Act>> out;
    for (auto& act : store::acts(tx, ids)) out[act.entry].push_back(std::move(act));
    return out;
}

Act entering(const Entry& e) {
    return {.entry = e.id, .kind = ActKind::entered, .at = e.at, .by = e.by, .ledger = e.ledger};
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
    return std::ranges::any_of(of_customers(tx, customers),
                               [&](const Entry& e) { return !e.blanked && must_stay(e, now); });
}

namespace {

void blank_entry(const Books& books, db::Tx& tx, Entry& e, Instant now) {
    store::blank(tx, e.id, without_persons(e));
    store::blank_acts(tx, e.id);
    // The ledger says itself that it was blanked.
    Act act{.entry = e.id, .kind = ActKind::blanked, .at = now, .ledger = unchain(books, tx, e, now)};
    act.id = store::add_act(tx, act);
    announce(books, tx, e, act, Principal{}, now);
}

constexpr std::size_t kPeopleAtOnce = 200, kEntriesAtOnce = 20;

// Whose data is blocked asked to be erased, and what stayed of theirs stayed for the law alone. They are few:
// the work of a day does not grow with the book.
std::vector<EntryId> to_blank(const Books& books, db::Tx& tx, std::int64_t& after, Instant now) {
    const auto& customers = books.parts().customers;
    const auto people = customers.blocked(tx, after, kPeopleAtOnce);
    after = people.size() < kPeopleAtOnce ? 0 : people.back().id;
    std::vector<std::int64_t> whose;
    for (const auto& one : people) {
        whose.push_back(one.id);
        for (const auto joined : customers.joined(tx, one.id)) whose.push_back(joined);
    }
    std::vector<EntryId> out;
    for (const auto& e : books.of_customers(tx, whose))
        if (!e.blanked && !must_stay(e, now)) out.push_back(e.id);
    return out;
}

// Read again: somebody may have asked to be seen again since.
int blank_those(const Books& books, db::Tx& tx, std::span<const EntryId> ids, Instant now) {
    int blanked = 0;
    for (const auto id : ids) {
        auto e = store::entry(tx, id);
        if (!e || e->blanked || must_stay(*e, now)) continue;
        if (books.parts().customers.blocked_among(tx, std::array{e->customer}).empty()) continue;
        blank_entry(books, tx, *e, now);
        ++blanked;
    }
    return blanked;
}

}  // namespace

int Books::blank(db::Tx& tx, std::span<const std::int64_t> customers, Instant now) const {
    int blanked = 0;
    for (auto& e : of_customers(tx, customers)) {
        if (e.blanked || must_stay(e, now)) continue;
        blank_entry(*this, tx, e, now);
        ++blanked;
    }
    return blanked;
}

int Books::blank_what_was_kept(Instant now) const {
    int blanked = 0;
    std::int64_t after = 0;
    do {
        const auto from = after;
        const auto ids = parts_.db.read([&](db::Tx& tx) {
            after = from;
            return to_blank(*this, tx, after, now);
        });
        for (std::span<const EntryId> rest = ids; !rest.empty();) {
            const auto some = rest.first(std::min(rest.size(), kEntriesAtOnce));
            blanked += parts_.db.write([&](db::Tx& tx) { return blank_those(*this, tx, some, now); });
            rest = rest.subspan(some.size());
        }
    } while (after != 0);
    return blanked;
}

void add_jobs(work::Jobs& jobs, Books& books) {
    jobs.every("book.blank", std::chrono::hours(24),
               [&books](const work::JobRun& run) { books.blank_what_was_kept(run.now); });
}

void Books::remove_sample(db::Tx& tx) const {
    for (const auto& b : store::all(tx)) parts_.ledger.remove_sample(tx, ledger_of(b.id, true));
    store::remove_sample(tx);
}

}  // namespace escucha::book
