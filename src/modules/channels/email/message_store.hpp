// Rows of messages, of their deliveries and of what is known of addresses.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/channels/email/mailbox.hpp"
#include "modules/channels/email/message.hpp"
#include "modules/channels/email/raws.hpp"

namespace escucha::db {
class Tx;
}

namespace escucha::email::store {

struct StoredMail {
    MailId id = 0;
    MailboxId mailbox = 0;
    Direction direction = Direction::in;
    Fate fate = Fate::heard;
    std::string message_id = {};
    std::string content = {};
    RawId raw = 0;
    std::int64_t case_id = 0, contact = 0, customer = 0;
    MailAddress from = {};
    std::string reply_to = {};
    std::vector<MailAddress> to = {}, cc = {};
    std::vector<std::string> bcc = {};  // of ours: of the envelope only
    std::string subject = {};
    std::optional<mail::Machine> machine = {};
    bool forged = false;
    std::string purpose = {};
    Instant at{};
    // Of what passes between us and somebody outside (forward_store.hpp): which forwarding, and the entry of
    // the case's log that shows it. 0: of the conversation with the customer.
    ForwardId forward = 0;
    std::int64_t log_entry = 0;
};

MailId add(db::Tx& tx, const StoredMail& mail);
std::optional<StoredMail> mail(db::Tx& tx, MailId id);
void remove(db::Tx& tx, const StoredMail& mail);  // with its original and its delivery
// All that bear this Message-ID (which is not empty).
std::vector<StoredMail> with_message_id(db::Tx& tx, std::string_view message_id);
std::optional<StoredMail> with_content(db::Tx& tx, std::string_view content);  // of one without Message-ID
// Another message with the same words may stand beside it.
void mark_as_copy(db::Tx& tx, MailId id);
// Where the first of these Message-IDs is that is known and of a case.
struct Place {
    std::int64_t case_id = 0;
    ForwardId forward = 0;
    std::int64_t contact = 0, customer = 0;  // of the message: whose conversation it is
};
std::optional<Place> place_of_any(db::Tx& tx, std::span<const std::string> message_ids);
std::vector<StoredMail> of_case(db::Tx& tx, std::int64_t case_id, std::size_t limit);  // newest first
std::vector<StoredMail> of_contacts(db::Tx& tx, std::span<const std::int64_t> contacts);
std::vector<StoredMail> of_entries(db::Tx& tx, std::span<const std::int64_t> log_entries);
std::vector<StoredMail> of_customer(db::Tx& tx, std::int64_t customer, MailId before, std::size_t limit);
std::vector<StoredMail> recorded(db::Tx& tx, MailId before, std::size_t limit);
// Recorded ones of nobody's case that came from this address.
std::vector<StoredMail> recorded_from(db::Tx& tx, std::string_view address, std::size_t limit);
void set_raw(db::Tx& tx, MailId id, RawId raw);

// --- On their way out --------------------------------------------------------------------------------------
struct Lost {
    std::string address = {};
    std::string words = {};  // of the server that refused or returned it
};
struct Delivery {
    std::int64_t id = 0;
    MailId mail = 0;
    MailboxId mailbox = 0;
    DeliveryState state = DeliveryState::queued;
    Instant not_before{};
    int tries = 0;
    std::string automatic = {};
    std::string envelope_from = {};
    std::vector<std::string> envelope_to = {};
    std::vector<std::string> left_to = {};  // of them those still to be tried; empty: all
    std::vector<Lost> lost = {};            // whom it did not reach
    std::string text = {};
    std::vector<std::string> references = {};
    std::optional<mail::Trouble> trouble = {};
    std::string words = {};
    Instant queued_at{}, changed_at{};
    std::string claim = {};
};
void add(db::Tx& tx, const Delivery& delivery);
std::optional<Delivery> delivery_of(db::Tx& tx, MailId mail);
std::vector<Delivery> deliveries_of(db::Tx& tx, std::span<const MailId> mails);
// The one that is due first, taken for as long as `until`: nobody else sends it meanwhile. `claim` says by
// whom.
std::optional<Delivery> claim(db::Tx& tx, MailboxId mailbox, Instant now, Instant until,
                              const std::string& claim);
bool keep_claim(db::Tx& tx, const Delivery& delivery, Instant until);  // false: it is somebody else's now
// Gives the claim back; false, and nothing changed: it was somebody else's.
bool save(db::Tx& tx, const Delivery& delivery);
// Before anybody has begun to send it; false: too late.
bool cancel(db::Tx& tx, MailId mail, Instant now);
// Since when the oldest that waits in a mailbox does.
std::optional<Instant> oldest_queued(db::Tx& tx, MailboxId mailbox);
// What keeps that one; nothing: it was not even tried.
std::optional<mail::Trouble> why_waiting(db::Tx& tx, MailboxId mailbox);
// When the next of the mailbox may leave; nothing: none waits.
std::optional<Instant> next_due(db::Tx& tx, MailboxId mailbox);
std::int64_t queued(db::Tx& tx, MailboxId mailbox);
// Automatic ones handed over since then, counted up to `most`.
std::int64_t automatic_since(db::Tx& tx, Instant since, std::int64_t most);

// --- Addresses ---------------------------------------------------------------------------------------------
bool bounced(db::Tx& tx, std::string_view address);
void mark_bounced(db::Tx& tx, std::string_view address, std::string_view status, std::string_view words,
                  Instant now);
void heard_from(db::Tx& tx, std::string_view address);  // it works after all
struct Brake {
    Instant last_at{}, since{};
    std::int64_t n = 0;
};
std::optional<Brake> brake(db::Tx& tx, std::string_view address);
void save_brake(db::Tx& tx, std::string_view address, const Brake& brake);
void drop_brakes(db::Tx& tx, Instant before);
void forget_address(db::Tx& tx, std::string_view address);

std::string json_of(std::span<const MailAddress> addresses);
std::string json_of(std::span<const std::string> texts);

}  // namespace escucha::email::store
