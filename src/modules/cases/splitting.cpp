// Another matter in the same conversation: it becomes a case of its own, with its own clock, and can be
// joined back.
#include <charconv>

#include "base/tracking_code.hpp"
#include "modules/cases/parting.hpp"
#include "modules/cases/recalling.hpp"
#include "modules/cases/reckoning.hpp"

namespace escucha::cases {
namespace {

Result<Picked> picked_of(std::span<const std::string> entries) {
    Picked picked;
    for (const std::string& entry : entries) {
        std::int64_t id = 0;
        const char* const begin = entry.data() + 1;
        const char* const end = entry.data() + entry.size();
        if (entry.size() < 2) return invalid_field("entries", "unknown");
        const auto read = std::from_chars(begin, end, id);
        if (read.ec != std::errc{} || read.ptr != end) return invalid_field("entries", "unknown");
        auto* const list = entry[0] == 'c'   ? &picked.contacts
                           : entry[0] == 'n' ? &picked.notes
                           : entry[0] == 'p' ? &picked.promises
                                             : nullptr;
        if (!list) return invalid_field("entries", "unknown");
        if (std::ranges::find(*list, id) == list->end()) list->push_back(id);
    }
    return picked;
}

// Somebody of the customers says something in it; a call or a visit that somebody of ours wrote down, too.
bool is_theirs(const contacts::Contact& c) {
    return c.direction == Direction::in || c.type != contacts::ContactType::message;
}

// In the order they were written.
Result<std::vector<contacts::Contact>> said_in(Work& w, Picked& picked) {
    std::ranges::sort(picked.contacts);
    std::vector<contacts::Contact> out;
    for (const auto id : picked.contacts) {
        auto c = w.parts.contacts.get(w.tx, id);
        if (!c || c->case_id != w.c.id) return invalid_field("entries", "unknown");
        out.push_back(std::move(*c));
    }
    if (out.empty()) return invalid_field("entries", "no_contact");
    if (std::ranges::none_of(out, is_theirs)) return invalid_field("entries", "only_ours");
    if (w.parts.contacts.count_for_case(w.tx, w.c.id) == static_cast<std::int64_t>(out.size()))
        return invalid_field("entries", "nothing_left");
    return out;
}

// K4: what is about somebody is not written down by them, and never lands with them.
Result<PersonId> about_whom(Work& w, const SplitWish& wish) {
    if (wish.about_person == 0) return w.c.about_person;
    if (!w.parts.team.person(w.tx, wish.about_person)) return invalid_field("about_person_id", "unknown");
    if (w.who.is_person() && wish.about_person == w.who.person)
        return refuse(ErrorKind::forbidden, "case.about_you");
    return wish.about_person;
}

Case another(Work& from, const SplitWish& wish, std::span<const contacts::Contact> said) {
    const auto& first = *std::ranges::find_if(said, is_theirs);
    Case c;
    c.code = TrackingCode::mint().text();
    c.kind = wish.kind;
    c.channel = first.channel;
    c.title = title_from(!wish.title.empty() ? wish.title : first.text);
    if (c.title.empty()) c.title = from.c.title;
    c.customer = first.customer_id;
    c.owner = from.c.owner;
    c.team = from.c.team;
    c.language = from.c.language;
    c.opened_at = said.front().at;
    c.rulebook = from.c.rulebook;  // said when the other was born, or after: never under later rules
    return c;
}

void be_about(Case& c, PersonId person) {
    c.about_person = person;
    if (c.owner == person) c.owner = 0;
    c.hands = c.owner != 0 ? 1 : 0;
}

// What is left, and what went, stand by their own words: nothing by those of the other. What is solved stays
// so.
void stand_by_own_words(Work& w) {
    auto told = retold(thread_of(w), w.soon(), next_update_of(w));
    if ((told.state == State::solved) != (w.c.state == State::solved)) {
        told.state = w.c.state;
        told.waiting_since = w.c.waiting_since;
    }
    if (w.c.state == State::solved) {
        told.outcome = w.c.outcome;
        told.solved_at = w.c.solved_at;
        told.checked_at = w.c.checked_at;
        told.score = w.c.score;
    }
    told.unread = told.unread && w.c.unread;
    const bool same_answer = told.last_out_at == w.c.last_out_at;
    stand_as(w.c, told);
    if (!same_answer && w.c.last_out_at) w.c.next_update_due = next_update_of(w)(*w.c.last_out_at);
    w.c.due = next_due(w.c, w.soon());
}

// The law's clock runs from when it came, not from when somebody saw that it was another matter.
void set_dates(Work& w) {
    const auto book = w.cases.rulebooks().of(w.tx, w.c.rulebook, w.c.opened_at);
    w.c.rulebook = w.c.word_rulebook = book->id;
    const auto due = dates_of(*book, clock_of(w.c), w.now);
    w.c.first_answer_due = due.first_answer;
    w.c.resolution_due = due.resolution;
    w.c.next_update_due = due.next_update;
    w.c.law_due = due.law;
    w.c.due = next_due(w.c, w.soon());
}

// Every entry that was named goes, or none.
Result<std::map<std::string, RowIds>> move_picked(Work& from, CaseId to, const Picked& picked) {
    std::map<std::string, RowIds> moved;
    for (const auto& holder : from.cases.holders()) {
        if (!holder.picked) continue;
        auto rows = holder.picked(from.tx, from.c.id, picked);
        const auto n = holder.move_rows(from.tx, rows, from.c.id, to);
        const bool named =
            holder.name == "contacts" || holder.name == "case_log" || holder.name == "promises";
        if (named && n != static_cast<std::int64_t>(rows.size())) return invalid_field("entries", "unknown");
        moved[holder.name] = std::move(rows);
    }
    return moved;
}

CaseId born(Work& w) {
    w.c.id = store::add(w.tx, w.c);
    Progress heard;
    heard.heard = true;
    store::add_progress(w.tx, w.c.id, heard);
    return w.c.id;
}

// Nothing was said in it since: the case is again as if nothing had been split off, whatever joining would
// make of it. Else it is joined like any other.
void rejoin(Work& back, Work& gone, const store::Journal& journal) {
    const bool silent = gone.c.last_at <= journal.at && back.c.last_at <= journal.at;
    const auto kind = back.c.kind;
    take_progress(back, gone);
    take_in(back, gone, [&] {
        if (!silent) return;
        back.c.kind = kind;
        stand_by_own_words(back);
    });
}

}  // namespace

Result<Changed> Cases::split(const Principal& who, const SplitWish& wish, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Changed> {
        auto origin = standing_for_itself(tx, who, wish.from);
        if (!origin) return Refused(origin.error());
        if (origin->version != wish.version) return refuse(ErrorKind::stale, "stale");
        auto picked = picked_of(wish.entries);
        if (!picked) return Refused(picked.error());
        Work from(*this, tx, who, *origin, now);
        const auto said = said_in(from, *picked);
        if (!said) return Refused(said.error());
        const auto about = about_whom(from, wish);
        if (!about) return Refused(about.error());
        auto fresh = another(from, wish, *said);
        be_about(fresh, *about);
        Work to(*this, tx, who, fresh, now);
        set_dates(to);
        const auto moved = move_picked(from, born(to), *picked);
        if (!moved) return Refused(moved.error());
        stand_by_own_words(from);
        stand_by_own_words(to);
        mind_waiting(from, from.state_before);
        mind_waiting(to, to.state_before);
        from.log("split_into", {}, beside(fresh));
        to.log("split_from", {}, beside(*origin));
        keep(from);
        keep(to);
        const auto id = store::add_link(
            tx,
            {.kind = LinkKind::split, .case_id = origin->id, .other = fresh.id, .at = now, .by = who.person});
        for (const auto& [holder, rows] : *moved) store::add_rows(tx, id, holder, rows);
        announce(parts_, tx, fresh, CaseSplitOff::kType, who, now, CaseSplitOff{fresh.id, origin->id});
        announce(parts_, tx, *origin, "case.split", who, now, CaseChanged{"split", origin->owner});
        return Changed{fresh.id, fresh.version};
    });
}

Result<Changed> Cases::undo_split(const Principal& who, CaseId from, LinkId link, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Changed> {
        const auto journal = store::link(tx, link);
        if (!journal || journal->kind != LinkKind::split || journal->case_id != from)
            return not_found("case.link_not_found");
        if (journal->undone_at) return conflict("case.link_undone");
        if (store::merged_into(tx, journal->other) != 0 || store::merged_into(tx, from) != 0)
            return conflict("case.undo_later_first");
        auto one = standing_for_itself(tx, who, from), two = standing_for_itself(tx, who, journal->other);
        if (!one) return Refused(one.error());
        if (!two) return Refused(two.error());
        if (two->state == State::solved) return conflict("case.undo_split_solved");
        if (const auto ok = may_join(*one, *two); !ok) return Refused(ok.error());
        if (const auto ok = may_mix(tx, parts_, who, *one, *two, true); !ok) return Refused(ok.error());
        Work back(*this, tx, who, *one, now), gone(*this, tx, who, *two, now);
        rejoin(back, gone, *journal);
        store::set_undone(tx, link, who.person, now);
        return Changed{one->id, one->version};
    });
}

}  // namespace escucha::cases
