#include "app/sealing.hpp"

#include "app/comparing.hpp"
#include "base/human_time.hpp"
#include "modules/channels/email/house_letter.hpp"
#include "modules/ledger/lines.hpp"

namespace escucha::app {
namespace {

email::HouseLetter letter(House& house, const std::string& to, const ledger::Head& head) {
    const auto organisation = house.team.organisation();
    const auto language = organisation->language;
    const auto number = std::to_string(head.number);
    return {.to = to,
            .subject = text(language, "ledger.mail.subject",
                            {{"number", number}, {"organisation", organisation->name}}),
            .text = text(language, "ledger.mail.text",
                         {{"number", number},
                          {"organisation", organisation->name},
                          {"at", full_moment_in_words(language, *organisation->zone, head.at)},
                          {"head", ledger::head_line(head)}}),
            .about = "ledger.head." + head.hash};
}

}  // namespace

void lend_sealing(House& house, const Config& config) {
    house.sealing.beside = config.last_head_file();
    house.sealing.compare = compare_books(house.ledger);
    house.sealing.name_of = name_books();
    house.sealing.mail = [&house](const std::string& to, const ledger::Head& head, Instant now) {
        return email::send_house_letter(house.email, letter(house, to, head), now);
    };
}

}  // namespace escucha::app
