// The routes of letters to somebody outside, and of cases that begin with a letter of ours.
#include "modules/channels/email/outside_routes.hpp"

#include "http/api.hpp"
#include "modules/channels/email/email.hpp"

namespace escucha::email {
namespace {

using http::Id;
using http::Line;

struct OfCase {
    Id id;
};
BOOST_DESCRIBE_STRUCT(OfCase, (), (id))
struct Forward {
    Id id;
    http::Many<http::Email, kMostForwardedTo> to, cc;
    Line<300> subject;
    http::Prose<20'000> text;
    http::Many<Line<24>, kMostEntriesAlong> entries;  // "c12", "n9"
    http::Many<Id, kMostFilesAlong> files;            // of the case
    http::Many<Id, 10> file_ids;                      // sent up for this letter
    std::optional<bool> internal_too, anyway;
    std::optional<Id> forward_id;  // goes on with this one
};
BOOST_DESCRIBE_STRUCT(Forward, (),
                      (id, to, cc, subject, text, entries, files, file_ids, internal_too, anyway, forward_id))
struct ForwardedView {
    std::int64_t forward_id = 0, mail_id = 0;
    std::string entry = {};  // of the timeline
};
BOOST_DESCRIBE_STRUCT(ForwardedView, (), (forward_id, mail_id, entry))

struct AddressOf {
    http::Email email;
};
BOOST_DESCRIBE_STRUCT(AddressOf, (), (email))
struct WaysOut {
    std::vector<WayOut> items;
};
BOOST_DESCRIBE_STRUCT(WaysOut, (), (items))
struct BeginCase {
    std::optional<Id> customer_id;
    std::optional<Line<200>> name;
    http::Email to;
    http::Many<http::Email, 20> cc, bcc;
    Id mailbox_id;
    Line<300> subject;
    http::Prose<20'000> text;
    http::Many<Id, 10> file_ids;
    std::optional<CaseKind> kind;
    std::optional<Id> team_id;
    std::optional<bool> anyway;
};
BOOST_DESCRIBE_STRUCT(BeginCase, (),
                      (customer_id, name, to, cc, bcc, mailbox_id, subject, text, file_ids, kind, team_id,
                       anyway))

http::Spec spec(std::string id, std::string scope, std::string summary, std::vector<std::string> errors) {
    return {.id = std::move(id),
            .access = http::Access::role(Role::agent),
            .scope = std::move(scope),
            .summary = std::move(summary),
            .tag = "mail",
            .errors = std::move(errors)};
}

Forwarding wish_of(const Forward& in) {
    Forwarding w{.subject = in.subject.str(),
                 .text = in.text.str(),
                 .internal_too = in.internal_too.value_or(false),
                 .anyway = in.anyway.value_or(false)};
    for (const auto& a : in.to) w.to.push_back(a);
    for (const auto& a : in.cc) w.cc.push_back(a);
    for (const auto& e : in.entries) w.entries.push_back(e);
    for (const auto& f : in.files) w.files.push_back(f);
    for (const auto& f : in.file_ids) w.uploads.push_back(f);
    if (in.forward_id) w.forward = *in.forward_id;
    return w;
}

Beginning wish_of(const BeginCase& in) {
    Beginning w{.name = in.name ? in.name->str() : std::string(),
                .to = in.to,
                .mailbox = in.mailbox_id,
                .subject = in.subject.str(),
                .text = in.text.str(),
                .kind = in.kind.value_or(CaseKind::question),
                .team = in.team_id ? TeamId{*in.team_id} : TeamId{0},
                .anyway = in.anyway.value_or(false)};
    if (in.customer_id) w.customer = *in.customer_id;
    for (const auto& a : in.cc) w.cc.push_back(a);
    for (const auto& a : in.bcc) w.bcc.push_back(a);
    for (const auto& f : in.file_ids) w.files.push_back(f);
    return w;
}

void add_forwards(http::Api& api, Email& email) {
    api.get("/cases/{id}/forwards",
            spec("listForwards", "mail:read", "What went from the case to somebody outside, newest first",
                 {"case.not_found", "case.about_you", "case.sealed"}),
            [&](const http::Call& call, const OfCase& in) -> Result<Forwardings> {
                return email.forwardings(call.principal, in.id);
            });
    api.post("/cases/{id}/forwards",
             spec("forwardCase", "mail:write",
                  "Write about a case to somebody outside; what they answer is internal",
                  {"case.not_found", "case.about_you", "case.sealed", "forward.not_found", "mail.no_mailbox",
                   "file.not_found"}),
             [&](const http::Call& call, const Forward& in) -> Result<http::Created<ForwardedView>> {
                 const auto done = email.forward(call.principal, in.id, wish_of(in), call.now);
                 if (!done) return Refused(done.error());
                 return http::Created<ForwardedView>{
                     {done->forward, done->mail, fmt::format("n{}", done->entry)},
                     fmt::format("{}/mail/{}", http::kPrefix, done->mail)};
             });
}

void add_beginnings(http::Api& api, Email& email) {
    api.get(
        "/mail-ways-out", spec("listWaysOut", "mail:read", "The mailboxes one may write from", {}),
        [&](const http::Call& call) -> Result<WaysOut> { return WaysOut{email.ways_out(call.principal)}; });
    api.get("/mail-recipient",
            spec("getMailRecipient", "mail:read", "Whose address it is, and whether one may write there", {}),
            [&](const http::Call& call, const AddressOf& in) -> Result<Recipient> {
                return email.recipient(call.principal, std::string(in.email), call.now);
            });
    api.post("/mail-cases",
             spec("beginCaseByMail", "mail:write", "Write to somebody: a case that begins with our letter",
                  {"customer.not_found", "customer.blocked", "beginning.do_not_contact", "file.not_found"}),
             [&](const http::Call& call, const BeginCase& in) -> Result<http::Created<Begun>> {
                 auto begun = email.begin(call.principal, wish_of(in), call.now);
                 if (!begun) return Refused(std::move(begun.error()));
                 auto location = fmt::format("{}/cases/{}", http::kPrefix, begun->case_id);
                 return http::Created<Begun>{std::move(*begun), std::move(location)};
             });
}

}  // namespace

void add_outside(http::Api& api, Email& email) {
    add_forwards(api, email);
    add_beginnings(api, email);
}

}  // namespace escucha::email
