// Imports on an empty base, with nothing lent by the modules above them: what their tests begin with.
#pragma once
#include "modules/imports/imports.hpp"

#include <gmock/gmock.h>

#include "modules/imports/store.hpp"
#include "sheets/reader.hpp"
#include "support/principals.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

namespace escucha::imports {

inline const Instant kNow = instant(1'800'000'000'000'000);

class ImportWorld : public test::StoreTest {
  protected:
    // Uploads and looks at every row.
    Import previewed(std::string_view bytes, OnMatch on_match = OnMatch::fill) {
        auto import = imports.upload("clientes.csv", bytes, boss, kNow);
        EXPECT_TRUE(import) << import.error().code;
        return looked_again(*import, on_match);
    }
    Import looked_again(const Import& import, OnMatch on_match) {
        std::vector<std::string> targets;
        for (const ImportColumn& c : import.columns) targets.push_back(c.target);
        const auto begun = imports.preview(import.id, targets, on_match, boss, kNow);
        EXPECT_TRUE(begun) << begun.error().code;
        jobs.run_due();
        return *imports.find(import.id);
    }
    Import run(ImportId id, OnDuplicate on_duplicate = OnDuplicate::skip) {
        const auto begun = imports.run(id, on_duplicate, boss, kNow);
        EXPECT_TRUE(begun) << begun.error().code;
        jobs.run_due();
        return *imports.find(id);
    }
    Import imported(std::string_view bytes, OnMatch on_match = OnMatch::fill) {
        return run(previewed(bytes, on_match).id);
    }
    Import undone(ImportId id) {
        EXPECT_TRUE(imports.undo(id, boss, kNow));
        jobs.run_due();
        return *imports.find(id);
    }
    std::vector<ImportRow> rows(ImportId id, std::optional<RowVerdict> verdict = {},
                                std::optional<RowOutcome> outcome = {}) {
        return imports.rows(id, verdict, outcome, 0, 200, Language::es)->items;
    }
    std::vector<std::string> found(std::string_view query) {
        std::vector<std::string> names;
        base().read([&](db::Tx& tx) {
            for (const auto& hit : customers.find(tx, query, 50)) names.push_back(hit.name);
        });
        return names;
    }
    customers::Customer the(std::string_view query) {
        return base().read(
            [&](db::Tx& tx) { return *customers.get(tx, customers.find(tx, query, 1).at(0).id); });
    }
    std::size_t everybody() {
        return base().read([&](db::Tx& tx) { return customers.numbers(tx, 0, 10'000).size(); });
    }
    static customers::Identifier phone(const char* value) {
        return {.kind = customers::IdentifierKind::phone, .value = value};
    }
    customers::Customer written_down(const customers::Customer& who) {
        return base().write([&](db::Tx& tx) {
            const auto id = customers.add(tx, who, boss, now);
            EXPECT_TRUE(id) << id.error().code;
            return *customers.get(tx, id.value_or(0));
        });
    }
    std::int64_t pieces(ImportId id) {
        return base().read(
            [&](db::Tx& tx) { return static_cast<std::int64_t>(store::pieces(tx, id, 0, 10).size()); });
    }
    static std::string many(int rows) {
        std::string text = "Nombre,Correo,Teléfono\n";
        for (int i = 0; i < rows; ++i)
            text += fmt::format("Persona Número{},p{}@ejemplo.pe,98{:07}\n", i, i, i * 13);
        return text;
    }

    work::Events events;
    Instant now = kNow;
    work::Jobs jobs{base(), [this] { return now; }};
    customers::Customers customers{base(), events};
    Imports imports{base(), events, jobs, customers};
    Principal boss = test::person(3, Role::supervisor, "Inés");
    ImportWorld() { add_jobs(jobs, imports); }
};

inline constexpr std::string_view kThree =
    "Nombre,Correo,Teléfono,Fecha de nacimiento\n"
    "María Núñez,maria@ejemplo.pe,987654321,12/04/1985\n"
    "José Güell,jose@ejemplo.pe,912345678,1990-02-28\n"
    "Sin Fecha,otro@ejemplo.pe,,31/02/1990\n";

}  // namespace escucha::imports
