#include "search/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>
#include <vector>

namespace escucha::search {
namespace {

using namespace std::chrono;

constexpr std::pair<std::string_view, Key> kKeys[] = {
    {"de", Key::by},        {"from", Key::by},           {"cliente", Key::by},      {"customer", Key::by},
    {"by", Key::by},        {"responsable", Key::owner}, {"owner", Key::owner},     {"asignado", Key::owner},
    {"equipo", Key::team},  {"team", Key::team},         {"estado", Key::state},    {"state", Key::state},
    {"status", Key::state}, {"tipo", Key::kind},         {"type", Key::kind},       {"kind", Key::kind},
    {"clase", Key::kind},   {"canal", Key::channel},     {"channel", Key::channel}, {"en", Key::in},
    {"in", Key::in},        {"codigo", Key::code},       {"code", Key::code},       {"caso", Key::code},
    {"desde", Key::since},  {"since", Key::since},       {"after", Key::since},     {"hasta", Key::until},
    {"until", Key::until},  {"before", Key::until}};

struct Choice {
    Key key;
    std::string_view word, name;
};
// The first that fits an unfinished word wins: the commoner stands first.
constexpr Choice kChoices[] = {
    {Key::state, "abierto", "open"},
    {Key::state, "abiertos", "open"},
    {Key::state, "abierta", "open"},
    {Key::state, "open", "open"},
    {Key::state, "espera", "waiting"},
    {Key::state, "en espera", "waiting"},
    {Key::state, "esperando", "waiting"},
    {Key::state, "waiting", "waiting"},
    {Key::state, "resuelto", "solved"},
    {Key::state, "resueltos", "solved"},
    {Key::state, "cerrado", "solved"},
    {Key::state, "cerrados", "solved"},
    {Key::state, "solved", "solved"},
    {Key::state, "closed", "solved"},
    {Key::kind, "consulta", "question"},
    {Key::kind, "pregunta", "question"},
    {Key::kind, "question", "question"},
    {Key::kind, "peticion", "petition"},
    {Key::kind, "petition", "petition"},
    {Key::kind, "queja", "complaint"},
    {Key::kind, "complaint", "complaint"},
    {Key::kind, "reclamo", "claim"},
    {Key::kind, "reclamacion", "claim"},
    {Key::kind, "claim", "claim"},
    {Key::kind, "sugerencia", "suggestion"},
    {Key::kind, "suggestion", "suggestion"},
    {Key::kind, "felicitacion", "compliment"},
    {Key::kind, "elogio", "compliment"},
    {Key::kind, "compliment", "compliment"},
    {Key::kind, "devolucion", "return"},
    {Key::kind, "garantia", "return"},
    {Key::kind, "return", "return"},
    {Key::kind, "solicitud", "special_request"},
    {Key::kind, "solicitud especial", "special_request"},
    {Key::kind, "special request", "special_request"},
    {Key::kind, "special_request", "special_request"},
    {Key::kind, "interno", "internal"},
    {Key::kind, "internal", "internal"},
    {Key::channel, "web", "web"},
    {Key::channel, "pagina", "web"},
    {Key::channel, "correo", "email"},
    {Key::channel, "email", "email"},
    {Key::channel, "e-mail", "email"},
    {Key::channel, "telefono", "phone"},
    {Key::channel, "llamada", "phone"},
    {Key::channel, "phone", "phone"},
    {Key::channel, "presencial", "in_person"},
    {Key::channel, "visita", "in_person"},
    {Key::channel, "en persona", "in_person"},
    {Key::channel, "in person", "in_person"},
    {Key::channel, "in_person", "in_person"},
    {Key::channel, "carta", "letter"},
    {Key::channel, "letter", "letter"},
    {Key::channel, "chat", "chat"},
    {Key::channel, "mensajeria", "messaging"},
    {Key::channel, "messaging", "messaging"},
    {Key::channel, "whatsapp", "messaging"},
    {Key::channel, "api", "api"},
    {Key::in, "clientes", "customers"},
    {Key::in, "personas", "customers"},
    {Key::in, "customers", "customers"},
    {Key::in, "casos", "cases"},
    {Key::in, "cases", "cases"},
    {Key::in, "mensajes", "messages"},
    {Key::in, "messages", "messages"},
    {Key::in, "notas", "notes"},
    {Key::in, "notes", "notes"},
    {Key::in, "promesas", "promises"},
    {Key::in, "promises", "promises"},
};

constexpr std::pair<std::string_view, unsigned> kMonths[] = {
    {"enero", 1},    {"febrero", 2},    {"marzo", 3},      {"abril", 4},      {"mayo", 5},
    {"junio", 6},    {"julio", 7},      {"agosto", 8},     {"septiembre", 9}, {"setiembre", 9},
    {"octubre", 10}, {"noviembre", 11}, {"diciembre", 12}, {"january", 1},    {"february", 2},
    {"march", 3},    {"april", 4},      {"may", 5},        {"june", 6},       {"july", 7},
    {"august", 8},   {"september", 9},  {"october", 10},   {"november", 11},  {"december", 12}};

LocalDay local(const year_month_day& date) {
    return LocalDay{sys_days(date).time_since_epoch()};
}
year_month_day civil(LocalDay day) {
    return year_month_day{sys_days(day.time_since_epoch())};
}
constexpr int kFirstYear = 1970, kLastYear = 2100;

std::optional<Days> one_day(int y, int m, int d) {
    const year_month_day date{year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d))};
    if (y < kFirstYear || y > kLastYear || !date.ok()) return std::nullopt;
    return Days{local(date), local(date) + days(1)};
}
std::optional<Days> one_month(int y, int m) {
    if (y < kFirstYear || y > kLastYear || m < 1 || m > 12) return std::nullopt;
    const year_month_day first{year(y), month(static_cast<unsigned>(m)), day(1)};
    return Days{local(first), local(year_month_day{first.year() / first.month() / day(1)} + months(1))};
}
std::optional<Days> one_year(int y) {
    if (y < kFirstYear || y > kLastYear) return std::nullopt;
    return Days{local(year(y) / 1 / 1), local(year(y + 1) / 1 / 1)};
}

// "12/3/2026" → 12, 3, 2026; empty when anything else is in it.
std::vector<int> numbers(std::string_view text) {
    std::vector<int> out;
    while (!text.empty()) {
        int value = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
        if (read.ec != std::errc{} || value < 0) return {};
        out.push_back(value);
        text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
        if (text.empty()) break;
        if (!std::string_view("-/.").contains(text.front()) || text.size() == 1) return {};
        text.remove_prefix(1);
    }
    return out;
}

std::optional<Days> in_figures(std::string_view text, LocalDay today) {
    const auto n = numbers(text);
    const auto this_year = static_cast<int>(civil(today).year());
    if (n.size() == 1) return one_year(n[0]);
    if (n.size() == 2 && n[0] > 31) return one_month(n[0], n[1]);
    if (n.size() == 2 && n[1] > 31) return one_month(n[1], n[0]);
    if (n.size() == 2) {
        auto found = one_day(this_year, n[1], n[0]);
        if (found && found->first > today) found = one_day(this_year - 1, n[1], n[0]);
        return found;
    }
    if (n.size() == 3 && n[0] > 31) return one_day(n[0], n[1], n[2]);
    if (n.size() == 3) return one_day(n[2] < 100 ? n[2] + 2000 : n[2], n[1], n[0]);
    return std::nullopt;
}

// The last one that has begun.
std::optional<Days> by_month(std::string_view word, LocalDay today) {
    for (const auto& [name, number] : kMonths) {
        if (word != name && (word.size() < 3 || word != name.substr(0, 3))) continue;
        const auto now = civil(today);
        const auto y = static_cast<int>(now.year()) - (number > static_cast<unsigned>(now.month()) ? 1 : 0);
        return one_month(y, static_cast<int>(number));
    }
    return std::nullopt;
}

// "7d": the last seven days.
std::optional<Days> days_ago(std::string_view word, LocalDay today) {
    if (!word.ends_with('d')) return std::nullopt;
    int n = 0;
    const auto read = std::from_chars(word.data(), word.data() + word.size() - 1, n);
    if (read.ec != std::errc{} || read.ptr != word.data() + word.size() - 1 || n < 0 || n > 20'000)
        return std::nullopt;
    return Days{today - days(n), today - days(n) + days(1)};
}

}  // namespace

std::optional<Key> key_named(std::string_view folded) {
    const auto found = std::ranges::find(kKeys, folded, [](const auto& k) { return k.first; });
    return found == std::end(kKeys) ? std::nullopt : std::optional(found->second);
}

std::string_view choice(Key key, std::string_view folded, bool unfinished) {
    for (const auto& c : kChoices)
        if (c.key == key && c.word == folded) return c.name;
    for (const auto& c : kChoices)
        if (unfinished && c.key == key && c.word.starts_with(folded)) return c.name;
    return {};
}

std::optional<Days> days_named(std::string_view folded, LocalDay today) {
    const auto now = civil(today);
    const auto y = static_cast<int>(now.year()), m = static_cast<int>(static_cast<unsigned>(now.month()));
    if (folded == "hoy" || folded == "today") return Days{today, today + days(1)};
    if (folded == "ayer" || folded == "yesterday") return Days{today - days(1), today};
    if (folded == "semana" || folded == "week") return Days{today - days(6), today + days(1)};
    if (folded == "mes" || folded == "month") return one_month(y, m);
    if (folded == "ano" || folded == "year") return one_year(y);
    if (const auto found = days_ago(folded, today)) return found;
    if (const auto found = by_month(folded, today)) return found;
    return in_figures(folded, today);
}

}  // namespace escucha::search
