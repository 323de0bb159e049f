// Writing templates: by supervisors for the house, by anybody for themselves.
#include <algorithm>
#include <array>

#include "base/fold.hpp"
#include "base/sort_key.hpp"
#include "db/database.hpp"
#include "modules/team/team.hpp"
#include "modules/templates/events.hpp"
#include "modules/templates/starting.hpp"
#include "modules/templates/store.hpp"
#include "work/events.hpp"

namespace escucha::templates {
namespace {

void announce(const Templates& t, db::Tx& tx, TemplateId id, const char* what, const Principal& by,
              Instant now) {
    t.parts().events.append(
        tx, work::event(TemplateChanged::kType, "template", id, by, now, TemplateChanged{id, what}));
}

FieldError as_field(std::string_view field, const Problem& p) {
    return {.field = std::string(field),
            .code = "template_" + p.code + (p.suggestion.empty() ? "" : "_near"),
            .params = {{"line", std::to_string(p.line)},
                       {"column", std::to_string(p.column)},
                       {"written", p.written},
                       {"suggestion", p.suggestion}}};
}

void check_text(std::string_view field, const std::optional<std::string>& text, const Vocabulary& vocabulary,
                Language language, std::vector<FieldError>& wrong) {
    if (!text) return;
    for (const Problem& p : parse(*text, vocabulary, language).problems) wrong.push_back(as_field(field, p));
}

std::vector<FieldError> problems(const Templates& templates, db::Tx& tx, const Template& t) {
    std::vector<FieldError> wrong;
    if (sort_key(t.name).empty()) wrong.push_back({"name", "required"});
    if (!t.text_es && !t.text_en) wrong.push_back({"text_es", "one_text_needed"});
    const auto vocabulary = templates.vocabulary(tx);
    check_text("text_es", t.text_es, vocabulary, Language::es, wrong);
    check_text("text_en", t.text_en, vocabulary, Language::en, wrong);
    if (t.team && !templates.parts().team.team(tx, *t.team)) wrong.push_back({"team_id", "unknown_team"});
    return wrong;
}

Result<void> check(const Templates& templates, db::Tx& tx, const Template& t) {
    if (auto wrong = problems(templates, tx, t); !wrong.empty()) return invalid_fields(std::move(wrong));
    if (store::name_taken(tx, t.owner, t.name, t.id))
        return conflict("template.name_taken", {{"name", t.name}});
    return {};
}

void write_into(Template& t, const Wish& wish) {
    const auto kept = [](const std::optional<std::string>& text) {
        return text && !text->empty() ? text : std::nullopt;
    };
    t.name = one_line(wish.name);
    t.text_es = kept(wish.text_es);
    t.text_en = kept(wish.text_en);
    t.team = wish.team;
    t.kinds = wish.kinds;
    std::ranges::sort(t.kinds);
    t.kinds.erase(std::ranges::unique(t.kinds).begin(), t.kinds.end());
    t.active = wish.active;
}

Result<Template> theirs(const Templates& templates, db::Tx& tx, const Principal& by, TemplateId id) {
    auto t = templates.get(tx, by, id);
    if (t && !Templates::may_change(by, *t)) return refuse(ErrorKind::forbidden, "template.not_yours");
    return t;
}

}  // namespace

bool Templates::may_change(const Principal& who, const Template& t) {
    return t.owner == 0 ? who.at_least(Role::supervisor) : who.is_person() && t.owner == who.person;
}

std::vector<Template> Templates::all(db::Tx& tx, const Principal& who) const {
    return store::all(tx, who.person);
}

// Somebody's own templates are not there for anybody else.
Result<Template> Templates::get(db::Tx& tx, const Principal& who, TemplateId id) const {
    auto t = store::get(tx, id);
    if (!t || (t->owner != 0 && t->owner != who.person)) return not_found("template.not_found");
    return std::move(*t);
}

Result<Template> Templates::add(const Principal& by, const Wish& wish, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Template> {
        Template t{
            .owner = wish.own ? by.person : 0, .created_by = by.person, .created_at = now, .version = 1};
        if (!may_change(by, t)) return refuse(ErrorKind::forbidden, "template.not_yours");
        write_into(t, wish);
        if (const auto ok = check(*this, tx, t); !ok) return Refused(ok.error());
        const auto most = wish.own ? kMostOwn : kMostTemplates;
        if (store::count(tx, t.owner) >= static_cast<std::int64_t>(most))
            return conflict("template.too_many", {{"most", std::to_string(most)}});
        t.id = store::add(tx, t);
        announce(*this, tx, t.id, "added", by, now);
        return t;
    });
}

Result<Template> Templates::change(const Principal& by, TemplateId id, std::optional<std::int64_t> version,
                                   const Wish& wish, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Template> {
        auto t = theirs(*this, tx, by, id);
        if (!t) return t;
        if (version && *version != t->version)
            return refuse(ErrorKind::stale, "template.changed_meanwhile", {{"name", t->name}});
        write_into(*t, wish);
        t->sample = false;  // the house's own words now: they do not go with the sample company
        if (const auto ok = check(*this, tx, *t); !ok) return Refused(ok.error());
        if (!store::save(tx, *t))
            return refuse(ErrorKind::stale, "template.changed_meanwhile", {{"name", t->name}});
        ++t->version;
        announce(*this, tx, id, "changed", by, now);
        return t;
    });
}

Result<void> Templates::remove(const Principal& by, TemplateId id, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        if (const auto t = theirs(*this, tx, by, id); !t) return Refused(t.error());
        store::remove(tx, id);
        announce(*this, tx, id, "removed", by, now);
        return {};
    });
}

int Templates::add_starting(db::Tx& tx, const Principal& by, bool sample, Instant now) const {
    int added = 0;
    for (const StartingTemplate& s : starting_templates()) {
        if (store::name_taken(tx, 0, s.name, 0)) continue;
        Template t{.name = std::string(s.name),
                   .text_es = std::string(s.text_es),
                   .text_en = std::string(s.text_en),
                   .kinds = s.kinds,
                   .sample = sample,
                   .created_by = by.person,
                   .created_at = now};
        announce(*this, tx, store::add(tx, t), "added", by, now);
        ++added;
    }
    return added;
}

Result<int> Templates::add_starting(const Principal& by, Instant now) {
    if (!may_change(by, {})) return refuse(ErrorKind::forbidden, "template.not_yours");
    return parts_.db.write([&](db::Tx& tx) -> Result<int> {
        if (store::count(tx, 0) + static_cast<std::int64_t>(starting_templates().size()) >
            static_cast<std::int64_t>(kMostTemplates))
            return conflict("template.too_many", {{"most", std::to_string(kMostTemplates)}});
        return add_starting(tx, by, false, now);
    });
}

void Templates::remove_sample(db::Tx& tx) const {
    store::remove_sample(tx);
}

}  // namespace escucha::templates
