// Reports that something of ours did not arrive (RFC 3464). Only one about a message we really sent, and to a
// recipient it really went to, counts: Message-IDs of ours cannot be guessed, so nobody silences an address
// by making a report up.
#include "base/tracking_code.hpp"
#include "db/database.hpp"
#include "modules/cases/cases.hpp"
#include "modules/channels/email/events.hpp"
#include "modules/channels/email/forwarding_out.hpp"
#include "modules/channels/email/intake.hpp"
#include "modules/channels/email/words.hpp"
#include "modules/team/team.hpp"
#include "work/events.hpp"

namespace escucha::email {
namespace {

std::optional<store::StoredMail> ours(db::Tx& tx, const std::string& message_id) {
    if (message_id.empty()) return std::nullopt;
    for (auto& m : store::with_message_id(tx, message_id))
        if (m.direction == Direction::out) return std::move(m);
    return std::nullopt;
}

std::string in_words(const mail::Bounce::Recipient& r) {
    return r.diagnostic.empty() ? r.status : r.diagnostic;
}

PersonId whom_to_tell(Email& email, db::Tx& tx, const cases::Case& c) {
    if (c.owner != 0) return c.owner;
    const PersonId excluded[] = {c.about_person};
    const auto above = email.parts().team.next_rank_above(tx, 0, excluded, c.team);
    return above ? above->id : 0;
}

// Which of its recipients, so that each is told of once and no notice is named after somebody.
std::size_t place_of(const store::StoredMail& mail, const std::string& address) {
    std::size_t place = 0;
    const auto is = [&](const std::string& other) { return ++place, mail::same_address(other, address); };
    for (const auto* list : {&mail.to, &mail.cc})
        for (const auto& a : *list)
            if (is(a.email)) return place;
    for (const auto& a : mail.bcc)
        if (is(a)) return place;
    return 0;
}

// Of several it reached, a message is returned only when the first of them, whom it is for, did not get it.
void note_lost(store::Delivery& d, const store::Lost& lost, Instant now) {
    const bool known = std::ranges::any_of(
        d.lost, [&](const auto& l) { return mail::same_address(l.address, lost.address); });
    if (!known) d.lost.push_back(lost);
    if (mail::same_address(d.envelope_to.front(), lost.address) || d.lost.size() == d.envelope_to.size()) {
        d.state = DeliveryState::bounced;
        d.words = lost.words;
    }
    d.trouble.reset();
    d.changed_at = now;
}

}  // namespace

void tell_undelivered(Email& email, db::Tx& tx, const store::StoredMail& mail, const std::string& address,
                      Instant now) {
    const auto c = email.parts().cases.find(tx, mail.case_id);
    if (!c || c->sealed) return;
    const auto sender = who_forwarded(email, tx, mail);
    email.parts().team.notices().add(
        tx,
        {.person = sender != 0 ? sender : whom_to_tell(email, tx, *c),
         .kind = team::NoticeKind::mail_not_delivered,
         .params = {{"code", TrackingCode::parse(c->code)->shown()}, {"title", c->title}, {"what", address}},
         .case_id = c->id,
         .case_code = c->code,
         .key = fmt::format("undelivered:{}:{}", mail.id, place_of(mail, address))},
        now);
}

void did_not_arrive(Email& email, db::Tx& tx, const store::StoredMail& mail, const store::Delivery& delivery,
                    const store::Lost& lost, Instant now) {
    tell_undelivered(email, tx, mail, lost.address, now);
    if (mail.case_id == 0) return;
    const bool theirs = mail.forward == 0 && delivery.automatic != "auto-replied" &&
                        !delivery.envelope_to.empty() &&
                        mail::same_address(delivery.envelope_to.front(), lost.address);
    // What is sealed stays as it is: nobody works with it.
    (void)email.parts().cases.undelivered_in(
        tx, mail.case_id, {.to = lost.address, .why = lost.words, .to_customer = theirs}, now);
}

void announce_delivery(Email& email, db::Tx& tx, const store::StoredMail& mail, Instant now) {
    const auto delivery = store::delivery_of(tx, mail.id);
    if (!delivery) return;
    auto e = work::event(DeliveryChanged::kType, "mail", mail.id, system_principal(), now,
                         DeliveryChanged{mail.id, std::string(db::name(delivery->state))});
    e.case_id = mail.case_id;
    email.parts().events.append(tx, std::move(e));
}

std::optional<store::StoredMail> take_bounce(Email& email, db::Tx& tx, const mail::Bounce& bounce,
                                             Instant now) {
    auto mail = ours(tx, bounce.original_message_id);
    if (!mail) return std::nullopt;
    auto delivery = store::delivery_of(tx, mail->id);
    if (!delivery) return mail;
    for (const auto& r : bounce.recipients) {
        using Action = mail::Bounce::Recipient::Action;
        const bool went_there = std::ranges::any_of(
            delivery->envelope_to, [&](const auto& to) { return mail::same_address(to, r.address); });
        if (r.action != Action::failed || !went_there) continue;
        const store::Lost lost{r.address, clean_words(in_words(r))};
        if (r.permanent()) store::mark_bounced(tx, r.address, r.status, lost.words, now);
        note_lost(*delivery, lost, now);
        store::save(tx, *delivery);
        announce_delivery(email, tx, *mail, now);
        did_not_arrive(email, tx, *mail, *delivery, lost, now);
    }
    return mail;
}

}  // namespace escucha::email
