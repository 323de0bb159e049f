// Answer templates (SERVICE_MODEL C4, K2): texts written once, with care, that an agent answers with. They
// follow whom they are for: in their language, in tú, usted or vos, with their name, their dates in words.
// What is not known stands in the text as a visible mark, so that nobody sends a gap.
//
// Supervisors write the templates of the house; everybody may keep some of their own, which nobody else sees.
// A template may be for one team or for some kinds of case; others then do not offer it.
//
// `texts` fills every template that fits, for choosing with the eyes on the real words; `take` gives one and
// remembers who took it. Whether it was used is known when the answer is sent: `sent` looks, in the
// transaction of "case.replied", which of the templates that its writer took lately are found again in what
// was said (wording.hpp: found_again). So it counts whatever way the text went: written over, held back for
// some seconds, taken into another case, sent by another client; and not what was thrown away. Discarded: a
// mark carried along by the composer, which every way of sending would have to know.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "base/vocabulary.hpp"
#include "modules/templates/wording.hpp"

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
namespace customers {
class Customers;
}
namespace profiles {
class Profiles;
}
namespace contacts {
class Contacts;
}
namespace cases {
class Cases;
}
}  // namespace escucha

namespace escucha::templates {

using TemplateId = std::int64_t;

struct Template {
    TemplateId id = 0;
    PersonId owner = 0;  // whose own it is; 0: the house's
    std::string name = {};
    std::optional<std::string> text_es = {}, text_en = {};  // one of them at least
    std::optional<TeamId> team = {};                        // nothing: for every team
    std::vector<CaseKind> kinds = {};                       // empty: for every kind
    bool active = true;
    std::int64_t used = 0;  // answers sent that came from it
    std::optional<Instant> last_used_at = {};
    bool sample = false;
    PersonId created_by = 0;
    Instant created_at{};
    std::int64_t version = 0;
};

// What its writer says of it. A change replaces all of it but what is not said.
struct Wish {
    std::string name = {};
    std::optional<std::string> text_es = {}, text_en = {};
    std::optional<TeamId> team = {};
    std::vector<CaseKind> kinds = {};
    bool active = true;
    bool own = false;  // for oneself alone; says nothing in a change
};

// A template filled for somebody.
struct TemplateText {
    TemplateId id = 0;
    std::string name = {};
    Language language{};          // of the text: theirs, or the only one the template has
    bool other_language = false;  // the template has no text in their language
    Treatment treatment{};
    std::string text = {};
    std::vector<std::string> missing = {};  // names of what is not known, each marked in the text
    bool own = false;
    std::int64_t used = 0;  // by everybody
    std::int64_t used_by_me = 0;
    std::optional<Instant> last_used_by_me = {};
};
BOOST_DESCRIBE_STRUCT(TemplateText, (),
                      (id, name, language, other_language, treatment, text, missing, own, used, used_by_me,
                       last_used_by_me))

// For whom a text is filled: of a case, or of a customer to whom somebody begins to write.
struct Whom {
    std::int64_t case_id = 0;   // 0: none yet
    std::int64_t customer = 0;  // with a case: the case's
};

// Texts of others (playbooks) filled like a template's.
struct FilledTexts {
    Language language{};  // theirs
    Treatment treatment{};
    std::string name = {};  // as one calls them
    std::vector<Filled> texts = {};
};

// A draft of a template as each would read it, filled with examples.
struct Preview {
    std::string tu = {}, usted = {}, vos = {};
    std::vector<Problem> problems = {};
};

inline constexpr std::size_t kMostTemplates = 500;   // of the house
inline constexpr std::size_t kMostOwn = 100;         // of one person
inline constexpr std::size_t kLongestText = 10'000;  // code points
inline constexpr std::chrono::days kLately{7};       // a template taken longer ago was not what was sent

class Templates {
  public:
    struct Parts {
        db::Database& db;
        work::Events& events;
        team::Team& team;
        customers::Customers& customers;
        profiles::Profiles& profiles;
        contacts::Contacts& contacts;
        cases::Cases& cases;
        std::string public_url = {};  // without a slash at the end
    };
    explicit Templates(Parts parts) : parts_(std::move(parts)) {}

    // --- Writing them --------------------------------------------------------------------------------------
    // Refuse invalid_fields at "name" (required), "text_es" and "text_en" ("template_<code of Problem>" with
    // line, column, written, suggestion; "one_text_needed"), "team_id" (unknown_team); "template.name_taken",
    // "template.not_yours" (the house's are written by supervisors), "template.too_many".
    Result<Template> add(const Principal&, const Wish&, Instant now);
    // Also "template.not_found" and, where `version` is not the stored one, "template.changed_meanwhile".
    Result<Template> change(const Principal&, TemplateId, std::optional<std::int64_t> version, const Wish&,
                            Instant now);
    Result<void> remove(const Principal&, TemplateId, Instant now);
    // The templates that the product comes with (starting.hpp), but for those whose name is taken: how many.
    Result<int> add_starting(const Principal&, Instant now);
    int add_starting(db::Tx&, const Principal& by, bool sample, Instant now) const;
    void remove_sample(db::Tx&) const;

    // --- Reading them, inside anyone's transaction
    // -----------------------------------------------------------
    std::vector<Template> all(db::Tx&, const Principal&) const;  // the house's and one's own, by name
    Result<Template> get(db::Tx&, const Principal&, TemplateId) const;
    static bool may_change(const Principal&, const Template&);
    Vocabulary vocabulary(db::Tx&) const;  // archived own fields too: a template may still name them
    Preview preview(db::Tx&, std::string_view text, Language language, Instant now) const;
    Values examples(db::Tx&, Language language, Instant now) const;

    // --- Using them ----------------------------------------------------------------------------------------
    // Those that fit, filled; what one used last stands first, then what is used most. Refuse
    // "case.not_found", "case.about_you", "case.sealed", "customer.not_found", "customer.blocked".
    Result<std::vector<TemplateText>> texts(db::Tx&, const Principal&, const Whom&, Instant now) const;
    // Texts in the language of templates that are not kept here, in their language. Refuses as `texts` does.
    Result<FilledTexts> fill_for(db::Tx&, const Principal&, const Whom&, std::span<const std::string> es,
                                 std::span<const std::string> en, Instant now) const;
    // One of them; also "template.not_found", "template.not_active". Remembers that it was taken.
    Result<TemplateText> take(const Principal&, const Whom&, TemplateId, Instant now);
    // A text of other modules in the language of templates, filled as one of them would be. Refuses as
    // `texts`.
    Result<TemplateText> filled(db::Tx&, const Principal&, const Whom&, const Template&, Instant now) const;
    // What `person` sent to a customer, in the transaction that sends it.
    void sent(db::Tx&, PersonId person, std::string_view text, Instant now) const;

    const Parts& parts() const { return parts_; }

  private:
    Parts parts_;
};

// GET/POST /templates, GET/PATCH/DELETE /templates/{id}, GET /template-variables, POST /templates/preview,
// POST /templates/starting; GET /cases/{id}/templates, POST /cases/{id}/templates/{template}/text, and the
// same of a customer.
void add_routes(http::Api&, Templates&);
// While the house is wired: answers that are sent are looked at.
void add_reactions(work::Events&, Templates&);

}  // namespace escucha::templates
