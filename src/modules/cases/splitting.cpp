// Another matter in the same conversation: it becomes a case of its own, with its own clock, and can be
// joined back.
#include <charconv>

#include "base/tracking_code.hpp"
#include "modules/cases/parting.hpp"

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

// In the order they were written.
Result<std::vector<contacts::Contact>> contacts_of(Work& w, Picked& picked) {
    std::ranges::sort(picked.contacts);
    std::vector<contacts::Contact> out;
    for (const auto id : picked.contacts) {
        auto c = w.parts.contacts.get(w.tx, id);
        if (!c || c->case_id != w.c.id) return invalid_field("entries", "unknown");
        out.push_back(std::move(*c));
    }
    if (out.empty()) return invalid_field("entries", "no_contact");
    if (w.parts.contacts.count_for_case(w.tx, w.c.id) == static_cast<std::int64_t>(out.size()))
        return invalid_field("entries", "nothing_left");
    return out;
}

// Whether we spoke. A case that begins with a call or a visit begins with the customer's words.
bool is_ours(const contacts::Contact& c, bool first) {
    if (c.direction == Direction::out) return true;
    return c.type != contacts::ContactType::message && !first && c.person_id != 0 && c.answered;
}

void speak(Case& c, const contacts::Contact& contact, bool first) {
    const bool ours = is_ours(contact, first);
    c.last_at = contact.at;
    c.last_from = ours ? LastFrom::us : LastFrom::customer;
    if (ours) c.last_out_at = contact.at;
}

Case another(Work& from, const SplitWish& wish, std::span<const contacts::Contact> said) {
    Case c;
    c.code = TrackingCode::mint().text();
    c.kind = wish.kind;
    c.channel = said.front().channel;
    c.title = title_from(!wish.title.empty() ? wish.title : said.front().text);
    if (c.title.empty()) c.title = from.c.title;
    c.customer = from.c.customer;
    c.owner = from.c.owner;
    c.hands = c.owner != 0 ? 1 : 0;
    c.team = from.c.team;
    c.about_person = from.c.about_person;
    c.language = from.c.language;
    c.opened_at = said.front().at;
    for (const auto& contact : said) {
        speak(c, contact, &contact == &said.front());
        if (!c.first_answer_at) c.first_answer_at = c.last_out_at;
    }
    return c;
}

// The law's clock runs from when it came, not from when somebody saw that it was another matter.
void set_dates(Work& w) {
    const auto due = w.parts.calendars.deadlines_for(w.tx, w.c.kind, w.c.opened_at);
    w.c.first_answer_due = due.first_answer_due;
    w.c.resolution_due = due.resolution_due;
    w.c.next_update_due = w.c.last_out_at
                              ? w.parts.calendars.next_update_due(w.tx, w.c.kind, *w.c.last_out_at)
                              : due.next_update_due;
    w.c.due = next_due(w.c, w.soon());
}

// Every entry that was named goes, or none.
Result<std::map<std::string, RowIds>> move_picked(Work& from, CaseId to, const Picked& picked) {
    std::map<std::string, RowIds> moved;
    std::int64_t entries = 0;
    for (const auto& holder : from.cases.holders()) {
        if (!holder.picked) continue;
        auto rows = holder.picked(from.tx, from.c.id, picked);
        const auto n = holder.move_rows(from.tx, rows, from.c.id, to);
        if (holder.name == "contacts" || holder.name == "case_log" || holder.name == "promises") entries += n;
        moved[holder.name] = std::move(rows);
    }
    const auto named = picked.contacts.size() + picked.notes.size() + picked.promises.size();
    if (entries != static_cast<std::int64_t>(named)) return invalid_field("entries", "unknown");
    return moved;
}

// Who spoke last in what is left.
void hear_what_is_left(Work& w) {
    const auto left = w.parts.contacts.for_case(w.tx, w.c.id, 0, 1);
    if (!left.empty()) speak(w.c, left.front(), w.parts.contacts.count_for_case(w.tx, w.c.id) == 1);
}

boost::json::object about(const Case& c) {
    return {{"code", shown_code(c)}, {"title", c.title}, {"case_id", std::to_string(c.id)}};
}

CaseId born(Work& w) {
    w.c.id = store::add(w.tx, w.c);
    Progress heard;
    heard.heard = true;
    store::add_progress(w.tx, w.c.id, heard);
    return w.c.id;
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
        const auto said = contacts_of(from, *picked);
        if (!said) return Refused(said.error());
        auto fresh = another(from, wish, *said);
        Work to(*this, tx, who, fresh, now);
        set_dates(to);
        const auto moved = move_picked(from, born(to), *picked);
        if (!moved) return Refused(moved.error());
        hear_what_is_left(from);
        from.log("split_into", {}, about(fresh));
        to.log("split_from", {}, about(*origin));
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
        if (store::merged_into(tx, journal->other) != 0 || store::merged_into(tx, from) != 0 ||
            store::joined_since(tx, journal->other, link))
            return conflict("case.undo_later_first");
        auto one = standing_for_itself(tx, who, from), two = standing_for_itself(tx, who, journal->other);
        if (!one) return Refused(one.error());
        if (!two) return Refused(two.error());
        if (const auto ok = may_join(*one, *two); !ok) return Refused(ok.error());
        Work back(*this, tx, who, *one, now), gone(*this, tx, who, *two, now);
        take_in(back, gone);
        store::set_undone(tx, link, who.person, now);
        return Changed{one->id, one->version};
    });
}

}  // namespace escucha::cases
