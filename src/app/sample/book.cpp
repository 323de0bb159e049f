#include "app/sample/book.hpp"

#include "app/sample/actors.hpp"

namespace escucha::app::sample {
namespace {

using namespace std::chrono_literals;

struct Sheet {
    int days_ago;
    std::string_view kind, name, document, description, detail, request;
    std::string_view answer;  // ""; nobody answered yet
    int hours_to_answer;
    bool on_paper;
};

constexpr Sheet kSheets[] = {
    {44, "claim", "Rocío Palacios", "41526378", "Licuadora de mesa",
     "Compré la licuadora y a los tres días dejó de encender. En la tienda me dijeron que volviera otro día.",
     "Que me la cambien o me devuelvan el dinero.",
     "Le cambiamos la licuadora por una nueva el mismo día. Lamentamos que la hicieran volver.", 40, false},
    {38, "complaint", "Hernán Vilca", "09876541", "",
     "El vigilante me habló a gritos delante de todos cuando pregunté por la salida.",
     "Que se disculpen y le enseñen a tratar a las personas.",
     "Tiene razón y le pedimos disculpas. Hablamos con el vigilante y con su empresa; desde esta semana "
     "recibe la "
     "misma formación que nuestro equipo.",
     60, false},
    {36, "claim", "Yolanda Quiroz", "27364519", "Lavadora de 12 kg",
     "La lavadora llegó con la puerta abollada y nadie contesta el teléfono de entregas.",
     "Que cambien la puerta o la lavadora.", "", 0, false},
    {25, "claim", "Tomás Ibarra", "10293847", "Servicio de instalación",
     "Pagué la instalación y el técnico no vino ninguna de las dos veces que me citaron.",
     "Que me devuelvan lo que pagué por la instalación.",
     "Le devolvimos el pago de la instalación y el técnico fue ayer sin costo. Quedó funcionando.", 50, true},
    {17, "claim", "Carla Mendívil", "45612378", "Plancha de vapor",
     "La plancha gotea desde la primera vez que la usé.", "Un cambio por otra igual.",
     "Puede recoger la plancha nueva cuando quiera; ya está apartada a su nombre.", 20, false},
    {9, "complaint", "Julián Rengifo", "40718293", "",
     "Esperé cuarenta minutos en la caja mientras dos personas conversaban sin atender.",
     "Que abran las cajas cuando hay gente.",
     "Abrimos la segunda caja desde las once, que es cuando más gente viene.", 30, false},
    {4, "claim", "Milagros Tello", "43219876", "Televisor de 50 pulgadas",
     "El televisor tiene una franja negra en la pantalla.", "Que lo revisen y me digan si tiene arreglo.", "",
     0, false},
    {1, "complaint", "Bruno Aliaga", "46781235", "",
     "Me ofrecieron un descuento en la puerta y en la caja dijeron que ya no estaba.",
     "Que respeten lo que anuncian.", "", 0, false},
};

book::Book a_book(House& house, Instant at) {
    const auto organisation = house.team.organisation();
    return must(house.base.write([&](db::Tx& tx) {
        return house.books.add(tx, system_principal(),
                               {.code = "tienda-centro",
                                .name = "Tienda del centro",
                                .provider = organisation->name,
                                .tax_number = "20999999990",  // nobody's
                                .address = "Calle Real 123",
                                .country = organisation->country},
                               true, at);
    }));
}

book::Filled filled(const book::Book& b, const Sheet& s, Instant at, const Zone& zone) {
    book::Filled in{.accepted = true};
    in.answers = {{"kind", std::string(s.kind)},
                  {"consumer_name", std::string(s.name)},
                  {"consumer_document", std::string(s.document)},
                  {"consumer_email", mail_of(s.name)},
                  {"detail", std::string(s.detail)},
                  {"request", std::string(s.request)}};
    if (b.form().field("document_type")) in.answers["document_type"] = "dni";
    if (!s.description.empty()) in.answers["description"] = std::string(s.description);
    if (s.on_paper) {
        in.channel = Channel::in_person;
        in.paper_number = "0047";
        in.paper_date = std::chrono::year_month_day{
            std::chrono::sys_days((zone.day(at) - std::chrono::days(1)).time_since_epoch())};
    }
    return in;
}

void answer(House& house, const Principal& agent, const book::Entry& e, const Sheet& s, Instant at) {
    const auto asked_at = at - 3h;
    must(house.cases.assign(agent, e.case_id, agent.person, asked_at));
    must(house.cases.say_back(agent, e.case_id, std::string(s.request), asked_at));
    must(house.cases.customer_confirms(customer(e.customer), e.case_id, asked_at, asked_at + 1h));
    cases::Solution solution;
    solution.text = std::string(s.answer);
    solution.done_how = "Se comprobó con la tienda.";
    must(house.cases.resolve(agent, e.case_id, solution, at));
}

}  // namespace

void keep_a_book(House& house, std::span<const team::PersonRef> agents, Instant end) {
    const auto calendar = house.calendars.calendar();
    const auto& zone = *house.team.organisation()->zone;
    const auto b = a_book(house, end - std::chrono::days(45));
    std::size_t turn = 0;
    for (const auto& s : kSheets) {
        const auto morning = end - std::chrono::days(s.days_ago);
        const auto at = calendar->add_working_time(morning, 90min).value_or(morning);
        const auto agent = person(agents[turn++ % agents.size()]);
        const auto by = s.on_paper ? agent : customer(0);
        if (at >= end) continue;
        const auto r = must(house.books.enter(by, b.id, filled(b, s, at, zone), at));
        if (s.answer.empty()) continue;
        const auto answered =
            calendar->add_working_time(at, std::chrono::hours(s.hours_to_answer)).value_or(end);
        if (answered < end) answer(house, agent, r.entry, s, answered);
    }
}

}  // namespace escucha::app::sample
