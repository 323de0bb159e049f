// The routes of guidance: a table of contents.
#include "db/database.hpp"
#include "http/api.hpp"
#include "http/version_asked.hpp"
#include "modules/guidance/guidance.hpp"
#include "modules/team/team.hpp"

namespace escucha::guidance {
namespace {

using http::Line;
using http::Many;
using http::Prose;

// --- What is asked -----------------------------------------------------------------------------------------
struct AskRules {
    std::optional<Treatment> treatment;
};
BOOST_DESCRIBE_STRUCT(AskRules, (), (treatment))

struct CheckText {
    Prose<kLongestText, 0> text;
    std::optional<Treatment> treatment;
    std::optional<Line<200>> name;
};
BOOST_DESCRIBE_STRUCT(CheckText, (), (text, treatment, name))

struct OnePhrase {
    Line<80> code;
};
BOOST_DESCRIBE_STRUCT(OnePhrase, (), (code))

using Patterns = Many<Line<kMostLetters>, 40>;
using Words = Many<Line<500>, 10>;

struct AddPhrase {
    Group group{};
    Language language{};
    Patterns patterns, exceptions;
    Words better;
    Prose<600, 0> why;
    std::optional<bool> active;
};
BOOST_DESCRIBE_STRUCT(AddPhrase, (), (group, language, patterns, exceptions, better, why, active))

struct EditPhrase {
    Line<80> code;
    Group group{};
    Language language{};
    Patterns patterns, exceptions;
    Words better;
    Prose<600, 0> why;
    std::optional<bool> active;
};
BOOST_DESCRIBE_STRUCT(EditPhrase, (), (code, group, language, patterns, exceptions, better, why, active))

struct SwitchPhrase {
    Line<80> code;
    bool active = true;
};
BOOST_DESCRIBE_STRUCT(SwitchPhrase, (), (code, active))

using PlayLines = Many<Line<500>, 12>;
struct WrittenPlay {
    PlayLines todo, say, avoid;
};
BOOST_DESCRIBE_STRUCT(WrittenPlay, (), (todo, say, avoid))
struct EditPlay {
    Play play{};
    WrittenPlay es, en;
};
BOOST_DESCRIBE_STRUCT(EditPlay, (), (play, es, en))
struct OnePlay {
    Play play{};
};
BOOST_DESCRIBE_STRUCT(OnePlay, (), (play))

struct ListUses {
    std::optional<http::Int<1, 400>> days;
};
BOOST_DESCRIBE_STRUCT(ListUses, (), (days))

struct OneCase {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(OneCase, (), (id))
struct TakePhrase {
    http::Id id;
    Play play{};
    Line<500> key;
};
BOOST_DESCRIBE_STRUCT(TakePhrase, (), (id, play, key))

// --- What is answered --------------------------------------------------------------------------------------
struct FoundList {
    std::vector<Found> items;
};
BOOST_DESCRIBE_STRUCT(FoundList, (), (items))

struct PhraseView {
    std::string code = {};
    Group group{};
    Language language{};
    std::vector<std::string> countries = {};
    Look look{};
    std::vector<std::string> patterns = {}, exceptions = {}, better = {};
    std::string why = {};
    bool active = true, shipped = false, changed = false, newer = false, here = true;
    bool dismissed = false;  // the caller no longer wants to be told
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PhraseView, (),
                      (code, group, language, countries, look, patterns, exceptions, better, why, active,
                       shipped, changed, newer, here, dismissed, version))
struct PhraseViewList {
    std::vector<PhraseView> items;
};
BOOST_DESCRIBE_STRUCT(PhraseViewList, (), (items))

struct Dismissals {
    std::vector<std::string> codes;
};
BOOST_DESCRIBE_STRUCT(Dismissals, (), (codes))

struct PlaybookView {
    Play play{};
    PlayText es = {}, en = {};
    bool changed = false, newer = false;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PlaybookView, (), (play, es, en, changed, newer, version))
struct PlaybookList {
    std::vector<PlaybookView> items;
};
BOOST_DESCRIBE_STRUCT(PlaybookList, (), (items))
struct PlayUseList {
    std::vector<PlayUse> items;
};
BOOST_DESCRIBE_STRUCT(PlayUseList, (), (items))

PhraseView view(const HousePhrase& p, Language reader) {
    return {.code = p.phrase.code,
            .group = p.phrase.group,
            .language = p.phrase.language,
            .countries = p.phrase.countries,
            .look = p.phrase.look,
            .patterns = p.phrase.patterns,
            .exceptions = p.phrase.exceptions,
            .better = p.phrase.better,
            .why = reader == Language::es ? p.phrase.why_es : p.phrase.why_en,
            .active = p.active,
            .shipped = p.shipped,
            .changed = p.changed,
            .newer = p.newer,
            .here = p.here,
            .version = p.version};
}

PlaybookView view(const Playbook& p) {
    return {
        .play = p.play, .es = p.es, .en = p.en, .changed = p.changed, .newer = p.newer, .version = p.version};
}

Result<http::WithEtag<PhraseView>> answer(const Result<HousePhrase>& p, Language reader) {
    if (!p) return Refused(p.error());
    return http::WithEtag<PhraseView>{view(*p, reader), std::to_string(p->version)};
}

template <class In>
PhraseWish wish_of(const In& in) {
    return {.group = in.group,
            .language = in.language,
            .patterns = {in.patterns.begin(), in.patterns.end()},
            .exceptions = {in.exceptions.begin(), in.exceptions.end()},
            .better = {in.better.begin(), in.better.end()},
            .why = in.why,
            .active = in.active.value_or(true)};
}

PlayText text_of(const WrittenPlay& in) {
    return {.todo = {in.todo.begin(), in.todo.end()},
            .say = {in.say.begin(), in.say.end()},
            .avoid = {in.avoid.begin(), in.avoid.end()}};
}

// --- The table ---------------------------------------------------------------------------------------------
void add_checking(http::Api& api, Guidance& guidance) {
    api.get("/guidance/rules",
            {.id = "getGuidanceRules",
             .scope = "cases:read",
             .summary = "The phrases that hurt, made ready to be looked for while one types",
             .description = "Changes seldom: ask with If-None-Match. docs/guidance.md says how they match."},
            [&](const http::Call& call, const AskRules& in) -> Result<http::WithEtag<ServedRules>> {
                return guidance.parts().db.read([&](db::Tx& tx) -> http::WithEtag<ServedRules> {
                    const auto organisation = guidance.parts().team.organisation();
                    const auto usual = organisation ? organisation->treatment : Treatment::usted;
                    auto served = guidance.rules(tx, in.treatment.value_or(usual), call.language);
                    return {std::move(served.rules), std::move(served.etag)};
                });
            });
    api.post(
        "/guidance/check",
        {.id = "checkWording",
         .scope = "cases:read",
         .summary = "Which phrases of a text hurt, what to say instead, and why",
         .description = "Places count code points. What the caller no longer wants to be told is left out.",
         .keep_answer = false},
        [&](const http::Call& call, const CheckText& in) -> Result<FoundList> {
            return guidance.parts().db.read([&](db::Tx& tx) -> FoundList {
                const auto organisation = guidance.parts().team.organisation();
                const auto usual = organisation ? organisation->treatment : Treatment::usted;
                return {guidance.check(tx,
                                       {.text = in.text.str(),
                                        .treatment = in.treatment.value_or(usual),
                                        .name = in.name ? in.name->str() : std::string(),
                                        .person = call.principal.person},
                                       call.language)};
            });
        });
    api.get("/guidance/dismissals",
            {.id = "listDismissedPhrases",
             .scope = "cases:read",
             .summary = "Phrases the caller no longer wants to be told of"},
            [&](const http::Call& call) -> Result<Dismissals> {
                return guidance.parts().db.read(
                    [&](db::Tx& tx) { return Dismissals{guidance.dismissed(tx, call.principal.person)}; });
            });
    api.put("/guidance/dismissals/{code}",
            {.id = "dismissPhrase",
             .scope = "cases:write",
             .summary = "No longer tell me of this phrase",
             .errors = {"guidance.phrase_not_found"}},
            [&](const http::Call& call, const OnePhrase& in) -> Result<std::monostate> {
                if (const auto done = guidance.dismiss(call.principal, in.code, true, call.now); !done)
                    return Refused(done.error());
                return std::monostate{};
            });
    api.del("/guidance/dismissals/{code}",
            {.id = "heedPhraseAgain",
             .scope = "cases:write",
             .summary = "Tell me of this phrase again",
             .errors = {"guidance.phrase_not_found"}},
            [&](const http::Call& call, const OnePhrase& in) -> Result<std::monostate> {
                if (const auto done = guidance.dismiss(call.principal, in.code, false, call.now); !done)
                    return Refused(done.error());
                return std::monostate{};
            });
}

void add_phrases(http::Api& api, Guidance& guidance) {
    const auto admin = http::Access::role(Role::administrator);
    api.get("/guidance/phrases",
            {.id = "listPhrases",
             .scope = "cases:read",
             .summary = "Phrases that hurt: the product's as the house has them, and the house's own"},
            [&](const http::Call& call) -> Result<PhraseViewList> {
                return guidance.parts().db.read([&](db::Tx& tx) {
                    PhraseViewList list;
                    const auto unwanted = guidance.dismissed(tx, call.principal.person);
                    for (const auto& p : guidance.phrases(tx)) {
                        list.items.push_back(view(p, call.language));
                        list.items.back().dismissed = std::ranges::count(unwanted, p.phrase.code) != 0;
                    }
                    return list;
                });
            });
    api.post("/guidance/phrases",
             {.id = "addPhrase",
              .access = admin,
              .scope = "cases:write",
              .summary = "One more phrase, the house's own",
              .description = "How a pattern is written stands in docs/guidance.md.",
              .errors = {"guidance.not_yours", "guidance.too_many_phrases"}},
             [&](const http::Call& call, const AddPhrase& in) -> Result<http::Created<PhraseView>> {
                 const auto p = guidance.add_phrase(call.principal, wish_of(in), call.now);
                 if (!p) return Refused(p.error());
                 return http::Created<PhraseView>{view(*p, call.language),
                                                  "/guidance/phrases/" + p->phrase.code,
                                                  std::to_string(p->version)};
             });
    api.put("/guidance/phrases/{code}",
            {.id = "changePhrase",
             .access = admin,
             .scope = "cases:write",
             .summary = "Change a phrase: one of the product keeps its code and has the house's words",
             .errors = {"guidance.phrase_not_found", "guidance.not_yours", "guidance.changed_meanwhile"},
             .needs_match = true},
            [&](const http::Call& call, const EditPhrase& in) -> Result<http::WithEtag<PhraseView>> {
                return answer(guidance.change_phrase(call.principal, in.code, http::version_asked(call),
                                                     wish_of(in), call.now),
                              call.language);
            });
    api.patch("/guidance/phrases/{code}",
              {.id = "switchPhrase",
               .access = admin,
               .scope = "cases:write",
               .summary = "Switch a phrase on or off; its words stay as they are",
               .errors = {"guidance.phrase_not_found", "guidance.not_yours"}},
              [&](const http::Call& call, const SwitchPhrase& in) -> Result<http::WithEtag<PhraseView>> {
                  return answer(guidance.switch_phrase(call.principal, in.code, in.active, call.now),
                                call.language);
              });
    api.del("/guidance/phrases/{code}",
            {.id = "removePhrase",
             .access = admin,
             .scope = "cases:write",
             .summary = "Remove a phrase of the house; one of the product has its own words again",
             .errors = {"guidance.phrase_not_found", "guidance.not_yours"}},
            [&](const http::Call& call, const OnePhrase& in) -> Result<std::monostate> {
                if (const auto done = guidance.remove_phrase(call.principal, in.code, call.now); !done)
                    return Refused(done.error());
                return std::monostate{};
            });
}

void add_playbooks(http::Api& api, Guidance& guidance) {
    const auto admin = http::Access::role(Role::administrator);
    api.get("/playbooks",
            {.id = "listPlaybooks",
             .scope = "cases:read",
             .summary = "The guides to the seven steps and the nine moments, unfilled"},
            [&](const http::Call&) -> Result<PlaybookList> {
                return guidance.parts().db.read([&](db::Tx& tx) {
                    PlaybookList list;
                    for (const auto& p : guidance.playbooks(tx)) list.items.push_back(view(p));
                    return list;
                });
            });
    api.put("/playbooks/{play}",
            {.id = "changePlaybook",
             .access = admin,
             .scope = "cases:write",
             .summary = "A playbook in the house's words",
             .errors = {"guidance.not_yours", "guidance.changed_meanwhile"},
             .needs_match = true},
            [&](const http::Call& call, const EditPlay& in) -> Result<http::WithEtag<PlaybookView>> {
                const auto p = guidance.change_playbook(call.principal, in.play, http::version_asked(call),
                                                        text_of(in.es), text_of(in.en), call.now);
                if (!p) return Refused(p.error());
                return http::WithEtag<PlaybookView>{view(*p), std::to_string(p->version)};
            });
    api.del("/playbooks/{play}",
            {.id = "restorePlaybook",
             .access = admin,
             .scope = "cases:write",
             .summary = "A playbook in the product's words again",
             .errors = {"guidance.not_yours"}},
            [&](const http::Call& call, const OnePlay& in) -> Result<std::monostate> {
                if (const auto done = guidance.restore_playbook(call.principal, in.play, call.now); !done)
                    return Refused(done.error());
                return std::monostate{};
            });
    api.get("/playbooks/uses",
            {.id = "listPlaybookUses",
             .access = http::Access::role(Role::supervisor),
             .scope = "cases:read",
             .summary = "Which phrases of the playbooks are used, and which never",
             .description = "Of the last `days` days (90). Sums over everybody, never of a person."},
            [&](const http::Call& call, const ListUses& in) -> Result<PlayUseList> {
                const auto since = call.now - std::chrono::days(in.days ? in.days->value : 90);
                return guidance.parts().db.read(
                    [&](db::Tx& tx) { return PlayUseList{guidance.uses(tx, since)}; });
            });
    const std::vector<std::string> of_case{"case.not_found", "case.about_you", "case.sealed",
                                           "customer.blocked"};
    auto of_use = of_case;
    of_use.emplace_back("guidance.play_phrase_gone");
    api.get(
        "/cases/{id}/playbooks",
        {.id = "getCaseGuide",
         .scope = "cases:read",
         .summary = "The playbooks filled for the customer of a case, with its step and the likely moment",
         .errors = of_case},
        [&](const http::Call& call, const OneCase& in) -> Result<CaseGuide> {
            return guidance.parts().db.read(
                [&](db::Tx& tx) { return guidance.guide(tx, call.principal, in.id, call.now); });
        });
    api.post("/cases/{id}/playbooks/uses",
             {.id = "takePlaybookPhrase",
              .scope = "cases:write",
              .summary = "A phrase of a playbook was put into an answer",
              .description = "It counts as sent once an answer leaves in which its words are found again.",
              .errors = of_use},
             [&](const http::Call& call, const TakePhrase& in) -> Result<std::monostate> {
                 const auto done = guidance.take(call.principal, in.id, in.play, in.key, call.now);
                 if (!done) return Refused(done.error());
                 return std::monostate{};
             });
}

}  // namespace

void add_routes(http::Api& api, Guidance& guidance) {
    add_checking(api, guidance);
    add_phrases(api, guidance);
    add_playbooks(api, guidance);
}

}  // namespace escucha::guidance
