// The phrases that the product comes with (phrases/*.toml, compiled in) and what the house made of them.
//
// A phrase has a code that never changes ("es.curt.not_possible"). A house keeps only what it changed: that a
// phrase is switched off, or its words. Whatever else comes with a new version arrives by itself.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/principal.hpp"
#include "modules/guidance/matching.hpp"

namespace escucha::guidance {

// Why a phrase hurts. `generic` does not: it fits every complaint, and so answers none. Those are never
// underlined, and need neither a reason nor something better; an answer to a point is looked at without them.
enum class Group {
    curt,
    pet_name,
    servile,
    know_it,
    blame,
    order,
    shouting,
    empty,
    excuse,
    doubt,
    other,
    generic
};
BOOST_DESCRIBE_ENUM(Group, curt, pet_name, servile, know_it, blame, order, shouting, empty, excuse, doubt,
                    other, generic)
BOOST_DESCRIBE_ENUM(Look, words, capitals, storm)

struct Phrase {
    std::string code = {};
    Group group = Group::other;
    Language language = Language::es;
    std::vector<std::string> countries = {};  // ISO 3166-1; empty: everywhere
    Look look = Look::words;
    std::vector<std::string> patterns = {};  // as written (matching.hpp)
    std::vector<std::string> exceptions = {};
    // What to say instead, best first, in the wording of templates ({trato: …}, {nombre}, {completar: …}).
    // "-" : nothing, the words are simply left out.
    std::vector<std::string> better = {};
    std::string why_es = {}, why_en = {};
};

inline bool hurts(const Phrase& p) {
    return p.group != Group::generic;
}

// Those of a country: a regional list may add, and may silence what is no harm there. Throws std::logic_error
// for a list that cannot be read: the tests read every one.
std::span<const Phrase> shipped_phrases();
bool silent_in(std::string_view code, std::string_view country);
// A mark of what stands in a shipped phrase, to see later whether the product's words have changed.
std::string mark_of(const Phrase& phrase);

}  // namespace escucha::guidance
