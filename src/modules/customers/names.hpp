// Names of people and firms, compared as a person would: without accents, courtesies, particles (de, del,
// la…), legal forms (S.A., S.L.…) or order. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace escucha::customers {

// May both be the name of one person? Every word of the shorter is a word of the longer, or its initial:
// "A. Torres" and "Ana Torres Quispe", but not "Juan Torres". Courtesies (Sra., don) are no part of a name,
// but tell two people apart. Asked when only the phone is the same.
bool may_be_same_name(std::string_view a, std::string_view b);

// How near two names are. `same`: the same words. `similar`: one lies within the other, or a slip of the pen
// in one word or the other ("Toress", "Gutierres"). `related`: at least one word that counts is the same, as
// a family's surname.
enum class NameMatch { different, related, similar, same };
NameMatch compare_names(std::string_view a, std::string_view b);

// The words that count: folded, without courtesies, particles and legal forms (all of them where nothing
// would be left).
std::vector<std::string> name_words(std::string_view name);

// The words that count as they sound in Spanish (b=v, c=s=z, ll=y, silent h, no vowels but at the beginning,
// no double letters), sorted: what names with a slip are found by. "Jiménez, María" and "maria gimenes" are
// one.
std::string name_sound(std::string_view name);

// Do two such sounds have a word in common?
bool share_a_sound(std::string_view a, std::string_view b);

// Jaro–Winkler closeness of two words, 0–1 (Winkler 1990: prefix of at most four letters, weight 0.1).
double closeness(std::string_view a, std::string_view b);

}  // namespace escucha::customers
