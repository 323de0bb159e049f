// `escucha import customers FILE`: the same steps as on the screen, without it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/opened.hpp"
#include "db/param.hpp"
#include "modules/imports/imports.hpp"

namespace escucha::app {
namespace {

using imports::Import;
using imports::ImportState;

std::string whole_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator<char>(in), {}};
}

// "Celular=phone" puts a target over what was guessed, "Celular=" leaves the column out.
bool put_over(std::vector<imports::ImportColumn>& columns, const std::vector<std::string>& maps) {
    bool all = true;
    for (const std::string& map : maps) {
        const auto cut = map.rfind('=');
        const auto column = std::ranges::find(columns, map.substr(0, cut), &imports::ImportColumn::heading);
        if (cut == std::string::npos || column == columns.end()) {
            fmt::print(stderr, "There is no column \"{}\".\n", map.substr(0, cut));
            all = false;
        } else {
            column->target = map.substr(cut + 1);
        }
    }
    return all;
}

// Says which are none, and what there is.
bool are_fields(const imports::Imports& imports, const std::vector<imports::ImportColumn>& columns) {
    const auto fields = imports.targets(Language::en);
    bool all = true;
    for (const auto& c : columns) {
        if (c.target.empty() ||
            std::ranges::find(fields, c.target, &imports::ImportTarget::name) != fields.end())
            continue;
        fmt::print(stderr, "There is no field \"{}\" for the column \"{}\".\n", c.target, c.heading);
        all = false;
    }
    if (all) return true;
    fmt::print(stderr, "Fields:");
    for (const auto& f : fields) fmt::print(stderr, " {}", f.name);
    fmt::print(stderr, "\n");
    return false;
}

void show_columns(const Import& i) {
    fmt::print("{}: {} rows\n", i.name, i.rows);
    if (i.remembered) fmt::print("Columns as for the last file with these headings; --map overrules them.\n");
    for (const auto& c : i.columns)
        fmt::print("  {} → {}\n", c.heading, c.target.empty() ? "(not imported)" : c.target);
    if (i.same_as) fmt::print("The same file was imported before, as number {}.\n", i.same_as->id);
}

void show_rejected(const imports::Imports& imports, imports::ImportId id) {
    const auto page = imports.rows(id, imports::RowVerdict::rejected, std::nullopt, 0, 20, Language::en);
    if (!page) return;
    for (const auto& row : page->items)
        for (const auto& p : row.problems)
            fmt::print("  row {} {} {}: {}\n", row.row, p.column, p.heading, p.text);
    if (page->next) fmt::print("  … and more; see the report in the console.\n");
}

// Until its job is done, here or in a server on the same base. The job of an earlier, killed run waits for
// its lease to end. Whatever else is to be done is the server's: looking for duplicates takes minutes.
Import finished(House& house, imports::ImportId id) {
    while (true) {
        house.jobs.run_due(imports::kLookQueue);
        house.jobs.run_due(imports::kQueue);
        const auto i = house.imports.find(id);
        if (!i) throw std::runtime_error("the import was discarded meanwhile");
        if (i->state != ImportState::checking && i->state != ImportState::running) return *i;
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
}

struct Policies {
    imports::OnMatch on_match = imports::OnMatch::fill;
    imports::OnDuplicate on_duplicate = imports::OnDuplicate::skip;
};

std::optional<Policies> policies(const ImportOptions& options) {
    const auto on_match = db::parse_enum<imports::OnMatch>(options.on_match);
    const auto on_duplicate = db::parse_enum<imports::OnDuplicate>(options.on_duplicate);
    if (on_match && on_duplicate) return Policies{*on_match, *on_duplicate};
    fmt::print(stderr, "--on-match is fill, file or keep; --on-duplicate is skip, update or create.\n");
    return std::nullopt;
}

int carry_out(House& house, const Import& i, imports::OnDuplicate on_duplicate) {
    const auto begun = house.imports.run(i.id, on_duplicate, system_principal(), house.clock());
    if (!begun) return refused(begun.error());
    const Import done = finished(house, i.id);
    if (done.problem) fmt::print(stderr, "{}\n", *done.problem);
    fmt::print(
        "{} added, {} updated, {} unchanged, {} skipped, {} rejected. Number {}: it can be undone in the "
        "console.\n",
        done.counts.added, done.counts.updated, done.counts.unchanged, done.counts.skipped,
        done.counts.refused, done.id);
    return done.state == ImportState::done ? 0 : 1;
}

// Nothing is left behind of what was not carried out.
int given_up(House& house, imports::ImportId id, int code) {
    (void)house.imports.discard(id);
    return code;
}

}  // namespace

int import_customers(const Config& config, const ImportOptions& options) {
    const auto how = policies(options);
    if (!how) return 1;
    const std::string bytes = whole_file(options.file);
    Opened o(config);
    House& house = *o.house;
    const std::string name = std::filesystem::path(options.file).filename().string();
    auto i = house.imports.upload(name, bytes, system_principal(), house.clock());
    if (!i) return refused(i.error());
    if (!put_over(i->columns, options.maps) || !are_fields(house.imports, i->columns))
        return given_up(house, i->id, 1);
    show_columns(*i);
    std::vector<std::string> targets;
    for (const auto& c : i->columns) targets.push_back(c.target);
    if (const auto begun = house.imports.preview(i->id, targets, how->on_match, system_principal(),
                                                 house.clock(), imports::Imports::Columns::forget);
        !begun)
        return given_up(house, i->id, refused(begun.error()));
    const Import looked = finished(house, i->id);
    if (looked.state != ImportState::ready) {
        fmt::print(stderr, "{}\n", looked.problem.value_or("The check did not come to its end."));
        return given_up(house, i->id, 1);
    }
    fmt::print("{} new, {} to update, {} unchanged, {} may be known, {} rejected\n", looked.counts.new_,
               looked.counts.update, looked.counts.same, looked.counts.duplicate, looked.counts.rejected);
    show_rejected(house.imports, i->id);
    return options.dry_run ? given_up(house, i->id, 0) : carry_out(house, looked, how->on_duplicate);
}

}  // namespace escucha::app
