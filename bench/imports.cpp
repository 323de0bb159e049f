#include "bench/imports.hpp"

#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <array>
#include <chrono>
#include <fstream>
#include <random>
#include <stdexcept>

#include <fmt/format.h>

#include "sheets/writer.hpp"

extern char** environ;

namespace escucha::bench {
namespace {

constexpr std::array kGiven{"María", "José",  "Ana",    "Luis",  "Carmen", "Juan",  "Rosa",
                            "Pedro", "Lucía", "Miguel", "Elena", "Jorge",  "Marta", "Iván",
                            "Sofía", "Raúl",  "Nuria",  "Óscar", "Irene",  "Hugo"};
constexpr std::array kSurnames{"García", "Núñez", "Rojas", "Torres", "Güell", "Paz",  "Quispe", "Flores",
                               "Castro", "Vega",  "Ríos",  "Salas",  "Peña",  "Díaz", "Mora",   "Ortiz",
                               "Luna",   "Cruz",  "Soto",  "León",   "Bravo", "Rey",  "Gil",    "Pardo"};

std::string one_of(std::mt19937& random, const auto& list) {
    return list[random() % list.size()];
}

void write_sheet(const std::filesystem::path& to, int rows) {
    std::ofstream out(to, std::ios::binary);
    const auto writer = sheets::make_writer(
        sheets::Format::xlsx,
        {.columns = {{"Nombres"},
                     {"Apellidos"},
                     {"DNI"},
                     {"Correo electrónico"},
                     {"Celular"},
                     {"Fecha de nacimiento", sheets::ColumnType::date},
                     {"Dirección"},
                     {"Observaciones"}}},
        [&](std::string_view piece) { out.write(piece.data(), static_cast<std::streamsize>(piece.size())); });
    std::mt19937 random(7);
    for (int i = 0; i < rows; ++i) {
        const std::array<std::string, 8> cells{
            one_of(random, kGiven) + " " + one_of(random, kGiven),
            one_of(random, kSurnames) + " " + one_of(random, kSurnames),
            fmt::format("{:08}", 10'000'000 + i * 7),
            fmt::format("cliente{}@example.com", i),
            fmt::format("9{:08}", static_cast<std::int64_t>(i) * 37 % 100'000'000),
            fmt::format("{}-{:02}-{:02}", 1940 + random() % 65, 1 + random() % 12, 1 + random() % 28),
            fmt::format("Av. {} {}, Lima", one_of(random, kSurnames), 1 + random() % 9000),
            i % 5 == 0 ? "Prefiere la tarde" : ""};
        writer->row(cells);
    }
    writer->finish();
}

// Runs to its end; throws unless it went well. Answers what it used.
rusage run(std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t child = 0;
    if (posix_spawn(&child, words[0].c_str(), nullptr, nullptr, arguments.data(), environ) != 0)
        throw std::runtime_error("cannot start " + words[0]);
    int status = 0;
    rusage used{};
    if (wait4(child, &status, 0, &used) < 0 || status != 0)
        throw std::runtime_error("failed: " + words[0] + " " + words[3]);
    return used;
}

}  // namespace

void import_customers(Report& report, const std::string& program, const std::filesystem::path& folder,
                      int rows) {
    std::filesystem::create_directories(folder);
    const auto sheet = folder / "customers.xlsx", password = folder / "password";
    write_sheet(sheet, rows);
    std::ofstream(password) << "a password long enough\n";
    const std::string base = "sqlite:" + (folder / "import.db").string();
    run({program, "--database", base, "init", "--organisation", "Bench", "--country", "PE", "--zone",
         "America/Lima", "--name", "Bench", "--email", "bench@example.com", "--password-file",
         password.string()});
    const auto began = std::chrono::steady_clock::now();
    const rusage used = run({program, "--database", base, "import", "customers", sheet.string()});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    report.add({"a spreadsheet imported, checked and indexed", rows, took.count(), "s", 60});
    report.add(
        {"memory at its highest while it was", rows, static_cast<double>(used.ru_maxrss) / 1024, "MB", 400});
}

}  // namespace escucha::bench
