#include "modules/channels/email/letter_store.hpp"

#include <boost/json.hpp>

#include "db/database.hpp"

namespace escucha::email::store {
namespace {

const db::Statement kSaveLook{"UPDATE mail_deliveries SET look = $2 WHERE mail_id = $1"};
const db::Statement kLook{"SELECT look FROM mail_deliveries WHERE mail_id = $1"};
const db::Statement kSaveLargest{
    "UPDATE mailbox_states SET out_largest = $2 WHERE mailbox_id = $1 AND out_largest <> $2"};
const db::Statement kLargest{"SELECT out_largest FROM mailbox_states WHERE mailbox_id = $1"};

}  // namespace

void save_look(db::Tx& tx, MailId mail, const mail::LetterLook& look) {
    const boost::json::object all{{"language", look.language},
                                  {"heading", look.heading},
                                  {"code", look.code},
                                  {"link", look.link},
                                  {"button", look.button}};
    tx.execute(kSaveLook, mail, boost::json::serialize(all));
}

mail::LetterLook look_of(db::Tx& tx, MailId mail) {
    const auto row = tx.one(kLook, mail);
    if (!row || row->get<std::string_view>(0).empty()) return {};
    const auto all = boost::json::parse(row->get<std::string_view>(0));
    const auto word = [&](std::string_view key) { return std::string(all.at(key).as_string()); };
    return {.language = word("language"),
            .heading = word("heading"),
            .code = word("code"),
            .link = word("link"),
            .button = word("button")};
}

std::int64_t largest_message(db::Tx& tx, MailboxId mailbox) {
    const auto row = tx.one(kLargest, mailbox);
    return row ? row->get<std::int64_t>(0) : 0;
}

void save_largest_message(db::Tx& tx, MailboxId mailbox, std::int64_t bytes) {
    tx.execute(kSaveLargest, mailbox, bytes);
}

}  // namespace escucha::email::store
