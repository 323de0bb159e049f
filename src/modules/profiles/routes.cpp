// The routes of what is known of one customer: a table of contents.
#include "modules/profiles/routes.hpp"

#include "db/database.hpp"
#include "modules/profiles/use_cases.hpp"

namespace escucha::profiles {
namespace {

using http::Line;
using http::Many;
using http::Patch;
using http::Prose;

constexpr const char* kRead = "customers:read";
constexpr const char* kWrite = "customers:write";

struct OneCustomer {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(OneCustomer, (), (id))

struct OwnIn {
    Line<60> key;
    std::optional<Prose<5000>> value;
};
BOOST_DESCRIBE_STRUCT(OwnIn, (), (key, value))

struct EditProfile {
    http::Id id;
    std::optional<Many<PartyRole, 4>> roles;
    std::optional<Many<Line<200>, 200>> tags;
    std::optional<Many<OwnIn, 100>> own;
};
BOOST_DESCRIBE_STRUCT(EditProfile, (), (id, roles, tags, own))

struct AddNote {
    http::Id id;
    Prose<5000> text;
    std::optional<bool> pinned;
};
BOOST_DESCRIBE_STRUCT(AddNote, (), (id, text, pinned))
struct EditNote {
    http::Id id, note;
    std::optional<Prose<5000>> text;
    std::optional<bool> pinned;
};
BOOST_DESCRIBE_STRUCT(EditNote, (), (id, note, text, pinned))
struct OneNote {
    http::Id id, note;
};
BOOST_DESCRIBE_STRUCT(OneNote, (), (id, note))

struct AddNeed {
    http::Id id;
    NeedKind kind{};
    Prose<2000> text;
    std::optional<Channel> channel;
    std::optional<Instant> asked_at;
    std::optional<http::Id> instead_of;
};
BOOST_DESCRIBE_STRUCT(AddNeed, (), (id, kind, text, channel, asked_at, instead_of))
struct JudgeNeed {
    http::Id id, need;
    NeedVerdict verdict{};
};
BOOST_DESCRIBE_STRUCT(JudgeNeed, (), (id, need, verdict))

struct AddConsent {
    http::Id id, purpose;
    bool given = false;
    Channel channel{};
    std::optional<Instant> at;
    std::optional<Prose<1000>> proof;
    Many<http::Id, kMostProofFiles> file_ids;
    std::optional<http::Int<1, 1'000'000>> text_version;
};
BOOST_DESCRIBE_STRUCT(AddConsent, (), (id, purpose, given, channel, at, proof, file_ids, text_version))

struct AddMembership {
    http::Id id, other;
    std::optional<Line<120>> position;
    std::optional<std::chrono::year_month_day> from, until;
};
BOOST_DESCRIBE_STRUCT(AddMembership, (), (id, other, position, from, until))
struct EditMembership {
    http::Id id, membership;
    Patch<Line<120>> position;
    Patch<std::chrono::year_month_day> from, until;
};
BOOST_DESCRIBE_STRUCT(EditMembership, (), (id, membership, position, from, until))
struct OneMembership {
    http::Id id, membership;
};
BOOST_DESCRIBE_STRUCT(OneMembership, (), (id, membership))

struct AskPermission {
    http::Id id;
    Channel channel{};
    std::optional<http::Id> purpose;
};
BOOST_DESCRIBE_STRUCT(AskPermission, (), (id, channel, purpose))
struct PermissionAnswer {
    Permission may{};
    std::optional<std::string> why;  // a sentence, when not
};
BOOST_DESCRIBE_STRUCT(PermissionAnswer, (), (may, why))

Result<http::WithEtag<Profile>> tagged(Result<Profile> profile) {
    if (!profile) return Refused(std::move(profile.error()));
    std::string tag = std::to_string(profile->version);
    return http::WithEtag<Profile>{std::move(*profile), std::move(tag)};
}

ProfileChange change_from(const EditProfile& in) {
    ProfileChange change;
    if (in.roles) change.roles.emplace(in.roles->begin(), in.roles->end());
    if (in.tags) change.tags = texts(*in.tags);
    if (in.own)
        for (const OwnIn& own : *in.own) change.own.push_back({own.key.str(), http::plain(own.value)});
    return change;
}

template <class T>
Result<http::Created<T>> created(Result<T> result, const std::string& parent, const char* path) {
    if (!result) return Refused(std::move(result.error()));
    std::string location = fmt::format("/customers/{}/{}/{}", parent, path, result->id);
    return http::Created<T>{std::move(*result), std::move(location), {}};
}
std::string text_of(http::Id id) {
    return std::to_string(id.value);
}

void add_record(http::Api& api, Profiles& p) {
    api.get(
        "/customers/{id}/profile",
        {.id = "getCustomerProfile",
         .scope = kRead,
         .summary = "What we know of a customer: own fields, tags, roles, needs, notes, consents, what to "
                    "ask next",
         .errors = {"customer.not_found", "customer.blocked"}},
        [&p](const http::Call& call, const OneCustomer& in) -> Result<http::WithEtag<Profile>> {
            return p.base().read([&](db::Tx& tx) -> Result<http::WithEtag<Profile>> {
                const auto who = p.customers().shown(tx, in.id);
                if (!who) return Refused(who.error());
                return tagged(*p.profile(tx, *who, call.language, call.now));
            });
        });
    api.patch("/customers/{id}/profile",
              {.id = "editCustomerProfile",
               .scope = kWrite,
               .summary = "Write values of own fields, tags and roles; what is not named stays",
               .errors = {"customer.not_found", "customer.merged", "customer.blocked",
                          "customer.profile_changed_meanwhile"},
               .needs_match = true},
              [&p](const http::Call& call, const EditProfile& in) -> Result<http::WithEtag<Profile>> {
                  return tagged(change(p, in.id, http::version_asked(call), change_from(in), call.principal,
                                       call.language, call.now));
              });
    api.get("/customers/{id}/contact-permission",
            {.id = "getContactPermission",
             .scope = kRead,
             .summary = "May we, of our own accord, contact them by this channel now?",
             .description = "The one rule for calls, visits and messages that begin with us: do not contact, "
                            "quiet hours, and for a purpose the consent to it.",
             .errors = {"customer.not_found"}},
            [&p](const http::Call& call, const AskPermission& in) -> Result<PermissionAnswer> {
                const auto purpose = in.purpose ? std::optional(in.purpose->value) : std::nullopt;
                const auto may = p.base().read(
                    [&](db::Tx& tx) { return p.may_contact(tx, in.id, in.channel, purpose, call.now); });
                if (!may) return not_found("customer.not_found");
                if (*may == Permission::yes) return PermissionAnswer{};
                return PermissionAnswer{
                    *may, text(call.language, fmt::format("profile.permission.{}", db::name(*may)))};
            });
}

void add_notes(http::Api& api, Profiles& p) {
    api.post("/customers/{id}/notes",
             {.id = "addCustomerNote",
              .scope = kWrite,
              .summary = "A note about a customer",
              .errors = {"customer.not_found", "customer.merged", "customer.blocked"}},
             [&p](const http::Call& call, const AddNote& in) -> Result<http::Created<Note>> {
                 return created(
                     write_note(p, in.id, in.text.str(), in.pinned.value_or(false), call.principal, call.now),
                     text_of(in.id), "notes");
             });
    api.patch(
        "/customers/{id}/notes/{note}",
        {.id = "editCustomerNote",
         .scope = kWrite,
         .summary = "Put right a note, or pin it; its words only by who wrote it, or a supervisor",
         .errors = {"customer_note.not_found", "customer_note.not_yours", "customer_note.changed_meanwhile",
                    "customer.not_found", "customer.merged", "customer.blocked"},
         .needs_match = true},
        [&p](const http::Call& call, const EditNote& in) -> Result<http::WithEtag<Note>> {
            auto note = edit_note(p, in.id, in.note, http::version_asked(call),
                                  {http::plain(in.text), in.pinned}, call.principal, call.now);
            if (!note) return Refused(std::move(note.error()));
            std::string tag = std::to_string(note->version);
            return http::WithEtag<Note>{std::move(*note), std::move(tag)};
        });
    api.del("/customers/{id}/notes/{note}",
            {.id = "removeCustomerNote",
             .scope = kWrite,
             .summary = "Take a note away; who wrote it, or a supervisor",
             .errors = {"customer_note.not_found", "customer_note.not_yours", "customer.not_found",
                        "customer.merged", "customer.blocked"}},
            [&p](const http::Call& call, const OneNote& in) -> Result<std::monostate> {
                if (auto done = remove_note(p, in.id, in.note, call.principal, call.now); !done)
                    return Refused(std::move(done.error()));
                return std::monostate{};
            });
}

void add_needs(http::Api& api, Profiles& p) {
    api.post("/customers/{id}/needs",
             {.id = "addCustomerNeed",
              .scope = kWrite,
              .summary = "What they need or expect, as they said when asked",
              .errors = {"customer.not_found", "customer.merged", "customer.blocked", "need.not_found",
                         "need.superseded"}},
             [&p](const http::Call& call, const AddNeed& in) -> Result<http::Created<Need>> {
                 const NeedWish wish{
                     .kind = in.kind,
                     .text = in.text,
                     .channel = in.channel,
                     .asked_at = in.asked_at,
                     .instead_of = in.instead_of ? std::optional(in.instead_of->value) : std::nullopt};
                 return created(ask_need(p, in.id, wish, call.principal, call.now), text_of(in.id), "needs");
             });
    api.post("/customers/{id}/needs/{need}/verdict",
             {.id = "judgeCustomerNeed",
              .scope = kWrite,
              .summary = "Asked again: is it still true?",
              .errors = {"need.not_found", "need.superseded", "customer.not_found", "customer.merged",
                         "customer.blocked"}},
             [&p](const http::Call& call, const JudgeNeed& in) -> Result<Need> {
                 return judge_need(p, in.id, in.need, in.verdict, call.principal, call.now);
             });
}

void add_consents(http::Api& api, Profiles& p) {
    api.post("/customers/{id}/consents",
             {.id = "addCustomerConsent",
              .scope = kWrite,
              .summary = "They agreed to a purpose, or withdrew; giving needs a proof, in words or as files "
                         "uploaded before, withdrawing does not",
              .errors = {"customer.not_found", "customer.merged", "customer.blocked",
                         "consent_purpose.not_found", "file.not_found", "file.too_many"}},
             [&p](const http::Call& call, const AddConsent& in) -> Result<http::Created<Consent>> {
                 ConsentWish wish{.purpose = in.purpose,
                                  .given = in.given,
                                  .channel = in.channel,
                                  .at = in.at,
                                  .proof = http::plain(in.proof).value_or("")};
                 for (const http::Id file : in.file_ids) wish.files.push_back(file);
                 if (in.text_version) wish.text_version = static_cast<int>(in.text_version->value);
                 return created(record_consent(p, in.id, wish, call.principal, call.now), text_of(in.id),
                                "consents");
             });
}

void add_memberships(http::Api& api, Profiles& p) {
    api.post("/customers/{id}/memberships",
             {.id = "addCustomerMembership",
              .scope = kWrite,
              .summary = "A person belongs to an organisation; `other` is the other of the two",
              .errors = {"customer.not_found", "customer.blocked"}},
             [&p](const http::Call& call, const AddMembership& in) -> Result<http::Created<Membership>> {
                 const MembershipWish wish{in.other, http::plain(in.position).value_or(""), in.from,
                                           in.until};
                 return created(add_membership(p, in.id, wish, call.principal, call.now), text_of(in.id),
                                "memberships");
             });
    api.patch("/customers/{id}/memberships/{membership}",
              {.id = "editCustomerMembership",
               .scope = kWrite,
               .summary = "As what, from when until when",
               .errors = {"membership.not_found", "membership.changed_meanwhile", "customer.blocked"},
               .needs_match = true},
              [&p](const http::Call& call, const EditMembership& in) -> Result<http::WithEtag<Membership>> {
                  const auto edit = [&](Membership& m) {
                      if (in.position.present) m.position = in.position.value ? in.position.value->str() : "";
                      if (in.from.present) m.from = in.from.value;
                      if (in.until.present) m.until = in.until.value;
                  };
                  auto m = edit_membership(p, in.id, in.membership, http::version_asked(call), edit,
                                           call.principal, call.now);
                  if (!m) return Refused(std::move(m.error()));
                  std::string tag = std::to_string(m->version);
                  return http::WithEtag<Membership>{std::move(*m), std::move(tag)};
              });
    api.del("/customers/{id}/memberships/{membership}",
            {.id = "removeCustomerMembership",
             .scope = kWrite,
             .summary = "It was a mistake: they never belonged there",
             .errors = {"membership.not_found", "customer.blocked"}},
            [&p](const http::Call& call, const OneMembership& in) -> Result<std::monostate> {
                if (auto done = remove_membership(p, in.id, in.membership, call.principal, call.now); !done)
                    return Refused(std::move(done.error()));
                return std::monostate{};
            });
}

}  // namespace

void add_routes(http::Api& api, Profiles& profiles) {
    add_definition_routes(api, profiles);
    add_record(api, profiles);
    add_notes(api, profiles);
    add_needs(api, profiles);
    add_consents(api, profiles);
    add_memberships(api, profiles);
}

}  // namespace escucha::profiles
