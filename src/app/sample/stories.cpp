#include "app/sample/stories.hpp"

namespace escucha::app::sample {
namespace {

constexpr Story kStories[] = {
    {CaseKind::claim,
     "Compré {product} hace dos semanas y dejó de funcionar ayer. Llevé la caja a la tienda y me dijeron que "
     "volviera "
     "otro día porque no estaba el encargado.",
     "Que me lo cambien por uno nuevo sin hacerme volver tres veces.",
     "Gracias por contárnoslo, y lamento que lo hicieran volver. Ya tengo sus datos de compra y me encargo "
     "yo.",
     "Usted espera que le cambiemos {product} por uno nuevo y que no tenga que volver a la tienda para "
     "conseguirlo.",
     "Llevarle el equipo nuevo a su casa",
     "Le entregamos un equipo nuevo y retiramos el anterior. La garantía empieza de nuevo hoy.",
     "Llegó cuando dijeron. Así sí."},
    {CaseKind::claim,
     "En mi factura de este mes aparece un cargo por instalación que nunca pedí. Ya había llamado y me "
     "dijeron que lo "
     "verían, pero llegó otra vez.",
     "Que me devuelvan ese cobro y que no vuelva a salir.",
     "Tiene razón en molestarse: ya lo había dicho una vez. Estoy mirando el cargo ahora mismo.",
     "Usted espera que le devolvamos el cargo de instalación y que no aparezca más en sus facturas.",
     "Confirmarle la devolución del cargo",
     "Anulamos el cargo y lo devolvimos a su tarjeta. Lo quitamos también de las próximas facturas.",
     "Me lo devolvieron y me avisaron. Gracias."},
    {CaseKind::complaint,
     "El joven que me atendió en el mostrador ni me miró. Le hice una pregunta sobre {product} y me contestó "
     "que leyera "
     "la caja. Soy clienta desde hace años.",
     "Que me traten con respeto. Y que alguien me explique lo que pregunté.",
     "Gracias por decírnoslo, señora. Así no queremos tratar a nadie. Le cuento enseguida lo que preguntó.",
     "Usted espera una disculpa y que una persona que conozca {product} le explique cómo se usa.",
     "Llamarla para explicárselo con calma",
     "La llamamos, le explicamos cómo se usa y hablamos con la persona que la atendió.",
     "La señorita que me llamó fue muy amable."},
    {CaseKind::complaint,
     "Esperé cuarenta minutos con el número en la mano y pasaron antes a dos personas que llegaron después "
     "de mí.",
     "Que respeten el orden y que avisen cuánto hay que esperar.",
     "Lamento la espera, y más el desorden. Voy a averiguar qué pasó ese día.",
     "Usted espera que se respete el orden de llegada y saber cuánto tendrá que esperar.",
     "Contarle qué encontramos",
     "Revisamos los turnos de esa tarde: faltó una persona en caja. Ahora el tablero muestra la espera.",
     "Me gustó que me explicaran qué pasó."},
    {CaseKind::return_, "Quiero devolver {product}: no es del color que salía en la página. Está sin abrir.",
     "La devolución del dinero, no un vale.",
     "Claro que sí. La devolución la hacemos al mismo medio con el que pagó.",
     "Usted espera devolver {product} y recibir el dinero en el mismo medio con que pagó.",
     "Recogerlo y devolverle el importe", "Recogimos el producto y devolvimos el importe completo.",
     "Rápido y sin discutir. Volveré a comprar."},
    {CaseKind::return_,
     "Hay un ruido raro en {product} desde el primer día. Está en garantía y no encuentro dónde llevar el "
     "equipo.",
     "Que lo revisen y me digan cuánto demora.",
     "Gracias por avisar. Pasamos a recogerlo nosotros, para que no pierda la mañana.",
     "Usted espera que lo revisemos en garantía y saber cuánto demora.", "Devolverle el equipo revisado",
     "El técnico cambió la pieza y probamos el equipo dos horas. Quedó sin ruido.", "Quedó como nuevo."},
    {CaseKind::question, "¿{product} sirve para 110 y 220 voltios? En la página no dice.", "",
     "Buena pregunta, y gracias: añadiremos el dato a la página. Sí, funciona con los dos voltajes.", "", "",
     "Respondido: funciona con los dos voltajes. También lo pusimos en la página.", "Gracias, muy claro."},
    {CaseKind::question, "¿A qué hora abren los sábados en la tienda del centro?", "",
     "Los sábados abrimos de 9:00 a 13:00. La esperamos.", "", "", "Respondido.", "Gracias."},
    {CaseKind::question,
     "Hice un pedido el lunes y no sé por dónde va. ¿Me pueden decir cuándo llega {product}?", "",
     "Su pedido ya salió del almacén. Le confirmo la hora en cuanto el transportista me la dé.", "",
     "Avisarle la hora de entrega", "Su pedido fue entregado.", "Llegó bien."},
    {CaseKind::petition, "Necesito el duplicado de la factura de {product} para mi contador.",
     "Que me lo manden al correo.", "Se lo preparo ahora.", "", "Enviarle el duplicado",
     "Enviamos el duplicado a su correo.", "Perfecto."},
    {CaseKind::suggestion,
     "Estaría bien que en la página se pudiera elegir la franja de entrega. Uno trabaja y no puede esperar "
     "todo el día.",
     "", "Es una idea muy útil. La llevo a la reunión del jueves y le cuento qué se decide.", "",
     "Contarle qué se decidió", "La idea se adopta: desde el mes que viene se podrá elegir mañana o tarde.",
     "Qué bueno que escuchen."},
    {CaseKind::compliment,
     "Quiero felicitar a la persona que me atendió por teléfono: me explicó todo con paciencia y me llamó "
     "cuando dijo.",
     "", "¡Gracias! Se lo leemos hoy mismo delante de todo el equipo.", "", "",
     "La felicitación se leyó en la reunión del equipo.", ""},
    {CaseKind::special_request,
     "Mi papá usa silla de ruedas. ¿Podrían subir {product} hasta el tercer piso y dejarlo instalado?",
     "Que lo suban y lo dejen funcionando.",
     "Sí podemos. Coordino con la cuadrilla para que vayan dos personas.", "", "Confirmarle día y hora",
     "Lo subimos, lo instalamos y lo probamos con su papá.", "Se portaron de maravilla."},
};

constexpr std::string_view kProducts[] = {"la licuadora", "el refrigerador", "la lavadora", "el microondas",
                                          "la plancha",   "el ventilador",   "la cocina",   "el televisor"};

constexpr std::string_view kNames[] = {
    "Rosa Quispe Mamani",    "Jorge Huamán Torres",  "María Fernanda Rojas",   "Luis Alberto Paredes",
    "Carmen Núñez Salas",    "Pedro Castañeda Ruiz", "Ana Lucía Cárdenas",     "Miguel Ángel Flores",
    "Julia Espinoza Vega",   "Ricardo Peña Montes",  "Teresa Gutiérrez León",  "Óscar Iván Delgado",
    "Lucía Mendoza Prado",   "Andrés Zúñiga Campos", "Gladys Ramírez Soto",    "Héctor Villanueva",
    "Patricia Chávez Luna",  "Raúl Ortega Ibáñez",   "Silvia Medina Castro",   "Fernando Aguilar Ríos",
    "Norma Valdivia Cruz",   "Ernesto Salazar Peña", "Beatriz Muñoz Arce",     "César Augusto Lozano",
    "Elena Figueroa Tapia",  "Walter Ñahui Condori", "Mónica Reyes Bravo",     "Víctor Hugo Cabrera",
    "Isabel Domínguez Poma", "Alfredo Benítez Lara", "Daniela Suárez Vidal",   "Manuel Echeverría",
    "Gabriela Solís Guerra", "Tomás Arévalo Nieto",  "Verónica Palacios Díaz", "Ignacio Bustamante",
    "Sofía Carrillo Mora",   "Javier Quintana Rey",  "Liliana Acosta Vera",    "Rodrigo Sandoval Gil"};

constexpr std::string_view kAfter[] = {"Se demoraron mucho y tuve que llamar dos veces.",
                                       "Lo resolvieron, pero nadie me pidió disculpas.",
                                       "Esperaba otra cosa, la verdad."};

}  // namespace

std::span<const Story> stories() {
    return kStories;
}
std::span<const std::string_view> products() {
    return kProducts;
}
std::span<const std::string_view> customer_names() {
    return kNames;
}
std::span<const std::string_view> complaints_after() {
    return kAfter;
}

}  // namespace escucha::app::sample
