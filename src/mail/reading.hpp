// What of a message's text its writer said now, what is quoted from before and what is a signature. Nothing
// is deleted: the three together are the text.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

namespace escucha::mail {

// In the order of the text. Answers written above, below and between what is quoted give several pieces.
enum class PieceKind { said, quoted, signature };
BOOST_DESCRIBE_ENUM(PieceKind, said, quoted, signature)
struct Piece {
    PieceKind kind = PieceKind::said;
    std::string text = {};
};

// Recognises "> ", "El … escribió:", "On … wrote:", "De:/Enviado el:/Para:/Asunto:",
// "From:/Sent:/To:/Subject:",
// "-----Mensaje original-----", "-- ", "Enviado desde mi iPhone" and their likes, in Spanish, English and
// Portuguese. In doubt it is said.
std::vector<Piece> pieces(std::string_view text);
// Only what was said now; the whole text when nothing would be left.
std::string said(std::string_view text);

// Is it thanks and nothing else? ("Muchas gracias, un saludo": a solved case stays solved.)
bool only_thanks(std::string_view said);

}  // namespace escucha::mail
