// Two records that may be one party: why, how sure, and the list of those a person should look at.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"

namespace escucha::customers {

using CustomerId = std::int64_t;

// In words: texts "duplicate.<reason>" ("mismo teléfono").
enum class Reason {
    same_document,
    same_email,
    same_phone,      // WhatsApp numbers count as phones
    same_messaging,  // the same Telegram, Instagram or Facebook name
    same_address,
    same_name,     // without accents, particles or order
    similar_name,  // a slip of the pen, an initial, a surname left out
    same_surname,  // at least one word of the name
    same_birthday,
    suggested,           // somebody of the team thinks so
    different_document,  // these two speak against it
    different_birthday
};
BOOST_DESCRIBE_ENUM(Reason, same_document, same_email, same_phone, same_messaging, same_address, same_name,
                    similar_name, same_surname, same_birthday, suggested, different_document,
                    different_birthday)

struct Duplicate {
    CustomerId id = 0;
    std::string name = {};
    int score = 0;                     // 0–100
    std::vector<Reason> reasons = {};  // strongest first
};
BOOST_DESCRIBE_STRUCT(Duplicate, (), (id, name, score, reasons))

inline constexpr int kWorthAsking = 60;  // from this score on a pair comes onto the worklist

// A line of the worklist.
struct SuspectRecord {
    CustomerId id = 0;
    std::string name = {};
    std::vector<std::string> identifiers = {};  // as shown
};
struct Suspect {
    SuspectRecord one = {}, other = {};  // the older record first
    int score = 0;
    std::vector<Reason> reasons = {};
    Instant found_at{};
};
BOOST_DESCRIBE_STRUCT(SuspectRecord, (), (id, name, identifiers))
BOOST_DESCRIBE_STRUCT(Suspect, (), (one, other, score, reasons, found_at))

}  // namespace escucha::customers
