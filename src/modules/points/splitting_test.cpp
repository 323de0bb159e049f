// Complaints as people write them, and the points somebody attending to them would want to answer.
#include "modules/points/splitting.hpp"

#include <gmock/gmock.h>

namespace escucha::points {
namespace {

struct Complaint {
    const char* name;
    const char* text;
    std::vector<const char*> points;  // a piece of each, in their order
};

void PrintTo(const Complaint& c, std::ostream* out) {
    *out << c.name;
}

class Splitting : public testing::TestWithParam<Complaint> {};

TEST_P(Splitting, FindsWhatHasToBeAnswered) {
    const auto found = split_into_points(GetParam().text);
    std::string shown;
    for (const auto& one : found) shown += "\n · " + one;
    ASSERT_EQ(found.size(), GetParam().points.size()) << shown;
    for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_THAT(found[i], testing::HasSubstr(GetParam().points[i])) << shown;
}

const Complaint kComplaints[] = {
    {"one_sentence", "La suela se despegó a la semana.", {"La suela se despegó"}},
    {"numbered_lines",
     "Buenos días:\n\n1) Me cobraron dos veces la cuota de marzo.\n2) El técnico no vino el martes.\n3) "
     "Nadie "
     "contesta al teléfono.\n\nSaludos,\nAna Núñez",
     {"dos veces", "El técnico", "Nadie contesta"}},
    {"numbered_within",
     "Reclamo por lo siguiente: 1) el pedido llegó tarde, 2) faltaba el cargador y 3) el repartidor fue "
     "grosero.",
     {"llegó tarde", "cargador", "repartidor"}},
    {"dashes",
     "Mis quejas:\n- La habitación estaba sucia\n- El aire acondicionado no funcionaba\n- Nos cobraron un "
     "desayuno que no tomamos\n",
     {"La habitación", "El aire", "desayuno"}},
    {"letters_of_a_list",
     "Solicito:\na) La devolución de 45,90 €\nb) Una explicación por escrito\nc) Que se revise el contador",
     {"45,90", "explicación", "contador"}},
    {"further_words",
     "El paquete llegó abierto y sin el cargador. Además, el repartidor dejó la caja en la calle. Por otra "
     "parte, en su web ponía que la entrega era gratis y me cobraron 6 euros.",
     {"abierto", "repartidor", "gratis"}},
    {"also_within_a_sentence",
     "Me cambiaron el turno de la revisión sin avisar, además me cobraron la cancelación.",
     {"sin avisar", "cancelación"}},
    {"question_and_grievance",
     "Llevo tres semanas sin internet. ¿Cuándo van a arreglarlo? ¿Me van a descontar esos días?",
     {"sin internet", "¿Cuándo", "descontar"}},
    {"request_with_two_wishes",
     "Pido que me devuelvan el dinero del billete y que me paguen la noche de hotel.",
     {"dinero del billete", "noche de hotel"}},
    {"circumstances_go_with_their_point",
     "El 3 de marzo compré una lavadora en su tienda de la calle Mayor. No funciona desde el segundo día.",
     {"compré una lavadora"}},
    {"goes_on",
     "La factura de abril viene mal. Pero eso ya lo dije en mayo y me dijeron que lo corregirían.",
     {"Pero eso ya lo dije"}},
    {"rhetorical_question_is_no_point",
     "Esperé dos horas en la sala. ¿Les parece normal? La doctora no miró mis análisis.",
     {"¿Les parece normal?", "análisis"}},
    {"courtesies_are_no_points",
     "Estimados señores:\n\nEl ascensor lleva averiado un mes.\n\nQuedo a la espera de su "
     "respuesta.\n\nAtentamente,\nJorge Prado\n600 123 456",
     {"ascensor"}},
    {"greeting_in_the_same_line",
     "Hola, buenas tardes, la tablet llegó con la pantalla rota.",
     {"la tablet"}},
    {"abbreviations_and_amounts",
     "El Sr. Gómez, de la Av. Grau núm. 14, me cobró S/ 1.250.50 en vez de S/ 125.05 por la revisión.",
     {"Gómez"}},
    {"threat_goes_with_what_it_is_about",
     "Quiero que me cambien el teléfono. Si no lo hacen iré a Consumo.",
     {"Si no lo hacen"}},
    {"paragraphs",
     "El vuelo salió con siete horas de retraso y perdimos la conexión.\n\nEn el mostrador nos trataron mal, "
     "a "
     "gritos.\n\nLa maleta llegó dos días después, mojada y con una rueda rota.",
     {"siete horas", "mostrador", "maleta"}},
    {"lines_wrapped_by_the_mail_program",
     "Contraté la tarifa de 20 euros al mes con ustedes en enero de este\naño y desde junio me cobran "
     "treinta y dos sin haberme avisado de nada\nen ningún momento.",
     {"Contraté la tarifa"}},
    {"quoted_mail_is_not_read_again",
     "Siguen sin contestar a lo del seguro.\n\n> Estimada clienta: no tenemos constancia de su pago.\n> Un "
     "saludo",
     {"seguro"}},
    {"signature_is_no_point",
     "No me llegó el talón.\n--\nNo imprima este correo si no es necesario",
     {"talón"}},
    {"ordinals",
     "Primero, me atendieron cuarenta minutos tarde. Segundo, la carne estaba fría. Por último, la cuenta "
     "traía un vino que no pedimos.",
     {"cuarenta minutos", "la carne", "la cuenta"}},
    {"voseo",
     "Hace un mes que espero la garantía de la heladera. También quiero saber por qué el técnico me cobró la "
     "visita. ¿Ustedes se hacen cargo?",
     {"heladera", "técnico", "se hacen cargo"}},
    {"as_to",
     "Respecto al recibo de mayo, hay un cargo de 12 euros que no reconozco. En cuanto al router, sigue sin "
     "llegar.",
     {"12 euros", "router"}},
    {"no_punctuation",
     "compre unas zapatillas y me llegaron de otro numero quiero que me las cambien y ademas el repartidor "
     "llego tres dias tarde",
     {"otro numero", "repartidor"}},
    {"capitals",
     "ME CORTARON LA LUZ SIN AVISO. LA COMIDA SE PERDIÓ. QUIERO QUE ME PAGUEN.",
     {"LUZ", "COMIDA", "PAGUEN"}},
    {"the_same_twice", "No funciona el portón.\n\nNo funciona el portón.", {"portón"}},
    {"reference_number_at_the_end",
     "Me facturaron un servicio que di de baja y no me responden los correos.\n\nMi número de cliente es "
     "774421.",
     {"di de baja"}},
    {"insurance",
     "Buenas tardes: Tuve una fuga de agua el 14 de octubre (siniestro 88/2211). El perito vino a los diez "
     "días, cuando ya había humedad en el piso de abajo. Rechazaron el arreglo del parquet sin darme motivo. "
     "Solicito copia del informe del perito. También solicito que reconsideren el parquet.",
     {"Rechazaron el arreglo", "copia del informe", "reconsideren"}},
    {"bank",
     "1.- El 2 de septiembre me cobraron 30 € de comisión de mantenimiento.\n2.- Llamé y me dijeron que la "
     "devolverían; no lo hicieron.\n3.- Pido la devolución y los intereses.",
     {"30 €", "Llamé", "intereses"}},
    {"lead_in_that_tells_something",
     "El 3 de mayo contraté con ustedes la fibra de 600 megas y desde entonces ha pasado lo siguiente:\n1. "
     "La "
     "velocidad no llega a 100.\n2. El técnico no se presentó.",
     {"La velocidad", "El técnico"}},
    {"hotel_with_children",
     "Viajamos con dos niños. En recepción nos hicieron esperar hasta las seis. La cuna no estaba, para "
     "colmo "
     "nos dieron camas separadas. Ruego me indiquen a quién debo dirigirme.",
     {"seis", "cuna", "camas separadas", "a quién"}},
    {"compliment_has_one_point", "La cajera Luisa me trató de maravilla.", {"Luisa"}},
    {"english_plain",
     "The parcel arrived a week late. Also, the charger was missing. I would like a refund for the delivery.",
     {"a week late", "charger", "refund"}},
    {"english_list",
     "Dear Sir or Madam,\n\nI have three problems:\n1. The room was dirty.\n2. Nobody answered the "
     "phone.\n3. "
     "You charged my card twice.\n\nKind regards,\nJohn Hall",
     {"dirty", "Nobody answered", "twice"}},
    {"english_further",
     "I waited two hours at the counter. In addition, the clerk was rude to my mother. When will you answer "
     "my "
     "first letter? Thank you.",
     {"two hours", "rude", "first letter"}},
    {"english_wishes",
     "Please send me a new key and that you confirm the date in writing.",
     {"new key", "confirm the date"}},
    {"english_goes_on",
     "My contract was cancelled without notice. This means I lost my number. If you do not answer I will go "
     "to "
     "the ombudsman.",
     {"I lost my number"}},
};

INSTANTIATE_TEST_SUITE_P(Complaints, Splitting, testing::ValuesIn(kComplaints),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(SplittingAnything, IsNoPointWhereNothingIsSaid) {
    EXPECT_TRUE(split_into_points("").empty());
    EXPECT_TRUE(split_into_points(" \n\n \t").empty());
    EXPECT_TRUE(split_into_points("Hola, buenos días\n\nGracias").empty());
}

TEST(SplittingAnything, StaysWithinItsLimits) {
    std::string list;
    for (int i = 0; i < 200; ++i) list += "- No llegó el pedido " + std::to_string(i) + "\n";
    EXPECT_EQ(split_into_points(list).size(), kMostSuggestions);
    const auto one = split_into_points("No funciona " + std::string(30'000, 'x'));
    ASSERT_EQ(one.size(), 1U);
    EXPECT_LE(one[0].size(), 1'010U);
    EXPECT_LE(split_into_points("\xff\xfe no \xc3 llegó\x80. ¿Cu\xe1ndo?").size(), 2U);
}

}  // namespace
}  // namespace escucha::points
