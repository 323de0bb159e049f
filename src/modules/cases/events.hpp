// What the module cases announces. Each is appended in the transaction that made it true; `case_id`, owner
// and team of the event say whom it concerns as things stand afterwards.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/principal.hpp"
#include "base/vocabulary.hpp"
#include "modules/cases/case.hpp"

namespace escucha::cases {

struct CaseOpened {
    static constexpr const char* kType = "case.opened";
    std::string code;
    std::string kind;
    std::string channel;
    std::int64_t customer = 0;
    std::int64_t due_at = 0;  // UTC microseconds: the next date to keep; of the year 9999 when none is owed
    std::optional<bool> begun_by_us = {};     // we wrote first
    std::optional<bool> told_otherwise = {};  // its customer is told by whoever opened it
};
// Any other change, by its code ("taken", "replied", "handed_over"…): the type of the event is "case.<what>".
struct CaseChanged {
    std::string what;
    std::int64_t owner_before = 0;
};
struct CaseSolved {
    static constexpr const char* kType = "case.solved";
    std::string outcome;
    std::vector<std::string> skipped = {};  // steps gone past
};
struct CaseRated {
    static constexpr const char* kType = "case.rated";
    int score = 0;
};
// One case took in another ("case.merged" tells of that other). opened_before: since when the winner was open
// until then, as UTC microseconds; joined it is open since the earlier of both.
struct CasesJoined {
    static constexpr const char* kType = "case.joined";
    std::int64_t winner = 0, loser = 0;
    std::int64_t opened_before = 0;
};
// They are two again ("case.restored" tells of the other). opened_before: since when they were open together.
struct CasesParted {
    static constexpr const char* kType = "case.parted";
    std::int64_t winner = 0, loser = 0;
    std::int64_t opened_before = 0;
};
// Of a case that came out of another's conversation ("case.split" tells of that other).
struct CaseSplitOff {
    static constexpr const char* kType = "case.split_off";
    std::int64_t fresh = 0, from = 0;
};
BOOST_DESCRIBE_STRUCT(CaseOpened, (), (code, kind, channel, customer, due_at, begun_by_us, told_otherwise))
BOOST_DESCRIBE_STRUCT(CaseChanged, (), (what, owner_before))
BOOST_DESCRIBE_STRUCT(CaseSolved, (), (outcome, skipped))
BOOST_DESCRIBE_STRUCT(CaseRated, (), (score))
BOOST_DESCRIBE_STRUCT(CasesJoined, (), (winner, loser, opened_before))
BOOST_DESCRIBE_STRUCT(CasesParted, (), (winner, loser, opened_before))
BOOST_DESCRIBE_STRUCT(CaseSplitOff, (), (fresh, from))

}  // namespace escucha::cases
