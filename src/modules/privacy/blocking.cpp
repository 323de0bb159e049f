// Blocking a person's data and ending that (GDPR art. 18; Spain: LOPDGDD art. 32): kept for whoever may have
// to answer for it, seen by nobody. The one way to it meanwhile is the whole record, for an administrator who
// writes down why.
#include <charconv>

#include "db/database.hpp"
#include "modules/privacy/answering.hpp"
#include "modules/privacy/events.hpp"
#include "work/events.hpp"

namespace escucha::privacy {
namespace {

bool may_be_blocked(RightKind kind) {
    return kind == RightKind::restriction || kind == RightKind::erasure || kind == RightKind::objection;
}

template <class Fact>
void announce(const Privacy::Parts& parts, db::Tx& tx, const Principal& by, Instant now, const Fact& fact) {
    parts.events.append(tx, work::event(Fact::kType, "customer", fact.customer, by, now, fact));
}

std::optional<CustomerId> position(std::string_view cursor) {
    CustomerId after = 0;
    const char* const begin = cursor.data();
    const char* const end = begin + cursor.size();
    const auto read = std::from_chars(begin, end, after);
    return read.ec == std::errc{} && read.ptr == end && after > 0 ? std::optional(after) : std::nullopt;
}

}  // namespace

Result<void> nothing_open(const std::vector<Holding>& holdings, db::Tx& tx, CustomerId customer) {
    for (const auto& holding : holdings)
        if (const int open = holding.open ? holding.open(tx, customer) : 0; open > 0)
            return conflict(fmt::format("rights.open_{}", holding.name), {{"n", std::to_string(open)}});
    for (const auto& holding : holdings)
        if (holding.may_go)
            if (const auto ok = holding.may_go(tx, customer); !ok) return ok;
    return {};
}

Result<RightsRequest> Privacy::block(const Principal& by, RequestId id, std::optional<std::int64_t> version,
                                     Language language, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<RightsRequest> {
        auto row = open_request(tx, id, version);
        if (!row) return Refused(row.error());
        if (!may_be_blocked(row->kind)) return conflict("rights.no_blocking");
        if (const auto ok = nothing_open(holdings_, tx, row->customer); !ok) return Refused(ok.error());
        if (const auto ok = parts_.customers.block(tx, row->customer, by, now); !ok)
            return Refused(ok.error());
        settle(tx, *row, true, text(language, "privacy.blocked"), by, now);
        store::note_blocking(tx, id);
        announce(parts_, tx, by, now, PersonBlocked{id, row->customer});
        return view(parts_, tx, *row, now);
    });
}

Result<void> Privacy::unblock(const Principal& by, CustomerId id, const std::string& reason, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        const auto customer = parts_.customers.standing(tx, id);
        if (auto done = parts_.customers.unblock(tx, customer, by, now); !done) return done;
        announce(parts_, tx, by, now, PersonUnblocked{customer, reason});
        return {};
    });
}

Result<http::File> Privacy::sealed_record(const Principal& by, CustomerId id, const std::string& reason,
                                          RecordFormat format, Instant now) {
    CustomerId who = 0;
    auto file = parts_.db.read([&](db::Tx& tx) -> Result<http::File> {
        auto customer = parts_.customers.get(tx, id);
        if (!customer) return not_found("customer.not_found");
        if (!customer->blocked) return conflict("customer.not_blocked");
        who = customer->id;
        return whole_record(tx, std::move(*customer), format, now);
    });
    if (!file) return file;
    // Nobody has it in hand before it is written down that they do.
    parts_.db.write([&](db::Tx& tx) {
        announce(parts_, tx, by, now, SealedRecordMade{who, reason, std::string(db::name(format))});
    });
    return file;
}

Result<http::PageOf<BlockedPerson>> Privacy::blocked(std::string_view cursor, std::size_t limit) const {
    std::optional<CustomerId> after = 0;
    if (!cursor.empty() && !(after = position(cursor))) return invalid_field("cursor", "bad_cursor");
    return parts_.db.read([&](db::Tx& tx) {
        auto list = parts_.customers.blocked(tx, *after, limit + 1);
        http::PageOf<BlockedPerson> page;
        if (list.size() > limit) {
            list.resize(limit);
            page.next = std::to_string(list.back().id);
        }
        for (auto& one : list)
            page.items.push_back(
                {{one.id, std::move(one.name)}, one.since, store::blocking_request(tx, one.id)});
        return page;
    });
}

}  // namespace escucha::privacy
