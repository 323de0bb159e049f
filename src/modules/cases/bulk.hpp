// Many cases at once, for those who count, list, compare or answer them.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "base/vocabulary.hpp"
#include "modules/cases/case.hpp"
#include "modules/cases/legal_kinds.hpp"
#include "modules/cases/term_standing.hpp"

namespace escucha::db {
class Tx;
}

namespace escucha::cases {

class Cases;
struct Changed;
struct Reply;

// By number; what is no case is not there. Those joined to others are themselves, not the one that stands.
std::unordered_map<CaseId, Case> several(db::Tx&, std::span<const CaseId>);

// One answer for many cases (a problem is put right for everybody whom it hit), in the caller's transaction.
// It bears the name of whoever gives it, who does not thereby have the case: one that is nobody's waits for
// an owner as before, and what they were writing there themselves stays. Refuses what Cases::reply refuses.
Result<Changed> reply_for_all_in(Cases&, db::Tx&, const Principal&, CaseId, const Reply&, Instant now);

// --- The outline of each, without a word of anybody ------------------------------------------------------
// What lists and reports call "the law has no name for it": an address cannot carry an empty word.
inline constexpr std::string_view kNoLegalKind = "none";

struct Outline {
    CaseId id = 0;
    std::string code = {};
    CaseKind kind = CaseKind::question;
    std::string legal_kind = {};  // as the law calls it; empty: it has no name for such a case
    Instant opened_at{};
    std::optional<Instant> due_at =
        {};  // the law's date where it sets one, else the house's own; nothing: none
    std::optional<Instant> solved_at = {};
    std::optional<Outcome> outcome = {};
    int score = 0;              // 1..5 as the customer said; 0: nothing said
    PersonId about_person = 0;  // whom of ours it is about
    bool sealed = false;        // its customer's data is blocked
    bool law_kept = false;      // the law's date was kept, whatever came later
};

// Opened in [from, to), by when and number, `limit` at most after (after_at, after_id). A case that was
// joined to another is not there: it is counted once, as the one that stands. Cases of our own (internal) are
// not there either.
std::vector<Outline> outlines(db::Tx&, LegalKinds&, Instant from, Instant to, Instant after_at,
                              CaseId after_id, int limit);

std::int64_t count_outlines(db::Tx&, Instant from, Instant to);
// When the first case that outlines tell of was opened; nothing: there is none.
std::optional<Instant> first_opened(db::Tx&);

// What of a case says who may see it: of those on a list.
struct Stands {
    CaseId id = 0;  // the one that stands for it, where it was joined to another
    PersonId about_person = 0;
    bool sealed = false;
};
// By the case asked for; one that is no more is not there.
std::unordered_map<CaseId, Stands> standing_of(db::Tx&, std::span<const CaseId> ids);
bool may_see(const Principal&, const Stands&);  // as may_handle

}  // namespace escucha::cases
