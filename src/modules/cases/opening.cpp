// Opening a case (K1, K3): what the customer said is heard once. The hot path of the product: one transaction
// with the customer, the case, the first contact, the deadlines, the event and the job.
#include "base/tracking_code.hpp"
#include "modules/cases/reckoning.hpp"

namespace escucha::cases {
namespace {

std::optional<std::string> unless_empty(const std::string& s) {
    return s.empty() ? std::nullopt : std::optional(s);
}

std::vector<FieldError> with_prefix(std::vector<FieldError> fields, std::string_view prefix) {
    for (auto& f : fields) f.field = fmt::format("{}{}", prefix, f.field);
    return fields;
}

Result<CustomerId> who_speaks(Cases::Parts& parts, db::Tx& tx, const Principal& who, const NewCase& in,
                              Instant now) {
    if (in.customer) {
        const auto customer = parts.customers.get(tx, *in.customer);
        if (!customer) return invalid_field("customer_id", "unknown");
        // They may write to us again themselves; nobody here takes up what is kept from sight.
        if (customer->blocked && who.is_person()) return parts.customers.shown(tx, customer->id);
        return customer->id;  // of a record merged into another: that other
    }
    auto found = parts.customers.find_or_create(tx,
                                                {.name = in.who.name,
                                                 .email = unless_empty(in.who.email),
                                                 .phone = unless_empty(in.who.phone),
                                                 .document = unless_empty(in.who.document),
                                                 .language = in.language,
                                                 .sample = in.sample},
                                                who, now);
    if (!found) found.error().fields = with_prefix(std::move(found.error().fields), "customer.");
    return found;
}

// K4: what is about somebody never lands with them, nor is it theirs to write down.
Result<void> check_about(Cases::Parts& parts, db::Tx& tx, const Principal& who, const NewCase& in) {
    if (in.about_person != 0 && !parts.team.person(tx, in.about_person))
        return invalid_field("about_person_id", "unknown");
    if (in.team != 0 && !parts.team.team(tx, in.team)) return invalid_field("team_id", "unknown");
    if (who.is_person() && in.about_person == who.person)
        return refuse(ErrorKind::forbidden, "case.about_you");
    return {};
}

TeamId first_team(Cases::Parts& parts, db::Tx& tx, const Principal& who, const NewCase& in) {
    if (in.team != 0) return in.team;
    if (who.is_person() && who.team != 0) return who.team;
    const auto teams = parts.team.teams(tx);
    const auto first = std::ranges::min_element(teams, {}, &team::TeamRef::id);
    return first == teams.end() ? 0 : first->id;
}

void set_deadlines(const Cases::Parts& parts, db::Tx& tx, Case& c, const RulebookPtr& book, Instant now) {
    const auto due = dates_of(*book, clock_of(c), now);
    c.first_answer_due = due.first_answer;
    c.next_update_due = due.next_update;
    c.resolution_due = due.resolution;
    c.law_due = due.law;
    c.due = next_due(c, soon_of(parts, tx, c.kind, now));
}

// Whoever writes first has the case (K3) and waits; nothing was asked of us yet, so no date runs.
void begun_by(Case& c, const Principal& who, Instant now) {
    c.begun_by_us = true;
    if (who.is_person()) take(c, who.person, 0);
    we_answered(c, std::nullopt, true, now, [](Instant, Instant due) { return due; });
}

Case newborn(Cases& cases, db::Tx& tx, const Principal& who, const NewCase& in, CustomerId customer,
             Instant now) {
    auto& parts = UseCase::parts(cases);
    Case c;
    c.code = TrackingCode::mint().text();
    c.kind = in.kind;
    c.channel = in.channel;
    c.title = title_from(in.title.empty() ? in.what : in.title);
    c.customer = customer;
    c.team = first_team(parts, tx, who, in);
    c.about_person = in.about_person;
    c.language = in.language;
    c.last_at = now;
    c.opened_at = in.said_at.value_or(now);
    c.last_from = LastFrom::customer;
    const auto book = cases.rulebooks().current(tx, c.opened_at, c.team);
    c.rulebook = c.word_rulebook = book->id;
    if (in.begun_by_us)
        begun_by(c, who, now);
    else
        set_deadlines(parts, tx, c, book, c.opened_at);
    return c;
}

// By what name they wrote to us, which need not be the one their record has.
std::string own_name(const Principal& who, const NewCase& in) {
    return who.kind == ActorKind::customer && in.channel == Channel::web ? in.who.name : std::string();
}

Result<contacts::ContactId> first_contact(Cases& cases, db::Tx& tx, const Principal& who, Case& c,
                                          const NewCase& in, Instant now) {
    Work work(cases, tx, who, c, now);
    const auto contact =
        work.contact({.type = in.channel == Channel::phone       ? contacts::ContactType::call
                              : in.channel == Channel::in_person ? contacts::ContactType::visit
                                                                 : contacts::ContactType::message,
                      .direction = in.begun_by_us ? Direction::out : Direction::in,
                      .channel = in.channel,
                      .waited_seconds = in.waited_seconds,
                      .caller_name = own_name(who, in),
                      .mood = in.mood,
                      .text = in.what},
                     in.files);
    if (!work.attached) return Refused(work.attached.error());
    return contact;
}

Progress first_progress(const NewCase& in, const Principal& who, Instant now) {
    Progress p;
    p.heard = !in.what.empty() && !in.begun_by_us;
    if (in.begun_by_us) p.respect = Mark{now, who.person};
    if (!in.expectation.empty()) {
        p.expectation = in.expectation;
        p.expectation_source = who.is_person() ? Source::agent : Source::customer;
        p.expected = Mark{now, who.is_person() ? who.person : 0};
    }
    return p;
}

}  // namespace

void start_clock(Work& w) {
    if (!w.c.begun_by_us || w.c.resolution_due || w.c.clock_from || w.progress().heard) return;
    const auto book = w.cases.rulebooks().current(w.tx, w.now, w.c.team);  // born to its clock now
    w.c.rulebook = w.c.word_rulebook = book->id;
    w.c.clock_from = w.now;
    auto clock = clock_of(w.c);
    clock.first_answer = true;  // their first words are answered as soon as anybody's
    const auto due = dates_of(*book, clock, w.now);
    w.c.next_update_due = due.first_answer ? due.first_answer : due.next_update;
    w.c.resolution_due = due.resolution;
    w.c.law_due = due.law;
}

Result<Opened> Cases::open(const Principal& who, const NewCase& in, Instant now) {
    return parts_.db.write([&](db::Tx& tx) { return open_in(tx, who, in, now); });
}

Result<Opened> Cases::open_in(db::Tx& tx, const Principal& who, const NewCase& in, Instant now) {
    const auto customer = who_speaks(parts_, tx, who, in, now);
    if (!customer) return Refused(customer.error());
    if (const auto ok = check_about(parts_, tx, who, in); !ok) return Refused(ok.error());
    auto speaker = who;
    if (who.kind == ActorKind::customer) speaker.person = *customer;
    auto c = newborn(*this, tx, who, in, *customer, now);
    c.id = store::add(tx, c);
    store::add_progress(tx, c.id, first_progress(in, who, now));
    const auto contact = first_contact(*this, tx, speaker, c, in, now);
    if (!contact) return Refused(contact.error());
    announce(
        parts_, tx, c, CaseOpened::kType, speaker, now,
        CaseOpened{c.code, std::string(db::name(c.kind)), std::string(db::name(c.channel)), *customer,
                   micros(c.due ? c.due->at : kNever), in.begun_by_us ? std::optional(true) : std::nullopt,
                   in.told_otherwise ? std::optional(true) : std::nullopt});
    plan_deadline(parts_, tx, c, now);
    return Opened{.id = c.id,
                  .code = c.code,
                  .customer = *customer,
                  .team = c.team,
                  .first_answer_due = c.first_answer_due,
                  .next_update_due = c.next_update_due,
                  .resolution_due = c.resolution_due,
                  .law_due = c.law_due,
                  .version = c.version,
                  .contact = *contact};
}

}  // namespace escucha::cases
