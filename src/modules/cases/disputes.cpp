#include "modules/cases/disputes.hpp"

#include <algorithm>

#include "base/human_time.hpp"
#include "modules/cases/use_case.hpp"

namespace escucha::cases {
namespace {

const db::Statement kOfCase{
    "SELECT id, case_id, body, since, noted_by, noted_at, ended FROM case_disputes WHERE case_id = $1 ORDER "
    "BY "
    "id DESC"};
const db::Statement kAdd{
    "INSERT INTO case_disputes (case_id, body, since, noted_by, noted_at, ended, ended_by) VALUES ($1, $2, "
    "$3, "
    "$4, $5, '', 0)"};
const db::Statement kEnd{"UPDATE case_disputes SET ended = $2, ended_by = $3, ended_at = $4 WHERE id = $1"};

LocalDay day_of(const std::string& iso) {
    LocalDay day;
    if (!parse_iso_date(iso, day)) throw db::BadValue("no date: " + iso);
    return day;
}

Dispute read(const db::Row& row) {
    Dispute d{.id = row.get<DisputeId>(0),
              .case_id = row.get<CaseId>(1),
              .body = row.get<std::string>(2),
              .since = day_of(row.get<std::string>(3)),
              .noted_by = row.get<PersonId>(4),
              .noted_at = row.get<Instant>(5)};
    if (const auto ended = row.get<std::string>(6); !ended.empty()) d.ended = day_of(ended);
    return d;
}

LocalDay today(const Work& w) {
    return w.parts.team.organisation()->zone->day(w.now);
}

PersonId person_of(const Principal& who) {
    return who.is_person() ? who.person : 0;
}

}  // namespace

std::vector<Dispute> disputes_of(db::Tx& tx, CaseId id) {
    std::vector<Dispute> out;
    for (const auto& row : tx.query(kOfCase, id)) out.push_back(read(row));
    return out;
}

std::optional<Dispute> open_dispute(db::Tx& tx, CaseId id) {
    for (auto& d : disputes_of(tx, id))
        if (!d.ended) return std::move(d);
    return std::nullopt;
}

Result<Changed> note_dispute(Cases& cases, const Principal& who, CaseId id, const NewDispute& in,
                             Instant now) {
    return change(cases, who, id, now, "disputed", [&](Work& w) -> Result<void> {
        if (const auto open = open_dispute(w.tx, id))
            return conflict("case.disputed_already", {{"body", open->body}});
        if (in.since > today(w)) return invalid_field("since", "in_the_future");
        w.tx.execute(kAdd, id, in.body, iso_date(in.since), person_of(who), now);
        w.log("disputed", {}, {{"body", in.body}, {"day", iso_date(in.since)}});
        return {};
    });
}

Result<Changed> end_dispute(Cases& cases, const Principal& who, CaseId id, DisputeId dispute, LocalDay ended,
                            Instant now) {
    return change(cases, who, id, now, "dispute_over", [&](Work& w) -> Result<void> {
        const auto all = disputes_of(w.tx, id);
        const auto found = std::ranges::find(all, dispute, &Dispute::id);
        if (found == all.end()) return not_found("case.dispute_not_found");
        if (found->ended) return conflict("case.dispute_over");
        if (ended > today(w)) return invalid_field("ended", "in_the_future");
        if (ended < found->since) return invalid_field("ended", "before_it_began");
        w.tx.execute(kEnd, dispute, iso_date(ended), person_of(who), now);
        w.log("dispute_over", {}, {{"body", found->body}, {"day", iso_date(ended)}});
        return {};
    });
}

}  // namespace escucha::cases
