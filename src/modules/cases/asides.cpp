// What passes between us and somebody outside who was asked about a case. It lives in the log, where nothing
// that the customer sees is made from.
#include "modules/cases/use_case.hpp"

namespace escucha::cases {
namespace {

void wake(Work& w, const Aside& in) {
    w.c.unread = true;
    w.notify(w.c.owner != 0 ? w.c.owner : in.else_tell, team::NoticeKind::third_party_replied,
             {{"what", in.who}});
}

}  // namespace

Result<AsideIn> Cases::aside_in(db::Tx& tx, const Principal& who, CaseId id, const Aside& in, Instant now) {
    AsideIn aside{.id = standing(tx, id)};
    const bool ours = in.kind == AsideKind::forwarded;
    const auto done = change_in(*this, tx, who, aside.id, now, ours ? "forwarded" : "third_party_replied",
                                [&](Work& w) -> Result<void> {
                                    const boost::json::object data{{"who", in.who}};
                                    aside.entry = store::add_log(w.tx, w.c.id, db::name(in.kind), who,
                                                                 in.text, boost::json::serialize(data), now);
                                    if (!ours) wake(w, in);
                                    return w.attach(in.files, "note", aside.entry);
                                });
    if (!done) return Refused(done.error());
    return aside;
}

}  // namespace escucha::cases
