// The figures of a summary as a person would say them, each with the list behind it.
#pragma once
#include <optional>
#include <vector>

#include "base/language.hpp"
#include "modules/quality/periods.hpp"
#include "modules/quality/quality.hpp"
#include "modules/quality/store.hpp"

namespace escucha::quality {

inline constexpr std::int64_t kFewestAnswers = 5;  // below, a share would say more than anybody knows

AnswersShare answers_share(const store::Cohort&);

struct Setting {
    Language language = Language::es;
    const Zone& zone;
    Instant now{};
    Running week, month;
    std::optional<Instant> listening_since;  // when the first case came: before, zero means nothing
    store::Cohort last_month;
};
std::vector<Sentence> sentences(const Setting& setting, const QualitySummary& figures);

// "74 %", "74%"; only what is all is 100 %, only nothing is 0 %.
std::string percent_in_words(Language language, double share);

}  // namespace escucha::quality
