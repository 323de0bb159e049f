#include "app/sample/desk_today.hpp"

#include "app/house.hpp"
#include "app/sample/actors.hpp"

namespace escucha::app::sample {
namespace {

using namespace std::chrono_literals;
using cases::CaseId;

class Desk {
  public:
    Desk(House& house, std::span<const team::PersonRef> agents, const team::PersonRef& host, Instant now)
        : house_(house),
          first_(person(agents[0])),
          second_(person(agents[1])),
          host_(person(host)),
          now_(now),
          calendar_(house.calendars.calendar()) {}

    void just_arrived();
    void waiting_for_the_customer();
    void promised_today();
    void solved_and_unchecked();
    void late();
    void above_the_allowance();
    void solved_with_a_step_skipped();

  private:
    // The last moment from which the desk has been open for `worked` until now.
    Instant ago(Micros worked) const;
    Instant after(Instant from, Micros worked) const {
        return std::min(calendar_->add_working_time(from, worked).value_or(now_), now_);
    }
    void open(CaseKind kind, std::string_view name, std::string what, std::string expectation, Instant at);
    void take(const Principal& who, Instant at) { must(house_.cases.assign(who, case_, who.person, at)); }
    void answer(const Principal& who, std::string text, Instant at) {
        must(house_.cases.reply(who, case_, {.text = std::move(text), .seen = {}, .files = {}}, at));
    }
    void say_back(const Principal& who, const std::string& text, Instant at) {
        must(house_.cases.say_back(who, case_, text, at));
    }
    void confirm(Instant at) {
        const auto p = house_.base.read([&](db::Tx& tx) { return house_.cases.progress(tx, case_); });
        must(house_.cases.customer_confirms(customer(customer_), case_, p.said->at, at));
    }
    void promise(const Principal& who, std::string what, Instant told, Instant target, Instant at);

    House& house_;
    Principal first_, second_, host_;
    Instant now_;
    std::shared_ptr<const calendar::WorkingCalendar> calendar_;
    CaseId case_ = 0;
    std::int64_t customer_ = 0;
};

Instant Desk::ago(Micros worked) const {
    constexpr auto kLongestClosed = std::chrono::days(30);
    auto from = now_;
    while (from > now_ - kLongestClosed && calendar_->working_time_between(from, now_) < worked) from -= 5min;
    return from;
}

void Desk::open(CaseKind kind, std::string_view name, std::string what, std::string expectation, Instant at) {
    cases::NewCase n;
    n.kind = kind;
    n.channel = Channel::web;
    n.what = std::move(what);
    n.expectation = std::move(expectation);
    n.who = {std::string(name), mail_of(name), {}, {}};
    n.mood = is_problem(kind) ? Mood::negative : Mood::neutral;
    n.sample = true;
    const auto opened = must(house_.cases.open(customer(0), n, at));
    case_ = opened.id;
    customer_ = opened.customer;
}

void Desk::promise(const Principal& who, std::string what, Instant told, Instant target, Instant at) {
    must(house_.base.write([&](db::Tx& tx) -> Result<promises::Promise> {
        const auto c = house_.cases.find(tx, case_);
        return house_.promises.make(tx,
                                    {.of_case = promises::CaseBrief{c->id, c->code, c->kind, c->customer},
                                     .what = std::move(what),
                                     .promised_for = told,
                                     .target = target},
                                    who, at);
    }));
}

void Desk::just_arrived() {
    open(CaseKind::complaint, "Rosa Quispe Mamani",
         "Llamé tres veces para cambiar la hora de la entrega y las tres me dejaron esperando con música. La "
         "última vez se cortó.",
         "Que me llamen ustedes y que la entrega sea el jueves por la tarde.", ago(20min));
    take(host_, ago(10min));
}

void Desk::waiting_for_the_customer() {
    const auto from = ago(7h);
    open(CaseKind::return_, "Teresa Gutiérrez León",
         "La batidora llegó con la jarra rajada. Todavía tengo la caja y la boleta.",
         "Que me cambien la jarra, no hace falta toda la batidora.", from);
    take(host_, after(from, 25min));
    answer(host_,
           "Gracias por avisar, señora Teresa, y disculpe el mal rato. La jarra la cambiamos nosotros.",
           after(from, 30min));
    say_back(host_, "Usted espera una jarra nueva en su casa, sin tener que devolver la batidora.",
             after(from, 40min));
}

void Desk::promised_today() {
    const auto from = ago(9h);
    open(CaseKind::claim, "Jorge Huamán Torres",
         "Pagué la garantía extendida del televisor y en el taller me dicen que no figura.",
         "Que figure, y que reparen el televisor sin cobrarme.", from);
    take(host_, after(from, 30min));
    answer(host_, "Tiene usted la boleta y eso basta: la garantía vale. Busco por qué no figura y lo llamo.",
           after(from, 40min));
    say_back(host_, "Usted espera que la garantía figure y que reparemos el televisor sin costo.",
             after(from, 45min));
    confirm(after(from, 2h));
    const auto points =
        must(house_.points.add(host_, case_,
                               {{.text = "En el taller me dicen que la garantía extendida no figura."},
                                {.text = "Que reparen el televisor sin cobrarme."}},
                               after(from, 2h)));
    must(house_.points.decide(
        host_, case_, points[0].id, points[0].version,
        points::Answered{.decision = points::PointDecision::accepted,
                         .answer = "Su boleta basta: la garantía vale desde el día de la compra, y desde hoy "
                                   "figura también en el sistema del taller."},
        after(from, 2h)));
    using HalfHours = std::chrono::duration<std::int64_t, std::ratio<1800>>;  // nobody promises 18:59
    const Instant told = std::chrono::ceil<HalfHours>(now_ + 90min);
    promise(host_, "Llamarlo con el número de la garantía", told, told - 30min, after(from, 3h));
}

void Desk::solved_and_unchecked() {
    const auto from = ago(12h);
    open(CaseKind::claim, "Silvia Medina Castro", "Me cobraron dos veces la misma licuadora con la tarjeta.",
         "Que me devuelvan uno de los dos cobros.", from);
    take(host_, after(from, 20min));
    answer(host_, "Ya lo veo: salió dos veces. Uno de los cobros no corresponde.", after(from, 25min));
    say_back(host_, "Usted espera que le devolvamos uno de los dos cobros a la misma tarjeta.",
             after(from, 30min));
    confirm(after(from, 1h));
    cases::Solution s;
    s.text = "Anulamos el segundo cobro. El banco nos confirmó que ya no figura en su tarjeta.";
    s.done_how = "El banco mandó el comprobante de la anulación.";
    must(house_.cases.resolve(host_, case_, s, after(from, 6h)));
}

void Desk::late() {
    const auto from = ago(25h);
    open(CaseKind::claim, "Walter Ñahui Condori",
         "Vinieron a instalar la cocina, dejaron la conexión a medias y no volvieron.",
         "Que terminen la instalación esta semana.", from);
    take(first_, after(from, 1h));
    answer(first_, "Así no puede quedarse. Pregunto ahora mismo a la cuadrilla qué pasó.",
           after(from, 70min));
    must(house_.cases.hand_over(first_, case_,
                                {.to_person = host_.person,
                                 .summary = "Salgo de vacaciones. La cuadrilla dice que faltaba una válvula; "
                                            "hay que ponerle fecha y contárselo al señor Walter.",
                                 .expectation = {}},
                                after(from, 5h)));
}

void Desk::above_the_allowance() {
    const auto from = ago(5h);
    open(CaseKind::claim, "Gladys Ramírez Soto",
         "El refrigerador dejó de enfriar de un día para otro y perdí toda la carne de mi puesto.",
         "Que arreglen el refrigerador y me reconozcan lo que perdí.", from);
    take(second_, after(from, 15min));
    answer(second_, "Lo siento mucho, señora Gladys: es su trabajo. El técnico sale hoy mismo.",
           after(from, 20min));
    say_back(second_, "Usted espera el refrigerador funcionando y que le paguemos la carne que se perdió.",
             after(from, 30min));
    confirm(after(from, 1h));
    must(house_.cases.compensate(
        second_, case_,
        {cases::CompensationKind::refund, 18'000, "La carne que se perdió, según la boleta del mercado"},
        after(from, 2h)));
}

void Desk::solved_with_a_step_skipped() {
    const auto from = ago(20h);
    open(CaseKind::complaint, "Héctor Villanueva",
         "El guardia de la tienda me siguió por todos los pasillos como si fuera a robar.",
         "Que se disculpen.", from);
    take(second_, after(from, 30min));
    answer(second_, "Tiene toda la razón en decirlo, y le pido disculpas en nombre de la tienda.",
           after(from, 40min));
    cases::Solution s;
    s.text = "El jefe de tienda lo llamó para disculparse y habló con la empresa de vigilancia.";
    s.done_how = "El jefe de tienda confirmó la llamada.";
    s.override_reason = "Dijo por teléfono que con la disculpa bastaba y que no quería contarlo otra vez.";
    must(house_.cases.resolve(second_, case_, s, after(from, 8h)));
}

}  // namespace

void leave_on_the_desk(House& house, std::span<const team::PersonRef> agents, const team::PersonRef& host,
                       Instant now) {
    Desk desk(house, agents, host, now);
    desk.solved_with_a_step_skipped();
    desk.late();
    desk.solved_and_unchecked();
    desk.promised_today();
    desk.waiting_for_the_customer();
    desk.above_the_allowance();
    desk.just_arrived();
}

}  // namespace escucha::app::sample
