// Answers that can still be taken back: kept by the server, given once, stopped when somebody spoke
// meanwhile.
#include "modules/cases/addressing.hpp"
#include "modules/cases/giving.hpp"
#include "modules/cases/held_store.hpp"
#include "modules/cases/join_rules.hpp"
#include "modules/team/events.hpp"

namespace escucha::cases {
namespace {

constexpr std::chrono::seconds kOverdue{30};  // longer than any job that is not lost waits
constexpr std::size_t kAtOnce = 100;

// A queue of its own: nobody waits for another's long work while their answer is to leave.
struct LetGo {
    HeldId held = 0;
    static constexpr work::JobKind kJob{.name = "case.held_reply", .queue = "replies"};
};
BOOST_DESCRIBE_STRUCT(LetGo, (), (held))

std::string key_of(HeldId id) {
    return std::to_string(id);
}

Result<Case> to_be_answered(db::Tx& tx, const Principal& who, CaseId id) {
    auto c = store::find(tx, id);
    if (!c) return not_found("case.not_found");
    if (const auto ok = may_handle(who, *c); !ok) return Refused(ok.error());
    if (c->state == State::merged) return merged_already(*c);
    return std::move(*c);
}

void tell(Work& w, std::string what) {
    announce(w.parts, w.tx, w.c, "case." + what, w.who, w.now, CaseChanged{what, w.owner_before});
}

// As whoever wrote it, wherever they are now.
Principal writer_of(const Cases::Parts& parts, db::Tx& tx, const HeldReply& h) {
    Principal who;
    who.kind = ActorKind::person;
    who.person = h.writer;
    who.request_id = h.request_id;
    who.address = h.address;
    if (const auto person = parts.team.person(tx, h.writer)) {
        who.name = person->name;
        who.role = person->role;
        who.language = person->language;
    }
    return who;
}

// Nobody spoke since the writer looked: at `seen` where they say so, else when they wrote it.
Result<void> nobody_spoke(Work& w, const HeldReply& h, const std::optional<std::string>& seen) {
    if (seen) return thread_is_as_seen(w, *seen);
    if (somebody_spoke_since(w, h.at)) return conflict("case.changed_meanwhile");
    return {};
}

// The row goes and the entry comes in one transaction: whoever comes second finds nothing.
Result<Changed> let_go(Cases& cases, db::Tx& tx, const HeldReply& h, const std::optional<std::string>& seen,
                       Instant now) {
    const auto& parts = UseCase::parts(cases);
    parts.files.unattach(tx, kHeldFiles, h.id, now);
    parts.jobs.cancel<LetGo>(tx, key_of(h.id));
    return change_in(cases, tx, writer_of(parts, tx, h), cases.standing(tx, h.case_id), now, "replied",
                     [&](Work& w) -> Result<void> {
                         if (const auto ok = nobody_spoke(w, h, seen); !ok) return ok;
                         return give(w, h.reply);
                     });
}

// It stays with the case until its writer has looked at it, who is told wherever they are.
void stop(Cases& cases, HeldId id, const std::string& why, Instant now) {
    UseCase::parts(cases).db.write([&](db::Tx& tx) {
        const auto h = store::held(tx, id);
        auto c = h ? store::find(tx, cases.standing(tx, h->case_id)) : std::nullopt;
        if (!c || !store::stop_held(tx, id, why, now)) return;
        const auto system = system_principal();
        Work w(cases, tx, system, *c, now);
        w.notify(h->writer, team::NoticeKind::reply_stopped, {}, fmt::format("reply_stopped:{}", id));
        tell(w, "reply_stopped");
    });
}

void let_go_when_due(Cases& cases, HeldId id, Instant now) {
    const auto done = UseCase::parts(cases).db.write([&](db::Tx& tx) -> Result<void> {
        const auto h = store::held(tx, id);
        if (!h || h->stopped || !store::take_held(tx, id)) return {};
        if (const auto given = let_go(cases, tx, *h, std::nullopt, now); !given)
            return Refused(given.error());
        return {};
    });
    if (!done) stop(cases, id, done.error().code, now);
}

// Whoever leaves can neither send nor take back what was stopped: it stays with the case as a note.
void leave_as_note(Cases& cases, db::Tx& tx, const HeldReply& h, Instant now) {
    const auto& parts = UseCase::parts(cases);
    auto c = store::find(tx, cases.standing(tx, h.case_id));
    if (!c || !store::take_held(tx, h.id)) return;
    const auto writer = writer_of(parts, tx, h);
    Work w(cases, tx, writer, *c, now);
    const auto words = text(c->language, "answering.not_sent", {{"text", h.reply.text}});
    const auto entry = store::add_log(tx, c->id, "note", writer, words, "{}", now);
    parts.files.unattach(tx, kHeldFiles, h.id, now);
    (void)w.attach(h.reply.files, "note", entry);
    tell(w, "noted");
}

// Those whose job was given up: what was written must not wait for ever.
void look_for_overdue(const Cases::Parts& parts, Instant now) {
    parts.db.write([&](db::Tx& tx) {
        for (const auto id : store::overdue_held(tx, now - kOverdue, kAtOnce))
            parts.jobs.enqueue(tx, LetGo{id}, {.now = now, .key = key_of(id)});
    });
}

// One of theirs in this case.
Result<HeldReply> own(Cases& cases, db::Tx& tx, const Principal& who, CaseId id, HeldId number) {
    auto h = store::held(tx, number);
    if (!h || h->case_id != cases.standing(tx, id)) return conflict("case.reply_left_already");
    if (h->writer != who.person) return refuse(ErrorKind::forbidden, "case.reply_not_yours");
    return std::move(*h);
}

}  // namespace

void handle_held(Cases& cases) {
    auto& jobs = UseCase::parts(cases).jobs;
    jobs.handle<LetGo>(
        [&cases](const LetGo& job, const work::JobRun& run) { let_go_when_due(cases, job.held, run.now); });
    UseCase::parts(cases).events.on(
        team::PersonDeactivated::kType, [&cases](db::Tx& tx, const work::Event& e) {
            for (const auto& h : store::stopped_of(tx, work::fact<team::PersonDeactivated>(e).person))
                leave_as_note(cases, tx, h, e.at);
        });
    jobs.every("case.held_replies", std::chrono::minutes(1),
               [&cases](const work::JobRun& run) { look_for_overdue(UseCase::parts(cases), run.now); });
}

Result<HeldId> Cases::hold(const Principal& who, CaseId id, const Reply& in, std::chrono::seconds time,
                           Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<HeldId> {
        auto c = to_be_answered(tx, who, id);
        if (!c) return Refused(c.error());
        Work w(*this, tx, who, *c, now);
        if (const auto ok = thread_is_as_seen(w, in.seen); !ok) return Refused(ok.error());
        if (const auto ok = can_be_carried(w, in); !ok) return Refused(ok.error());
        for (const auto& other : store::held_of(tx, id))
            if (other.writer == who.person) return conflict("case.reply_held");
        const auto to = addressed(w, in.to.value_or(0));
        if (!to) return Refused(to.error());
        auto reply = in;
        reply.to = to->customer;  // whoever speaks, or is joined here, before it leaves
        const auto leaves = now + time;
        const auto held = store::add_held(tx, {.case_id = id,
                                               .writer = who.person,
                                               .reply = std::move(reply),
                                               .at = now,
                                               .leaves_at = leaves,
                                               .request_id = who.request_id,
                                               .address = who.address});
        if (const auto ok = w.attach(in.files, kHeldFiles, held); !ok) return Refused(ok.error());
        store::drop_draft(tx, id, who.person);
        parts_.jobs.enqueue(tx, LetGo{held}, {.now = now, .run_at = leaves, .key = key_of(held)});
        tell(w, "reply_held");
        return held;
    });
}

Result<HeldReply> Cases::take_back(const Principal& who, CaseId id, HeldId number, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<HeldReply> {
        auto h = own(*this, tx, who, id, number);
        if (!h) return h;
        auto c = to_be_answered(tx, who, h->case_id);
        if (!c) return Refused(c.error());
        if (!store::take_held(tx, number)) return conflict("case.reply_left_already");
        parts_.files.unattach(tx, kHeldFiles, number, now);
        parts_.jobs.cancel<LetGo>(tx, key_of(number));
        if (!store::draft(tx, c->id, who.person))  // wherever they go on writing, it is there
            store::save_draft(tx, c->id, who.person, {"reply", h->reply.text, now});
        Work w(*this, tx, who, *c, now);
        tell(w, "reply_taken_back");
        return h;
    });
}

Result<Changed> Cases::send_held(const Principal& who, CaseId id, HeldId number,
                                 const std::optional<std::string>& seen, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Changed> {
        const auto h = own(*this, tx, who, id, number);
        if (!h) return Refused(h.error());
        if (!store::take_held(tx, number)) return conflict("case.reply_left_already");
        return let_go(*this, tx, *h, seen, now);
    });
}

std::vector<HeldReply> Cases::held(db::Tx& tx, CaseId id) const {
    return store::held_of(tx, id);
}

}  // namespace escucha::cases
