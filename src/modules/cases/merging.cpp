// One matter that was written down twice: joined, and parted again when it was two after all.
#include "base/tracking_code.hpp"
#include "modules/cases/parting.hpp"

namespace escucha::cases {
namespace {

// Of different people: whoever holds the code of one reads the other's words from then on.
Result<void> may_mix(const Principal& who, const Case& a, const Case& b, bool sure) {
    if (a.customer == b.customer || (sure && who.at_least(Role::supervisor))) return {};
    return refuse(ErrorKind::forbidden, "case.merge_other_customer");
}

Result<void> as_looked_at(const Case& c, std::int64_t version) {
    if (c.version != version) return conflict("case.merge_changed_meanwhile", {{"code", shown_code(c)}});
    return {};
}

// The greeting, what the customer expects and what was said back to them are taken where the winner has none.
void join_progress(Work& winner, Progress& loser, Snapshot& after) {
    auto& p = winner.progress();
    p.heard = p.heard || loser.heard;
    if (!p.respect && loser.respect) {
        p.respect = loser.respect;
        after.respect_taken = true;
    }
    if (!p.expected && loser.expected) {
        p.expectation = loser.expectation;
        p.expectation_source = loser.expectation_source;
        p.expected = loser.expected;
        after.expectation_taken = true;
    }
    if (!p.said && loser.said) {
        p.said_back = loser.said_back;
        p.said = loser.said;
        p.confirmed_at = loser.confirmed_at;
        p.confirmed_by = loser.confirmed_by;
        p.correction = loser.correction;
        after.said_taken = true;
    }
}

bool same(const std::optional<Mark>& a, const std::optional<Mark>& b) {
    return a && b && a->at == b->at && a->by == b->by;
}

void part_progress(Work& winner, const Progress& loser, const Snapshot& after) {
    auto& p = winner.progress();
    if (after.respect_taken && same(p.respect, loser.respect)) p.respect.reset();
    if (after.expectation_taken && same(p.expected, loser.expected)) {
        p.expectation.clear();
        p.expected.reset();
    }
    if (after.said_taken && same(p.said, loser.said)) {
        p.said_back.clear();
        p.said.reset();
        p.confirmed_at.reset();
        p.correction.clear();
    }
}

boost::json::object about(const Case& c) {
    return {{"code", shown_code(c)}, {"title", c.title}, {"case_id", std::to_string(c.id)}};
}

// Messages, calls and visits that came after the joining: they stay, and it is said how many.
std::int64_t came_since(Work& winner, Instant joined) {
    constexpr std::size_t kPage = 200;
    std::int64_t n = 0;
    for (contacts::ContactId before = 0;;) {
        const auto page = winner.parts.contacts.for_case(winner.tx, winner.c.id, before, kPage);
        n += std::ranges::count_if(page, [&](const contacts::Contact& c) { return c.at > joined; });
        if (page.size() < kPage || page.front().at <= joined) return n;
        before = page.front().id;
    }
}

// Whose case it was hears where it went.
void tell_owner(Work& loser, const Case& winner) {
    if (loser.c.owner == winner.owner) return;
    loser.notify(loser.c.owner, team::NoticeKind::case_joined, {{"what", shown_code(winner)}},
                 fmt::format("joined:{}:{}", loser.c.id, micros(loser.now)));
}

// Refuses a link that is none of this case, undone, or has another on top of it.
Result<store::Journal> undoable(db::Tx& tx, CaseId winner, LinkId id) {
    const auto journal = store::link(tx, id);
    if (!journal || journal->kind != LinkKind::merge || journal->case_id != winner)
        return not_found("case.link_not_found");
    if (journal->undone_at) return conflict("case.link_undone");
    if (store::merged_into(tx, winner) != 0 || store::joined_since(tx, winner, id))
        return conflict("case.undo_later_first");
    return *journal;
}

Result<Case> for_undoing(db::Tx& tx, const Principal& who, CaseId id) {
    auto c = store::find(tx, id);
    if (!c) return not_found("case.not_found");
    if (const auto ok = may_handle(who, *c); !ok) return Refused(ok.error());
    return std::move(*c);
}

// The loser stands again as it was, with somebody to look after it.
void stand_again(Work& loser, const store::Journal& journal) {
    loser.c.merged_into = 0;
    put_back(loser.c, journal.other_before);
    find_somebody(loser);
    loser.c.due = next_due(loser.c, loser.soon());
}

void move_back(Work& winner, const store::Journal& journal) {
    const auto rows = store::rows_of(winner.tx, journal.id);
    for (const auto& holder : winner.cases.holders())
        if (const auto of = rows.find(holder.name); of != rows.end() && holder.move_rows)
            holder.move_rows(winner.tx, of->second, journal.case_id, journal.other);
}

void part_cases(Work& winner, Work& loser, const store::Journal& journal) {
    const auto together = winner.c.opened_at;
    move_back(winner, journal);
    part(winner.c, journal.before, journal.after);
    part_progress(winner, loser.progress(), journal.after);
    find_somebody(winner);
    winner.c.due = next_due(winner.c, winner.soon());
    stand_again(loser, journal);
    const auto since = came_since(winner, journal.at);
    auto told = about(loser.c);
    told["n"] = std::to_string(since);
    winner.log(since > 0 ? "parted_leaving" : "parted", {}, told);
    loser.log("parted_from", {}, about(winner.c));
    store::set_undone(winner.tx, journal.id, winner.who.person, winner.now);
    keep(winner);
    keep(loser);
    announce(winner.parts, winner.tx, winner.c, CasesParted::kType, winner.who, winner.now,
             CasesParted{winner.c.id, loser.c.id, micros(together)});
    announce(loser.parts, loser.tx, loser.c, "case.restored", loser.who, loser.now,
             CaseChanged{"restored", loser.c.owner});
}

}  // namespace

std::string shown_code(const Case& c) {
    const auto code = TrackingCode::parse(c.code);
    return code ? code->shown() : c.code;
}

Result<Case> standing_for_itself(db::Tx& tx, const Principal& who, CaseId id) {
    auto c = store::find(tx, id);
    if (!c) return not_found("case.not_found");
    if (const auto ok = may_handle(who, *c); !ok) return Refused(ok.error());
    if (c->state == State::merged) return merged_already(*c);
    return std::move(*c);
}

void keep(Work& w) {
    if (w.progress_) store::save_progress(w.tx, w.c.id, *w.progress_);
    store::save(w.tx, w.c);
    store::save_joined(w.tx, w.c);
    w.cases.rows_moved(w.tx, w.c);
    plan_deadline(w.parts, w.tx, w.c, w.now);
}

std::map<std::string, RowIds> take_in(Work& winner, Work& loser) {
    const auto opened_before = winner.c.opened_at;
    join(winner.c, loser.c, winner.soon());
    std::map<std::string, RowIds> moved;
    for (const auto& holder : winner.cases.holders())
        if (holder.move) moved[holder.name] = holder.move(winner.tx, loser.c.id, winner.c.id);
    store::move_drafts(winner.tx, loser.c.id, winner.c.id);
    tell_owner(loser, winner.c);
    winner.log("joined", {}, about(loser.c));
    loser.log("joined_to", {}, about(winner.c));
    stand_down(loser.c, winner.c.id);
    keep(winner);
    keep(loser);
    announce(winner.parts, winner.tx, winner.c, CasesJoined::kType, winner.who, winner.now,
             CasesJoined{winner.c.id, loser.c.id, micros(opened_before)});
    announce(loser.parts, loser.tx, loser.c, "case.merged", loser.who, loser.now,
             CaseChanged{"merged", loser.owner_before});
    return moved;
}

Result<MergePreview> Cases::preview_merge(db::Tx& tx, const Principal& who, CaseId winner, CaseId loser,
                                          Instant now) const {
    const auto one = standing_for_itself(tx, who, winner), two = standing_for_itself(tx, who, loser);
    if (!one) return Refused(one.error());
    if (!two) return Refused(two.error());
    if (const auto ok = may_join(*one, *two); !ok) return Refused(ok.error());
    MergePreview preview{.winner = *one, .loser = *two, .joined = *one};
    preview.other_customer = one->customer != two->customer;
    join(preview.joined, *two, soon_of(parts_, tx, one->kind, now));
    for (const auto& holder : holders_)
        if (const auto rows = holder.count ? holder.count(tx, loser) : 0; rows > 0)
            preview.moves.push_back({holder.name, rows});
    return preview;
}

Result<Changed> Cases::merge(const Principal& who, const MergeWish& wish, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Changed> {
        auto one = standing_for_itself(tx, who, wish.winner), two = standing_for_itself(tx, who, wish.loser);
        if (!one) return Refused(one.error());
        if (!two) return Refused(two.error());
        if (const auto ok = may_join(*one, *two); !ok) return Refused(ok.error());
        if (const auto ok = as_looked_at(*one, wish.winner_version); !ok) return Refused(ok.error());
        if (const auto ok = as_looked_at(*two, wish.loser_version); !ok) return Refused(ok.error());
        if (const auto ok = may_mix(who, *one, *two, wish.other_customer); !ok) return Refused(ok.error());
        store::Journal journal{.case_id = one->id,
                               .other = two->id,
                               .before = snapshot_of(*one),
                               .other_before = snapshot_of(*two),
                               .at = now,
                               .by = who.person};
        Work winner(*this, tx, who, *one, now), loser(*this, tx, who, *two, now);
        Snapshot taken;
        join_progress(winner, loser.progress(), taken);
        const auto moved = take_in(winner, loser);
        journal.after = snapshot_of(*one);
        journal.after.respect_taken = taken.respect_taken;
        journal.after.expectation_taken = taken.expectation_taken;
        journal.after.said_taken = taken.said_taken;
        const auto id = store::add_link(tx, journal);
        for (const auto& [holder, rows] : moved) store::add_rows(tx, id, holder, rows);
        return Changed{one->id, one->version};
    });
}

Result<Changed> Cases::undo_merge(const Principal& who, CaseId winner, LinkId link, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Changed> {
        const auto journal = undoable(tx, winner, link);
        if (!journal) return Refused(journal.error());
        auto one = for_undoing(tx, who, journal->case_id), two = for_undoing(tx, who, journal->other);
        if (!one) return Refused(one.error());
        if (!two) return Refused(two.error());
        if (const auto ok = may_mix(who, *one, *two, true); !ok) return Refused(ok.error());
        Work winning(*this, tx, who, *one, now), losing(*this, tx, who, *two, now);
        part_cases(winning, losing, *journal);
        return Changed{one->id, one->version};
    });
}

std::vector<Link> Cases::links_of(db::Tx& tx, CaseId id) const {
    return store::links_of(tx, id);
}

Origins Cases::origins(db::Tx& tx, CaseId id) const {
    return store::origins(tx, id);
}

std::optional<Case> Cases::looks_alike(db::Tx& tx, const Case& c) const {
    constexpr std::size_t kCompared = 20;
    if (c.state == State::solved || c.state == State::merged) return std::nullopt;
    std::optional<Case> found;
    for (auto& other : of_customer(tx, c.customer, {.limit = kCompared}))
        if (other.id != c.id && other.state != State::solved && alike(c, other) &&
            !store::told_apart(tx, c.id, other.id))
            found = std::move(other);
    return found;
}

}  // namespace escucha::cases
