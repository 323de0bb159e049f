#include "app/sample/sample.hpp"

#include <random>

#include "app/house.hpp"
#include "app/sample/actors.hpp"
#include "app/sample/book.hpp"
#include "app/sample/customer_base.hpp"
#include "app/sample/desk_today.hpp"
#include "app/sample/stories.hpp"

namespace escucha::app::sample {
namespace {

using namespace std::chrono_literals;
using cases::CaseId;

constexpr int kDays = 60;
constexpr std::size_t kPerDay = 4;  // on average, on working days

// "¿el televisor…" begins a sentence.
std::string capitalised(std::string text) {
    const auto first = text.find_first_of("abcdefghijklmnopqrstuvwxyz");
    constexpr std::string_view kOpening = "¿¡";
    if (first != text.npos && text.substr(0, first).find_first_not_of(kOpening) == text.npos)
        text[first] = static_cast<char>(text[first] - 'a' + 'A');
    return text;
}

std::string with_product(std::string_view text, std::string_view product) {
    std::string out(text);
    for (auto at = out.find("{product}"); at != out.npos; at = out.find("{product}"))
        out.replace(at, 9, product);
    return capitalised(std::move(out));
}

// What happens in one case, told by its chances, hour after hour; whatever lies in the future has not
// happened yet.
class Life {
  public:
    Life(House& house, const std::vector<team::PersonRef>& people, Instant end)
        : house_(house), people_(people), end_(end) {}

    void live_through(Instant opened);

    // A working moment `hours` from now or a little later; false when that has not come yet, or when nobody
    // got to it so far: the last days of any desk have work lying about.
    bool wait(double hours) {
        if (now_ > end_ - std::chrono::days(5) && happens(0.22)) return false;
        const auto calendar = house_.calendars.calendar();
        const auto length = std::chrono::duration_cast<Micros>(
            std::chrono::duration<double, std::ratio<3600>>(hours * spread()));
        now_ = calendar->add_working_time(now_, length).value_or(end_);
        return now_ < end_;
    }

    template <class Range>
    auto pick(const Range& range) {
        return range[std::uniform_int_distribution<std::size_t>(0, std::size(range) - 1)(chance_)];
    }
    bool happens(double probability) { return std::bernoulli_distribution(probability)(chance_); }
    double spread() { return std::lognormal_distribution<double>(0.0, 0.6)(chance_); }
    std::size_t how_many(double mean) {
        return static_cast<std::size_t>(std::poisson_distribution<int>(mean)(chance_));
    }

  private:
    bool open(const Story& story, std::string_view name);
    bool answer(const Story& story);
    bool listen(const Story& story);
    bool promise(const Story& story);
    bool solve(const Story& story);
    void rate(const Story& story);

    House& house_;
    const std::vector<team::PersonRef>& people_;
    Instant end_, now_{};
    Principal agent_;
    std::string_view product_;
    CaseId case_ = 0;
    std::int64_t customer_ = 0;
    bool kept_ = true;
    std::mt19937_64 chance_{20'251'228};  // the same company every time
};

void Life::live_through(Instant opened) {
    const auto& story = pick(stories());
    product_ = pick(products());
    const auto name = pick(customer_names());
    agent_ = person(pick(std::span(people_).first(4)));
    now_ = opened;
    if (!open(story, name)) return;
    if (!answer(story)) return;
    if (is_problem(story.kind) && !listen(story)) return;
    if (!story.promise.empty() && !promise(story)) return;
    if (!solve(story)) return;
    rate(story);
}

bool Life::open(const Story& story, std::string_view name) {
    cases::NewCase n;
    n.kind = story.kind;
    n.channel = happens(0.7) ? Channel::web : (happens(0.6) ? Channel::phone : Channel::in_person);
    n.what = with_product(story.what, product_);
    n.expectation = with_product(story.expectation, product_);
    n.who = {std::string(name), mail_of(name), {}, {}};
    n.mood = is_problem(story.kind) ? Mood::negative : Mood::neutral;
    n.sample = true;
    if (n.channel != Channel::web) n.waited_seconds = static_cast<int>(20 * spread());
    auto who = n.channel == Channel::web ? customer(0) : agent_;
    const auto opened = must(house_.cases.open(who, n, now_));
    case_ = opened.id;
    customer_ = opened.customer;
    return wait(1.2);
}

bool Life::answer(const Story& story) {
    must(house_.cases.assign(agent_, case_, agent_.person, now_));
    must(house_.cases.reply(agent_, case_,
                            {.text = with_product(story.answer, product_), .seen = {}, .files = {}}, now_));
    if (happens(0.06)) {
        const auto& other = pick(std::span(people_).first(4));
        if (other.id != agent_.person && wait(2)) {
            must(house_.cases.hand_over(
                agent_, case_,
                {.to_person = other.id,
                 .summary =
                     "Salgo de turno. Ya está saludado y sabemos lo que pasó; falta proponerle la solución.",
                 .expectation = "Lo que dijo al escribirnos."},
                now_));
            agent_ = person(other);
        }
    }
    return wait(2);
}

bool Life::listen(const Story& story) {
    must(house_.cases.say_back(agent_, case_, with_product(story.said_back, product_), now_));
    if (!wait(3)) return false;
    const auto p = house_.base.read([&](db::Tx& tx) { return house_.cases.progress(tx, case_); });
    must(house_.cases.customer_confirms(customer(customer_), case_, p.said->at, now_));
    if (happens(0.5)) {
        if (!wait(1)) return false;
        const cases::NewOption options[] = {{"Lo resolvemos a domicilio, sin que tenga que salir.", true},
                                            {"Lo resolvemos en la tienda, hoy mismo.", false}};
        must(house_.cases.offer(agent_, case_, options, now_));
        if (!wait(4)) return false;
        const auto offered = house_.base.read([&](db::Tx& tx) { return house_.cases.options(tx, case_); });
        must(house_.cases.choose(customer(customer_), case_, pick(offered).id, now_));
    }
    if (happens(0.15))
        must(house_.cases.compensate(
            agent_, case_, {cases::CompensationKind::courtesy, 3'000, "Envío sin costo en la próxima compra"},
            now_));
    return wait(1);
}

bool Life::promise(const Story& story) {
    const auto calendar = house_.calendars.calendar();
    const auto told = calendar->add_working_time(now_, 10h).value_or(now_ + 24h);
    const auto target = calendar->add_working_time(now_, 7h).value_or(told);
    const auto made = must(house_.base.write([&](db::Tx& tx) -> Result<promises::Promise> {
        const auto c = house_.cases.find(tx, case_);
        return house_.promises.make(tx,
                                    {.of_case = promises::CaseBrief{c->id, c->code, c->kind, c->customer},
                                     .what = std::string(story.promise),
                                     .promised_for = told,
                                     .target = target},
                                    agent_, now_);
    }));
    kept_ = happens(0.9);
    if (!wait(kept_ ? 4 : 14)) return false;
    must(house_.base.write(
        [&](db::Tx& tx) { return house_.promises.keep(tx, made.id, "Hecho y avisado", agent_, now_); }));
    if (happens(0.4) && now_ >= told)
        must(house_.base.write([&](db::Tx& tx) {
            return house_.promises.judge(tx, case_, made.id,
                                         kept_ ? promises::Verdict::kept : promises::Verdict::not_kept,
                                         customer(customer_), now_);
        }));
    return wait(1);
}

bool Life::solve(const Story& story) {
    cases::Solution s;
    s.text = with_product(story.solution, product_);
    if (happens(0.05)) {
        s.outcome = cases::Outcome::not_upheld;
        s.reason = "Lo revisamos con las fechas y los registros, y en este caso no corresponde el cambio.";
        s.alternative = "Le ofrecemos la revisión sin costo y un descuento en el repuesto.";
    }
    s.done_how = "Se confirmó por teléfono con la persona.";
    must(house_.cases.resolve(agent_, case_, s, now_));
    return wait(6);
}

void Life::rate(const Story& story) {
    if (!happens(0.55)) return;
    const bool content = happens(kept_ ? 0.86 : 0.35);
    const int score = content ? (happens(0.6) ? 5 : 4) : (happens(0.5) ? 3 : 2);
    const auto words = content ? std::string(story.thanks) : std::string(pick(complaints_after()));
    must(house_.cases.customer_rates(customer(customer_), case_, {score, words}, now_));
}

std::vector<team::PersonRef> people_of(House& house, Instant now) {
    return house.base.write([&](db::Tx& tx) {
        const auto made = house.team.add_sample_people(tx, {"Tiendas y teléfono", "Servicio técnico"},
                                                       {{"Lucía Herrera", Role::agent, 0, 5'000},
                                                        {"Diego Salvatierra", Role::agent, 0, 5'000},
                                                        {"Paola Ccori", Role::agent, 1, 5'000},
                                                        {"Martín Oyola", Role::agent, 1, 5'000},
                                                        {"Inés Valverde", Role::supervisor, 0, 20'000},
                                                        {"Elsa Chumpitaz", Role::supervisor, 1, 20'000},
                                                        {"Roberto Cisneros", Role::manager, 0, 100'000}},
                                                       now);
        return house.team.people(tx, made.people);
    });
}

// Who set Escucha up: part of today's work is theirs, so that their desk is not empty on the first visit. A
// base without one (a sample loaded by a test) leaves it to an agent.
team::PersonRef host_of(House& house, const std::vector<team::PersonRef>& people) {
    const auto admins =
        house.base.read([&](db::Tx& tx) { return house.team.active_people(tx, Role::administrator); });
    const auto admin = std::ranges::find(admins, false, &team::PersonRef::sample);
    return admin == admins.end() ? people.front() : *admin;
}

void set_state(House& house, team::SampleState state) {
    house.base.write(
        [&](db::Tx& tx) { house.team.set_sample(tx, state, system_principal(), house.clock()); });
}

}  // namespace

void load(House& house) {
    if (house.team.organisation()->sample == team::SampleState::loaded) return;
    remove(house);
    set_state(house, team::SampleState::loading);
    const auto end = house.clock();
    const auto people = people_of(house, end - std::chrono::days(kDays));
    house.base.write([&](db::Tx& tx) { house.templates.add_starting(tx, system_principal(), true, end); });
    Life life(house, people, end);
    const auto calendar = house.calendars.calendar();
    for (int day = kDays; day >= 0; --day) {
        const auto morning = end - std::chrono::days(day);
        for (auto n = life.how_many(kPerDay); n > 0; --n) {
            const auto at = calendar->add_working_time(
                morning, std::chrono::minutes(static_cast<int>(90 * life.spread())));
            if (at && *at < end) life.live_through(*at);
        }
    }
    keep_a_book(house, std::span(people).first(4), end);
    leave_on_the_desk(house, std::span(people).first(4), host_of(house, people), end);
    get_to_know_customers(house, std::span(people).first(4), people[4], end);
    set_state(house, team::SampleState::loaded);
}

void remove(House& house) {
    set_state(house, team::SampleState::removing);
    house.base.write([&](db::Tx& tx) { house.books.remove_sample(tx); });
    constexpr std::size_t kAtOnce = 20;  // customers a transaction: the writer is never held long
    for (bool more = true; more;) {
        more = house.base.write([&](db::Tx& tx) {
            const auto customers = house.customers.sample(tx, kAtOnce);
            const auto cases = house.cases.of_customers(tx, customers);
            house.search.forget(tx, customers, cases);
            house.email.remove_for_cases(tx, cases);
            house.promises.remove_for_cases(tx, cases);
            for (const auto number : cases) house.points.forget(tx, number);
            house.guidance.remove_for_cases(tx, cases);
            house.escalation.remove_for_cases(tx, cases);
            house.files.remove_for_cases(tx, cases);
            house.contacts.remove_for_cases(tx, cases);
            house.quality.remove_for_cases(tx, cases);
            house.problems.remove_for_cases(tx, cases);
            house.team.notices().remove_for_cases(tx, cases);
            house.cases.remove_of_customers(tx, customers);
            house.profiles.forget(tx, customers);
            for (const auto id : customers) house.segments.forget(tx, id);
            house.customers.remove_sample(tx, customers);
            return !customers.empty();
        });
    }
    house.base.write([&](db::Tx& tx) {
        house.templates.remove_sample(tx);
        house.problems.remove_sample(tx);
        forget_definitions(house, tx, house.clock());
        house.team.remove_sample_people(tx, house.clock());
    });
    set_state(house, team::SampleState::none);
}

}  // namespace escucha::app::sample
