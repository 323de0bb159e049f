// For the tests of this module: the modules below it on a base, a shop in Lima with a mailbox, and servers
// that live in memory.
#pragma once
#include <gmock/gmock.h>

#include "base/passwords.hpp"
#include "base/tracking_code.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/calendar/test_calendars.hpp"
#include "modules/cases/cases.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/mailbox_store.hpp"
#include "modules/channels/email/message_store.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/files/files.hpp"
#include "modules/promises/promises.hpp"
#include "modules/team/team.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

namespace escucha::email {

// A mail server in memory: what waits there, what was sent through it, and what it refuses.
struct FakeServer {
    struct Waiting {
        std::string uid, raw;
        bool seen = false;
    };
    struct Sent {
        mail::Envelope envelope;
        std::string bytes;
    };
    std::vector<Waiting> waiting;
    std::string validity = "7.";                                             // what its uids begin with
    std::function<mail::Tried<mail::News>(std::chrono::seconds)> wait = {};  // default: it cannot
    std::vector<Sent> sent;
    std::optional<mail::Failure> down;                 // nobody gets in
    std::optional<mail::Failure> breaks_at_once;       // the line, before anything is fetched
    std::optional<mail::Failure> breaks_after_first;   // the line, while fetching
    std::map<std::string, mail::Failure> refuses;      // by recipient
    std::map<std::string, mail::Failure> not_fetched;  // by uid
    bool deaf = false;                                 // takes no marks: the line breaks there
    std::function<void()> while_fetching = {};
    int logins = 0;
    std::int64_t largest = 0;                      // bytes of a message; 0: it does not say
    std::string answers = "250 2.0.0 Ok: queued";  // to what it takes
    std::string breaks_us;                         // the recipient at whom our own program fails
    std::function<void()> while_sending = {};      // it takes its time
    std::function<bool()> alive = {};              // then: the line shows signs of life
    bool takes_plus = true;                        // name+anything@ arrives
    int tried = 0;                                 // messages offered, taken or not
    std::string secret_seen;
};

class FakeInbox : public mail::Inbox {
  public:
    explicit FakeInbox(FakeServer& server) : server_(server) {}
    mail::Tried<std::vector<Waiting>> waiting(std::string_view after, std::size_t most) override {
        std::vector<Waiting> out;
        for (const auto& w : server_.waiting)
            if (w.uid > after && out.size() < most)
                out.push_back({w.uid, static_cast<std::int64_t>(w.raw.size())});
        return out;
    }
    mail::Tried<std::string> newest() override {
        return server_.waiting.empty() ? std::string() : server_.waiting.back().uid;
    }
    bool knows(std::string_view uid) const override { return uid.starts_with(server_.validity); }
    using mail::Inbox::fetch;
    mail::Tried<void> fetch(std::span<const std::string> uids, const Taken& taken) override {
        if (server_.while_fetching) server_.while_fetching();
        if (server_.breaks_at_once) return std::unexpected(*server_.breaks_at_once);
        for (const auto& uid : uids) {
            const auto one = std::ranges::find(server_.waiting, uid, &FakeServer::Waiting::uid);
            if (const auto no = server_.not_fetched.find(uid); no != server_.not_fetched.end())
                taken(uid, std::unexpected(no->second));
            else
                taken(uid, one->raw);
            if (server_.breaks_after_first) return std::unexpected(*server_.breaks_after_first);
        }
        return {};
    }
    mail::Tried<void> done(std::span<const std::string> uids, bool remove) override {
        if (server_.deaf) return std::unexpected(mail::Failure{mail::Trouble::cut_off, "", true});
        for (const auto& uid : uids) {
            const auto one = std::ranges::find(server_.waiting, uid, &FakeServer::Waiting::uid);
            if (one == server_.waiting.end()) continue;
            one->seen = true;
            if (remove) server_.waiting.erase(one);
        }
        return {};
    }
    mail::Tried<void> move(std::span<const std::string>, const std::string&) override { return {}; }
    mail::Tried<mail::News> wait(std::chrono::seconds most) override {
        return server_.wait ? server_.wait(most) : mail::News::never;
    }

  private:
    FakeServer& server_;
};

class FakeOutbox : public mail::Outbox {
  public:
    FakeOutbox(FakeServer& server, const mail::Patience& patience) : server_(server) {
        server.alive = patience.go_on;
    }
    mail::Tried<Receipt> send(const mail::Envelope& envelope, std::string_view bytes) override {
        ++server_.tried;
        if (server_.while_sending) std::exchange(server_.while_sending, nullptr)();
        if (std::ranges::count(envelope.to, server_.breaks_us) > 0)
            throw std::runtime_error("a mistake of ours");
        Receipt receipt{.answer = server_.answers};
        for (const auto& to : envelope.to)
            if (const auto no = server_.refuses.find(to); no != server_.refuses.end()) {
                if (envelope.to.size() == 1) return std::unexpected(no->second);
                receipt.refused.emplace_back(to, no->second);
            }
        server_.sent.push_back({envelope, std::string(bytes)});
        return receipt;
    }
    std::int64_t largest() const override { return server_.largest; }
    mail::Tried<void> would_take(const std::string&, const std::string& to) override {
        if (server_.takes_plus || to.find('+') == std::string::npos) return {};
        return std::unexpected(
            mail::Failure{mail::Trouble::refused_recipient, "550 5.1.1 User unknown", false});
    }

  private:
    FakeServer& server_;
};

// What a customer's program would send.
struct Mail {
    std::string from = "Ana Núñez <ana@correo.pe>";
    std::string to = "casos@colmena.pe";
    std::string subject = "No enfría";
    std::string text = "La nevera que compré no enfría. ¿Qué hago?";
    std::string id = {};                                   // empty: none
    std::string more = {};                                 // headers, each with its line end
    std::string date = "Mon, 16 Nov 2026 20:00:00 +0000";  // while we look
    std::string raw() const {
        std::string out =
            fmt::format("From: {}\r\nTo: {}\r\nSubject: {}\r\nDate: {}\r\n", from, to, subject, date);
        if (!id.empty()) out += fmt::format("Message-ID: <{}>\r\n", id);
        out += more;
        out +=
            "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
            "8bit\r\n\r\n";
        return out + text + "\r\n";
    }
};

// One installation of ours on a base.
struct Installation {
    Installation(db::Database& base, const Instant& now, FakeServer& server,
                 std::string secret = "of the house", std::int64_t most_automatic = 2'000)
        : base(base),
          jobs(base, [&now] { return now; }),
          team(base, events, passwords, {}),
          calendars(base, events),
          customers(base, events, {.country = [] { return std::string("PE"); }}),
          contacts(events),
          files(base, events),
          cases({base, events, jobs, team, calendars, customers, contacts, files}),
          promises(base, events, jobs, team, customers, calendars),
          email({base, events, jobs, team, calendars, customers, contacts, files, cases, promises},
                {.secret = std::move(secret),
                 .public_url = "https://ayuda.colmena.pe",
                 .spool = {},
                 .most_automatic_an_hour = most_automatic,
                 .open_inbox = [&server](const mail::Server& s, const std::string&,
                                         const mail::Patience&) -> mail::Tried<std::unique_ptr<mail::Inbox>> {
                     ++server.logins;
                     server.secret_seen = s.secret;
                     if (server.down) return std::unexpected(*server.down);
                     return std::make_unique<FakeInbox>(server);
                 },
                 .open_outbox = [&server](const mail::Server&, const mail::Patience& patience)
                     -> mail::Tried<std::unique_ptr<mail::Outbox>> {
                     ++server.logins;
                     if (server.down) return std::unexpected(*server.down);
                     return std::make_unique<FakeOutbox>(server, patience);
                 }}) {
        promises.lend({.case_for = [this](db::Tx& tx, const Principal&, std::int64_t id,
                                          bool) -> Result<promises::CaseBrief> {
                           const auto c = cases.find(tx, id);
                           if (!c) return not_found("case.not_found");
                           return promises::CaseBrief{c->id, c->code, c->kind, c->customer};
                       },
                       .next_of_case = [](db::Tx&, std::int64_t, const auto&) {}});
        add_reactions(events, email);
        add_jobs(jobs, email);
    }
    db::Database& base;
    work::Events events;
    work::Jobs jobs;
    Passwords passwords{{.passes = 1, .memory = 8192}};
    team::Team team;
    calendar::Calendars calendars;
    customers::Customers customers;
    contacts::Contacts contacts;
    files::Files files;
    cases::Cases cases;
    promises::Promises promises;
    Email email;
};

inline constexpr PersonId kRosa = 1, kMarta = 4;
inline constexpr TeamId kTeam = 1;

inline void set_up(db::Database& base) {
    base.write([](db::Tx& tx) {
        tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'PE', 'America/Lima', 'PEN', 'es', 'usted', 'none', 0, 1);
INSERT INTO teams (id, name, name_key, created_at, version) VALUES (1, 'Mesa', 'mesa', 0, 1);
INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES
(1, 'Rosa', 'agent', 1, 'es', 0, 1), (4, 'Marta', 'administrator', NULL, 'es', 0, 1))");
    });
}

class EmailHouse : public test::StoreTest {
  protected:
    void SetUp() override {
        set_up(base());
        house_ = std::make_unique<Installation>(base(), now, server);
        const calendar::Seed seed{
            .country = "PE", .zone = "America/Lima", .hours = calendar::split_shifts("Etc/UTC").week};
        ASSERT_TRUE(
            base().write([&](db::Tx& tx) { return house_->calendars.seed_defaults(tx, seed, {}, now); }));
        const auto added = house_->email.add_mailbox(marta(), wish(), now);
        ASSERT_TRUE(added) << added.error().code;
        box = added->id;
    }
    static MailboxWish wish() {
        MailboxWish w;
        w.mailbox.address = "casos@colmena.pe";
        w.mailbox.name = "La Colmena";
        w.mailbox.team = kTeam;
        w.mailbox.kind = CaseKind::claim;
        w.mailbox.signature = "La Colmena, atención al cliente";
        w.mailbox.incoming.host = "imap.colmena.pe";
        w.mailbox.incoming.user = "casos";
        w.mailbox.incoming.old_mail = true;
        w.mailbox.outgoing.host = "smtp.colmena.pe";
        w.mailbox.outgoing.user = "casos";
        w.mailbox.outgoing.per_minute = 1'000;
        w.incoming_secret = "secreto-de-casa";
        w.outgoing_secret = "secreto-de-casa";
        return w;
    }
    static Principal person(PersonId id, Role role) {
        Principal p;
        p.kind = ActorKind::person;
        p.person = id;
        p.role = role;
        return p;
    }
    static Principal rosa() { return person(kRosa, Role::agent); }
    static Principal marta() { return person(kMarta, Role::administrator); }

    Email& email() { return house_->email; }
    Taken take(const Mail& m) { return email().take(m.raw(), box, now); }
    template <class F>
    auto read(F f) {
        return base().read([&](db::Tx& tx) { return f(tx); });
    }
    cases::Case find(std::int64_t id) {
        return *read([&](db::Tx& tx) { return house_->cases.find(tx, id); });
    }
    std::vector<contacts::Contact> said(std::int64_t case_id) {
        return read([&](db::Tx& tx) { return house_->contacts.for_case(tx, case_id, 0, 50); });
    }
    std::vector<std::string> log(std::int64_t case_id) {
        std::vector<std::string> out;
        for (const auto& l : read([&](db::Tx& tx) { return house_->cases.log(tx, case_id, INT64_MAX, 50); }))
            out.push_back(l.what);
        return out;
    }
    std::vector<store::StoredMail> mails(std::int64_t case_id) {
        return read([&](db::Tx& tx) { return store::of_case(tx, case_id, 100); });
    }
    std::int64_t count(const std::string& table) {
        return read(
            [&](db::Tx& tx) { return tx.one("SELECT count(*) FROM " + table)->get<std::int64_t>(0); });
    }
    // Lets time pass and everything due happen.
    void pass(Micros time) {
        now += time;
        house_->jobs.run_due();
    }
    // The last message handed over, read.
    mail::Message last_sent() {
        EXPECT_FALSE(server.sent.empty());
        return server.sent.empty() ? mail::Message{} : mail::parse(server.sent.back().bytes).value();
    }
    void answer(std::int64_t case_id, std::string text) {
        const auto done =
            house_->cases.reply(rosa(), case_id, {.text = std::move(text), .seen = {}, .files = {}}, now);
        EXPECT_TRUE(done) << done.error().code;
    }
    void solve(std::int64_t case_id) {
        const auto done = house_->cases.resolve(
            rosa(), case_id, {.text = "Se la cambiamos.", .done_how = "Lo vi", .override_reason = "Urgente"},
            now);
        EXPECT_TRUE(done) << done.error().code;
    }

    Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 16} + std::chrono::hours(15)};
    FakeServer server;
    std::unique_ptr<Installation> house_;
    MailboxId box = 0;
};

}  // namespace escucha::email
