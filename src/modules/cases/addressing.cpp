#include "modules/cases/addressing.hpp"

#include <algorithm>

#include "modules/cases/link_store.hpp"

namespace escucha::cases {
namespace {

constexpr std::size_t kPage = 50;

// What a customer said last: `to`, or any of them when it is 0.
std::optional<contacts::Contact> last_word(const contacts::Contacts& contacts, db::Tx& tx, CaseId id,
                                           CustomerId to) {
    for (contacts::ContactId before = 0;;) {
        const auto page = contacts.for_case(tx, id, before, kPage);
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

namespace {

Result<Addressed> addressed(const contacts::Contacts& contacts, db::Tx& tx, const Case& c, CustomerId to) {
    const auto all = store::within(tx, c.id);
    if (to != 0 && std::ranges::find(all, to, &Case::customer) == all.end())
        return invalid_field("customer_id", "unknown");
    if (all.size() == 1) return Addressed{c.customer, 0};
    Addressed out{.customer = to != 0 ? to : c.customer};
    if (const auto last = last_word(contacts, tx, c.id, to)) {
        out.customer = last->customer_id;
        out.via = meant(tx, c.id, *last);
    }
    if (!is_in(all, out.via)) out.via = out.customer == c.customer ? 0 : one_of(all, out.customer);
    if (out.via == c.id) out.via = 0;
    return out;
}

}  // namespace

Result<Addressed> addressed(Work& w, CustomerId to) {
    return addressed(w.parts.contacts, w.tx, w.c, to);
}

Result<CustomerId> Cases::addressee(db::Tx& tx, const Case& c, std::optional<CustomerId> to) const {
    const auto found = addressed(parts_.contacts, tx, c, to.value_or(0));
    if (!found) return Refused(found.error());
    return found->customer;
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
