// The routes of e-mail: a table of contents.
#include <charconv>

#include "http/api.hpp"
#include "modules/channels/email/answers.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/outside_routes.hpp"
#include "modules/channels/email/pages.hpp"

namespace escucha::email {
namespace {

using http::Access;
using http::Id;
using http::Int;
using http::Line;

struct IncomingIn {
    Incoming protocol{};
    std::optional<Line<253>> host;
    std::optional<Int<0, 65'535>> port;
    std::optional<mail::Security> security;
    std::optional<mail::Login> login;
    std::optional<Line<254>> user;
    std::optional<http::Secret<4'000>> secret;  // absent: the one kept stays, at the same server and user
    std::optional<Line<200>> folder;
    std::optional<bool> remove, old_mail;
};
BOOST_DESCRIBE_STRUCT(IncomingIn, (),
                      (protocol, host, port, security, login, user, secret, folder, remove, old_mail))

struct OutgoingIn {
    std::optional<Line<253>> host;  // absent: nothing is sent
    std::optional<Int<0, 65'535>> port;
    std::optional<mail::Security> security;
    std::optional<mail::Login> login;
    std::optional<Line<254>> user;
    std::optional<http::Secret<4'000>> secret;
    std::optional<Int<1, 100'000>> per_minute;
};
BOOST_DESCRIBE_STRUCT(OutgoingIn, (), (host, port, security, login, user, secret, per_minute))

struct AddMailbox {
    http::Email address;
    Line<120> name;
    std::optional<Id> team_id;
    CaseKind kind{};
    std::optional<http::Prose<2'000>> signature;
    std::optional<bool> active, signed_replies;
    IncomingIn incoming;
    OutgoingIn outgoing;
};
BOOST_DESCRIBE_STRUCT(AddMailbox, (),
                      (address, name, team_id, kind, signature, active, signed_replies, incoming, outgoing))

struct SaveMailbox : AddMailbox {
    Id id;
};
BOOST_DESCRIBE_STRUCT(SaveMailbox, (AddMailbox), (id))

struct OneMailbox {
    Id id;
};
BOOST_DESCRIBE_STRUCT(OneMailbox, (), (id))
struct MailboxList {
    std::vector<MailboxView> items;
};
BOOST_DESCRIBE_STRUCT(MailboxList, (), (items))
struct MailAlarmList {
    std::vector<MailAlarm> items;
};
BOOST_DESCRIBE_STRUCT(MailAlarmList, (), (items))
struct ProviderOf {
    Line<254> address;
};
BOOST_DESCRIBE_STRUCT(ProviderOf, (), (address))
struct ProviderList {
    std::vector<ProviderView> items;  // one, or none
};
BOOST_DESCRIBE_STRUCT(ProviderList, (), (items))

struct MailPageOf {
    std::optional<Line<20>> cursor;
    std::optional<Int<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(MailPageOf, (), (cursor, limit))
struct OneMail {
    Id id;
};
BOOST_DESCRIBE_STRUCT(OneMail, (), (id))
struct MailHtmlOf {
    Id id;
    std::optional<bool> pictures;  // let remote ones in
};
BOOST_DESCRIBE_STRUCT(MailHtmlOf, (), (id, pictures))
struct MailPictureOf {
    Id id;
    Line<998> content_id;
};
BOOST_DESCRIBE_STRUCT(MailPictureOf, (), (id, content_id))
struct MailList {
    std::vector<MailLine> items;
};
BOOST_DESCRIBE_STRUCT(MailList, (), (items))

struct TakenView {
    bool set_aside = false;  // still: see why in the list
    std::optional<std::int64_t> case_id;
};
BOOST_DESCRIBE_STRUCT(TakenView, (), (set_aside, case_id))

http::Spec spec(std::string id, Role role, std::string summary, std::vector<std::string> errors = {}) {
    const bool reads = id.starts_with("get") || id.starts_with("list");
    return {.id = std::move(id),
            .access = Access::role(role),
            .scope = reads ? "mail:read" : "mail:write",
            .summary = std::move(summary),
            .tag = "mail",
            .errors = std::move(errors)};
}

IncomingServer server_of(const IncomingIn& in) {
    IncomingServer s{.protocol = in.protocol};
    if (in.host) s.host = in.host->value;
    if (in.port) s.port = static_cast<int>(in.port->value);
    s.security = in.security.value_or(mail::Security::tls);
    s.login = in.login.value_or(mail::Login::password);
    if (in.user) s.user = in.user->value;
    if (in.folder) s.folder = in.folder->value;
    s.remove = in.remove.value_or(false);
    s.old_mail = in.old_mail.value_or(false);
    return s;
}

OutgoingServer server_of(const OutgoingIn& out) {
    OutgoingServer s;
    if (out.host) s.host = out.host->value;
    if (out.port) s.port = static_cast<int>(out.port->value);
    s.security = out.security.value_or(mail::Security::tls);
    s.login = out.login.value_or(mail::Login::password);
    if (out.user) s.user = out.user->value;
    if (out.per_minute) s.per_minute = static_cast<int>(out.per_minute->value);
    return s;
}

bool plus_surely_arrives(std::string_view address) {
    const auto provider = mail::provider_of(address);
    return provider && provider->plus;
}

MailboxWish wish_of(const AddMailbox& in) {
    return {.mailbox = {.address = in.address,
                        .name = in.name,
                        .team = in.team_id ? in.team_id->value : 0,
                        .kind = in.kind,
                        .signature = in.signature ? in.signature->value : std::string(),
                        .active = in.active.value_or(true),
                        .signed_replies = in.signed_replies.value_or(plus_surely_arrives(in.address)),
                        .incoming = server_of(in.incoming),
                        .outgoing = server_of(in.outgoing)},
            .incoming_secret = http::plain(in.incoming.secret),
            .outgoing_secret = http::plain(in.outgoing.secret)};
}

http::WithEtag<MailboxView> with_etag(MailboxView view) {
    auto etag = std::to_string(view.version);
    return {std::move(view), std::move(etag)};
}

ProviderView view_of(const mail::Provider& p, Language language) {
    return {.name = p.name,
            .incoming = {.protocol =
                             p.incoming.protocol == mail::Protocol::pop3 ? Incoming::pop3 : Incoming::imap,
                         .host = p.incoming.host,
                         .port = p.incoming.port,
                         .security = p.incoming.security,
                         .login = p.incoming.login,
                         .user = p.incoming.user},
            .outgoing = {.host = p.outgoing.host,
                         .port = p.outgoing.port,
                         .security = p.outgoing.security,
                         .login = p.outgoing.login,
                         .user = p.outgoing.user},
            .wants_token = p.wants_token,
            .signed_replies = p.plus,
            .hint = p.wants_token ? text(language, "mail.provider.token") : std::string()};
}

// "*" (nothing) is any version; what is no number is none.
std::optional<std::int64_t> version_of(const http::Call& call) {
    if (!call.if_match || *call.if_match == "*") return std::nullopt;
    std::int64_t version = 0;
    const char* end = call.if_match->data() + call.if_match->size();
    const auto read = std::from_chars(call.if_match->data(), end, version);
    return read.ec == std::errc{} && read.ptr == end ? version : 0;
}

http::File file_of(std::string raw, std::int64_t id) {
    return {.content = http::Body(std::move(raw)), .name = fmt::format("mensaje-{}.eml", id)};
}

TakenView view_of(const Taken& taken) {
    TakenView v{.set_aside = taken.how == Taking::set_aside, .case_id = {}};
    if (taken.case_id != 0) v.case_id = taken.case_id;
    return v;
}

constexpr auto kAdmin = Role::administrator;

void add_mailboxes(http::Api& api, Email& email) {
    api.get("/mailboxes", spec("listMailboxes", kAdmin, "Every mailbox, and how it is doing"),
            [&](const http::Call& call) -> Result<MailboxList> {
                return MailboxList{email.mailboxes(call.principal, call.now)};
            });
    auto add = spec("addMailbox", kAdmin, "Add a mailbox", {"mailbox.address_taken"});
    add.keep_answer = false;
    api.post("/mailboxes", std::move(add),
             [&](const http::Call& call, const AddMailbox& in) -> Result<http::Created<MailboxView>> {
                 auto view = email.add_mailbox(call.principal, wish_of(in), call.now);
                 if (!view) return Refused(std::move(view.error()));
                 const auto path = fmt::format("/mailboxes/{}", view->id);
                 const auto etag = std::to_string(view->version);
                 return http::Created<MailboxView>{std::move(*view), path, etag};
             });
    api.get("/mailboxes/{id}", spec("getMailbox", kAdmin, "One mailbox", {"mailbox.not_found"}),
            [&](const http::Call& call, const OneMailbox& in) -> Result<http::WithEtag<MailboxView>> {
                auto view = email.mailbox(in.id, call.principal, call.now);
                if (!view) return Refused(std::move(view.error()));
                return with_etag(std::move(*view));
            });
    auto save = spec("saveMailbox", kAdmin, "Change a mailbox: everything but secrets that are not said",
                     {"mailbox.not_found", "mailbox.changed_meanwhile", "mailbox.address_taken"});
    save.needs_match = true;
    api.put("/mailboxes/{id}", std::move(save),
            [&](const http::Call& call, const SaveMailbox& in) -> Result<http::WithEtag<MailboxView>> {
                auto view =
                    email.change_mailbox(call.principal, in.id, version_of(call), wish_of(in), call.now);
                if (!view) return Refused(std::move(view.error()));
                return with_etag(std::move(*view));
            });
    api.del("/mailboxes/{id}",
            spec("removeMailbox", kAdmin, "Remove a mailbox that nothing went through",
                 {"mailbox.not_found", "mailbox.in_use"}),
            [&](const http::Call& call, const OneMailbox& in) -> Result<std::monostate> {
                if (auto ok = email.remove_mailbox(call.principal, in.id, call.now); !ok)
                    return Refused(std::move(ok.error()));
                return std::monostate{};
            });
    auto test =
        spec("testMailbox", kAdmin, "Try both ways now, and say exactly what failed", {"mailbox.not_found"});
    test.keep_answer = false;
    api.post("/mailboxes/{id}/test", std::move(test),
             [&](const http::Call& call, const OneMailbox& in) -> Result<MailboxTest> {
                 return email.test_mailbox(in.id, call.language);
             });
    api.post("/mailboxes/{id}/poll",
             spec("pollMailbox", kAdmin, "Look now instead of at its time", {"mailbox.not_found"}),
             [&](const http::Call& call, const OneMailbox& in) -> Result<std::monostate> {
                 if (auto ok = email.poll_soon(in.id, call.now); !ok) return Refused(std::move(ok.error()));
                 return std::monostate{};
             });
    api.get(
        "/mail-providers",
        spec("listMailProviders", kAdmin, "The servers of a common provider, by the domain of an address"),
        [&](const http::Call& call, const ProviderOf& in) -> Result<ProviderList> {
            ProviderList list;
            auto p = mail::provider_of(in.address);
            if (!p) p = mail::provider_of(in.address, mail::mail_hosts_of(in.address));
            if (p) list.items.push_back(view_of(*p, call.language));
            return list;
        });
    api.get("/mail-alarms",
            spec("listMailAlarms", Role::agent, "Mailboxes that stopped: what everybody should know"),
            [&](const http::Call& call) -> Result<MailAlarmList> {
                return MailAlarmList{email.alarms(call.principal, call.now)};
            });
}

void add_set_aside(http::Api& api, Email& email) {
    const auto page = [](const auto& in) {
        return in.limit ? static_cast<std::size_t>(in.limit->value) : 50;
    };
    const auto cursor = [](const auto& in) { return in.cursor ? in.cursor->value : std::string(); };
    api.get("/set-aside-messages",
            spec("listSetAsideMessages", Role::supervisor, "What came and could not be stored, newest first"),
            [&email, page, cursor](const http::Call& call,
                                   const MailPageOf& in) -> Result<http::PageOf<SetAsideView>> {
                return email.set_aside(cursor(in), page(in), call.language);
            });
    api.get("/set-aside-messages/{id}/original",
            spec("getSetAsideOriginal", Role::supervisor, "Its bytes, to download",
                 {"set_aside.not_found", "set_aside.no_original"}),
            [&](const http::Call&, const OneMail& in) -> Result<http::File> {
                auto raw = email.original_set_aside(in.id);
                if (!raw) return Refused(std::move(raw.error()));
                return file_of(std::move(*raw), in.id);
            });
    api.post("/set-aside-messages/{id}/retry",
             spec("retrySetAsideMessage", Role::supervisor, "Try to store it once more",
                  {"set_aside.not_found", "set_aside.no_original", "set_aside.gone", "mailbox.not_found"}),
             [&](const http::Call& call, const OneMail& in) -> Result<TakenView> {
                 const auto taken = email.retry(call.principal, in.id, call.now);
                 if (!taken) return Refused(taken.error());
                 return view_of(*taken);
             });
    api.post(
        "/set-aside-messages/{id}/dismissal",
        spec("dismissSetAsideMessage", Role::supervisor, "It need not be stored", {"set_aside.not_found"}),
        [&](const http::Call& call, const OneMail& in) -> Result<std::monostate> {
            if (auto ok = email.dismiss(call.principal, in.id, call.now); !ok)
                return Refused(std::move(ok.error()));
            return std::monostate{};
        });
    api.get("/recorded-mail",
            spec("listRecordedMail", Role::supervisor, "Written by machines, of no case, newest first"),
            [&email, page, cursor](const http::Call& call,
                                   const MailPageOf& in) -> Result<http::PageOf<MailLine>> {
                return email.recorded(cursor(in), page(in), call.language, call.now);
            });
    api.post("/recorded-mail/{id}/case",
             spec("openCaseFromMail", Role::supervisor, "A person wrote it after all: make a case of it",
                  {"mail.not_found", "mail.original_gone", "mail.known"}),
             [&](const http::Call& call, const OneMail& in) -> Result<TakenView> {
                 const auto taken = email.open_from_recorded(call.principal, in.id, call.now);
                 if (!taken) return Refused(taken.error());
                 return view_of(*taken);
             });
}

void add_messages(http::Api& api, Email& email) {
    const std::vector<std::string> gone{"mail.not_found", "mail.original_gone"};
    api.get(
        "/cases/{id}/mail",
        spec("listCaseMail", Role::agent, "The messages of a case, oldest first, with what no timeline shows",
             {"case.not_found", "case.about_you", "case.sealed"}),
        [&](const http::Call& call, const OneMail& in) -> Result<MailList> {
            auto lines = email.of_case(call.principal, in.id, call.language, call.now);
            if (!lines) return Refused(std::move(lines.error()));
            return MailList{std::move(*lines)};
        });
    api.get("/mail/{id}", spec("getMail", Role::agent, "A message: its pieces and all its headers", gone),
            [&](const http::Call& call, const OneMail& in) -> Result<MailView> {
                return email.view(call.principal, in.id, call.language, call.now);
            });
    api.get("/mail/{id}/original",
            spec("getMailOriginal", Role::agent, "Its bytes, as they came or went", gone),
            [&](const http::Call& call, const OneMail& in) -> Result<http::File> {
                auto raw = email.original(call.principal, in.id);
                if (!raw) return Refused(std::move(raw.error()));
                return file_of(std::move(*raw), in.id);
            });
    api.get("/mail/{id}/html",
            spec("getMailHtml", Role::agent, "Its HTML made safe; remote pictures only when asked for", gone),
            [&](const http::Call& call, const MailHtmlOf& in) -> Result<MailHtml> {
                return email.html(call.principal, in.id, in.pictures.value_or(false));
            });
    api.get("/mail/{id}/pictures", spec("getMailPicture", Role::agent, "A picture inside its HTML", gone),
            [&](const http::Call& call, const MailPictureOf& in) -> Result<http::File> {
                return email.picture(call.principal, in.id, in.content_id);
            });
    api.post("/mail/{id}/cancellation",
             spec("cancelMail", Role::agent, "Stop a message of ours before it leaves",
                  {"mail.not_found", "mail.left_already", "case.about_you", "case.sealed"}),
             [&](const http::Call& call, const OneMail& in) -> Result<std::monostate> {
                 if (auto ok = email.cancel(call.principal, in.id, call.now); !ok)
                     return Refused(std::move(ok.error()));
                 return std::monostate{};
             });
    api.post("/mail/{id}/retry",
             spec("sendMailAgain", Role::agent, "Send once more what could not be sent",
                  {"mail.not_found", "mail.not_failed", "case.about_you", "case.sealed"}),
             [&](const http::Call& call, const OneMail& in) -> Result<std::monostate> {
                 if (auto ok = email.send_again(call.principal, in.id, call.now); !ok)
                     return Refused(std::move(ok.error()));
                 return std::monostate{};
             });
}

}  // namespace

void add_routes(http::Api& api, Email& email) {
    add_mailboxes(api, email);
    add_set_aside(api, email);
    add_messages(api, email);
    add_answers(api, email);
    add_outside(api, email);
    add_pages(api, email);
}

}  // namespace escucha::email
