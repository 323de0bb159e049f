// How what is held about a person is told (privacy/privacy.hpp): the words that all holdings share.
#pragma once
#include <limits>
#include <string>
#include <vector>

#include "app/house.hpp"
#include "base/human_time.hpp"

namespace escucha::app {

using customers::CustomerId;
using privacy::Facts;
using privacy::Holding;
using privacy::Telling;

inline constexpr std::size_t kAtOnce = 200;

inline std::string or_empty(const std::optional<std::string>& text) {
    return text.value_or("");
}

// Days in words; for machines as 2026-11-21.
inline privacy::Fact day_fact(const Telling& t, std::string key,
                              const std::optional<std::chrono::year_month_day>& date) {
    if (!date) return {.key = std::move(key)};
    const LocalDay day{std::chrono::sys_days(*date).time_since_epoch()};
    return {.key = std::move(key), .value = full_day_in_words(t.language, day), .code = iso_date(day)};
}
inline privacy::Fact birthday_fact(const Telling& t, std::string key, const std::optional<BirthDate>& born) {
    if (!born) return {.key = std::move(key)};
    return {.key = std::move(key), .value = birth_date_in_words(t.language, *born), .code = born->text()};
}

// The name of an enumerator as a person reads it: "export.channel.phone".
template <class E>
std::string word(Language language, std::string_view prefix, const std::optional<E>& value) {
    return value ? text(language, fmt::format("{}.{}", prefix, db::name(*value))) : std::string();
}

inline privacy::Fact moment(const Telling& t, std::string key, const std::optional<Instant>& at) {
    return at ? t.moment(std::move(key), *at) : privacy::Fact{.key = std::move(key)};
}

// Every line there is, page by page, newest first: a record that stops at some number is none.
// `page(at, before)` gives those older than a line that is told by when it was and its number.
template <class When, class F>
auto all_of(When when, F page) {
    decltype(page(Instant{}, std::int64_t{})) out;
    auto at = instant(std::numeric_limits<std::int64_t>::max());
    for (std::int64_t before = std::numeric_limits<std::int64_t>::max();;) {
        const auto more = page(at, before);
        out.insert(out.end(), more.begin(), more.end());
        if (more.size() < kAtOnce) return out;
        at = more.back().*when;
        before = more.back().id;
    }
}

// The same, with its own name for machines.
template <class E>
privacy::Fact choice(const Telling& t, std::string key, std::string_view prefix,
                     const std::optional<E>& value) {
    if (!value) return {.key = std::move(key)};
    return {.key = std::move(key),
            .value = word(t.language, prefix, value),
            .code = std::string(db::name(*value))};
}

// Their record and those that were joined to it.
inline std::vector<CustomerId> everyone(const House& house, db::Tx& tx, CustomerId id) {
    auto all = house.customers.joined(tx, id);
    all.insert(all.begin(), id);
    return all;
}

// What passed between them and us: cases, what was said, files, mail, promises.
Holding cases_of(House& house);
Holding contacts_of(House& house);
Holding files_of(House& house);
Holding mail_of(House& house);
Holding promises_of(House& house);
Holding sheets_of(House& house);

}  // namespace escucha::app
