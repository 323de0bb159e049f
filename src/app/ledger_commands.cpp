// `escucha verify` and `escucha ledger …`.
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/comparing.hpp"
#include "app/opened.hpp"
#include "db/migrator.hpp"
#include "modules/ledger/lines.hpp"
#include "modules/ledger/receipts.hpp"

namespace escucha::app {
namespace {

Language language_of(const std::string& code) {
    return code == "es" ? Language::es : Language::en;
}

// One head a line; what is around it (a mail that was saved) does not matter.
std::vector<ledger::Head> read_heads(const std::string& file) {
    std::vector<ledger::Head> out;
    if (file.empty()) return out;
    std::ifstream in(file, std::ios::binary);
    for (std::string line; std::getline(in, line);) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
        if (auto head = ledger::read_head_line(line)) out.push_back(std::move(*head));
    }
    if (out.empty()) throw std::runtime_error(file + " holds no head");
    return out;
}

bool is_receipt(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::string start(40, '\0');
    in.read(start.data(), static_cast<std::streamsize>(start.size()));
    return start.find("\"receipt 1\"") != std::string::npos;
}

std::string whole(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

int say(const ledger::Verdict& verdict, Language language) {
    fmt::print("{}", ledger::told(verdict, language));
    return verdict.sound() ? 0 : 1;
}

// Without building the whole house, and without touching the base.
struct OnlyLedger {
    explicit OnlyLedger(const Config& config)
        : base(open_base(config)), ledger(*base), heads(*base, ledger) {}
    std::unique_ptr<db::Database> base;
    ledger::Ledger ledger;
    ledger::Heads heads;
};

// Opening a base that is not there would make an empty one.
bool there_is_a_base(const Config& config) {
    constexpr std::string_view kSqlite = "sqlite:";
    const std::string_view url = config.database.url;
    return !url.starts_with(kSqlite) || std::filesystem::exists(url.substr(kSqlite.size()));
}

// The keys to compare a receipt with: the one given, or those of the base, where there is one.
std::vector<std::string> known_keys(const Config& config, const VerifyOptions& options) {
    if (!options.key.empty()) return {options.key};
    std::vector<std::string> out;
    if (!there_is_a_base(config)) return out;
    try {
        const OnlyLedger o(config);
        for (const auto& key : o.base->read([&](db::Tx& tx) { return o.heads.keys(tx); }))
            out.push_back(key.public_key);
    } catch (const db::Failure&) {
        out.clear();  // no base here, or not ours: whoever checks a receipt of others has none
    }
    return out;
}

// 0: proven; 1: not genuine; 2: it agrees with itself, and nobody knows whose it is.
int verify_receipt(const Config& config, const VerifyOptions& options) {
    const auto language = language_of(options.language);
    const auto verdict = ledger::verify_receipt(whole(options.file), known_keys(config, options));
    if (!verdict) return fmt::print("{}\n", text(language, "ledger.wrong.file")), 1;
    fmt::print("{}", ledger::told(*verdict, language));
    if (verdict->refuted()) return 1;
    return verdict->proven() ? 0 : 2;
}

// Whether this program can read the base's tables; says so where it cannot. To bring them up to date is not
// for somebody who only checks: they may want to see what the program says that wrote them.
bool fits(db::Database& base, Language language) {
    try {
        if (db::missing_migrations(base).empty()) return true;
        fmt::print(stderr, "{}\n", text(language, "ledger.base_of_older_version"));
    } catch (const db::SchemaMismatch& e) {
        fmt::print(stderr, "escucha: {}\n", e.what());
    }
    return false;
}

void progress(std::int64_t acts) {
    if (::isatty(STDERR_FILENO) == 0) return;
    fmt::print(stderr, "\r{} acts", acts);
    std::fflush(stderr);
}

}  // namespace

int verify(const Config& config, const VerifyOptions& options) {
    if (!options.file.empty() && is_receipt(options.file)) return verify_receipt(config, options);
    ledger::VerifyOptions how{.outside = read_heads(options.heads), .progress = progress};
    const auto language = language_of(options.language);
    if (!options.file.empty()) {
        std::ifstream in(options.file, std::ios::binary);
        return say(ledger::verify_lines(in, how), language);
    }
    const OnlyLedger o(config);
    if (!fits(*o.base, language)) return 2;
    how.compare = compare_books(o.ledger);
    how.name_of = name_books();
    ledger::add_beside(how, config.last_head_file());
    const auto verdict = ledger::verify(*o.base, o.heads, how);
    if (::isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\r");
    return say(verdict, language);
}

int export_ledger(const Config& config, const std::filesystem::path& to, bool personal) {
    const OnlyLedger o(config);
    std::ofstream file;
    if (!to.empty()) file.open(to, std::ios::binary | std::ios::trunc);
    std::ostream& out = to.empty() ? std::cout : file;
    o.base->read([&](db::Tx& tx) {
        ledger::export_lines(tx, o.heads,
                             personal ? ledger::Values::with_personal : ledger::Values::without_personal,
                             system_now(), [&](std::string_view text) { out << text; });
    });
    if (!out.flush()) throw std::runtime_error("cannot write " + to.string());
    return 0;
}

int ledger_key(const Config& config) {
    const auto base = open_base(config);
    db::migrate(*base, system_now());
    ledger::Ledger ledger(*base);
    ledger::Heads heads(*base, ledger);
    heads.ensure_key(system_now());
    const auto key = base->read([&](db::Tx& tx) { return heads.active(tx); });
    fmt::print("{}\n", key.value().public_key);
    return 0;
}

int ledger_restored(const Config& config, const std::string& file) {
    using Noticed = ledger::Heads::Noticed;
    const OnlyLedger o(config);
    const auto beside = config.last_head_file();
    const auto kept = beside.empty() ? std::nullopt : ledger::kept_beside(beside);
    const auto keys = kept ? kept->keys : std::vector<ledger::Key>{};
    std::map<Noticed, int> noticed;
    auto heads = read_heads(file);
    std::ranges::sort(heads, std::ranges::greater{},
                      &ledger::Head::number);  // the newest tells of all before
    for (const auto& head : heads)
        ++noticed[o.base->write(
            [&](db::Tx& tx) { return o.heads.notice_restored(tx, head, keys, system_now(), heads); })];
    if (noticed[Noticed::foreign] + noticed[Noticed::broken] > 0)
        fmt::print(stderr, "{} of the heads were not signed by a key of this base.\n",
                   noticed[Noticed::foreign] + noticed[Noticed::broken]);
    if (noticed[Noticed::said] + noticed[Noticed::known] > 0)
        fmt::print("The chain says now that this base was restored.\n");
    else if (noticed[Noticed::same] > 0)
        fmt::print("The base has every head of the file: nothing was lost.\n");
    return noticed[Noticed::foreign] + noticed[Noticed::broken] > 0 ? 1 : 0;
}

}  // namespace escucha::app
