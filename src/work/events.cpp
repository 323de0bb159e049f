#include "work/events.hpp"

#include <algorithm>
#include <charconv>

#include "db/many.hpp"

namespace escucha::work {

namespace {

#define COLUMNS_WRITTEN                                                                                  \
    "at, type, subject_type, subject_id, actor_kind, actor_id, request_id, address, case_id, owner_id, " \
    "team_id, data"
const db::Statement kAppendOne{
    db::Sql{.sqlite = "INSERT INTO events (tx, " COLUMNS_WRITTEN
                      ") VALUES (0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING tx, seq",
            .postgres = "INSERT INTO events (tx, " COLUMNS_WRITTEN
                        ") VALUES (pg_current_xact_id()::text::bigint, $1, $2, $3, $4, $5, $6, $7, $8, $9, "
                        "$10, $11, $12) RETURNING tx, seq"}};
const db::Many kAppend{
    db::Sql{.sqlite = "INSERT INTO events (tx, " COLUMNS_WRITTEN
                      ") VALUES (0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING tx, seq",
            .postgres = "INSERT INTO events (tx, " COLUMNS_WRITTEN
                        ") SELECT pg_current_xact_id()::text::bigint, c1, c2, c3, c4, c5, c6, c7, c8, c9, "
                        "c10, c11, c12 FROM {rows} ORDER BY n RETURNING tx, seq"},
    "BIGINT, TEXT, TEXT, BIGINT, TEXT, BIGINT, TEXT, TEXT, BIGINT, BIGINT, BIGINT, TEXT"};

}  // namespace

void Events::on(std::string type, Reaction reaction) {
    on_many(std::move(type), [reaction = std::move(reaction)](db::Tx& tx, std::span<const Event> events) {
        for (const Event& event : events) reaction(tx, event);
    });
}

void Events::on_many(std::string type, ReactionToMany reaction) {
    reactions_[std::move(type)].push_back(std::move(reaction));
}

void Events::react(db::Tx& tx, std::string_view type, std::span<const Event> events) const {
    const auto found = reactions_.find(type);
    if (found == reactions_.end()) return;
    for (const auto& reaction : found->second) reaction(tx, events);
}

Cursor Events::append(db::Tx& tx, Event event) const {
    const auto row = tx.one(kAppendOne, event.at, event.type, event.subject_type, event.subject,
                            event.actor_kind, event.actor, event.request_id, event.address, event.case_id,
                            event.owner, event.team, event.data);
    event.cursor = {row->get<std::int64_t>(0), row->get<std::int64_t>(1)};
    tx.wake(kEventsChannel);
    react(tx, event.type, std::span(&event, 1));
    react(tx, "*", std::span(&event, 1));
    return event.cursor;
}

void Events::append_many(db::Tx& tx, std::vector<Event> events) const {
    if (events.empty()) return;
    std::size_t next = 0;
    kAppend.write(
        tx, events,
        [](const Event& e) {
            return std::tuple(e.at, std::string_view(e.type), std::string_view(e.subject_type), e.subject,
                              e.actor_kind, e.actor, std::string_view(e.request_id),
                              std::string_view(e.address), e.case_id, e.owner, e.team,
                              std::string_view(e.data));
        },
        [&](const db::Row& row) {
            events[next++].cursor = {row.get<std::int64_t>(0), row.get<std::int64_t>(1)};
        });
    tx.wake(kEventsChannel);
    for (auto from = events.begin(); from != events.end();) {
        const auto to =
            std::find_if(from, events.end(), [&](const Event& e) { return e.type != from->type; });
        const std::span alike(from, to);
        react(tx, from->type, alike);
        react(tx, "*", alike);
        from = to;
    }
}

namespace {

const db::Statement kSince{db::Sql{
    .sqlite =
        R"(SELECT tx, seq, at, type, subject_type, subject_id, actor_kind, actor_id, request_id, address,
                        case_id, owner_id, team_id, data
                 FROM events WHERE seq > $2 AND $1 >= 0 ORDER BY seq LIMIT $3)",
    .postgres =
        R"(SELECT tx, seq, at, type, subject_type, subject_id, actor_kind, actor_id, request_id, address,
                          case_id, owner_id, team_id, data
                   FROM events
                   WHERE (tx, seq) > ($1, $2) AND tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                   ORDER BY tx, seq LIMIT $3)"}};

Event read_event(const db::Row& row) {
    return {.type = row.get<std::string>(3),
            .subject_type = row.get<std::string>(4),
            .subject = row.get<std::int64_t>(5),
            .at = row.get<Instant>(2),
            .actor_kind = row.get<ActorKind>(6),
            .actor = row.get<std::int64_t>(7),
            .request_id = row.get<std::string>(8),
            .address = row.get<std::string>(9),
            .case_id = row.get<std::int64_t>(10),
            .owner = row.get<PersonId>(11),
            .team = row.get<TeamId>(12),
            .data = row.get<std::string>(13),
            .cursor = {row.get<std::int64_t>(0), row.get<std::int64_t>(1)}};
}

}  // namespace

std::vector<Event> events_since(db::Tx& tx, Cursor after, std::size_t limit) {
    std::vector<Event> events;
    for (const auto& row : tx.query(kSince, after.tx, after.seq, limit)) events.push_back(read_event(row));
    return events;
}

namespace {

const db::Statement kNewest{db::Sql{
    .sqlite = "SELECT tx, seq FROM events ORDER BY seq DESC LIMIT 1",
    .postgres = R"(SELECT tx, seq FROM events WHERE tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                   ORDER BY tx DESC, seq DESC LIMIT 1)"}};

}  // namespace

Cursor newest_event(db::Tx& tx) {
    const auto row = tx.one(kNewest);
    return row ? Cursor{row->get<std::int64_t>(0), row->get<std::int64_t>(1)} : Cursor{};
}

std::string Cursor::text() const {
    return fmt::format("{}-{}", tx, seq);
}

std::optional<Cursor> Cursor::parse(std::string_view text) {
    Cursor cursor;
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const auto first = std::from_chars(begin, end, cursor.tx);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '-') return std::nullopt;
    const auto second = std::from_chars(first.ptr + 1, end, cursor.seq);
    if (second.ec != std::errc{} || second.ptr != end || cursor.tx < 0 || cursor.seq < 0) return std::nullopt;
    return cursor;
}

}  // namespace escucha::work
