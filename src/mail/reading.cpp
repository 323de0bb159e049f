#include "mail/reading.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/fold.hpp"
#include "mail/charset.hpp"

namespace escucha::mail {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::size_t kLongestLine = 300;     // beyond it nothing is a mark of quoting
constexpr std::size_t kAttributionLines = 4;  // of a long name and date, wrapped
constexpr std::size_t kHeaderBlockLines = 8;
constexpr std::size_t kSignatureLines = 30;  // more is no signature

bool starts_with_one_of(std::string_view text, const auto& list) {
    return std::ranges::any_of(list, [&](std::string_view one) { return text.starts_with(one); });
}
bool has_one_of(std::string_view text, const auto& list) {
    return std::ranges::any_of(list, [&](std::string_view one) { return text.contains(one); });
}

bool is_quote(std::string_view line) {
    const auto at = line.find_first_not_of(" \t");
    return at <= 3 && line[at] == '>';  // npos is beyond 3
}

// A line as marks are looked for in it: folded, without outer blanks and the asterisks of bold print.
std::string folded(std::string_view line) {
    if (line.size() > kLongestLine) return {};
    line = trimmed(line);
    std::string plain(line);
    std::erase(plain, '*');
    return fold(trimmed(plain));
}

// "-----Mensaje original-----"
bool is_separator(const std::string& line) {
    static constexpr std::string_view kWords[] = {
        "mensaje original",  "original message",     "mensagem original",
        "mensaje reenviado", "forwarded message",    "mensagem encaminhada",
        "correo original",   "original appointment", "reply message"};
    const auto begin = line.find_first_not_of('-'), end = line.find_last_not_of("- ");
    if (begin == kNone || begin < 3 || end == kNone || line.size() - end < 3) return false;
    return std::ranges::find(kWords, trimmed(std::string_view(line).substr(begin, end - begin + 1))) !=
           std::end(kWords);
}

bool is_rule(const std::string& line) {
    return line.size() >= 5 && (line.find_first_not_of('_') == kNone || line.find_first_not_of('-') == kNone);
}

bool announces_forwarded(const std::string& line) {
    static constexpr std::string_view kWords[] = {
        "inicio del mensaje reenviado:", "begin forwarded message:", "inicio da mensagem reencaminhada:"};
    return std::ranges::find(kWords, line) != std::end(kWords);
}

bool is_from_label(const std::string& line) {
    static constexpr std::string_view kWords[] = {"de:", "from:", "de :"};
    return starts_with_one_of(line, kWords);
}
bool is_date_or_subject_label(const std::string& line) {
    static constexpr std::string_view kWords[] = {
        "enviado el:", "enviado:", "enviada em:", "enviada:", "fecha:",      "sent:",          "date:",
        "data:",       "asunto:",  "subject:",    "assunto:", "enviado em:", "fecha de envio:"};
    return starts_with_one_of(line, kWords);
}
bool is_to_label(const std::string& line) {
    static constexpr std::string_view kWords[] = {"para:", "to:", "cc:"};
    return starts_with_one_of(line, kWords);
}

bool says_wrote(const std::string& line) {
    static constexpr std::string_view kWords[] = {
        "escribio:",    "wrote:",    "escreveu:", "ha escrito:",           "a escrito:",
        "va escriure:", "a ecrit :", "schrieb:",  "escribio lo siguiente:"};
    return std::ranges::any_of(kWords, [&](std::string_view one) { return line.ends_with(one); });
}

bool begins_like_attribution(const std::string& line) {
    static constexpr std::string_view kWords[] = {"el ",     "on ",    "em ", "o dia ",
                                                  "no dia ", "a las ", "en ", "le "};
    return starts_with_one_of(line, kWords) || line.contains('@') || says_wrote(line);
}

bool is_phone_signature(const std::string& line) {
    static constexpr std::string_view kWords[] = {
        "enviado desde mi ",      "enviado desde un ",     "enviado desde outlook",
        "enviado desde yahoo",    "enviado desde gmail",   "enviado desde correo",
        "enviado desde proton",   "enviado desde samsung", "enviado desde dispositivo",
        "enviado do meu ",        "enviado de mi ",        "enviado via ",
        "sent from my ",          "sent from outlook",     "sent from yahoo",
        "sent from mail for",     "sent from proton",      "sent via ",
        "get outlook for",        "obtener outlook para",  "obtenga outlook para",
        "descargar outlook para", "obter o outlook para",  "sent with proton",
        "enviado con proton"};
    return line.size() < 120 && starts_with_one_of(line, kWords);
}

bool is_disclaimer(const std::string& line) {
    static constexpr std::string_view kWords[] = {"aviso legal",
                                                  "aviso de confidencialidad",
                                                  "aviso de privacidad",
                                                  "este mensaje y sus ",
                                                  "este mensaje y cualquier ",
                                                  "este mensaje, y ",
                                                  "este correo electronico y ",
                                                  "este correo y sus ",
                                                  "la informacion contenida en este ",
                                                  "this e-mail and any ",
                                                  "this email and any ",
                                                  "this message and any ",
                                                  "confidentiality notice",
                                                  "confidencialidad:",
                                                  "disclaimer:",
                                                  "esta mensagem e ",
                                                  "antes de imprimir este"};
    return starts_with_one_of(line, kWords);
}

class Marker {
  public:
    explicit Marker(std::string_view text) {
        while (!text.empty()) {
            const auto end = text.find('\n');
            const auto size = end == kNone ? text.size() : end + 1;
            lines_.push_back(text.substr(0, size));
            text.remove_prefix(size);
        }
        kinds_.assign(lines_.size(), PieceKind::said);
    }

    std::vector<Piece> pieces() {
        for (std::size_t i = 0; i < lines_.size();) i = mark(i);
        std::vector<Piece> all;
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            if (all.empty() || all.back().kind != kinds_[i]) all.push_back({.kind = kinds_[i], .text = {}});
            all.back().text += lines_[i];
        }
        return all;
    }

  private:
    bool is_empty(std::size_t i) const { return trimmed(lines_[i]).empty(); }

    std::size_t next_full(std::size_t i) const {
        while (i < lines_.size() && is_empty(i)) ++i;
        return i;
    }

    // Marks up to `end` (the blank lines behind it, too) and goes on there.
    std::size_t set(std::size_t from, std::size_t end, PieceKind kind) {
        end = next_full(end);
        for (std::size_t i = from; i < end; ++i) kinds_[i] = kind;
        return end;
    }

    std::size_t mark(std::size_t i) {
        if (is_empty(i)) return i + 1;
        if (const std::size_t end = end_of_quoted(i); end > i) return set(i, end, PieceKind::quoted);
        if (const std::size_t end = end_of_signature(i); end > i) return set(i, end, PieceKind::signature);
        return set(i, i + 1, PieceKind::said);
    }

    // Behind what is quoted from `i` on; `i`: nothing is.
    std::size_t end_of_quoted(std::size_t i) const {
        if (is_quote(lines_[i])) return i + 1;
        const std::string line = folded(lines_[i]);
        if (line.empty()) return i;
        if (is_separator(line) || is_header_block(i, line)) return lines_.size();
        if (is_rule(line) || announces_forwarded(line)) {
            const std::size_t next = next_full(i + 1);
            if (next < lines_.size() && is_header_block(next, folded(lines_[next]))) return lines_.size();
        }
        return begins_like_attribution(line) ? end_of_attribution(i, line) : i;
    }

    // "De:", "Enviado el:", "Para:", "Asunto:", as Outlook puts them above what it does not mark otherwise.
    bool is_header_block(std::size_t i, const std::string& first) const {
        if (!is_from_label(first)) return false;
        int labels = 0;
        bool dated = false;
        const std::size_t end = std::min(i + kHeaderBlockLines, lines_.size());
        for (std::size_t k = i + 1; k < end; ++k) {
            const std::string line = folded(lines_[k]);
            dated = dated || is_date_or_subject_label(line);
            if (is_date_or_subject_label(line) || is_to_label(line)) ++labels;
        }
        return labels >= 2 && dated;
    }

    // "El lun, 3 nov 2026 a las 10:00, Ana (<ana@…>) escribió:", in up to four lines.
    std::size_t end_of_attribution(std::size_t i, std::string line) const {
        std::size_t end = i + 1;
        while (!line.ends_with(':') && end < lines_.size() && end < i + kAttributionLines && !is_empty(end) &&
               !is_quote(lines_[end]))
            line += " " + folded(lines_[end++]);
        if (!says_wrote(line) || line.size() > 2 * kLongestLine) return i;
        const std::size_t next = next_full(end);
        if (next < lines_.size() && is_quote(lines_[next])) return next;
        const bool dated = std::ranges::any_of(line, [](char c) { return c >= '0' && c <= '9'; });
        return dated || line.contains('@') ? lines_.size() : i;  // "Ana escribió:" may be a tale
    }

    std::size_t end_of_signature(std::size_t i) const {
        const std::string line = folded(lines_[i]);
        if (is_phone_signature(line)) return i + 1;
        const bool dashes = trimmed(lines_[i]) == "--" && lines_[i].starts_with("--");
        if (!dashes && !(is_disclaimer(line) && something_said(i))) return i;
        std::size_t end = i + 1;
        while (end < lines_.size() && end_of_quoted(end) == end) {
            if (dashes && end - i > kSignatureLines) return i;
            ++end;
        }
        return end;
    }

    bool something_said(std::size_t before) const {
        for (std::size_t i = 0; i < before; ++i)
            if (kinds_[i] == PieceKind::said && !is_empty(i)) return true;
        return false;
    }

    std::vector<std::string_view> lines_;
    std::vector<PieceKind> kinds_;
};

}  // namespace

std::vector<Piece> pieces(std::string_view text) {
    return Marker(text).pieces();
}

std::string said(std::string_view text) {
    std::string now;
    for (const Piece& piece : pieces(text))
        if (piece.kind == PieceKind::said) now += piece.text;
    return trimmed(now).empty() ? std::string(trimmed(text)) : std::string(trimmed(now));
}

}  // namespace escucha::mail
