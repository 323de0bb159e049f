// Cases that were joined are two again: each with its own words, and with those that came to it since.
#include "modules/cases/parting.hpp"

#include <set>

#include "modules/cases/recalling.hpp"
#include "modules/cases/reckoning.hpp"

namespace escucha::cases {
namespace {

bool same(const std::optional<Mark>& a, const std::optional<Mark>& b) {
    return a && b && a->at == b->at && a->by == b->by;
}

// What was taken goes; what the customer answered to it meanwhile is the loser's.
void part_said_back(Progress& p, Progress& loser) {
    loser.confirmed_at = p.confirmed_at;
    loser.confirmed_by = p.confirmed_by;
    loser.correction = p.correction;
    p.said_back.clear();
    p.said.reset();
    p.confirmed_at.reset();
    p.correction.clear();
}

void part_progress(Progress& p, Progress& loser, const Snapshot& after) {
    if (after.respect_taken && same(p.respect, loser.respect)) p.respect.reset();
    if (after.expectation_taken && same(p.expected, loser.expected)) {
        p.expectation.clear();
        p.expected.reset();
    }
    if (after.said_taken && same(p.said, loser.said)) part_said_back(p, loser);
    if (after.rating_taken.value_or(false) && same(p.satisfaction, loser.satisfaction)) {
        p.satisfaction.reset();
        p.satisfaction_words.clear();
    }
}

// Refuses a link that is none of this case, undone, or has another change on top of it.
Result<store::Journal> undoable(db::Tx& tx, CaseId winner, LinkId id) {
    const auto journal = store::link(tx, id);
    if (!journal || journal->kind != LinkKind::merge || journal->case_id != winner)
        return not_found("case.link_not_found");
    if (journal->undone_at) return conflict("case.link_undone");
    if (store::merged_into(tx, winner) != 0 || store::changed_since(tx, winner, id))
        return conflict("case.undo_later_first");
    return *journal;
}

Result<Case> for_undoing(db::Tx& tx, const Principal& who, CaseId id) {
    auto c = store::find(tx, id);
    if (!c) return not_found("case.not_found");
    if (const auto ok = may_handle(who, *c); !ok) return Refused(ok.error());
    return std::move(*c);
}

// Whom and what the parted case brings along: itself and what was joined to it, and the customers that are of
// none of the cases that stay.
struct Leaving {
    std::set<CaseId> cases = {};
    std::vector<CustomerId> people = {};

    bool takes(const contacts::Contact& c) const {
        return cases.contains(c.via_case_id) || std::ranges::find(people, c.customer_id) != people.end();
    }
};

Leaving leaving(Work& winner, CaseId loser) {
    Leaving out;
    const auto theirs = store::within(winner.tx, loser);
    for (const auto& c : theirs) out.cases.insert(c.id);
    std::set<CustomerId> stay;
    for (const auto& c : store::within(winner.tx, winner.c.id))
        if (!out.cases.contains(c.id)) stay.insert(c.customer);
    for (const auto& c : theirs)
        if (!stay.contains(c.customer)) out.people.push_back(c.customer);
    return out;
}

// What came since the joining: what goes along, and what stays.
struct Since {
    std::vector<contacts::Contact> goes = {}, stays = {};
    std::vector<LogEntry> log = {};
};

Since since(Work& winner, const store::Journal& journal, const Leaving& leaving) {
    Since out;
    const auto& after = journal.after;
    for (auto& c : contacts_of(winner, after.newest_contact.value_or(0)))
        if (after.newest_contact || c.at > journal.at)
            (leaving.takes(c) ? out.goes : out.stays).push_back(std::move(c));
    for (auto& l : log_of(winner, after.newest_log.value_or(0)))
        if (after.newest_log || l.at > journal.at) out.log.push_back(std::move(l));
    return out;
}

void add(RowIds& rows, const RowIds& more) {
    for (const auto id : more)
        if (std::ranges::find(rows, id) == rows.end()) rows.push_back(id);
}

void move_back(Work& winner, const store::Journal& journal, const Since& since, const Leaving& leaving) {
    auto rows = store::rows_of(winner.tx, journal.id);
    Picked along;
    for (const auto& c : since.goes) along.contacts.push_back(c.id);
    for (const auto& holder : winner.cases.holders()) {
        if (!holder.move_rows) continue;
        auto& of = rows[holder.name];
        if (holder.picked) add(of, holder.picked(winner.tx, winner.c.id, along));
        if (holder.of_people) add(of, holder.of_people(winner.tx, winner.c.id, leaving.people));
        holder.move_rows(winner.tx, of, journal.case_id, journal.other);
    }
}

// K4: what came since may speak of whom the other case is about. It stays closed to them, until somebody
// decides otherwise.
void part_winner(Work& w, const store::Journal& journal, const Since& since) {
    const auto about = w.c.about_person;
    const bool unread = w.c.unread;
    Hints hints;
    if (w.c.waiting_since) hints.waited.push_back(*w.c.waiting_since);
    const bool more = !since.stays.empty() ||
                      std::ranges::any_of(since.log, [](const LogEntry& l) { return !l.text.empty(); });
    part(w.c, journal.before, journal.after);
    if (more && w.c.about_person == 0) w.c.about_person = about;
    if (w.c.owner == w.c.about_person) w.c.owner = 0;
    retell(w.c, told_of(since.stays, since.log, hints), w.soon(), next_update_of(w));
    w.c.unread = w.c.unread && unread;
    find_somebody(w);
    w.c.due = next_due(w.c, w.soon());
    mind_waiting(w, w.state_before);
}

// The loser stands again as it was, with what was said to it since and somebody to look after it.
void stand_again(Work& loser, const store::Journal& journal, const Since& since) {
    loser.c.merged_into = 0;
    put_back(loser.c, journal.other_before);
    retell(loser.c, told_of(since.goes, {}, {}), loser.soon(), next_update_of(loser));
    find_somebody(loser);
    loser.c.due = next_due(loser.c, loser.soon());
    mind_waiting(loser, loser.state_before);
}

void tell_both(Work& winner, Work& loser, std::size_t stays) {
    auto told = beside(loser.c);
    told["n"] = std::to_string(stays);
    winner.log(stays > 0 ? "parted_leaving" : "parted", {}, told);
    loser.log("parted_from", {}, beside(winner.c));
}

void part_cases(Work& winner, Work& loser, const store::Journal& journal) {
    const auto together = winner.c.opened_at;
    const auto who_leaves = leaving(winner, loser.c.id);
    const auto came = since(winner, journal, who_leaves);
    move_back(winner, journal, came, who_leaves);
    part_winner(winner, journal, came);
    part_progress(winner.progress(), loser.progress(), journal.after);
    stand_again(loser, journal, came);
    tell_both(winner, loser, came.stays.size());
    store::set_undone(winner.tx, journal.id, winner.who.person, winner.now);
    for (auto* w : {&winner, &loser})  // each by its own clock again
        if (w->c.rulebook != 0) reckon(*w);
    keep(winner);
    keep(loser);
    announce(winner.parts, winner.tx, winner.c, CasesParted::kType, winner.who, winner.now,
             CasesParted{winner.c.id, loser.c.id, micros(together)});
    announce(loser.parts, loser.tx, loser.c, "case.restored", loser.who, loser.now,
             CaseChanged{"restored", loser.c.owner});
}

// Parting people's words needs no leave of those whose data is blocked.
Result<void> may_part(const Principal& who, const Case& a, const Case& b) {
    if (a.customer == b.customer || who.at_least(Role::supervisor)) return {};
    return refuse(ErrorKind::forbidden, "case.merge_other_customer");
}

}  // namespace

Result<Changed> Cases::undo_merge(const Principal& who, CaseId winner, LinkId link, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Changed> {
        const auto journal = undoable(tx, winner, link);
        if (!journal) return Refused(journal.error());
        auto one = for_undoing(tx, who, journal->case_id), two = for_undoing(tx, who, journal->other);
        if (!one) return Refused(one.error());
        if (!two) return Refused(two.error());
        if (const auto ok = may_part(who, *one, *two); !ok) return Refused(ok.error());
        Work winning(*this, tx, who, *one, now), losing(*this, tx, who, *two, now);
        part_cases(winning, losing, *journal);
        return Changed{one->id, one->version};
    });
}

}  // namespace escucha::cases
