// E-mail in and out, joined to cases (SERVICE_MODEL K1, M1): never lost, never doubled, never looping. The
// mail itself (MIME, IMAP, SMTP) is src/mail's; this module knows what a message means here.
//
// In. A mailbox is fetched by a job, or filled by `escucha mailgate`; each message is taken in ONE
// transaction: its bytes, the case it belongs to (belonging.hpp), what was said as a contact, its files, the
// answer that is owed. Taking the same message again changes nothing, so the order is always: fetch, take
// (durable), tell the server, remember the place; a crash in between loses nothing and doubles nothing. What
// cannot be taken is set aside with a reason, visible, and never stands in the way of the next.
//
// Out. Reactions on what happens to cases put messages into the outbox in the same transaction (writing.cpp);
// a job per mailbox hands them over (sending.cpp). What a machine wrote is recorded and never answered.
#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "http/fields.hpp"
#include "http/request.hpp"
#include "mail/letter.hpp"
#include "mail/outgoing.hpp"
#include "mail/transport.hpp"
#include "modules/channels/email/beginning.hpp"
#include "modules/channels/email/forwarding.hpp"
#include "modules/channels/email/mailbox.hpp"
#include "modules/channels/email/message.hpp"

namespace escucha {
namespace db {
class Database;
class Tx;
}  // namespace db
namespace http {
class Api;
}
namespace work {
class Events;
class Jobs;
struct JobRun;
}  // namespace work
namespace team {
class Team;
}
namespace calendar {
class Calendars;
}
namespace customers {
class Customers;
}
namespace contacts {
class Contacts;
}
namespace files {
class Files;
}
namespace cases {
class Cases;
struct Case;
struct Reply;
}  // namespace cases
namespace promises {
class Promises;
}
namespace book {
class Books;
}
}  // namespace escucha

namespace escucha::email {

// Seams: how servers are reached. Tests put their own in.
using OpenInbox = std::function<mail::Tried<std::unique_ptr<mail::Inbox>>(
    const mail::Server&, const std::string& folder, const mail::Patience&)>;
using OpenOutbox =
    std::function<mail::Tried<std::unique_ptr<mail::Outbox>>(const mail::Server&, const mail::Patience&)>;

struct Options {
    std::string secret = {};      // of the installation: seals passwords, signs reply addresses
    std::string public_url = {};  // without a slash at the end: where customers follow their case
    std::string ca_file = {};     // an authority of one's own, besides the system's
    // What `escucha mailgate` left because it could not reach the base; empty: there is none.
    std::filesystem::path spool = {};
    // How long the letter with a solution waits, so that reopening the case withdraws it. Answers were held
    // before they became an entry of the case (cases/answering.hpp).
    std::chrono::seconds hold{15};
    std::int64_t most_automatic_an_hour = 2'000;  // of the whole installation: more is a loop, or a storm
    int watched = 20;           // mailboxes at most at which this node waits for news (watching.hpp)
    OpenInbox open_inbox = {};  // default: mail::open_inbox
    OpenOutbox open_outbox = {};
};

// What became of one message.
enum class Taking {
    opened,       // a new case
    joined,       // a customer's words in a case there was
    recorded,     // kept, never answered
    bounce,       // a report about something of ours
    known,        // taken before
    passed_over,  // from before the mailbox was looked into, and not wanted
    set_aside,    // see SetAsideView
};
struct Taken {
    Taking how = Taking::known;
    MailId mail = 0;
    std::int64_t case_id = 0;
    SetAsideId set_aside = 0;
};

// A letter of the house to one of its own people.
struct ColleagueLetter {
    std::string name = {}, address = {};
    std::string subject = {}, text = {};
    mail::LetterLook look = {};
};

class Email {
  public:
    struct Parts {
        db::Database& db;
        work::Events& events;
        work::Jobs& jobs;
        team::Team& team;
        calendar::Calendars& calendars;
        customers::Customers& customers;
        contacts::Contacts& contacts;
        files::Files& files;
        cases::Cases& cases;
        promises::Promises& promises;
    };
    Email(Parts parts, Options options);

    // --- Mailboxes (administrators) ------------------------------------------------------------------------
    // Refuse invalid_fields, "mailbox.not_found", "mailbox.changed_meanwhile", "mailbox.address_taken".
    Result<MailboxView> add_mailbox(const Principal& by, const MailboxWish& wish, Instant now);
    Result<MailboxView> change_mailbox(const Principal& by, MailboxId id, std::optional<std::int64_t> version,
                                       const MailboxWish& wish, Instant now);
    // "mailbox.in_use" when messages came or went through it: it is switched off instead.
    Result<void> remove_mailbox(const Principal& by, MailboxId id, Instant now);
    Result<MailboxView> mailbox(MailboxId id, const Principal& who, Instant now);
    std::vector<MailboxView> mailboxes(const Principal& who, Instant now);
    std::optional<MailboxId> mailbox_of(std::string_view address);
    // Tries both ways with what is written down. Not in a transaction: it talks to servers.
    Result<MailboxTest> test_mailbox(MailboxId id, Language language);
    // Looks at once instead of at its time.
    Result<void> poll_soon(MailboxId id, Instant now);
    std::vector<MailAlarm> alarms(const Principal& who, Instant now);

    // --- Taking messages in --------------------------------------------------------------------------------
    // In their order; what is answered is durable. Throws what the machine failed at, and then nothing of
    // what was not durable yet is kept. Not in a transaction.
    std::vector<Taken> take(std::span<const std::string> raws, MailboxId mailbox, Instant now);
    Taken take(const std::string& raw, MailboxId mailbox, Instant now);

    // Not taken: newest first; `cursor`: as answered.
    Result<http::PageOf<SetAsideView>> set_aside(std::string_view cursor, std::size_t limit,
                                                 Language language);
    // Once more; what could not be fetched is asked for at its server again, so not in a transaction. Answers
    // set_aside when there is trouble still, which its view tells. "set_aside.not_found",
    // "mailbox.not_found", "set_aside.gone" (it does not lie at the server any more).
    Result<Taken> retry(const Principal& by, SetAsideId id, Instant now);
    Result<void> dismiss(const Principal& by, SetAsideId id, Instant now);
    Result<std::string> original_set_aside(SetAsideId id);

    // --- Reading -------------------------------------------------------------------------------------------
    // Whoever may handle the case may see its messages; those of no case are for supervisors.
    // "mail.not_found", "mail.original_gone" (erased with the person's data).
    Result<MailView> view(const Principal& who, MailId id, Language language, Instant now);
    Result<std::string> original(const Principal& who, MailId id);
    Result<MailHtml> html(const Principal& who, MailId id, bool remote_pictures);
    Result<http::File> picture(const Principal& who, MailId id, std::string_view content_id);
    Result<std::vector<MailLine>> of_case(const Principal& who, std::int64_t case_id, Language language,
                                          Instant now);
    // For a timeline: by contact.
    std::unordered_map<std::int64_t, MailLine> of_contacts(db::Tx& tx, std::span<const std::int64_t> contacts,
                                                           Language language, Instant now) const;
    // By the entry of a case's log: what passed between us and somebody outside.
    std::unordered_map<std::int64_t, MailLine> of_entries(db::Tx& tx,
                                                          std::span<const std::int64_t> log_entries,
                                                          Language language, Instant now) const;
    // Written by machines, of no case, newest first; and making a case of one all the same.
    Result<http::PageOf<MailLine>> recorded(std::string_view cursor, std::size_t limit, Language language,
                                            Instant now);
    Result<Taken> open_from_recorded(const Principal& by, MailId id, Instant now);

    // --- Answering -----------------------------------------------------------------------------------------
    // Nothing when no answer of this case would go by e-mail.
    Result<std::optional<AnswerWay>> answer_way(const Principal& who, std::int64_t case_id,
                                                std::optional<std::int64_t> to = {});

    // --- To somebody outside, and first to somebody
    // ---------------------------------------------------------- Forwarding.hpp, beginning.hpp.
    Result<Forwardings> forwardings(const Principal& who, std::int64_t case_id);
    Result<Forwarded> forward(const Principal& who, std::int64_t case_id, const Forwarding& wish,
                              Instant now);
    std::vector<WayOut> ways_out(const Principal& who);
    Recipient recipient(const Principal& who, std::string_view address, Instant now);
    Result<Begun> begin(const Principal& who, const Beginning& wish, Instant now);

    // --- Sending -------------------------------------------------------------------------------------------
    // Before it leaves: "mail.not_found", "mail.left_already".
    Result<void> cancel(const Principal& by, MailId id, Instant now);
    // What failed, once more: "mail.not_found", "mail.not_failed".
    Result<void> send_again(const Principal& by, MailId id, Instant now);

    // --- To our own people (colleagues.cpp) ----------------------------------------------------------------
    bool can_send(db::Tx& tx) const;  // there is a mailbox that sends
    enum class Posted { queued, no_mailbox, bounced };  // bounced: what went to that address came back
    Posted post_to_colleague(db::Tx& tx, const ColleagueLetter& letter, Instant now);
    bool reaches_colleague(db::Tx& tx, std::string_view address) const;  // nothing came back from there
    // They name customers: where one is forgotten, none of them stays. Those that had not left yet are told to
    // whoever wrote them.
    void forget_colleagues(db::Tx& tx) const;
    // Lent by src/app: letters to these addresses were withdrawn before they left.
    std::function<void(db::Tx&, std::span<const std::string> addresses)> letters_withdrawn =
        [](db::Tx&, std::span<const std::string>) {};
    void sweep_colleagues(db::Tx& tx, Instant now) const;  // what is older than a week

    // --- Jobs ----------------------------------------------------------------------------------------------
    Result<void> poll(MailboxId mailbox, const work::JobRun& run);
    Result<void> hand_over(MailboxId mailbox, const work::JobRun& run);
    // What the gate of this node left. What cannot be read goes into the folder `bad` there.
    void drain_spool(const work::JobRun& run);

    // --- Personal data -------------------------------------------------------------------------------------
    // Every message of theirs, with the originals and what is known of their addresses; also what came from
    // these addresses and was recorded or set aside.
    void forget(db::Tx& tx, std::span<const std::int64_t> customers,
                std::span<const std::string> addresses = {}) const;
    // Newest first, those before a number.
    std::vector<MailLine> of_customer(db::Tx& tx, std::int64_t customer, MailId before, std::size_t limit,
                                      Language language) const;
    // With cases that go away for good (the sample company).
    void remove_for_cases(db::Tx& tx, std::span<const std::int64_t> cases) const;

    const Parts& parts() const { return parts_; }
    const Options& options() const { return options_; }
    const mail::ReplyAddresses& reply_addresses() const { return reply_addresses_; }

  private:
    Parts parts_;
    Options options_;
    mail::ReplyAddresses reply_addresses_;
};

void add_routes(http::Api& api, Email& email);
void add_jobs(work::Jobs& jobs, Email& email);
// What happens to cases and promises becomes messages to customers.
void add_reactions(work::Events& events, Email& email);
// The copy of a sheet of the complaint book, and what becomes of its classification (book_letters.cpp).
void add_book_letters(work::Events& events, Email& email, const book::Books& books);

}  // namespace escucha::email
