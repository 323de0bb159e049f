#include "modules/points/letter.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/fold.hpp"

namespace escucha::points {
namespace {

constexpr std::size_t kQuoted = 160;       // code points of a point in its heading
constexpr double kSameWords = 0.6;         // of a heading's words
constexpr double kFoundAgain = 0.5;        // of an answer's runs of words
constexpr std::size_t kTellsLanguage = 4;  // little words

constexpr LetterTexts kSpanish{
    .opening =
        "Hola, {nombre}:\n\nHe leído con atención lo que {trato: nos cuentas | nos cuenta | nos contás}. "
        "{trato: Te | Le} respondo punto por punto.",
    .opening_one =
        "Hola, {nombre}:\n\nHe leído con atención lo que {trato: nos cuentas | nos cuenta | nos "
        "contás}. Esto es lo que {trato: te | le} respondo.",
    .lead = {"Lo aceptamos.", "Lo aceptamos en parte.",
             "Lo hemos estudiado y en este punto no podemos aceptar lo que {trato: pides | pide | pedís}.",
             "Esto no lo decidimos nosotros."},
    .reason = "El motivo:",
    .alternative = "Lo que sí podemos hacer:",
    .next =
        "Qué pasa ahora\n{si promesa: {promesa}, {fecha de la promesa}. | {completar: qué haremos y para "
        "cuándo}.} {trato: Puedes | Puede | Podés} ver cada punto con su respuesta, y escribirnos cuando "
        "{trato: "
        "quieras | quiera}, en {enlace}, con el código {código}.",
    .bodies = "Si no {trato: estás | está | estás} de acuerdo\n{trato: Puedes | Puede | Podés} acudir a:",
    .no_bodies =
        "Si no {trato: estás | está | estás} de acuerdo\n{trato: Puedes | Puede | Podés} acudir a: "
        "{completar: quién puede mediar o decidir}",
    .closing =
        "Si algo no queda claro, {trato: respóndeme | respóndame | respondeme} y lo vemos.\n\n{quien "
        "escribe}\n{organización}"};

constexpr LetterTexts kEnglish{
    .opening = "Hello {name},\n\nI have read carefully what you told us. Here is our answer, point by point.",
    .opening_one = "Hello {name},\n\nI have read carefully what you told us. Here is our answer.",
    .lead = {"We accept this.", "We accept this in part.",
             "We have looked into it, and on this point we cannot accept what you ask for.",
             "This is not ours to decide."},
    .reason = "The reason:",
    .alternative = "What we can do:",
    .next =
        "What happens now\n{if promise: {promise}, {promise date}. | {write: what we will do and by when}.} "
        "You can see each point with its answer, and write to us whenever you like, at {link}, with the code "
        "{code}.",
    .bodies = "If you do not agree\nYou can turn to:",
    .no_bodies = "If you do not agree\nYou can turn to: {write: who can mediate or decide}",
    .closing = "If anything is not clear, please reply to me.\n\n{writer}\n{organisation}"};

// Where the letter goes on after the points: folded.
constexpr std::string_view kHeadings[] = {"que pasa ahora", "si no estas de acuerdo", "si no esta de acuerdo",
                                          "what happens now", "if you do not agree"};
constexpr std::string_view kOwnSentences[] = {
    "lo aceptamos en parte",
    "lo aceptamos",
    "lo hemos estudiado y en este punto no podemos aceptar lo que pides",
    "lo hemos estudiado y en este punto no podemos aceptar lo que pide",
    "lo hemos estudiado y en este punto no podemos aceptar lo que pedis",
    "esto no lo decidimos nosotros",
    "el motivo",
    "lo que si podemos hacer",
    "we accept this in part",
    "we accept this",
    "we have looked into it and on this point we cannot accept what you ask for",
    "this is not ours to decide",
    "the reason",
    "what we can do"};

constexpr std::string_view kLittleEs[] = {
    "de",    "la",    "que", "el",     "en",   "y",      "los",  "se",    "del",   "las",     "por",   "un",
    "con",   "una",   "su",  "para",   "es",   "al",     "lo",   "como",  "mas",   "pero",    "sus",   "le",
    "ha",    "me",    "si",  "porque", "esta", "cuando", "muy",  "sin",   "sobre", "tambien", "hasta", "hay",
    "donde", "desde", "nos", "mi",     "les",  "ya",     "este", "hemos", "ni"};
constexpr std::string_view kLittleEn[] = {
    "the", "of",    "and",  "to",   "in",   "that", "is", "it",   "for",   "was",  "on",  "are", "with",
    "as",  "at",    "be",   "this", "have", "from", "or", "by",   "but",   "what", "we",  "you", "your",
    "not", "which", "will", "our",  "they", "my",   "i",  "been", "would", "has",  "when"};

std::string joined(std::span<const std::string> words) {
    std::string out = " ";
    for (const auto& word : words) out += word + " ";
    return out;
}
std::string folded(std::string_view text) {
    return joined(fold_words(text));
}

void take_away(std::string& words, std::span<const std::string_view> phrases) {
    for (const auto phrase : phrases) {
        const auto whole = " " + std::string(phrase) + " ";
        for (auto at = words.find(whole); at != std::string::npos; at = words.find(whole))
            words.replace(at, whole.size(), " ");
    }
}

std::size_t count_words(std::string_view words) {
    return fold_words(words).size();
}

// --- Parts -------------------------------------------------------------------------------------------------
// The words of a line that looks like a heading: numbered, or a quotation.
std::optional<std::vector<std::string>> heading_words(std::string_view line) {
    auto rest = line;
    std::size_t digits = 0;
    while (digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9') ++digits;
    const bool numbered =
        digits > 0 && digits < 3 && digits < rest.size() && (rest[digits] == '.' || rest[digits] == ')');
    if (numbered) rest.remove_prefix(digits + 1);
    const auto begin = rest.find_first_not_of(' ');
    if (begin == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(begin);
    const bool quotes = rest.starts_with("\u00ab") || rest.starts_with("\u201c") || rest.starts_with("\"");
    if (!numbered && !quotes) return std::nullopt;
    return fold_words(rest);
}

double shared(const std::vector<std::string>& words, const std::vector<std::string>& with) {
    if (words.empty()) return 0;
    const std::set<std::string> known(with.begin(), with.end());
    const auto n = std::ranges::count_if(words, [&](const std::string& w) { return known.contains(w); });
    return static_cast<double>(n) / static_cast<double>(words.size());
}

// Whose heading the line is: the point it has most of its words from. A point quoted short has them all.
const Point* headed(std::string_view line, std::span<const Point> points) {
    const auto words = heading_words(line);
    if (!words || words->empty()) return nullptr;
    const Point* best = nullptr;
    double most = 0;
    for (const Point& p : points) {
        const auto theirs = fold_words(shorten(p.text, kQuoted));
        const double same = std::min(shared(*words, theirs), std::max(shared(theirs, *words), 0.5));
        if (same >= kSameWords - 0.1 && shared(*words, theirs) >= kSameWords && same > most) {
            best = &p;
            most = same;
        }
    }
    return best;
}

bool ends_points(std::string_view line) {
    auto words = folded(line);
    if (words.size() < 2) return false;
    words = words.substr(1, words.size() - 2);
    return std::ranges::find(kHeadings, words) != std::end(kHeadings);
}

std::string trimmed(std::string text) {
    const auto from = text.find_first_not_of(" \t\r\n");
    if (from == std::string::npos) return {};
    return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

// The runs of three words of a text: "le devolvimos los", "devolvimos los 25"…; of a shorter one the whole.
std::set<std::string> runs_of(std::string_view text) {
    const auto words = fold_words(text);
    std::set<std::string> out;
    if (!words.empty() && words.size() < 3) out.insert(joined(words));
    for (std::size_t i = 0; i + 3 <= words.size(); ++i) out.insert(joined(std::span(words).subspan(i, 3)));
    return out;
}

double found_again(std::string_view answer, const std::set<std::string>& in) {
    const auto runs = runs_of(answer);
    if (runs.empty()) return 0;
    const auto n = std::ranges::count_if(runs, [&](const std::string& run) { return in.contains(run); });
    return static_cast<double>(n) / static_cast<double>(runs.size());
}

// The first sentence of a text, with what ends it.
std::string_view first_sentence(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool ends = text[at] == '.' || text[at] == '!' || text[at] == '?';
        const bool last = at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\n';
        if (text[at] == '\n' || (ends && last)) return text.substr(0, at + 1);
    }
    return text;
}

// What of the text says what the answer says: its own sentences, as they stand there.
std::string sentences_with(std::string_view answer, std::string_view text) {
    const auto runs = runs_of(answer);
    std::string out;
    while (!text.empty()) {
        const auto sentence = first_sentence(text);
        text.remove_prefix(sentence.size());
        const auto said = runs_of(sentence);
        if (std::ranges::none_of(said, [&](const std::string& run) { return runs.contains(run); })) continue;
        out += (out.empty() ? "" : " ") + trimmed(std::string(sentence));
    }
    return out;
}

}  // namespace

const LetterTexts& letter_texts(Language language) {
    return language == Language::es ? kSpanish : kEnglish;
}

std::string heading(std::size_t number, std::string_view text, Language language) {
    auto quoted = shorten(one_line(text), kQuoted);
    quoted = language == Language::es ? "«" + quoted + "»" : "“" + quoted + "”";
    return number == 0 ? quoted : std::to_string(number) + ". " + quoted;
}

PartsOfText parts_of(std::string_view text, std::span<const Point> points) {
    PartsOfText out;
    std::string* part = nullptr;
    for (std::string_view left = text; !left.empty();) {
        const auto end = left.find('\n');
        const auto line = left.substr(0, end);
        left.remove_prefix(end == std::string_view::npos ? left.size() : end + 1);
        if (const Point* p = headed(line, points)) {
            part = &out[p->id];
            if (!part->empty()) *part += '\n';
        } else if (ends_points(line)) {
            part = nullptr;
        } else if (part) {
            *part += std::string(line) + '\n';
        }
    }
    for (auto& [_, said] : out) said = trimmed(std::move(said));
    std::erase_if(out, [](const auto& one) { return one.second.empty(); });
    if (out.empty() && points.size() == 1 && points[0].answer.empty() && !trimmed(std::string(text)).empty())
        out[points[0].id] = trimmed(std::string(text));
    const auto all = runs_of(text);
    for (const Point& p : points)
        if (!out.contains(p.id) && !p.answer.empty() && found_again(p.answer, all) >= kFoundAgain)
            if (auto said = sentences_with(p.answer, text); !said.empty()) out[p.id] = std::move(said);
    return out;
}

std::string bare(std::string_view part) {
    auto words = folded(part);
    take_away(words, kOwnSentences);
    return words;
}

Weakness weakness_of(std::string_view part, std::string_view without_generic) {
    const auto words = bare(without_generic);
    if (count_words(words) >= kFewestWords) return Weakness::none;
    return words == bare(part) ? Weakness::brief : Weakness::generic;
}

std::optional<Language> language_of(std::string_view text) {
    std::size_t es = 0, en = 0;
    for (const auto& word : fold_words(text)) {
        if (std::ranges::find(kLittleEs, word) != std::end(kLittleEs)) ++es;
        if (std::ranges::find(kLittleEn, word) != std::end(kLittleEn)) ++en;
    }
    if (es >= kTellsLanguage && es >= 2 * en) return Language::es;
    if (en >= kTellsLanguage && en >= 2 * es) return Language::en;
    return std::nullopt;
}

bool names(std::string_view text, const DisputeBodyName& body) {
    const auto words = folded(text);
    const auto name = folded(body.name);
    return (name.size() > 2 && words.find(name) != std::string::npos) ||
           (!body.url.empty() && text.find(body.url) != std::string_view::npos);
}

}  // namespace escucha::points
