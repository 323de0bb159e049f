// The customer's page, the part that several modules know (SERVICE_MODEL C2): one timeline of everything
// between a customer and us, and what is open.
//
// Seven sources, each newest first, are merged a page at a time; the cursor says up to where each was read.
// Whom a case is about sees nothing of it, its contacts and promises (K4); an API token sees the kinds its
// scopes allow.
#include <algorithm>
#include <array>
#include <charconv>

#include "http/api.hpp"
#include "modules/desk/customer_page.hpp"
#include "modules/desk/people.hpp"
#include "modules/desk/requests.hpp"

namespace escucha::desk {
namespace {

constexpr std::size_t kKinds = 7;

struct Position {
    std::int64_t at = INT64_MAX, id = INT64_MAX;
};
using Positions = std::array<Position, kKinds>;

std::size_t index(TimelineKind kind) {
    return static_cast<std::size_t>(kind);
}

std::string cursor_of(const Positions& positions) {
    std::string out;
    for (const Position& p : positions) out += fmt::format("{}.{}.", p.at, p.id);
    return out;
}

std::optional<Positions> positions_of(std::string_view cursor) {
    Positions out;
    if (cursor.empty()) return out;
    const char* at = cursor.data();
    const char* const end = at + cursor.size();
    for (Position& p : out)
        for (std::int64_t* part : {&p.at, &p.id}) {
            const auto read = std::from_chars(at, end, *part);
            if (read.ec != std::errc{} || read.ptr == end || *read.ptr != '.') return std::nullopt;
            at = read.ptr + 1;
        }
    return at == end ? std::optional(out) : std::nullopt;
}

// What of each kind a token must hold. A session, without scopes, is not limited.
bool allowed(const Principal& who, TimelineKind kind) {
    const auto holds = [&](std::string_view scope) {
        return std::ranges::find(who.scopes, scope) != who.scopes.end();
    };
    if (who.scopes.empty()) return true;
    if (kind == TimelineKind::promise) return holds("promises:read");
    if (kind == TimelineKind::note || kind == TimelineKind::need || kind == TimelineKind::consent)
        return true;
    return holds("cases:read");
}

// One page in the making.
class Timeline {
  public:
    Timeline(Desk& desk, db::Tx& tx, const Viewer& viewer, std::int64_t customer, std::size_t limit)
        : desk_(desk), tx_(tx), viewer_(viewer), customer_(customer), limit_(limit) {}

    void read(TimelineKind kind, const Position& from) {
        const Instant at = instant(from.at);
        const std::size_t n = limit_ + 1;
        switch (kind) {
            case TimelineKind::contact:
                return keep(desk_.contacts.for_customer_before(tx_, customer_, at, from.id, n));
            case TimelineKind::case_:
                return keep(kind, desk_.cases.of_customer(tx_, customer_, {at, from.id, n}));
            case TimelineKind::answer:
                return keep(kind, desk_.cases.answers_of(tx_, customer_, {at, from.id, n}));
            case TimelineKind::promise:
                return keep(desk_.promises.made_to(tx_, customer_, at, from.id, n));
            case TimelineKind::note:
                for (auto& note : desk_.profiles.notes_before(tx_, customer_, at, from.id, n))
                    add(kind, note.at, note.id).note = note;
                return;
            case TimelineKind::need:
                for (auto& need : desk_.profiles.needs_before(tx_, customer_, at, from.id, n, viewer_.now))
                    add(kind, need.asked_at, need.id).need = need;
                return;
            case TimelineKind::consent:
                for (auto& said : desk_.profiles.consents_before(tx_, customer_, at, from.id, n))
                    add(kind, said.at, said.id).consent = said;
                return;
        }
    }

    // The newest of all, in order; `positions` move to where the next page begins.
    http::PageOf<TimelineEntry> page(Positions& positions) {
        std::ranges::sort(read_, [](const Read& a, const Read& b) {
            return std::tie(a.entry.at, a.entry.kind, a.id) > std::tie(b.entry.at, b.entry.kind, b.id);
        });
        http::PageOf<TimelineEntry> out;
        const bool more = read_.size() > limit_;
        if (more) read_.resize(limit_);
        for (Read& r : read_) {
            positions[index(r.entry.kind)] = {micros(r.entry.at), r.id};
            if (!r.hidden) out.items.push_back(std::move(r.entry));
        }
        if (more) out.next = cursor_of(positions);
        name_and_show(out.items);
        return out;
    }

  private:
    struct Read {
        TimelineEntry entry;
        std::int64_t id = 0;
        bool hidden = false;  // K4: read and gone past, but not shown
    };

    TimelineEntry& add(TimelineKind kind, Instant at, std::int64_t id) {
        Read& r = read_.emplace_back();
        r.id = id;
        r.entry.id =
            fmt::format("{}{}", "cmpanec"[index(kind)], id) + (kind == TimelineKind::consent ? "s" : "");
        r.entry.kind = kind;
        r.entry.at = at;
        return r.entry;
    }

    bool may_see(std::int64_t case_id) {
        if (case_id == 0) return true;
        const auto known = seen_.find(case_id);
        if (known != seen_.end()) return known->second;
        const auto c = desk_.cases.find(tx_, case_id);
        return seen_[case_id] = !c || cases::may_handle(viewer_.who, *c).has_value();
    }

    void keep(std::vector<contacts::Contact> list) {
        for (auto& c : list) {
            TimelineEntry& e = add(TimelineKind::contact, c.at, c.id);
            e.contact = entry_of_contact(c);
            if (c.case_id != 0) e.case_id = c.case_id;
            read_.back().hidden = !may_see(c.case_id);
        }
    }

    void keep(TimelineKind kind, const std::vector<cases::Case>& list) {
        for (const auto& c : list) {
            const bool answer = kind == TimelineKind::answer;
            add(kind, answer ? c.checked_at.value_or(c.opened_at) : c.opened_at, c.id).case_id = c.id;
            if (answer)
                read_.back().entry.answer =
                    AnswerLine{c.score, desk_.cases.progress(tx_, c.id).satisfaction_words};
            read_.back().hidden = !cases::may_handle(viewer_.who, c).has_value();
            cases_.insert_or_assign(c.id, c);
        }
    }

    void keep(const std::vector<promises::Promise>& list) {
        for (const auto& p : list) {
            TimelineEntry& e = add(TimelineKind::promise, p.made_at, p.id);
            if (p.case_id != 0) e.case_id = p.case_id;
            read_.back().hidden = !may_see(p.case_id);
            promises_.insert_or_assign(p.id, p);
        }
    }

    // Rows of cases and promises, and names, once for the page.
    void name_and_show(std::vector<TimelineEntry>& items) {
        std::vector<cases::Case> cases;
        std::vector<promises::Promise> promises;
        PeopleNames names(desk_);
        for (const TimelineEntry& e : items) {
            if (e.kind == TimelineKind::case_ || e.kind == TimelineKind::answer)
                cases.push_back(cases_.at(*e.case_id));
            if (e.kind == TimelineKind::promise) promises.push_back(promises_.at(std::stoll(e.id.substr(1))));
            if (e.contact) names.want(e.contact->by);
        }
        names.fetch(tx_);
        const auto rows = case_rows(desk_, tx_, viewer_, cases);
        const auto views = desk_.promises.views(tx_, promises, viewer_.now);
        std::size_t row = 0, view = 0;
        for (TimelineEntry& e : items) {
            if (e.kind == TimelineKind::case_ || e.kind == TimelineKind::answer) e.case_ = rows[row++];
            if (e.kind == TimelineKind::promise) e.promise = views[view++];
            if (e.contact) names.fill(e.contact->by);
        }
    }

    Desk& desk_;
    db::Tx& tx_;
    const Viewer& viewer_;
    std::int64_t customer_;
    std::size_t limit_;
    std::vector<Read> read_;
    std::unordered_map<std::int64_t, bool> seen_;
    std::unordered_map<std::int64_t, cases::Case> cases_;
    std::unordered_map<std::int64_t, promises::Promise> promises_;
};

Result<std::vector<TimelineKind>> kinds_of(std::string_view list) {
    std::vector<TimelineKind> kinds;
    for (std::size_t i = 0; list.empty() && i < kKinds; ++i) kinds.push_back(static_cast<TimelineKind>(i));
    while (!list.empty()) {
        const auto comma = list.find(',');
        const auto kind = db::parse_enum<TimelineKind>(list.substr(0, comma));
        if (!kind) return invalid_field("kinds", "unknown_choice");
        kinds.push_back(*kind);
        list = comma == list.npos ? std::string_view() : list.substr(comma + 1);
    }
    return kinds;
}

struct CustomerTimeline {
    Id id;
    std::optional<Line<900>> before;
    std::optional<Line<100>> kinds;
    std::optional<Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(CustomerTimeline, (), (id, before, kinds, limit))

struct OneCustomer {
    Id id;
};
BOOST_DESCRIBE_STRUCT(OneCustomer, (), (id))

// Newest cases and promises looked through for what is open.
constexpr std::size_t kLookThrough = 100;

CustomerOpen open_of(Desk& desk, db::Tx& tx, const Viewer& viewer, std::int64_t customer) {
    auto cases = desk.cases.of_customer(tx, customer, {.limit = kLookThrough});
    std::erase_if(cases, [&](const cases::Case& c) {
        return c.state == cases::State::solved || !cases::may_handle(viewer.who, c);
    });
    CustomerOpen out;
    if (allowed(viewer.who, TimelineKind::case_)) out.cases = case_rows(desk, tx, viewer, cases);
    if (!allowed(viewer.who, TimelineKind::promise)) return out;
    auto promises = desk.promises.for_customer(tx, customer, kLookThrough);
    std::erase_if(promises, [&](const promises::Promise& p) {
        if (p.state != promises::PromiseState::open) return true;
        const auto c = p.case_id == 0 ? std::nullopt : desk.cases.find(tx, p.case_id);
        return c && !cases::may_handle(viewer.who, *c);
    });
    out.promises = desk.promises.views(tx, promises, viewer.now);
    std::ranges::sort(out.promises, {}, &promises::PromiseView::promised_for);
    return out;
}

}  // namespace

Result<http::PageOf<TimelineEntry>> customer_timeline(Desk& desk, db::Tx& tx, const Viewer& viewer,
                                                      std::int64_t customer, const TimelineWish& wish) {
    const auto who = desk.customers.shown(tx, customer);
    if (!who) return Refused(who.error());
    auto positions = positions_of(wish.before);
    if (!positions) return invalid_field("before", "bad_cursor");
    Timeline timeline(desk, tx, viewer, *who, wish.limit);
    for (const TimelineKind kind : wish.kinds)
        if (allowed(viewer.who, kind)) timeline.read(kind, (*positions)[index(kind)]);
    return timeline.page(*positions);
}

void add_customer_page(http::Api& api, Desk& desk) {
    api.get(
        "/customers/{id}/timeline",
        {.id = "getCustomerTimeline",
         .scope = "customers:read",
         .summary = "Everything between a customer and us, newest first",
         .description = "`kinds` names some of contact, case, promise, answer, note, need, consent, "
                        "separated by commas. A token sees the kinds its scopes allow.",
         .tag = "customers",
         .errors = {"customer.not_found", "customer.blocked"}},
        [&desk](const http::Call& call, const CustomerTimeline& in) -> Result<http::PageOf<TimelineEntry>> {
            auto kinds = kinds_of(in.kinds ? std::string_view(in.kinds->str()) : std::string_view());
            if (!kinds) return Refused(kinds.error());
            const TimelineWish wish{.before = in.before ? in.before->str() : "",
                                    .kinds = std::move(*kinds),
                                    .limit = in.limit ? static_cast<std::size_t>(in.limit->value) : 30};
            return desk.db.read([&](db::Tx& tx) {
                return customer_timeline(desk, tx, {call.principal, call.language, call.now}, in.id, wish);
            });
        });
    api.get("/customers/{id}/open",
            {.id = "getCustomerOpen",
             .scope = "customers:read",
             .summary = "What is open between a customer and us: cases, and promises by when they are due",
             .tag = "customers",
             .errors = {"customer.not_found", "customer.blocked"}},
            [&desk](const http::Call& call, const OneCustomer& in) -> Result<CustomerOpen> {
                return desk.db.read([&](db::Tx& tx) -> Result<CustomerOpen> {
                    const auto who = desk.customers.shown(tx, in.id);
                    if (!who) return Refused(who.error());
                    return open_of(desk, tx, {call.principal, call.language, call.now}, *who);
                });
            });
}

}  // namespace escucha::desk
