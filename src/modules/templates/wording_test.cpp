// The language of templates, by tables: what is read, what is refused and where, what comes out.
#include "modules/templates/wording.hpp"

#include <gmock/gmock.h>

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

namespace escucha::templates {
namespace {

const std::vector<Vocabulary::Own> kOwn{{"talla", "Talla de calzado"}, {"fecha_de_alta", "Cliente desde"}};
const Vocabulary kVocabulary{kOwn};
const Values kKnown{{"name", "Ana"}, {"phone", "987 654 321"}, {"own.talla", "38"}, {"title", "La suela"}};

Filled filled(std::string_view text, Treatment t = Treatment::usted, const Values& values = kKnown,
              Language language = Language::es) {
    const auto parsed = parse(text, kVocabulary, language);
    EXPECT_THAT(parsed.problems, IsEmpty()) << text;
    return fill(parsed.parts, values, kVocabulary, t, language);
}
std::string read(std::string_view text, Treatment t = Treatment::usted, const Values& values = kKnown) {
    return filled(text, t, values).text;
}
std::vector<std::string> wrong(std::string_view text) {
    std::vector<std::string> out;
    for (const auto& p : parse(text, kVocabulary, Language::es).problems)
        out.push_back(fmt::format("{} {}:{} {}", p.code, p.line, p.column, p.written));
    return out;
}

TEST(Wording, variables_are_found_however_they_are_spelled) {
    for (const char* written : {"{nombre}", "{ Nombre }", "{NOMBRE}", "{name}", "{cliente}"})
        EXPECT_EQ(read(written), "Ana") << written;
    for (const char* written : {"{teléfono}", "{telefono}", "{Teléfono}", "{phone}", "{celular}"})
        EXPECT_EQ(read(written), "987 654 321") << written;
    for (const char* written :
         {"{campo talla}", "{campo_talla}", "{field talla}", "{campo Talla de calzado}", "{Campo TALLA}"})
        EXPECT_EQ(read(written), "38") << written;
    for (const char* written : {"{fecha de la promesa}", "{fecha_de_la_promesa}", "{promise date}"})
        EXPECT_EQ(parse(written, kVocabulary, Language::es).parts.at(0).text, "promise_date") << written;
}

TEST(Wording, every_name_that_is_offered_is_understood_as_itself) {
    for (const Variable& v : kVocabulary.all())
        for (const std::string& name : {v.es, v.en}) {
            const auto parsed = parse("{" + name + "}", kVocabulary, Language::es);
            ASSERT_THAT(parsed.problems, IsEmpty()) << name;
            EXPECT_EQ(parsed.parts.at(0).text, v.key) << name;
        }
}

TEST(Wording, an_own_field_never_takes_the_name_of_a_variable) {
    const std::vector<Vocabulary::Own> own{{"nombre", "Teléfono"}};
    const Vocabulary vocabulary{own};
    EXPECT_EQ(vocabulary.find("nombre")->key, "name");
    EXPECT_EQ(vocabulary.find("teléfono")->key, "phone");
    EXPECT_EQ(vocabulary.find("campo nombre")->key, "own.nombre");
}

TEST(Wording, it_speaks_in_the_form_of_address_of_whom_it_is_for) {
    const char* text =
        "Hola, {nombre}: {trato: te escribimos | le escribimos | te escribimos}. "
        "{trato:Tienes|Tiene|Tenés} razón.";
    EXPECT_EQ(read(text, Treatment::tu), "Hola, Ana: te escribimos. Tienes razón.");
    EXPECT_EQ(read(text, Treatment::usted), "Hola, Ana: le escribimos. Tiene razón.");
    EXPECT_EQ(read(text, Treatment::vos), "Hola, Ana: te escribimos. Tenés razón.");
}

TEST(Wording, without_a_third_way_vos_speaks_as_tu) {
    EXPECT_EQ(read("{trato: tu | su} caso", Treatment::vos), "tu caso");
    EXPECT_EQ(read("{treatment: tu | su} caso", Treatment::usted), "su caso");
}

TEST(Wording, ways_may_hold_variables_and_other_blocks) {
    const char* text =
        "{trato: Te llamo al {teléfono} | Le llamo{si teléfono: al {teléfono}}, {nombre}} mañana";
    EXPECT_EQ(read(text, Treatment::tu), "Te llamo al 987 654 321 mañana");
    EXPECT_EQ(read(text, Treatment::usted), "Le llamoal 987 654 321, Ana mañana");
}

TEST(Wording, a_part_stands_only_where_something_is_known) {
    const char* text = "Responda a este mensaje {si teléfono: o le llamo al {teléfono}}.";
    EXPECT_EQ(read(text), "Responda a este mensaje o le llamo al 987 654 321.");
    EXPECT_EQ(read(text, Treatment::usted, {}), "Responda a este mensaje.");
    EXPECT_EQ(read("{si promesa: Prometimos {promesa}. | Todavía no hay fecha.}"), "Todavía no hay fecha.");
    EXPECT_EQ(read("{if phone: sí}"), "sí");
}

TEST(Wording, a_part_that_is_left_out_leaves_no_hole) {
    EXPECT_EQ(read("uno {si promesa: dos} tres"), "uno tres");
    EXPECT_EQ(read("uno\n{si promesa: dos}\ntres"), "uno\ntres");
    EXPECT_EQ(read("{si promesa: dos} tres"), "tres");
    EXPECT_EQ(read("uno {si promesa: dos}, {nombre}"), "uno, Ana");
    EXPECT_EQ(read("uno {si promesa: dos}"), "uno");
}

TEST(Wording, what_is_not_known_is_marked_and_named_once) {
    const auto out = filled("{nombre}, su {promesa} es {promesa} el {fecha de la promesa}.");
    EXPECT_EQ(out.text, "Ana, su «falta: promesa» es «falta: promesa» el «falta: fecha de la promesa».");
    EXPECT_THAT(out.missing, ElementsAre("promesa", "fecha de la promesa"));
    EXPECT_EQ(filled("{teléfono}", Treatment::tu, {}, Language::en).text, "«missing: phone»");
    EXPECT_EQ(read("{campo fecha de alta}"), "«falta: Cliente desde»");
    EXPECT_EQ(read("{nombre}", Treatment::tu, {{"name", "  \n "}}), "«falta: nombre»")
        << "blank is not known";
}

TEST(Wording, a_gap_for_the_writer_is_marked_like_a_missing_value) {
    const auto out = filled("Lo que pasó es esto: {completar: lo que pasó, en concreto}. {write: why}");
    EXPECT_EQ(out.text, "Lo que pasó es esto: «falta: lo que pasó, en concreto». «falta: why»");
    EXPECT_THAT(out.missing, ElementsAre("lo que pasó, en concreto", "why"));
}

TEST(Wording, what_became_unknown_is_a_gap_and_never_braces) {
    const auto said = [](std::string_view text) {
        return fill(parse(text, kVocabulary, Language::es).parts, kKnown, kVocabulary, Treatment::tu,
                    Language::es);
    };
    EXPECT_EQ(said("Su {campo altura}.").text, "Su «falta: campo altura».");
    EXPECT_EQ(said("Su {si campo altura: altura {campo altura}}.").text, "Su «falta: campo altura».");
    EXPECT_THAT(said("{campo altura}").missing, ElementsAre("campo altura"));
}

TEST(Wording, an_own_field_is_named_as_its_label_says_while_that_leads_to_it) {
    const std::vector<Vocabulary::Own> own{{"fin_de_la_garantia", "Fin de la garantía"},
                                           {"hay_ascensor", "¿Hay ascensor?"},
                                           {"talla", "Número"}};
    const Vocabulary vocabulary{own};
    EXPECT_EQ(vocabulary.of("own.fin_de_la_garantia").es, "campo Fin de la garantía");
    EXPECT_EQ(vocabulary.of("own.hay_ascensor").es, "campo hay ascensor");
    EXPECT_EQ(vocabulary.of("own.talla").es, "campo talla") << "the label may change once more";
    EXPECT_EQ(vocabulary.find("campo número")->key, "own.talla");
}

TEST(Wording, values_are_never_read_as_templates) {
    const Values evil{{"name", "{teléfono} {trato: a | b} {{x}} }{"}, {"phone", "123"}};
    EXPECT_EQ(read("Hola, {nombre}", Treatment::tu, evil), "Hola, {teléfono} {trato: a | b} {{x}} }{");
}

TEST(Wording, values_stand_in_one_line_and_are_not_endless) {
    EXPECT_EQ(read("{nombre}.", Treatment::tu, {{"name", "Ana\r\n\r\nBcc: x@y"}}), "Ana Bcc: x@y.");
    const auto out = read("{nombre}", Treatment::tu, {{"name", std::string(100'000, 'a')}});
    EXPECT_LT(out.size(), 510U);
}

TEST(Wording, words_are_left_as_they_are) {
    EXPECT_EQ(read("A | B: 100 % — «sí»\n\n  fin"), "A | B: 100 % — «sí»\n\n  fin");
    EXPECT_EQ(read(""), "");
}

struct Wrong {
    const char* text;
    std::vector<std::string> problems;
};
class WrongWording : public testing::TestWithParam<Wrong> {};
TEST_P(WrongWording, is_said_with_its_place) {
    EXPECT_EQ(wrong(GetParam().text), GetParam().problems) << GetParam().text;
}
INSTANTIATE_TEST_SUITE_P(
    All, WrongWording,
    testing::Values(Wrong{"Hola {nombre", {"unclosed 1:6 nombre"}},                                        //
                    Wrong{"{", {"unclosed 1:1 "}},                                                         //
                    Wrong{"a }", {"stray_close 1:3 }"}},                                                   //
                    Wrong{"{}", {"empty_braces 1:1 {}"}},                                                  //
                    Wrong{"Hola {{nombre}}, ñ", {"double_brace 1:6 {{nombre}}"}},                          //
                    Wrong{"ñandú {nombr}", {"unknown_variable 1:7 nombr"}},                                //
                    Wrong{"uno\ndos {x y}\n{z}", {"unknown_variable 2:5 x y", "unknown_variable 3:1 z"}},  //
                    Wrong{"{nombre {código}", {"unclosed 1:1 nombre"}},                                    //
                    Wrong{"{nota: algo}", {"unknown_block 1:1 nota"}},                                     //
                    Wrong{"{tú | usted}", {"unknown_block 1:1 tú"}},                                       //
                    Wrong{"{trato: solo una}", {"one_way_only 1:1 trato"}},                                //
                    Wrong{"{trato: a | b | c | d}", {"too_many_ways 1:1 trato"}},                          //
                    Wrong{"{si nombre: a | b | c}", {"too_many_ways 1:1 si nombre"}},                      //
                    Wrong{"{si nada: a}", {"unknown_variable 1:1 nada"}},                                  //
                    Wrong{"{trato: a | {nombre}", {"unclosed 1:1 trato"}},                                 //
                    Wrong{"{trato: {nombrecito} | b}", {"unknown_variable 1:9 nombrecito"}},               //
                    Wrong{"{completar: }", {"empty_braces 1:1 completar"}},                                //
                    Wrong{"{completar: a {nombre}}", {"unclosed 1:1 completar", "stray_close 1:23 }"}},    //
                    Wrong{"{nom\nbre}", {"unclosed 1:1 nom", "stray_close 2:4 }"}},                        //
                    Wrong{"{<script>}", {"unknown_variable 1:1 <script>"}},                                //
                    Wrong{"{trato: {trato: {trato: {trato: a | b} | b} | b} | b}", {"too_deep 1:25 trato"}}));

TEST(Wording, the_variable_that_was_meant_is_suggested) {
    const auto suggestion = [](std::string_view text) {
        return parse(text, kVocabulary, Language::es).problems.at(0).suggestion;
    };
    EXPECT_EQ(suggestion("{nomber}"), "nombre");
    EXPECT_EQ(suggestion("{telefno}"), "teléfono");
    EXPECT_EQ(suggestion("{fecha de promessa}"), "fecha de la promesa");
    EXPECT_EQ(suggestion("{campo tala}"), "campo talla");
    EXPECT_EQ(suggestion("{paralelepípedo}"), "");
    EXPECT_EQ(suggestion("{" + std::string(5000, 'x') + "}"), "");
}

TEST(Wording, huge_and_broken_texts_end_with_few_problems) {
    std::string braces(10'000, '{');
    EXPECT_THAT(parse(braces, kVocabulary, Language::es).problems, Not(IsEmpty()));
    std::string blocks;
    for (int i = 0; i < 2000; ++i) blocks += "{si nombre:";
    EXPECT_THAT(parse(blocks, kVocabulary, Language::es).problems, SizeIs(testing::Le(kMostProblems)));
    std::string unknown;
    for (int i = 0; i < 2000; ++i) unknown += "{x}";
    EXPECT_THAT(parse(unknown, kVocabulary, Language::es).problems, SizeIs(kMostProblems));
    std::string many;
    for (std::size_t i = 0; i <= kMostVariables; ++i) many += "{nombre}";
    EXPECT_THAT(parse(many, kVocabulary, Language::es).problems,
                ElementsAre(Field(&Problem::code, "too_many_variables")));
    EXPECT_THAT(parse("\xff\xfe{\xc3}", kVocabulary, Language::es).problems, SizeIs(1)) << "any bytes";
}

// --- Was it used? ------------------------------------------------------------------------------------------
double again(std::string_view pattern, std::string_view sent) {
    return found_again(parse(pattern, kVocabulary, Language::es).parts, sent);
}

constexpr const char* kLetter =
    "Hola, {nombre}:\n\nGracias por {trato: contarnos | contarnos} lo que pasó. {trato: Puedes | Puede | "
    "Podés} "
    "seguir su caso en {enlace} cuando {trato: quieras | quiera}.\n\n{completar: lo demás}";

TEST(FoundAgain, what_was_filled_and_finished_is_the_template) {
    EXPECT_EQ(again(kLetter,
                    "Hola, Ana:\n\nGracias por contarnos lo que pasó. Podés seguir su caso en "
                    "https://x/caso/K7 cuando quieras.\n\nLa llamo el lunes a las diez."),
              1.0);
    EXPECT_EQ(again(kLetter,
                    "HOLA ana: gracias por contarnos lo que paso! Puede seguir su caso en x cuando quiera"),
              1.0);
}

TEST(FoundAgain, written_over_in_part_it_still_is_and_thrown_away_it_is_not) {
    EXPECT_GE(again(kLetter,
                    "Buenas, Ana: gracias por contarnos lo que pasó. Mañana la llamo, y puede seguir "
                    "su caso en la página."),
              kUsed);
    EXPECT_LT(again(kLetter, "Ana, mañana la llamo a las diez para contarle lo que pasó con su pedido."),
              kUsed);
    EXPECT_EQ(again(kLetter, ""), 0);
}

TEST(FoundAgain, a_short_template_counts_as_a_whole) {
    EXPECT_EQ(again("¡Muchas gracias!", "Muchas gracias, Ana, lo reviso."), 1);
    EXPECT_EQ(again("¡Muchas gracias!", "Muchas veces le dimos las gracias"), 0);
    EXPECT_EQ(again("{nombre}", "Ana"), 0) << "no words of its own";
}

}  // namespace
}  // namespace escucha::templates
