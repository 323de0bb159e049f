// The languages the product speaks, and its texts: locales/<language>/<area>.json, compiled in.
// Text keys are flat and dotted ("error.case.not_found", "portal.home.title"); {name} marks a parameter.
// Plurals: a key may be an object {"one": "...", "other": "..."} chosen by the parameter {n}.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/result.hpp"

namespace escucha {

enum class Language { es, en };
BOOST_DESCRIBE_ENUM(Language, es, en)

// The text of `key`, its parameters filled in. A key without a text answers the key itself, so that a gap is
// seen and nothing breaks; the tests refuse such gaps.
std::string text(Language language, std::string_view key, const TextParams& params = {});
bool has_text(Language language, std::string_view key);
std::vector<std::string> text_keys(Language language);  // sorted, for the tests and the portal's checks

// The best of ours for an Accept-Language header (RFC 9110 §12.5.4); nothing when none of ours is named.
std::optional<Language> negotiate(std::string_view accept_language);
std::string_view code(Language language);                      // "es", "en"
std::optional<Language> language_from(std::string_view code);  // also "es-PE"

}  // namespace escucha
