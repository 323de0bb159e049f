// The conversation of a case: answers, notes, calls and visits of ours; the words of the customer.
#include <charconv>

#include "modules/cases/use_case.hpp"
#include "work/idempotency.hpp"

namespace escucha::cases {
namespace {

// When the entry the writer saw last was written. Ids are "c<contact>" and "l<log>"; promises move no thread.
std::optional<Instant> time_of_entry(Work& w, std::string_view id) {
    std::int64_t number = 0;
    if (id.size() < 2) return std::nullopt;
    const auto [end, error] = std::from_chars(id.data() + 1, id.data() + id.size(), number);
    if (error != std::errc{} || end != id.data() + id.size()) return std::nullopt;
    if (id[0] == 'l' || id[0] == 'n') return store::log_time(w.tx, w.c.id, number);
    if (id[0] != 'c') return std::nullopt;
    const auto contact = w.parts.contacts.get(w.tx, number);
    return contact && contact->case_id == w.c.id ? std::optional(contact->at) : std::nullopt;
}

// What others have said in this case since: the reason to stop an answer written to an older thread.
bool somebody_spoke_since(Work& w, Instant seen) {
    const auto note = store::last_note_by_others(w.tx, w.c.id, w.who.person);
    if (note && *note > seen) return true;
    for (const auto& contact : w.parts.contacts.for_case(w.tx, w.c.id, 0, 20))
        if (contact.at > seen && contact.person_id != w.who.person) return true;
    return false;
}

Result<void> thread_is_as_seen(Work& w, const std::string& seen) {
    if (seen.empty()) return {};
    const auto at = time_of_entry(w, seen);
    if (!at) return invalid_field("seen", "unknown");
    if (somebody_spoke_since(w, *at)) return conflict("case.changed_meanwhile");
    return {};
}

// K3: whoever answers a case that nobody has, has it.
void own_if_nobodys(Work& w) {
    if (w.c.owner != 0 || !w.who.is_person()) return;
    take(w.c, w.who.person, 0);
    w.log("taken");
}

Result<void> answer(Work& w, const Reply& in) {
    if (const auto ok = thread_is_as_seen(w, in.seen); !ok) return ok;
    own_if_nobodys(w);
    w.contact({.type = contacts::ContactType::message,
               .direction = Direction::out,
               .channel = w.c.channel == Channel::email ? Channel::email : Channel::web,
               .text = in.text},
              in.files);
    if (!w.progress().respect) w.progress().respect = Mark{w.now, w.who.person};
    if (in.apology) w.log("apologised");
    we_answered(w.c, w.next_update(), in.wait, w.now, w.soon());
    store::drop_draft(w.tx, w.c.id, w.who.person);
    return {};
}

void tell_mentioned(Work& w, std::span<const PersonId> people) {
    for (const auto person : people)
        w.notify(person, team::NoticeKind::mentioned, {},
                 fmt::format("mention:{}:{}", w.c.id, micros(w.now)));
}

// What the customer says is heard, whatever the case's state: what was solved opens again.
Result<void> hear(Work& w, const CustomerReply& in) {
    if (in.text.empty() && in.files.empty()) return invalid_field("text", "required");
    const bool was_solved = w.c.state == State::solved;
    w.contact({.type = contacts::ContactType::message,
               .direction = Direction::in,
               .channel = Channel::web,
               .text = in.text},
              in.files);
    customer_spoke(w.c, w.now, w.soon());
    w.progress().heard = true;
    if (was_solved) w.log("reopened_by_customer");
    w.notify(w.c.owner, team::NoticeKind::customer_replied);
    return {};
}

}  // namespace

Result<Changed> Cases::reply(const Principal& who, CaseId id, const Reply& in, Instant now) {
    return change(*this, who, id, now, "replied", [&](Work& w) { return answer(w, in); });
}

Result<Changed> Cases::note(const Principal& who, CaseId id, const Note& in, Instant now) {
    return change(*this, who, id, now, "noted", [&](Work& w) -> Result<void> {
        const auto entry = store::add_log(w.tx, id, "note", who, in.text, "{}", now);
        tell_mentioned(w, in.mentions);
        store::drop_draft(w.tx, id, who.person);
        return w.attach(in.files, "note", entry);
    });
}

Result<Changed> Cases::log_call(const Principal& who, CaseId id, const Call& in, Instant now) {
    return change(*this, who, id, now, "called", [&](Work& w) -> Result<void> {
        own_if_nobodys(w);
        w.contact({.type = contacts::ContactType::call,
                   .direction = in.direction,
                   .channel = Channel::phone,
                   .waited_seconds = in.waited_seconds,
                   .rings = in.rings,
                   .answered = in.answered,
                   .caller_name = in.caller_name,
                   .mood = in.answered ? std::optional(in.mood) : std::nullopt,
                   .text = in.text});
        w.c.last_at = now;
        if (in.answered) {  // a conversation is an answer, whoever rang
            if (!w.progress().respect) w.progress().respect = Mark{now, who.person};
            we_answered(w.c, w.next_update(), false, now, w.soon());
        } else if (in.direction == Direction::in) {
            missed_call(w.tx, w.c, who, now);
        }
        return {};
    });
}

Result<Changed> Cases::log_visit(const Principal& who, CaseId id, const Visit& in, Instant now) {
    return change(*this, who, id, now, "visited", [&](Work& w) -> Result<void> {
        own_if_nobodys(w);
        w.contact({.type = contacts::ContactType::visit,
                   .direction = Direction::in,
                   .channel = Channel::in_person,
                   .waited_seconds = in.waited_seconds,
                   .mood = in.mood,
                   .text = in.text});
        if (!w.progress().respect) w.progress().respect = Mark{now, who.person};
        we_answered(w.c, w.next_update(), false, now, w.soon());
        return {};
    });
}

Result<Changed> Cases::told_again(const Principal& who, CaseId id, Instant now) {
    return change(*this, who, id, now, "told_again", [&](Work& w) -> Result<void> {
        ++w.c.retold;
        w.log("told_again");
        return {};
    });
}

Result<Changed> Cases::customer_reply(const Principal& who, CaseId id, const CustomerReply& in, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Changed> {
        const work::idempotency::Request once{in.once, "portal", "reply"};
        if (!in.once.empty() &&
            work::idempotency::begin(tx, once, now).begun == work::idempotency::Begun::replay)
            return Changed{id, 0};  // said twice is said
        auto done = change_in(*this, tx, who, standing(tx, id), now, "customer_replied",
                              [&](Work& w) { return hear(w, in); });
        if (done && !in.once.empty())
            work::idempotency::store(tx, once, {.status = 201, .headers = {}, .body = {}});
        return done;
    });
}

}  // namespace escucha::cases
