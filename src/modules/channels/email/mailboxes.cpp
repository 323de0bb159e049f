// Mailboxes: written down by administrators, tried with one button, watched.
#include "base/fold.hpp"
#include "base/human_time.hpp"
#include "db/database.hpp"
#include "modules/channels/email/events.hpp"
#include "modules/channels/email/jobs.hpp"
#include "modules/channels/email/letter_store.hpp"
#include "modules/channels/email/look_store.hpp"
#include "modules/channels/email/message_store.hpp"
#include "modules/channels/email/sealing.hpp"
#include "modules/channels/email/servers.hpp"
#include "modules/channels/email/set_aside_store.hpp"
#include "modules/channels/email/troubles.hpp"
#include "modules/channels/email/words.hpp"
#include "modules/team/team.hpp"
#include "work/events.hpp"

namespace escucha::email {
namespace {

void announce(const Email::Parts& parts, db::Tx& tx, MailboxId id, std::string what, const Principal& by,
              Instant now) {
    parts.events.append(
        tx, work::event(MailboxChanged::kType, "mailbox", id, by, now, MailboxChanged{id, std::move(what)}));
}

bool is_here(std::string_view host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

// A user and a password over a line that anybody can read are refused, unless the line does not leave the
// machine (RFC 8314).
void check_server(std::vector<FieldError>& wrong, const std::string& path, const std::string& host,
                  mail::Security security, mail::Login login, const std::string& user) {
    if (security == mail::Security::plain && !is_here(host))
        wrong.push_back({path + ".security", "mail_not_encrypted"});
    if (login != mail::Login::none && user.empty()) wrong.push_back({path + ".user", "required"});
    if (host.find_first_of(" /:@") != std::string::npos && host != "::1")
        wrong.push_back({path + ".host", "mail_not_a_host"});
}

std::vector<FieldError> problems(const Email::Parts& parts, db::Tx& tx, const Mailbox& m) {
    std::vector<FieldError> wrong;
    if (m.address.find('+') < m.address.find('@')) wrong.push_back({"address", "mail_plus_in_address"});
    if (m.team != 0 && !parts.team.team(tx, m.team)) wrong.push_back({"team_id", "unknown_team"});
    const auto& in = m.incoming;
    if (in.protocol != Incoming::pipe) {
        if (in.host.empty()) wrong.push_back({"incoming.host", "required"});
        check_server(wrong, "incoming", in.host, in.security, in.login, in.user);
    }
    const auto& out = m.outgoing;
    if (!out.host.empty()) check_server(wrong, "outgoing", out.host, out.security, out.login, out.user);
    return wrong;
}

// A secret that is not said stays, as long as it still belongs to the same server and user: nobody gets it
// sent to a host of their own by changing the address alone.
std::string sealed(const Sealing& sealing, const std::optional<std::string>& said, const std::string& before,
                   bool same_place) {
    if (said) return sealing.seal(*said);
    return same_place ? before : std::string();
}

store::StoredMailbox written(const Options& options, const MailboxWish& wish,
                             const store::StoredMailbox& before) {
    const Sealing sealing(options.secret);
    store::StoredMailbox m;
    static_cast<Mailbox&>(m) = wish.mailbox;
    m.id = before.id;
    m.address = one_line(m.address);
    m.name = one_line(m.name);
    const bool same_in = before.incoming.host == m.incoming.host && before.incoming.user == m.incoming.user;
    const bool same_out = before.outgoing.host == m.outgoing.host && before.outgoing.user == m.outgoing.user;
    m.incoming_sealed = sealed(sealing, wish.incoming_secret, before.incoming_sealed, same_in);
    m.outgoing_sealed = sealed(sealing, wish.outgoing_secret, before.outgoing_sealed, same_out);
    return m;
}

std::optional<TroubleLine> line_of(const std::optional<store::Trouble>& t, Language language) {
    if (!t) return std::nullopt;
    return TroubleLine{
        .code = t->code, .text = trouble_in_words(language, t->code), .detail = t->words, .since = t->since};
}

bool silent(const store::State& s, Instant now) {
    return s.polled_at && now - *s.polled_at > kSilent;
}

Health health_of(const Mailbox& m, const store::State& s, Instant now) {
    if (!m.active) return Health::off;
    const bool fetched = m.incoming.protocol != Incoming::pipe;
    if (s.incoming && s.incoming->alarmed) return Health::stopped;
    if (s.incoming || s.outgoing) return Health::failing;
    if (!s.polled_at) return Health::waiting;
    return fetched && silent(s, now) ? Health::stopped : Health::working;
}

MailboxStatus status_of(db::Tx& tx, const Mailbox& m, const store::State& s, Language language, Instant now) {
    return {.health = health_of(m, s, now),
            .listening = m.active && s.watched_until > now,
            .polled_at = s.polled_at,
            .message_at = s.message_at,
            .backlog = s.backlog,
            .queued = store::queued(tx, m.id),
            .oldest_queued = store::oldest_queued(tx, m.id),
            .set_aside = store::set_aside_count(tx, m.id),
            .incoming = line_of(s.incoming, language),
            .outgoing = line_of(s.outgoing, language)};
}

MailboxView view_of(const Email::Parts& parts, db::Tx& tx, const store::StoredMailbox& m,
                    const store::State& s, Language language, Instant now) {
    MailboxView v{.id = m.id,
                  .address = m.address,
                  .name = m.name,
                  .kind = m.kind,
                  .signature = m.signature,
                  .active = m.active,
                  .signed_replies = m.signed_replies,
                  .incoming = m.incoming,
                  .outgoing = m.outgoing,
                  .status = status_of(tx, m, s, language, now),
                  .version = m.version};
    if (m.team != 0) v.team_id = m.team;
    if (const auto team = parts.team.team(tx, m.team)) v.team_name = team->name;
    return v;
}

bool leads_elsewhere(const IncomingServer& one, const IncomingServer& other) {
    return one.protocol != other.protocol || one.host != other.host || one.user != other.user ||
           one.folder != other.folder;
}

// Where it leads now, nothing has been seen yet: names of messages from before say nothing.
void begin_anew(db::Tx& tx, MailboxId id) {
    auto state = store::state(tx, id);
    state.place.clear();
    state.begun_at.reset();
    state.polled_at.reset();
    state.anew = false;
    state.backlog = 0;
    store::save_incoming(tx, state);
    store::drop_uids(tx, id);
}

// Whatever was wrong before may be mended now. A look under way goes by what stood there before: it ends.
void look_again(const Email::Parts& parts, db::Tx& tx, const store::StoredMailbox& m, Instant now) {
    store::stop_looking(tx, m.id);
    tx.wake(kWatched);
    auto state = store::state(tx, m.id);
    state.incoming.reset();
    state.outgoing.reset();
    state.next_poll_at = state.out_next_at = {};
    store::save_incoming(tx, state);
    store::save_outgoing(tx, state);
    if (!m.active) return;
    if (m.incoming.protocol != Incoming::pipe) poll_at(parts.jobs, tx, m.id, now, now);
    hand_over_at(parts.jobs, tx, m.id, now, now);
}

}  // namespace

Result<MailboxView> Email::add_mailbox(const Principal& by, const MailboxWish& wish, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<MailboxView> {
        auto m = written(options_, wish, {});
        if (auto wrong = problems(parts_, tx, m); !wrong.empty()) return invalid_fields(std::move(wrong));
        const auto id = store::add(tx, m, now);
        if (!id) return conflict("mailbox.address_taken");
        announce(parts_, tx, *id, "added", by, now);
        m = *store::mailbox(tx, *id);
        look_again(parts_, tx, m, now);
        return view_of(parts_, tx, m, store::state(tx, *id), by.language, now);
    });
}

Result<MailboxView> Email::change_mailbox(const Principal& by, MailboxId id,
                                          std::optional<std::int64_t> version, const MailboxWish& wish,
                                          Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<MailboxView> {
        const auto before = store::mailbox(tx, id);
        if (!before) return not_found("mailbox.not_found");
        if (version && before->version != *version)
            return refuse(ErrorKind::stale, "mailbox.changed_meanwhile");
        auto m = written(options_, wish, *before);
        if (auto wrong = problems(parts_, tx, m); !wrong.empty()) return invalid_fields(std::move(wrong));
        if (!store::address_is_free(tx, m.address, id)) return conflict("mailbox.address_taken");
        store::save(tx, m);
        if (leads_elsewhere(before->incoming, m.incoming)) begin_anew(tx, id);
        announce(parts_, tx, id, "edited", by, now);
        m = *store::mailbox(tx, id);
        look_again(parts_, tx, m, now);
        return view_of(parts_, tx, m, store::state(tx, id), by.language, now);
    });
}

Result<void> Email::remove_mailbox(const Principal& by, MailboxId id, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        if (!store::mailbox(tx, id)) return not_found("mailbox.not_found");
        if (store::in_use(tx, id)) return conflict("mailbox.in_use");
        store::remove(tx, id);
        announce(parts_, tx, id, "removed", by, now);
        return {};
    });
}

Result<MailboxView> Email::mailbox(MailboxId id, const Principal& who, Instant now) {
    return parts_.db.read([&](db::Tx& tx) -> Result<MailboxView> {
        const auto m = store::mailbox(tx, id);
        if (!m) return not_found("mailbox.not_found");
        return view_of(parts_, tx, *m, store::state(tx, id), who.language, now);
    });
}

std::vector<MailboxView> Email::mailboxes(const Principal& who, Instant now) {
    return parts_.db.read([&](db::Tx& tx) {
        std::vector<MailboxView> out;
        for (const auto& m : store::mailboxes(tx))
            out.push_back(view_of(parts_, tx, m, store::state(tx, m.id), who.language, now));
        return out;
    });
}

std::optional<MailboxId> Email::mailbox_of(std::string_view address) {
    return parts_.db.read([&](db::Tx& tx) -> std::optional<MailboxId> {
        const auto m = store::mailbox_by_address(tx, address);
        return m ? std::optional(m->id) : std::nullopt;
    });
}

namespace {

TestLine went_wrong(Language language, const mail::Failure& failure) {
    return {.ok = false,
            .text = trouble_in_words(language, failure.trouble),
            .trouble = failure.trouble,
            .detail = failure.detail};
}

TestLine went_well(Language language, std::string_view which) {
    return {
        .ok = true, .text = text(language, fmt::format("mail.test.{}", which)), .trouble = {}, .detail = {}};
}

constexpr std::chrono::seconds kAPersonWaits{15};

// Signs in and looks: a folder that is not there shows only then.
TestLine try_incoming(const Options& options, const store::StoredMailbox& m, Language language) {
    auto inbox = open_inbox(options, m, {.timeout = kAPersonWaits});
    if (!inbox) return went_wrong(language, inbox.error());
    const auto newest = (*inbox)->newest();
    return newest ? went_well(language, "incoming") : went_wrong(language, newest.error());
}

// Also whether answers may come back to a signed address: asked of the server itself, by one that nobody has.
// Answers how large a message it takes.
std::int64_t try_outgoing(const Options& options, const store::StoredMailbox& m, Language language,
                          MailboxTest& test) {
    const auto outbox = open_outbox(options, m, {.timeout = kAPersonWaits});
    test.outgoing = outbox ? went_well(language, "outgoing") : went_wrong(language, outbox.error());
    if (!outbox) return 0;
    const auto at = std::min(m.address.find('@'), m.address.size());
    const auto plus = m.address.substr(0, at) + "+prueba" + m.address.substr(at);
    const auto taken = (*outbox)->would_take(m.address, plus);
    test.replies = went_well(language, taken ? "replies" : "no_replies");
    test.replies->ok = taken.has_value();
    if (!taken) test.replies->detail = clean_words(taken.error().detail);
    return (*outbox)->largest();
}

}  // namespace

Result<MailboxTest> Email::test_mailbox(MailboxId id, Language language) {
    const auto m = parts_.db.read([&](db::Tx& tx) { return store::mailbox(tx, id); });
    if (!m) return not_found("mailbox.not_found");
    MailboxTest test;
    if (m->incoming.protocol != Incoming::pipe) test.incoming = try_incoming(options_, *m, language);
    if (m->outgoing.host.empty()) return test;
    const auto largest = try_outgoing(options_, *m, language, test);
    if (largest > 0) parts_.db.write([&](db::Tx& tx) { store::save_largest_message(tx, id, largest); });
    return test;
}

namespace {

constexpr std::chrono::hours kWaitsTooLong{1};  // longer than what servers put off usually takes

}  // namespace

std::vector<MailAlarm> Email::alarms(const Principal& who, Instant now) {
    const auto& zone = *parts_.team.organisation()->zone;
    const auto line = [&](const Mailbox& m, bool incoming, Instant since, const std::string& why) {
        return MailAlarm{.mailbox_id = m.id,
                         .address = m.address,
                         .incoming = incoming,
                         .text = text(who.language, incoming ? "mail.alarm.incoming" : "mail.alarm.outgoing",
                                      {{"address", m.address},
                                       {"when", moment_in_words(who.language, zone, since, now)},
                                       {"why", why}}),
                         .since = since};
    };
    const auto waiting = [&](const Mailbox& m, Instant since, std::optional<mail::Trouble> why) {
        return MailAlarm{.mailbox_id = m.id,
                         .address = m.address,
                         .incoming = false,
                         .text = text(who.language, "mail.alarm.queued",
                                      {{"address", m.address},
                                       {"when", moment_in_words(who.language, zone, since, now)},
                                       {"why", why ? trouble_in_words(who.language, *why)
                                                   : text(who.language, "mail.alarm.nobody_sends")}}),
                         .since = since};
    };
    return parts_.db.read([&](db::Tx& tx) {
        std::vector<MailAlarm> out;
        for (const auto& m : store::mailboxes(tx)) {
            if (!m.active) continue;
            const auto s = store::state(tx, m.id);
            if (s.incoming && s.incoming->alarmed)
                out.push_back(
                    line(m, true, s.incoming->since, trouble_in_words(who.language, s.incoming->code)));
            else if (m.incoming.protocol != Incoming::pipe && silent(s, now))
                out.push_back(line(m, true, *s.polled_at, text(who.language, "mail.alarm.nobody_looks")));
            if (s.outgoing && s.outgoing->alarmed)
                out.push_back(
                    line(m, false, s.outgoing->since, trouble_in_words(who.language, s.outgoing->code)));
            else if (const auto oldest = store::oldest_queued(tx, m.id);
                     oldest && !m.outgoing.host.empty() && now - *oldest > kWaitsTooLong)
                out.push_back(waiting(m, *oldest, store::why_waiting(tx, m.id)));
        }
        return out;
    });
}

}  // namespace escucha::email
