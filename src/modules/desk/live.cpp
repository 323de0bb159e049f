// Live updates: what changed, to every open console that may see it; the console fetches what it shows.
#include "work/live.hpp"
#include "http/api.hpp"
#include "modules/desk/desk.hpp"

namespace escucha::desk {
namespace {

struct Change {
    std::string type, subject;
    std::int64_t subject_id = 0;
    std::optional<std::int64_t> case_id, owner_id, team_id, by;
};
BOOST_DESCRIBE_STRUCT(Change, (), (type, subject, subject_id, case_id, owner_id, team_id, by))

std::optional<std::int64_t> unless_zero(std::int64_t n) {
    return n == 0 ? std::nullopt : std::optional(n);
}

// What concerns one person only (their sessions, their notices) goes to nobody else; the rest is for everyone
// signed in: it carries numbers, not contents.
bool visible(const work::LiveEvent& e, PersonId person, Role role) {
    if (e.type == "notice.added") return e.owner == person;
    if (e.type.starts_with("session.") || e.type.starts_with("api_token.")) return false;
    if (e.type.starts_with("person.")) return role >= Role::supervisor || e.subject == person;
    return true;
}

// The door was closed to them, or their role is another: the console must knock again.
bool ends_streams_of(const work::LiveEvent& e, PersonId person) {
    if (e.type == "api_token.revoked") return e.actor == person;
    return e.subject == person && (e.type == "session.ended" || e.type == "person.deactivated" ||
                                   e.type == "person.changed" || e.type == "person.password_changed");
}

std::string formatted(const work::LiveEvent& e) {
    const Change change{.type = e.type,
                        .subject = e.subject_type,
                        .subject_id = e.subject,
                        .case_id = unless_zero(e.case_id),
                        .owner_id = unless_zero(e.owner),
                        .team_id = unless_zero(e.team),
                        .by = e.actor_kind == ActorKind::person ? unless_zero(e.actor) : std::nullopt};
    return http::sse_format(e.cursor.text(), "change", http::to_json(change));
}

// One open console: drains its feed into its stream whenever the hub says there is something.
struct Console : std::enable_shared_from_this<Console> {
    std::shared_ptr<http::SseStream> stream;
    std::shared_ptr<work::Feed> feed;
    std::mutex mutex;

    void drain() {
        const std::lock_guard lock(mutex);
        if (!feed || stream->closed()) return;
        if (feed->lagged()) stream->send(feed->cursor().text(), "behind", "{}");
        for (const auto& e : feed->take()) stream->send_formatted(formatted(*e));
    }
};

void open_console(Desk& desk, const http::SseCall& call) {
    auto console = std::make_shared<Console>();
    console->stream = call.stream;
    const auto after = work::Cursor::parse(call.last_event_id);
    const auto person = call.principal.person;
    const auto role = call.principal.role;
    auto feed = desk.live.subscribe(
        after,
        [weak = std::weak_ptr(console)] {
            if (const auto alive = weak.lock()) alive->drain();
        },
        [person, role, stream = call.stream](const work::LiveEvent& e) {
            if (ends_streams_of(e, person)) stream->close();
            return visible(e, person, role);
        });
    {
        const std::lock_guard lock(console->mutex);
        console->feed = std::move(feed);
        console->stream->send(console->feed->cursor().text(), "hello", "{}");
    }
    console->drain();
    // The stream keeps its console; both go when the connection does.
    call.stream->on_close([console]() mutable { console.reset(); });
}

}  // namespace

void add_live(http::Api& api, Desk& desk) {
    api.sse("/live",
            {.id = "live",
             .scope = "cases:read",
             .summary = "What changes, as it changes (server-sent events: hello, change, behind)",
             .tag = "live"},
            [&desk](const http::SseCall& call) -> Result<void> {
                open_console(desk, call);
                return {};
            });
}

}  // namespace escucha::desk
