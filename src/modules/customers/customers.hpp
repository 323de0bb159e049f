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
#include <unordered_set>
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
#include "modules/customers/duplicates.hpp"
#include "modules/customers/merging.hpp"
#include "modules/customers/nearby.hpp"
#include "modules/customers/party.hpp"
#include "modules/customers/phones.hpp"

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
class Jobs;
struct JobRun;
}  // namespace work
}  // namespace escucha

namespace escucha::customers {

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
enum class MayContact { yes, do_not_contact, quiet_hours, blocked };
BOOST_DESCRIBE_ENUM(MayContact, yes, do_not_contact, quiet_hours, blocked)
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

// Somebody whose data is blocked, for those who answer for it.
struct BlockedCustomer {
    CustomerId id = 0;
    std::string name = {};
    Instant since{};
};

// Whether a change may reach a record that is blocked: only erasing may.
enum class IfBlocked { refuse, write };

// What makes two ways of writing the same address or number one.
// By kind, a letter and what is left of the value when its spelling is taken away: "e:ana@example.pe",
// "p:+51987654321" (phones.hpp), "d:45678912" (documents.hpp), "w:" WhatsApp, "t:" Telegram, "i:" Instagram,
// "f:" Facebook, "a:" postal address. Nothing when it cannot be one: an e-mail without @, a phone of fewer
// than 6 or more than 15 digits, a document of fewer than 4 letters and digits. `country`: ISO 3166-1 alpha-2
// of the organisation, for phones and documents that do not say theirs.
std::optional<std::string> match_key(const Identifier& identifier, std::string_view country);

// What others lend, because they stand later in the order of the modules: src/app wires them before the
// routes.
struct Hooks {
    // Open cases of each; customers without any may be left out.
    std::function<std::unordered_map<CustomerId, int>(db::Tx&, std::span<const CustomerId>)> open_cases = {};
};

struct Options {
    // ISO 3166-1 code of the organisation, for phone numbers written without their country. Safe in a
    // transaction.
    std::function<std::string()> country = [] { return std::string("PE"); };
    // The organisation's, for what is shown instead of the name of somebody whose data is blocked.
    std::function<Language()> language = [] { return Language::es; };
};

class Customers {
  public:
    Customers(db::Database& base, const work::Events& events, Options options = {});
    void lend(Hooks hooks) { hooks_ = std::move(hooks); }

    // --- Inside anyone's transaction -----------------------------------------------------------------------
    // Finds by e-mail, then document, then phone with a name that may be the same person's; else creates.
    // What was not known is added (an identifier), nothing known is overwritten; nothing at all is added to
    // somebody whose data is blocked, who is found by e-mail, too, only under a name that may be theirs:
    // whoever else writes from that address must not disappear. Refuses: invalid_fields with "email",
    // "phone", "document", "name" (the caller prefixes its own path).
    Result<CustomerId> find_or_create(db::Tx& tx, const NewCustomer& wanted, const Principal& by,
                                      Instant now) const;
    // Of a customer that was merged into another: that other, under its own id.
    std::optional<Customer> get(db::Tx& tx, CustomerId id) const;
    // "Datos bloqueados" for whose data is blocked.
    std::unordered_map<CustomerId, std::string> names(db::Tx& tx, std::span<const CustomerId> ids) const;
    // Whole records in the order asked for; those there are not (any more) are left out.
    std::vector<Customer> many(db::Tx& tx, std::span<const CustomerId> ids) const;
    // For walking the whole base: the numbers ever given and not taken back, merged records too, from after
    // `after` on.
    std::vector<CustomerId> numbers(db::Tx& tx, CustomerId after, std::size_t limit) const;
    std::optional<TreatmentOf> treatment(db::Tx& tx, CustomerId id) const;
    // By any word of the name (without accents, unfinished words too), e-mail, phone or document however
    // written.
    std::vector<CustomerHit> find(db::Tx& tx, std::string_view query, std::size_t limit) const;
    // Who stands for this customer now: the one it was merged into, or itself.
    CustomerId standing(db::Tx& tx, CustomerId id) const;

    // --- Blocked data (GDPR art. 18; Spain: LOPDGDD art. 32) -----------------------------------------------
    // Kept as the law asks, and shown to nobody. `get`, `many` and `treatment` still read it, for those who
    // answer for it; whatever shows or changes one record asks `shown` first: who stands for this customer
    // now, unless their data is blocked. Refuses "customer.not_found" and "customer.blocked".
    Result<CustomerId> shown(db::Tx& tx, CustomerId id) const;
    std::unordered_set<CustomerId> blocked_among(db::Tx& tx, std::span<const CustomerId> ids) const;
    // Would writing `wanted` down write somebody down again whose data is blocked? By what they are found by.
    bool resembles_blocked(db::Tx& tx, const Customer& wanted) const;
    // With the records joined to theirs. Refuse "customer.not_found", "customer.blocked" (already) and
    // "customer.not_blocked".
    Result<void> block(db::Tx& tx, CustomerId id, const Principal& by, Instant now) const;
    Result<void> unblock(db::Tx& tx, CustomerId id, const Principal& by, Instant now) const;
    // By number, from after `after` on; with their names, for administrators alone.
    std::vector<BlockedCustomer> blocked(db::Tx& tx, CustomerId after, std::size_t limit) const;

    // --- Writing, inside anyone's transaction (imports, forms) ---------------------------------------------
    // One more customer, whatever it resembles (ask `duplicates_of` first). `id`, `version`, `merged` are
    // ignored; created_at is `now`. Refuses invalid_fields, as `create`, "customer.exists" and
    // "customer.blocked" (somebody whose data is blocked would be written down again). Many at once:
    // bulk.hpp.
    Result<CustomerId> add(db::Tx& tx, const Customer& wanted, const Principal& by, Instant now) const;
    // `change` alters what was read; only what differs afterwards is written and announced. `version`
    // (nothing: any) must be the stored one. Refuses "customer.not_found", "customer.merged" (params: id,
    // name of who it was merged into), "customer.changed_meanwhile", and as `add`; "customer.blocked" unless
    // `if_blocked` says to write all the same. Answers the customer as it then stands.
    Result<Customer> change(db::Tx& tx, CustomerId id, const std::function<void(Customer&)>& change,
                            const Principal& by, Instant now,
                            std::optional<std::int64_t> version = std::nullopt,
                            IfBlocked if_blocked = IfBlocked::refuse) const;
    // What is wrong with it, field by field, without writing: for previews.
    std::vector<FieldError> problems_of(const Customer& wanted, Instant now) const;
    // Who may be the same party as `customer` (with id 0: one that is not written down yet), best first.
    // Reads indexes only. The score: from 90 on it almost surely is, from kWorthAsking on one should ask a
    // person.
    std::vector<Duplicate> duplicates_of(db::Tx& tx, const Customer& customer, std::size_t limit) const;
    // The same for many at once (nearby.hpp).
    Nearby nearby(db::Tx& tx, std::span<const Customer> those) const;
    // The organisations that may be meant by this name and document, as a file or a form says them: the one
    // with the document, else those of exactly this name (folded) without another document of that type, at
    // most `limit`.
    std::vector<CustomerId> organisations_like(db::Tx& tx, const Customer& wanted, std::size_t limit) const;
    // Those of them a person should see: without who was dismissed.
    std::vector<Duplicate> worth_showing(db::Tx& tx, const Customer& customer, std::size_t limit) const;
    // Takes out one that an undone import had added. Refuses "customer.not_found" and "customer.in_use"
    // (params: what) while anything of any module hangs on it.
    Result<void> take_back(db::Tx& tx, CustomerId id, const Principal& by, Instant now) const;
    // The same of many; answers those that stay, and why.
    std::unordered_map<CustomerId, Error> take_back(db::Tx& tx, std::span<const CustomerId> ids,
                                                    const Principal& by, Instant now) const;

    // --- One party written down twice (merging.hpp) --------------------------------------------------------
    // Each module whose tables name customers says so while the house is wired.
    void held_by(Holder holder) { holders_.push_back(std::move(holder)); }
    const std::vector<Holder>& holders() const { return holders_; }
    // Refuses "customer.not_found", "customer.merged", "customer.same" (with itself),
    // "merge.changed_meanwhile" when a version is not the stored one, and invalid_fields.
    Result<Merge> merge(db::Tx& tx, const MergeWish& wish, const Principal& by, Instant now) const;
    // Everything goes back to where it was; what came to the winner since stays there and is told. Refuses
    // "merge.not_found", "merge.undone" and "merge.undo_later_first" (the winner was merged away since, or
    // another came to it).
    Result<Merge> undo_merge(db::Tx& tx, MergeId id, const Principal& by, Instant now) const;
    // Both records as they were. Refuses "merge.not_found", also where somebody whose data was in them was
    // erased since, and "customer.blocked" where theirs is blocked.
    Result<Merge> find_merge(db::Tx& tx, MergeId id, Language language = Language::es) const;
    // Every record that was joined to this one, however many merges away, without itself.
    std::vector<CustomerId> joined(db::Tx& tx, CustomerId id) const;
    // For erasing somebody: the records joined to theirs lose whatever told who they were, and the journal
    // what parting them would need. Their numbers still lead to `id`.
    void forget_joined(db::Tx& tx, CustomerId id) const;

    // The worklist of suspects, surest first; a page begins after `cursor`. Refuses a cursor that is none.
    Result<http::PageOf<Suspect>> suspects(db::Tx& tx, std::string_view cursor, std::size_t limit) const;
    // "No son la misma persona": remembered, and never suspected again. Refuses "customer.not_found" and
    // "customer.same".
    Result<void> dismiss(db::Tx& tx, CustomerId one, CustomerId other, const Principal& by,
                         Instant now) const;
    // Somebody thinks they are the same: onto the worklist, even if it was dismissed. Refuses as `dismiss`,
    // and "customer.already_merged".
    Result<void> suggest(db::Tx& tx, CustomerId one, CustomerId other, const Principal& by,
                         Instant now) const;
    // Looks for duplicates of those added and changed since the last time, at most `batch`; how many it
    // looked at.
    std::size_t find_suspects(std::size_t batch, Instant now);
    // Makes the match keys of the next `batch` customers anew after an upgrade or a change of country; how
    // many it did, 0 when all are. Remembers how far it came.
    std::size_t rekey(std::size_t batch);
    bool upkeep_is_due() const;  // is there anything to do for the two?
    // The body of their job: until both are done, or the program is about to end (work::unfinished).
    Result<void> catch_up(const work::JobRun& run);

    // Customers of the sample company. Their cases, contacts and promises are removed by their modules before
    // `remove_sample`, which leaves every other customer alone.
    std::vector<CustomerId> sample(db::Tx& tx, std::size_t limit) const;
    bool is_sample(db::Tx& tx, CustomerId id) const;
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
    std::vector<HeldBack> held_back(db::Tx& tx, CustomerId winner, CustomerId loser, Language language) const;

    db::Database& base_;
    const work::Events& events_;
    Options options_;
    Hooks hooks_;
    std::vector<Holder> holders_;
};

// Recurring: rekeying and the search for suspects.
void add_jobs(work::Jobs& jobs, Customers& customers);

// POST /customers (the list is of module segments), GET/PATCH /customers/{id}.
void add_routes(http::Api& api, Customers& customers);

}  // namespace escucha::customers
