// P1: ready words for a promise, in the customer's language and form of address, with an hour that can be
// kept.
#include "modules/promises/phrases.hpp"

#include "base/human_time.hpp"
#include "db/database.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/customers/customers.hpp"
#include "modules/team/team.hpp"

namespace escucha::promises {
namespace {

using namespace std::chrono_literals;

struct Manner {
    Language language;
    Treatment treatment;
};

Manner manner_to(const Promises& promises, db::Tx& tx, CustomerId customer) {
    const auto organisation = promises.team().organisation();
    const auto theirs = promises.customers().treatment(tx, customer);
    return {theirs && theirs->language ? *theirs->language : organisation->language,
            theirs && theirs->treatment ? *theirs->treatment : organisation->treatment};
}

Instant full_hour(Instant at) {
    const auto hour = std::chrono::ceil<std::chrono::hours>(at);
    return Instant(hour);
}

}  // namespace

std::vector<std::string> phrases(const Promises& promises, db::Tx& tx, const CaseBrief& c, Instant now) {
    const auto calendar = promises.calendars().calendar(tx);
    const Manner manner = manner_to(promises, tx, c.customer);
    const Suggestion suggestion = promises.suggest(tx, c.kind, now);
    const auto soon = full_hour(calendar->add_working_time(now, 2h).value_or(now + 2h));
    const auto say = [&](std::string_view key, Instant at) {
        return text(manner.language, fmt::format("promise.phrase.{}.{}", key, db::name(manner.treatment)),
                    {{"when", moment_in_words(manner.language, calendar->zone(), at, now)}});
    };
    return {say("call", soon), say("answer", suggestion.promised_for), say("done", suggestion.promised_for),
            say("news", suggestion.target)};
}

std::string basis_in_words(const Promises& promises, const Suggestion& s, Language language, Instant now) {
    const Zone& zone = *promises.team().organisation()->zone;
    return text(language, s.learnt ? "promise.suggestion.learnt" : "promise.suggestion.default",
                {{"n", std::to_string(s.n)},
                 {"took", duration_in_words(language, std::chrono::minutes(s.typical_minutes))},
                 {"when", moment_in_words(language, zone, s.promised_for, now)}});
}

}  // namespace escucha::promises
