// The rows of a table that say which case they belong to, moved and moved back.
#include "db/id_list.hpp"
#include "db/tx.hpp"
#include "modules/cases/cases.hpp"
#include "modules/cases/use_case.hpp"

namespace escucha::cases {
namespace {

RowIds numbers(const db::Rows& rows) {
    RowIds out;
    out.reserve(rows.size());
    for (const db::Row& row : rows) out.push_back(row.get<std::int64_t>(0));
    return out;
}

}  // namespace

Holder holder_of(std::string table) {
    const auto set = fmt::format("UPDATE {} SET case_id = ", table);
    return {.name = table,
            .columns = {table + ".case_id"},
            .count =
                [table](db::Tx& tx, CaseId id) {
                    db::Params p;
                    const auto of = p.add(id);
                    return tx.one(fmt::format("SELECT COUNT(*) FROM {} WHERE case_id = {}", table, of), p)
                        ->get<std::int64_t>(0);
                },
            .move =
                [set](db::Tx& tx, CaseId from, CaseId to) {
                    db::Params p;
                    const auto become = p.add(to), of = p.add(from);
                    return numbers(
                        tx.query(fmt::format("{}{} WHERE case_id = {} RETURNING id", set, become, of), p));
                },
            .move_rows = [set](db::Tx& tx, std::span<const std::int64_t> rows, CaseId from,
                               CaseId to) -> std::int64_t {
                if (rows.empty()) return 0;
                db::Params p;
                const auto become = p.add(to), of = p.add(from), list = p.add(db::id_list(tx, rows));
                return tx.execute(
                    fmt::format("{}{} WHERE case_id = {} AND id {}", set, become, of, db::among(tx, list)),
                    p);
            }};
}

Holder holder_of_people(std::string table) {
    auto holder = holder_of(table);
    holder.of_people = [table](db::Tx& tx, CaseId of, std::span<const CustomerId> people) {
        if (people.empty()) return RowIds{};
        db::Params p;
        const auto id = p.add(of), list = p.add(db::id_list(tx, people));
        return numbers(tx.query(fmt::format("SELECT id FROM {} WHERE case_id = {} AND customer_id {}", table,
                                            id, db::among(tx, list)),
                                p));
    };
    return holder;
}

namespace {

const db::Statement kLatestOffer{
    "SELECT coalesce(max(round), 0), coalesce(min(round), 0), coalesce(max(offered_at), 0) FROM case_options "
    "WHERE case_id = $1"};
const db::Statement kShiftRounds{"UPDATE case_options SET round = round + $2 WHERE case_id = $1"};

// What was offered last, in whichever of the two, stays on the table: rounds of both would mix.
void keep_rounds_apart(db::Tx& tx, CaseId from, CaseId to) {
    const auto [last, first, offered] =
        tx.one(kLatestOffer, from)->as<std::int64_t, std::int64_t, std::int64_t>();
    const auto [last_there, first_there, offered_there] =
        tx.one(kLatestOffer, to)->as<std::int64_t, std::int64_t, std::int64_t>();
    tx.execute(kShiftRounds, from, offered > offered_there ? last_there - first + 1 : first_there - last - 1);
}

Holder options() {
    auto holder = holder_of("case_options");
    holder.move = [move = std::move(holder.move)](db::Tx& tx, CaseId from, CaseId to) {
        keep_rounds_apart(tx, from, to);
        return move(tx, from, to);
    };
    return holder;
}

Holder log() {
    auto holder = holder_of("case_log");
    holder.picked = [](db::Tx&, CaseId, const Picked& picked) { return picked.notes; };
    return holder;
}

}  // namespace

void hold_rows(Cases& cases) {
    cases.held_by(log());
    cases.held_by(options());
    cases.held_by(holder_of("case_compensations"));
    cases.held_by(holder_of("case_skipped_steps"));
    cases.held_by(holder_of("case_held_replies"));
    // Of the row itself (rules: join_rules.hpp, joined with the texts they came with); drafts are moved by
    // their writer; who looks is who looks now; the journal.
    // A clock stays with its case: what stands for it counts by it (reckoning.hpp). What was told of its
    // dates was told of that case.
    cases.held_by({.name = "cases",
                   .columns = {"case_alarms.case_id", "case_pauses.case_id", "case_extensions.case_id",
                               "case_progress.case_id", "case_drafts.case_id", "case_watchers.case_id",
                               "case_links.case_id"}});
}

}  // namespace escucha::cases
