// Who the organisation serves (SERVICE_MODEL C2, C4): people and organisations, how they are found, and how
// they like to be treated. A customer is one party with any number of identifiers (e-mail, phone, document).
//
// Other modules use this face inside their own transaction: opening a case finds or creates its customer by
// identifier, lists ask for names in a batch. An identifier is kept as it was written and matched by a
// normalised key (identifiers.hpp: E.164-like for phones), so "987 654 321" and "+51 987-654-321" are one. A
// name alone never matches: two Marías Torres are two people.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "base/vocabulary.hpp"
#include "base/zone.hpp"
#include "http/fields.hpp"

namespace escucha {
namespace db {
class Database;
class Tx;
}  // namespace db
namespace http {
class Api;
}
namespace work {
class Events;
}
}  // namespace escucha

namespace escucha::customers {

using CustomerId = std::int64_t;

enum class PartyKind { person, organisation };
enum class IdentifierKind { email, phone, document };
BOOST_DESCRIBE_ENUM(PartyKind, person, organisation)
BOOST_DESCRIBE_ENUM(IdentifierKind, email, phone, document)

struct Identifier {
    IdentifierKind kind = IdentifierKind::email;
    std::string value = {};  // as it was written
    std::optional<std::string> label = {};
    bool operator==(const Identifier&) const = default;
};
BOOST_DESCRIBE_STRUCT(Identifier, (), (kind, value, label))

// As the API answers it and as the rules read it.
struct Customer {
    CustomerId id = 0;
    PartyKind kind = PartyKind::person;
    std::string name = {};
    std::optional<std::string> name_to_use = {};  // "Lucha" for Luz Elena
    std::optional<Treatment> treatment = {};      // none: as the organisation treats everyone
    std::optional<Language> language = {};
    std::optional<Channel> preferred_channel = {};
    std::optional<http::TimeOfDay> quiet_from = {},
                                   quiet_to = {};  // local hours; may span midnight; both or none
    bool do_not_contact = false;
    std::optional<std::chrono::year_month_day> birthday = {};
    std::optional<std::string> notes = {};
    std::vector<Identifier> identifiers = {};
    Instant created_at{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Customer, (),
                      (id, kind, name, name_to_use, treatment, language, preferred_channel, quiet_from,
                       quiet_to, do_not_contact, birthday, notes, identifiers, created_at, version))

struct CustomerRef {
    CustomerId id = 0;
    std::string name = {};
};
BOOST_DESCRIBE_STRUCT(CustomerRef, (), (id, name))

// What whoever opens a case knows of the customer.
struct NewCustomer {
    std::string name = {};
    std::optional<std::string> email = {}, phone = {}, document = {};
    Language language = Language::es;
    PartyKind kind = PartyKind::person;
    bool sample = false;  // of the sample company, removed with it
};

// How to speak to somebody: what every text to a customer is written with.
struct TreatmentOf {
    std::string name_to_use = {};  // what to call them: their own choice, else their name
    std::optional<Treatment> treatment = {};
    std::optional<Language> language = {};
};

// C4: may we, of our own accord, contact them by this channel now? Answering them where they wrote is always
// allowed; this is asked before calls, visits and messages that begin with us.
enum class MayContact { yes, do_not_contact, quiet_hours };
BOOST_DESCRIBE_ENUM(MayContact, yes, do_not_contact, quiet_hours)
MayContact may_contact(const Customer& customer, Channel channel, Instant now, const Zone& zone);

// A hit for the command palette.
struct CustomerHit {
    CustomerId id = 0;
    std::string name = {};
    std::string detail = {};  // the identifier it was found by, or the first it has
};
BOOST_DESCRIBE_STRUCT(CustomerHit, (), (id, name, detail))

// A line of the list.
struct CustomerRow {
    CustomerId id = 0;
    std::string name = {};
    std::vector<std::string> identifiers = {};
    int open_cases = 0;
};
BOOST_DESCRIBE_STRUCT(CustomerRow, (), (id, name, identifiers, open_cases))

// What others lend, because they stand later in the order of the modules: src/app wires them before the
// routes.
struct Hooks {
    // Open cases of each; customers without any may be left out.
    std::function<std::unordered_map<CustomerId, int>(db::Tx&, std::span<const CustomerId>)> open_cases = {};
    // The parts of GET /customers/{id}/history and of GET /search, as JSON arrays, for who asks.
    using PartOfHistory = std::function<http::Json(db::Tx&, const Principal&, Instant, CustomerId)>;
    using PartOfSearch =
        std::function<http::Json(db::Tx&, const Principal&, std::string_view query, int limit)>;
    PartOfHistory cases_of = {}, contacts_of = {}, promises_of = {};
    PartOfSearch find_cases = {}, find_promises = {};
};

struct Options {
    // ISO 3166-1 code of the organisation, for phone numbers written without their country. Safe in a
    // transaction.
    std::function<std::string()> country = [] { return std::string("PE"); };
};

class Customers {
  public:
    Customers(db::Database& base, const work::Events& events, Options options = {});
    void lend(Hooks hooks) { hooks_ = std::move(hooks); }

    // --- Inside anyone's transaction -----------------------------------------------------------------------
    // Finds by e-mail, then document, then phone with a name that may be the same person's; else creates.
    // What was not known is added (an identifier), nothing known is overwritten. Refuses: invalid_fields with
    // "email", "phone", "document", "name" (the caller prefixes its own path).
    Result<CustomerId> find_or_create(db::Tx& tx, const NewCustomer& wanted, const Principal& by,
                                      Instant now) const;
    std::optional<Customer> get(db::Tx& tx, CustomerId id) const;
    std::unordered_map<CustomerId, std::string> names(db::Tx& tx, std::span<const CustomerId> ids) const;
    std::optional<TreatmentOf> treatment(db::Tx& tx, CustomerId id) const;
    // By any word of the name (without accents, unfinished words too), e-mail, phone or document however
    // written.
    std::vector<CustomerHit> find(db::Tx& tx, std::string_view query, std::size_t limit) const;
    // Customers of the sample company. Their cases, contacts and promises are removed by their modules before
    // `remove_sample`, which leaves every other customer alone.
    std::vector<CustomerId> sample(db::Tx& tx, std::size_t limit) const;
    std::size_t remove_sample(db::Tx& tx, std::span<const CustomerId> ids) const;

    // --- Use cases of the console --------------------------------------------------------------------------
    // Refuses invalid_fields, and "customer.exists" when a document, or an e-mail with a name that may be the
    // same person's, is somebody's already (params: id, name).
    Result<Customer> create(Customer wanted, const Principal& by, Instant now);
    // `change` alters what was read; only what differs afterwards is announced. Refuses "customer.not_found",
    // "customer.changed_meanwhile" when `version` (nothing: any) is not the stored one, and as `create`.
    Result<Customer> edit(CustomerId id, std::optional<std::int64_t> version,
                          const std::function<void(Customer&)>& change, const Principal& by, Instant now);
    // By name, from after `cursor` on; `query` as for `find`. Refuses a cursor that is none.
    Result<http::PageOf<CustomerRow>> list(std::string_view query, std::string_view cursor,
                                           std::size_t limit);

    db::Database& base() const { return base_; }
    const work::Events& events() const { return events_; }
    const Hooks& hooks() const { return hooks_; }
    std::string country() const { return options_.country(); }

  private:
    db::Database& base_;
    const work::Events& events_;
    Options options_;
    Hooks hooks_;
};

// GET/POST /customers, GET/PATCH /customers/{id}, GET /customers/{id}/history, GET /search.
void add_routes(http::Api& api, Customers& customers);

}  // namespace escucha::customers
