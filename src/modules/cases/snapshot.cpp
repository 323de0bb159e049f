#include "modules/cases/snapshot.hpp"

#include <stdexcept>

#include "http/json.hpp"

namespace escucha::cases {
namespace {

// Each member beside the one of the case it is kept for: what words decide, what people and dates do,
// numbers.
template <class S, class C, class F>
void each_of_words(S& s, C& c, F f) {
    f(s.last_at, c.last_at);
    f(s.state, c.state);
    f(s.outcome, c.outcome);
    f(s.last_from, c.last_from);
    f(s.last_out_at, c.last_out_at);
    f(s.waiting_since, c.waiting_since);
    f(s.solved_at, c.solved_at);
    f(s.first_answer_at, c.first_answer_at);
    f(s.checked_at, c.checked_at);
    f(s.unread, c.unread);
    f(s.score, c.score);
}
template <class S, class C, class F>
void each_of_decisions(S& s, C& c, F f) {
    f(s.opened_at, c.opened_at);
    f(s.first_answer_due, c.first_answer_due);
    f(s.next_update_due, c.next_update_due);
    f(s.resolution_due, c.resolution_due);
    f(s.law_due, c.law_due);
    f(s.cure_due, c.cure_due);
    f(s.clock_from, c.clock_from);
    f(s.comply_due, c.comply_due);
    f(s.owner, c.owner);
    f(s.about_person, c.about_person);
    f(s.handed_up, c.handed_up);
}

void restore(Case& c, const Snapshot& s) {
    each_of_words(s, c, [](const auto& kept, auto& of) { of = kept; });
}

}  // namespace

Snapshot snapshot_of(const Case& c) {
    Snapshot s;
    const auto keep = [](auto& kept, const auto& of) { kept = of; };
    each_of_words(s, c, keep);
    each_of_decisions(s, c, keep);
    s.retold = c.retold;
    s.hands = c.hands;
    s.kind = c.kind;
    s.law_kept = c.law_kept;
    return s;
}

void put_back(Case& c, const Snapshot& s) {
    restore(c, s);
    each_of_decisions(s, c, [](const auto& kept, auto& of) { of = kept; });
    c.retold = s.retold;
    c.hands = s.hands.value_or(c.hands);
    c.kind = s.kind.value_or(c.kind);
    c.law_kept = s.law_kept.value_or(c.law_kept);
}

void part(Case& c, const Snapshot& before, const Snapshot& after) {
    restore(c, before);
    auto now = snapshot_of(c);
    const auto unless_changed = [](auto& is, const auto& left, const auto& was) {
        if (is == left) is = was;
    };
    unless_changed(now.opened_at, after.opened_at, before.opened_at);
    unless_changed(now.first_answer_due, after.first_answer_due, before.first_answer_due);
    unless_changed(now.next_update_due, after.next_update_due, before.next_update_due);
    unless_changed(now.resolution_due, after.resolution_due, before.resolution_due);
    unless_changed(now.law_due, after.law_due, before.law_due);
    unless_changed(now.cure_due, after.cure_due, before.cure_due);
    unless_changed(now.comply_due, after.comply_due, before.comply_due);
    if (before.law_kept) unless_changed(now.law_kept, after.law_kept, before.law_kept);
    now.clock_from = before.clock_from;
    unless_changed(now.owner, after.owner, before.owner);
    unless_changed(now.about_person, after.about_person, before.about_person);
    unless_changed(now.handed_up, after.handed_up, before.handed_up);
    unless_changed(now.kind, after.kind, before.kind);
    now.retold -= after.retold - before.retold;
    if (after.hands && before.hands) *now.hands -= *after.hands - *before.hands;
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
