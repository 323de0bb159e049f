#include "modules/cases/snapshot.hpp"

#include <stdexcept>

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include "http/json.hpp"

namespace escucha::cases {
namespace {

// Each member beside the one of the case it is kept for.
template <class S, class C, class F>
void each(S& s, C& c, F f) {
    f(s.opened_at, c.opened_at);
    f(s.last_at, c.last_at);
    f(s.state, c.state);
    f(s.outcome, c.outcome);
    f(s.last_from, c.last_from);
    f(s.last_out_at, c.last_out_at);
    f(s.waiting_since, c.waiting_since);
    f(s.solved_at, c.solved_at);
    f(s.first_answer_at, c.first_answer_at);
    f(s.first_answer_due, c.first_answer_due);
    f(s.next_update_due, c.next_update_due);
    f(s.resolution_due, c.resolution_due);
    f(s.checked_at, c.checked_at);
    f(s.owner, c.owner);
    f(s.about_person, c.about_person);
    f(s.handed_up, c.handed_up);
    f(s.unread, c.unread);
    f(s.retold, c.retold);
    f(s.score, c.score);
}

}  // namespace

Snapshot snapshot_of(const Case& c) {
    Snapshot s;
    each(s, c, [](auto& kept, const auto& of) { kept = of; });
    return s;
}

void put_back(Case& c, const Snapshot& s) {
    each(s, c, [](const auto& kept, auto& of) { of = kept; });
}

void part(Case& c, const Snapshot& before, const Snapshot& after) {
    auto now = snapshot_of(c);
    using Members = boost::describe::describe_members<Snapshot, boost::describe::mod_public>;
    boost::mp11::mp_for_each<Members>([&](auto member) {
        if (now.*member.pointer == after.*member.pointer) now.*member.pointer = before.*member.pointer;
    });
    put_back(c, now);
}

std::string text_of(const Snapshot& s) {
    return http::to_json(s);
}

Snapshot snapshot_from(std::string_view text) {
    auto read = http::from_json<Snapshot>(text);
    if (!read) throw std::logic_error("a snapshot of a case cannot be read: " + read.error().code);
    return *read;
}

}  // namespace escucha::cases
