#include "modules/channels/email/message_store.hpp"

#include "db/database.hpp"
#include "db/id_list.hpp"
#include "http/json.hpp"
#include "modules/channels/email/mailbox_store.hpp"

namespace escucha::email::store {
namespace {

std::vector<MailAddress> addresses_of(std::string_view json) {
    std::vector<MailAddress> out;
    for (const auto& one : boost::json::parse(json).as_array())
        out.push_back({std::string(one.at("name").as_string()), std::string(one.at("email").as_string())});
    return out;
}

std::vector<std::string> texts_of(std::string_view json) {
    std::vector<std::string> out;
    for (const auto& one : boost::json::parse(json).as_array()) out.emplace_back(one.as_string());
    return out;
}

#define COLUMNS                                                                                        \
    "id, mailbox_id, direction, fate, message_id, content, raw_id, case_id, contact_id, customer_id, " \
    "from_name, from_email, reply_to, to_list, cc_list, subject, machine, forged, purpose, at, "       \
    "forward_id, log_id, bcc_list"

StoredMail read_mail(const db::Row& row) {
    StoredMail m;
    m.id = row.get<MailId>(0);
    m.mailbox = row.get<MailboxId>(1);
    m.direction = row.get<Direction>(2);
    m.fate = row.get<Fate>(3);
    m.message_id = row.get<std::string>(4);
    m.content = row.get<std::string>(5);
    m.raw = row.get<RawId>(6);
    m.case_id = row.get<std::int64_t>(7);
    m.contact = row.get<std::int64_t>(8);
    m.customer = row.get<std::int64_t>(9);
    m.from = {row.get<std::string>(10), row.get<std::string>(11)};
    m.reply_to = row.get<std::string>(12);
    m.to = addresses_of(row.get<std::string_view>(13));
    m.cc = addresses_of(row.get<std::string_view>(14));
    m.subject = row.get<std::string>(15);
    m.machine = row.get<std::optional<mail::Machine>>(16);
    m.forged = row.get<bool>(17);
    m.purpose = row.get<std::string>(18);
    m.at = row.get<Instant>(19);
    m.forward = row.get<ForwardId>(20);
    m.log_entry = row.get<std::int64_t>(21);
    m.bcc = texts_of(row.get<std::string_view>(22));
    return m;
}

std::vector<StoredMail> read_all(const db::Rows& rows) {
    std::vector<StoredMail> out;
    for (const db::Row& row : rows) out.push_back(read_mail(row));
    return out;
}

const db::Statement kAdd{
    "INSERT INTO mail_messages (mailbox_id, direction, fate, message_id, content, raw_id, case_id, "
    "contact_id, customer_id, from_name, from_email, from_key, reply_to, to_list, cc_list, subject, machine, "
    "forged, purpose, at, forward_id, log_id, bcc_list) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
    "$11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) RETURNING id"};
const db::Statement kFind{"SELECT " COLUMNS " FROM mail_messages WHERE id = $1"};
const db::Statement kRemove{"DELETE FROM mail_messages WHERE id = $1"};
const db::Statement kWithId{"SELECT " COLUMNS " FROM mail_messages WHERE message_id = $1 ORDER BY id"};
const db::Statement kWithContent{"SELECT " COLUMNS
                                 " FROM mail_messages WHERE message_id = '' AND content = $1"};
const db::Statement kMarkAsCopy{
    "UPDATE mail_messages SET content = content || ':' || CAST(id AS TEXT) WHERE id = $1"};
const db::Statement kPlaces{db::Sql{.sqlite = "SELECT message_id, case_id, forward_id, contact_id, "
                                              "customer_id FROM mail_messages WHERE case_id <> 0 "
                                              "AND message_id IN "
                                              "(SELECT value FROM json_each($1))",
                                    .postgres = "SELECT message_id, case_id, forward_id, contact_id, "
                                                "customer_id FROM mail_messages WHERE case_id <> 0 "
                                                "AND message_id IN "
                                                "(SELECT json_array_elements_text(CAST($1 AS JSON)))"}};
const db::Statement kOfCase{"SELECT " COLUMNS
                            " FROM mail_messages WHERE case_id = $1 AND case_id <> 0 ORDER BY id DESC LIMIT "
                            "$2"};
const db::Statement kOfContacts{db::Sql{
    .sqlite =
        "SELECT " COLUMNS " FROM mail_messages WHERE contact_id <> 0 AND contact_id IN (SELECT value FROM "
        "json_each($1)) ORDER BY id",
    .postgres = "SELECT " COLUMNS " FROM mail_messages WHERE contact_id <> 0 AND contact_id = ANY(CAST($1 AS "
                "BIGINT[])) ORDER BY id"}};
const db::Statement kOfEntries{db::Sql{
    .sqlite = "SELECT " COLUMNS " FROM mail_messages WHERE log_id <> 0 AND log_id IN (SELECT value FROM "
              "json_each($1)) ORDER BY id",
    .postgres = "SELECT " COLUMNS " FROM mail_messages WHERE log_id <> 0 AND log_id = ANY(CAST($1 AS "
                "BIGINT[])) ORDER BY id"}};
const db::Statement kOfCustomer{
    "SELECT " COLUMNS
    " FROM mail_messages WHERE customer_id = $1 AND customer_id <> 0 AND id < $2 ORDER BY id DESC LIMIT $3"};
const db::Statement kRecorded{
    "SELECT " COLUMNS
    " FROM mail_messages WHERE fate = 'recorded' AND case_id = 0 AND id < $1 ORDER BY id DESC LIMIT $2"};
const db::Statement kRecordedFrom{"SELECT " COLUMNS
                                  " FROM mail_messages WHERE fate = 'recorded' AND from_key = $1 AND "
                                  "customer_id = 0 ORDER BY id LIMIT $2"};
const db::Statement kSetRaw{"UPDATE mail_messages SET raw_id = $2 WHERE id = $1"};

}  // namespace

std::string json_of(std::span<const MailAddress> addresses) {
    boost::json::array out;
    for (const auto& a : addresses) out.push_back({{"name", a.name}, {"email", a.email}});
    return boost::json::serialize(out);
}

std::string json_of(std::span<const std::string> texts) {
    return boost::json::serialize(boost::json::array(texts.begin(), texts.end()));
}

MailId add(db::Tx& tx, const StoredMail& m) {
    return tx.insert(kAdd, m.mailbox, m.direction, m.fate, m.message_id, m.content, m.raw, m.case_id,
                     m.contact, m.customer, m.from.name, m.from.email, address_key(m.from.email), m.reply_to,
                     json_of(m.to), json_of(m.cc), m.subject, m.machine, m.forged, m.purpose, m.at, m.forward,
                     m.log_entry, json_of(m.bcc));
}

std::optional<StoredMail> mail(db::Tx& tx, MailId id) {
    const auto row = tx.one(kFind, id);
    return row ? std::optional(read_mail(*row)) : std::nullopt;
}

void remove(db::Tx& tx, const StoredMail& m) {
    tx.execute(kRemove, m.id);
    drop_unused(tx, m.raw);
}

std::vector<StoredMail> with_message_id(db::Tx& tx, std::string_view message_id) {
    return read_all(tx.query(kWithId, message_id));
}

std::optional<StoredMail> with_content(db::Tx& tx, std::string_view content) {
    const auto row = tx.one(kWithContent, content);
    return row ? std::optional(read_mail(*row)) : std::nullopt;
}

void mark_as_copy(db::Tx& tx, MailId id) {
    tx.execute(kMarkAsCopy, id);
}

std::optional<Place> place_of_any(db::Tx& tx, std::span<const std::string> message_ids) {
    if (message_ids.empty()) return std::nullopt;
    std::unordered_map<std::string, Place> found;
    for (const db::Row& row : tx.query(kPlaces, json_of(message_ids)))
        found.emplace(row.get<std::string>(0), Place{.case_id = row.get<std::int64_t>(1),
                                                     .forward = row.get<ForwardId>(2),
                                                     .contact = row.get<std::int64_t>(3),
                                                     .customer = row.get<std::int64_t>(4)});
    for (const auto& id : message_ids)
        if (const auto one = found.find(id); one != found.end()) return one->second;
    return std::nullopt;
}

std::vector<StoredMail> of_case(db::Tx& tx, std::int64_t case_id, std::size_t limit) {
    return read_all(tx.query(kOfCase, case_id, limit));
}

std::vector<StoredMail> of_contacts(db::Tx& tx, std::span<const std::int64_t> contacts) {
    if (contacts.empty()) return {};
    return read_all(tx.query(kOfContacts, db::id_list(tx, contacts)));
}

std::vector<StoredMail> of_entries(db::Tx& tx, std::span<const std::int64_t> entries) {
    if (entries.empty()) return {};
    return read_all(tx.query(kOfEntries, db::id_list(tx, entries)));
}

std::vector<StoredMail> of_customer(db::Tx& tx, std::int64_t customer, MailId before, std::size_t limit) {
    return read_all(tx.query(kOfCustomer, customer, before, limit));
}

std::vector<StoredMail> recorded(db::Tx& tx, MailId before, std::size_t limit) {
    return read_all(tx.query(kRecorded, before, limit));
}

std::vector<StoredMail> recorded_from(db::Tx& tx, std::string_view address, std::size_t limit) {
    return read_all(tx.query(kRecordedFrom, address_key(address), limit));
}

void set_raw(db::Tx& tx, MailId id, RawId raw) {
    tx.execute(kSetRaw, id, raw);
}

// --- On their way out
// ----------------------------------------------------------------------------------------
namespace {

#define DELIVERY                                                                                             \
    "id, mail_id, mailbox_id, state, not_before, tries, automatic, envelope_from, envelope_to, text, refs, " \
    "trouble, words, queued_at, changed_at, claim, left_to, lost"

Delivery read_delivery(const db::Row& row) {
    Delivery d;
    d.id = row.get<std::int64_t>(0);
    d.mail = row.get<MailId>(1);
    d.mailbox = row.get<MailboxId>(2);
    d.state = row.get<DeliveryState>(3);
    d.not_before = row.get<Instant>(4);
    d.tries = row.get<int>(5);
    d.automatic = row.get<std::string>(6);
    d.envelope_from = row.get<std::string>(7);
    d.envelope_to = texts_of(row.get<std::string_view>(8));
    d.text = row.get<std::string>(9);
    d.references = texts_of(row.get<std::string_view>(10));
    d.trouble = row.get<std::optional<mail::Trouble>>(11);
    d.words = row.get<std::string>(12);
    d.queued_at = row.get<Instant>(13);
    d.changed_at = row.get<Instant>(14);
    d.claim = row.get<std::string>(15);
    if (const auto left = row.get<std::string_view>(16); !left.empty()) d.left_to = texts_of(left);
    for (const auto& one : boost::json::parse(row.get<std::string_view>(17)).as_array())
        d.lost.push_back(
            {std::string(one.at("address").as_string()), std::string(one.at("words").as_string())});
    return d;
}

const db::Statement kAddDelivery{
    "INSERT INTO mail_deliveries (mail_id, mailbox_id, state, not_before, automatic, envelope_from, "
    "envelope_to, text, refs, trouble, words, queued_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
    "$9, $10, $11, $12, $12)"};
const db::Statement kDeliveryOf{"SELECT " DELIVERY " FROM mail_deliveries WHERE mail_id = $1"};
const db::Statement kDeliveriesOf{db::Sql{
    .sqlite = "SELECT " DELIVERY " FROM mail_deliveries WHERE mail_id IN (SELECT value FROM json_each($1))",
    .postgres = "SELECT " DELIVERY " FROM mail_deliveries WHERE mail_id = ANY(CAST($1 AS BIGINT[]))"}};
const db::Statement kClaim{
    "UPDATE mail_deliveries SET claimed_until = $3, claim = $4 WHERE id = (SELECT id FROM mail_deliveries "
    "WHERE state = 'queued' AND mailbox_id = $1 AND not_before <= $2 AND claimed_until <= $2 ORDER BY "
    "not_before, id LIMIT 1) RETURNING " DELIVERY};
const db::Statement kKeepClaim{
    "UPDATE mail_deliveries SET claimed_until = $3 WHERE id = $1 AND claim = $2 AND state = 'queued'"};
const db::Statement kSaveDelivery{
    "UPDATE mail_deliveries SET state = $2, not_before = $3, tries = $4, text = $5, trouble = $6, words = "
    "$7, changed_at = $8, left_to = $9, lost = $10, claimed_until = 0, claim = '' WHERE id = $1 AND claim = "
    "$11"};
const db::Statement kCancel{
    "UPDATE mail_deliveries SET state = 'cancelled', changed_at = $2 WHERE mail_id = $1 AND state = 'queued' "
    "AND tries = 0 AND claimed_until <= $2 AND not_before > $2"};
const db::Statement kWhyWaiting{
    "SELECT trouble FROM mail_deliveries WHERE state = 'queued' AND mailbox_id = $1 ORDER BY queued_at LIMIT "
    "1"};
const db::Statement kOldest{
    "SELECT min(queued_at) FROM mail_deliveries WHERE state = 'queued' AND mailbox_id = $1"};
const db::Statement kNextDue{
    "SELECT not_before FROM mail_deliveries WHERE state = 'queued' AND mailbox_id = $1 ORDER BY not_before, "
    "id LIMIT 1"};
const db::Statement kAutomatic{
    "SELECT count(*) FROM (SELECT 1 FROM mail_deliveries WHERE automatic <> '' AND state = 'handed_over' AND "
    "changed_at > $1 LIMIT $2) AS counted"};
const db::Statement kQueued{
    "SELECT count(*) FROM (SELECT 1 FROM mail_deliveries WHERE state = 'queued' AND mailbox_id = $1 LIMIT "
    "1000) AS waiting"};

}  // namespace

void add(db::Tx& tx, const Delivery& d) {
    tx.execute(kAddDelivery, d.mail, d.mailbox, d.state, d.not_before, d.automatic, d.envelope_from,
               json_of(d.envelope_to), d.text, json_of(d.references), d.trouble, d.words, d.queued_at);
}

std::optional<Delivery> delivery_of(db::Tx& tx, MailId mail) {
    const auto row = tx.one(kDeliveryOf, mail);
    return row ? std::optional(read_delivery(*row)) : std::nullopt;
}

std::vector<Delivery> deliveries_of(db::Tx& tx, std::span<const MailId> mails) {
    std::vector<Delivery> out;
    if (mails.empty()) return out;
    for (const db::Row& row : tx.query(kDeliveriesOf, db::id_list(tx, mails)))
        out.push_back(read_delivery(row));
    return out;
}

std::optional<Delivery> claim(db::Tx& tx, MailboxId mailbox, Instant now, Instant until,
                              const std::string& claim) {
    const auto row = tx.one(kClaim, mailbox, now, until, claim);
    return row ? std::optional(read_delivery(*row)) : std::nullopt;
}

bool keep_claim(db::Tx& tx, const Delivery& d, Instant until) {
    return tx.execute(kKeepClaim, d.id, d.claim, until) == 1;
}

bool save(db::Tx& tx, const Delivery& d) {
    boost::json::array lost;
    for (const auto& one : d.lost) lost.push_back({{"address", one.address}, {"words", one.words}});
    return tx.execute(kSaveDelivery, d.id, d.state, d.not_before, d.tries, d.text, d.trouble, d.words,
                      d.changed_at, d.left_to.empty() ? std::string() : json_of(d.left_to),
                      boost::json::serialize(lost), d.claim) == 1;
}

bool cancel(db::Tx& tx, MailId mail, Instant now) {
    return tx.execute(kCancel, mail, now) == 1;
}

std::optional<mail::Trouble> why_waiting(db::Tx& tx, MailboxId mailbox) {
    const auto row = tx.one(kWhyWaiting, mailbox);
    return row ? row->get<std::optional<mail::Trouble>>(0) : std::nullopt;
}

std::optional<Instant> oldest_queued(db::Tx& tx, MailboxId mailbox) {
    const auto row = tx.one(kOldest, mailbox);
    return row ? row->get<std::optional<Instant>>(0) : std::nullopt;
}

std::optional<Instant> next_due(db::Tx& tx, MailboxId mailbox) {
    const auto row = tx.one(kNextDue, mailbox);
    return row ? std::optional(row->get<Instant>(0)) : std::nullopt;
}

std::int64_t queued(db::Tx& tx, MailboxId mailbox) {
    return tx.one(kQueued, mailbox)->get<std::int64_t>(0);
}

std::int64_t automatic_since(db::Tx& tx, Instant since, std::int64_t most) {
    return tx.one(kAutomatic, since, most)->get<std::int64_t>(0);
}

// --- Addresses
// -----------------------------------------------------------------------------------------------
namespace {

const db::Statement kBounced{"SELECT 1 FROM mail_bounced WHERE address_key = $1"};
const db::Statement kMarkBounced{
    "INSERT INTO mail_bounced (address_key, status, words, at) VALUES ($1, $2, $3, $4) ON CONFLICT "
    "(address_key) DO UPDATE SET status = $2, words = $3, at = $4"};
const db::Statement kHeardFrom{"DELETE FROM mail_bounced WHERE address_key = $1"};
const db::Statement kBrake{"SELECT last_at, since, n FROM mail_brakes WHERE address_key = $1"};
const db::Statement kSaveBrake{
    "INSERT INTO mail_brakes (address_key, last_at, since, n) VALUES ($1, $2, $3, $4) ON CONFLICT "
    "(address_key) DO UPDATE SET last_at = $2, since = $3, n = $4"};
const db::Statement kDropBrakes{"DELETE FROM mail_brakes WHERE last_at < $1"};
const db::Statement kForgetBrake{"DELETE FROM mail_brakes WHERE address_key = $1"};

}  // namespace

bool bounced(db::Tx& tx, std::string_view address) {
    return tx.one(kBounced, address_key(address)).has_value();
}

void mark_bounced(db::Tx& tx, std::string_view address, std::string_view status, std::string_view words,
                  Instant now) {
    tx.execute(kMarkBounced, address_key(address), status, words, now);
}

void heard_from(db::Tx& tx, std::string_view address) {
    tx.execute(kHeardFrom, address_key(address));
}

std::optional<Brake> brake(db::Tx& tx, std::string_view address) {
    const auto row = tx.one(kBrake, address_key(address));
    if (!row) return std::nullopt;
    return Brake{row->get<Instant>(0), row->get<Instant>(1), row->get<std::int64_t>(2)};
}

void save_brake(db::Tx& tx, std::string_view address, const Brake& b) {
    tx.execute(kSaveBrake, address_key(address), b.last_at, b.since, b.n);
}

void drop_brakes(db::Tx& tx, Instant before) {
    tx.execute(kDropBrakes, before);
}

void forget_address(db::Tx& tx, std::string_view address) {
    const auto key = address_key(address);
    tx.execute(kHeardFrom, key);
    tx.execute(kForgetBrake, key);
}

}  // namespace escucha::email::store
