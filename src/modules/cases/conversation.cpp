// The conversation of a case: notes, calls and visits of ours; the words of the customer. Answers:
// giving.cpp.
#include "modules/cases/addressing.hpp"
#include "modules/cases/giving.hpp"
#include "modules/cases/reckoning.hpp"
#include "work/idempotency.hpp"

namespace escucha::cases {
namespace {

void tell_mentioned(Work& w, std::span<const PersonId> people) {
    for (const auto person : people)
        w.notify(person, team::NoticeKind::mentioned, {},
                 fmt::format("mention:{}:{}", w.c.id, micros(w.now)));
}

// What the customer says is heard, whatever the case's state: what was solved opens again.
Result<void> hear(Work& w, const CustomerReply& in, CaseId asked) {
    if (in.text.empty() && in.files.empty()) return invalid_field("text", "required");
    const bool was_solved = w.c.state == State::solved;
    const auto said = said_to(w, asked);
    w.contact({.customer_id = said.customer,
               .type = contacts::ContactType::message,
               .direction = Direction::in,
               .channel = Channel::web,
               .text = in.text,
               .via_case_id = said.via},
              in.files);
    start_clock(w);
    customer_spoke(w.c, w.now, w.soon());
    hear_completion(w, Source::customer);
    w.progress().heard = true;
    if (was_solved) w.log("reopened_by_customer");
    w.notify(w.c.owner, team::NoticeKind::customer_replied);
    return {};
}

}  // namespace

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
        const auto with = addressed(w, in.with);
        if (!with) return Refused(with.error());
        own_if_nobodys(w);
        w.contact({.customer_id = with->customer,
                   .type = contacts::ContactType::call,
                   .direction = in.direction,
                   .channel = Channel::phone,
                   .waited_seconds = in.waited_seconds,
                   .rings = in.rings,
                   .answered = in.answered,
                   .caller_name = in.caller_name,
                   .mood = in.answered ? std::optional(in.mood) : std::nullopt,
                   .text = in.text,
                   .via_case_id = with->via});
        w.c.last_at = now;
        if (in.answered) {  // a conversation is an answer, whoever rang
            start_clock(w);
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
        const auto with = addressed(w, in.with);
        if (!with) return Refused(with.error());
        own_if_nobodys(w);
        w.contact({.customer_id = with->customer,
                   .type = contacts::ContactType::visit,
                   .direction = Direction::in,
                   .channel = Channel::in_person,
                   .waited_seconds = in.waited_seconds,
                   .mood = in.mood,
                   .text = in.text,
                   .via_case_id = with->via});
        if (!w.progress().respect) w.progress().respect = Mark{now, who.person};
        start_clock(w);
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
                              [&](Work& w) { return hear(w, in, id); });
        if (done && !in.once.empty())
            work::idempotency::store(tx, once, {.status = 201, .headers = {}, .body = {}});
        return done;
    });
}

}  // namespace escucha::cases
