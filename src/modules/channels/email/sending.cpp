// Handing over what is due: one connection for many messages, no more in a minute than the mailbox may, and
// no more automatic ones in an hour than the whole installation may. Each message is claimed by itself, by
// the clock of now, and only who holds the claim writes down how it went: two nodes send it once. A crash
// between handing over and writing it down sends the same message again, under the same Message-ID.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/fold.hpp"
#include "base/tokens.hpp"
#include "db/database.hpp"
#include "modules/cases/cases.hpp"
#include "modules/channels/email/composing.hpp"
#include "modules/channels/email/intake.hpp"
#include "modules/channels/email/jobs.hpp"
#include "modules/channels/email/letter_store.hpp"
#include "modules/channels/email/servers.hpp"
#include "modules/channels/email/troubles.hpp"
#include "modules/channels/email/words.hpp"
#include "modules/team/team.hpp"
#include "work/jobs.hpp"

namespace escucha::email {
namespace {

constexpr std::chrono::minutes kClaimed{10};  // renewed while a server takes its time
constexpr std::chrono::minutes kKeepEvery{2};
constexpr std::chrono::seconds kFirstWait{60}, kLongestWait{3600};
constexpr int kMostTries = 30;    // about a day
constexpr int kMostDoubtful = 3;  // it may have arrived each time

bool is_of_the_line(mail::Trouble t) {
    using enum mail::Trouble;
    return t == no_such_host || t == unreachable || t == timed_out || t == not_encrypted ||
           t == certificate || t == wrong_protocol || t == login_refused || t == stopped;
}

mail::Failure cleaned(mail::Failure failure) {
    failure.detail = clean_words(failure.detail);
    return failure;
}

class Handing {
  public:
    Handing(Email& email, const store::StoredMailbox& mailbox, store::State state, const work::JobRun& run)
        : email_(email),
          mailbox_(mailbox),
          state_(std::move(state)),
          run_(run),
          token_(random_token(12)),
          most_automatic_(email.options().most_automatic_an_hour) {}

    bool run() {
        if (state_.out_next_at > now()) return again_at(state_.out_next_at), true;
        automatic_ = email_.parts().db.read([&](db::Tx& tx) {
            return store::automatic_since(tx, now() - std::chrono::hours(1), most_automatic_);
        });
        while (run_.go_on()) {
            const auto due = next();
            if (!due) return finish(), true;
            try {
                send(*due);
            } catch (const std::exception& e) {
                spdlog::error("mail {} could not be sent: {}", due->mail, e.what());
                put_off(*due);
            }
            if (line_is_down_) return true;
        }
        return false;
    }

  private:
    Instant now() const { return run_.time(); }

    // The next one that is due, claimed, and counted: two nodes together keep to what the mailbox may.
    std::optional<store::Delivery> next() {
        return email_.parts().db.write([&](db::Tx& tx) -> std::optional<store::Delivery> {
            auto state = store::state(tx, mailbox_.id);
            const auto minute = std::chrono::floor<std::chrono::minutes>(now()).time_since_epoch().count();
            if (state.out_minute != minute) state.out_minute = minute, state.out_count = 0;
            if (state.out_count >= mailbox_.outgoing.per_minute) return std::nullopt;
            auto due = store::claim(tx, mailbox_.id, now(), now() + kClaimed, token_);
            if (due) ++state.out_count, store::save_outgoing(tx, state);
            return due;
        });
    }

    void again_at(Instant at) {
        email_.parts().db.write(
            [&](db::Tx& tx) { hand_over_at(email_.parts().jobs, tx, mailbox_.id, at, now()); });
    }

    // Nothing is due, or the mailbox may send no more in this minute.
    void finish() {
        email_.parts().db.write([&](db::Tx& tx) {
            auto state = store::state(tx, mailbox_.id);
            note_well(email_, tx, mailbox_, state.outgoing, now());
            state.out_next_at = {};
            store::save_outgoing(tx, state);
            const auto next = store::next_due(tx, mailbox_.id);
            if (!next) return;
            const auto minute = std::chrono::floor<std::chrono::minutes>(now());
            const bool full = state.out_minute == minute.time_since_epoch().count() &&
                              state.out_count >= mailbox_.outgoing.per_minute;
            const Instant earliest =
                full ? Instant(minute + std::chrono::minutes(1)) : now() + kFirstWait / 6;
            hand_over_at(email_.parts().jobs, tx, mailbox_.id, std::max(*next, earliest), now());
        });
    }

    // --- One message ---------------------------------------------------------------------------------------
    void send(store::Delivery d) {
        if (!d.automatic.empty() && automatic_ >= most_automatic_) return brake(std::move(d));
        const auto mail = email_.parts().db.read([&](db::Tx& tx) { return store::mail(tx, d.mail); });
        if (!mail) return;  // erased meanwhile, and its delivery with it
        on_hand_ = store::Delivery{.id = d.id, .claim = d.claim};
        kept_at_ = now();
        if (!outbox_ && !connect()) return give_back(d);  // it says how large a message may be
        const auto bytes = compose(email_, mailbox_, *mail, d, most_bytes(outbox_->largest()));
        if (!bytes)
            return fail(*mail, std::move(d), {mail::Trouble::refused_message, bytes.error().code, false});
        const auto& to = d.left_to.empty() ? d.envelope_to : d.left_to;
        auto receipt = outbox_->send({d.envelope_from, to}, *bytes);
        on_hand_.reset();
        if (receipt) return handed_over(*mail, std::move(d), *bytes, *receipt);
        const auto failure = cleaned(std::move(receipt.error()));
        if (failure.trouble == mail::Trouble::timed_out)
            line_down(failure), not_taken(*mail, std::move(d), failure);
        else if (is_of_the_line(failure.trouble))
            line_down(failure), give_back(d);
        else
            not_taken(*mail, std::move(d), failure);
    }

    // While the server takes its time, the message stays ours.
    bool keep() {
        if (!on_hand_ || now() - kept_at_ < kKeepEvery) return true;
        kept_at_ = now();
        return email_.parts().db.write(
            [&](db::Tx& tx) { return store::keep_claim(tx, *on_hand_, kept_at_ + kClaimed); });
    }

    bool connect() {
        auto opened =
            open_outbox(email_.options(), mailbox_, {.go_on = [this] { return run_.go_on() && keep(); }});
        if (!opened) return line_down(cleaned(std::move(opened.error()))), false;
        outbox_ = std::move(*opened);
        email_.parts().db.write(
            [&](db::Tx& tx) { store::save_largest_message(tx, mailbox_.id, outbox_->largest()); });
        return true;
    }

    // --- How it went ---------------------------------------------------------------------------------------
    void handed_over(const store::StoredMail& mail, store::Delivery d, const std::string& bytes,
                     const mail::Outbox::Receipt& receipt) {
        const auto packed = pack(bytes);
        if (packed.pieces.size() > store::kPiecesInOne) store::keep_large(email_.parts().db, packed, now());
        const auto lost = sort_out(d, receipt);
        d.changed_at = now();
        email_.parts().db.write([&](db::Tx& tx) {
            if (!store::save(tx, d)) return;
            store::set_raw(tx, mail.id, store::keep(tx, packed, now()));
            for (const auto& one : lost) lost_one(tx, mail, d, one);
            announce_delivery(email_, tx, mail, now());
        });
        if (!d.automatic.empty()) ++automatic_;
    }

    // Some of several recipients may have been refused: for good, or for now, and then they are tried again.
    std::vector<store::Lost> sort_out(store::Delivery& d, const mail::Outbox::Receipt& receipt) {
        std::vector<store::Lost> lost;
        std::vector<std::string> later;
        std::string why;
        for (const auto& [address, failure] : receipt.refused)
            if (failure.passing && d.tries + 1 < kMostTries)
                later.push_back(address), why = clean_words(failure.detail);
            else
                lost.push_back({address, clean_words(failure.detail)});
        d.lost.insert(d.lost.end(), lost.begin(), lost.end());
        d.left_to = std::move(later);
        if (d.left_to.empty()) {
            d.state = DeliveryState::handed_over;
            d.trouble.reset();
            d.words = clean_words(receipt.answer);
            d.text.clear();  // the original has it now
        } else {
            try_later(d, {mail::Trouble::busy, why, true});
        }
        return lost;
    }

    void lost_one(db::Tx& tx, const store::StoredMail& mail, const store::Delivery& d,
                  const store::Lost& one) {
        store::mark_bounced(tx, one.address, {}, one.words, now());
        did_not_arrive(email_, tx, mail, d, one, now());
    }

    void try_later(store::Delivery& d, const mail::Failure& failure) {
        ++d.tries;
        d.not_before = now() + wait_after(d.tries, kFirstWait, kLongestWait);
        d.trouble = failure.trouble;
        d.words = failure.detail;
        d.changed_at = now();
    }

    void not_taken(const store::StoredMail& mail, store::Delivery d, const mail::Failure& failure) {
        const bool doubtful = failure.trouble == mail::Trouble::timed_out;
        if (!failure.passing || d.tries + 1 >= (doubtful ? kMostDoubtful : kMostTries))
            return fail(mail, std::move(d), failure);
        try_later(d, failure);
        email_.parts().db.write([&](db::Tx& tx) {
            if (store::save(tx, d)) announce_delivery(email_, tx, mail, now());
        });
    }

    // Nobody of those it was still to go to gets it.
    void fail(const store::StoredMail& mail, store::Delivery d, const mail::Failure& failure) {
        const bool nobody_there = failure.trouble == mail::Trouble::refused_recipient && !failure.passing;
        const auto to = d.left_to.empty() ? d.envelope_to : d.left_to;
        const bool some_have_it = !d.left_to.empty() && to.size() + d.lost.size() < d.envelope_to.size();
        for (const auto& address : to) d.lost.push_back({address, failure.detail});
        d.left_to.clear();
        d.state = some_have_it   ? DeliveryState::handed_over
                  : nobody_there ? DeliveryState::bounced
                                 : DeliveryState::failed;
        d.trouble = some_have_it ? std::nullopt : std::optional(failure.trouble);
        d.words = failure.detail;
        d.changed_at = now();
        email_.parts().db.write([&](db::Tx& tx) {
            if (!store::save(tx, d)) return;
            if (nobody_there && d.envelope_to.size() == 1)
                store::mark_bounced(tx, d.envelope_to[0], {}, failure.detail, now());
            announce_delivery(email_, tx, mail, now());
            for (const auto& address : to)
                did_not_arrive(email_, tx, mail, d, {address, failure.detail}, now());
        });
    }

    void give_back(const store::Delivery& d) {
        email_.parts().db.write([&](db::Tx& tx) { store::save(tx, d); });
    }

    // Something of ours failed on this one: the others go on, and it may have been handed over.
    void put_off(store::Delivery d) {
        on_hand_.reset();
        outbox_.reset();
        const auto mail = email_.parts().db.read([&](db::Tx& tx) { return store::mail(tx, d.mail); });
        const mail::Failure failure{mail::Trouble::other, {}, d.tries + 1 < kMostDoubtful};
        if (mail) not_taken(*mail, std::move(d), failure);
    }

    // An hour later; whoever administrates learns that something answers by itself too often.
    void brake(store::Delivery d) {
        d.not_before = now() + std::chrono::hours(1);
        d.trouble = mail::Trouble::busy;
        email_.parts().db.write([&](db::Tx& tx) {
            if (!store::save(tx, d)) return;
            tell_administrators(
                email_, tx, mailbox_,
                fmt::format("braked:{}",
                            std::chrono::floor<std::chrono::days>(now()).time_since_epoch().count()),
                now(), now());
        });
    }

    void line_down(const mail::Failure& failure) {
        line_is_down_ = true;
        outbox_.reset();
        if (failure.trouble == mail::Trouble::stopped) return again_at(now());
        email_.parts().db.write([&](db::Tx& tx) {
            auto state = store::state(tx, mailbox_.id);
            state.out_next_at = note_trouble(email_, tx, mailbox_, Way::out, state.outgoing, failure, now());
            store::save_outgoing(tx, state);
            hand_over_at(email_.parts().jobs, tx, mailbox_.id, state.out_next_at, now());
        });
    }

    Email& email_;
    const store::StoredMailbox& mailbox_;
    store::State state_;
    const work::JobRun& run_;
    const std::string token_;
    const std::int64_t most_automatic_;
    std::unique_ptr<mail::Outbox> outbox_;
    std::optional<store::Delivery> on_hand_;  // only what its claim needs
    Instant kept_at_{};
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
        if (!mail || !store::delivery_of(tx, id)) return not_found("mail.not_found");
        const auto c = parts_.cases.find(tx, mail->case_id);
        if (c)
            if (const auto ok = cases::may_handle(by, *c); !ok) return ok;
        if (!store::cancel(tx, id, now)) return conflict("mail.left_already");
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
        delivery->lost.clear();
        for (const auto& address : delivery->envelope_to) store::heard_from(tx, address);
        store::save(tx, *delivery);
        hand_over_at(parts_.jobs, tx, mail->mailbox, now, now);
        announce_delivery(*this, tx, *mail, now);
        return {};
    });
}

}  // namespace escucha::email
