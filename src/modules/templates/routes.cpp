// The routes of templates: a table of contents.
#include "db/database.hpp"
#include "http/api.hpp"
#include "http/version_asked.hpp"
#include "modules/profiles/profiles.hpp"
#include "modules/team/team.hpp"
#include "modules/templates/templates.hpp"

namespace escucha::templates {
namespace {

using http::Line;
using http::Many;
using http::Prose;
using WrittenText = Prose<kLongestText>;

// --- What is asked -----------------------------------------------------------------------------------------
struct OneTemplate {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(OneTemplate, (), (id))

struct AddTemplate {
    Line<120> name;
    std::optional<WrittenText> text_es, text_en;
    std::optional<http::Id> team_id;
    Many<CaseKind, 9> kinds;
    std::optional<bool> active;
    std::optional<bool> own;
};
BOOST_DESCRIBE_STRUCT(AddTemplate, (), (name, text_es, text_en, team_id, kinds, active, own))

struct EditTemplate {
    http::Id id;
    std::optional<Line<120>> name;
    http::Patch<WrittenText> text_es, text_en;
    http::Patch<http::Id> team_id;
    std::optional<Many<CaseKind, 9>> kinds;
    std::optional<bool> active;
};
BOOST_DESCRIBE_STRUCT(EditTemplate, (), (id, name, text_es, text_en, team_id, kinds, active))

struct PreviewTemplate {
    Prose<kLongestText, 0> text;
    Language language{};
};
BOOST_DESCRIBE_STRUCT(PreviewTemplate, (), (text, language))

struct ListTexts {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(ListTexts, (), (id))
struct TakeText {
    http::Id id, template_id;
};
BOOST_DESCRIBE_STRUCT(TakeText, (), (id, template_id))

// --- What is answered --------------------------------------------------------------------------------------
struct TemplateView {
    TemplateId id = 0;
    std::string name = {};
    std::optional<std::string> text_es = {}, text_en = {};
    std::optional<TeamId> team_id = {};
    std::optional<std::string> team_name = {};  // none where the team is no more
    std::vector<CaseKind> kinds = {};
    bool active = true;
    bool own = false;  // one's own: nobody else sees it
    bool may_edit = false;
    std::int64_t used = 0;
    std::optional<Instant> last_used_at = {};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(TemplateView, (),
                      (id, name, text_es, text_en, team_id, team_name, kinds, active, own, may_edit, used,
                       last_used_at, version))
struct TemplateList {
    std::vector<TemplateView> items;
};
BOOST_DESCRIBE_STRUCT(TemplateList, (), (items))

struct VariableView {
    std::string key = {}, es = {}, en = {};
    std::string about = {};    // what it is, in the caller's language
    std::string example = {};  // what the preview is filled with
};
BOOST_DESCRIBE_STRUCT(VariableView, (), (key, es, en, about, example))
struct VariableList {
    std::vector<VariableView> items;
};
BOOST_DESCRIBE_STRUCT(VariableList, (), (items))

struct ProblemView {
    std::string code = {};
    std::int64_t line = 1, column = 1;  // of the brace it begins with; columns count code points
    std::string written = {};
    std::string text = {};  // in the caller's language
};
BOOST_DESCRIBE_STRUCT(ProblemView, (), (code, line, column, written, text))
struct PreviewView {
    std::string tu = {}, usted = {}, vos = {};
    std::vector<ProblemView> problems = {};
};
BOOST_DESCRIBE_STRUCT(PreviewView, (), (tu, usted, vos, problems))
struct TextList {
    std::vector<TemplateText> items;
};
BOOST_DESCRIBE_STRUCT(TextList, (), (items))
struct StartingAdded {
    int added = 0;
};
BOOST_DESCRIBE_STRUCT(StartingAdded, (), (added))

TemplateView view(const Templates& templates, db::Tx& tx, const Template& t, const Principal& who) {
    TemplateView v{.id = t.id,
                   .name = t.name,
                   .text_es = t.text_es,
                   .text_en = t.text_en,
                   .team_id = t.team,
                   .kinds = t.kinds,
                   .active = t.active,
                   .own = t.owner != 0,
                   .may_edit = Templates::may_change(who, t),
                   .used = t.used,
                   .last_used_at = t.last_used_at,
                   .version = t.version};
    if (t.team)
        if (const auto team = templates.parts().team.team(tx, *t.team)) v.team_name = team->name;
    return v;
}

TemplateView view(const Templates& templates, const Template& t, const Principal& who) {
    return templates.parts().db.read([&](db::Tx& tx) { return view(templates, tx, t, who); });
}

Result<http::WithEtag<TemplateView>> answer(const Templates& templates, const Result<Template>& t,
                                            const Principal& who) {
    if (!t) return Refused(t.error());
    return http::WithEtag<TemplateView>{view(templates, *t, who), std::to_string(t->version)};
}

Wish wish_of(const AddTemplate& in) {
    Wish wish{.name = in.name,
              .text_es = http::plain(in.text_es),
              .text_en = http::plain(in.text_en),
              .kinds = in.kinds,
              .active = in.active.value_or(true),
              .own = in.own.value_or(false)};
    if (in.team_id) wish.team = in.team_id->value;
    return wish;
}

// What is not said stays.
Wish wish_of(const EditTemplate& in, const Template& now) {
    Wish wish{.name = in.name ? in.name->str() : now.name,
              .text_es = in.text_es.present ? http::plain(in.text_es.value) : now.text_es,
              .text_en = in.text_en.present ? http::plain(in.text_en.value) : now.text_en,
              .team = now.team,
              .kinds = in.kinds ? std::vector<CaseKind>(*in.kinds) : now.kinds,
              .active = in.active.value_or(now.active)};
    if (in.team_id.present)
        wish.team = in.team_id.value ? std::optional<TeamId>(in.team_id.value->value) : std::nullopt;
    return wish;
}

PreviewView view(const Preview& p, Language language) {
    PreviewView out{.tu = p.tu, .usted = p.usted, .vos = p.vos};
    for (const Problem& one : p.problems) {
        const TextParams params{{"line", std::to_string(one.line)},
                                {"column", std::to_string(one.column)},
                                {"written", one.written},
                                {"suggestion", one.suggestion}};
        out.problems.push_back(
            {.code = one.code,
             .line = static_cast<std::int64_t>(one.line),
             .column = static_cast<std::int64_t>(one.column),
             .written = one.written,
             .text = text(language,
                          fmt::format("field.template_{}{}", one.code, one.suggestion.empty() ? "" : "_near"),
                          params)});
    }
    return out;
}

VariableList variables(const Templates& templates, db::Tx& tx, Language language, Instant now) {
    VariableList list;
    const auto examples = templates.examples(tx, language, now);
    const auto fields = templates.parts().profiles.fields(tx);
    const auto vocabulary = templates.vocabulary(tx);
    for (const Variable& v : vocabulary.all()) {
        constexpr std::string_view kOwn = "own.";
        std::string about = text(language, "template.variable." + v.key);
        if (v.key.starts_with(kOwn)) {
            const auto field = std::ranges::find(fields, v.key.substr(kOwn.size()), &profiles::OwnField::key);
            if (field == fields.end()) continue;  // archived: understood, and offered no more
            about = text(language, "template.variable.own", {{"label", field->label}});
        }
        list.items.push_back({v.key, v.es, v.en, about, examples.find(v.key)->second});
    }
    return list;
}

// --- The table ---------------------------------------------------------------------------------------------
void add_reading(http::Api& api, Templates& templates) {
    api.get("/templates",
            {.id = "listTemplates",
             .scope = "cases:read",
             .summary = "Answer templates: the house's and one's own, by name"},
            [&](const http::Call& call) -> Result<TemplateList> {
                return templates.parts().db.read([&](db::Tx& tx) {
                    TemplateList list;
                    for (const auto& t : templates.all(tx, call.principal))
                        list.items.push_back(view(templates, tx, t, call.principal));
                    return list;
                });
            });
    api.get("/templates/{id}",
            {.id = "getTemplate",
             .scope = "cases:read",
             .summary = "One answer template",
             .errors = {"template.not_found"}},
            [&](const http::Call& call, const OneTemplate& in) -> Result<http::WithEtag<TemplateView>> {
                const auto t = templates.parts().db.read(
                    [&](db::Tx& tx) { return templates.get(tx, call.principal, in.id); });
                return answer(templates, t, call.principal);
            });
    api.get("/template-variables",
            {.id = "listTemplateVariables",
             .scope = "cases:read",
             .summary = "What may stand in braces in a template, in Spanish and in English",
             .tag = "templates"},
            [&](const http::Call& call) -> Result<VariableList> {
                return templates.parts().db.read(
                    [&](db::Tx& tx) { return variables(templates, tx, call.language, call.now); });
            });
    api.post("/templates/preview",
             {.id = "previewTemplate",
              .scope = "cases:read",
              .summary = "A draft as each would read it, filled with examples, and what is wrong with it",
              .keep_answer = false},
             [&](const http::Call& call, const PreviewTemplate& in) -> Result<PreviewView> {
                 return templates.parts().db.read([&](db::Tx& tx) {
                     return view(templates.preview(tx, in.text.str(), in.language, call.now), call.language);
                 });
             });
}

void add_writing(http::Api& api, Templates& templates) {
    api.post("/templates",
             {.id = "addTemplate",
              .scope = "cases:write",
              .summary = "One more template, of the house (supervisors) or of one's own",
              .description = "Its language is described in docs/templates.md. A text that cannot be read is "
                             "refused with every place that is wrong.",
              .errors = {"template.name_taken", "template.not_yours", "template.too_many"}},
             [&](const http::Call& call, const AddTemplate& in) -> Result<http::Created<TemplateView>> {
                 const auto t = templates.add(call.principal, wish_of(in), call.now);
                 if (!t) return Refused(t.error());
                 return http::Created<TemplateView>{view(templates, *t, call.principal),
                                                    fmt::format("/templates/{}", t->id),
                                                    std::to_string(t->version)};
             });
    api.patch("/templates/{id}",
              {.id = "editTemplate",
               .scope = "cases:write",
               .summary = "Change a template; what is not said stays",
               .errors = {"template.not_found", "template.name_taken", "template.not_yours",
                          "template.changed_meanwhile"},
               .needs_match = true},
              [&](const http::Call& call, const EditTemplate& in) -> Result<http::WithEtag<TemplateView>> {
                  const auto now = templates.parts().db.read(
                      [&](db::Tx& tx) { return templates.get(tx, call.principal, in.id); });
                  if (!now) return Refused(now.error());
                  // Read before it is written: another's change in between is noticed by the version.
                  const auto version = http::version_asked(call).value_or(now->version);
                  return answer(templates,
                                templates.change(call.principal, in.id, version, wish_of(in, *now), call.now),
                                call.principal);
              });
    api.del("/templates/{id}",
            {.id = "removeTemplate",
             .scope = "cases:write",
             .summary = "Remove a template",
             .errors = {"template.not_found", "template.not_yours"}},
            [&](const http::Call& call, const OneTemplate& in) -> Result<std::monostate> {
                const auto done = templates.remove(call.principal, in.id, call.now);
                if (!done) return Refused(done.error());
                return std::monostate{};
            });
    api.post("/templates/starting",
             {.id = "addStartingTemplates",
              .access = http::Access::role(Role::supervisor),
              .scope = "cases:write",
              .summary = "Add the templates the product comes with, but for those whose name is taken",
              .errors = {"template.too_many"}},
             [&](const http::Call& call) -> Result<StartingAdded> {
                 const auto added = templates.add_starting(call.principal, call.now);
                 if (!added) return Refused(added.error());
                 return StartingAdded{*added};
             });
}

enum class Of { a_case, a_customer };

Whom whom(Of of, std::int64_t id) {
    return of == Of::a_case ? Whom{.case_id = id} : Whom{.customer = id};
}

void add_using(http::Api& api, Templates& templates, Of of) {
    const bool of_case = of == Of::a_case;
    const std::string path = of_case ? "/cases/{id}/templates" : "/customers/{id}/templates";
    const std::vector<std::string> refusals =
        of_case ? std::vector<std::string>{"case.not_found", "case.about_you", "case.sealed"}
                : std::vector<std::string>{"customer.not_found", "customer.blocked"};
    auto of_one = refusals;
    of_one.insert(of_one.end(), {"template.not_found", "template.not_active"});
    api.get(path,
            {.id = of_case ? "listCaseTemplates" : "listCustomerTemplates",
             .scope = "cases:read",
             .summary = of_case ? "The templates that fit a case, filled for its customer"
                                : "The templates, filled for a customer to whom one begins to write",
             .description = "What one used last comes first, then what is used most. What is not known is "
                            "marked in the text and named in `missing`.",
             .errors = refusals},
            [&templates, of](const http::Call& call, const ListTexts& in) -> Result<TextList> {
                return templates.parts().db.read([&](db::Tx& tx) -> Result<TextList> {
                    auto texts = templates.texts(tx, call.principal, whom(of, in.id), call.now);
                    if (!texts) return Refused(texts.error());
                    return TextList{std::move(*texts)};
                });
            });
    api.post(path + "/{template_id}/text",
             {.id = of_case ? "takeCaseTemplate" : "takeCustomerTemplate",
              .scope = "cases:write",
              .summary = "One of them, to answer with",
              .description = "It counts as used once an answer is sent that came from it.",
              .errors = of_one,
              .keep_answer = false},
             [&templates, of](const http::Call& call, const TakeText& in) -> Result<TemplateText> {
                 return templates.take(call.principal, whom(of, in.id), in.template_id, call.now);
             });
}

}  // namespace

void add_routes(http::Api& api, Templates& templates) {
    add_reading(api, templates);
    add_writing(api, templates);
    add_using(api, templates, Of::a_case);
    add_using(api, templates, Of::a_customer);
}

}  // namespace escucha::templates
