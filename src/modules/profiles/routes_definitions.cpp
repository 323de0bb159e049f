// The routes of what the administrator defines, and of the base as a whole.
#include "db/database.hpp"
#include "http/api.hpp"
#include "modules/profiles/routes.hpp"
#include "modules/profiles/use_cases.hpp"

namespace escucha::profiles {
namespace {

using http::Access;
using http::Line;
using http::Many;
using http::Prose;

struct ListDefinitions {
    std::optional<bool> archived;
};
BOOST_DESCRIBE_STRUCT(ListDefinitions, (), (archived))

struct AddField {
    Line<80> label;
    FieldType type{};
    std::optional<Many<Line<100>, 100>> choices;
};
BOOST_DESCRIBE_STRUCT(AddField, (), (label, type, choices))

struct EditField {
    http::Id id;
    std::optional<Line<80>> label;
    std::optional<FieldType> type;
    std::optional<Many<Line<100>, 100>> choices;
    std::optional<bool> archived;
    std::optional<http::Int<0, 1000>> position;
};
BOOST_DESCRIBE_STRUCT(EditField, (), (id, label, type, choices, archived, position))

struct AddPurpose {
    Line<120> name;
    Prose<5000> text;
};
BOOST_DESCRIBE_STRUCT(AddPurpose, (), (name, text))

struct EditPurpose {
    http::Id id;
    std::optional<Line<120>> name;
    std::optional<Prose<5000>> text;
    std::optional<bool> archived;
};
BOOST_DESCRIBE_STRUCT(EditPurpose, (), (id, name, text, archived))

struct ListBirthdays {
    std::optional<http::Int<1, 31>> days;
};
BOOST_DESCRIBE_STRUCT(ListBirthdays, (), (days))

struct OwnFieldList {
    std::vector<OwnField> items;
};
BOOST_DESCRIBE_STRUCT(OwnFieldList, (), (items))
struct PurposeList {
    std::vector<Purpose> items;
};
BOOST_DESCRIBE_STRUCT(PurposeList, (), (items))
struct TagList {
    std::vector<Tag> items;
};
BOOST_DESCRIBE_STRUCT(TagList, (), (items))
struct BirthdayList {
    std::vector<Birthday> items;
};
BOOST_DESCRIBE_STRUCT(BirthdayList, (), (items))

FieldEdit edit_from(const EditField& in) {
    FieldEdit edit{.label = http::plain(in.label), .type = in.type, .archived = in.archived};
    if (in.choices) edit.choices = texts(*in.choices);
    if (in.position) edit.position = static_cast<int>(in.position->value);
    return edit;
}

template <class T>
Result<http::WithEtag<T>> tagged(Result<T> result) {
    if (!result) return Refused(std::move(result.error()));
    std::string tag = std::to_string(result->version);
    return http::WithEtag<T>{std::move(*result), std::move(tag)};
}

template <class T>
Result<http::Created<T>> created(Result<T> result, const char* path) {
    if (!result) return Refused(std::move(result.error()));
    std::string location = fmt::format("/{}/{}", path, result->id), tag = std::to_string(result->version);
    return http::Created<T>{std::move(*result), std::move(location), std::move(tag)};
}

void add_fields(http::Api& api, Profiles& p) {
    api.get("/customer-fields",
            {.id = "listCustomerFields",
             .scope = "customers:read",
             .summary = "The organisation's own fields of a customer, in the order shown"},
            [&p](const http::Call&, const ListDefinitions& in) -> Result<OwnFieldList> {
                return p.base().read(
                    [&](db::Tx& tx) { return OwnFieldList{p.fields(tx, in.archived.value_or(false))}; });
            });
    api.post("/customer-fields",
             {.id = "addCustomerField",
              .access = Access::role(Role::administrator),
              .summary = "One more field of the organisation's own",
              .description = "Its key follows from the label and never changes."},
             [&p](const http::Call& call, const AddField& in) -> Result<http::Created<OwnField>> {
                 const FieldWish wish{
                     .label = in.label,
                     .type = in.type,
                     .choices = in.choices ? texts(*in.choices) : std::vector<std::string>{}};
                 return created(add_field(p, wish, call.principal, call.now), "customer-fields");
             });
    api.patch("/customer-fields/{id}",
              {.id = "editCustomerField",
               .access = Access::role(Role::administrator),
               .summary = "Rename, reorder, archive, change the choices",
               .description = "The type stays what it is, and a choice that a record holds cannot be taken "
                              "away: no value is lost.",
               .errors = {"customer_field.not_found", "customer_field.changed_meanwhile"},
               .needs_match = true},
              [&p](const http::Call& call, const EditField& in) -> Result<http::WithEtag<OwnField>> {
                  return tagged(edit_field(p, in.id, http::version_asked(call), edit_from(in), call.principal,
                                           call.now));
              });
}

void add_purposes(http::Api& api, Profiles& p) {
    api.get("/consent-purposes",
            {.id = "listConsentPurposes",
             .scope = "customers:read",
             .summary = "What customers may agree to, with the text they are shown"},
            [&p](const http::Call&, const ListDefinitions& in) -> Result<PurposeList> {
                return p.base().read(
                    [&](db::Tx& tx) { return PurposeList{p.purposes(tx, in.archived.value_or(false))}; });
            });
    api.post("/consent-purposes",
             {.id = "addConsentPurpose",
              .access = Access::role(Role::administrator),
              .summary = "One more thing customers may agree to"},
             [&p](const http::Call& call, const AddPurpose& in) -> Result<http::Created<Purpose>> {
                 return created(add_purpose(p, in.name.str(), in.text.str(), call.principal, call.now),
                                "consent-purposes");
             });
    api.patch(
        "/consent-purposes/{id}",
        {.id = "editConsentPurpose",
         .access = Access::role(Role::administrator),
         .summary = "Rename, archive, or put another text",
         .description = "Another text is a new version; who agreed to an older one agreed to that one.",
         .errors = {"consent_purpose.not_found", "consent_purpose.changed_meanwhile"},
         .needs_match = true},
        [&p](const http::Call& call, const EditPurpose& in) -> Result<http::WithEtag<Purpose>> {
            const PurposeEdit edit{http::plain(in.name), http::plain(in.text), in.archived};
            return tagged(edit_purpose(p, in.id, http::version_asked(call), edit, call.principal, call.now));
        });
}

void add_base(http::Api& api, Profiles& p) {
    api.get("/customer-tags",
            {.id = "listCustomerTags",
             .scope = "customers:read",
             .summary = "Every tag, with how many customers have it (counted up to 10,000)"},
            [&p](const http::Call&) -> Result<TagList> {
                return p.base().read([&](db::Tx& tx) { return TagList{p.all_tags(tx)}; });
            });
    api.get(
        "/customer-birthdays",
        {.id = "listCustomerBirthdays",
         .scope = "customers:read",
         .summary = "Whose birthday it is, from today on; a week unless told otherwise"},
        [&p](const http::Call& call, const ListBirthdays& in) -> Result<BirthdayList> {
            const int days = in.days ? static_cast<int>(in.days->value) : 7;
            return p.base().read([&](db::Tx& tx) { return BirthdayList{birthdays(p, tx, days, call.now)}; });
        });
    api.get("/customer-completeness",
            {.id = "getCustomerCompleteness",
             .scope = "customers:read",
             .summary = "How complete the base is, and what is missing most"},
            [&p](const http::Call& call) -> Result<BaseFigures> {
                return p.base().read(
                    [&](db::Tx& tx) { return base_figures(tx, call.now).value_or(BaseFigures{}); });
            });
}

}  // namespace

void add_definition_routes(http::Api& api, Profiles& p) {
    add_fields(api, p);
    add_purposes(api, p);
    add_base(api, p);
}

}  // namespace escucha::profiles
