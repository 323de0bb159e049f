// One matter that was written down twice is joined. Parted again: parting.cpp.
#include "base/tracking_code.hpp"
#include "modules/cases/parting.hpp"
#include "modules/cases/recalling.hpp"
#include "modules/cases/reckoning.hpp"

namespace escucha::cases {
namespace {

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
    if (!p.satisfaction && winner.c.state == State::solved && loser.satisfaction) {
        p.satisfaction = loser.satisfaction;
        p.satisfaction_words = loser.satisfaction_words;
        p.satisfaction_source = loser.satisfaction_source;
        after.rating_taken = true;
    }
}

// What they expected when they wrote stands nowhere but in the progress: where the winner has an expectation
// of its own, both are read in the timeline.
void keep_expectation(Work& loser, const Progress& winner, bool loser_is_anothers) {
    const auto& p = loser.progress();
    const bool another = loser_is_anothers || (winner.expected && p.expectation != winner.expectation);
    if (!p.expected || !another) return;
    const auto told = [&](const LogEntry& l) { return l.text == p.expectation; };
    if (std::ranges::none_of(log_of(loser), told)) loser.log("expected", p.expectation);
}

// Whose case it was hears where it went; unless that is about them (K4).
void tell_owner(Work& loser, const Case& winner) {
    if (loser.c.owner == winner.owner || loser.c.owner == winner.about_person) return;
    loser.notify(loser.c.owner, team::NoticeKind::case_joined, {{"what", shown_code(winner)}},
                 fmt::format("joined:{}:{}", loser.c.id, micros(loser.now)));
}

// What is newer came when they were one.
void note_newest(Work& winner, Snapshot& after) {
    const auto said = winner.parts.contacts.for_case(winner.tx, winner.c.id, 0, 1);
    const auto log = store::log(winner.tx, winner.c.id, std::numeric_limits<std::int64_t>::max(), 1);
    after.newest_contact = said.empty() ? 0 : said.back().id;
    after.newest_log = log.empty() ? 0 : log.front().id;
}

}  // namespace

Result<void> may_mix(db::Tx& tx, const Cases::Parts& parts, const Principal& who, const Case& a,
                     const Case& b, bool sure) {
    if (a.customer == b.customer) return {};
    if (!sure || !who.at_least(Role::supervisor))
        return refuse(ErrorKind::forbidden, "case.merge_other_customer");
    if (!parts.customers.blocked_among(tx, std::array{a.customer, b.customer}).empty())
        return conflict("case.merge_blocked");
    return {};
}

std::string shown_code(const Case& c) {
    const auto code = TrackingCode::parse(c.code);
    return code ? code->shown() : c.code;
}

boost::json::object beside(const Case& c) {
    return {{"case_id", std::to_string(c.id)}};
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

Snapshot take_progress(Work& winner, Work& loser) {
    Snapshot taken;
    const bool of_another = winner.c.customer != loser.c.customer;
    keep_expectation(loser, winner.progress(), of_another);
    if (of_another)  // what one of them expects is not what the other does
        winner.progress().heard = winner.progress().heard || loser.progress().heard;
    else
        join_progress(winner, loser.progress(), taken);
    return taken;
}

std::map<std::string, RowIds> take_in(Work& winner, Work& loser, const std::function<void()>& settle) {
    const auto opened_before = winner.c.opened_at;
    join(winner.c, loser.c, winner.soon());
    winner.c.due = next_due(winner.c, winner.soon());  // the dates of its kind, which may be the other's now
    std::map<std::string, RowIds> moved;
    for (const auto& holder : winner.cases.holders())
        if (holder.move) moved[holder.name] = holder.move(winner.tx, loser.c.id, winner.c.id);
    store::move_drafts(winner.tx, loser.c.id, winner.c.id);
    tell_owner(loser, winner.c);
    winner.log("joined", {}, beside(loser.c));
    loser.log("joined_to", {}, beside(winner.c));
    if (settle) settle();
    stand_down(loser.c, winner.c.id);
    mind_waiting(winner, winner.state_before);
    mind_waiting(loser, loser.state_before);
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
        if (const auto ok = may_mix(tx, parts_, who, *one, *two, wish.other_customer); !ok)
            return Refused(ok.error());
        store::Journal journal{.case_id = one->id,
                               .other = two->id,
                               .before = snapshot_of(*one),
                               .other_before = snapshot_of(*two),
                               .at = now,
                               .by = who.person};
        Work winner(*this, tx, who, *one, now), loser(*this, tx, who, *two, now);
        const auto taken = take_progress(winner, loser);
        const auto moved = take_in(winner, loser);
        journal.after = snapshot_of(*one);
        journal.after.respect_taken = taken.respect_taken;
        journal.after.expectation_taken = taken.expectation_taken;
        journal.after.said_taken = taken.said_taken;
        journal.after.rating_taken = taken.rating_taken;
        note_newest(winner, journal.after);
        const auto id = store::add_link(tx, journal);
        for (const auto& [holder, rows] : moved) store::add_rows(tx, id, holder, rows);
        return Changed{one->id, one->version};
    });
}

std::vector<Link> Cases::links_of(db::Tx& tx, CaseId id) const {
    return store::links_of(tx, id);
}

Origins Cases::origins(db::Tx& tx, CaseId id) const {
    return store::origins(tx, id);
}

CaseId Origins::of(const std::string& holder, std::int64_t row) const {
    const auto rows = rows_.find(holder);
    if (rows == rows_.end()) return 0;
    const auto found = rows->second.find(row);
    return found == rows->second.end() ? 0 : found->second;
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
