// Say it well (SERVICE_MODEL K7, K2, M2): phrases that hurt, noticed while somebody writes, with something
// better to say and why; beside them those that fit every complaint and answer none, which points are looked
// at without (points.hpp: Parts::without_generic); and playbooks, the short guides to each of the seven steps
// and each of the nine moments, with phrases to use and to avoid. Neither ever stands in the way of an
// answer.
//
// Nothing is kept of who wrote what hurts: that would be a file on people. What is kept of a person is what
// they no longer want to be told. Of playbooks it is kept who took which phrase for which case and whether it
// was sent (as templates do: found again in what was said); shown are sums, never people (Q5).
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "base/vocabulary.hpp"
#include "modules/guidance/phrases.hpp"

namespace escucha {
namespace db {
class Database;
class Tx;
}  // namespace db
namespace http {
class Api;
}
namespace work {
class Events;
}
namespace team {
class Team;
}
namespace contacts {
class Contacts;
}
namespace cases {
class Cases;
}
namespace templates {
class Templates;
}
}  // namespace escucha

namespace escucha::guidance {

// --- Phrases that hurt -------------------------------------------------------------------------------------

// A phrase as this house has it.
struct HousePhrase {
    Phrase phrase = {};
    bool active = true;
    bool shipped = false;  // came with the product; else the house's own
    bool changed = false;  // shipped, with the house's words
    bool newer = false;    // changed, and the product has better words since
    bool here = true;      // for the organisation's country
    std::int64_t version = 0;
};

// What its writer says of a phrase; replaces all of it.
struct PhraseWish {
    Group group = Group::other;
    Language language = Language::es;
    std::vector<std::string> patterns = {}, exceptions = {}, better = {};
    std::string why = {};
    bool active = true;
};

// A phrase found in a text. Places count code points.
struct Found {
    std::string code = {};
    Group group = Group::other;
    std::int64_t from = 0, to = 0;
    std::string words = {};
    std::vector<std::string> better = {};  // in the treatment asked for; "" : leave the words out
    std::string why = {};
};
BOOST_DESCRIBE_STRUCT(Found, (), (code, group, from, to, words, better, why))

// A phrase as the console matches with it: patterns are made ready (matching.hpp: Compiled). In `better`,
// "{nombre}" stands where the customer's name belongs, "-" says nothing, "=" the same without the shouting.
struct ServedRule {
    std::string code = {};
    Group group = Group::other;
    Look look = Look::words;
    std::vector<Compiled> patterns = {}, exceptions = {};
    bool names = false;  // never where it is somebody's name
    std::vector<std::string> better = {};
    std::string why = {};
};
BOOST_DESCRIBE_STRUCT(ServedRule, (), (code, group, look, patterns, exceptions, names, better, why))
struct ServedRules {
    std::vector<std::string> names = {};  // never held against anybody, beside the customer's
    std::vector<ServedRule> rules = {};
};
BOOST_DESCRIBE_STRUCT(ServedRules, (), (names, rules))

struct Check {
    std::string_view text = {};
    Treatment treatment = Treatment::usted;
    std::string name = {};  // as the customer is called: {nombre} in what is better, and no pet name
    PersonId person = 0;    // what they no longer want to be told is left out
};

// --- Playbooks ---------------------------------------------------------------------------------------------

// K2 and M2, in their order. The names are those of the API and of the base.
enum class Play {
    step_respect,
    step_listen,
    step_expectation,
    step_said_back,
    step_solution,
    step_act,
    step_check,
    arrives,
    angry,
    special_request,
    cannot_decide,
    objects,
    signs_of_buying,
    buys,
    declines,
    complains
};
BOOST_DESCRIBE_ENUM(Play, step_respect, step_listen, step_expectation, step_said_back, step_solution,
                    step_act, step_check, arrives, angry, special_request, cannot_decide, objects,
                    signs_of_buying, buys, declines, complains)
constexpr bool is_step(Play p) {
    return p <= Play::step_check;
}

// One language of a playbook, a line each. `say` is in the wording of templates.
struct PlayText {
    std::vector<std::string> todo = {}, say = {}, avoid = {};
    bool operator==(const PlayText&) const = default;
};
BOOST_DESCRIBE_STRUCT(PlayText, (), (todo, say, avoid))

struct Playbook {
    Play play{};
    PlayText es = {}, en = {};
    bool changed = false;  // the house's words
    bool newer = false;    // and the product has others since
    std::int64_t version = 0;
};

// Filled for the customer of a case.
struct PlayPhrase {
    std::string key = {};  // what its use is counted by
    std::string text = {};
    std::vector<std::string> missing = {};
};
BOOST_DESCRIBE_STRUCT(PlayPhrase, (), (key, text, missing))
struct CasePlay {
    Play play{};
    std::vector<std::string> todo = {};
    std::vector<PlayPhrase> say = {};
    std::vector<std::string> avoid = {};
};
BOOST_DESCRIBE_STRUCT(CasePlay, (), (play, todo, say, avoid))
struct CaseGuide {
    std::optional<Play> step = {};  // the one the case is in; none where it has no steps
    Play moment{};                  // suggested from kind and mood
    Language language{};            // the customer's, as are their treatment and name
    Treatment treatment{};
    std::string name = {};
    std::vector<CasePlay> plays = {};  // all of them
};
BOOST_DESCRIBE_STRUCT(CaseGuide, (), (step, moment, language, treatment, name, plays))

// How often a phrase was taken, and what became of it. No people: it is for bettering playbooks.
struct PhraseUse {
    std::string text = {};  // unfilled
    Language language{};
    std::int64_t taken = 0, sent = 0;
    std::optional<Instant> last_at = {};
    bool still = true;  // stands in the playbook today
};
BOOST_DESCRIBE_STRUCT(PhraseUse, (), (text, language, taken, sent, last_at, still))
struct PlayUse {
    Play play{};
    std::int64_t taken = 0, sent = 0;
    std::vector<PhraseUse> phrases = {};  // never used ones too
};
BOOST_DESCRIBE_STRUCT(PlayUse, (), (play, taken, sent, phrases))

inline constexpr std::size_t kMostOwnPhrases = 300;
inline constexpr std::size_t kLongestText = 20'000;      // code points of a text to look at
inline constexpr std::chrono::hours kUndecided{24 * 7};  // a phrase taken longer ago was not what was sent

class Guidance {
  public:
    struct Parts {
        db::Database& db;
        work::Events& events;
        team::Team& team;
        contacts::Contacts& contacts;
        cases::Cases& cases;
        templates::Templates& templates;
    };
    explicit Guidance(Parts parts);
    ~Guidance();

    // --- Looking at a text
    std::vector<Found> check(db::Tx&, const Check&, Language reader) const;
    // What the console matches with, in one treatment, and its ETag.
    struct Served {
        ServedRules rules = {};
        std::string etag = {};
    };
    Served rules(db::Tx&, Treatment, Language reader) const;
    // The text without the phrases of Group::generic that the house has switched on: of both languages.
    std::string without_generic(db::Tx&, std::string_view text) const;

    // --- The house's list. Refuse "guidance.phrase_not_found", "guidance.not_yours" (administrators write),
    // "guidance.changed_meanwhile", "guidance.too_many_phrases", and invalid_fields at patterns[i],
    // exceptions[i] ("phrase_<code of Unreadable>"), better[i] ("template_<code>"), patterns (required), why.
    std::vector<HousePhrase> phrases(db::Tx&) const;
    Result<HousePhrase> add_phrase(const Principal&, const PhraseWish&, Instant now);
    Result<HousePhrase> change_phrase(const Principal&, const std::string& code,
                                      std::optional<std::int64_t> version, const PhraseWish&, Instant now);
    Result<HousePhrase> switch_phrase(const Principal&, const std::string& code, bool active, Instant now);
    // A phrase of the house goes; one of the product has the product's words again.
    Result<void> remove_phrase(const Principal&, const std::string& code, Instant now);

    // --- What a person no longer wants to be told
    std::vector<std::string> dismissed(db::Tx&, PersonId) const;
    Result<void> dismiss(const Principal&, const std::string& code, bool dismissed, Instant now);

    // --- Playbooks
    std::vector<Playbook> playbooks(db::Tx&) const;
    // Refuses "guidance.not_yours", "guidance.changed_meanwhile" and invalid_fields at es.say[i], en.say[i]
    // ("template_<code>"), es (required).
    Result<Playbook> change_playbook(const Principal&, Play, std::optional<std::int64_t> version,
                                     const PlayText& es, const PlayText& en, Instant now);
    Result<Playbook> restore_playbook(const Principal&, Play, Instant now);
    // Refuse "case.not_found", "case.about_you", "case.sealed".
    Result<CaseGuide> guide(db::Tx&, const Principal&, std::int64_t case_id, Instant now) const;
    // Remembers that it was taken. Refuses "guidance.play_phrase_gone" too.
    Result<void> take(const Principal&, std::int64_t case_id, Play, const std::string& key, Instant now);
    // What `person` sent in a case, in the transaction that sends it: which phrases are found again in it.
    void sent(db::Tx&, PersonId person, std::int64_t case_id, std::string_view text, Instant now) const;
    std::vector<PlayUse> uses(db::Tx&, Instant since) const;
    // With cases that go away (the sample company).
    void remove_for_cases(db::Tx&, std::span<const std::int64_t> cases) const;

    const Parts& parts() const { return parts_; }

  private:
    struct Kept;  // the matcher of the list as it stands
    std::shared_ptr<const Kept> kept(db::Tx&) const;
    Parts parts_;
    mutable std::mutex mutex_;
    mutable std::shared_ptr<const Kept> kept_;
};

// GET /guidance/phrases …, /guidance/rules, /guidance/check, /guidance/dismissals, /playbooks,
// /cases/{id}/playbooks: see routes.cpp.
void add_routes(http::Api& api, Guidance& guidance);
// While the house is wired: answers that are sent are looked at.
void add_reactions(work::Events& events, Guidance& guidance);

}  // namespace escucha::guidance
