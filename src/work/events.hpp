// The outbox: what happened, written in the transaction that made it happen. The table `events` is the source
// of live updates (live.hpp), of the audit, and of reactions between modules.
//
//     events.on("case.resolved", [&](db::Tx& tx, const Event& e) { … });       // while the parts are wired
//     events.append(tx, event("case.opened", "case", id, principal, now, CaseOpened{…}));
//
// Reactions run at once, in the same transaction, in the order they were registered: for projections. What
// must happen outside (mail, HTTP) or may take long is a job the reaction enqueues. A reaction that throws
// undoes the whole. What thousands happen to at once (an import) is appended in as few statements as one,
// and whoever listens with `on_many` hears of them together.
//
// Order. On SQLite writes come one after another, and so do `seq`s. On PostgreSQL a later seq may be
// committed first; so each event carries its transaction's number, readers see only those older than every
// running transaction, in the order (tx, seq), and none is ever missed (the price: a long write transaction
// holds back live updates, not the writes). A cursor is that pair, to the outside an opaque text, as in
// Last-Event-ID.
#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "base/clock.hpp"
#include "base/principal.hpp"
#include "db/database.hpp"

namespace escucha::work {

struct Cursor {
    std::int64_t tx = 0;
    std::int64_t seq = 0;
    auto operator<=>(const Cursor&) const = default;
    std::string text() const;  // "tx-seq"
    static std::optional<Cursor> parse(std::string_view text);
};

struct Event {
    std::string type;          // stable, "<noun>.<past participle>": "case.opened"
    std::string subject_type;  // "case", "promise", "person"…
    std::int64_t subject = 0;
    Instant at = {};
    // Who did it, and from where.
    ActorKind actor_kind = ActorKind::system;
    std::int64_t actor = 0;  // person or customer; 0: the system
    std::string request_id;
    std::string address;
    // Whom it concerns, as it stands after the event: live delivery decides by these who may see it. 0: none.
    std::int64_t case_id = 0;
    PersonId owner = 0;
    TeamId team = 0;
    std::string data = "{}";  // JSON object: the fact
    Cursor cursor = {};       // given by `append`
};

// An event by a principal; `fact` is a described struct or a boost::json::object.
template <class Fact>
Event event(std::string type, std::string subject_type, std::int64_t subject, const Principal& who,
            Instant now, const Fact& fact) {
    return {.type = std::move(type),
            .subject_type = std::move(subject_type),
            .subject = subject,
            .at = now,
            .actor_kind = who.kind,
            .actor = who.person,
            .request_id = who.request_id,
            .address = who.address,
            .data = boost::json::serialize(boost::json::value_from(fact))};
}

// The fact an event carries. Throws if it is not one.
template <class Fact>
Fact fact(const Event& event) {
    return boost::json::value_to<Fact>(boost::json::parse(event.data));
}

inline constexpr std::string_view kEventsChannel = "events";  // woken after each commit that appended

class Events {
  public:
    using Reaction = std::function<void(db::Tx&, const Event&)>;
    // Of one type, in the order they were appended.
    using ReactionToMany = std::function<void(db::Tx&, std::span<const Event>)>;

    // Not while requests run. `type` "*": every event.
    void on(std::string type, Reaction reaction);
    void on_many(std::string type, ReactionToMany reaction);
    Cursor append(db::Tx& tx, Event event) const;
    // Reactions run when all are appended, type by type where several of a type follow one another.
    void append_many(db::Tx& tx, std::vector<Event> events) const;

  private:
    void react(db::Tx& tx, std::string_view type, std::span<const Event> events) const;
    std::map<std::string, std::vector<ReactionToMany>, std::less<>> reactions_;
};

// Events after the cursor, oldest first, that no running transaction can come before any more.
std::vector<Event> events_since(db::Tx& tx, Cursor after, std::size_t limit);
// Where a reader that wants only what comes next begins.
Cursor newest_event(db::Tx& tx);

}  // namespace escucha::work
