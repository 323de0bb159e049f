#include "app/escalating.hpp"

#include "app/house.hpp"

namespace escucha::app {

using namespace std::chrono_literals;

static bool send_letter(House& house, db::Tx& tx, PersonId person, const escalation::DigestLetter& letter,
                        Language language, Instant now) {
    const auto address = house.team.email_of(tx, person);
    const auto who = house.team.person(tx, person);
    if (!address || !who) return false;
    return house.email.post_to_colleague(tx,
                                         {.name = who->name,
                                          .address = *address,
                                          .subject = letter.subject,
                                          .text = letter.text,
                                          .look = {.language = std::string(db::name(language)),
                                                   .heading = letter.heading,
                                                   .link = letter.link,
                                                   .button = letter.button}},
                                         now);
}

void lend_escalation(House& house) {
    house.cases.watched_by({.next = [&house](db::Tx& tx, const cases::Case& c,
                                             Instant now) { return house.escalation.next_look(tx, c, now); },
                            .look = [&house](db::Tx& tx, const cases::Case& c,
                                             Instant now) { house.escalation.look(tx, c, now); }});
    house.escalation.lend(
        {.send = [&house](db::Tx& tx, PersonId person, const escalation::DigestLetter& letter,
                          Language language,
                          Instant now) { return send_letter(house, tx, person, letter, language, now); },
         .can_send = [&house](db::Tx& tx) { return house.email.can_send(tx); }});
    escalation::add_reactions(house.events, house.escalation);
    escalation::add_jobs(house.jobs, house.escalation);
    house.jobs.every("email.colleagues", 24h, [&house](const work::JobRun& run) {
        house.base.write([&](db::Tx& tx) { house.email.sweep_colleagues(tx, run.now); });
    });
}

}  // namespace escucha::app
