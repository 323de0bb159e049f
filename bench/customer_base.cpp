#include "bench/customer_base.hpp"

#include <array>
#include <chrono>

#include "app/house.hpp"
#include "base/tracking_code.hpp"
#include "db/migrator.hpp"

namespace escucha::bench {
namespace {

constexpr std::int64_t kAtOnce = 500;

constexpr std::array kFirst{"Rosa",  "María", "Luis",   "Carlos", "Ana",    "José",   "Carmen", "Jorge",
                            "Julia", "Pedro", "Lucía",  "Miguel", "Elena",  "Juan",   "Teresa", "Víctor",
                            "Nancy", "Óscar", "Gladys", "Raúl",   "Silvia", "Héctor", "Flor",   "Percy"};
constexpr std::array kLast{"Quispe",   "Mamani",   "Flores",   "Huamán",   "Núñez",   "Torres",   "Rojas",
                           "Díaz",     "Ramos",    "Vargas",   "Castro",   "Mendoza", "Espinoza", "Chávez",
                           "Salazar",  "Ccori",    "Condori",  "Paredes",  "Ortiz",   "Peña",     "Zegarra",
                           "Ibáñez",   "Aguirre",  "Bustinza", "Cárdenas", "Delgado", "Ñahui",    "Oyola",
                           "Valverde", "Yupanqui", "Loayza"};
constexpr std::array kWhat{"El horno dejó de calentar a la semana de comprado.",
                           "La lavadora llegó con un golpe y nadie contesta.",
                           "Me cobraron dos veces la misma compra con la tarjeta.",
                           "Quiero saber cuándo llega el repuesto de la refrigeradora.",
                           "La garantía dice un año y en la tienda me dicen seis meses.",
                           "Pedí la devolución hace un mes y sigo esperando la respuesta.",
                           "El técnico no vino el día que prometieron.",
                           "Gracias por la atención de la señorita de la tienda del centro."};

const db::Statement kAddCase{
    "INSERT INTO cases (code, kind, channel, state, live, outcome, title, customer_id, owner_id, team_id, "
    "language, opened_at, last_at, last_from, solved_at, due_at, soon_at, unread, score) VALUES ($1, $2, "
    "'web', "
    "$3, $4, $5, $6, $7, $8, 1, 'es', $9, $9, 'customer', $10, $11, $11, 0, 0) RETURNING id"};
const db::Statement kAddProgress{
    "INSERT INTO case_progress (case_id, heard, expectation, expected_at, expected_by) VALUES ($1, 1, $2, "
    "$3, "
    "0)"};
const db::Statement kAddContact{
    "INSERT INTO contacts (case_id, customer_id, type, direction, channel, person_id, at, text) "
    "VALUES ($1, $2, 'message', 'in', 'web', 0, $3, $4)"};

template <class Names>
std::string_view pick(const Names& names, std::int64_t n) {
    return names[static_cast<std::size_t>(n) % names.size()];
}

class Writer {
  public:
    Writer(app::House& house, std::int64_t count)
        : house_(house), count_(count), now_(micros(system_now())) {}

    void one(db::Tx& tx, std::int64_t n) {
        constexpr std::int64_t kYear = 365LL * 24 * 3'600'000'000;
        const auto at = now_ - kYear + kYear / (count_ + 1) * n;
        customers::Customer wanted{.name = customer_name(n)};
        wanted.identifiers.push_back({.kind = customers::IdentifierKind::phone, .value = customer_phone(n)});
        wanted.identifiers.push_back({.kind = customers::IdentifierKind::email, .value = email_of(n)});
        const auto customer = house_.customers.add(tx, wanted, system_principal(), instant(at));
        if (!customer) throw std::runtime_error("a customer was refused: " + customer.error().code);
        open(tx, n, *customer, at);
    }

  private:
    void open(db::Tx& tx, std::int64_t n, std::int64_t customer, std::int64_t at) {
        const bool live = n % 50 == 0;
        std::string title(pick(kWhat, n * 7 + n / 11));
        if (n % 10'000 == 0) title += " " + rare_word(n / 10'000);
        const auto id =
            tx.insert(kAddCase, TrackingCode::mint().text(), n % 2 ? "claim" : "question",
                      live ? "open" : "solved", live, live ? std::nullopt : std::optional("solved"), title,
                      customer, 1, at, live ? std::nullopt : std::optional(at), kNever);
        tx.execute(kAddProgress, id, "Que me lo resuelvan sin hacerme volver.", at);
        tx.execute(
            kAddContact, id, customer, at,
            title + " Llamé tres veces y me pidieron esperar; mi teléfono es " + customer_phone(n) + ".");
    }

    static constexpr std::int64_t kNever = 253'402'300'799'000'000;
    app::House& house_;
    std::int64_t count_, now_;
};

}  // namespace

std::string customer_name(std::int64_t n) {
    return fmt::format("{} {} {}", pick(kFirst, n), pick(kLast, n / 24), pick(kLast, n / 744 + n));
}
std::string customer_phone(std::int64_t n) {
    const auto digits = fmt::format("9{:08}", (n * 7'919'317) % 100'000'000);
    return digits.substr(0, 3) + " " + digits.substr(3, 3) + " " + digits.substr(6);
}
std::string rare_word(std::int64_t n) {
    return fmt::format("zurcidora{}", static_cast<char>('a' + n % 20));
}

CustomerBase generate_customers(const std::filesystem::path& folder, std::int64_t count) {
    CustomerBase made{.base = {.file = folder / "bench.db", .cookie = {}, .csrf = {}, .cases = count}};
    app::Config config;
    config.database.url = "sqlite:" + made.base.file.string();
    config.log.requests = false;
    const auto db = app::open_base(config);
    db::migrate(*db, system_now());
    app::House house(*db, config, system_now, {.passes = 1, .memory = 8 * 1024 * 1024});
    set_up(house, config, made.base);
    Writer writer(house, count);
    for (std::int64_t from = 1; from <= count; from += kAtOnce)
        db->write([&](db::Tx& tx) {
            for (auto n = from; n < std::min(from + kAtOnce, count + 1); ++n) writer.one(tx, n);
        });
    const auto begun = std::chrono::steady_clock::now();
    settle(house);
    made.indexing_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return made;
}

}  // namespace escucha::bench
