#include "bench/book.hpp"

#include <algorithm>

#include "bench/generated_base.hpp"
#include "bench/load.hpp"
#include "bench/server_process.hpp"

namespace escucha::bench {
namespace {

constexpr int kClients = 64;
// Taken in turns, and each round's two against each other: a machine shared with others is not the same from
// one to the next.
constexpr int kRounds = 7;

constexpr std::string_view kWhat =
    "Compré el equipo hace dos semanas y dejó de funcionar ayer. Nadie me contesta en la tienda.";

// Both forms by the same customers of the base: who writes for the first time costs their record as well.
std::int64_t customer_of(int client, int n) {
    return (client * 7'919 + n) % kCustomers + 1;
}

std::string an_ordinary_case(const Base& base, int client, int n) {
    const auto customer = customer_of(client, n);
    return post(
        "/api/v1/cases", base.cookie, base.csrf,
        fmt::format(R"({{"kind":"claim","channel":"web","what":"{0}","expectation":"Que me lo cambien.",)"
                    R"("customer":{{"name":"Cliente Número {1}","email":"{2}","document":"{3}"}}}})",
                    kWhat, customer, email_of(customer), 10'000'000 + customer));
}

std::string a_sheet(const Base& base, int client, int n) {
    const auto field = [](std::string_view key, std::string_view value) {
        return fmt::format(R"({{"field":"{}","value":"{}"}})", key, value);
    };
    const auto customer = customer_of(client, n);
    const auto answers =
        fmt::format("{},{},{},{},{},{},{}", field("kind", "claim"), field("document_type", "dni"),
                    field("consumer_name", fmt::format("Cliente Número {}", customer)),
                    field("consumer_document", std::to_string(10'000'000 + customer)),
                    field("consumer_email", email_of(customer)), field("detail", kWhat),
                    field("request", "Que me lo cambien."));
    return post("/api/v1/books/1/entries", base.cookie, base.csrf,
                fmt::format(R"({{"accepted":true,"answers":[{}]}})", answers));
}

void add_book(const Base& base, std::uint16_t port) {
    const auto made = load(port, 1, 1, 201, [&](int, int) {
        return post(
            "/api/v1/books", base.cookie, base.csrf,
            R"({"code":"banco","name":"Tienda","provider":"Tienda S.A.C.","tax_number":"20999999990",)"
            R"("address":"Calle Real 123","country":"PE","sheet":"pe"})");
    });
    if (made.refused > 0) throw std::runtime_error("the book was refused");
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

}  // namespace

void measure_book(Report& report, const std::string& binary, const std::filesystem::path& folder,
                  std::int64_t cases, int times) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const auto base = generate(folder, cases);
    std::vector<double> ordinary, sheets, shares;
    {
        const ServerProcess server(binary, "sqlite:" + base.file.string());
        add_book(base, server.port());
        for (int round = 0; round < kRounds; ++round) {
            const auto shift = round * times;
            auto one = load(server.port(), kClients, times, 201,
                            [&](int c, int n) { return an_ordinary_case(base, c, n + shift); });
            auto other = load(server.port(), kClients, times, 201,
                              [&](int c, int n) { return a_sheet(base, c, n + shift); });
            if (one.refused + other.refused > 0) throw std::runtime_error("an entry was refused");
            ordinary.push_back(one.per_second);
            sheets.push_back(other.per_second);
            shares.push_back(other.per_second / one.per_second);
        }
    }
    report.add({"ordinary cases, 64 clients, durable", cases, median(ordinary), "/s"});
    report.add({"sheets of the book, 64 clients, durable", cases, median(sheets), "/s"});
    report.add({"sheets against ordinary cases", cases, median(shares), "", 0.8, true});
    std::filesystem::remove_all(folder);
}

}  // namespace escucha::bench
