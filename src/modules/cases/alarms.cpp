#include "modules/cases/alarms.hpp"

#include <algorithm>

namespace escucha::cases {
namespace {

Alarm told_of(const Alarms& alarms, DueKind what) {
    const auto found = std::ranges::find(alarms, what, &Alarm::what);
    return found == alarms.end() ? Alarm{.what = what} : *found;
}

Instant next_of(const Due& due, const Alarm& told, Instant now) {
    if (now < due.soon_at) return due.soon_at;
    if (now < due.at) return told.warned == due.at ? due.at : now;
    return told.late == due.at ? kNever : now;
}

}  // namespace

std::vector<Untold> untold(std::span<const Due> dates, const Alarms& alarms, Instant now) {
    std::vector<Untold> out;
    for (const auto& due : dates) {
        const auto told = told_of(alarms, due.what);
        const auto status = status_of(due.at, due.soon_at, now);
        if ((status == Status::late && told.late != due.at) ||
            (status == Status::soon && told.warned != due.at))
            out.push_back({due, status});
    }
    return out;
}

void note_told(Alarms& alarms, const Untold& told) {
    auto found = std::ranges::find(alarms, told.due.what, &Alarm::what);
    if (found == alarms.end()) found = alarms.insert(found, Alarm{.what = told.due.what});
    found->warned = told.due.at;
    if (told.status == Status::late) found->late = told.due.at;
}

bool any_soon(std::span<const Due> dates, Instant now) {
    return std::ranges::any_of(dates, [&](const Due& due) { return due.soon_at <= now; });
}

Instant next_look(std::span<const Due> dates, const Alarms& alarms, Instant now) {
    auto next = kNever;
    for (const auto& due : dates) next = std::min(next, next_of(due, told_of(alarms, due.what), now));
    return next;
}

}  // namespace escucha::cases
