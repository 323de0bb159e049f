// What we said and did not arrive: the case wakes, and its timeline says to whom and why.
#include "modules/cases/use_case.hpp"

namespace escucha::cases {

Result<void> Cases::undelivered_in(db::Tx& tx, CaseId id, const Undelivered& in, Instant now) {
    const auto done = change_in(*this, tx, system_principal(), standing(tx, id), now, "undelivered",
                                [&](Work& w) -> Result<void> {
                                    w.log("undelivered", in.why, {{"what", in.to}});
                                    if (!in.to_customer) return {};
                                    w.c.unread = true;
                                    heard_otherwise(w.c, w.soon());
                                    return {};
                                });
    return done ? Result<void>{} : Refused(done.error());
}

}  // namespace escucha::cases
