// C7: needs and expectations, asked and dated.
#include "db/database.hpp"
#include "modules/profiles/events.hpp"
#include "modules/profiles/rules.hpp"
#include "modules/profiles/store.hpp"
#include "modules/profiles/use_cases.hpp"
#include "work/events.hpp"

namespace escucha::profiles {
namespace {

void announce(const Profiles& p, db::Tx& tx, CustomerId id, std::int64_t need, const char* what,
              const Principal& by, Instant now) {
    p.events().append(tx,
                      work::event(NeedChanged::kType, "customer", id, by, now, NeedChanged{id, need, what}));
    summarise(p, tx, id);
}

// The need, if it is this customer's and still stands.
Result<Need> standing(db::Tx& tx, CustomerId id, std::int64_t need) {
    auto found = store::need(tx, need);
    if (!found || found->customer != id) return not_found("need.not_found");
    if (found->need.superseded_at) return conflict("need.superseded");
    return std::move(found->need);
}

Need shown(const Profiles& p, db::Tx& tx, Need need, Instant now) {
    need.by = named(p, tx, need.by.id);
    need.still_true = ask_again(need, now);
    return need;
}

}  // namespace

Result<Need> ask_need(Profiles& p, CustomerId id, const NeedWish& wish, const Principal& by, Instant now) {
    return p.base().write([&](db::Tx& tx) -> Result<Need> {
        if (const auto there = must_exist(p, tx, id); !there) return Refused(there.error());
        const Instant asked_at = wish.asked_at.value_or(now);
        if (asked_at > now) return invalid_field("asked_at", "in_the_future");
        if (wish.instead_of) {
            auto earlier = standing(tx, id, *wish.instead_of);
            if (!earlier) return earlier;
            earlier->superseded_at = now;
            store::save_need(tx, *earlier);
        }
        Need need{.kind = wish.kind,
                  .text = wish.text,
                  .by = {by.person, {}},
                  .channel = wish.channel,
                  .asked_at = asked_at};
        need.id = store::add_need(tx, id, need);
        announce(p, tx, id, need.id, "asked", by, now);
        return shown(p, tx, std::move(need), now);
    });
}

Result<Need> judge_need(Profiles& p, CustomerId id, std::int64_t need_id, NeedVerdict verdict,
                        const Principal& by, Instant now) {
    return p.base().write([&](db::Tx& tx) -> Result<Need> {
        if (const auto there = must_exist(p, tx, id); !there) return Refused(there.error());
        auto need = standing(tx, id, need_id);
        if (!need) return need;
        const bool holds = verdict == NeedVerdict::still_true;
        (holds ? need->confirmed_at : need->superseded_at) = now;
        store::save_need(tx, *need);
        announce(p, tx, id, need_id, holds ? "confirmed" : "superseded", by, now);
        return shown(p, tx, std::move(*need), now);
    });
}

}  // namespace escucha::profiles
