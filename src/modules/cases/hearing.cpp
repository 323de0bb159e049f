// What customers say by channels of messages (e-mail), in the transaction that stores the message.
#include "base/tracking_code.hpp"
#include "modules/cases/use_case.hpp"

namespace escucha::cases {
namespace {

contacts::NewContact contact_of(const Heard& in) {
    return {.type = contacts::ContactType::message,
            .direction = Direction::in,
            .channel = in.channel,
            .caller_name = in.writer,
            .text = in.text};
}

// Thanks are kept like everything that is said, and open nothing again.
Result<void> take_in(Work& w, const Heard& in, HeardIn& heard) {
    heard.contact = w.contact(contact_of(in));
    const bool solved = w.c.state == State::solved;
    if (solved && in.thanks) {
        w.c.last_at = w.now;
        w.c.unread = true;
        w.log("thanked");
    } else {
        customer_spoke(w.c, w.now, w.soon());
        heard.reopened = solved;
        if (solved) w.log("reopened_by_customer");
    }
    if (!w.progress().heard) w.progress().heard = true;
    w.notify(w.c.owner, team::NoticeKind::customer_replied);
    return {};
}

std::string shown(const Case& c) {
    return TrackingCode::parse(c.code)->shown();
}

}  // namespace

Result<HeardIn> Cases::hear_in(db::Tx& tx, const Principal& who, CaseId id, const Heard& in, Instant now) {
    HeardIn heard{.id = standing(tx, id)};
    const auto done = change_in(*this, tx, who, heard.id, now, "customer_replied",
                                [&](Work& w) { return take_in(w, in, heard); });
    if (!done) return Refused(done.error());
    return heard;
}

Result<void> Cases::stand_beside_in(db::Tx& tx, const Principal& who, CaseId fresh, CaseId other, Beside why,
                                    Instant now) {
    const auto one = store::find(tx, standing(tx, fresh)), two = store::find(tx, standing(tx, other));
    if (!one || !two) return not_found("case.not_found");
    const auto note = [&](CaseId id, std::string what, const Case& beside) {
        return change_in(*this, tx, who, id, now, what, [&](Work& w) -> Result<void> {
            w.log(what, {}, {{"code", shown(beside)}, {"case_id", std::to_string(beside.id)}});
            return {};
        });
    };
    if (const auto ok = note(one->id, fmt::format("beside_{}", db::name(why)), *two); !ok)
        return Refused(ok.error());
    if (const auto ok = note(two->id, "beside", *one); !ok) return Refused(ok.error());
    return {};
}

}  // namespace escucha::cases
