// Writing in peace: drafts that survive a closed laptop, and who else is looking or typing.
#include "modules/cases/use_case.hpp"

namespace escucha::cases {
namespace {

Result<Case> for_person(db::Tx& tx, const Principal& who, CaseId id) {
    auto c = store::find(tx, id);
    if (!c) return not_found("case.not_found");
    if (const auto ok = may_handle(who, *c); !ok) return Refused(ok.error());
    return std::move(*c);
}

bool same(const std::vector<Watcher>& a, const std::vector<Watcher>& b) {
    return std::ranges::equal(a, b, [](const Watcher& x, const Watcher& y) {
        return x.person == y.person && x.typing == y.typing;
    });
}

}  // namespace

// What somebody writes while a colleague joins the case to another is kept there.
Result<void> Cases::save_draft(const Principal& who, CaseId id, const std::string& kind,
                               const std::string& text, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        const auto c = for_person(tx, who, standing(tx, id));
        if (!c) return Refused(c.error());
        if (text.empty())
            store::drop_draft(tx, c->id, who.person);
        else
            store::save_draft(tx, c->id, who.person, {kind, text, now});
        return {};
    });
}

Result<void> Cases::drop_draft(const Principal& who, CaseId id) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        const auto c = for_person(tx, who, standing(tx, id));
        if (!c) return Refused(c.error());
        store::drop_draft(tx, c->id, who.person);
        return {};
    });
}

// Others are told only when who is there, or who types, has changed; a heartbeat alone wakes nobody.
Result<std::vector<Watcher>> Cases::watch(const Principal& who, CaseId id, bool typing, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<std::vector<Watcher>> {
        const auto c = for_person(tx, who, id);
        if (!c) return Refused(c.error());
        const auto before = store::watchers(tx, id, now);
        store::watch(tx, id, who.person, typing, now);
        store::mark_read(tx, id);
        auto after = store::watchers(tx, id, now);
        if (!same(before, after))
            announce(parts_, tx, *c, "case.presence", who, now, CaseChanged{"presence", c->owner});
        return after;
    });
}

Result<void> Cases::unwatch(const Principal& who, CaseId id, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        const auto c = for_person(tx, who, id);
        if (!c) return Refused(c.error());
        store::unwatch(tx, id, who.person);
        announce(parts_, tx, *c, "case.presence", who, now, CaseChanged{"presence", c->owner});
        return {};
    });
}

}  // namespace escucha::cases
