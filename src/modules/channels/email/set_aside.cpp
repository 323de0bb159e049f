// What could not be stored: kept, shown with a reason, tried again when a person says so, and in nobody's
// way.
#include "db/database.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/mailbox_store.hpp"
#include "modules/channels/email/paging.hpp"
#include "modules/channels/email/servers.hpp"
#include "modules/channels/email/set_aside_store.hpp"
#include "modules/channels/email/words.hpp"

namespace escucha::email {
namespace store {
namespace {

#define COLUMNS "id, mailbox_id, raw_id, uid, reason, words, sender, subject, tries, at"

SetAside read_set_aside(const db::Row& row) {
    return {.id = row.get<SetAsideId>(0),
            .mailbox = row.get<MailboxId>(1),
            .raw = row.get<RawId>(2),
            .uid = row.get<std::string>(3),
            .reason = row.get<std::string>(4),
            .words = row.get<std::string>(5),
            .sender = row.get<std::string>(6),
            .subject = row.get<std::string>(7),
            .tries = row.get<int>(8),
            .at = row.get<Instant>(9)};
}

const db::Statement kAdd{
    "INSERT INTO mail_set_aside (mailbox_id, raw_id, uid, reason, words, sender, sender_key, subject, at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (mailbox_id, raw_id, uid) DO UPDATE SET reason "
    "= $4, words = $5, tries = mail_set_aside.tries + 1 RETURNING id"};
const db::Statement kFind{"SELECT " COLUMNS " FROM mail_set_aside WHERE id = $1"};
const db::Statement kOpen{
    "SELECT " COLUMNS
    " FROM mail_set_aside WHERE dismissed_at IS NULL AND id < $1 ORDER BY id DESC LIMIT $2"};
const db::Statement kCount{
    "SELECT count(*) FROM mail_set_aside WHERE dismissed_at IS NULL AND mailbox_id = $1"};
const db::Statement kDismiss{
    "UPDATE mail_set_aside SET dismissed_at = $2, dismissed_by = $3 WHERE id = $1 AND dismissed_at IS NULL"};
const db::Statement kSettle{"DELETE FROM mail_set_aside WHERE id = $1"};
const db::Statement kForget{
    "DELETE FROM mail_set_aside WHERE sender_key = $1 AND sender_key <> '' RETURNING raw_id"};

}  // namespace

SetAsideId add(db::Tx& tx, const SetAside& s) {
    return tx.insert(kAdd, s.mailbox, s.raw, s.uid, s.reason, s.words, s.sender, address_key(s.sender),
                     s.subject, s.at);
}

std::optional<SetAside> set_aside(db::Tx& tx, SetAsideId id) {
    const auto row = tx.one(kFind, id);
    return row ? std::optional(read_set_aside(*row)) : std::nullopt;
}

std::vector<SetAside> set_aside_open(db::Tx& tx, SetAsideId before, std::size_t limit) {
    std::vector<SetAside> out;
    for (const db::Row& row : tx.query(kOpen, before, limit)) out.push_back(read_set_aside(row));
    return out;
}

std::int64_t set_aside_count(db::Tx& tx, MailboxId mailbox) {
    return tx.one(kCount, mailbox)->get<std::int64_t>(0);
}

bool dismiss(db::Tx& tx, SetAsideId id, PersonId by, Instant now) {
    return tx.execute(kDismiss, id, now, by) == 1;
}

void settle(db::Tx& tx, const SetAside& what) {
    tx.execute(kSettle, what.id);
    drop_unused(tx, what.raw);
}

void forget_from(db::Tx& tx, std::string_view address) {
    for (const db::Row& row : tx.query(kForget, address_key(address))) drop_unused(tx, row.get<RawId>(0));
}

}  // namespace store

Result<http::PageOf<SetAsideView>> Email::set_aside(std::string_view cursor, std::size_t limit,
                                                    Language language) {
    const auto before = before_of(cursor);
    if (!before) return invalid_field("cursor", "bad_cursor");
    return parts_.db.read([&](db::Tx& tx) {
        std::unordered_map<MailboxId, std::string> addresses;
        for (auto& m : store::mailboxes(tx)) addresses.emplace(m.id, std::move(m.address));
        http::PageOf<SetAsideView> page;
        for (auto& s : store::set_aside_open(tx, *before, limit + 1)) {
            if (page.items.size() == limit) {
                page.next = std::to_string(page.items.back().id);
                break;
            }
            page.items.push_back({.id = s.id,
                                  .mailbox_id = s.mailbox,
                                  .mailbox = addresses[s.mailbox],
                                  .sender = s.sender,
                                  .subject = s.subject,
                                  .reason = s.reason,
                                  .text = why_set_aside(language, s.reason),
                                  .detail = s.words,
                                  .has_original = s.raw != 0,
                                  .tries = s.tries,
                                  .at = s.at});
        }
        return page;
    });
}

Result<std::string> Email::original_set_aside(SetAsideId id) {
    return parts_.db.read([&](db::Tx& tx) -> Result<std::string> {
        const auto found = store::set_aside(tx, id);
        if (!found) return not_found("set_aside.not_found");
        auto raw = store::raw(tx, found->raw);
        if (!raw) return conflict("set_aside.no_original");
        return std::move(*raw);
    });
}

namespace {

constexpr std::chrono::seconds kAPersonWaits{15};

struct Again {
    store::SetAside what = {};
    std::optional<store::StoredMailbox> mailbox = {};
    std::optional<std::string> raw = {};
};

// What came for a mailbox that was not ours then says for which: there may be one now.
Result<Again> find_again(Email& email, SetAsideId id) {
    return email.parts().db.read([&](db::Tx& tx) -> Result<Again> {
        auto found = store::set_aside(tx, id);
        if (!found) return not_found("set_aside.not_found");
        Again again{.what = std::move(*found)};
        again.mailbox = again.what.mailbox != 0 ? store::mailbox(tx, again.what.mailbox)
                                                : store::mailbox_by_address(tx, again.what.words);
        again.raw = store::raw(tx, again.what.raw);
        if (!again.mailbox) return not_found("mailbox.not_found");
        return again;
    });
}

// One that lies at the server still, because it could not be fetched.
class FetchingAgain {
  public:
    FetchingAgain(Email& email, const Again& again, Instant now) : email_(email), again_(again), now_(now) {}

    Result<Taken> run() {
        auto inbox = open_inbox(email_.options(), *again_.mailbox, {.timeout = kAPersonWaits});
        if (!inbox) return still(inbox.error());
        auto raw = (*inbox)->fetch(again_.what.uid);
        if (!raw && raw.error().trouble == mail::Trouble::gone) return conflict("set_aside.gone");
        if (!raw) return still(raw.error());
        const auto taken = email_.take(*raw, again_.mailbox->id, now_);
        email_.parts().db.write([&](db::Tx& tx) { store::settle(tx, again_.what); });
        // It is ours: that the server does not hear of it does no harm.
        (void)(*inbox)->done(std::array{again_.what.uid}, again_.mailbox->incoming.remove);
        return taken;
    }

  private:
    Taken still(const mail::Failure& failure) {
        auto what = again_.what;
        what.reason = db::name(failure.trouble);
        what.words = failure.detail;
        email_.parts().db.write([&](db::Tx& tx) { store::add(tx, what); });
        return {.how = Taking::set_aside, .set_aside = what.id};
    }

    Email& email_;
    const Again& again_;
    Instant now_;
};

}  // namespace

Result<Taken> Email::retry(const Principal&, SetAsideId id, Instant now) {
    const auto again = find_again(*this, id);
    if (!again) return Refused(again.error());
    if (!again->raw && again->what.uid.empty()) return conflict("set_aside.no_original");
    if (!again->raw && again->mailbox->incoming.protocol == Incoming::pipe) return conflict("set_aside.gone");
    if (!again->raw) return FetchingAgain(*this, *again, now).run();
    const auto taken = take(*again->raw, again->mailbox->id, now);
    const auto still = taken.how == Taking::set_aside && taken.set_aside == id;
    if (!still) parts_.db.write([&](db::Tx& tx) { store::settle(tx, again->what); });
    return taken;
}

Result<void> Email::dismiss(const Principal& by, SetAsideId id, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        if (!store::dismiss(tx, id, by.person, now)) return not_found("set_aside.not_found");
        return {};
    });
}

}  // namespace escucha::email
