// What happens when a date comes near and nobody moves (SERVICE_MODEL K3, K4, K6): further warnings at set
// shares of a term; after it, a chain of people and roles by team, each told after some working time without
// a reaction, passing over who is away or not at work; supervisors who call back as law and house want it
// (rules::What::call_back; Ley 10/2025, art. 8: on the same working day); and each one's day by e-mail in the
// morning (digest.hpp).
//
// The looks ride on the job that watches a case's dates (cases/watching.hpp): a case on course costs a few
// look-ups in a calendar, and no row.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/principal.hpp"
#include "base/result.hpp"
#include "modules/cases/cases.hpp"
#include "modules/escalation/chain.hpp"
#include "modules/escalation/digest.hpp"

namespace escucha {
namespace http {
class Api;
}
namespace promises {
class Promises;
}
}  // namespace escucha

namespace escucha::escalation {

using cases::CaseId;

// put_through: given a supervisor at once. promised → kept, late (called, but after the day), given_up.
enum class CallBackState { put_through, promised, kept, late, given_up };
BOOST_DESCRIBE_ENUM(CallBackState, put_through, promised, kept, late, given_up)

struct CallBack {
    std::int64_t id = 0;
    CaseId case_id = 0;
    Instant asked_at{};
    PersonId asked_by = 0;
    CallBackState state = CallBackState::promised;
    Instant due_at{};
    bool same_day = true;
    PersonId supervisor = 0;
    std::int64_t promise = 0;  // 0: none, put through
    std::optional<int> waited_seconds = {};
    std::optional<Instant> settled_at = {};
    std::string norm = {}, article = {};  // of the law that orders it; empty: none does
};

// By when a call would be promised now, and the law that orders it.
struct CallBackTerms {
    Instant due_at{};
    bool same_day = true;
    std::string norm = {}, article = {};  // empty: none does, the house does
    std::string says = {};                // what it orders, in words
};
BOOST_DESCRIBE_STRUCT(CallBackTerms, (), (due_at, same_day, norm, article, says))

struct CallBackWish {
    // Given a supervisor at once: who, and after how many seconds.
    PersonId put_through_to = 0;
    int waited_seconds = 0;
};

// Of customers who asked for a supervisor in a period.
struct CallBackCounts {
    std::int64_t asked = 0;
    std::int64_t put_through = 0;          // at once
    std::int64_t put_through_in_time = 0;  // of these: within three minutes
    std::int64_t kept = 0;                 // called back within the term
    std::int64_t late = 0;                 // called back after it
    std::int64_t missed = 0;               // the term is over, and nobody called
    std::int64_t open = 0;                 // still to be called
    std::int64_t after_hours = 0;          // asked when the working day was over
};
BOOST_DESCRIBE_STRUCT(CallBackCounts, (),
                      (asked, put_through, put_through_in_time, kept, late, missed, open, after_hours))

struct Settings {
    std::map<CaseKind, std::vector<int>> shares = {};
    std::map<TeamId, std::vector<Level>> chains = {};  // 0: of teams without one of their own

    const std::vector<int>& shares_of(CaseKind kind) const;
    const std::vector<Level>& chain_of(TeamId team) const;
};

class Escalation {
  public:
    struct Parts {
        db::Database& db;
        work::Events& events;
        work::Jobs& jobs;
        team::Team& team;
        calendar::Calendars& calendars;
        cases::Cases& cases;
        promises::Promises& promises;
        std::string public_url = {};
    };
    explicit Escalation(Parts parts);
    ~Escalation();
    Escalation(const Escalation&) = delete;
    Escalation& operator=(const Escalation&) = delete;

    // --- The watch over cases (lent to them by src/app) ----------------------------------------------------
    std::optional<Instant> next_look(db::Tx& tx, const cases::Case& c, std::span<const cases::Due> dates,
                                     Instant now);
    void look(db::Tx& tx, const cases::Case& c, std::span<const cases::Due> dates, Instant now);

    // --- A supervisor is asked for -------------------------------------------------------------------------
    // Refuses "case.not_found" and so on; a call "call_back.open_already", "call_back.case_is_solved",
    // "case.nobody_above"; putting through the field put_through_to (not_a_supervisor, about_them).
    Result<CallBack> ask_for_supervisor(const Principal& who, CaseId id, const CallBackWish& wish,
                                        Instant now);
    Result<CallBackTerms> call_back_terms(db::Tx& tx, const Principal& who, CaseId id, Language language,
                                          Instant now) const;
    std::vector<CallBack> of_case(db::Tx& tx, CaseId id) const;
    std::vector<CallBack> open_of(db::Tx& tx, PersonId supervisor, Instant before) const;
    CallBackCounts counts(db::Tx& tx, Instant from, Instant to, Instant now) const;
    void promise_settled(db::Tx& tx, std::int64_t promise, std::string_view state, std::int64_t replaced_by,
                         Instant now) const;

    // --- Settings ------------------------------------------------------------------------------------------
    std::shared_ptr<const Settings> settings(db::Tx& tx) const;
    // Field "shares" (out_of_range, too_many).
    Result<void> set_shares(const Principal& by, CaseKind kind, std::vector<int> shares, Instant now);
    // Fields "levels[0].…"; an empty chain: as if there were none. "team.not_found".
    Result<void> set_chain(const Principal& by, TeamId team, const std::vector<Level>& levels, Instant now);

    // --- Each one's day by e-mail (digest.hpp) -------------------------------------------------------------
    void lend(Post post) { post_ = std::move(post); }
    const Post& post() const { return post_; }
    DigestWish wish_of(db::Tx& tx, PersonId person) const;
    Result<void> set_wish(PersonId person, const DigestWish& wish);
    void plan_digests(Instant now);
    // Their last letter did not leave (it named a customer who was forgotten): it is written again, without
    // them, while the day is young.
    void letter_withdrawn(db::Tx& tx, PersonId person) const;
    // The letter as it would be now; nothing when there is nothing to be said.
    std::optional<DigestLetter> letter_for(db::Tx& tx, const team::PersonRef& person, Instant now) const;

    const Parts& parts() const { return parts_; }
    void remove_for_cases(db::Tx& tx, std::span<const CaseId> cases) const;  // the sample company goes

  private:
    struct Cache;
    Parts parts_;
    std::unique_ptr<Cache> cache_;
    Post post_;
};

void add_routes(http::Api& api, Escalation& escalation);
void add_jobs(work::Jobs& jobs, Escalation& escalation);
void add_reactions(work::Events& events, Escalation& escalation);

}  // namespace escucha::escalation
