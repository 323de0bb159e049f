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

Manner manner_to(const Promises& promises, const std::optional<customers::Customer>& customer) {
    const auto organisation = promises.team().organisation();
    return {customer && customer->language ? *customer->language : organisation->language,
            customer && customer->treatment ? *customer->treatment : organisation->treatment};
}

// C4: whoever wants no calls, or none at that hour, is not promised one.
bool may_call(const std::optional<customers::Customer>& customer, Instant at, const Zone& zone) {
    return !customer ||
           customers::may_contact(*customer, Channel::phone, at, zone) == customers::MayContact::yes;
}

Instant full_hour(Instant at) {
    const auto hour = std::chrono::ceil<std::chrono::hours>(at);
    return Instant(hour);
}

}  // namespace

std::vector<std::string> phrases(const Promises& promises, db::Tx& tx, const CaseBrief& c, Instant now) {
    const auto calendar = promises.calendars().calendar(tx);
    const auto customer = promises.customers().get(tx, c.customer);
    const Manner manner = manner_to(promises, customer);
    const Suggestion suggestion = promises.suggest(tx, c.kind, now);
    const auto soon = full_hour(calendar->add_working_time(now, 2h).value_or(now + 2h));
    const auto say = [&](std::string_view key, Instant at) {
        return text(manner.language, fmt::format("promise.phrase.{}.{}", key, db::name(manner.treatment)),
                    {{"when", moment_in_words(manner.language, calendar->zone(), at, now)}});
    };
    std::vector<std::string> out;
    if (may_call(customer, soon, calendar->zone())) out.push_back(say("call", soon));
    out.push_back(say("answer", suggestion.promised_for));
    out.push_back(say("done", suggestion.promised_for));
    out.push_back(say("news", suggestion.target));
    return out;
}

std::string basis_in_words(const Promises& promises, const Suggestion& s, Language language, Instant now) {
    const Zone& zone = *promises.team().organisation()->zone;
    return text(language, s.learnt ? "promise.suggestion.learnt" : "promise.suggestion.default",
                {{"n", std::to_string(s.n)},
                 {"took", duration_in_words(language, std::chrono::minutes(s.typical_minutes))},
                 {"when", moment_in_words(language, zone, s.promised_for, now)}});
}

}  // namespace escucha::promises
