// What a person types into the one box, understood. Pure.
//
//     horno "no enciende" -repuesto de:rosa tipo:reclamo desde:enero
//
// Words must all be there, in any of their forms; "a phrase" as it stands; -excluded not at all. Filters are
// key:value with keys and values in Spanish or English, with or without accents; a value with blanks is
// quoted:
//
//     de: from: cliente: customer:   whose words, or about whom: a customer's name, or a colleague's
//     responsable: owner:            the colleague who has the case
//     equipo: team:                  of which team
//     estado: state:                 abierto, en espera, resuelto | open, waiting, solved
//     tipo: type:                    consulta, petición, queja, reclamo… | question, claim…
//     canal: channel:                web, correo, teléfono, presencial, carta, chat, mensajería
//     en: in:                        clientes, casos, mensajes, notas, promesas
//     codigo: code:                  a case's tracking code
//     desde: since:  hasta: until:   2026-03-12, 12/3/2026, 12/3, 2026-03, 2026, marzo, hoy, ayer, semana,
//     mes,
//                                    7d; `hasta` includes the day, month or year it names
//
// What makes no sense (a key nobody knows, a state that is none, a date that is none) becomes a Problem and
// is left out; the caller tells the person. Never is a part of the question silently forgotten.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/vocabulary.hpp"
#include "base/zone.hpp"

namespace escucha::search {

enum class StateAsked { open, waiting, solved };
enum class In { customers, cases, messages, notes, promises };
BOOST_DESCRIBE_ENUM(StateAsked, open, waiting, solved)
BOOST_DESCRIBE_ENUM(In, customers, cases, messages, notes, promises)

struct Word {
    std::string word = {};                // analyser.hpp
    std::vector<std::string> stems = {};  // as a Spanish word, as an English one
    bool unfinished = false;              // whatever begins with it
};
// One thing that must (or must not) be there: all the words (as a phrase: one after the other), or one of the
// wholes they make ("987 654 321" is also 987654321).
struct Clause {
    std::vector<Word> words = {};
    std::vector<std::string> wholes = {};
    bool phrase = false;
    bool unfinished = false;  // the wholes, too, may go on
};

// A filter as it was understood, for whoever shows it.
struct Filter {
    std::string key =
        {};  // "by", "owner", "team", "state", "kind", "channel", "in", "code", "since", "until"
    std::string value = {};  // a name as typed; a choice by its API name; a date as 2026-03-12
    std::string part = {};   // of the query
};
struct Problem {
    std::string part = {};
    std::string code = {};  // unknown_filter, unknown_value, not_a_date, empty_filter, from_after_to,
                            // not_excludable
};

struct Query {
    std::vector<Clause> all = {}, none = {};
    std::vector<Filter> filters = {};
    std::vector<Problem> problems = {};
    std::string words =
        {};  // the free text without filters, exclusions and quotes: perhaps a code or a number

    std::vector<std::string> by = {}, owners = {}, teams = {}, codes = {};
    std::vector<StateAsked> states = {};
    std::vector<CaseKind> kinds = {};
    std::vector<Channel> channels = {};
    std::vector<In> in = {};
    std::optional<LocalDay> from = {}, before = {};  // the day after the last

    bool empty() const { return all.empty() && none.empty() && filters.empty(); }
};

struct Reading {
    LocalDay today = {};
    bool typing = false;  // the last word, phrase or value may be unfinished
};

Query read_query(std::string_view text, const Reading& how);

}  // namespace escucha::search
