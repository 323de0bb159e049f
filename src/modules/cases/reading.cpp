// What other modules and the desk read of cases, inside their own transaction; and what they tell it.
#include <charconv>

#include "modules/cases/giving.hpp"

namespace escucha::cases {

Cases::Cases(Parts parts) : parts_(parts), rulebooks_(parts.calendars, parts.rules) {
    handle_deadlines(*this);
    handle_completions(*this);
    handle_pauses(*this);
    react_to_team(*this);
    seal_with_customers(*this);
    hold_rows(*this);
    handle_held(*this);
}

std::optional<Case> Cases::find(db::Tx& tx, CaseId id) const {
    return store::find(tx, id);
}
std::optional<Case> Cases::find_standing(db::Tx& tx, CaseId id) const {
    auto c = store::find(tx, id);
    while (c && c->merged_into != 0) c = store::find(tx, c->merged_into);
    return c;
}
std::optional<Case> Cases::by_code(db::Tx& tx, std::string_view code) const {
    auto c = store::find_by_code(tx, code);
    return c && c->merged_into != 0 ? find_standing(tx, c->merged_into) : c;
}
CaseId Cases::standing(db::Tx& tx, CaseId id) const {
    for (CaseId next = id; next != 0; next = store::merged_into(tx, next)) id = next;
    return id;
}

namespace {

constexpr std::size_t kShortestCode = 3;

std::string letters_of(std::string_view typed) {
    std::string out;
    for (const char c : typed)
        if (std::isalnum(static_cast<unsigned char>(c)))
            out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

std::optional<CaseId> number_of(std::string_view typed) {
    CaseId id = 0;
    if (typed.starts_with('#')) typed.remove_prefix(1);
    const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), id);
    return error == std::errc{} && end == typed.data() + typed.size() ? std::optional(id) : std::nullopt;
}

}  // namespace

std::vector<Case> Cases::find_by_reference(db::Tx& tx, std::string_view typed, std::size_t limit) const {
    std::vector<Case> found;
    if (const auto number = number_of(typed))
        if (auto c = store::find(tx, *number); c && !c->sealed) found.push_back(std::move(*c));
    const auto letters = letters_of(typed);
    if (letters.size() >= kShortestCode)
        for (auto& c : store::find_by_code_prefix(tx, letters, limit))
            if (!c.sealed) found.push_back(std::move(c));
    return found;
}

Progress Cases::progress(db::Tx& tx, CaseId id) const {
    auto p = store::progress(tx, id);
    const auto promises = promise_counts(tx, id);
    p.promises_open = promises.open;
    p.promises_made = promises.made;
    return p;
}

std::vector<LogEntry> Cases::log(db::Tx& tx, CaseId id, std::int64_t before, std::size_t limit) const {
    return store::log(tx, id, before, limit);
}
std::vector<Option> Cases::options(db::Tx& tx, CaseId id) const {
    return store::options(tx, id);
}
std::vector<Compensation> Cases::compensations(db::Tx& tx, CaseId id) const {
    return store::compensations(tx, id);
}
std::vector<Compensation> Cases::pending_compensations(db::Tx& tx, std::int64_t after,
                                                       std::size_t limit) const {
    return store::pending_compensations(tx, after, limit);
}
std::vector<SkippedStep> Cases::skipped_of(db::Tx& tx, CaseId id) const {
    return store::skipped_of(tx, id);
}
std::vector<SkippedStep> Cases::skipped(db::Tx& tx, std::int64_t before, std::size_t limit) const {
    return store::skipped(tx, before, limit);
}
std::optional<Draft> Cases::draft(db::Tx& tx, CaseId id, PersonId person) const {
    return store::draft(tx, id, person);
}
std::vector<Watcher> Cases::watchers(db::Tx& tx, CaseId id, Instant now) const {
    return store::watchers(tx, id, now);
}

void Cases::note_promises(db::Tx& tx, CaseId id, const std::optional<NextPromise>& next) const {
    store::save_promise(tx, id, next);
}

namespace {

const db::Statement kCode{"SELECT code FROM cases WHERE id = $1"};
const db::Statement kOpenCases{"SELECT count(*) FROM cases WHERE customer_id = $1 AND live = 1"};
const db::Statement kOfCustomer{"SELECT id FROM cases WHERE customer_id = $1"};

}  // namespace

std::unordered_map<CaseId, std::string> Cases::codes(db::Tx& tx, std::span<const CaseId> ids) const {
    std::unordered_map<CaseId, std::string> codes;
    for (const auto id : ids)
        if (const auto row = tx.one(kCode, id)) codes.emplace(id, row->get<std::string>(0));
    return codes;
}

std::unordered_map<CustomerId, int> Cases::open_cases(db::Tx& tx,
                                                      std::span<const CustomerId> customers) const {
    std::unordered_map<CustomerId, int> open;
    for (const auto customer : customers) open.emplace(customer, tx.one(kOpenCases, customer)->get<int>(0));
    return open;
}

std::vector<Case> Cases::joined_with_others(db::Tx& tx, CustomerId customer) const {
    std::vector<Case> out;
    for (const auto& row : tx.query(kOfCustomer, customer)) {
        const auto c = find_standing(tx, row.get<CaseId>(0));
        const bool known = std::ranges::find(out, c->id, &Case::id) != out.end();
        if (!known && people(tx, *c).size() > 1) out.push_back(*c);
    }
    return out;
}

std::vector<CaseId> Cases::of_customers(db::Tx& tx, std::span<const CustomerId> customers) const {
    std::vector<CaseId> ids;
    for (const auto customer : customers)
        for (const auto& row : tx.query(kOfCustomer, customer)) ids.push_back(row.get<CaseId>(0));
    return ids;
}

void Cases::remove_of_customers(db::Tx& tx, std::span<const CustomerId> customers) const {
    for (const auto id : of_customers(tx, customers)) {
        parts_.jobs.cancel(tx, "case.deadline", std::to_string(id));
    }
    store::remove_of_customers(tx, customers);
}

}  // namespace escucha::cases
