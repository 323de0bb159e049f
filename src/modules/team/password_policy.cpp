#include "modules/team/password_policy.hpp"

#include <set>

#include "base/fold.hpp"

namespace escucha::team {
namespace {

// The commonest of at least ten characters, in Spanish and English, folded and without what is not a letter
// or a digit. Common stems with digits behind them are found by `common_stem`.
constexpr std::string_view kCommon[] = {
    "1234567890",    "0123456789",  "0987654321",   "9876543210",  "12345678910",   "123456789a",
    "a123456789",    "1q2w3e4r5t",  "1q2w3e4r5t6y", "qwertyuiop",  "qwerty1234",    "qwertyuiop123",
    "asdfghjkl1",    "asdfghjkln",  "zxcvbnm123",   "qazwsxedcr",  "1qaz2wsx3edc",  "abcdefghij",
    "abcd123456",    "abc1234567",  "abcde12345",   "iloveyou123", "teamomucho",    "teamomucho1",
    "tequieromucho", "miamorcito",  "micontrasena", "contrasenia", "administrador", "administrator",
    "bienvenidos",   "cambiame123", "changeme123",  "letmein1234", "welcome1234",   "passwordpassword",
    "holaholahola",  "estrellita",  "corazoncito",  "mariposita",  "realmadrid",    "barcelona10",
    "superman123",   "princesita",  "chocolate1",   "diosesamor",  "jesusteamo",    "jesucristo",
};

// Words so common that only digits behind them make no password.
constexpr std::string_view kStems[] = {"password", "contrasena", "clave",      "qwerty",  "admin",
                                       "usuario",  "bienvenido", "bienvenida", "welcome", "hola",
                                       "teamo",    "iloveyou",   "escucha",    "secreto", "cambiame",
                                       "princesa", "changeme",   "letmein"};

std::string bare(std::string_view text) {
    std::string out;
    for (const auto& word : fold_words(text)) out += word;
    return out;
}

bool digits_only(std::string_view text) {
    return text.find_first_not_of("0123456789") == text.npos;
}

bool common_stem(std::string_view text) {
    return std::ranges::any_of(kStems, [&](std::string_view stem) {
        return text.starts_with(stem) && digits_only(text.substr(stem.size()));
    });
}

// "aaaaaaaaaa", "abababababab": hardly more than one keystroke.
bool monotonous(std::string_view text) {
    return std::set<char>(text.begin(), text.end()).size() <= 2;
}

bool common(std::string_view password) {
    const auto text = bare(password);
    return monotonous(password) || std::ranges::find(kCommon, text) != std::end(kCommon) || common_stem(text);
}

// Words of fewer letters stand in too many good passwords by chance.
constexpr std::size_t kShortestWord = 4;

bool contains_word_of(const std::string& password, std::string_view text) {
    return std::ranges::any_of(fold_words(text), [&](const std::string& word) {
        return word.size() >= kShortestWord && password.find(word) != std::string::npos;
    });
}

// Of an address only what is before the @ is the person's: "gmail" or the company's name is not theirs.
std::string_view own_part(std::string_view text) {
    return text.substr(0, text.find('@'));
}

}  // namespace

std::optional<FieldError> password_fault(std::string_view field, std::string_view password,
                                         std::initializer_list<std::string_view> personal) {
    const auto fault = [&](std::string_view code, TextParams params = {}) {
        return FieldError{std::string(field), std::string(code), std::move(params)};
    };
    if (code_points(password) < kShortestPassword)
        return fault("password_short", {{"min", std::to_string(kShortestPassword)}});
    if (common(password)) return fault("password_common");
    const auto text = bare(password);
    for (const auto& whose : personal)
        if (contains_word_of(text, own_part(whose))) return fault("password_personal");
    return std::nullopt;
}

}  // namespace escucha::team
