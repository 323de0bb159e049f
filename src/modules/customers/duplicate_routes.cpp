// The routes of duplicates and merges: a table of contents.
#include "db/database.hpp"
#include "http/api.hpp"
#include "modules/customers/customers.hpp"
#include "modules/customers/identifier_in.hpp"
#include "modules/customers/rules.hpp"

namespace escucha::customers {
namespace {

constexpr std::size_t kMostShown = 20;

struct OfCustomer {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(OfCustomer, (), (id))

// Somebody about to be written down, or changed (`id`).
struct CompareCustomer {
    std::optional<http::Id> id;
    std::optional<PartyKind> kind;
    http::Line<200> name;
    std::optional<BirthDate> birthday;
    std::optional<http::Many<IdentifierIn, kMostIdentifiers>> identifiers;
};
BOOST_DESCRIBE_STRUCT(CompareCustomer, (), (id, kind, name, birthday, identifiers))

struct ListDuplicates {
    std::optional<http::Line<60>> cursor;
    std::optional<http::Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(ListDuplicates, (), (cursor, limit))

struct TwoCustomers {
    http::Id one, other;
};
BOOST_DESCRIBE_STRUCT(TwoCustomers, (), (one, other))

struct MergeCustomers {
    http::Id winner, loser;
    http::Int<1, 9'000'000'000'000'000> winner_version, loser_version;
    std::optional<Take> kind, name, name_to_use, treatment, language, preferred_channel, quiet_hours,
        do_not_contact, birthday, notes;
};
BOOST_DESCRIBE_STRUCT(MergeCustomers, (),
                      (winner, loser, winner_version, loser_version, kind, name, name_to_use, treatment,
                       language, preferred_channel, quiet_hours, do_not_contact, birthday, notes))

MergeWish wish_from(const MergeCustomers& in) {
    return {.winner = in.winner,
            .loser = in.loser,
            .winner_version = in.winner_version.value,
            .loser_version = in.loser_version.value,
            .kind = in.kind,
            .name = in.name,
            .name_to_use = in.name_to_use,
            .treatment = in.treatment,
            .language = in.language,
            .preferred_channel = in.preferred_channel,
            .quiet_hours = in.quiet_hours,
            .do_not_contact = in.do_not_contact,
            .birthday = in.birthday,
            .notes = in.notes};
}

Customer customer_from(const CompareCustomer& in) {
    return {.id = in.id ? static_cast<CustomerId>(*in.id) : 0,
            .kind = in.kind.value_or(PartyKind::person),
            .name = in.name,
            .birthday = in.birthday,
            .identifiers = in.identifiers ? identifiers_from(*in.identifiers) : std::vector<Identifier>{}};
}

Result<std::monostate> nothing(const Result<void>& result) {
    if (!result) return Refused(result.error());
    return std::monostate{};
}

void add_finding(http::Api& api, Customers& customers) {
    api.get("/customers/{id}/duplicates",
            {.id = "listDuplicatesOfCustomer",
             .scope = "customers:read",
             .summary = "Who may be the same as this customer: how sure, and why",
             .errors = {"customer.not_found", "customer.blocked"}},
            [&](const http::Call&, const OfCustomer& in) -> Result<http::PageOf<Duplicate>> {
                return customers.base().read([&](db::Tx& tx) -> Result<http::PageOf<Duplicate>> {
                    const auto who = customers.shown(tx, in.id);
                    if (!who) return Refused(who.error());
                    const auto customer = customers.get(tx, *who);
                    return http::PageOf<Duplicate>{customers.worth_showing(tx, *customer, kMostShown), {}};
                });
            });
    api.post("/customer-comparisons",
             {.id = "compareCustomer",
              .scope = "customers:read",
              .summary = "Who may be the same as somebody about to be written down",
              .keep_answer = false},
             [&](const http::Call&, const CompareCustomer& in) -> Result<http::PageOf<Duplicate>> {
                 return customers.base().read([&](db::Tx& tx) -> Result<http::PageOf<Duplicate>> {
                     return http::PageOf<Duplicate>{
                         customers.worth_showing(tx, customer_from(in), kMostShown), {}};
                 });
             });
}

void add_worklist(http::Api& api, Customers& customers) {
    api.get("/customer-duplicates",
            {.id = "listDuplicates",
             .scope = "customers:read",
             .summary = "Pairs of customers that may be one, surest first"},
            [&](const http::Call&, const ListDuplicates& in) -> Result<http::PageOf<Suspect>> {
                return customers.base().read([&](db::Tx& tx) {
                    return customers.suspects(tx, in.cursor ? in.cursor->str() : "",
                                              in.limit ? static_cast<std::size_t>(in.limit->value) : 50);
                });
            });
    api.post(
        "/customer-duplicates",
        {.id = "suggestDuplicate",
         .scope = "customers:write",
         .summary = "Say that two customers may be one, for whoever may merge them",
         .errors = {"customer.not_found", "customer.same", "customer.already_merged", "customer.blocked"}},
        [&](const http::Call& call, const TwoCustomers& in) -> Result<std::monostate> {
            return nothing(customers.base().write([&](db::Tx& tx) {
                return customers.suggest(tx, in.one, in.other, call.principal, call.now);
            }));
        });
    api.post("/customer-duplicates/dismissals",
             {.id = "dismissDuplicate",
              .scope = "customers:write",
              .summary = "Say that two customers are not the same: remembered",
              .errors = {"customer.not_found", "customer.same", "customer.blocked"}},
             [&](const http::Call& call, const TwoCustomers& in) -> Result<std::monostate> {
                 return nothing(customers.base().write([&](db::Tx& tx) {
                     return customers.dismiss(tx, in.one, in.other, call.principal, call.now);
                 }));
             });
}

void add_merges(http::Api& api, Customers& customers) {
    api.post("/customer-merges",
             {.id = "mergeCustomers",
              .access = http::Access::role(Role::supervisor),
              .scope = "customers:write",
              .summary = "Make one customer of two, field by field; everything that hangs on either is kept",
              .errors = {"customer.not_found", "customer.merged", "customer.same", "merge.changed_meanwhile",
                         "customer.blocked"}},
             [&](const http::Call& call, const MergeCustomers& in) -> Result<http::Created<Merge>> {
                 auto merge = customers.base().write([&](db::Tx& tx) {
                     return customers.merge(tx, wish_from(in), call.principal, call.now);
                 });
                 if (!merge) return Refused(std::move(merge.error()));
                 const std::string location = fmt::format("/customer-merges/{}", merge->id);
                 return http::Created<Merge>{std::move(*merge), location};
             });
    api.get("/customer-merges/{id}",
            {.id = "getCustomerMerge",
             .scope = "customers:read",
             .summary = "What was merged: both records as they were, and what was moved",
             .errors = {"merge.not_found", "customer.not_found", "customer.blocked"}},
            [&](const http::Call& call, const OfCustomer& in) -> Result<Merge> {
                return customers.base().read(
                    [&](db::Tx& tx) { return customers.find_merge(tx, in.id, call.language); });
            });
    api.post(
        "/customer-merges/{id}/undoing",
        {.id = "undoCustomerMerge",
         .access = http::Access::role(Role::supervisor),
         .scope = "customers:write",
         .summary = "Part two customers again: what was moved goes back, what came since stays and is told",
         .errors = {"merge.not_found", "merge.undone", "merge.undo_later_first", "merge.cases_joined",
                    "customer.not_found", "customer.blocked"}},
        [&](const http::Call& call, const OfCustomer& in) -> Result<Merge> {
            return customers.base().write(
                [&](db::Tx& tx) { return customers.undo_merge(tx, in.id, call.principal, call.now); });
        });
}

}  // namespace

void add_duplicate_routes(http::Api& api, Customers& customers) {
    add_finding(api, customers);
    add_worklist(api, customers);
    add_merges(api, customers);
}

}  // namespace escucha::customers
