// Packs as the API shows them.
#pragma once
#include "modules/rules/views.hpp"

namespace escucha::rules::api {

PackSummary summary(const Pack& pack, LocalDay today, Language language);
// `chosen`: by the organisation, perhaps of another pack; then nothing applies.
PackView whole(const Pack& pack, const Chosen& chosen, LocalDay today, Language language);

}  // namespace escucha::rules::api
