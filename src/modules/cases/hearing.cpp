// What customers say by channels of messages (e-mail), in the transaction that stores the message.
#include "modules/cases/addressing.hpp"
#include "modules/cases/parting.hpp"
#include "modules/cases/reckoning.hpp"

namespace escucha::cases {
namespace {

contacts::NewContact contact_of(const Heard& in, const Addressed& said) {
    return {.customer_id = said.customer,
            .type = contacts::ContactType::message,
            .direction = Direction::in,
            .channel = in.channel,
            .caller_name = in.writer,
            .text = in.text,
            .via_case_id = said.via};
}

// Thanks are kept like everything that is said, and open nothing again.
Result<void> take_in(Work& w, const Heard& in, CaseId asked, HeardIn& heard) {
    const auto said = said_to(w, asked);
    heard.customer = said.customer;
    heard.contact = w.contact(contact_of(in, said));
    const bool solved = w.c.state == State::solved;
    if (solved && in.thanks) {
        w.c.last_at = w.now;
        w.c.unread = true;
        w.log("thanked");
    } else {
        start_clock(w);
        customer_spoke(w.c, w.now, w.soon());
        hear_completion(w, Source::customer);
        heard.reopened = solved;
        if (solved) w.log("reopened_by_customer");
    }
    if (!w.progress().heard) w.progress().heard = true;
    w.notify(w.c.owner, team::NoticeKind::customer_replied);
    return {};
}

}  // namespace

Result<HeardIn> Cases::hear_in(db::Tx& tx, const Principal& who, CaseId id, const Heard& in, Instant now) {
    HeardIn heard{.id = standing(tx, id)};
    const auto done = change_in(*this, tx, who, heard.id, now, "customer_replied",
                                [&](Work& w) { return take_in(w, in, id, heard); });
    if (!done) return Refused(done.error());
    return heard;
}

Result<void> Cases::stand_beside_in(db::Tx& tx, const Principal& who, CaseId fresh, CaseId other, Beside why,
                                    Instant now) {
    const auto one = store::find(tx, standing(tx, fresh)), two = store::find(tx, standing(tx, other));
    if (!one || !two) return not_found("case.not_found");
    const auto note = [&](CaseId id, std::string what, const Case& other) {
        return change_in(*this, tx, who, id, now, what, [&](Work& w) -> Result<void> {
            w.log(what, {}, beside(other));
            return {};
        });
    };
    if (const auto ok = note(one->id, fmt::format("beside_{}", db::name(why)), *two); !ok)
        return Refused(ok.error());
    if (const auto ok = note(two->id, "beside", *one); !ok) return Refused(ok.error());
    return {};
}

}  // namespace escucha::cases
