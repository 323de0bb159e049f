// The table of promises.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "db/tx.hpp"
#include "modules/promises/promises.hpp"

namespace escucha::promises::store {

PromiseId add(db::Tx& tx, const Promise& promise);
// What may change after it was made; one version further. `worked`: minutes it took, once it was kept.
void save(db::Tx& tx, const Promise& promise, std::optional<int> worked);
void save_watched(db::Tx& tx, PromiseId id, int watched);  // no version: nobody edits it

std::optional<Promise> get(db::Tx& tx, PromiseId id);
std::vector<Promise> for_case(db::Tx& tx, CaseId case_id);
std::vector<Promise> made_to(db::Tx& tx, CustomerId customer, Instant before, PromiseId before_id,
                             std::size_t limit);
std::vector<Promise> for_customer(db::Tx& tx, CustomerId customer, std::size_t limit);
void follow_case(db::Tx& tx, const CaseBrief& of);
std::optional<Promise> next_of_case(db::Tx& tx, CaseId case_id);  // open, due first

// A page of a list: every condition given holds; by the date told.
struct Filter {
    std::optional<PersonId> maker;
    std::optional<TeamId> team;
    std::vector<PromiseState> states;         // empty: any
    std::optional<Instant> due_from, due_to;  // [from, to) of the date told
    std::optional<bool> kept;                 // as the rate counts it: kept on time, or due and not
    std::optional<CaseKind> kind;
    Instant now{};  // for `kept`
    std::optional<std::pair<Instant, PromiseId>> after;
    std::size_t limit = 50;
};
std::vector<Promise> list(db::Tx& tx, const Filter& filter);

std::vector<int> worked_minutes(db::Tx& tx, CaseKind kind, Instant since);
Rate rate(db::Tx& tx, Instant from, Instant to, Instant now);
std::vector<Rate> rates_by(db::Tx& tx, RateBy by, Instant from, Instant to, Instant now);
std::vector<Rate> open_by_maker(db::Tx& tx, Instant from, Instant to);
std::vector<PromiseId> ids_of_cases(db::Tx& tx, std::span<const CaseId> cases);
std::int64_t remove_for_cases(db::Tx& tx, std::span<const CaseId> cases);

}  // namespace escucha::promises::store
