#include "app/sample/acquaintances.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace escucha::app::sample {
namespace {

using customers::PartyKind;
using profiles::FieldType;
using profiles::NeedKind;

constexpr Acquaintance kPeople[] = {
    {.name = "Rosa Quispe Mamani",
     .number = 1,
     .document = true,
     .address = "Jirón Las Magnolias 145, segundo piso",
     .name_to_use = "Rosita",
     .treatment = Treatment::usted,
     .channel = Channel::phone,
     .birthday_in = 2,
     .born_in = 1968,
     .quiet_nights = true,
     .tags = "Compra seguido, Entrega con cuidado"},
    {.name = "Jorge Huamán Torres",
     .number = 2,
     .document = true,
     .channel = Channel::phone,
     .birthday_in = 95,
     .born_in = 1979,
     .tags = "Garantía extendida"},
    {.name = "Teresa Gutiérrez León",
     .number = 3,
     .document = true,
     .address = "Avenida Los Fresnos 2210, casa 4",
     .channel = Channel::email,
     .birthday_in = 4},
    {.name = "Gladys Ramírez Soto",
     .number = 4,
     .document = true,
     .address = "Mercado Central, puesto 112",
     .notes = "Su puesto abre a las 5: después de las 14:00 ya no atiende.",
     .treatment = Treatment::usted,
     .channel = Channel::messaging,
     .birthday_in = 30,
     .born_in = 1974,
     .tags = "Negocio, Compra seguido"},
    {.name = "Walter Ñahui Condori", .number = 5, .birthday_in = 160, .born_in = 1982},
    {.name = "Carmen Núñez Salas",
     .name_to_use = "Carmen",
     .treatment = Treatment::tu,
     .channel = Channel::email,
     .birthday_in = 0,
     .born_in = 1991,
     .tags = "Compra seguido"},
    {.name = "Raúl Ortega Ibáñez",
     .notes = "Pidió que solo lo llamemos por sus casos.",
     .do_not_contact = true},
    {.name = "Patricia Chávez Luna", .number = 6, .channel = Channel::email, .roles = "supplier"},
    {.name = "Manuel Echeverría",
     .number = 7,
     .notes = "Instala gas y agua para nosotros los sábados.",
     .treatment = Treatment::tu,
     .tags = "Instalador",
     .roles = "customer,supplier"},
    {.name = "Elena Figueroa Tapia",
     .treatment = Treatment::tu,
     .birthday_in = 6,
     .born_in = 1988,
     .tags = "De la casa",
     .roles = "customer,supplier,colleague"},
    {.name = "Bodega Doña Gladys",
     .kind = PartyKind::organisation,
     .number = 8,
     .document = true,
     .address = "Mercado Central, puesto 112",
     .tags = "Negocio"},
    {.name = "Transportes Andinos S.A.C.",
     .kind = PartyKind::organisation,
     .number = 9,
     .document = true,
     .tags = "Reparto",
     .roles = "supplier"},
};

constexpr SecondRecord kSecond[] = {
    {.name = "Rosa Quispe M.",
     .like = "Rosa Quispe Mamani",
     .what = "¿Mi pedido de la plancha sale el jueves o el viernes? Llamé ayer y me dijeron las dos cosas."},
    {.name = "Teresa Gutierrez de León", .like = "Teresa Gutiérrez León", .address_too = true},
    {.name = "Wálter Nahui", .like = "Walter Ñahui Condori"},
};

constexpr Belonging kBelongings[] = {
    {"Gladys Ramírez Soto", "Bodega Doña Gladys", "Dueña", 2100},
    {"Rosa Quispe Mamani", "Bodega Doña Gladys", "Atendía los domingos", 900, 200},
    {"Patricia Chávez Luna", "Transportes Andinos S.A.C.", "Coordinadora de rutas", 420},
};

constexpr Asked kAsked[] = {
    {"Rosa Quispe Mamani", NeedKind::need,
     "Que la entrega llegue cuando está su hija: sola no puede mover el refrigerador.", 40},
    {"Rosa Quispe Mamani", NeedKind::expectation, "Que le avisemos el día antes, por teléfono.", 40},
    {"Gladys Ramírez Soto", NeedKind::need,
     "Un refrigerador que aguante cortes de luz: guarda carne de lunes a sábado.", 400},
    {"Carmen Núñez Salas", NeedKind::expectation, "Que le contestemos por correo y el mismo día.", 25},
};

constexpr Remark kRemarks[] = {
    {"Rosa Quispe Mamani", "El timbre no suena: hay que llamar al llegar.", true},
    {"Gladys Ramírez Soto", "Recomendó la tienda a tres puestos del mercado."},
    {"Jorge Huamán Torres", "Su reclamación del año pasado terminó bien. Guarda todas las boletas; conviene pedirle la foto antes que el número."},
};

constexpr OwnFieldOf kFields[] = {
    {"Distrito", FieldType::text},
    {"Compras en la tienda", FieldType::number},
    {"Fin de la garantía extendida", FieldType::date},
    {"Lugar de entrega", FieldType::choice, "Casa,Departamento,Negocio"},
    {"Hay ascensor", FieldType::yes_no},
};

constexpr HeldValue kValues[] = {
    {"Rosa Quispe Mamani", 0, "San Miguel"},
    {"Rosa Quispe Mamani", 1, "7"},
    {"Rosa Quispe Mamani", 2, {}, 45},
    {"Rosa Quispe Mamani", 3, "Departamento"},
    {"Rosa Quispe Mamani", 4, "no"},
    {"Jorge Huamán Torres", 1, "3"},
    {"Jorge Huamán Torres", 2, {}, 300},
    {"Jorge Huamán Torres", 3, "Casa"},
    {"Teresa Gutiérrez León", 0, "La Arboleda"},
    {"Teresa Gutiérrez León", 1, "2"},
    {"Teresa Gutiérrez León", 3, "Casa"},
    {"Gladys Ramírez Soto", 0, "Centro"},
    {"Gladys Ramírez Soto", 1, "12"},
    {"Gladys Ramírez Soto", 2, {}, -20},
    {"Gladys Ramírez Soto", 3, "Negocio"},
    {"Carmen Núñez Salas", 1, "9"},
    {"Carmen Núñez Salas", 3, "Departamento"},
    {"Carmen Núñez Salas", 4, "yes"},
    {"Bodega Doña Gladys", 3, "Negocio"},
};

constexpr PurposeOf kPurposes[] = {
    {"Ofertas y novedades", "Acepto que me escriban con ofertas y novedades de la tienda.",
     "Acepto que me escriban con ofertas y novedades de la tienda, una vez al mes como máximo. Puedo "
     "retirarlo cuando quiera, con solo decirlo."},
    {"Preguntarme cómo me atendieron",
     "Acepto que me llamen después de un caso para preguntarme cómo me atendieron."},
};

constexpr Said kConsents[] = {
    {"Rosa Quispe Mamani", 0, true, 50, Channel::in_person, "Firmó la ficha 214 en la tienda del centro"},
    {"Rosa Quispe Mamani", 1, true, 50, Channel::in_person, "Firmó la ficha 214 en la tienda del centro"},
    {"Carmen Núñez Salas", 0, true, 44, Channel::web, "Casilla marcada al registrarse en la página"},
    {"Gladys Ramírez Soto", 0, true, 41, Channel::phone, "Llamada grabada, referencia 8812"},
    {"Teresa Gutiérrez León", 0, true, 38, Channel::email, "Su correo con el sí, del mismo día"},
    {"Teresa Gutiérrez León", 0, false, 9, Channel::phone, "Dijo que ya no quiere recibirlas"},
    {"Jorge Huamán Torres", 1, false, 20, Channel::phone},
};

// X is a digit of the number. Zeros before it: the ends of number blocks are rarely given to anybody.
struct Place {
    std::string_view country, mobile;
    std::array<std::string_view, 4> people = {};
    std::array<std::string_view, 2> organisations = {};
};
constexpr Place kPlaces[] = {
    {"PE", "999 000 0XX", {"40000001", "40000002", "40000003", "40000004"}, {"20000000010", "20000000028"}},
    {"ES", "600 000 0XX", {"00000014Z", "00000015S", "00000016Q", "00000017V"}, {"B00000141", "B00000224"}},
    {"AR",
     "11 6000-00XX",
     {"40.000.001", "40.000.002", "40.000.003", "40.000.004"},
     {"30-00000001-5", "30-00000002-3"}},
    {"CL",
     "9 9000 00XX",
     {"10.000.015-6", "10.000.016-4", "10.000.017-2", "10.000.018-0"},
     {"76.000.001-9", "76.000.002-7"}},
    {"CO",
     "300 000 00XX",
     {"1000000001", "1000000002", "1000000003", "1000000004"},
     {"900000001-2", "900000002-1"}},
    {"EC", "099 900 00XX", {"1700000019", "1700000027", "1700000035", "1700000043"}},
    {"UY", "099 000 0XX", {"1000001-4", "1000002-0", "1000003-6", "1000004-2"}},
    {"DO", "809 200 00XX", {"00100000017", "00100000025", "00100000033", "00100000041"}},
    {"MX", "55 5000 00XX"},
    {"BO", "700 000XX"},
    {"CR", "8300 00XX"},
    {"GT", "5000 00XX"},
    {"SV", "7000 00XX"},
    {"PY", "0981 000 0XX"},
    {"PA", "6000-00XX"},
    {"HN", "9900-00XX"},
    {"NI", "8400 00XX"},
    {"VE", "0412-00000XX"},
};

const Place* place(std::string_view country) {
    const auto* found = std::ranges::find(kPlaces, country, &Place::country);
    return found == std::end(kPlaces) ? nullptr : found;
}

}  // namespace

std::span<const Acquaintance> acquaintances() {
    return kPeople;
}
std::span<const SecondRecord> second_records() {
    return kSecond;
}
std::span<const Belonging> belongings() {
    return kBelongings;
}
std::span<const Asked> asked() {
    return kAsked;
}
std::span<const Remark> remarks() {
    return kRemarks;
}
std::span<const OwnFieldOf> own_fields() {
    return kFields;
}
std::span<const HeldValue> held_values() {
    return kValues;
}
std::span<const PurposeOf> purposes() {
    return kPurposes;
}
std::span<const Said> consents() {
    return kConsents;
}

std::string sample_phone(std::string_view country, int number) {
    const Place* p = place(country);
    if (!p || number == 0) return {};
    std::string out(p->mobile);
    out.replace(out.find("XX"), 2, fmt::format("{:02}", number));
    return out;
}

std::string_view sample_document(std::string_view country, int number, PartyKind kind) {
    const Place* p = place(country);
    if (!p || number == 0) return {};
    const auto n = static_cast<std::size_t>(number - 1);
    return kind == PartyKind::person ? p->people[n % p->people.size()]
                                     : p->organisations[n % p->organisations.size()];
}

}  // namespace escucha::app::sample
