#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "base/fold.hpp"
#include "mail/charset.hpp"
#include "mail/reading.hpp"

namespace escucha::mail {
namespace {

constexpr std::size_t kMostBytes = 600, kMostWords = 45, kMostNames = 4;

// What thanks in them is, and what goes with it without asking for anything.
const std::set<std::string, std::less<>>& thanks() {
    static const std::set<std::string, std::less<>> words{
        "gracias", "agradezco", "agradecido", "agradecida", "agradecidos", "agradecemos", "agradecer",
        "thanks",  "thank",     "thx",        "obrigado",   "obrigada",    "agradeco"};
    return words;
}
const std::set<std::string, std::less<>>& courtesies() {
    static const std::set<std::string, std::less<>> words{
        // Spanish
        "a", "abrazo", "al", "amabilidad", "amable", "amables", "antemano", "apoyo", "asi", "atencion",
        "atentamente", "atte", "ayuda", "ayudarme", "bien", "bonito", "buen", "buena", "buenas", "buenisimo",
        "buenos", "con", "conforme", "cordial", "cordiales", "cordialmente", "correo", "correcto", "de",
        "dia", "dias", "don", "dona", "el", "en", "enterada", "enterado", "entendido", "equipo", "es",
        "estimada", "estimadas", "estimado", "estimados", "excelente", "excelentes", "fantastico", "feliz",
        "fin", "genial", "gestion", "gran", "gusto", "haberme", "hola", "igualmente", "infinitas",
        "informacion", "la", "las", "le", "les", "linda", "lindo", "listo", "lo", "los", "maravilloso", "me",
        "mensaje", "mi", "mil", "millones", "mucha", "mucho", "muchas", "muchisimas", "muy", "noche",
        "noches", "nos", "nuevamente", "nuevo", "ok", "okay", "oki", "okey", "os", "paciencia", "para",
        "parte", "perfecto", "por", "preocupacion", "pronta", "pronto", "que", "rapida", "rapidez", "rapido",
        "recibida", "recibido", "respuesta", "resuelto", "saludo", "saludos", "se", "semana", "senor",
        "senora", "senores", "ser", "servicio", "siempre", "solucion", "solucionado", "solucionarlo", "son",
        "sr", "sra", "su", "super", "sus", "tarde", "tardes", "te", "tema", "tenga", "tengan", "tiempo",
        "toda", "todas", "todo", "todos", "trabajo", "tu", "un", "una", "unas", "usted", "ustedes", "vale",
        "vuestra", "y", "ya", "solucionaron", "ayudaron", "feliz", "lunes", "martes", "miercoles", "jueves",
        "viernes", "sabado", "domingo", "besos", "abrazos", "bendiciones", "dios", "bendiga", "eso", "esta",
        "este", "fue", "quede", "encantado", "encantada", "trato", "profesionalidad", "respondido",
        "responderme", "tan",
        // English
        "again", "all", "and", "appreciated", "best", "cheers", "day", "dear", "fine", "for", "good", "got",
        "great", "have", "hello", "help", "helping", "hi", "i", "it", "kind", "kindly", "lot", "many", "much",
        "nice", "perfect", "quick", "received", "regards", "reply", "response", "service", "sincerely", "so",
        "support", "team", "the", "ty", "very", "warm", "well", "wonderful", "you", "your", "yours",
        "appreciate", "weekend",
        // Portuguese
        "abraco", "abracos", "ajuda", "atenciosamente", "boa", "bom", "cumprimentos", "da", "do", "e",
        "muita", "muito", "muitissimo", "ola", "otimo", "pela", "pelo", "perfeito", "resposta", "tarde",
        "tudo", "voce", "voces"};
    return words;
}

// Words after which a name is nobody's news: "Gracias, Lucía", "Saludos, Ana Pérez".
bool is_before_name(std::string_view word) {
    static constexpr std::string_view kWords[] = {
        "gracias",  "hola",   "estimado",       "estimada",  "senor",  "senora",       "sr",
        "sra",      "don",    "dona",           "saludos",   "saludo", "cordialmente", "atentamente",
        "atte",     "thanks", "dear",           "hi",        "hello",  "regards",      "obrigado",
        "obrigada", "ola",    "atenciosamente", "cordiales", "you",    "abrazo"};
    return std::ranges::find(kWords, word) != std::end(kWords);
}

bool is_of_name(std::string_view word) {  // "Ana de la Cruz"
    return word == "de" || word == "la" || word == "los" || word == "las" || word == "y" || word == "da";
}

struct Word {
    std::string folded;
    bool named = false;  // "Lucía": a capital, then small letters
};

bool is_letter_byte(char c) {
    return static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

Word read_word(std::string_view word) {
    const std::string small = fold(word);
    std::string plain;
    for (const char c : small)
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) plain += c;
    std::string_view rest = word;
    const std::string first(word.substr(0, word.size() - (take_code_point(rest), rest.size())));
    const bool capital =
        first != fold(first) && fold(first).size() == 1 && (first[0] < 'a' || first[0] > 'z');
    const bool shouted =
        rest.size() > 1 && std::ranges::any_of(rest, [](char c) { return c >= 'A' && c <= 'Z'; });
    return {.folded = plain, .named = capital && !rest.empty() && !shouted};
}

std::vector<Word> read_words(std::string_view text) {
    std::vector<Word> words;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && is_letter_byte(text[end])) ++end;
        if (end > i) {
            Word word = read_word(text.substr(i, end - i));
            if (!word.folded.empty()) words.push_back(std::move(word));
        }
        i = std::max(end, i + 1);
    }
    return words;
}

// A thumb up or folded hands say it without a word.
bool is_thankful_sign(std::string_view text) {
    return text.contains("👍") || text.contains("🙏") || text.contains("👌");
}

}  // namespace

bool only_thanks(std::string_view said) {
    said = trimmed(said);
    if (said.empty() || said.size() > kMostBytes || said.find_first_of("?@") != std::string_view::npos)
        return false;
    const auto words = read_words(said);
    if (words.size() > kMostWords) return false;
    bool thankful = is_thankful_sign(said);
    bool name_may_follow = false;
    std::size_t names = 0;
    for (const Word& word : words) {
        const bool is_thanks = thanks().contains(word.folded);
        thankful = thankful || is_thanks;
        if (is_thanks || courtesies().contains(word.folded)) {
            name_may_follow = is_before_name(word.folded) || (name_may_follow && is_of_name(word.folded));
            continue;
        }
        if (!word.named || !name_may_follow || ++names > kMostNames) return false;
    }
    return thankful;
}

}  // namespace escucha::mail
