// Filling templates for somebody: what is known of them and of their case, in their words.
#include <algorithm>
#include <array>
#include <tuple>

#include "base/human_time.hpp"
#include "base/tracking_code.hpp"
#include "db/database.hpp"
#include "modules/cases/cases.hpp"
#include "modules/cases/events.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/profiles/profiles.hpp"
#include "modules/team/team.hpp"
#include "modules/templates/store.hpp"
#include "work/events.hpp"

namespace escucha::templates {
namespace {

// Everything a text may be filled with, read once for many templates.
struct Known {
    std::optional<cases::Case> of_case = {};
    customers::Customer customer = {};
    std::shared_ptr<const team::Organisation> organisation = {};
    std::vector<profiles::OwnValue> own = {};
    std::vector<profiles::OwnField> fields = {};
    std::string owner = {}, team = {}, writer = {};
    Language language{};
    Treatment treatment{};
};

std::string first(const customers::Customer& c, customers::IdentifierKind kind) {
    for (const auto& i : c.identifiers)
        if (i.kind == kind) return i.shown.empty() ? i.value : i.shown;
    return {};
}

// As one calls them: their own wish, else a person's first name. A name that begins otherwise ("Torres, Ana",
// "Sra. Paz") is used whole.
std::string called(const customers::Customer& c) {
    if (c.name_to_use) return *c.name_to_use;
    const auto first = c.name.substr(0, c.name.find(' '));
    const bool plain = c.kind == customers::PartyKind::person &&
                       first.find_first_of(".,@") == std::string::npos &&
                       c.name.find(',') == std::string::npos;
    return plain ? first : c.name;
}

void put_customer(Values& v, const customers::Customer& c) {
    using customers::IdentifierKind;
    v["name"] = called(c);
    v["full_name"] = c.name;
    v["document"] = first(c, IdentifierKind::document);
    v["phone"] = first(c, IdentifierKind::phone);
    v["email"] = first(c, IdentifierKind::email);
}

// Days as words that stay true however late the text is read: never "today" or "tomorrow".
struct Dates {
    Language language;
    const Zone& zone;
    std::string day(Instant at) const { return full_day_in_words(language, zone.day(at)); }
    std::string moment(Instant at) const { return full_moment_in_words(language, zone, at); }
    std::string moment(const std::optional<Instant>& done, const std::optional<Instant>& due) const {
        return done ? moment(*done) : due ? moment(*due) : std::string();
    }
};

void put_case(Values& v, const cases::Case& c, const Dates& dates, const std::string& public_url) {
    const auto code = TrackingCode::parse(c.code)->shown();
    v["code"] = code;
    v["link"] = fmt::format("{}/caso/{}", public_url, code);
    v["title"] = c.title;
    v["opened"] = dates.day(c.opened_at);
    v["first_answer"] = dates.moment(c.first_answer_at, c.first_answer_due);
    v["resolution"] = dates.moment(c.solved_at, c.resolution_due);
    if (!c.promise) return;
    v["promise"] = c.promise->what;
    v["promise_date"] = dates.moment(c.promise->at);
}

void put_own(Values& v, const Known& known, Language language) {
    for (const auto& value : known.own)
        for (const auto& field : known.fields)
            if (field.key == value.key)
                v["own." + field.key] = profiles::shown_value(field, value.value, language);
}

Values values(const Known& known, const std::string& public_url, Language language, Instant now) {
    Values v;
    const Dates dates{language, *known.organisation->zone};
    put_customer(v, known.customer);
    if (known.of_case) put_case(v, *known.of_case, dates, public_url);
    put_own(v, known, language);
    v["owner"] = known.owner;
    v["writer"] = known.writer;
    v["team"] = known.team;
    v["organisation"] = known.organisation->name;
    v["today"] = dates.day(now);
    return v;
}

void look_up_people(const Templates::Parts& parts, db::Tx& tx, const Principal& who, Known& known) {
    if (const auto me = parts.team.person(tx, who.person)) known.writer = me->name;
    if (!known.of_case) return;
    if (const auto owner = parts.team.person(tx, known.of_case->owner)) known.owner = owner->name;
    if (const auto team = parts.team.team(tx, known.of_case->team)) known.team = team->name;
}

Result<Known> look_up(const Templates::Parts& parts, db::Tx& tx, const Principal& who, const Whom& whom) {
    Known known{.organisation = parts.team.organisation()};
    auto customer = whom.customer;
    if (whom.case_id != 0) {
        const auto asked = parts.cases.find(tx, whom.case_id);
        known.of_case = parts.cases.find_standing(tx, whom.case_id);
        if (!asked || !known.of_case) return not_found("case.not_found");
        if (const auto ok = cases::may_handle(who, *known.of_case); !ok) return Refused(ok.error());
        // Joined to somebody else's: they are still told of their own.
        if (asked->customer != known.of_case->customer) known.of_case = asked;
        customer = known.of_case->customer;
    }
    const auto shown = parts.customers.shown(tx, customer);
    if (!shown) return Refused(shown.error());
    known.customer = parts.customers.get(tx, *shown).value();
    known.language = known.customer.language.value_or(known.of_case ? known.of_case->language
                                                                    : known.organisation->language);
    known.treatment = known.customer.treatment.value_or(known.organisation->treatment);
    known.fields = parts.profiles.fields(tx, true);
    auto own = parts.profiles.values(tx, std::array{*shown}, true);
    if (const auto found = own.find(*shown); found != own.end()) known.own = std::move(found->second);
    look_up_people(parts, tx, who, known);
    return known;
}

bool fits(const Template& t, const Known& known, const Principal& who) {
    if (!t.active) return false;
    if (t.team && *t.team != who.team && (!known.of_case || *t.team != known.of_case->team)) return false;
    return t.kinds.empty() || !known.of_case || std::ranges::count(t.kinds, known.of_case->kind) != 0;
}

// A template has a text in their language, or in the other.
Language language_of(const Template& t, Language wanted) {
    const bool has = wanted == Language::es ? t.text_es.has_value() : t.text_en.has_value();
    return has ? wanted : wanted == Language::es ? Language::en : Language::es;
}

// Many templates for one person: values are gathered once a language.
class Writer {
  public:
    Writer(const Known& known, const Vocabulary& vocabulary, const std::string& public_url, Instant now)
        : known_(known),
          vocabulary_(vocabulary),
          values_{values(known, public_url, Language::es, now),
                  values(known, public_url, Language::en, now)} {}

    TemplateText write(const Template& t) const {
        const Language language = language_of(t, known_.language);
        const auto& text = language == Language::es ? t.text_es : t.text_en;
        auto filled =
            fill(parse(text.value_or(""), vocabulary_, language).parts,
                 values_[language == Language::es ? 0 : 1], vocabulary_, known_.treatment, language);
        return {.id = t.id,
                .name = t.name,
                .language = language,
                .other_language = language != known_.language,
                .treatment = known_.treatment,
                .text = std::move(filled.text),
                .missing = std::move(filled.missing),
                .own = t.owner != 0,
                .used = t.used};
    }

  private:
    const Known& known_;
    const Vocabulary& vocabulary_;
    std::array<Values, 2> values_;
};

void order(std::vector<TemplateText>& texts) {
    std::ranges::sort(texts, [](const TemplateText& a, const TemplateText& b) {
        if (a.last_used_by_me != b.last_used_by_me) return a.last_used_by_me > b.last_used_by_me;
        return std::tie(b.used, a.name) < std::tie(a.used, b.name);
    });
}

}  // namespace

Vocabulary Templates::vocabulary(db::Tx& tx) const {
    std::vector<Vocabulary::Own> own;
    for (const auto& f : parts_.profiles.fields(tx, true)) own.push_back({f.key, f.label});
    return Vocabulary(own);
}

Result<std::vector<TemplateText>> Templates::texts(db::Tx& tx, const Principal& who, const Whom& whom,
                                                   Instant now) const {
    const auto known = look_up(parts_, tx, who, whom);
    if (!known) return Refused(known.error());
    const auto vocabulary = this->vocabulary(tx);
    const Writer writer(*known, vocabulary, parts_.public_url, now);
    const auto uses = store::uses(tx, who.person);
    std::vector<TemplateText> out;
    for (const Template& t : store::all(tx, who.person)) {
        if (!fits(t, *known, who)) continue;
        out.push_back(writer.write(t));
        if (const auto use = std::ranges::find(uses, t.id, &store::Use::template_id); use != uses.end()) {
            out.back().used_by_me = use->used;
            out.back().last_used_by_me = use->last_used_at;
        }
    }
    order(out);
    return out;
}

Result<FilledTexts> Templates::fill_for(db::Tx& tx, const Principal& who, const Whom& whom,
                                        std::span<const std::string> es, std::span<const std::string> en,
                                        Instant now) const {
    const auto known = look_up(parts_, tx, who, whom);
    if (!known) return Refused(known.error());
    const auto vocabulary = this->vocabulary(tx);
    const auto with = values(*known, parts_.public_url, known->language, now);
    FilledTexts out{
        .language = known->language, .treatment = known->treatment, .name = called(known->customer)};
    for (const auto& text : known->language == Language::es ? es : en)
        out.texts.push_back(fill(parse(text, vocabulary, known->language).parts, with, vocabulary,
                                 known->treatment, known->language));
    return out;
}

Result<TemplateText> Templates::take(const Principal& who, const Whom& whom, TemplateId id, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<TemplateText> {
        const auto known = look_up(parts_, tx, who, whom);
        if (!known) return Refused(known.error());
        const auto t = get(tx, who, id);
        if (!t) return Refused(t.error());
        if (!t->active) return conflict("template.not_active", {{"name", t->name}});
        store::taken(tx, who.person, id, now);
        const auto vocabulary = this->vocabulary(tx);
        return Writer(*known, vocabulary, parts_.public_url, now).write(*t);
    });
}

Result<TemplateText> Templates::filled(db::Tx& tx, const Principal& who, const Whom& whom, const Template& t,
                                       Instant now) const {
    const auto known = look_up(parts_, tx, who, whom);
    if (!known) return Refused(known.error());
    const auto vocabulary = this->vocabulary(tx);
    return Writer(*known, vocabulary, parts_.public_url, now).write(t);
}

void Templates::sent(db::Tx& tx, PersonId person, std::string_view text, Instant now) const {
    std::optional<Vocabulary> vocabulary;
    for (const auto& use : store::uses(tx, person)) {
        if (now - use.taken_at > kLately) continue;
        const auto t = store::get(tx, use.template_id);
        if (!t) continue;
        if (!vocabulary) vocabulary = this->vocabulary(tx);
        const auto found = [&](const std::optional<std::string>& own, Language language) {
            return own ? found_again(parse(*own, *vocabulary, language).parts, text) : 0.0;
        };
        if (std::max(found(t->text_es, Language::es), found(t->text_en, Language::en)) >= kUsed)
            store::used(tx, person, t->id, now);
    }
}

namespace {

// What an agent just said to a customer: the newest contact of the case.
void look_at_what_was_sent(const Templates& templates, db::Tx& tx, const work::Event& e) {
    if (e.actor_kind != ActorKind::person || e.actor == 0) return;
    const auto last = templates.parts().contacts.for_case(tx, e.case_id, 0, 1);
    if (last.empty() || last.back().direction != Direction::out) return;
    templates.sent(tx, e.actor, last.back().text, e.at);
}

}  // namespace

void add_reactions(work::Events& events, Templates& templates) {
    for (const char* type :
         {"case.replied", cases::CaseOpened::kType})  // a case may begin with a letter of ours
        events.on(type, [&templates](db::Tx& tx, const work::Event& e) {
            look_at_what_was_sent(templates, tx, e);
        });
}

}  // namespace escucha::templates
