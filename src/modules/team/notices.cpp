// What is called to a person's attention: added by other modules, read here in the reader's own language.
#include <charconv>

#include "base/human_time.hpp"
#include "db/id_list.hpp"
#include "db/tx.hpp"
#include "modules/team/events.hpp"
#include "modules/team/use_cases.hpp"

namespace escucha::team {
namespace {

#define NOTICE_COLUMNS "id, kind, params, case_id, case_code, promise_id, at, read_at"

const db::Statement kReader{"SELECT 1 FROM people WHERE id = $1 AND active = 1 AND sample = 0"};
const db::Statement kSaidEver{"SELECT 1 FROM notices WHERE person_id = $1 AND dedup = $2 LIMIT 1"};
const db::Statement kSaidUnread{
    "SELECT 1 FROM notices WHERE person_id = $1 AND dedup = $2 AND read_at IS NULL LIMIT 1"};
const db::Statement kAdd{
    "INSERT INTO notices (person_id, kind, params, case_id, case_code, promise_id, dedup, at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"};
const db::Statement kPage{"SELECT " NOTICE_COLUMNS
                          " FROM notices WHERE person_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"};
const db::Statement kUnreadPage{
    "SELECT " NOTICE_COLUMNS
    " FROM notices WHERE person_id = $1 AND id < $2 AND read_at IS NULL ORDER BY id DESC LIMIT $3"};
const db::Statement kUnread{"SELECT count(*) FROM notices WHERE person_id = $1 AND read_at IS NULL"};
const db::Statement kRead{
    "UPDATE notices SET read_at = coalesce(read_at, $3) WHERE person_id = $1 AND id = $2"};
const db::Statement kReadAll{"UPDATE notices SET read_at = $2 WHERE person_id = $1 AND read_at IS NULL"};
const db::Statement kRemoveForCases{
    db::Sql{.sqlite = "DELETE FROM notices WHERE case_id IN (SELECT value FROM json_each($1))",
            .postgres = "DELETE FROM notices WHERE case_id = ANY(CAST($1 AS BIGINT[]))"}};
const db::Statement kRemoveForPromises{
    db::Sql{.sqlite = "DELETE FROM notices WHERE promise_id IN (SELECT value FROM json_each($1))",
            .postgres = "DELETE FROM notices WHERE promise_id = ANY(CAST($1 AS BIGINT[]))"}};
const db::Statement kSweep{"DELETE FROM notices WHERE read_at <= $1 OR at <= $2"};

std::string json_of(const TextParams& params) {
    boost::json::object out;
    for (const auto& [name, value] : params) out[name] = value;
    return boost::json::serialize(out);
}

bool said(db::Tx& tx, const NewNotice& n, const std::string& key) {
    return tx.one(n.key.empty() ? kSaidUnread : kSaidEver, n.person, key).has_value();
}

// What a parameter is to its reader: `when` is a moment (microseconds), `what` may be a code with a text of
// its own; the others are texts already.
std::string readable(std::string_view name, const std::string& value, Language language, const Zone& zone,
                     Instant now) {
    if (name == "when") {
        std::int64_t at = 0;
        std::from_chars(value.data(), value.data() + value.size(), at);
        return moment_in_words(language, zone, instant(at), now);
    }
    const auto key = fmt::format("notice.{}.{}", name, value);
    return name == "what" && has_text(language, key) ? text(language, key) : value;
}

std::string sentence(NoticeKind kind, std::string_view params, Language language, const Zone& zone,
                     Instant now) {
    // Whoever left a parameter out leaves a gap, never a name in braces.
    TextParams readables{{"code", ""}, {"title", ""}, {"what", ""}, {"when", ""}, {"score", ""}, {"by", ""}};
    for (const auto& [name, value] : boost::json::parse(params).as_object())
        readables[name] = readable(name, std::string(value.as_string()), language, zone, now);
    if (readables["by"].empty()) readables["by"] = text(language, "notice.by_nobody");
    return text(language, fmt::format("notice.{}", db::name(kind)), readables);
}

api::Notice read(const db::Row& row, Language language, const Zone& zone, Instant now) {
    const auto kind = row.get<NoticeKind>(1);
    return {.id = row.get<std::int64_t>(0),
            .kind = kind,
            .text = sentence(kind, row.get<std::string_view>(2), language, zone, now),
            .case_id = row.get<std::optional<std::int64_t>>(3),
            .case_code = row.get<std::optional<std::string>>(4),
            .promise_id = row.get<std::optional<std::int64_t>>(5),
            .at = row.get<Instant>(6),
            .read_at = row.get<std::optional<Instant>>(7)};
}

}  // namespace

bool Notices::add(db::Tx& tx, const NewNotice& n, Instant now) const {
    const auto key = !n.key.empty() ? n.key
                                    : fmt::format("{}:{}:{}", db::name(n.kind), n.case_id.value_or(0),
                                                  n.promise_id.value_or(0));
    if (!tx.one(kReader, n.person) || said(tx, n, key)) return false;
    const auto code = n.case_code.empty() ? std::nullopt : std::optional(n.case_code);
    const auto id =
        tx.insert(kAdd, n.person, n.kind, json_of(n.params), n.case_id, code, n.promise_id, key, now);
    auto e =
        work::event(NoticeAdded::kType, "notice", id, system_principal(), now, NoticeAdded{n.person, id});
    e.owner = n.person;
    e.case_id = n.case_id.value_or(0);
    events_.append(tx, std::move(e));
    return true;
}

void Notices::remove_for_cases(db::Tx& tx, std::span<const std::int64_t> cases) const {
    if (!cases.empty()) tx.execute(kRemoveForCases, db::id_list(tx, cases));
}

void Notices::remove_for_promises(db::Tx& tx, std::span<const std::int64_t> promises) const {
    if (!promises.empty()) tx.execute(kRemoveForPromises, db::id_list(tx, promises));
}

api::NoticePage list_notices(Context& t, const Principal& who, bool unread_only, std::int64_t before,
                             std::size_t limit, Instant now) {
    const auto organisation = t.settings.now();
    return t.base.read([&](db::Tx& tx) {
        api::NoticePage page;
        for (const auto& row : tx.query(unread_only ? kUnreadPage : kPage, who.person, before, limit + 1)) {
            if (page.items.size() == limit) {
                page.next = std::to_string(page.items.back().id);
                break;
            }
            page.items.push_back(read(row, who.language, *organisation->zone, now));
        }
        page.unread = tx.one(kUnread, who.person)->get<std::int64_t>(0);
        return page;
    });
}

Result<void> read_notice(Context& t, const Principal& who, std::int64_t id, Instant now) {
    return t.base.write([&](db::Tx& tx) -> Result<void> {
        if (tx.execute(kRead, who.person, id, now) == 0) return not_found("notice.not_found");
        return {};
    });
}

void read_all_notices(Context& t, const Principal& who, Instant now) {
    t.base.write([&](db::Tx& tx) { tx.execute(kReadAll, who.person, now); });
}

void sweep_notices(db::Tx& tx, Instant read_before, Instant any_before) {
    tx.execute(kSweep, read_before, any_before);
}

}  // namespace escucha::team
