// Reads the command line and the configuration, and runs one command (src/app/commands.hpp).
#include <sysexits.h>

#include <cstdio>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include "app/commands.hpp"

namespace {

using escucha::app::Config;

struct Line {  // what the command line said
    std::string config, database;
    escucha::app::FirstOrganisation first;
    bool remove = false;
    escucha::app::ImportOptions import;
    std::string to, name, email, role = "agent", password_file = "-", mailbox;
    std::vector<std::string> files;
    escucha::app::VerifyOptions verify;
    bool personal = false;
    int when_failed = 1;  // the exit status then
};

Config configuration(const Line& line) {
    auto config = escucha::app::read_config(line.config, escucha::app::process_environment);
    if (!line.database.empty()) config.database.url = line.database;
    return config;
}

void start_log(const Config& config) {
    auto log = spdlog::stderr_logger_mt("escucha");
    log->set_pattern("%v");
    log->set_level(spdlog::level::from_str(config.log.level));
    log->flush_on(spdlog::level::warn);
    spdlog::set_default_logger(std::move(log));
    spdlog::flush_every(std::chrono::seconds(1));
}

void add_init(CLI::App& app, Line& line, std::function<int(const Config&)>& run) {
    auto* init =
        app.add_subcommand("init", "Set up the organisation and its administrator without the browser");
    init->add_option("--organisation", line.first.organisation, "Name of the organisation")->required();
    init->add_option("--country", line.first.country, "ISO 3166-1 code: PE, ES, CO…")->required();
    init->add_option("--zone", line.first.zone, "Time zone: America/Lima")->required();
    init->add_option("--hours", line.first.hours,
                     "Opening hours: 'mon-fri 09:00-13:00,15:00-19:00; sat 09:00-13:00'")
        ->default_val("mon-fri 09:00-18:00");
    init->add_option("--name", line.first.name, "The administrator's name")->required();
    init->add_option("--email", line.first.email, "The administrator's e-mail")->required();
    init->add_option("--password-file", line.first.password_file,
                     "File with the password; - for standard input")
        ->default_val("-");
    init->add_option("--language", line.first.language, "es or en")->default_val("es");
    init->add_flag("--sample", line.first.sample, "Load the sample company too");
    init->callback([&] { run = [&](const Config& c) { return escucha::app::init(c, line.first); }; });
}

void add_people(CLI::App& app, Line& line, std::function<int(const Config&)>& run) {
    auto* person = app.add_subcommand("add-person", "Add a person; prints the link of the invitation");
    person->add_option("--name", line.name)->required();
    person->add_option("--email", line.email)->required();
    person->add_option("--role", line.role, "agent, supervisor, manager or administrator")
        ->default_val("agent");
    person->callback([&] {
        run = [&](const Config& c) { return escucha::app::add_person(c, line.name, line.email, line.role); };
    });
    auto* reset = app.add_subcommand("reset-password", "Give a person a new password");
    reset->add_option("--email", line.email)->required();
    reset->add_option("--password-file", line.password_file, "File with the password; - for standard input");
    reset->callback([&] {
        run = [&](const Config& c) {
            return escucha::app::reset_password(c, line.email, line.password_file);
        };
    });
}

void add_upkeep(CLI::App& app, Line& line, std::function<int(const Config&)>& run) {
    auto* demo = app.add_subcommand("demo", "Load the sample company: sixty believable days");
    demo->add_flag("--remove", line.remove, "Remove it again");
    demo->callback([&] { run = [&](const Config& c) { return escucha::app::demo(c, line.remove); }; });
    auto* backup = app.add_subcommand("backup", "Copy the SQLite base, while the server runs");
    backup->add_option("file", line.to, "Where to")->required();
    backup->callback([&] { run = [&](const Config& c) { return escucha::app::backup(c, line.to); }; });
    app.add_subcommand("check", "Look whether the base is consistent")->callback([&] {
        run = escucha::app::check;
    });
    app.add_subcommand("reindex", "Make the index of searching anew, while the server runs or not")
        ->callback([&] { run = escucha::app::reindex; });
    auto* openapi = app.add_subcommand("openapi", "Print the API's OpenAPI document");
    openapi->add_option("file", line.to, "Write it here instead");
    openapi->callback([&] { run = [&](const Config& c) { return escucha::app::openapi(c, line.to); }; });
}

void add_import(CLI::App& app, Line& line, std::function<int(const Config&)>& run) {
    auto* import = app.add_subcommand("import", "Bring in what others wrote down");
    import->require_subcommand(1);
    auto* customers = import->add_subcommand("customers", "Customers from a .xlsx, .ods, .csv or vCard file");
    customers->add_option("file", line.import.file, "The file")->required()->check(CLI::ExistingFile);
    customers->add_option("--map", line.import.maps,
                          "heading=field, over what is guessed; nothing after the = leaves the column out");
    customers
        ->add_option("--on-match", line.import.on_match,
                     "Customers we know: fill what is empty, take the file's, or keep ours")
        ->check(CLI::IsMember({"fill", "file", "keep"}));
    customers->add_option("--on-duplicate", line.import.on_duplicate, "Who may be one we know")
        ->check(CLI::IsMember({"skip", "update", "create"}));
    customers->add_flag("--dry-run", line.import.dry_run, "Only say what would become of each row");
    customers->callback(
        [&] { run = [&](const Config& c) { return escucha::app::import_customers(c, line.import); }; });
}

void add_rules(CLI::App& app, Line& line, std::function<int(const Config&)>& run) {
    auto* rules = app.add_subcommand("rules", "The country rule packs");
    rules->require_subcommand(1);
    auto* check =
        rules->add_subcommand("check", "Look whether rule packs read: file, line and key of what is wrong");
    check->add_option("file", line.files, "The packs (TOML)")->required()->check(CLI::ExistingFile);
    check->callback([&] { run = [&](const Config& c) { return escucha::app::check_rules(c, line.files); }; });
}

void add_mailgate(CLI::App& app, Line& line, std::function<int(const Config&)>& run) {
    auto* gate =
        app.add_subcommand("mailgate", "Take a message from standard input, for a pipe of Postfix or Exim");
    gate->add_option("--mailbox", line.mailbox, "The address of the mailbox it is for")->required();
    gate->callback([&] {
        line.when_failed = EX_TEMPFAIL;  // the mail server keeps the message and tries again
        run = [&](const Config& c) { return escucha::app::mailgate(c, line.mailbox); };
    });
}

void add_ledger(CLI::App& app, Line& line, std::function<int(const Config&)>& run) {
    auto* verify = app.add_subcommand("verify", "Is the complaint book's ledger genuine and unaltered?");
    verify->add_option("file", line.verify.file, "An exported ledger or a receipt, instead of the base")
        ->check(CLI::ExistingFile);
    verify->add_option("--heads", line.verify.heads, "Heads as they were received outside, to compare with")
        ->check(CLI::ExistingFile);
    verify->add_option("--key", line.verify.key,
                       "The organisation's public key (hexadecimal), for a receipt without a base");
    verify->add_option("--language", line.verify.language, "es or en")->check(CLI::IsMember({"es", "en"}));
    verify->callback([&] { run = [&](const Config& c) { return escucha::app::verify(c, line.verify); }; });
    auto* ledger = app.add_subcommand("ledger", "The ledger: its key, and its acts as a file");
    ledger->require_subcommand(1);
    ledger->add_subcommand("key", "Print the public key that heads are signed with")->callback([&] {
        run = escucha::app::ledger_key;
    });
    auto* to_file = ledger->add_subcommand("export", "Write every act, head and key as lines of JSON");
    to_file->add_option("file", line.to, "Write it here instead of standard output");
    to_file->add_flag("--personal", line.personal, "With personal data; without, commitments stand for it");
    to_file->callback([&] {
        run = [&](const Config& c) { return escucha::app::export_ledger(c, line.to, line.personal); };
    });
    auto* restored = ledger->add_subcommand(
        "restored", "After a backup was brought back: say in the chain from when it is");
    restored->add_option("--heads", line.verify.heads, "Heads as they were received outside")
        ->required()
        ->check(CLI::ExistingFile);
    restored->callback(
        [&] { run = [&](const Config& c) { return escucha::app::ledger_restored(c, line.verify.heads); }; });
}

int run_command(const Line& line, const std::function<int(const Config&)>& run) {
    try {
        const auto config = configuration(line);
        start_log(config);
        return run(config);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "escucha: %s\n", e.what());
        return line.when_failed;
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app(
        "Escucha: a customer's words go in, are owned, answered, promised, solved, checked twice and "
        "measured.");
    Line line;
    std::function<int(const Config&)> run;
    app.add_option("--config", line.config, "Configuration file (TOML)")
        ->envname("ESCUCHA_CONFIG")
        ->check(CLI::ExistingFile);
    app.add_option("--database", line.database,
                   "sqlite:PATH or postgres://… (instead of the configuration's)");
    app.require_subcommand(1);
    app.fallthrough();
    app.add_subcommand("serve", "Run the server")->callback([&] { run = escucha::app::serve; });
    add_init(app, line, run);
    add_people(app, line, run);
    add_upkeep(app, line, run);
    add_import(app, line, run);
    add_rules(app, line, run);
    add_mailgate(app, line, run);
    add_ledger(app, line, run);
    app.add_subcommand("version", "Print the version")->callback([&] {
        run = [](const Config&) { return escucha::app::version(); };
    });
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        const bool asked = app.exit(e) == 0;  // --help
        return asked ? 0 : EX_USAGE;
    }
    return run_command(line, run);
}
