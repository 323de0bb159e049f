// The words that every module shares: what customers say, by which channel, and how they are spoken to.
// (SERVICE_MODEL K1, M1, C4.) The names are those of the API and of the database.
#pragma once
#include <boost/describe/enum.hpp>

namespace escucha {

// K1: what a customer may want to say. `internal` is a colleague's or a supplier's matter (C3).
enum class CaseKind {
    question,
    petition,
    complaint,
    claim,
    suggestion,
    compliment,
    return_,
    special_request,
    internal
};

// A problem has something to put right: it goes through the seven steps before it may be solved (K2).
constexpr bool is_problem(CaseKind k) {
    return k == CaseKind::complaint || k == CaseKind::claim || k == CaseKind::return_;
}

// M1: how a contact happened.
enum class Channel { web, email, phone, in_person, letter, chat, messaging, api };
enum class Direction { in, out };

// M1: how it went, for the customer.
enum class Mood { positive, neutral, negative };

// C4: the form of address.
enum class Treatment { tu, usted, vos };

BOOST_DESCRIBE_ENUM(CaseKind, question, petition, complaint, claim, suggestion, compliment, return_,
                    special_request, internal)
BOOST_DESCRIBE_ENUM(Channel, web, email, phone, in_person, letter, chat, messaging, api)
BOOST_DESCRIBE_ENUM(Direction, in, out)
BOOST_DESCRIBE_ENUM(Mood, positive, neutral, negative)
BOOST_DESCRIBE_ENUM(Treatment, tu, usted, vos)

}  // namespace escucha
