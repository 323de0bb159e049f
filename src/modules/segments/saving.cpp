// Segments are kept: a name, a filter, who wrote it. Everybody uses them; others' are changed by supervisors.
#include "base/fold.hpp"
#include "base/sort_key.hpp"
#include "db/database.hpp"
#include "modules/segments/events.hpp"
#include "modules/segments/store.hpp"
#include "work/events.hpp"

namespace escucha::segments {
namespace {

template <class Fact>
void announce(const Segments::Parts& parts, db::Tx& tx, SegmentId id, const Principal& by, Instant now,
              const Fact& fact) {
    parts.events.append(tx, work::event(Fact::kType, "segment", id, by, now, fact));
}

Result<void> check_name(db::Tx& tx, const Segment& s) {
    if (sort_key(s.name).empty()) return invalid_field("name", "required");
    if (store::name_taken(tx, s.name, s.id)) return conflict("segment.name_taken", {{"name", s.name}});
    return {};
}

Result<Segment> theirs(db::Tx& tx, const Principal& by, SegmentId id) {
    auto segment = store::get(tx, id);
    if (!segment) return not_found("segment.not_found");
    if (by.is_person() && segment->created_by != by.person && !by.at_least(Role::supervisor))
        return refuse(ErrorKind::forbidden, "segment.not_yours");
    return std::move(*segment);
}

}  // namespace

std::optional<Segment> Segments::get(db::Tx& tx, SegmentId id) const {
    return store::get(tx, id);
}

std::vector<Segment> Segments::all(db::Tx& tx) const {
    return store::all(tx);
}

Result<Segment> Segments::create(const Principal& by, std::string name, CustomerFilter filter, Instant now) {
    const Segment wanted{.name = one_line(name),
                         .filter = std::move(filter),
                         .created_by = by.person,
                         .created_at = now,
                         .version = 1};
    return parts_.db.write([&](db::Tx& tx) -> Result<Segment> {
        auto segment = wanted;
        if (const auto ok = check(tx, segment.filter, "filter"); !ok) return Refused(ok.error());
        if (const auto ok = check_name(tx, segment); !ok) return Refused(ok.error());
        segment.id = store::add(tx, segment);
        announce(parts_, tx, segment.id, by, now, SegmentAdded{segment.id});
        return segment;
    });
}

Result<Segment> Segments::edit(const Principal& by, SegmentId id, std::optional<std::int64_t> version,
                               std::optional<std::string> name, std::optional<CustomerFilter> filter,
                               Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Segment> {
        auto segment = theirs(tx, by, id);
        if (!segment) return segment;
        if (version && *version != segment->version)
            return refuse(ErrorKind::stale, "segment.changed_meanwhile", {{"name", segment->name}});
        if (name) segment->name = one_line(*name);
        if (filter) segment->filter = *filter;
        if (filter)
            if (const auto ok = check(tx, segment->filter, "filter"); !ok) return Refused(ok.error());
        if (const auto ok = check_name(tx, *segment); !ok) return Refused(ok.error());
        store::save(tx, *segment);
        ++segment->version;
        const std::string fields = name && filter ? "name filter" : name ? "name" : "filter";
        announce(parts_, tx, id, by, now, SegmentChanged{id, fields});
        return segment;
    });
}

void Segments::remove_written_by(db::Tx& tx, PersonId author, const Principal& by, Instant now) const {
    for (const Segment& s : store::all(tx)) {
        if (s.created_by != author) continue;
        store::remove(tx, s.id);
        announce(parts_, tx, s.id, by, now, SegmentRemoved{s.id});
    }
}

Result<void> Segments::remove(const Principal& by, SegmentId id, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        const auto segment = theirs(tx, by, id);
        if (!segment) return Refused(segment.error());
        store::remove(tx, id);
        announce(parts_, tx, id, by, now, SegmentRemoved{id});
        return {};
    });
}

}  // namespace escucha::segments
