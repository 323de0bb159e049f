// One party that was written down twice: joined, and parted again when it was two after all.
#include "modules/customers/merging.hpp"

#include "base/fold.hpp"
#include "db/database.hpp"
#include "db/id_list.hpp"
#include "modules/customers/combining.hpp"
#include "modules/customers/duplicate_store.hpp"
#include "modules/customers/events.hpp"
#include "modules/customers/identifiers.hpp"
#include "modules/customers/merge_store.hpp"
#include "modules/customers/rules.hpp"
#include "modules/customers/store.hpp"
#include "work/events.hpp"

namespace escucha::customers {

std::unordered_set<CustomerId> standing_in(db::Tx& tx, std::string_view table, std::string_view column,
                                           std::span<const CustomerId> ids) {
    std::unordered_set<CustomerId> out;
    db::Params p;
    const std::string list = p.add(db::id_list(tx, ids));
    const std::string those = tx.backend() == db::Backend::sqlite
                                  ? fmt::format("json_each({}) c", list)
                                  : fmt::format("unnest(CAST({} AS BIGINT[])) c (value)", list);
    for (const db::Row& row :
         tx.query(fmt::format("SELECT c.value FROM {} WHERE EXISTS (SELECT 1 FROM {} t WHERE t.{} = c.value)",
                              those, table, column),
                  p))
        out.insert(row.get<CustomerId>(0));
    return out;
}

Holder holder_of(std::string name, std::string table, std::string column, std::string id) {
    const std::string from = fmt::format(" FROM {} WHERE {} = ", table, column);
    const std::string move = fmt::format("UPDATE {} SET {} = ", table, column);
    return {.name = std::move(name),
            .columns = {table + "." + column},
            .among = [table, column](
                         db::Tx& tx,
                         std::span<const CustomerId> ids) { return standing_in(tx, table, column, ids); },
            .move =
                [=](db::Tx& tx, CustomerId of, CustomerId to) {
                    db::Params p;
                    const std::string set = p.add(to), where = p.add(of);
                    std::vector<std::int64_t> rows;
                    for (const db::Row& row : tx.query(
                             fmt::format("{}{} WHERE {} = {} RETURNING {}", move, set, column, where, id), p))
                        rows.push_back(row.get<std::int64_t>(0));
                    return rows;
                },
            .move_back =
                [=](db::Tx& tx, std::span<const std::int64_t> rows, CustomerId of, CustomerId to) {
                    if (rows.empty()) return;
                    db::Params p;
                    const std::string set = p.add(to), where = p.add(of), list = p.add(db::id_list(tx, rows));
                    tx.execute(fmt::format("{}{} WHERE {} = {} AND {} {}", move, set, column, where, id,
                                           db::among(tx, list)),
                               p);
                },
            .newest =
                [=](db::Tx& tx) {
                    return tx.one(fmt::format("SELECT COALESCE(MAX({}), 0) FROM {}", id, table))
                        ->get<std::int64_t>(0);
                },
            .count_since =
                [=](db::Tx& tx, CustomerId customer, std::int64_t newest) {
                    db::Params p;
                    const std::string of = p.add(customer), after = p.add(newest);
                    return tx.one(fmt::format("SELECT COUNT(*){}{} AND {} > {}", from, of, id, after), p)
                        ->get<std::int64_t>(0);
                }};
}

namespace {

Result<Customer> mergeable(db::Tx& tx, const Customers& customers, CustomerId id, std::int64_t version) {
    auto c = store::get(tx, id);
    if (!c) return not_found("customer.not_found");
    if (c->blocked) return refused_as_blocked();
    if (const CustomerId other = customers.standing(tx, id); other != id) {
        const auto into = store::get(tx, other);
        return conflict("customer.merged", {{"id", std::to_string(other)}, {"name", into ? into->name : ""}});
    }
    if (c->version != version) return conflict("merge.changed_meanwhile", {{"name", c->name}});
    return std::move(*c);
}

// What one record would become cannot be kept: too long, too many. What was wrong in them before stays as it
// was.
std::vector<FieldError> too_much(const Customer& c) {
    std::vector<FieldError> errors;
    if (c.identifiers.size() > kMostIdentifiers)
        errors.push_back({"identifiers", "too_many_items", {{"max", std::to_string(kMostIdentifiers)}}});
    if (c.notes && code_points(*c.notes) > kLongestNotes)
        errors.push_back({"notes", "too_long", {{"max", std::to_string(kLongestNotes)}}});
    return errors;
}

// Both lists of stored keys, so that nothing is lost by a rule that changed since.
std::vector<store::Keyed> all_identifiers(db::Tx& tx, CustomerId winner, CustomerId loser) {
    auto out = store::identifiers_with_keys(tx, winner);
    for (store::Keyed& k : store::identifiers_with_keys(tx, loser))
        if (std::ranges::find(out, k.key, &store::Keyed::key) == out.end()) out.push_back(std::move(k));
    return out;
}

void write_winner(db::Tx& tx, const Customer& before, const Customer& after,
                  const std::vector<store::Keyed>& identifiers) {
    store::save(tx, after, before.version);
    if (after.name != before.name) store::set_words(tx, after.id, after.name);
    store::set_identifiers(tx, after.id, identifiers);
    store::look_again_at(tx, after.id);
}

// Who is not the loser is not the winner either.
void inherit_pairs(db::Tx& tx, CustomerId winner, CustomerId loser, MergeId merge, const Principal& by,
                   Instant now) {
    const auto not_winner = store::dismissed_with(tx, winner);
    for (const CustomerId other : store::dismissed_with(tx, loser))
        if (other != winner && std::ranges::find(not_winner, other) == not_winner.end())
            store::dismiss(tx, winner, other, by, now, merge);
    store::set_aside(tx, loser, merge);
}

const Holder* holder_named(const std::vector<Holder>& holders, std::string_view name) {
    const auto found = std::ranges::find(holders, name, &Holder::name);
    return found == holders.end() ? nullptr : &*found;
}

std::vector<Moved> counted(const std::vector<store::MovedRows>& all) {
    std::vector<Moved> out;
    for (const store::MovedRows& m : all)
        if (!m.rows.empty()) out.push_back({m.holder, static_cast<std::int64_t>(m.rows.size())});
    return out;
}

Merge as_merge(const store::Journal& j, const std::vector<store::MovedRows>& moved) {
    return {.id = j.id,
            .winner = j.winner_before,
            .loser = j.loser_before,
            .moved = counted(moved),
            .at = j.at,
            .by = j.by,
            .undone_at = j.undone_at};
}

// As it was written down before: also what no rule of today makes a key of.
std::vector<store::Keyed> keyed_as_it_was(const Customer& customer, const std::string& country) {
    std::vector<store::Keyed> out;
    for (const Identifier& i : customer.identifiers) {
        auto key = match_key(i, country);
        if (!key || std::ranges::find(out, *key, &store::Keyed::key) != out.end()) key = "x:" + i.value;
        out.push_back({std::move(*key), i});
    }
    return out;
}

// The winner goes back to what it was as far as nobody edited it since; the loser stands again as it was.
void part_records(db::Tx& tx, const std::string& country, const Customer& current,
                  const store::Journal& journal, std::vector<std::string>& edited) {
    const Customer parted = separate(current, journal.winner_before, journal.winner_after, edited);
    auto identifiers = store::identifiers_with_keys(tx, current.id);
    std::erase_if(identifiers, [&](const store::Keyed& k) {
        return std::ranges::find(parted.identifiers, k.identifier) == parted.identifiers.end();
    });
    write_winner(tx, current, parted, identifiers);
    const Customer& loser = journal.loser_before;
    store::unmark_merged(tx, loser);
    // Whichever of the two said so since: rather too quiet than too loud.
    if (current.do_not_contact && !journal.winner_after.do_not_contact) store::ask_no_more(tx, loser.id);
    store::set_identifiers(tx, loser.id, keyed_as_it_was(loser, country));
    store::look_again_at(tx, loser.id);
}

}  // namespace

Result<Merge> Customers::merge(db::Tx& tx, const MergeWish& wish, const Principal& by, Instant now) const {
    if (wish.winner == wish.loser) return conflict("customer.same");
    const auto winner = mergeable(tx, *this, wish.winner, wish.winner_version);
    if (!winner) return Refused(winner.error());
    const auto loser = mergeable(tx, *this, wish.loser, wish.loser_version);
    if (!loser) return Refused(loser.error());
    store::Journal journal{.winner_before = *winner, .loser_before = *loser, .at = now, .by = by.person};
    Customer after = combine(*winner, *loser, wish);
    const auto identifiers = all_identifiers(tx, winner->id, loser->id);
    after.identifiers.clear();
    for (const store::Keyed& k : identifiers) after.identifiers.push_back(k.identifier);
    if (auto errors = too_much(after); !errors.empty()) return invalid_fields(std::move(errors));
    write_winner(tx, *winner, after, identifiers);
    store::mark_merged(tx, loser->id, winner->id);
    journal.winner_after = after;
    journal.id = store::add_journal(tx, journal);
    std::vector<store::MovedRows> moved;
    for (const Holder& holder : holders_) {
        if (!holder.move) continue;
        const std::int64_t newest = holder.newest ? holder.newest(tx) : 0;
        moved.push_back({holder.name, newest, holder.move(tx, loser->id, winner->id)});
        store::add_moved(tx, journal.id, moved.back());
    }
    inherit_pairs(tx, winner->id, loser->id, journal.id, by, now);
    events_.append(tx, work::event(CustomersMerged::kType, "customer", winner->id, by, now,
                                   CustomersMerged{winner->id, loser->id, journal.id}));
    Merge answer = as_merge(journal, moved);
    answer.held_back = held_back(tx, winner->id, loser->id, by.language);
    return answer;
}

std::vector<HeldBack> Customers::held_back(db::Tx& tx, CustomerId winner, CustomerId loser,
                                           Language language) const {
    std::vector<HeldBack> out;
    for (const Holder& holder : holders_)
        if (holder.held_back)
            for (HeldBack& one : holder.held_back(tx, winner, loser, language)) out.push_back(std::move(one));
    return out;
}

Result<Merge> Customers::undo_merge(db::Tx& tx, MergeId id, const Principal& by, Instant now) const {
    auto journal = store::journal(tx, id);
    if (!journal) return not_found("merge.not_found");
    if (journal->undone_at) return conflict("merge.undone");
    const CustomerId winner = journal->winner_before.id, loser = journal->loser_before.id;
    const auto current = store::get(tx, winner);
    if (!current) return not_found("customer.not_found");
    if (current->blocked) return refused_as_blocked();
    if (store::merged_into(tx, winner) != 0 || store::later_merge_stands(tx, winner, id))
        return conflict("merge.undo_later_first");
    const auto moved = store::moved(tx, id);
    Merge answer = as_merge(*journal, moved);
    for (const store::MovedRows& m : moved)
        if (const Holder* holder = holder_named(holders_, m.holder); holder && holder->may_move_back)
            if (const auto ok = holder->may_move_back(tx, m.rows, journal->at); !ok)
                return Refused(ok.error());
    for (const store::MovedRows& m : moved) {
        const Holder* holder = holder_named(holders_, m.holder);
        if (!holder) continue;
        if (holder->move_back) holder->move_back(tx, m.rows, winner, loser);
        const std::int64_t since = holder->count_since ? holder->count_since(tx, winner, m.newest) : 0;
        if (since > 0) answer.stayed.push_back({m.holder, since});
    }
    part_records(tx, options_.country(), *current, *journal, answer.edited);
    store::bring_back(tx, id);
    store::set_undone(tx, id, by.person, now);
    answer.undone_at = now;
    events_.append(tx, work::event(CustomersParted::kType, "customer", winner, by, now,
                                   CustomersParted{winner, loser, id}));
    return answer;
}

Result<Merge> Customers::find_merge(db::Tx& tx, MergeId id, Language language) const {
    const auto journal = store::journal(tx, id);
    if (!journal) return not_found("merge.not_found");
    const auto around = store::joinings_around(tx, journal->winner_before.id);
    for (const auto& merge : around)
        if (merge.id == id)
            for (const CustomerId who : store::within(merge, around))
                if (const auto ok = shown(tx, who); !ok) return Refused(ok.error());
    Merge merge = as_merge(*journal, store::moved(tx, id));
    if (!merge.undone_at) merge.held_back = held_back(tx, merge.winner.id, merge.loser.id, language);
    return merge;
}

}  // namespace escucha::customers
