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
     {"La tablet"}},
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
    {"facts_and_then_numbered_demands",
     "Buenos días:\n\nEl pasado 12 de octubre contraté con ustedes la tarifa Hogar 600 por 29,90 € al mes. "
     "En la factura de noviembre me cobran 42,50 € y nadie me explica por qué. Además, la instalación se "
     "retrasó once días y tuve que pedir dos mañanas libres en el trabajo. Por otro lado, el router que me "
     "dejaron se reinicia solo cada noche.\n\nSolicito:\n1. Que me devuelvan la diferencia de la "
     "factura.\n2. Que me compensen por los once días sin servicio.\n3. Que cambien el router por uno "
     "nuevo.\n\nQuedo a la espera de su respuesta.\n\nUn saludo,\nMarta Gil Pardo\nDNI 12345678Z\nTel. 600 "
     "123 456",
     {"me cobran 42,50", "se retrasó once", "se reinicia solo", "la diferencia", "Que me compensen",
      "cambien el router"}},
    {"without_full_stops",
     "hola compre una lavadora el 3 de noviembre y no enciende, llame 4 veces y me tuvieron 40 min esperando "
     "y nunca me resolvieron, quiero que me devuelvan mi dinero y que me paguen el taxi de 25 soles que "
     "gaste, ademas el vendedor me grito delante de mi hija",
     {"no enciende", "mi dinero", "el taxi", "el vendedor"}},
    {"things_asked_for",
     "Señores de Movistar: en mi recibo de octubre aparece un cargo de S/ 45.00 por un servicio que no "
     "solicité. También aparece un cargo por \"visita técnica\" de S/ 30.00, aunque el técnico nunca vino. "
     "Llamé al 104 el día 5 y la señorita me dijo que en 48 horas me devolvían el dinero, cosa que no pasó. "
     "Exijo la devolución de ambos cargos, la baja inmediata del servicio no solicitado y una disculpa por "
     "escrito.",
     {"S/ 45.00", "visita técnica", "104 el día 5", "Exijo la devolución", "La baja", "Una disculpa"}},
    {"a_title_and_an_order_before_a_list",
     "RECLAMACIÓN\nNº de pedido: 88231\n- El paquete llegó abierto y con la caja mojada.\n- Falta el "
     "cargador.\n- El repartidor dejó el paquete en el portal sin avisar.\nPido el cargador o el reembolso, "
     "y que me expliquen quién abrió la caja.\nGracias.",
     {"El paquete llegó abierto", "Falta el cargador", "El repartidor", "Pido el cargador o el reembolso",
      "quién abrió"}},
    {"announced_first_second_third",
     "Estimados: el motivo de la presente es reclamar por lo siguiente. Primero, el vuelo IB6651 del 2 de "
     "noviembre salió con 7 horas de retraso y no nos dieron ni agua. Segundo, perdimos la conexión a Cuzco "
     "y tuvimos que pagar una noche de hotel (180 dólares). Tercero, una maleta llegó rota. Solicitamos la "
     "compensación que nos corresponde por ley, el reembolso del hotel y la reparación o el cambio de la "
     "maleta. Adjunto los billetes y la factura.",
     {"Primero, el vuelo", "perdimos la conexión", "una maleta", "la compensación", "El reembolso",
      "La reparación o el cambio"}},
    {"a_question_at_the_end",
     "Muy mala atención. Llegué a las 10 con cita y me atendieron a las 12:30. La doctora ni me miró y el de "
     "recepción me dijo \"si no le gusta, váyase\". No pido dinero, pido que alguien me llame y me dé una "
     "explicación. ¿Van a hacer algo al respecto?",
     {"me atendieron a las 12:30", "La doctora", "una explicación", "¿Van a hacer"}},
    {"cut_off_and_three_demands",
     "Quiero poner un reclamo porque me cortaron la luz el viernes teniendo el recibo pagado, se me malogró "
     "la comida de la refrigeradora y encima me quieren cobrar la reconexión. Tengo el voucher del pago. "
     "Cuando fui a la oficina no me quisieron dar el Libro de Reclamaciones. Necesito que me reconecten hoy "
     "mismo, que no me cobren la reconexión y que me paguen la comida que perdí (aprox. 120 soles).",
     {"me cortaron la luz", "Encima me quieren cobrar", "Cuando fui", "me reconecten", "no me cobren",
      "me paguen la comida"}},
    {"letters_and_then_a_bidding",
     "Hola. Os escribo porque ya es la tercera vez. a) El pan llegó duro el lunes; b) el miércoles no llegó; "
     "c) hoy habéis dejado la bolsa en la puerta del vecino. Si no lo arregláis me doy de baja. Decidme "
     "también por qué me habéis cobrado el miércoles.",
     {"El pan", "El miércoles no", "Hoy habéis dejado", "Decidme"}},
    {"bidden_without_que",
     "Buenas tardes, les comento que el día de ayer mi hijo (de 8 años) se enfermó después de comer en su "
     "restaurante de la sucursal Roma. Pedimos enchiladas y el pollo estaba crudo; se lo dijimos al mesero y "
     "se burló. El gerente no quiso salir. Aparte de eso nos cobraron $350 de más porque incluyeron una "
     "propina que nunca autorizamos. Les exijo que se hagan cargo de los gastos médicos ($1,240), me "
     "regresen lo de la propina y revisen su cocina, porque esto le puede pasar a cualquiera. De lo "
     "contrario acudiré a la PROFECO.",
     {"enchiladas", "El gerente", "$350", "gastos médicos", "la propina", "su cocina"}},
    {"three_verbs_and_at_last",
     "La aplicación no me deja entrar desde que actualizaron. He intentado recuperar la contraseña y no "
     "llega el correo. Asimismo, en el cajero de la avenida Larco se quedaron con mi tarjeta y el dinero (S/ "
     "400) no salió, pero sí me lo descontaron. Pido que me repongan los 400 soles, me envíen una tarjeta "
     "nueva sin costo y me confirmen que mis datos están seguros. Por último, quisiera saber por qué el "
     "teléfono de emergencias no contesta los domingos.",
     {"no me deja entrar", "la contraseña", "cajero", "400 soles", "tarjeta nueva", "mis datos",
      "de emergencias"}},
    {"items_within_and_a_bidding",
     "Sres. Ayuntamiento: 1) el contenedor de la calle Mayor 14 lleva tres semanas sin vaciarse, 2) las "
     "farolas del parque están fundidas desde septiembre y 3) presenté una instancia el 4/10/2026 (registro "
     "2026-5531) que nadie ha contestado. Ruego lo solucionen y me informen del estado de mi instancia.",
     {"El contenedor", "farolas", "instancia el 4/10/2026", "lo solucionen", "estado de mi instancia"}},
};

INSTANTIATE_TEST_SUITE_P(Complaints, Splitting, testing::ValuesIn(kComplaints),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(SplittingAnything, IsNoPointWhereNothingIsSaid) {
    EXPECT_TRUE(split_into_points("").empty());
    EXPECT_TRUE(split_into_points(" \n\n \t").empty());
    EXPECT_TRUE(split_into_points("Hola, buenos días\n\nGracias").empty());
    EXPECT_TRUE(split_into_points(", e,").empty());  // an "and" between nothing and nothing
    EXPECT_TRUE(split_into_points("; y; and").empty());
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
