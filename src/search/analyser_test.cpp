#include "search/analyser.hpp"

#include <gmock/gmock.h>

namespace escucha::search {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

std::string es(std::string_view word) {
    return stem(word, Language::es);
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    for (const auto& t : analyse(text)) out.push_back(t.whole ? "=" + t.word : t.word);
    return out;
}

TEST(Stems, JoinTheFormsOfAWord) {
    const std::vector<std::vector<std::string>> families{
        {"reclamación", "reclamacion", "reclamaciones", "RECLAMACIÓN"},
        {"Núñez", "nunez", "NUÑEZ", "Nu\u0301n\u0303ez"},
        {"año", "años", "ano", "anos"},
        {"línea", "líneas", "linea", "lineas"},
        {"garantía", "garantías", "garantia"},
        {"cliente", "clientes"},
        {"televisor", "televisores"},
        {"orden", "órdenes"},
        {"vez", "veces"},
        {"luz", "luces"},
        {"avance", "avances"},
        {"mes", "meses"},
        {"país", "países"},
        {"autobús", "autobuses"},
        {"devolución", "devoluciones"},
        {"versión", "versiones"},
        {"defectuoso", "defectuosa", "defectuosos"},
        {"caso", "casos"},
        {"ave", "aves"},
        {"papel", "papeles"},
    };
    for (const auto& family : families)
        for (const auto& form : family) EXPECT_EQ(es(form), es(family.front())) << form;
}

TEST(Stems, DoNotJoinWhatIsNotOneWord) {
    const std::pair<const char*, const char*> strangers[] = {
        {"caso", "casa"},     {"papel", "papa"},      {"mes", "mesa"},
        {"cliente", "clima"}, {"orden", "ordinario"}, {"garantía", "garra"},
        {"vez", "vecino"},    {"línea", "lino"},      {"factura", "fábrica"},
        {"luz", "lucha"},     {"pan", "pana"},        {"reclamo", "reclutar"},
        {"año", "anillo"},    {"plan", "planta"},     {"televisor", "televidente"}};
    for (const auto& [a, b] : strangers) EXPECT_NE(es(a), es(b)) << a << " / " << b;
}

TEST(Stems, OfEnglishAreApart) {
    EXPECT_EQ(stem("refunds", Language::en), stem("refunded", Language::en));
    EXPECT_NE(stem("red", Language::en), stem("red", Language::es)) << "a Spanish net is no colour";
}

TEST(Words, KeepTheirEnyeAndLoseTheirAccents) {
    EXPECT_THAT(words("Señor Núñez: ¡AÑOS de líneas!"),
                ElementsAre("señor", "nuñez", "años", "de", "lineas"));
    EXPECT_THAT(words("an\u0303o"), ElementsAre("año")) << "written as n and a tilde";
}

TEST(Words, OfCodesNumbersDatesAndAddresses) {
    EXPECT_THAT(words("F001-00012345"), ElementsAre("f001", "00012345", "=f00100012345"));
    EXPECT_THAT(words("llame al 987 654 321"), ElementsAre("llame", "al", "987", "654", "321", "=987654321"));
    EXPECT_THAT(words("+51 (01) 234-5678"), Contains("=51012345678"));
    EXPECT_THAT(words("son 1.250,50 soles"), Contains("=125050"));
    EXPECT_THAT(words("son 1,250.50 soles"), Contains("=125050"));
    EXPECT_THAT(words("rosa.quispe@example.pe"), ElementsAre("rosa", "quispe", "example", "pe"));
    EXPECT_THAT(words("O'Higgins"), Contains("=ohiggins"));
    EXPECT_THAT(words("el 21/11/2026"), Contains("=20261121"));
    EXPECT_THAT(words("el 2026-11-21"), Contains("=20261121"));
    EXPECT_THAT(words("31/02/2026"), Not(Contains("=20260231"))) << "no such day";
    EXPECT_THAT(words("pedí 12 y 30"), ElementsAre("pedi", "12", "y", "30")) << "no telephone";
}

TEST(Words, SayWhereTheyStand) {
    const std::string text = "El horno de Núñez";
    const auto tokens = analyse(text);
    ASSERT_EQ(tokens.size(), 4u);
    EXPECT_EQ(text.substr(tokens[3].begin, tokens[3].end - tokens[3].begin), "Núñez");
}

TEST(Words, OfAnyBytes) {
    EXPECT_TRUE(analyse("").empty());
    EXPECT_TRUE(analyse("\xff\xfe …—").empty());
    EXPECT_LE(analyse(std::string(1000, 'x')).front().word.size(), kLongestWord);
    EXPECT_THAT(words("Заказ 5"), ElementsAre("заказ", "5"));
}

TEST(Columns, HoldTheWordsAndBesideThemWhatDiffers) {
    Columns c;
    add_to(c, "Reclamaciones de 2026", Language::es);
    add_to(c, "F1-2", Language::es);
    EXPECT_EQ(c.words, "reclamaciones de 2026 f1 2");
    EXPECT_EQ(c.others, "reclam f12");
}

}  // namespace
}  // namespace escucha::search
