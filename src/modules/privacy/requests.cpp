// What people asked: written down, given a day, made longer once, answered.
#include <algorithm>
#include <charconv>

#include "base/fold.hpp"
#include "db/database.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/privacy/answering.hpp"
#include "modules/privacy/events.hpp"
#include "modules/privacy/store.hpp"
#include "modules/privacy/terms.hpp"
#include "modules/team/team.hpp"
#include "work/events.hpp"

namespace escucha::privacy {
namespace {

constexpr int kOldest = 366;  // days: what came longer ago is a slip of the pen

std::int64_t number(LocalDay day) {
    return day.time_since_epoch().count();
}
LocalDay day(std::int64_t number) {
    return LocalDay{std::chrono::days(number)};
}
LocalDay day(std::chrono::year_month_day date) {
    return LocalDay{std::chrono::sys_days(date).time_since_epoch()};
}

LocalDay today(const Privacy::Parts& parts, Instant now) {
    return parts.team.organisation()->zone->day(now);
}

const ResponseTerm& term_of(const Privacy::Parts& parts, RightKind kind) {
    return response_term(parts.team.organisation()->country, kind);
}

template <class Fact>
void announce(const Privacy::Parts& parts, db::Tx& tx, const Principal& by, Instant now, const Fact& fact) {
    parts.events.append(tx, work::event(Fact::kType, "rights_request", fact.request, by, now, fact));
}

std::string name_of(const Privacy::Parts& parts, db::Tx& tx, PersonId person) {
    if (person == 0) return {};
    const auto names = parts.team.names(tx, std::vector{person});
    const auto found = names.find(person);
    return found == names.end() ? "" : found->second;
}

}  // namespace

RightsRequest view(const Privacy::Parts& parts, db::Tx& tx, const store::Row& r, Instant now) {
    const bool open = r.state == RequestState::open;
    const bool late = open && number(today(parts, now)) > r.due_day;
    const auto names = parts.customers.names(tx, std::array{r.customer});
    const auto name = names.find(r.customer);
    return {
        .id = r.id,
        .customer = {r.customer, name == names.end() ? "" : name->second},
        .kind = r.kind,
        .state = r.state,
        .channel = r.channel,
        .asked_by = r.asked_by,
        .identity = r.identity,
        .text = r.text,
        .received = year_month_day(day(r.received_day)),
        .due = year_month_day(day(r.due_day)),
        .norm = r.norm,
        .late = late,
        .may_extend = open && !late && r.extended_reason.empty() && term_of(parts, r.kind).may_be_longer(),
        .extended_reason = r.extended_reason,
        .decision = r.decision,
        .recorded_by = name_of(parts, tx, r.recorded_by),
        .decided_by = name_of(parts, tx, r.decided_by),
        .decided_at = r.decided_at,
        .version = r.version};
}

Result<store::Row> open_request(db::Tx& tx, RequestId id, std::optional<std::int64_t> version) {
    auto row = store::get(tx, id);
    if (!row) return not_found("rights.not_found");
    if (version && *version != row->version) return refuse(ErrorKind::stale, "rights.changed_meanwhile");
    if (row->state != RequestState::open) return conflict("rights.decided");
    return std::move(*row);
}

void settle(db::Tx& tx, store::Row& row, bool granted, std::string decision, const Principal& by,
            Instant now) {
    row.state = granted ? RequestState::granted : RequestState::refused;
    row.decision = std::move(decision);
    row.decided_by = by.person;
    row.decided_at = now;
    store::save(tx, row);
    ++row.version;
}

namespace {

std::vector<FieldError> faults(const Privacy::Parts& parts, db::Tx& tx, const NewRequest& w, Instant now) {
    std::vector<FieldError> wrong;
    if (!parts.customers.get(tx, w.customer)) wrong.push_back({"customer", "unknown_customer"});
    if (one_line(w.identity).empty()) wrong.push_back({"identity", "required"});
    const auto received = day(w.received), last = today(parts, now);
    if (received > last) wrong.push_back({"received", "in_the_future"});
    if (received < last - std::chrono::days(kOldest)) wrong.push_back({"received", "too_long_ago"});
    return wrong;
}

bool read_cursor(std::string_view cursor, store::Wanted& wanted) {
    const char* const begin = cursor.data();
    const char* const end = begin + cursor.size();
    const auto key = std::from_chars(begin, end, wanted.after_day);
    if (key.ec != std::errc{} || key.ptr == end || *key.ptr != '.') return false;
    const auto id = std::from_chars(key.ptr + 1, end, wanted.after);
    return id.ec == std::errc{} && id.ptr == end && wanted.after > 0;
}

}  // namespace

Privacy::Privacy(Parts parts) : parts_(parts) {
    parts_.customers.held_by(customers::holder_of("rights_requests", "rights_requests"));
}

Result<RightsRequest> Privacy::record(const Principal& by, const NewRequest& w, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<RightsRequest> {
        if (auto wrong = faults(parts_, tx, w, now); !wrong.empty()) return invalid_fields(std::move(wrong));
        const auto& term = term_of(parts_, w.kind);
        store::Row row{.customer = parts_.customers.standing(tx, w.customer),
                       .kind = w.kind,
                       .state = RequestState::open,
                       .channel = w.channel,
                       .asked_by = one_line(w.asked_by),
                       .identity = one_line(w.identity),
                       .text = w.text,
                       .received_day = number(day(w.received)),
                       .due_day = number(due_day(day(w.received), term, *parts_.calendars.calendar(tx))),
                       .norm = std::string(term.norm),
                       .recorded_by = by.person};
        row.id = store::add(tx, row, now);
        announce(parts_, tx, by, now, RightsRequested{row.id, row.customer, std::string(db::name(row.kind))});
        return view(parts_, tx, row, now);
    });
}

Result<RightsRequest> Privacy::extend(const Principal& by, RequestId id, std::optional<std::int64_t> version,
                                      const std::string& reason, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<RightsRequest> {
        auto row = open_request(tx, id, version);
        if (!row) return Refused(row.error());
        if (!row->extended_reason.empty()) return conflict("rights.extended");
        if (number(today(parts_, now)) > row->due_day) return conflict("rights.too_late");
        const auto& term = term_of(parts_, row->kind);
        if (!term.may_be_longer()) return conflict("rights.not_longer");
        row->due_day = number(extended_day(day(row->due_day), term));
        row->extended_reason = reason;
        store::save(tx, *row);
        ++row->version;
        announce(parts_, tx, by, now, RightsExtended{id, row->customer});
        return view(parts_, tx, *row, now);
    });
}

Result<RightsRequest> Privacy::decide(const Principal& by, RequestId id, std::optional<std::int64_t> version,
                                      bool granted, const std::string& decision, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<RightsRequest> {
        auto row = open_request(tx, id, version);
        if (!row) return Refused(row.error());
        if (granted && row->kind == RightKind::erasure) return conflict("rights.erase_them");
        settle(tx, *row, granted, decision, by, now);
        announce(parts_, tx, by, now, RightsDecided{id, row->customer, granted});
        return view(parts_, tx, *row, now);
    });
}

namespace {

Result<store::Row> erasure_asked(const std::vector<Holding>& holdings, db::Tx& tx, RequestId id,
                                 std::optional<std::int64_t> version) {
    auto row = open_request(tx, id, version);
    if (!row) return row;
    if (row->kind != RightKind::erasure) return conflict("rights.no_erasure");
    if (const auto ok = nothing_open(holdings, tx, row->customer); !ok) return Refused(ok.error());
    return row;
}

// What the request is answered with: what went, and what stayed and why.
std::string in_words(const ErasurePlan& plan, Language language) {
    std::string out = text(language, "privacy.erased");
    for (const auto& line : plan.stays) out += "\n" + line;
    return out;
}

}  // namespace

ErasurePlan Privacy::plan(db::Tx& tx, CustomerId customer, Language language) const {
    ErasurePlan plan;
    for (const auto& holding : holdings_) {
        const bool keeps = holding.keeps && holding.keeps(tx, customer);
        if (keeps) plan.stays.push_back(text(language, "privacy.stays." + holding.name));
        plan.name_stays = plan.name_stays || (keeps && holding.by_name);
    }
    for (const auto& holding : holdings_)
        if (holding.erase)
            plan.goes.push_back(
                text(language, "privacy.goes." + holding.name + (plan.name_stays ? ".rest" : ".whole")));
    plan.stays.push_back(text(language, "privacy.stays.rights_requests"));
    return plan;
}

Result<ErasurePlan> Privacy::erasure_plan(RequestId id, Language language) const {
    return parts_.db.read([&](db::Tx& tx) -> Result<ErasurePlan> {
        const auto row = erasure_asked(holdings_, tx, id, std::nullopt);
        if (!row) return Refused(row.error());
        return plan(tx, row->customer, language);
    });
}

Result<RightsRequest> Privacy::erase(const Principal& by, RequestId id, std::optional<std::int64_t> version,
                                     Language language, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<RightsRequest> {
        auto row = erasure_asked(holdings_, tx, id, version);
        if (!row) return Refused(row.error());
        const auto what = plan(tx, row->customer, language);
        const auto who = parts_.customers.get(tx, row->customer);
        if (!who) return not_found("customer.not_found");
        const Holding::Erasing erasing{row->customer, what.name_stays, language, by, now, *who};
        for (const auto& holding : holdings_)
            if (holding.erase)
                if (const auto done = holding.erase(tx, erasing); !done) return Refused(done.error());
        settle(tx, *row, true, in_words(what, language), by, now);
        if (what.name_stays) store::note_blocking(tx, id);  // what stays is blocked
        announce(parts_, tx, by, now, PersonErased{id, row->customer, what.name_stays});
        return view(parts_, tx, *row, now);
    });
}

Result<RightsRequest> Privacy::get(RequestId id, Instant now) const {
    return parts_.db.read([&](db::Tx& tx) -> Result<RightsRequest> {
        const auto row = store::get(tx, id);
        if (!row) return not_found("rights.not_found");
        return view(parts_, tx, *row, now);
    });
}

std::vector<RightsRequest> Privacy::requests_of(db::Tx& tx, CustomerId customer, Instant now) const {
    std::vector<RightsRequest> out;
    for (const bool open : {true, false})
        for (const auto& row : store::list(tx, {.open = open, .of = customer, .limit = 10'000}))
            out.push_back(view(parts_, tx, row, now));
    std::ranges::sort(out, std::ranges::greater{}, &RightsRequest::id);
    return out;
}

Result<http::PageOf<RightsRequest>> Privacy::list(bool open, std::optional<CustomerId> of,
                                                  std::string_view cursor, std::size_t limit,
                                                  Instant now) const {
    store::Wanted wanted{.open = open, .of = of, .limit = limit + 1};
    if (!cursor.empty() && !read_cursor(cursor, wanted)) return invalid_field("cursor", "bad_cursor");
    return parts_.db.read([&](db::Tx& tx) {
        auto rows = store::list(tx, wanted);
        http::PageOf<RightsRequest> page;
        if (rows.size() > limit) {
            rows.resize(limit);
            page.next = fmt::format("{}.{}", rows.back().due_day, rows.back().id);
        }
        for (const auto& row : rows) page.items.push_back(view(parts_, tx, row, now));
        return page;
    });
}

}  // namespace escucha::privacy
