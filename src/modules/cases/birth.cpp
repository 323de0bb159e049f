#include "modules/cases/birth.hpp"

#include "modules/cases/cases.hpp"

namespace escucha::cases {
namespace {

const db::Statement kBirth{
    "SELECT opened_kind, opened_first_answer_due, opened_resolution_due, opened_law_due FROM cases WHERE id "
    "= "
    "$1"};

Birth as_it_is(const Case& c) {
    return {.kind = c.kind,
            .first_answer_due = c.first_answer_due,
            .resolution_due = c.resolution_due,
            .law_due = c.law_due};
}

Birth stored(db::Tx& tx, const Case& c) {
    const auto row = tx.one(kBirth, c.id);
    const auto kind = row ? db::parse_enum<CaseKind>(row->get<std::string>(0)) : std::nullopt;
    if (!kind) return as_it_is(c);
    return {.kind = *kind,
            .first_answer_due = row->get<std::optional<Instant>>(1),
            .resolution_due = row->get<std::optional<Instant>>(2),
            .law_due = row->get<std::optional<Instant>>(3)};
}

// The count that made the date, with nothing that happened since.
void add_count(Birth& birth, const Cases& cases, db::Tx& tx, const Case& c) {
    if (!birth.law_due || c.rulebook == 0) return;
    birth.book = cases.rulebooks().of(tx, c.rulebook, c.opened_at);
    const Clock clock{.case_id = c.id, .kind = birth.kind, .channel = c.channel, .from = c.opened_at};
    for (auto& count : counts_of(*birth.book, clock, c.opened_at))
        if (count.what == DueKind::law && count.due == *birth.law_due) {
            birth.law = std::move(count);
            return;
        }
}

}  // namespace

Birth birth_of(const Cases& cases, db::Tx& tx, const Case& c) {
    auto birth = stored(tx, c);
    add_count(birth, cases, tx, c);
    return birth;
}

}  // namespace escucha::cases
