// Taking messages in: read side by side, stored in their order, many in one transaction. Where one of them
// cannot be stored, each is stored by itself, and that one is set aside.
#include "modules/channels/email/taking.hpp"

#include <future>
#include <thread>

#include <spdlog/spdlog.h>

#include "base/fold.hpp"
#include "db/database.hpp"
#include "modules/channels/email/intake.hpp"
#include "modules/channels/email/set_aside_store.hpp"
#include "modules/files/files.hpp"

namespace escucha::email {
namespace {

constexpr std::size_t kTogether = 32;             // messages of one transaction
constexpr std::size_t kWorthAThread = 64 * 1024;  // bytes to read
constexpr files::FileLimits kOfAMessage{.count = 200, .size = 50 * 1024 * 1024};

std::vector<std::string> our_addresses(db::Tx& tx) {
    std::vector<std::string> out;
    for (auto& m : store::mailboxes(tx)) out.push_back(std::move(m.address));
    return out;
}

std::vector<Arrival> read_all(std::span<const std::string> raws, std::span<const std::string> ours) {
    std::vector<Arrival> out(raws.size());
    std::size_t bytes = 0;
    for (const auto& raw : raws) bytes += raw.size();
    const auto some = [&](std::size_t first, std::size_t step) {
        for (std::size_t i = first; i < raws.size(); i += step) out[i].read = read(raws[i], ours);
    };
    if (raws.size() < 2 || bytes < kWorthAThread) return some(0, 1), out;
    auto other = std::async(std::launch::async, some, 0, 2);
    some(1, 2);
    other.get();
    return out;
}

// A failure of the machine that trying another message would only meet again.
bool is_of_the_base(const std::exception& e) {
    return dynamic_cast<const db::Unreachable*>(&e) != nullptr ||
           dynamic_cast<const db::DiskFull*>(&e) != nullptr ||
           dynamic_cast<const db::OutcomeUnknown*>(&e) != nullptr;
}

void bring_large(Email& email, Arrival& a, Instant now) {
    if (a.read.packed.pieces.size() > store::kPiecesInOne)
        store::keep_large(email.parts().db, a.read.packed, now);
    const auto uploads = uploads_of(a.read.message);
    std::size_t bytes = 0;
    for (const auto& u : uploads) bytes += u.bytes.size();
    if (bytes <= files::kSmallFile || a.read.machine) return;
    Principal customer;
    customer.kind = ActorKind::customer;
    const auto kept = email.parts().files.keep(uploads, customer, now, kOfAMessage);
    if (!kept) {
        a.read.refused = kept.error();
        return;
    }
    for (const auto& file : *kept) a.large_files.push_back(file.id);
    for (auto& part : a.read.message.attachments) part.bytes = {};
}

// What is too large for the transaction goes before it: a crash leaves it unattached, and it is swept away.
void bring_large(Email& email, std::vector<Arrival>& arrivals, Instant now) {
    for (auto& a : arrivals) {
        if (a.read.refused) continue;
        try {
            bring_large(email, a, now);
        } catch (const std::exception& e) {
            if (is_of_the_base(e)) throw;
            a.read.refused =
                Error{.kind = ErrorKind::malformed, .code = "mail.failed", .params = {{"detail", e.what()}}};
        }
    }
}

Taken put_aside(Email& email, const store::StoredMailbox& mailbox, const Read& read, std::string reason,
                std::string words, Instant now) {
    constexpr std::size_t kLongestWords = 1'000;
    store::SetAside s{.mailbox = mailbox.id,
                      .reason = std::move(reason),
                      .words = shorten(words, kLongestWords),
                      .sender = shorten(writer_of(read.message).email, 254),
                      .subject = shorten(read.message.subject, 500),
                      .at = now};
    if (read.packed.pieces.size() > store::kPiecesInOne)
        store::keep_large(email.parts().db, read.packed, now);
    return email.parts().db.write([&](db::Tx& tx) {
        s.raw = store::keep(tx, read.packed, now);
        return Taken{.how = Taking::set_aside, .set_aside = store::add(tx, s)};
    });
}

std::string in_words(const Error& error) {
    const auto detail = error.params.find("detail");
    std::string out = detail == error.params.end() ? std::string() : detail->second;
    for (const auto& f : error.fields) out += (out.empty() ? "" : ", ") + f.field + ": " + f.code;
    return out;
}

Taken take_alone(Email& email, const store::StoredMailbox& mailbox, const Arrival& arrival, Instant now) {
    const auto& read = arrival.read;
    if (read.refused)
        return put_aside(email, mailbox, read, read.refused->code, in_words(*read.refused), now);
    const auto try_it = [&] {
        return email.parts().db.write([&](db::Tx& tx) { return take_in(email, tx, mailbox, arrival, now); });
    };
    try {
        const auto taken = [&] {
            try {
                return try_it();
            } catch (const db::ConstraintViolation&) {
                return try_it();  // another node took the same message at the same moment: now it is known
            }
        }();
        if (taken) return *taken;
        return put_aside(email, mailbox, read, taken.error().code, in_words(taken.error()), now);
    } catch (const std::exception& e) {
        if (is_of_the_base(e)) throw;
        spdlog::error("a message for {} was set aside: {}", mailbox.address, e.what());
        return put_aside(email, mailbox, read, "mail.failed", e.what(), now);
    }
}

std::optional<std::vector<Taken>> take_together(Email& email, const store::StoredMailbox& mailbox,
                                                std::span<const Arrival> arrivals, Instant now) {
    if (std::ranges::any_of(arrivals, [](const Arrival& a) { return a.read.refused.has_value(); }))
        return std::nullopt;
    try {
        auto all = email.parts().db.write([&](db::Tx& tx) -> Result<std::vector<Taken>> {
            std::vector<Taken> out;
            for (const auto& a : arrivals) {
                auto taken = take_in(email, tx, mailbox, a, now);
                if (!taken) return Refused(taken.error());
                out.push_back(*taken);
            }
            return out;
        });
        if (all) return std::move(*all);
    } catch (const std::exception& e) {
        if (is_of_the_base(e)) throw;
    }
    return std::nullopt;
}

std::vector<Taken> take_some(Email& email, const store::StoredMailbox& mailbox,
                             std::span<const Arrival> arrivals, Instant now) {
    if (arrivals.size() > 1)
        if (auto all = take_together(email, mailbox, arrivals, now)) return std::move(*all);
    std::vector<Taken> out;
    for (const auto& a : arrivals) out.push_back(take_alone(email, mailbox, a, now));
    return out;
}

// A mailbox that nobody fetches from shows by what comes that it works.
void note_arrival(Email& email, const store::StoredMailbox& mailbox, Instant now) {
    if (mailbox.incoming.protocol != Incoming::pipe) return;
    email.parts().db.write([&](db::Tx& tx) {
        auto state = store::state(tx, mailbox.id);
        state.polled_at = state.message_at = now;
        store::save_incoming(tx, state);
    });
}

}  // namespace

std::vector<Taken> take_raws(Email& email, std::span<const std::string> raws, MailboxId id, Instant now,
                             std::optional<Instant> not_before) {
    const auto [mailbox, ours, began] = email.parts().db.read([&](db::Tx& tx) {
        return std::tuple{store::mailbox(tx, id), our_addresses(tx), store::state(tx, id).begun_at};
    });
    if (!mailbox) throw std::runtime_error("there is no such mailbox");
    // Where only news is wanted, whatever comes is news.
    const auto answered_from = mailbox->incoming.old_mail ? began : std::nullopt;
    std::vector<Taken> out;
    while (!raws.empty()) {
        const auto some = raws.first(std::min(raws.size(), kTogether));
        raws = raws.subspan(some.size());
        auto arrivals = read_all(some, ours);
        for (auto& a : arrivals) a.answered_from = answered_from, a.not_before = not_before;
        bring_large(email, arrivals, now);
        for (auto& taken : take_some(email, *mailbox, arrivals, now)) out.push_back(taken);
    }
    note_arrival(email, *mailbox, now);
    return out;
}

std::vector<Taken> Email::take(std::span<const std::string> raws, MailboxId mailbox, Instant now) {
    return take_raws(*this, raws, mailbox, now);
}

Taken Email::take(const std::string& raw, MailboxId mailbox, Instant now) {
    return take(std::span(&raw, 1), mailbox, now).front();
}

// Somebody looked and says that a person wrote it.
Result<Taken> Email::open_from_recorded(const Principal&, MailId id, Instant now) {
    struct Found {
        std::optional<store::StoredMail> mail;
        std::optional<store::StoredMailbox> mailbox;
        std::optional<std::string> raw;
    };
    const auto found = parts_.db.read([&](db::Tx& tx) {
        Found f{.mail = store::mail(tx, id), .mailbox = {}, .raw = {}};
        if (f.mail) f.mailbox = store::mailbox(tx, f.mail->mailbox), f.raw = store::raw(tx, f.mail->raw);
        return f;
    });
    if (!found.mail || found.mail->fate != Fate::recorded || found.mail->case_id != 0)
        return not_found("mail.not_found");
    if (!found.raw || !found.mailbox) return conflict("mail.original_gone");
    std::vector<Arrival> arrival(1);
    arrival[0].read = read(*found.raw, {});
    arrival[0].as_person = true;
    arrival[0].read.machine.reset();
    bring_large(*this, arrival, now);
    return parts_.db.write([&](db::Tx& tx) -> Result<Taken> {
        store::remove(tx, *found.mail);
        auto taken = take_in(*this, tx, *found.mailbox, arrival[0], now);
        // It came to us another way, too: then this copy stays what it is.
        if (taken && taken->how == Taking::known) return conflict("mail.known");
        return taken;
    });
}

}  // namespace escucha::email
