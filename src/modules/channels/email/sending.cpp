// Handing over what is due: one connection for many messages, no more in a minute than the mailbox may, and
// no more automatic ones in an hour than the whole installation may. A crash between handing over and writing
// it down sends the same message again, under the same Message-ID.
#include <fmt/format.h>

#include "base/fold.hpp"
#include "db/database.hpp"
#include "modules/cases/cases.hpp"
#include "modules/channels/email/composing.hpp"
#include "modules/channels/email/intake.hpp"
#include "modules/channels/email/jobs.hpp"
#include "modules/channels/email/letter_store.hpp"
#include "modules/channels/email/servers.hpp"
#include "modules/channels/email/troubles.hpp"
#include "modules/team/team.hpp"
#include "work/jobs.hpp"

namespace escucha::email {
namespace {

constexpr std::size_t kAtOnce = 50;
constexpr std::chrono::minutes kClaimed{10};
constexpr std::chrono::seconds kFirstWait{60}, kLongestWait{3600};
constexpr int kMostTries = 30;                        // about a day
constexpr int kMostDoubtful = 3;                      // it may have arrived each time
constexpr std::int64_t kMostAutomaticAnHour = 2'000;  // more is a loop, or a storm

bool is_of_the_line(mail::Trouble t) {
    using enum mail::Trouble;
    return t == no_such_host || t == unreachable || t == timed_out || t == not_encrypted ||
           t == certificate || t == wrong_protocol || t == login_refused || t == stopped;
}

class Handing {
  public:
    Handing(Email& email, const store::StoredMailbox& mailbox, store::State state, const work::JobRun& run)
        : email_(email), mailbox_(mailbox), state_(std::move(state)), run_(run) {}

    bool run() {
        if (state_.out_next_at > run_.now) return again_at(state_.out_next_at), true;
        automatic_ = email_.parts().db.read([&](db::Tx& tx) {
            return store::automatic_since(tx, run_.now - std::chrono::hours(1), kMostAutomaticAnHour);
        });
        while (run_.go_on()) {
            const auto most = allowance();
            if (most == 0) return again_at(next_minute()), true;
            const auto due = email_.parts().db.write([&](db::Tx& tx) {
                return store::claim(tx, mailbox_.id, run_.now, run_.now + kClaimed, std::min(most, kAtOnce));
            });
            if (due.empty()) return finish(), true;
            for (const auto& d : due)
                if (!line_is_down_)
                    send(d);
                else
                    give_back(d);
            if (line_is_down_) return true;
        }
        return false;
    }

  private:
    std::int64_t minute() const {
        return std::chrono::floor<std::chrono::minutes>(run_.now).time_since_epoch().count();
    }
    Instant next_minute() const {
        return std::chrono::floor<std::chrono::minutes>(run_.now) + std::chrono::minutes(1);
    }
    std::size_t allowance() {
        if (state_.out_minute != minute()) state_.out_minute = minute(), state_.out_count = 0;
        const auto left = mailbox_.outgoing.per_minute - state_.out_count;
        return left > 0 ? static_cast<std::size_t>(left) : 0;
    }

    void again_at(Instant at) {
        email_.parts().db.write([&](db::Tx& tx) {
            store::save_outgoing(tx, state_);
            hand_over_at(email_.parts().jobs, tx, mailbox_.id, at, run_.now);
        });
    }

    void finish() {
        email_.parts().db.write([&](db::Tx& tx) {
            note_well(email_, tx, mailbox_, state_.outgoing, run_.now);
            state_.out_next_at = {};
            store::save_outgoing(tx, state_);
            if (const auto next = store::next_due(tx, mailbox_.id))
                hand_over_at(email_.parts().jobs, tx, mailbox_.id, std::max(*next, run_.now + kFirstWait / 6),
                             run_.now);
        });
    }

    // --- One message ---------------------------------------------------------------------------------------
    void send(store::Delivery d) {
        if (!d.automatic.empty() && automatic_ >= kMostAutomaticAnHour) return brake(std::move(d));
        const auto mail = email_.parts().db.read([&](db::Tx& tx) { return store::mail(tx, d.mail); });
        if (!mail) return;                                // erased meanwhile, and its delivery with it
        if (!outbox_ && !connect()) return give_back(d);  // it says how large a message may be
        const auto bytes = compose(email_, mailbox_, *mail, d, most_bytes(outbox_->largest()));
        if (!bytes)
            return fail(*mail, std::move(d), {mail::Trouble::refused_message, bytes.error().code, false});
        const auto receipt = outbox_->send({d.envelope_from, d.envelope_to}, *bytes);
        if (receipt)
            handed_over(*mail, std::move(d), *bytes, *receipt);
        else if (receipt.error().trouble == mail::Trouble::timed_out)
            line_down(receipt.error()), not_taken(*mail, std::move(d), receipt.error());
        else if (is_of_the_line(receipt.error().trouble))
            line_down(receipt.error()), give_back(d);
        else
            not_taken(*mail, std::move(d), receipt.error());
    }

    bool connect() {
        auto opened = open_outbox(email_.options(), mailbox_, {.go_on = run_.go_on});
        if (!opened) return line_down(opened.error()), false;
        outbox_ = std::move(*opened);
        email_.parts().db.write(
            [&](db::Tx& tx) { store::save_largest_message(tx, mailbox_.id, outbox_->largest()); });
        return true;
    }

    // --- How it went ---------------------------------------------------------------------------------------
    void handed_over(const store::StoredMail& mail, store::Delivery d, const std::string& bytes,
                     const mail::Outbox::Receipt& receipt) {
        const auto packed = pack(bytes);
        if (packed.pieces.size() > store::kPiecesInOne)
            store::keep_large(email_.parts().db, packed, run_.now);
        d.state = DeliveryState::handed_over;
        d.trouble.reset();
        d.words = receipt.answer;
        d.text.clear();  // the original has it now
        d.changed_at = run_.now;
        email_.parts().db.write([&](db::Tx& tx) {
            store::set_raw(tx, mail.id, store::keep(tx, packed, run_.now));
            store::save(tx, d);
            for (const auto& [address, failure] : receipt.refused) lost_one(tx, mail, address, failure);
            announce_delivery(email_, tx, mail, run_.now);
        });
        ++state_.out_count;
        if (!d.automatic.empty()) ++automatic_;
    }

    // One of several recipients.
    void lost_one(db::Tx& tx, const store::StoredMail& mail, const std::string& address,
                  const mail::Failure& failure) {
        if (!failure.passing) store::mark_bounced(tx, address, {}, failure.detail, run_.now);
        tell_undelivered(email_, tx, mail, address, run_.now);
    }

    void not_taken(const store::StoredMail& mail, store::Delivery d, const mail::Failure& failure) {
        const bool doubtful = failure.trouble == mail::Trouble::timed_out;
        if (failure.passing && d.tries + 1 < (doubtful ? kMostDoubtful : kMostTries)) {
            ++d.tries;
            d.not_before = run_.now + wait_after(d.tries, kFirstWait, kLongestWait);
            d.trouble = failure.trouble;
            d.words = failure.detail;
            d.changed_at = run_.now;
            email_.parts().db.write([&](db::Tx& tx) {
                store::save(tx, d);
                announce_delivery(email_, tx, mail, run_.now);
            });
            return;
        }
        fail(mail, std::move(d), failure);
    }

    void fail(const store::StoredMail& mail, store::Delivery d, const mail::Failure& failure) {
        const bool nobody_there = failure.trouble == mail::Trouble::refused_recipient && !failure.passing;
        d.state = nobody_there ? DeliveryState::bounced : DeliveryState::failed;
        d.trouble = failure.trouble;
        d.words = failure.detail;
        d.changed_at = run_.now;
        email_.parts().db.write([&](db::Tx& tx) {
            store::save(tx, d);
            if (nobody_there && d.envelope_to.size() == 1)
                store::mark_bounced(tx, d.envelope_to[0], {}, failure.detail, run_.now);
            announce_delivery(email_, tx, mail, run_.now);
            tell_undelivered(email_, tx, mail, d.envelope_to.empty() ? "" : d.envelope_to[0], run_.now);
        });
    }

    void give_back(const store::Delivery& d) {
        email_.parts().db.write([&](db::Tx& tx) { store::save(tx, d); });
    }

    // An hour later; whoever administrates learns that something answers by itself too often.
    void brake(store::Delivery d) {
        d.not_before = run_.now + std::chrono::hours(1);
        d.trouble = mail::Trouble::busy;
        email_.parts().db.write([&](db::Tx& tx) {
            store::save(tx, d);
            tell_administrators(
                email_, tx, mailbox_,
                fmt::format("braked:{}",
                            std::chrono::floor<std::chrono::days>(run_.now).time_since_epoch().count()),
                run_.now, run_.now);
        });
    }

    void line_down(const mail::Failure& failure) {
        line_is_down_ = true;
        outbox_.reset();
        if (failure.trouble == mail::Trouble::stopped) return again_at(run_.now);
        email_.parts().db.write([&](db::Tx& tx) {
            state_.out_next_at =
                note_trouble(email_, tx, mailbox_, Way::out, state_.outgoing, failure, run_.now);
            store::save_outgoing(tx, state_);
            hand_over_at(email_.parts().jobs, tx, mailbox_.id, state_.out_next_at, run_.now);
        });
    }

    Email& email_;
    const store::StoredMailbox& mailbox_;
    store::State state_;
    const work::JobRun& run_;
    std::unique_ptr<mail::Outbox> outbox_;
    std::int64_t automatic_ = 0;
    bool line_is_down_ = false;
};

}  // namespace

Result<void> Email::hand_over(MailboxId id, const work::JobRun& run) {
    auto found =
        parts_.db.read([&](db::Tx& tx) { return std::pair{store::mailbox(tx, id), store::state(tx, id)}; });
    if (!found.first || !found.first->active || found.first->outgoing.host.empty()) return {};
    if (!Handing(*this, *found.first, std::move(found.second), run).run()) return work::unfinished();
    return {};
}

Result<void> Email::cancel(const Principal& by, MailId id, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        const auto mail = store::mail(tx, id);
        auto delivery = store::delivery_of(tx, id);
        if (!mail || !delivery) return not_found("mail.not_found");
        const auto c = parts_.cases.find(tx, mail->case_id);
        if (c)
            if (const auto ok = cases::may_handle(by, *c); !ok) return ok;
        if (delivery->state != DeliveryState::queued || delivery->tries > 0 || delivery->not_before <= now)
            return conflict("mail.left_already");
        delivery->state = DeliveryState::cancelled;
        delivery->changed_at = now;
        store::save(tx, *delivery);
        announce_delivery(*this, tx, *mail, now);
        return {};
    });
}

Result<void> Email::send_again(const Principal& by, MailId id, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        const auto mail = store::mail(tx, id);
        auto delivery = store::delivery_of(tx, id);
        if (!mail || !delivery) return not_found("mail.not_found");
        const auto c = parts_.cases.find(tx, mail->case_id);
        if (c)
            if (const auto ok = cases::may_handle(by, *c); !ok) return ok;
        if (delivery->state != DeliveryState::failed && delivery->state != DeliveryState::cancelled)
            return conflict("mail.not_failed");
        delivery->state = DeliveryState::queued;
        delivery->tries = 0;
        delivery->not_before = delivery->changed_at = now;
        delivery->trouble.reset();
        for (const auto& address : delivery->envelope_to) store::heard_from(tx, address);
        store::save(tx, *delivery);
        hand_over_at(parts_.jobs, tx, mail->mailbox, now, now);
        announce_delivery(*this, tx, *mail, now);
        return {};
    });
}

}  // namespace escucha::email
