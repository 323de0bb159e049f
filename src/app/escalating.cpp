#include "app/escalating.hpp"

#include "app/house.hpp"

namespace escucha::app {

using namespace std::chrono_literals;

static escalation::Fate send_letter(House& house, db::Tx& tx, PersonId person,
                                    const escalation::DigestLetter& letter, Language language, Instant now) {
    using enum email::Email::Posted;
    const auto address = house.team.email_of(tx, person);
    const auto who = house.team.person(tx, person);
    if (!address || !who) return escalation::Fate::no_mailbox;
    const auto posted = house.email.post_to_colleague(tx,
                                                      {.name = who->name,
                                                       .address = *address,
                                                       .subject = letter.subject,
                                                       .text = letter.text,
                                                       .look = {.language = std::string(db::name(language)),
                                                                .heading = letter.heading,
                                                                .link = letter.link,
                                                                .button = letter.button}},
                                                      now);
    if (posted == bounced) return escalation::Fate::bounced;
    return posted == queued ? escalation::Fate::sent : escalation::Fate::no_mailbox;
}

static void letters_withdrawn(House& house, db::Tx& tx, std::span<const std::string> addresses) {
    for (const auto& person : house.team.active_people(tx)) {
        const auto address = house.team.email_of(tx, person.id);
        if (address && std::ranges::find(addresses, *address) != addresses.end())
            house.escalation.letter_withdrawn(tx, person.id);
    }
}

void lend_escalation(House& house) {
    house.cases.watched_by(
        {.next = [&house](db::Tx& tx, const cases::Case& c, std::span<const cases::Due> dates,
                          Instant now) { return house.escalation.next_look(tx, c, dates, now); },
         .look = [&house](db::Tx& tx, const cases::Case& c, std::span<const cases::Due> dates,
                          Instant now) { house.escalation.look(tx, c, dates, now); }});
    house.escalation.lend(
        {.send = [&house](db::Tx& tx, PersonId person, const escalation::DigestLetter& letter,
                          Language language,
                          Instant now) { return send_letter(house, tx, person, letter, language, now); },
         .can_send = [&house](db::Tx& tx) { return house.email.can_send(tx); },
         .reaches =
             [&house](db::Tx& tx, PersonId person) {
                 const auto address = house.team.email_of(tx, person);
                 return !address || house.email.reaches_colleague(tx, *address);
             }});
    house.email.letters_withdrawn = [&house](db::Tx& tx, std::span<const std::string> addresses) {
        letters_withdrawn(house, tx, addresses);
    };
    escalation::add_reactions(house.events, house.escalation);
    escalation::add_jobs(house.jobs, house.escalation);
    house.jobs.every("email.colleagues", 24h, [&house](const work::JobRun& run) {
        house.base.write([&](db::Tx& tx) { house.email.sweep_colleagues(tx, run.now); });
    });
}

}  // namespace escucha::app
