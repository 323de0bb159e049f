#include "modules/cases/giving.hpp"

#include <charconv>

#include "modules/cases/addressing.hpp"
#include "modules/cases/bulk.hpp"
#include "modules/cases/reckoning.hpp"

namespace escucha::cases {
namespace {

// When the entry the writer saw last was written. Ids are "c<contact>" and "l<log>"; promises move no thread.
std::optional<Instant> time_of_entry(Work& w, std::string_view id) {
    std::int64_t number = 0;
    if (id.size() < 2) return std::nullopt;
    const auto [end, error] = std::from_chars(id.data() + 1, id.data() + id.size(), number);
    if (error != std::errc{} || end != id.data() + id.size()) return std::nullopt;
    if (id[0] == 'l' || id[0] == 'n') return store::log_time(w.tx, w.c.id, number);
    if (id[0] != 'c') return std::nullopt;
    const auto contact = w.parts.contacts.get(w.tx, number);
    return contact && contact->case_id == w.c.id ? std::optional(contact->at) : std::nullopt;
}

}  // namespace

bool somebody_spoke_since(Work& w, Instant seen) {
    const auto note = store::last_note_by_others(w.tx, w.c.id, w.who.person);
    if (note && *note > seen) return true;
    for (const auto& contact : w.parts.contacts.for_case(w.tx, w.c.id, 0, 20))
        if (contact.at > seen && contact.person_id != w.who.person) return true;
    return false;
}

Result<void> thread_is_as_seen(Work& w, const std::string& seen) {
    if (seen.empty()) return {};
    const auto at = time_of_entry(w, seen);
    if (!at) return invalid_field("seen", "unknown");
    if (somebody_spoke_since(w, *at)) return conflict("case.changed_meanwhile");
    return {};
}

void own_if_nobodys(Work& w) {
    if (w.c.owner != 0 || !w.who.is_person()) return;
    take(w.c, w.who.person, 0);
    w.log("taken");
}

Result<void> can_be_carried(Work& w, const Reply& in) {
    for (const auto& carrier : w.cases.carriers())
        if (const auto ok = carrier.can(w.tx, w.c, in); !ok) return ok;
    return {};
}

namespace {

// From the answer that accepts what they asked a rule may count by when it is to be done.
void mind_acceptance(Work& w) {
    if (w.c.accepted_at || w.c.rulebook == 0) return;
    const auto book = w.cases.rulebooks().of(w.tx, w.c.rulebook, w.now);
    const auto& rules = book->rules->rules;
    if (std::ranges::find(rules, rules::What::compliance, &rules::Rule::what) == rules.end()) return;
    if (std::ranges::none_of(w.cases.checkers(), [&](const Checker& checker) {
            return checker.accepts && checker.accepts(w.tx, w.c, w.now);
        }))
        return;
    w.c.accepted_at = w.now;
    reckon(w);
    if (w.c.comply_due) w.log("accepted", {}, {{"when", for_log(w, *w.c.comply_due)}});
}

}  // namespace

Result<void> give(Work& w, const Reply& in, Giving giving) {
    if (const auto ok = can_be_carried(w, in); !ok) return ok;
    const auto to = addressed(w, in.to.value_or(0));
    if (!to) return Refused(to.error());
    if (giving == Giving::here) own_if_nobodys(w);
    const auto contact = w.contact({.customer_id = to->customer,
                                    .type = contacts::ContactType::message,
                                    .direction = Direction::out,
                                    .channel = w.c.channel == Channel::email ? Channel::email : Channel::web,
                                    .text = in.text,
                                    .via_case_id = to->via,
                                    .waits = in.wait},
                                   in.files);
    if (!w.attached) return w.attached;
    if (!w.progress().respect) w.progress().respect = Mark{w.now, w.who.person};
    if (in.apology) w.log("apologised");
    we_answered(w.c, w.next_update(), in.wait, w.now, w.soon());
    if (giving == Giving::here) store::drop_draft(w.tx, w.c.id, w.who.person);
    for (const auto& carrier : w.cases.carriers()) carrier.carry(w.tx, w.c, contact, in, w.now);
    for (const auto& checker : w.cases.checkers())
        for (const auto& noted : checker.left(w.tx, w.c, contact, in, w.now))
            w.log(noted.what, noted.text, noted.data);
    mind_acceptance(w);
    return {};
}

namespace {

Decide answering(const Reply& in) {
    return [&in](Work& w) -> Result<void> {
        if (const auto ok = thread_is_as_seen(w, in.seen); !ok) return ok;
        return give(w, in);
    };
}

}  // namespace

Result<Changed> Cases::reply(const Principal& who, CaseId id, const Reply& in, Instant now) {
    return change(*this, who, id, now, "replied", answering(in));
}

Result<Changed> Cases::reply_in(db::Tx& tx, const Principal& who, CaseId id, const Reply& in, Instant now) {
    return change_in(*this, tx, who, id, now, "replied", answering(in));
}

Result<Changed> reply_for_all_in(Cases& cases, db::Tx& tx, const Principal& who, CaseId id, const Reply& in,
                                 Instant now) {
    return change_in(cases, tx, who, id, now, "replied",
                     [&in](Work& w) { return give(w, in, Giving::for_all); });
}

}  // namespace escucha::cases
