#include "modules/channels/email/forward_store.hpp"

#include "db/database.hpp"

namespace escucha::email::store {
namespace {

#define COLUMNS "id, code, mailbox_id, by_person, at"

Forward read(const db::Row& row) {
    Forward f;
    f.id = row.get<ForwardId>(0);
    f.code = row.get<std::string>(1);
    f.mailbox = row.get<MailboxId>(2);
    f.by = row.get<PersonId>(3);
    f.at = row.get<Instant>(4);
    return f;
}

const db::Statement kAdd{
    "INSERT INTO mail_forwards (code, mailbox_id, by_person, at) VALUES ($1, $2, $3, $4) RETURNING id"};
const db::Statement kFind{"SELECT " COLUMNS " FROM mail_forwards WHERE id = $1"};
const db::Statement kFindByCode{"SELECT " COLUMNS " FROM mail_forwards WHERE code = $1"};
const db::Statement kMails{
    "SELECT id FROM mail_messages WHERE forward_id = $1 AND forward_id <> 0 ORDER BY id DESC LIMIT $2"};
const db::Statement kDropEmpty{
    "DELETE FROM mail_forwards WHERE NOT EXISTS (SELECT 1 FROM mail_messages m WHERE m.forward_id = "
    "mail_forwards.id AND m.forward_id <> 0)"};
const db::Statement kSendAlong{"INSERT INTO mail_forwarded_files (mail_id, file_id) VALUES ($1, $2)"};
const db::Statement kSentAlong{
    "SELECT file_id FROM mail_forwarded_files WHERE mail_id = $1 ORDER BY file_id"};

}  // namespace

ForwardId add(db::Tx& tx, const Forward& f) {
    return tx.insert(kAdd, f.code, f.mailbox, f.by, f.at);
}

std::optional<Forward> forward(db::Tx& tx, ForwardId id) {
    const auto row = tx.one(kFind, id);
    return row ? std::optional(read(*row)) : std::nullopt;
}

std::optional<Forward> forward_by_code(db::Tx& tx, std::string_view code) {
    const auto row = tx.one(kFindByCode, code);
    return row ? std::optional(read(*row)) : std::nullopt;
}

std::vector<StoredMail> of_forward(db::Tx& tx, ForwardId id, std::size_t limit) {
    std::vector<StoredMail> out;
    for (const db::Row& row : tx.query(kMails, id, limit))
        if (auto m = mail(tx, row.get<MailId>(0))) out.push_back(std::move(*m));
    return out;
}

void drop_empty_forwards(db::Tx& tx) {
    tx.execute(kDropEmpty);
}

void send_along(db::Tx& tx, MailId mail, std::span<const std::int64_t> files) {
    for (const auto file : files) tx.execute(kSendAlong, mail, file);
}

std::vector<std::int64_t> sent_along(db::Tx& tx, MailId mail) {
    std::vector<std::int64_t> out;
    for (const db::Row& row : tx.query(kSentAlong, mail)) out.push_back(row.get<std::int64_t>(0));
    return out;
}

}  // namespace escucha::email::store
