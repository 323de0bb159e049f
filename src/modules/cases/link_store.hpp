// The journal of what was joined and split: case_links, case_link_rows.
#pragma once
#include "db/tx.hpp"
#include "modules/cases/joining.hpp"
#include "modules/cases/snapshot.hpp"

namespace escucha::cases::store {

struct Journal {
    LinkId id = 0;
    LinkKind kind = LinkKind::merge;
    CaseId case_id = 0, other = 0;
    Snapshot before = {}, after = {}, other_before = {};
    Instant at{};
    PersonId by = 0;
    std::optional<Instant> undone_at = {};
};

LinkId add_link(db::Tx&, const Journal&);
void add_rows(db::Tx&, LinkId, std::string_view holder, std::span<const std::int64_t> rows);
std::optional<Journal> link(db::Tx&, LinkId);
std::map<std::string, RowIds> rows_of(db::Tx&, LinkId);  // by holder
void set_undone(db::Tx&, LinkId, PersonId by, Instant now);
// Was another case joined to this one or split off from it since, and still is?
bool changed_since(db::Tx&, CaseId, LinkId);
// The case itself, and those that were joined to it or to one of them.
std::vector<Case> within(db::Tx&, CaseId);
// What was joined to the case, by when.
std::vector<Journal> joinings_of(db::Tx&, CaseId);

// Somebody has told these two apart: split one off the other, or parted them after they were joined.
bool told_apart(db::Tx&, CaseId, CaseId);

std::vector<Link> links_of(db::Tx&, CaseId);  // that stand, oldest first
Origins origins(db::Tx&, CaseId);

}  // namespace escucha::cases::store
