// What is seen in an answer to a claim.
#include "modules/points/letter.hpp"

#include <gmock/gmock.h>

using testing::HasSubstr;
using testing::Not;

namespace escucha::points {
namespace {

Point point(PointId id, std::string text, std::string answer = {}) {
    return {.id = id, .text = std::move(text), .answer = std::move(answer)};
}

const std::vector<Point> kThree{point(7, "Me cobraron dos veces la cuota de marzo."),
                                point(8, "El técnico no vino el martes y nadie avisó."),
                                point(9, "Pido una copia del contrato.",
                                      "Le adjunto la copia del contrato que firmó el 3 de mayo de 2025.")};

TEST(PartsOfAnAnswer, AreKnownByTheirHeadings) {
    const auto parts = parts_of(
        "Hola, Ana:\n\n1. «Me cobraron dos veces la cuota de marzo.»\nLe devolvimos 25 € ayer.\n\n"
        "Los verá en su cuenta.\n\n2. «El técnico no vino el martes y nadie avisó.»\nSe averió la "
        "furgoneta.\n\n"
        "Qué pasa ahora\nEl técnico va el jueves.\n\nRosa",
        kThree);
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts.at(7), "Le devolvimos 25 € ayer.\n\nLos verá en su cuenta.");
    EXPECT_EQ(parts.at(8), "Se averió la furgoneta.");
}

TEST(PartsOfAnAnswer, SurviveAnotherOrderOtherNumbersAndShortenedQuotes) {
    const auto parts = parts_of(
        "1) El técnico no vino el martes\nSe averió la furgoneta.\n2) «Me cobraron dos veces la cuota»\nSe "
        "devolvió.",
        kThree);
    EXPECT_EQ(parts.at(8), "Se averió la furgoneta.");
    EXPECT_EQ(parts.at(7), "Se devolvió.");
}

TEST(PartsOfAnAnswer, AListInsideAnAnswerIsNoHeading) {
    const auto parts = parts_of(
        "1. «Me cobraron dos veces la cuota de marzo.»\nHaremos esto:\n1. Devolver el cargo.\n2. Revisar el "
        "recibo.",
        kThree);
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_THAT(parts.at(7), HasSubstr("Revisar el recibo."));
}

TEST(PartsOfAnAnswer, AreFoundByTheirWordsWhereTheHeadingIsGone) {
    const auto parts =
        parts_of("Ana, le adjunto la copia del contrato que firmó el 3 de mayo. Un saludo", kThree);
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts.at(9), "Ana, le adjunto la copia del contrato que firmó el 3 de mayo.")
        << "as it stands in the text, not as it was decided";
}

TEST(PartsOfAnAnswer, WhatWasTakenOutOfTheTextIsNoPartOfIt) {
    const std::vector<Point> two{
        point(1, "Me cobraron dos veces.",
              "Revisamos sus recibos de marzo y abril con calma. Le devolvemos 80 euros el lunes."),
        point(2, "El técnico no vino.")};
    const auto parts =
        parts_of("Hola, Ana. Revisamos sus recibos de marzo y abril con calma. Un saludo.", two);
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts.at(1), "Revisamos sus recibos de marzo y abril con calma.");
}

TEST(PartsOfAnAnswer, OneAnswerToTheOnlyPointNeedsNoHeading) {
    EXPECT_EQ(parts_of("Se lo cambiamos el jueves.", std::span(kThree).first(1)).at(7),
              "Se lo cambiamos el jueves.");
    EXPECT_TRUE(parts_of("Se lo cambiamos el jueves.", kThree).empty());
    EXPECT_TRUE(parts_of("Seguimos con ello, gracias.", std::span(kThree).last(1)).empty())
        << "decided otherwise";
}

TEST(PartsOfAnAnswer, AHeadingWithNothingUnderItAnswersNothing) {
    EXPECT_TRUE(parts_of("1. «Me cobraron dos veces la cuota de marzo.»\n\n", kThree).empty());
}

TEST(WeakAnswers, WhereNothingIsLeftWithoutThePhrasesOfEverybodyNothingIsAnswered) {
    EXPECT_EQ(weakness_of("Hemos tomado nota.", "."), Weakness::generic);
    EXPECT_EQ(weakness_of("Lo aceptamos en parte. El motivo: lamentamos las molestias.",
                          "Lo aceptamos en parte. El motivo: ."),
              Weakness::generic);
    EXPECT_EQ(weakness_of("Lamentamos las molestias. El técnico irá el jueves a las diez.",
                          ". El técnico irá el jueves a las diez."),
              Weakness::none);
}

TEST(WeakAnswers, AWordOrTwoAreNoReason) {
    for (const char* text : {"No procede.", "Ya está hecho.", "Lo aceptamos. Sí.", "Denied."})
        EXPECT_EQ(weakness_of(text, text), Weakness::brief) << text;
    EXPECT_EQ(weakness_of("Le devolvimos 25,90 € el 3 de diciembre a su tarjeta.",
                          "Le devolvimos 25,90 € el 3 de diciembre a su tarjeta."),
              Weakness::none);
}

TEST(WeakAnswers, TheSameAnswerIsTheSameUnderAnyLead) {
    EXPECT_EQ(bare("Lo aceptamos.\nSe revisará, gracias."),
              bare("Lo aceptamos en parte. Se revisará; gracias"));
    EXPECT_NE(bare("Lo aceptamos. Se revisará el recibo."), bare("Lo aceptamos. Se revisará el contador."));
}

TEST(LanguageOfAnAnswer, IsKnownByTheLittleWords) {
    EXPECT_EQ(language_of("Le devolvimos el dinero de la cuota que se le cobró por error."), Language::es);
    EXPECT_EQ(language_of("We paid back the amount that was charged to your card."), Language::en);
    EXPECT_EQ(language_of("OK"), std::nullopt);
    EXPECT_EQ(language_of("El router de la marca Home and Away is the best in Lima"), std::nullopt);
}

TEST(DisputeBodies, AreNamedByNameOrAddress) {
    const DisputeBodyName body{
        .name = "Junta Arbitral de Consumo", .about = "", .url = "https://consumo.gob.es/arbitraje"};
    EXPECT_TRUE(names("Puede acudir a la junta arbitral de consumo de su provincia.", body));
    EXPECT_TRUE(names("Vea https://consumo.gob.es/arbitraje.", body));
    EXPECT_FALSE(names("Puede acudir a Consumo.", body));
}

TEST(Headings, QuoteThePointInOneLine) {
    EXPECT_EQ(heading(2, "La caja\nllegó abierta", Language::es), "2. «La caja llegó abierta»");
    EXPECT_EQ(heading(0, "The box was open", Language::en), "“The box was open”");
    const std::string lengthy(400, 'x');
    EXPECT_LT(heading(1, lengthy, Language::es).size(), 180U);
}

}  // namespace
}  // namespace escucha::points
