#include "modules/cases/use_case.hpp"

#include "base/tracking_code.hpp"
#include "modules/cases/join_rules.hpp"
#include "modules/cases/reckoning.hpp"

namespace escucha::cases {

Progress& Work::progress() {
    if (!progress_) progress_ = cases.progress(tx, c.id);
    return *progress_;
}

void Work::log(std::string_view what, std::string_view text, const boost::json::object& data) {
    store::add_log(tx, c.id, what, who, text, boost::json::serialize(data), now);
}

SoonAt Work::soon() const {
    return soon_of(parts, tx, c.kind, now);
}

std::optional<Instant> Work::next_update() {
    return next_update(now);
}

std::optional<Instant> Work::next_update(Instant said) {
    const auto book = cases.rulebooks().current(tx, now, c.team);
    c.word_rulebook = book->id;
    return next_word(*book, clock_of(c), said);
}

contacts::ContactId Work::contact(contacts::NewContact contact, std::span<const FileId> files) {
    contact.case_id = c.id;
    if (contact.customer_id == 0) contact.customer_id = c.customer;
    contact.at = now;
    if (who.is_person()) contact.person_id = who.person;
    const auto id = parts.contacts.add(tx, contact, who);
    if (!files.empty()) attached = attach(files, "contact", id);
    return id;
}

Result<void> Work::attach(std::span<const FileId> files, std::string_view owner_type, std::int64_t owner) {
    if (files.empty()) return {};
    auto sender = who;
    if (sender.kind == ActorKind::customer) sender.person = 0;  // whoever holds the code; see files.hpp
    return parts.files.attach(tx, files, {.type = std::string(owner_type), .id = owner, .case_id = c.id},
                              sender);
}

PersonId Work::supervisor() const {
    const auto boss = parts.team.supervisor_of_team(tx, c.team);
    if (boss && boss->id != c.about_person && !parts.team.away(tx, now).contains(boss->id)) return boss->id;
    const PersonId excluded[] = {c.about_person};
    const auto above = parts.team.above_and_here(tx, c.owner, excluded, now, c.team);
    return above ? above->id : 0;
}

void Work::notify(PersonId person, team::NoticeKind kind, TextParams params, std::string key) {
    if (person == 0 || (who.is_person() && person == who.person)) return;
    if (person == c.about_person) return;  // K4
    params.insert({"code", TrackingCode::parse(c.code)->shown()});
    params.insert({"title", c.title});
    params.insert({"by", who.name});
    parts.team.notices().add(tx,
                             {.person = person,
                              .kind = kind,
                              .params = std::move(params),
                              .case_id = c.id,
                              .case_code = c.code,
                              .key = std::move(key)},
                             now);
}

Result<Changed> change_in(Cases& cases, db::Tx& tx, const Principal& who, CaseId id, Instant now,
                          std::string event, const Decide& decide) {
    auto c = store::find(tx, id);
    if (!c) return not_found("case.not_found");
    if (const auto ok = may_handle(who, *c); !ok) return Refused(ok.error());
    if (c->state == State::merged) return merged_already(*c);
    Work work(cases, tx, who, *c, now);
    work.announce(std::move(event));
    const bool was_solved = c->state == State::solved;
    if (const auto ok = decide(work); !ok) return Refused(ok.error());
    if (!work.attached) return Refused(work.attached.error());
    if (was_solved && c->state != State::solved) find_somebody(work);
    mind_waiting(work, work.state_before);
    if (work.progress_) store::save_progress(tx, id, *work.progress_);
    store::save(tx, *c);
    announce(work.parts, tx, *c, "case." + work.event, who, now, CaseChanged{work.event, work.owner_before});
    plan_deadline(work.parts, tx, *c, now);
    return Changed{id, c->version};
}

Result<Changed> change(Cases& cases, const Principal& who, CaseId id, Instant now, std::string event,
                       const Decide& decide) {
    return UseCase::parts(cases).db.write(
        [&](db::Tx& tx) { return change_in(cases, tx, who, id, now, event, decide); });
}

void Cases::remark_in(db::Tx& tx, CaseId id, std::string_view what, std::string_view text,
                      const boost::json::object& data, const Principal& who, Instant now) {
    const auto c = store::find(tx, id);
    if (!c) return;
    store::add_log(tx, id, what, who, text, boost::json::serialize(data), now);
    announce(parts_, tx, *c, "case." + std::string(what), who, now, CaseChanged{std::string(what), c->owner});
}

}  // namespace escucha::cases
