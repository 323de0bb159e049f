// Segments (SERVICE_MODEL C6): questions about the customers that are worth keeping. A segment is a filter
// with a name, shared by everybody; it is asked anew each time, so whoever fits today is in it today.
//
// The filter is a small closed language: groups of conditions {field, op, values}, joined by "all" or "any",
// with one level of groups inside. It is checked whole (every wrong field is named: "conditions[2].values")
// and becomes ONE statement with parameters; nothing of what was typed ever stands in SQL.
//
// What is filtered lies in a projection of this module (table segment_customers: one narrow row a customer,
// what a condition needs and nothing else), written by reactions to the events of customers and cases in
// their own transaction, and filled in the background after an upgrade. Conditions on own fields, tags, roles
// and consents are lent by the module profiles as pieces of SQL. Discarded: membership lists kept up to date
// (a birthday "this week" changes at midnight without any event), and a free query language.
//
//     segments.members(tx, id, after, 500, now)    for modules that do something with everybody in a segment
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "http/fields.hpp"
#include "http/request.hpp"
#include "modules/customers/customers.hpp"

namespace escucha {
namespace calendar {
class Calendars;
}
namespace cases {
class Cases;
}
namespace contacts {
class Contacts;
}
namespace profiles {
class Profiles;
}
namespace work {
class Jobs;
}
}  // namespace escucha

namespace escucha::segments {

using customers::CustomerId;
using SegmentId = std::int64_t;

// --- The language
// --------------------------------------------------------------------------------------------

enum class FilterField {
    name,
    kind,            // person | organisation
    treatment,       // tu | usted | vos
    language,        // es | en
    channel,         // the preferred one
    do_not_contact,  // yes | no
    email,
    phone,
    document,
    created,       // a day of the organisation's calendar
    birthday,      // month and day
    completeness,  // per cent of what we ask for
    tag,
    own,           // a field of the organisation's own; `of` is its key
    role,          // what they are to us: customer, supplier…
    consent,       // the number of a purpose: agreed, and not withdrawn
    organisation,  // the number of the customer they belong to
    open_cases,    // how many
    last_contact,  // the day of the last message, call or visit, by either side
};
enum class FilterOp {
    is,      // any of the values
    is_not,  // none of the values
    contains,
    at_least,  // a number, or a day: from that day on
    at_most,   // a number, or a day: until the end of that day
    present,
    absent,
    within_days,      // in the last N days, today included
    not_within_days,  // longer ago, or never
    this_week,        // birthdays, Monday to Sunday
    this_month,
};
enum class FilterMatch { all, any };
BOOST_DESCRIBE_ENUM(FilterField, name, kind, treatment, language, channel, do_not_contact, email, phone,
                    document, created, birthday, completeness, tag, own, role, consent, organisation,
                    open_cases, last_contact)
BOOST_DESCRIBE_ENUM(FilterOp, is, is_not, contains, at_least, at_most, present, absent, within_days,
                    not_within_days, this_week, this_month)
BOOST_DESCRIBE_ENUM(FilterMatch, all, any)

struct FilterCondition {
    FilterField field = FilterField::name;
    std::optional<http::Line<100>> of = {};  // field == own: which
    FilterOp op = FilterOp::is;
    http::Many<http::Line<200>, 50> values = {};  // as texts: "usted", "2026-11-21", "12.5"
};
BOOST_DESCRIBE_STRUCT(FilterCondition, (), (field, of, op, values))

struct FilterGroup {
    FilterMatch match = FilterMatch::all;
    http::Many<FilterCondition, 20> conditions = {};
};
BOOST_DESCRIBE_STRUCT(FilterGroup, (), (match, conditions))

// No condition at all: everybody.
struct CustomerFilter {
    FilterMatch match = FilterMatch::all;
    http::Many<FilterCondition, 20> conditions = {};
    http::Many<FilterGroup, 10> groups = {};
    bool empty() const { return conditions.empty() && groups.empty(); }
};
BOOST_DESCRIBE_STRUCT(CustomerFilter, (), (match, conditions, groups))

// --- Shapes
// --------------------------------------------------------------------------------------------------

struct Segment {
    SegmentId id = 0;
    std::string name = {};
    CustomerFilter filter = {};
    PersonId created_by = 0;
    Instant created_at{};
    std::int64_t version = 0;
};

// How many; beyond `kCountTo` it says so instead of counting on.
struct SegmentCount {
    std::int64_t customers = 0;
    bool more = false;  // there are more than that
};
BOOST_DESCRIBE_STRUCT(SegmentCount, (), (customers, more))

enum class CustomerSort { name, newest };
BOOST_DESCRIBE_ENUM(CustomerSort, name, newest)

// What somebody looks at: a segment or a filter (or both: within), narrowed by what was typed.
struct Look {
    std::optional<SegmentId> segment = {};
    CustomerFilter filter = {};
    std::string query = {};
    CustomerSort sort = CustomerSort::name;
    bool is_everybody() const { return !segment && filter.empty() && query.empty(); }
};

enum class ExportFormat { xlsx, csv, vcard };
BOOST_DESCRIBE_ENUM(ExportFormat, xlsx, csv, vcard)

// What stands between the cells of a .csv: what the reader's spreadsheet expects (`usual_separator`).
enum class CsvSeparator { comma, semicolon };
BOOST_DESCRIBE_ENUM(CsvSeparator, comma, semicolon)
// Where one writes 12,5 in Spanish, spreadsheets part cells by semicolons; `country`: ISO 3166-1. (Decimal
// signs: Unicode CLDR.)
CsvSeparator usual_separator(Language language, std::string_view country);

struct ExportWish {
    ExportFormat format = ExportFormat::xlsx;
    std::vector<std::string> columns = {};       // keys of `export_columns`; none: the usual ones
    std::optional<CsvSeparator> separator = {};  // none: the usual one
};

// The most that is counted: beyond it, "more than".
inline constexpr std::int64_t kCountTo = 1'000'000;

class Segments {
  public:
    struct Parts {
        db::Database& db;
        work::Events& events;
        work::Jobs& jobs;
        calendar::Calendars& calendars;
        customers::Customers& customers;
        profiles::Profiles& profiles;
        contacts::Contacts& contacts;
        cases::Cases& cases;
    };
    // Listens to the events of customers and cases from then on, and takes the job that fills the projection.
    explicit Segments(Parts parts);
    Segments(const Segments&) = delete;

    // --- Inside anyone's transaction
    // -------------------------------------------------------------------------
    std::optional<Segment> get(db::Tx& tx, SegmentId id) const;
    // Those whose conditions name this person: their name, or what they are found by.
    std::vector<Segment> naming(db::Tx& tx, const customers::Customer& who) const;
    std::vector<Segment> all(db::Tx& tx) const;  // by name
    // Those in the segment with numbers above `after`, in their order. Refuses "segment.not_found", and
    // "segment.outdated" when something its filter names is gone since.
    Result<std::vector<CustomerId>> members(db::Tx& tx, SegmentId id, CustomerId after, std::size_t limit,
                                            Instant now) const;
    Result<SegmentCount> count(db::Tx& tx, const CustomerFilter& filter, Instant now) const;
    Result<SegmentCount> count(db::Tx& tx, SegmentId id, Instant now) const;
    // A page of numbers in the order of `look.sort`, from after `cursor` on. Refuses invalid_fields
    // ("cursor", "filter…"), "segment.not_found".
    Result<http::PageOf<CustomerId>> page(db::Tx& tx, const Look& look, std::string_view cursor,
                                          std::size_t limit, Instant now) const;
    // Names every field that is wrong, under `path` ("filter").
    Result<void> check(db::Tx& tx, const CustomerFilter& filter, std::string_view path) const;

    // --- Use cases
    // ------------------------------------------------------------------------------------------- Refuse
    // invalid_fields and "segment.name_taken"; edit and remove also "segment.not_found", "segment.not_yours"
    // (others' segments: supervisors), edit "segment.changed_meanwhile".
    Result<Segment> create(const Principal& by, std::string name, CustomerFilter filter, Instant now);
    Result<Segment> edit(const Principal& by, SegmentId id, std::optional<std::int64_t> version,
                         std::optional<std::string> name, std::optional<CustomerFilter> filter, Instant now);
    Result<void> remove(const Principal& by, SegmentId id, Instant now);
    // Those a person of the sample company wrote, inside anyone's transaction.
    void remove_written_by(db::Tx& tx, PersonId author, const Principal& by, Instant now) const;
    // A file of what is seen, written to disk piece by piece; announces customers.exported. Refuses as
    // `page`, and "columns[n]" that are none.
    Result<http::File> export_file(const Principal& by, const Look& look, const ExportWish& wish,
                                   Language language, Instant now);

    // Takes the next `batch` customers into the projection after an upgrade; how many, 0 when all are in it.
    std::size_t fill(std::size_t batch);
    // Whether every customer is in the projection already (not while it is filled after an upgrade).
    bool ready(db::Tx& tx) const;
    // A customer is no longer to be found here (erased, blocked), or again as customers and cases say.
    void forget(db::Tx& tx, CustomerId id) const;
    void refresh(db::Tx& tx, CustomerId id) const;

    const Parts& parts() const { return parts_; }

  private:
    Parts parts_;
};

// Recurring: fills the projection after an upgrade.
void add_jobs(work::Jobs& jobs, Segments& segments);

// GET/POST /segments, GET/PATCH/DELETE /segments/{id}, GET /segments/{id}/count, POST /segments/count, GET
// /customers, POST /customers/exports, GET /customers/exports/columns.
void add_routes(http::Api& api, Segments& segments);

}  // namespace escucha::segments
