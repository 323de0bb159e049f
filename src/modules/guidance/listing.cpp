// The list as the house has it, what it changes of it, and what each no longer wants to be told.
#include <algorithm>

#include "base/fold.hpp"
#include "db/database.hpp"
#include "modules/guidance/events.hpp"
#include "modules/guidance/lists.hpp"
#include "modules/guidance/store.hpp"
#include "modules/team/team.hpp"
#include "modules/templates/templates.hpp"
#include "work/events.hpp"

namespace escucha::guidance {
namespace {

bool is_here(const Phrase& p, const std::string& country) {
    return (p.countries.empty() || std::ranges::count(p.countries, country) != 0) &&
           !silent_in(p.code, country);
}

// The product's phrase with what the house changed of it.
HousePhrase with_changes(const Phrase& shipped, const store::PhraseRow* row, const std::string& country) {
    HousePhrase out{.phrase = shipped, .shipped = true, .here = is_here(shipped, country)};
    if (row == nullptr) return out;
    out.active = row->active;
    out.version = row->version;
    out.changed = row->own_words;
    if (!row->own_words) return out;
    out.newer = row->base != mark_of(shipped);
    out.phrase.group = row->group;
    out.phrase.patterns = row->patterns;
    out.phrase.exceptions = row->exceptions;
    out.phrase.better = row->better;
    out.phrase.why_es = out.phrase.why_en = row->why;
    return out;
}

HousePhrase of_the_house(const store::PhraseRow& row) {
    return {.phrase = {.code = row.code,
                       .group = row.group,
                       .language = row.language,
                       .patterns = row.patterns,
                       .exceptions = row.exceptions,
                       .better = row.better,
                       .why_es = row.why,
                       .why_en = row.why},
            .active = row.active,
            .version = row.version};
}

const Phrase* shipped(const std::string& code) {
    const auto found = std::ranges::find(shipped_phrases(), code, &Phrase::code);
    return found == shipped_phrases().end() ? nullptr : &*found;
}

std::string country_of(const Guidance& g) {
    const auto organisation = g.parts().team.organisation();
    return organisation ? organisation->country : std::string();
}

std::optional<HousePhrase> find(const Guidance& g, db::Tx& tx, const std::string& code) {
    const auto row = store::phrase(tx, code);
    if (const Phrase* p = shipped(code)) return with_changes(*p, row ? &*row : nullptr, country_of(g));
    if (row && !row->shipped) return of_the_house(*row);
    return std::nullopt;
}

Result<void> may_write(const Principal& by) {
    if (!by.at_least(Role::administrator)) return refuse(ErrorKind::forbidden, "guidance.not_yours");
    return {};
}

void announce(const Guidance& g, db::Tx& tx, const std::string& code, const char* what, const Principal& by,
              Instant now) {
    g.parts().events.append(
        tx, work::event(PhraseChanged::kType, "guidance_phrase", 0, by, now, PhraseChanged{code, what}));
}

// --- Is it well said? --------------------------------------------------------------------------------------
std::vector<std::string> tidy(const std::vector<std::string>& lines) {
    std::vector<std::string> out;
    for (const auto& line : lines)
        if (auto one = one_line(line); !one.empty()) out.push_back(std::move(one));
    return out;
}

void check_patterns(std::string_view field, const std::vector<std::string>& written,
                    std::vector<FieldError>& wrong) {
    for (std::size_t i = 0; i < written.size(); ++i)
        for (const auto& p : read_pattern(written[i]).problems)
            wrong.push_back({fmt::format("{}[{}]", field, i), "phrase_" + p.code, {{"written", p.written}}});
}

void check_better(const PhraseWish& wish, std::vector<FieldError>& wrong) {
    const templates::Vocabulary vocabulary;
    for (std::size_t i = 0; i < wish.better.size(); ++i)
        for (const auto& p : templates::parse(wish.better[i], vocabulary, wish.language).problems)
            wrong.push_back({fmt::format("better[{}]", i),
                             "template_" + p.code + (p.suggestion.empty() ? "" : "_near"),
                             {{"line", std::to_string(p.line)},
                              {"column", std::to_string(p.column)},
                              {"written", p.written},
                              {"suggestion", p.suggestion}}});
}

Result<PhraseWish> checked(PhraseWish wish, Look look) {
    wish.patterns = tidy(wish.patterns);
    wish.exceptions = tidy(wish.exceptions);
    wish.better = tidy(wish.better);
    wish.why = one_line(wish.why);
    std::vector<FieldError> wrong;
    if (wish.patterns.empty() && look == Look::words) wrong.push_back({"patterns", "required"});
    const bool needs_more = wish.group != Group::generic;
    if (needs_more && wish.better.empty()) wrong.push_back({"better", "required"});
    if (needs_more && wish.why.empty()) wrong.push_back({"why", "required"});
    check_patterns("patterns", wish.patterns, wrong);
    check_patterns("exceptions", wish.exceptions, wrong);
    check_better(wish, wrong);
    if (!wrong.empty()) return invalid_fields(std::move(wrong));
    return wish;
}

store::PhraseRow row_of(const PhraseWish& wish, const Principal& by, Instant now) {
    return {.active = wish.active,
            .own_words = true,
            .group = wish.group,
            .language = wish.language,
            .patterns = wish.patterns,
            .exceptions = wish.exceptions,
            .better = wish.better,
            .why = wish.why,
            .changed_by = by.person,
            .changed_at = now};
}

// Only switched: the words stay the product's, and arrive with every new version.
store::PhraseRow only_switched(const std::string& code, bool active, const Principal& by, Instant now) {
    return {.code = code, .shipped = true, .active = active, .changed_by = by.person, .changed_at = now};
}

}  // namespace

std::vector<HousePhrase> Guidance::phrases(db::Tx& tx) const {
    const auto country = country_of(*this);
    const auto rows = store::phrases(tx);
    std::vector<HousePhrase> out;
    for (const Phrase& p : shipped_phrases()) {
        const auto row = std::ranges::find(rows, p.code, &store::PhraseRow::code);
        out.push_back(with_changes(p, row == rows.end() ? nullptr : &*row, country));
    }
    for (const auto& row : rows)
        if (!row.shipped) out.push_back(of_the_house(row));
    return out;
}

Result<HousePhrase> Guidance::add_phrase(const Principal& by, const PhraseWish& wish, Instant now) {
    if (const auto ok = may_write(by); !ok) return Refused(ok.error());
    const auto good = checked(wish, Look::words);
    if (!good) return Refused(good.error());
    return parts_.db.write([&](db::Tx& tx) -> Result<HousePhrase> {
        const auto rows = store::phrases(tx);
        const auto own = std::ranges::count(rows, false, &store::PhraseRow::shipped);
        if (static_cast<std::size_t>(own) >= kMostOwnPhrases)
            return conflict("guidance.too_many_phrases", {{"most", std::to_string(kMostOwnPhrases)}});
        const auto code = store::add_phrase(tx, row_of(*good, by, now));
        announce(*this, tx, code, "added", by, now);
        return *find(*this, tx, code);
    });
}

Result<HousePhrase> Guidance::change_phrase(const Principal& by, const std::string& code,
                                            std::optional<std::int64_t> version, const PhraseWish& wish,
                                            Instant now) {
    if (const auto ok = may_write(by); !ok) return Refused(ok.error());
    return parts_.db.write([&](db::Tx& tx) -> Result<HousePhrase> {
        const auto there = find(*this, tx, code);
        if (!there) return not_found("guidance.phrase_not_found");
        if (version && *version != there->version)
            return refuse(ErrorKind::stale, "guidance.changed_meanwhile");
        const auto good = checked(wish, there->phrase.look);
        if (!good) return Refused(good.error());
        auto row = row_of(*good, by, now);
        row.code = code;
        row.shipped = there->shipped;
        if (const Phrase* p = shipped(code)) row.base = mark_of(*p);
        store::put_phrase(tx, row);
        announce(*this, tx, code, "changed", by, now);
        return *find(*this, tx, code);
    });
}

Result<HousePhrase> Guidance::switch_phrase(const Principal& by, const std::string& code, bool active,
                                            Instant now) {
    if (const auto ok = may_write(by); !ok) return Refused(ok.error());
    return parts_.db.write([&](db::Tx& tx) -> Result<HousePhrase> {
        const auto there = find(*this, tx, code);
        if (!there) return not_found("guidance.phrase_not_found");
        auto row = store::phrase(tx, code).value_or(only_switched(code, active, by, now));
        row.active = active;
        row.changed_by = by.person;
        row.changed_at = now;
        store::put_phrase(tx, row);
        announce(*this, tx, code, active ? "switched_on" : "switched_off", by, now);
        return *find(*this, tx, code);
    });
}

Result<void> Guidance::remove_phrase(const Principal& by, const std::string& code, Instant now) {
    if (const auto ok = may_write(by); !ok) return Refused(ok.error());
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        const auto there = find(*this, tx, code);
        if (!there) return not_found("guidance.phrase_not_found");
        store::remove_phrase(tx, code);
        if (!there->shipped) store::forget_dismissals(tx, code);
        announce(*this, tx, code, there->shipped ? "restored" : "removed", by, now);
        return {};
    });
}

std::vector<std::string> Guidance::dismissed(db::Tx& tx, PersonId person) const {
    return store::dismissed(tx, person);
}

Result<void> Guidance::dismiss(const Principal& who, const std::string& code, bool dismissed, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        if (!find(*this, tx, code)) return not_found("guidance.phrase_not_found");
        if (dismissed)
            store::dismiss(tx, who.person, code, now);
        else
            store::listen_again(tx, who.person, code);
        return {};
    });
}

}  // namespace escucha::guidance
