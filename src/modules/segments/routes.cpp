// The routes of segments and of the list of customers: a table of contents.
#include "http/api.hpp"
#include "http/version_asked.hpp"

#include "db/database.hpp"
#include "http/json.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/segments/exporting.hpp"

namespace escucha::segments {
namespace {

using http::Line;
using http::Many;

// --- What is asked
// -------------------------------------------------------------------------------------------
struct ListCustomersIn {
    std::optional<Line<200>> q;
    std::optional<http::Id> segment;
    std::optional<Line<20000>> filter;  // a CustomerFilter as JSON
    std::optional<CustomerSort> sort;
    std::optional<Line<900>> cursor;
    std::optional<http::Int<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(ListCustomersIn, (), (q, segment, filter, sort, cursor, limit))

struct OneSegment {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(OneSegment, (), (id))
struct AddSegment {
    Line<80> name;
    CustomerFilter filter;
};
BOOST_DESCRIBE_STRUCT(AddSegment, (), (name, filter))
struct EditSegment {
    http::Id id;
    std::optional<Line<80>> name;
    std::optional<CustomerFilter> filter;
};
BOOST_DESCRIBE_STRUCT(EditSegment, (), (id, name, filter))
struct CountCustomers {
    CustomerFilter filter;
};
BOOST_DESCRIBE_STRUCT(CountCustomers, (), (filter))
struct ExportCustomers {
    ExportFormat format{};
    std::optional<http::Id> segment;
    std::optional<CustomerFilter> filter;
    std::optional<Line<200>> q;
    std::optional<CustomerSort> sort;
    Many<Line<120>, 150> columns;
    std::optional<CsvSeparator> separator;
};
BOOST_DESCRIBE_STRUCT(ExportCustomers, (), (format, segment, filter, q, sort, columns, separator))

// --- What is answered
// ----------------------------------------------------------------------------------------
struct ListedCustomer {
    CustomerId id = 0;
    std::string name = {};
    customers::PartyKind kind{};
    std::vector<std::string> identifiers = {};
    std::vector<std::string> tags = {};
    bool do_not_contact = false;
    int open_cases = 0;
    std::optional<Instant> last_contact = {};
};
BOOST_DESCRIBE_STRUCT(ListedCustomer, (),
                      (id, name, kind, identifiers, tags, do_not_contact, open_cases, last_contact))
struct SegmentView {
    SegmentId id = 0;
    std::string name;
    CustomerFilter filter;
    bool may_edit = false;  // whoever wrote it, and supervisors
    Instant created_at{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(SegmentView, (), (id, name, filter, may_edit, created_at, version))
struct SegmentList {
    std::vector<SegmentView> items;
    bool ready = true;  // false: not every customer is looked at yet, after an upgrade
};
BOOST_DESCRIBE_STRUCT(SegmentList, (), (items, ready))
struct ExportColumnView {
    std::string key, label;
    bool usual = false;
    bool own = false;
};
BOOST_DESCRIBE_STRUCT(ExportColumnView, (), (key, label, usual, own))
struct ExportChoices {
    std::vector<ExportColumnView> columns;
    CsvSeparator separator{};  // what a .csv has when nobody says otherwise
};
BOOST_DESCRIBE_STRUCT(ExportChoices, (), (columns, separator))

SegmentView view(const Segment& s, const Principal& who) {
    return {s.id,         s.name,   s.filter, s.created_by == who.person || who.at_least(Role::supervisor),
            s.created_at, s.version};
}

Result<http::WithEtag<SegmentView>> answer(Result<Segment> segment, const Principal& who) {
    if (!segment) return Refused(std::move(segment.error()));
    return http::WithEtag<SegmentView>{view(*segment, who), std::to_string(segment->version)};
}

// A filter in a query is JSON; what is wrong in it is named under "filter".
Result<CustomerFilter> filter_from(const std::optional<Line<20000>>& json) {
    if (!json) return CustomerFilter{};
    auto filter = http::from_json<CustomerFilter>(json->str());
    if (filter) return filter;
    if (filter.error().fields.empty()) return invalid_field("filter", "not_a_filter");
    for (auto& wrong : filter.error().fields) wrong.field = "filter." + wrong.field;
    return filter;
}

std::vector<ListedCustomer> listed(const Segments::Parts& parts, db::Tx& tx,
                                   const std::vector<CustomerId>& ids) {
    const auto tags = parts.profiles.tags(tx, ids);
    const auto facts = facts_of(tx, ids);
    std::vector<ListedCustomer> out;
    for (const auto& c : parts.customers.many(tx, ids)) {
        ListedCustomer row{.id = c.id, .name = c.name, .kind = c.kind, .do_not_contact = c.do_not_contact};
        for (const auto& i : c.identifiers) row.identifiers.push_back(i.shown.empty() ? i.value : i.shown);
        if (const auto t = tags.find(c.id); t != tags.end()) row.tags = t->second;
        if (const auto f = facts.find(c.id); f != facts.end()) {
            row.open_cases = f->second.open_cases;
            row.last_contact = f->second.last_contact;
        }
        out.push_back(std::move(row));
    }
    return out;
}

// Asked for in a query or a body, a segment that is gone is a wrong field and no missing page.
Error as_field(Error error) {
    if (error.code != "segment.not_found") return error;
    return invalid_field("segment", "unknown_segment").error();
}

Result<http::PageOf<ListedCustomer>> list(Segments& segments, const ListCustomersIn& in, Instant now) {
    auto filter = filter_from(in.filter);
    if (!filter) return Refused(std::move(filter.error()));
    Look look{.filter = std::move(*filter), .query = in.q ? in.q->str() : ""};
    if (in.segment) look.segment = in.segment->value;
    if (in.sort) look.sort = *in.sort;
    const auto limit = in.limit ? static_cast<std::size_t>(in.limit->value) : 50;
    return segments.parts().db.read([&](db::Tx& tx) -> Result<http::PageOf<ListedCustomer>> {
        auto page = segments.page(tx, look, in.cursor ? in.cursor->str() : "", limit, now);
        if (!page) return Refused(as_field(std::move(page.error())));
        return http::PageOf<ListedCustomer>{listed(segments.parts(), tx, page->items), page->next};
    });
}

void add_lists(http::Api& api, Segments& segments) {
    api.get(
        "/customers",
        {.id = "listCustomers",
         .scope = "customers:read",
         .summary = "Customers: all, of a segment, of a filter, found by anything",
         .description = "`filter` is a CustomerFilter as JSON (the body of POST /segments/count). A segment, "
                        "a filter and `q` narrow one another.",
         .errors = {"segment.outdated"}},
        [&](const http::Call& call, const ListCustomersIn& in) -> Result<http::PageOf<ListedCustomer>> {
            return list(segments, in, call.now);
        });
    api.post(
        "/customer-exports",
        {.id = "exportCustomers",
         .access = http::Access::role(Role::supervisor),
         .scope = "customers:export",
         .summary = "Customers as a file: what the same segment, filter and q would list",
         .description = "Who took what is kept as an event. Without `columns`, the usual ones; see GET "
                        "/customer-exports/columns. `separator` is of .csv alone: with semicolons numbers "
                        "have a decimal comma; without it, what spreadsheets expect in the reader's language "
                        "and the organisation's country.",
         .tag = "customers",
         .errors = {"segment.outdated", "export.too_many"},
         .keep_answer = false},
        [&](const http::Call& call, const ExportCustomers& in) -> Result<http::File> {
            Look look{.filter = in.filter.value_or(CustomerFilter{}), .query = in.q ? in.q->str() : ""};
            if (in.segment) look.segment = in.segment->value;
            if (in.sort) look.sort = *in.sort;
            const ExportWish wish{in.format, {in.columns.begin(), in.columns.end()}, in.separator};
            auto file = segments.export_file(call.principal, look, wish, call.language, call.now);
            if (!file) return Refused(as_field(std::move(file.error())));
            return file;
        });
    api.get("/customer-exports/columns",
            {.id = "listExportColumns",
             .access = http::Access::role(Role::supervisor),
             .scope = "customers:export",
             .summary = "What a file of customers may hold",
             .tag = "customers"},
            [&](const http::Call& call) -> Result<ExportChoices> {
                const auto& parts = segments.parts();
                const auto own = parts.db.read([&](db::Tx& tx) { return parts.profiles.fields(tx); });
                ExportChoices out{.columns = {},
                                  .separator = usual_separator(call.language, parts.customers.country())};
                for (const auto& c : export_columns(own, call.language, parts.calendars.calendar()->zone()))
                    out.columns.push_back({c.key, c.column.heading, c.usual, c.key.starts_with("own.")});
                return out;
            });
}

void add_reading(http::Api& api, Segments& segments) {
    api.get("/segments",
            {.id = "listSegments", .scope = "customers:read", .summary = "The saved filters, by name"},
            [&](const http::Call& call) -> Result<SegmentList> {
                return segments.parts().db.read([&](db::Tx& tx) {
                    SegmentList list{{}, segments.ready(tx)};
                    for (const auto& s : segments.all(tx)) list.items.push_back(view(s, call.principal));
                    return list;
                });
            });
    api.get("/segments/{id}",
            {.id = "getSegment",
             .scope = "customers:read",
             .summary = "One saved filter",
             .errors = {"segment.not_found"}},
            [&](const http::Call& call, const OneSegment& in) -> Result<http::WithEtag<SegmentView>> {
                auto found = segments.parts().db.read([&](db::Tx& tx) { return segments.get(tx, in.id); });
                if (!found) return not_found("segment.not_found");
                return answer(std::move(*found), call.principal);
            });
    api.get("/segments/{id}/count",
            {.id = "countSegment",
             .scope = "customers:read",
             .summary = "How many are in it now, counted up to 1,000,000",
             .errors = {"segment.not_found", "segment.outdated"}},
            [&](const http::Call& call, const OneSegment& in) -> Result<SegmentCount> {
                return segments.parts().db.read(
                    [&](db::Tx& tx) { return segments.count(tx, SegmentId{in.id}, call.now); });
            });
    api.post("/segments/count",
             {.id = "countCustomers",
              .scope = "customers:read",
              .summary = "How many a filter would find, counted up to 1,000,000"},
             [&](const http::Call& call, const CountCustomers& in) -> Result<SegmentCount> {
                 return segments.parts().db.read(
                     [&](db::Tx& tx) { return segments.count(tx, in.filter, call.now); });
             });
}

void add_writing(http::Api& api, Segments& segments) {
    api.post("/segments",
             {.id = "addSegment",
              .scope = "customers:write",
              .summary = "Save a filter with a name, for everybody",
              .errors = {"segment.name_taken"}},
             [&](const http::Call& call, const AddSegment& in) -> Result<http::Created<SegmentView>> {
                 auto made = segments.create(call.principal, in.name.str(), in.filter, call.now);
                 if (!made) return Refused(std::move(made.error()));
                 return http::Created<SegmentView>{view(*made, call.principal),
                                                   fmt::format("/segments/{}", made->id),
                                                   std::to_string(made->version)};
             });
    api.patch("/segments/{id}",
              {.id = "editSegment",
               .scope = "customers:write",
               .summary = "Give a saved filter another name or other conditions",
               .errors = {"segment.not_found", "segment.not_yours", "segment.name_taken",
                          "segment.changed_meanwhile"},
               .needs_match = true},
              [&](const http::Call& call, const EditSegment& in) -> Result<http::WithEtag<SegmentView>> {
                  return answer(segments.edit(call.principal, in.id, http::version_asked(call),
                                              http::plain(in.name), in.filter, call.now),
                                call.principal);
              });
    api.del("/segments/{id}",
            {.id = "removeSegment",
             .scope = "customers:write",
             .summary = "Forget a saved filter; the customers stay",
             .errors = {"segment.not_found", "segment.not_yours"}},
            [&](const http::Call& call, const OneSegment& in) -> Result<std::monostate> {
                if (auto done = segments.remove(call.principal, in.id, call.now); !done)
                    return Refused(std::move(done.error()));
                return std::monostate{};
            });
}

}  // namespace

void add_routes(http::Api& api, Segments& segments) {
    add_lists(api, segments);
    add_reading(api, segments);
    add_writing(api, segments);
}

}  // namespace escucha::segments
