#include "modules/imports/guessing.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "base/fold.hpp"

namespace escucha::imports {
namespace {

using namespace std::string_view_literals;

constexpr std::array kTargets{
    "name"sv,          "given_name"sv,     "surname"sv,     "organisation"sv, "organisation_document"sv,
    "position"sv,      "kind"sv,           "name_to_use"sv, "email"sv,        "phone"sv,
    "whatsapp"sv,      "telegram"sv,       "instagram"sv,   "facebook"sv,     "document"sv,
    "document_type"sv, "address"sv,        "birthday"sv,    "treatment"sv,    "language"sv,
    "channel"sv,       "do_not_contact"sv, "tags"sv,        "notes"sv};
constexpr std::array kMany{"given_name"sv, "surname"sv,  "email"sv,     "phone"sv,
                           "whatsapp"sv,   "telegram"sv, "instagram"sv, "facebook"sv,
                           "document"sv,   "address"sv,  "tags"sv,      "notes"sv};

struct Words {
    std::string_view target;
    std::string_view headings;  // folded, separated by |
};
constexpr std::array kWords{
    Words{
        "name",
        "nombre|nombres y apellidos|nombre y apellidos|nombre y apellido|nombre completo|apellidos y nombres|"
        "apellidos y nombre|cliente|nombre del cliente|nombre cliente|contacto|persona|name|full name|fn|"
        "customer|customer name|client|contact|contact name|display name|titular"},
    Words{"given_name",
          "nombres|primer nombre|segundo nombre|nombre de pila|first name|given name|middle name|"
          "forename|additional name"},
    Words{"surname",
          "apellido|apellidos|primer apellido|segundo apellido|apellido paterno|apellido materno|last name|"
          "surname|family name|second surname"},
    Words{"organisation",
          "empresa|razon social|organizacion|compania|institucion|denominacion|nombre comercial|company|"
          "organization|organisation|org|company name|business name|organization name|organization 1 name"},
    Words{"organisation_document",
          "ruc de la empresa|ruc empresa|cif de la empresa|cif empresa|nif de la empresa|nif empresa|"
          "nit de la empresa|nit empresa|cuit de la empresa|cuit empresa|rut de la empresa|rut empresa|"
          "rfc de la empresa|rfc empresa|documento de la empresa|documento empresa|company tax id|"
          "company vat number|company registration number"},
    Words{"position",
          "cargo|puesto|puesto de trabajo|cargo en la empresa|funcion|job title|position|job position|"
          "organization title|organization 1 title"},
    Words{"kind",
          "tipo de cliente|tipo de persona|tipo cliente|tipo persona|kind|customer type|type of customer"},
    Words{"name_to_use",
          "como llamarle|como quiere que le llamen|apodo|alias|nombre preferido|nickname|"
          "preferred name|name to use|call me"},
    Words{"email",
          "correo|correo electronico|e mail|email|mail|direccion de correo|direccion de correo electronico|"
          "correo e|email address|e mail address|correo personal|correo de trabajo|e mail 1 value"},
    Words{"phone",
          "telefono|telefonos|tel|telf|tlf|fono|telefono fijo|celular|movil|telefono movil|telefono celular|"
          "numero de telefono|numero de celular|nro de telefono|nro telefono|nro celular|n telefono|phone|"
          "mobile|cell|cell phone|phone number|mobile phone|telephone|mobile number|home phone|work phone|"
          "business phone|telefono de casa|telefono de trabajo|phone 1 value|fijo"},
    Words{"whatsapp", "whatsapp|wasap|wsp|wa|whatsapp number|numero de whatsapp"},
    Words{"telegram", "telegram"},
    Words{"instagram", "instagram|ig"},
    Words{"facebook", "facebook|fb"},
    Words{"document",
          "documento|dni|nie|nif|cif|ruc|nit|cuit|cuil|curp|rfc|rut|run|cedula|cedula de identidad|ci|"
          "numero de documento|nro de documento|nro documento|n documento|n de documento|no documento|"
          "documento de identidad|num documento|dui|pasaporte|passport|id number|document|document number|"
          "tax id|vat number|national id|x dni|x ruc|x escucha document|numero de cedula|identificacion|"
          "numero de identificacion|ruc dni|dni ruc"},
    Words{"document_type",
          "tipo de documento|tipo documento|tipo doc|document type|id type|tipo de identificacion"},
    Words{"address",
          "direccion|domicilio|direccion postal|calle|address|street|adr|ciudad|distrito|provincia|localidad|"
          "codigo postal|city|state|zip|zip code|postal code|street address|home address|departamento|"
          "poblacion|municipio|address 1 formatted"},
    Words{"birthday",
          "fecha de nacimiento|nacimiento|fecha nacimiento|fec nac|f nacimiento|cumpleanos|birthday|"
          "birth date|date of birth|dob|bday|fecha de cumpleanos|fch nacimiento"},
    Words{"treatment", "trato|tratamiento|forma de trato|tu o usted|treatment|form of address"},
    Words{"language", "idioma|lengua|language|lang"},
    Words{"channel", "canal|canal preferido|medio preferido|preferred channel|channel|medio de contacto"},
    Words{"do_not_contact",
          "no contactar|no llamar|no molestar|lista robinson|do not contact|do not call|opt out"},
    Words{"tags", "etiquetas|etiqueta|categorias|categories|tags|labels|grupo|grupos|group membership"},
    Words{"notes", "notas|nota|observaciones|observacion|comentarios|comentario|notes|note|comments|remarks"},
};

std::string folded(std::string_view heading) {
    std::string out;
    for (const std::string& word : fold_words(heading)) out += (out.empty() ? "" : " ") + word;
    return out;
}

const std::unordered_map<std::string, std::string>& known() {
    static const auto map = [] {
        std::unordered_map<std::string, std::string> m;
        for (const Words& w : kWords)
            for (std::size_t from = 0; from <= w.headings.size();) {
                const std::size_t end = std::min(w.headings.find('|', from), w.headings.size());
                m.emplace(w.headings.substr(from, end - from), w.target);
                from = end + 1;
            }
        return m;
    }();
    return map;
}

// "Teléfono (2)", "Correo 1": another of the same.
std::string without_number(std::string text) {
    while (!text.empty() && ((text.back() >= '0' && text.back() <= '9') || text.back() == ' '))
        text.pop_back();
    return text;
}

std::string target_of(const std::string& heading, const std::vector<ImportTarget>& own) {
    for (const std::string& text : {folded(heading), without_number(folded(heading))}) {
        for (const ImportTarget& field : own)
            if (folded(field.label) == text || folded(field.name) == text) return "own:" + field.name;
        if (const auto found = known().find(text); found != known().end()) return found->second;
    }
    return "";
}

}  // namespace

std::span<const std::string_view> all_targets() {
    return kTargets;
}

bool takes_many(std::string_view target) {
    return std::ranges::find(kMany, target) != kMany.end();
}

std::vector<std::string> guess_targets(const std::vector<std::string>& headings,
                                       const std::vector<ImportTarget>& own) {
    std::vector<std::string> out;
    std::unordered_set<std::string> taken;
    for (const std::string& heading : headings) {
        std::string target = target_of(heading, own);
        if (!target.empty() && !takes_many(target) && !taken.insert(target).second) target.clear();
        out.push_back(std::move(target));
    }
    // "Nombre" beside "Apellidos" is the given name; "N" of a vCard is the name that "FN" says better.
    const bool surname = std::ranges::find(out, "surname") != out.end();
    const bool given = std::ranges::find(out, "given_name") != out.end();
    for (std::string& target : out)
        if (surname && !given && target == "name") target = "given_name";
    for (std::size_t i = 0; i < headings.size(); ++i)
        if (out[i].empty() && headings[i] == "N" && !taken.contains("name")) out[i] = "name";
    // TITLE and ROLE of a vCard (RFC 6350, 6.6.1 and 6.6.2), else the unit they work in; "Title" in a
    // spreadsheet may be "Mrs".
    const auto first = [&](std::initializer_list<std::string_view> names) {
        for (std::size_t i = 0; i < headings.size(); ++i)
            if (out[i].empty() && std::ranges::find(names, headings[i]) != names.end() &&
                taken.insert("position").second)
                out[i] = "position";
    };
    first({"TITLE", "ROLE"});
    first({"ORG-UNIT"});
    for (std::size_t i = 0; i < headings.size(); ++i)
        if (out[i].empty() && headings[i] == "ORG-UNIT") out[i] = "notes";
    return out;
}

std::string heading_key(const std::vector<std::string>& headings) {
    std::string key;
    for (const std::string& heading : headings) key += folded(heading) + "\n";
    return key;
}

}  // namespace escucha::imports
