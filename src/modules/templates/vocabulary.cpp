#include <algorithm>
#include <stdexcept>

#include "base/fold.hpp"
#include "modules/templates/wording.hpp"

namespace escucha::templates {
namespace {

// Words of the language, not texts: they are what templates are written with.
const std::vector<Variable>& of_the_product() {
    static const std::vector<Variable> all{
        {"name", "nombre", "name", {"cliente", "customer"}},
        {"full_name", "nombre completo", "full name", {}},
        {"document", "documento", "document", {}},
        {"phone", "teléfono", "phone", {"celular", "móvil", "telephone"}},
        {"email", "correo", "email", {"correo electrónico", "e-mail"}},
        {"code", "código", "code", {"código de seguimiento", "tracking code", "caso", "case"}},
        {"title", "asunto", "subject", {"título", "title"}},
        {"opened", "fecha de apertura", "opening date", {"apertura", "opened"}},
        {"first_answer",
         "fecha de primera respuesta",
         "first answer date",
         {"fecha de la primera respuesta", "date of first answer"}},
        {"resolution",
         "fecha de solución",
         "resolution date",
         {"fecha de la solución", "date of resolution"}},
        {"promise", "promesa", "promise", {"próxima promesa", "next promise"}},
        {"promise_date", "fecha de la promesa", "promise date", {"fecha de promesa", "date of promise"}},
        {"owner", "responsable", "owner", {}},
        {"writer", "quien escribe", "writer", {"agente", "agent"}},
        {"team", "equipo", "team", {}},
        {"organisation", "organización", "organisation", {"empresa", "organization", "company"}},
        {"link", "enlace", "link", {"enlace de seguimiento", "tracking link"}},
        {"today", "hoy", "today", {"fecha de hoy", "date of today"}},
    };
    return all;
}

constexpr std::string_view kOwnKey = "own.";

bool may_stand_in_a_name(char32_t c) {
    return c > 0x7f || c == ' ' || c == '_' || c == '-' || c == '.' || (c >= '0' && c <= '9') ||
           (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// One spelling for "Teléfono", "telefono" and "TELEFONO"; empty when it cannot be a name.
std::string normalised(std::string_view written) {
    for (const char c : written)
        if (!may_stand_in_a_name(static_cast<unsigned char>(c))) return {};
    std::string out;
    for (const std::string& word : fold_words(written)) out += out.empty() ? word : "_" + word;
    return out;
}

// Wrong, missing, added letters and swapped neighbours between two short words (optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i)
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[a.size()][b.size()];
}

}  // namespace

Vocabulary::Vocabulary(std::span<const Own> own) : variables_(of_the_product()) {
    for (const Own& field : own) {
        std::string spoken = field.label;  // with its accents, as long as it leads to the key
        if (normalised(spoken) != field.key) {
            spoken = field.key;
            std::ranges::replace(spoken, '_', ' ');
        }
        variables_.push_back({.key = std::string(kOwnKey) + field.key,
                              .es = "campo " + spoken,
                              .en = "field " + spoken,
                              .also = {"campo " + field.label, "field " + field.label},
                              .label = field.label});
    }
    // Names first, other spellings after them: what one is called is never another's nickname.
    for (std::size_t i = 0; i < variables_.size(); ++i)
        for (const std::string& name : {variables_[i].es, variables_[i].en})
            by_name_.emplace(normalised(name), i);
    for (std::size_t i = 0; i < variables_.size(); ++i)
        for (const std::string& name : variables_[i].also) by_name_.emplace(normalised(name), i);
    by_name_.erase("");
}

const Variable* Vocabulary::find(std::string_view written) const {
    const auto found = by_name_.find(normalised(written));
    return found == by_name_.end() ? nullptr : &variables_[found->second];
}

const Variable& Vocabulary::of(std::string_view key) const {
    const auto found = std::ranges::find(variables_, key, &Variable::key);
    if (found == variables_.end()) throw std::logic_error("no such variable: " + std::string(key));
    return *found;
}

std::string Vocabulary::nearest(std::string_view written, Language language) const {
    const std::string wanted = normalised(written);
    if (wanted.size() < 3 || wanted.size() > 60) return {};
    std::size_t best = 3;
    std::string found;
    for (const auto& [name, index] : by_name_) {
        if (name.size() + 2 < wanted.size() || wanted.size() + 2 < name.size()) continue;
        const std::size_t far = distance(wanted, name);
        if (far >= best) continue;
        best = far;
        found = variables_[index].name(language);
    }
    return found;
}

}  // namespace escucha::templates
