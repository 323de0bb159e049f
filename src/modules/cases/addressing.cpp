#include "modules/cases/addressing.hpp"

#include <algorithm>

#include "modules/cases/link_store.hpp"

namespace escucha::cases {
namespace {

constexpr std::size_t kPage = 50;

// What a customer said last: `to`, or any of them when it is 0.
std::optional<contacts::Contact> last_word(Work& w, CustomerId to) {
    for (contacts::ContactId before = 0;;) {
        const auto page = w.parts.contacts.for_case(w.tx, w.c.id, before, kPage);
        for (const auto& c : std::views::reverse(page))
            if (c.direction == Direction::in && (to == 0 || c.customer_id == to)) return c;
        if (page.size() < kPage) return std::nullopt;
        before = page.front().id;
    }
}

CaseId meant(db::Tx& tx, CaseId held, const contacts::Contact& c) {
    return c.via_case_id != 0 ? c.via_case_id : store::origins(tx, held).of("contacts", c.id);
}

bool is_in(const std::vector<Case>& all, CaseId id) {
    return std::ranges::find(all, id, &Case::id) != all.end();
}

// The newest of theirs.
CaseId one_of(const std::vector<Case>& all, CustomerId customer) {
    for (const auto& c : std::views::reverse(all))
        if (c.customer == customer) return c.id;
    return 0;
}

}  // namespace

Addressed said_to(Work& w, CaseId asked) {
    if (asked == w.c.id) return {w.c.customer, 0};
    const auto c = store::find(w.tx, asked);
    return c ? Addressed{c->customer, c->id} : Addressed{w.c.customer, 0};
}

Result<Addressed> addressed(Work& w, CustomerId to) {
    const auto all = store::within(w.tx, w.c.id);
    if (to != 0 && std::ranges::find(all, to, &Case::customer) == all.end())
        return invalid_field("to", "unknown");
    if (all.size() == 1) return Addressed{w.c.customer, 0};
    Addressed out{.customer = to != 0 ? to : w.c.customer};
    if (const auto last = last_word(w, to)) {
        out.customer = last->customer_id;
        out.via = meant(w.tx, w.c.id, *last);
    }
    if (!is_in(all, out.via)) out.via = out.customer == w.c.customer ? 0 : one_of(all, out.customer);
    if (out.via == w.c.id) out.via = 0;
    return out;
}

std::optional<Asked> Cases::asked_by_code(db::Tx& tx, std::string_view code) const {
    auto asked = store::find_by_code(tx, code);
    if (!asked) return std::nullopt;
    auto stands = asked->merged_into == 0 ? asked : store::find(tx, standing(tx, asked->id));
    return Asked{std::move(*asked), std::move(*stands)};
}

CaseId Cases::asked_for(db::Tx& tx, CaseId held, std::int64_t contact, CustomerId customer) const {
    const auto all = store::within(tx, held);
    if (all.size() <= 1) return held;
    if (const auto c = contact != 0 ? parts_.contacts.get(tx, contact) : std::nullopt)
        if (const auto id = meant(tx, held, *c); is_in(all, id)) return id;
    if (customer == 0 || customer == all.front().customer) return held;
    const auto theirs = one_of(all, customer);
    return theirs != 0 ? theirs : held;
}

std::vector<Case> Cases::within(db::Tx& tx, CaseId id) const {
    return store::within(tx, id);
}

std::vector<CustomerId> Cases::people(db::Tx& tx, const Case& c) const {
    std::vector<CustomerId> out{c.customer};
    for (const auto& one : store::within(tx, c.id))
        if (std::ranges::find(out, one.customer) == out.end()) out.push_back(one.customer);
    return out;
}

}  // namespace escucha::cases
