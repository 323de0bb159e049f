// What one does with the dates of a case, and what one reads of them (clock.hpp): asking the customer for
// what is missing, moving the law's date where the law lets one, why a date is that date.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "modules/cases/answering.hpp"
#include "modules/cases/clock.hpp"

namespace escucha::cases {

struct AskToComplete {
    std::string text = {};              // what is missing, in words for the customer
    std::optional<Instant> until = {};  // by when; nothing: as long as the rule gives them
    std::string seen = {};              // as in Reply
};
// complete: nothing is missing any more (an answer by another way is noted by this). incomplete: something
// still is; the customer is told what. go_on: without it; the clock goes on.
enum class CompletionVerdict { complete, incomplete, go_on };
BOOST_DESCRIBE_ENUM(CompletionVerdict, complete, incomplete, go_on)
struct SettleCompletion {
    CompletionVerdict verdict = CompletionVerdict::complete;
    std::string text = {};              // with incomplete: what is still missing
    std::optional<Instant> until = {};  // with incomplete
};
struct PauseWish {
    rules::PauseReason reason = rules::PauseReason::third_party;
    std::string why = {};
};
struct ExtendDate {
    std::string reason = {};  // why it was impossible, in words for the customer
    Instant until{};
};
struct Classify {
    std::optional<std::string> legal_kind = {};  // "": as the kind of case says
    std::optional<std::vector<std::string>> flags = {};
};

// A date that is kept, and all that gives one: `counts.front()` is the one it comes from, where it is known.
struct KeptDate {
    DueKind what{};
    Instant at{};
    Instant soon_at{};
    std::vector<Count> counts = {};
};
struct CaseDates {
    std::vector<KeptDate> dates = {};     // by when
    std::vector<RulebookPtr> books = {};  // what `counts` point into
    std::vector<CasePause> pauses = {};
    std::vector<CaseExtension> extensions = {};
    LawOwed law = {};
    CompletionRule completion = {};
    std::string legal_kind = {};  // as counted
    bool law_stands = false;
    const Rulebook& book() const { return *books.front(); }
};

}  // namespace escucha::cases
