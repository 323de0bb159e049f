// What was said now, told from what is quoted and from signatures.
#include "mail/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace escucha::mail {
namespace {

using testing::ElementsAre;

std::vector<PieceKind> kinds(std::string_view text) {
    std::vector<PieceKind> all;
    std::string together;
    for (const Piece& piece : pieces(text)) {
        all.push_back(piece.kind);
        together += piece.text;
    }
    EXPECT_EQ(together, text) << "nothing is deleted";
    return all;
}
constexpr auto kSaid = PieceKind::said, kQuoted = PieceKind::quoted, kSignature = PieceKind::signature;

TEST(Reading, AnAnswerAboveGmailsQuote) {
    const std::string_view text =
        "Sí, por favor.\n\nEl lun, 2 nov 2026 a las 10:15, Soporte (<casos@empresa.pe>)\nescribió:\n\n> ¿Se "
        "lo cambiamos?\n> Ana\n";
    EXPECT_THAT(kinds(text), ElementsAre(kSaid, kQuoted));
    EXPECT_EQ(said(text), "Sí, por favor.");
}

TEST(Reading, AnswersBelowAndBetween) {
    const std::string_view text =
        "On Mon, Nov 2, 2026 at 10:15 AM Soporte <casos@empresa.pe> wrote:\n> ¿Qué modelo es?\nEl XT-200.\n> "
        "¿Y la "
        "boleta?\nVa adjunta.\n";
    EXPECT_THAT(kinds(text), ElementsAre(kQuoted, kSaid, kQuoted, kSaid));
    EXPECT_EQ(said(text), "El XT-200.\nVa adjunta.");
}

TEST(Reading, WhatOutlookPutsBelowWithoutMarks) {
    for (const std::string_view block :
         {"De: Soporte <casos@empresa.pe>\nEnviado el: lunes, 2 de noviembre de 2026 10:15\nPara: "
          "Ana\nAsunto: RE: Pedido\n",
          "*De:* Soporte\n*Enviado:* lunes\n*Para:* Ana\n*Asunto:* Pedido\n",
          "From: Soporte\nSent: Monday\nTo: Ana\nSubject: Order\n",
          "De: Soporte\nEnviada em: segunda\nPara: Ana\nAssunto: x\n",
          "-----Mensaje original-----\nDe: Soporte\n", "-----Original Message-----\nhello\n",
          "________________________________\nDe: Soporte\nEnviado: lunes\nPara: Ana\nAsunto: Pedido\n",
          "---------- Forwarded message ---------\nDe: Soporte\n",
          "El 2/11/2026 a las 10:15, Soporte escribió:\n",
          "Em seg., 2 de nov. de 2026 às 10:15, Soporte <casos@empresa.pe> escreveu:\n",
          "Begin forwarded message:\n\nFrom: Soporte\nSubject: Order\nDate: Monday\nTo: Ana\n"}) {
        const std::string text =
            "Todavía espero.\n\n" + std::string(block) + "\nEstimada Ana:\nEstá en camino.\n";
        EXPECT_THAT(kinds(text), ElementsAre(kSaid, kQuoted)) << block;
        EXPECT_EQ(said(text), "Todavía espero.") << block;
    }
}

TEST(Reading, Signatures) {
    EXPECT_THAT(kinds("No llegó.\n\n-- \nAna Rojas\nGerente\n"), ElementsAre(kSaid, kSignature));
    EXPECT_THAT(kinds("No llegó.\n--\nAna\n\nEl 2/11/2026, Soporte <a@b.pe> escribió:\n> Hola\n"),
                ElementsAre(kSaid, kSignature, kQuoted));
    for (const std::string_view last :
         {"Enviado desde mi iPhone", "Sent from my Galaxy", "Enviado do meu iPhone",
          "Obtener Outlook para iOS<https://aka.ms/o0ukef>", "Enviado desde Outlook"})
        EXPECT_EQ(said("No llegó.\n\n" + std::string(last) + "\n"), "No llegó.") << last;
    EXPECT_EQ(
        said("No llegó.\n\nEnviado desde mi iPhone\n\nEl 2/11/2026, Soporte <a@b.pe> escribió:\n\n> Hola\n"),
        "No llegó.");
    EXPECT_EQ(said("No llegó.\n\nAVISO LEGAL: Este mensaje es confidencial.\nY sigue mucho más.\n"),
              "No llegó.");
}

TEST(Reading, InDoubtItIsSaid) {
    for (const std::string_view text :
         {"De: lo que me dijeron, nada es cierto.\nPara colmo, nadie contesta.\n",
          "El vendedor me escribió:\nvenga mañana.\n", "-----\nSeparador mío\n-----\nSigo escribiendo\n",
          "Compré 3 > 2 y no llegó\n", "Enviado el paquete, nadie lo recibió.\n", "Asunto: mi queja\nTexto\n",
          "A las 10:15 llamé: nadie contestó.\n", "El jefe escribió: vengan. Y fuimos.\n"})
        EXPECT_THAT(kinds(text), ElementsAre(kSaid)) << text;
}

TEST(Reading, ALongListBehindDashesIsNoSignature) {
    std::string text = "Mis reclamos:\n--\n";
    for (int i = 0; i < 60; ++i) text += "reclamo " + std::to_string(i) + "\n";
    EXPECT_THAT(kinds(text), ElementsAre(kSaid));
}

TEST(Reading, WhereNothingElseIsLeftItIsAllSaid) {
    EXPECT_EQ(said("> solo esto\n"), "> solo esto");
    EXPECT_EQ(said("---------- Forwarded message ---------\nDe: x\n\nMiren esto\n"),
              "---------- Forwarded message ---------\nDe: x\n\nMiren esto");
    EXPECT_EQ(said(""), "");
    EXPECT_TRUE(pieces("").empty());
}

TEST(Thanks, AndNothingElse) {
    for (const std::string_view text :
         {"Gracias", "¡Muchas gracias!", "Muchas gracias, un saludo",
          "Mil gracias por su ayuda.\n\nSaludos cordiales,\nAna Rojas", "Gracias Lucía", "Ok, gracias",
          "Perfecto, muchas gracias por la pronta respuesta",
          "Hola, Lucía:\n\nMuchísimas gracias. Que tenga un buen día.", "Le agradezco mucho su atención",
          "Thank you very much!", "Thanks a lot, best regards\nAna", "Muito obrigado pela ajuda", "👍",
          "GRACIAS", "gracias y feliz fin de semana",
          "Estimado señor Quispe:\nGracias por todo.\nAtentamente,\nMaría de la Cruz"})
        EXPECT_TRUE(only_thanks(text)) << text;
}

TEST(Thanks, WithAnythingElseAreNot) {
    for (const std::string_view text :
         {"", "Gracias, pero sigue sin funcionar", "Gracias. ¿Cuándo llega?", "Gracias por nada",
          "No, gracias", "Hola", "Gracias, quedo atenta a su respuesta", "Por favor respondan, gracias",
          "Gracias, espero su llamada", "Muchas gracias. Funciona mal.", "Gracias, mi número es 999 888 777",
          "Saludos", "Perfecto", "GRACIAS POR NO RESPONDER", "Gracias, ana@example.pe",
          "Thanks but it is still broken", "Gracias, devuélvanme mi dinero"})
        EXPECT_FALSE(only_thanks(text)) << text;
}

}  // namespace
}  // namespace escucha::mail
