// How the projection is fed: by events as things happen, and from the beginning after an upgrade.
#include <algorithm>
#include <array>

#include "db/database.hpp"
#include "modules/cases/cases.hpp"
#include "modules/cases/events.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/contacts/events.hpp"
#include "modules/customers/events.hpp"
#include "modules/segments/store.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

namespace escucha::segments {
namespace {

using namespace std::chrono_literals;

store::Facts facts_of(const Segments::Parts& parts, db::Tx& tx, CustomerId id) {
    store::Facts facts;
    const auto open = parts.cases.open_cases(tx, std::array{id});
    if (const auto found = open.find(id); found != open.end()) facts.open_cases = found->second;
    const auto last = parts.contacts.for_customer(tx, id, 0, 1);
    if (!last.empty()) facts.last_contact = last.front().at;
    return facts;
}

std::vector<CustomerId> subjects(std::span<const work::Event> events) {
    std::vector<CustomerId> out;
    for (const work::Event& e : events) out.push_back(e.subject);
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
    return out;
}

// The rows of the records alone: nothing else changed.
void records_changed(const Segments::Parts& parts, db::Tx& tx, std::span<const CustomerId> ids) {
    auto all = parts.customers.many(tx, ids);
    std::erase_if(all, [&](const customers::Customer& c) {
        return c.blocked || !std::ranges::binary_search(ids, c.id);
    });
    std::ranges::sort(all, {}, &customers::Customer::id);
    const auto twice = std::ranges::unique(all, {}, &customers::Customer::id);
    all.erase(twice.begin(), twice.end());
    store::put(tx, all);
}

void whole_row(const Segments::Parts& parts, db::Tx& tx, CustomerId id) {
    const auto customer = parts.customers.get(tx, id);
    if (!customer || customer->id != id || customer->blocked) return store::drop(tx, std::span(&id, 1));
    store::put(tx, std::span(&*customer, 1));
    store::put_facts(tx, id, facts_of(parts, tx, id));
}

void listen_to_customers(const Segments::Parts& parts) {
    const auto changed = [parts](db::Tx& tx, std::span<const work::Event> all) {
        records_changed(parts, tx, subjects(all));
    };
    const auto gone = [](db::Tx& tx, std::span<const work::Event> all) { store::drop(tx, subjects(all)); };
    parts.events.on_many(customers::CustomerAdded::kType, changed);
    parts.events.on_many(customers::CustomerChanged::kType, changed);
    parts.events.on_many(customers::CustomerTakenBack::kType, gone);
    parts.events.on_many(customers::CustomerBlocked::kType, gone);
    parts.events.on(customers::CustomerUnblocked::kType,
                    [parts](db::Tx& tx, const work::Event& e) { whole_row(parts, tx, e.subject); });
    parts.events.on(customers::CustomersMerged::kType, [parts](db::Tx& tx, const work::Event& e) {
        const auto fact = work::fact<customers::CustomersMerged>(e);
        store::drop(tx, std::array{fact.loser});
        whole_row(parts, tx, fact.winner);
    });
    parts.events.on(customers::CustomersParted::kType, [parts](db::Tx& tx, const work::Event& e) {
        const auto fact = work::fact<customers::CustomersParted>(e);
        whole_row(parts, tx, fact.loser);
        whole_row(parts, tx, fact.winner);
    });
}

bool is_contact(std::string_view type) {
    return type == "case.replied" || type == "case.customer_replied" || type == "case.called" ||
           type == "case.visited";
}
// Whatever a customer says opens what was solved, by whichever way they say it, and so does what somebody
// hears from them: everything that happens to a case may open or close it, but what only looks at it.
bool only_looks(std::string_view type) {
    return type == "case.presence" || type == "case.deadline" || type == cases::CaseOpened::kType;
}

void case_changed(const Segments::Parts& parts, db::Tx& tx, const work::Event& e) {
    if (!e.type.starts_with("case.") || only_looks(e.type)) return;
    const auto found = parts.cases.find(tx, e.subject);
    if (!found) return;
    if (is_contact(e.type)) store::had_contact(tx, found->customer, e.at);
    const auto open = parts.cases.open_cases(tx, std::array{found->customer});
    const auto mine = open.find(found->customer);
    store::set_open_cases(tx, found->customer, mine == open.end() ? 0 : mine->second);
}

void listen_to_cases(const Segments::Parts& parts) {
    // The hot path: what the event says is enough, one row is changed by its number.
    parts.events.on(cases::CaseOpened::kType, [](db::Tx& tx, const work::Event& e) {
        store::opened_case(tx, work::fact<cases::CaseOpened>(e).customer, e.at);
    });
    parts.events.on("*", [parts](db::Tx& tx, const work::Event& e) { case_changed(parts, tx, e); });
    parts.events.on(contacts::ContactMade::kType, [](db::Tx& tx, const work::Event& e) {
        store::had_contact(tx, work::fact<contacts::ContactMade>(e).customer, e.at);
    });
}

}  // namespace

Segments::Segments(Parts parts) : parts_(parts) {
    // Made from the records and their cases: written anew when a merge is announced.
    parts_.customers.held_by({.name = "segments", .columns = {"segment_customers.customer_id"}});
    listen_to_customers(parts_);
    listen_to_cases(parts_);
}

std::size_t Segments::fill(std::size_t batch) {
    return parts_.db.write([&](db::Tx& tx) -> std::size_t {
        auto filling = store::filling(tx);
        if (filling.done) return 0;
        const auto ids = parts_.customers.numbers(tx, filling.upto, batch);
        for (const auto id : ids) whole_row(parts_, tx, id);
        filling.done = ids.empty();
        if (!ids.empty()) filling.upto = ids.back();
        store::set_filling(tx, filling);
        return ids.size();
    });
}

bool Segments::ready(db::Tx& tx) const {
    return store::filling(tx).done;
}

void Segments::forget(db::Tx& tx, CustomerId id) const {
    store::drop(tx, std::span(&id, 1));
}

void Segments::refresh(db::Tx& tx, CustomerId id) const {
    whole_row(parts_, tx, id);
}

void add_jobs(work::Jobs& jobs, Segments& segments) {
    jobs.every("segments.fill", 15s, [&segments](const work::JobRun&) {
        constexpr std::size_t kAtOnce = 250;  // the writer is never held long
        constexpr int kBatches = 200;         // a run ends before a stop grows impatient
        for (int i = 0; i < kBatches && segments.fill(kAtOnce) > 0; ++i) {
        }
    });
}

}  // namespace escucha::segments
