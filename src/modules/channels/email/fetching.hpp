// One look into a mailbox that is fetched from.
#pragma once
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/mailbox_store.hpp"

namespace escucha::email {

// How long a look may stand still before another may begin: it says so itself while it goes on.
inline constexpr std::chrono::minutes kLookLasts{3};

// `by`: the name under which the look was begun (look_store.hpp). False: the program is about to end.
bool fetch_into(Email& email, const store::StoredMailbox& mailbox, const store::State& state,
                const std::string& by, const work::JobRun& run);

}  // namespace escucha::email
