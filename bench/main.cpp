// bin/bench: how fast and how small, on a generated base, against what was to be reached (issue texts and
// docs).
#include <cstdio>
#include <random>
#include <thread>

#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include "bench/book.hpp"
#include "bench/ceiling.hpp"
#include "bench/customer_page.hpp"
#include "bench/deadlines.hpp"
#include "bench/duplicates.hpp"
#include "bench/imports.hpp"
#include "bench/ledger.hpp"
#include "bench/load.hpp"
#include "bench/mail_intake.hpp"
#include "bench/mail_parsing.hpp"
#include "bench/mail_transport.hpp"
#include "bench/report.hpp"
#include "bench/search.hpp"
#include "bench/segments.hpp"
#include "bench/server_process.hpp"

namespace escucha::bench {
namespace {

struct Settings {
    std::string binary, folder, json;
    std::int64_t cases = 100'000;
    bool million = false;
    bool customers = false;
    bool mail = false;
    bool book = false;
    bool ledger = false;
    bool deadlines = false;
    std::int64_t of_customers = 1'000'000;
    bool smoke = false;
    int times(int full) const { return smoke ? std::max(20, full / 50) : full; }
};

struct Small {  // what a larger base is compared with
    double list = 0, one_case = 0;
};

std::string open_case(const Base& base, int client, int n) {
    const auto customer = (client * 7'919 + n) % kCustomers + 1;
    return post(
        "/api/v1/cases", base.cookie, base.csrf,
        fmt::format(
            R"({{"kind":"claim","channel":"web","what":"Compré el equipo hace dos semanas y dejó de funcionar ayer. Nadie me contesta en la tienda.",)"
            R"("expectation":"Que me lo cambien.","customer":{{"name":"Cliente Número {0}","email":"cliente{0}@example.com"}}}})",
            customer));
}

// Before and after the ceiling is measured, and the mean taken: a machine shared with others is not the same
// from one second to the next.
void openings(const Settings& s, Report& report, const Base& base, std::uint16_t port, const Ceiling& raw,
              double sync) {
    const double before = raw.openings_a_second();
    auto many =
        load(port, 64, s.times(400), 201, [&](int client, int n) { return open_case(base, client, n); });
    const double ceiling = (before + raw.openings_a_second()) / 2;
    report.add({"raw SQLite ceiling: the rows of an opening, 64 a commit", base.cases, ceiling, "/s"});
    report.add({"open a case, 64 clients", base.cases, many.per_second, "/s"});
    report.add({"open a case, 64 clients, share of the raw ceiling", base.cases, many.per_second / ceiling,
                "", 0.35, true});
    report.add({"open a case, 64 clients, p99", base.cases, percentile(many.milliseconds, 0.99), "ms", 60});
    auto one = load(port, 1, s.times(1'000), 201, [&](int, int n) { return open_case(base, 99, n); });
    report.add(
        {"open a case, one client, p50", base.cases, percentile(one.milliseconds, 0.5), "ms", 3 * sync + 1});
    if (many.refused + one.refused > 0)
        throw std::runtime_error(fmt::format("{} openings were refused", many.refused + one.refused));
}

Small reading(const Settings& s, Report& report, const Base& base, std::uint16_t port) {
    constexpr std::string_view kLists[] = {"team", "nobody", "all"};
    auto lists = load(port, 8, s.times(1'500), 200, [&](int, int n) {
        return get(fmt::format("/api/v1/cases?view={}", kLists[static_cast<std::size_t>(n) % 3]),
                   base.cookie);
    });
    const auto long_cases = std::max<std::int64_t>(1, base.cases / kLongCaseEvery - 1);
    auto one = load(port, 8, s.times(1'500), 200, [&](int client, int n) {
        const auto number = (client * 131 + n * 17) % long_cases * kLongCaseEvery + 1;
        return get(fmt::format("/api/v1/cases/{}", number), base.cookie);
    });
    auto views =
        load(port, 1, s.times(1'000), 200, [&](int, int) { return get("/api/v1/views", base.cookie); });
    if (lists.refused + one.refused + views.refused > 0) throw std::runtime_error("a read was refused");
    const Small small{percentile(lists.milliseconds, 0.5), percentile(one.milliseconds, 0.5)};
    report.add({"a view's first 50, 8 clients, p50", base.cases, small.list, "ms", 2});
    report.add(
        {"a view's first 50, 8 clients, p99", base.cases, percentile(lists.milliseconds, 0.99), "ms", 15});
    report.add({"one case with 20 entries, 8 clients, p50", base.cases, small.one_case, "ms", 2});
    report.add({"one case with 20 entries, 8 clients, p99", base.cases, percentile(one.milliseconds, 0.99),
                "ms", 15});
    report.add(
        {"counts of all views for one agent, p50", base.cases, percentile(views.milliseconds, 0.5), "ms", 3});
    return small;
}

void live(const Settings& s, Report& report, const Base& base, std::uint16_t port) {
    auto arrived = fan_out(port, base.cookie, 200, s.smoke ? 3 : 40, [&](int n) {
        return post(fmt::format("/api/v1/cases/{}/notes", n + 1), base.cookie, base.csrf,
                    R"({"text":"Nota para medir."})");
    });
    report.add(
        {"one change shown on 200 open consoles, p99", base.cases, percentile(arrived, 0.99), "ms", 150});
}

Small measure(const Settings& s, Report& report, std::int64_t cases) {
    const auto folder = std::filesystem::path(s.folder) / std::to_string(cases);
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    fmt::print("\nA base of {} cases\n", cases);
    const auto base = generate(folder, cases);
    const double sync = fdatasync_milliseconds(folder);
    report.add({"one fdatasync", cases, sync, "ms"});
    const Ceiling ceiling(base);
    Small small;
    {
        const ServerProcess server(s.binary, "sqlite:" + base.file.string());
        report.add({"cold start to first answer", cases, server.start_milliseconds(), "ms", 300});
        std::this_thread::sleep_for(std::chrono::seconds(2));
        report.add({"memory, idle", cases, server.resident_megabytes(), "MB", 60});
        small = reading(s, report, base, server.port());
        openings(s, report, base, server.port(), ceiling, sync);
        live(s, report, base, server.port());
        report.add({"memory, after the load", cases, server.resident_megabytes(), "MB"});
    }
    std::filesystem::remove_all(folder);
    return small;
}

// The customer base: one part of the measurements a file.
void customers(const Settings& s, Report& report) {
    const auto count = s.smoke ? std::int64_t{3'000} : s.of_customers;
    const auto folder = std::filesystem::path(s.folder) / "customers";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    fmt::print("\nA base of {} customers and cases\n", count);
    const auto base = generate_customers(folder, count);
    {
        const ServerProcess server(s.binary, "sqlite:" + base.base.file.string());
        measure_search(report, base, server.port(), s.times(2'000));
        measure_customer_page(report, base, server.port(), s.times(2'000));
        measure_duplicates(report, base, server.port(), s.times(2'000));
        measure_segments(report, base, server.port(), s.times(40));
    }
    std::filesystem::remove_all(folder);
}

void compare(Report& report, std::int64_t cases, const Small& small, const Small& large) {
    report.add({"a view's first 50, against the smaller base", cases, large.list / small.list, "times", 1.3});
    report.add({"one case, against the smaller base", cases, large.one_case / small.one_case, "times", 1.3});
}

int print(const Settings& s, const Report& report) {
    report.print_table();
    fmt::print("\n");
    report.write_json(s.json);
    report.print_shortfalls();
    return 0;
}

int run(const Settings& s) {
    Report report;
    if (s.deadlines) {
        measure_deadlines(report, s.times(4'000'000));
        return print(s, report);
    }
    if (s.ledger) {
        measure_ledger(report, std::filesystem::path(s.folder) / "ledger", s.smoke ? 5'000 : 1'000'000);
        return print(s, report);
    }
    if (s.mail) {
        measure_mail_parsing(report, s.times(5'000));
        measure_mail_intake(report, std::filesystem::path(s.folder) / "mail", s.times(20'000));
        if (mail_servers_run())
            measure_mail_transport(report, std::filesystem::path(s.folder) / "fetched", s.times(5'000));
        return print(s, report);
    }
    if (s.book) {
        measure_book(report, s.binary, std::filesystem::path(s.folder) / "book", s.smoke ? 3'000 : s.cases,
                     s.times(200));
        return print(s, report);
    }
    if (s.customers) {
        customers(s, report);
        import_customers(report, s.binary, std::filesystem::path(s.folder) / "import",
                         s.smoke ? 1'000 : 100'000);
        return print(s, report);
    }
    const auto cases = s.smoke ? std::int64_t{3'000} : s.cases;
    const auto small = measure(s, report, cases);
    if (s.million) compare(report, 1'000'000, small, measure(s, report, 1'000'000));
    return print(s, report);
}

}  // namespace
}  // namespace escucha::bench

int main(int argc, char** argv) {
    CLI::App app("Measures Escucha on a generated base.");
    escucha::bench::Settings s;
    app.add_option("--escucha", s.binary, "The server's program")->required()->check(CLI::ExistingFile);
    app.add_option("--folder", s.folder, "Where the bases are made")->required();
    app.add_option("--json", s.json, "Write the JSON lines here instead of standard output");
    app.add_option("--cases", s.cases, "Size of the base")->check(CLI::Range(1'000, 10'000'000));
    app.add_flag("--million", s.million, "Again with 1,000,000 cases");
    app.add_flag("--customers", s.customers, "The customer base instead: searching and what belongs to it");
    app.add_flag("--mail", s.mail, "E-mail instead: reading and writing it, fetching and sending it");
    app.add_flag("--deadlines", s.deadlines, "Due dates instead: how many a second");
    app.add_flag("--book", s.book, "The complaint book instead: its sheets beside ordinary cases");
    app.add_flag("--ledger", s.ledger, "The ledger instead: appending, and verifying a million acts");
    app.add_option("--of", s.of_customers, "With --customers: how many")
        ->check(CLI::Range(1'000, 10'000'000));
    app.add_flag("--smoke", s.smoke, "A small base and few requests: does it run?");
    CLI11_PARSE(app, argc, argv);
    spdlog::set_level(spdlog::level::warn);
    try {
        return escucha::bench::run(s);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "bench: %s\n", e.what());
        return 1;
    }
}
