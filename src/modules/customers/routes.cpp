// The routes of customers: a table of contents.
#include "db/database.hpp"
#include "http/api.hpp"
#include "http/version_asked.hpp"
#include "modules/customers/customers.hpp"
#include "modules/customers/identifier_in.hpp"
#include "modules/customers/rules.hpp"

namespace escucha::customers {
namespace {

using http::Access;
using http::Line;
using http::Many;
using http::Patch;
using http::Prose;

struct OneCustomer {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(OneCustomer, (), (id))

struct AddCustomer {
    std::optional<PartyKind> kind;
    Line<200> name;
    std::optional<Line<100>> name_to_use;
    std::optional<Treatment> treatment;
    std::optional<Language> language;
    std::optional<Channel> preferred_channel;
    std::optional<http::TimeOfDay> quiet_from, quiet_to;
    std::optional<bool> do_not_contact;
    std::optional<BirthDate> birthday;
    std::optional<Prose<5000>> notes;
    std::optional<Many<IdentifierIn, kMostIdentifiers>> identifiers;
};
BOOST_DESCRIBE_STRUCT(AddCustomer, (),
                      (kind, name, name_to_use, treatment, language, preferred_channel, quiet_from, quiet_to,
                       do_not_contact, birthday, notes, identifiers))

struct EditCustomer {
    http::Id id;
    Patch<PartyKind> kind;
    Patch<Line<200>> name;
    Patch<Line<100>> name_to_use;
    Patch<Treatment> treatment;
    Patch<Language> language;
    Patch<Channel> preferred_channel;
    Patch<http::TimeOfDay> quiet_from, quiet_to;
    Patch<bool> do_not_contact;
    Patch<BirthDate> birthday;
    Patch<Prose<5000>> notes;
    Patch<Many<IdentifierIn, kMostIdentifiers>> identifiers;
};
BOOST_DESCRIBE_STRUCT(EditCustomer, (),
                      (id, kind, name, name_to_use, treatment, language, preferred_channel, quiet_from,
                       quiet_to, do_not_contact, birthday, notes, identifiers))

template <class T>
T or_else(const Patch<T>& patch, T otherwise) {
    return patch.value ? *patch.value : otherwise;
}

Customer customer_from(const AddCustomer& in) {
    return {.kind = in.kind.value_or(PartyKind::person),
            .name = in.name,
            .name_to_use = http::plain(in.name_to_use),
            .treatment = in.treatment,
            .language = in.language,
            .preferred_channel = in.preferred_channel,
            .quiet_from = in.quiet_from,
            .quiet_to = in.quiet_to,
            .do_not_contact = in.do_not_contact.value_or(false),
            .birthday = in.birthday,
            .notes = http::plain(in.notes),
            .identifiers = in.identifiers ? identifiers_from(*in.identifiers) : std::vector<Identifier>{}};
}

void apply(const EditCustomer& in, Customer& c) {
    if (in.kind.present) c.kind = or_else(in.kind, c.kind);
    if (in.name.present) c.name = in.name.value ? in.name.value->str() : std::string();
    if (in.name_to_use.present) c.name_to_use = http::plain(in.name_to_use.value);
    if (in.treatment.present) c.treatment = in.treatment.value;
    if (in.language.present) c.language = in.language.value;
    if (in.preferred_channel.present) c.preferred_channel = in.preferred_channel.value;
    if (in.quiet_from.present) c.quiet_from = in.quiet_from.value;
    if (in.quiet_to.present) c.quiet_to = in.quiet_to.value;
    if (in.do_not_contact.present) c.do_not_contact = or_else(in.do_not_contact, false);
    if (in.birthday.present) c.birthday = in.birthday.value;
    if (in.notes.present) c.notes = http::plain(in.notes.value);
    if (in.identifiers.present)
        c.identifiers =
            in.identifiers.value ? identifiers_from(*in.identifiers.value) : std::vector<Identifier>{};
}

std::string etag(const Customer& c) {
    return std::to_string(c.version);
}

Result<http::WithEtag<Customer>> answer(Result<Customer> customer) {
    if (!customer) return Refused(std::move(customer.error()));
    std::string tag = etag(*customer);
    return http::WithEtag<Customer>{std::move(*customer), std::move(tag)};
}

void add_reading(http::Api& api, Customers& customers) {
    api.get("/customers/{id}",
            {.id = "getCustomer",
             .scope = "customers:read",
             .summary = "One customer: how to find them and how they like to be treated",
             .description = "The number of a record that was merged into another answers that other.",
             .errors = {"customer.not_found", "customer.blocked"}},
            [&](const http::Call&, const OneCustomer& in) -> Result<http::WithEtag<Customer>> {
                return customers.base().read([&](db::Tx& tx) -> Result<http::WithEtag<Customer>> {
                    const auto who = customers.shown(tx, in.id);
                    if (!who) return Refused(who.error());
                    return answer(*customers.get(tx, *who));
                });
            });
}

void add_writing(http::Api& api, Customers& customers) {
    api.post("/customers",
             {.id = "addCustomer",
              .scope = "customers:write",
              .summary = "Write a customer down",
              .errors = {"customer.exists", "customer.blocked"}},
             [&](const http::Call& call, const AddCustomer& in) -> Result<http::Created<Customer>> {
                 auto customer = customers.create(customer_from(in), call.principal, call.now);
                 if (!customer) return Refused(std::move(customer.error()));
                 const std::string location = fmt::format("/customers/{}", customer->id),
                                   tag = etag(*customer);
                 return http::Created<Customer>{std::move(*customer), location, tag};
             });
    api.patch("/customers/{id}",
              {.id = "editCustomer",
               .scope = "customers:write",
               .summary = "Put right what is written of a customer",
               .errors = {"customer.not_found", "customer.exists", "customer.changed_meanwhile",
                          "customer.merged", "customer.blocked"},
               .needs_match = true},
              [&](const http::Call& call, const EditCustomer& in) -> Result<http::WithEtag<Customer>> {
                  return answer(customers.edit(
                      in.id, http::version_asked(call), [&](Customer& c) { apply(in, c); }, call.principal,
                      call.now));
              });
}

}  // namespace

void add_routes(http::Api& api, Customers& customers) {
    add_reading(api, customers);
    add_writing(api, customers);
    add_duplicate_routes(api, customers);
}

}  // namespace escucha::customers
