// A file of customers through the doors: who may bring one, what each row becomes, and the way back.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

constexpr std::string_view kFile =
    "Nombre,Correo,Celular,Talla\n"
    "María Núñez,maria@ejemplo.pe,987654321,M\n"
    "José Güell,jose@ejemplo.pe,912345678,L\n"
    "Sin Talla,talla@ejemplo.pe,,XXXL\n";

class ImportingCustomers : public World {
  protected:
    Answer bring(Console& who, std::string_view name, std::string_view bytes) {
        const auto sent = who.client().multipart(
            "/api/v1/imports", {},
            {{.field = "file", .name = std::string(name), .type = "text/csv", .bytes = std::string(bytes)}});
        Answer answer;
        answer.status = sent.status;
        answer.body = sent.json();
        EXPECT_THAT(
            who.document().answer("POST", "/imports", sent.status, sent.header("Content-Type"), sent.body),
            IsEmpty());
        return answer;
    }
    static std::string import(std::int64_t id, std::string_view part = {}) {
        return fmt::format("/imports/{}{}{}", id, part.empty() ? "" : "/", part);
    }
    json::array guessed(const Answer& brought) {
        json::array targets;
        for (const auto& column : brought.at("/columns").as_array()) targets.push_back(column.at("target"));
        return targets;
    }
    // Brought, looked at.
    std::int64_t looked_at(std::string_view bytes) {
        const auto brought = bring(boss, "clientes.csv", bytes);
        EXPECT_EQ(brought.status, 201) << brought.body;
        const auto id = brought.number("/id");
        EXPECT_EQ(boss.post(import(id, "preview"), {{"targets", guessed(brought)}}).status, 200);
        node.run_jobs();
        return id;
    }
    Answer run(std::int64_t id) {
        const auto begun = boss.post(import(id, "run"), {{"on_duplicate", "skip"}});
        EXPECT_EQ(begun.status, 200) << begun.body;
        node.run_jobs();
        return boss.get(import(id));
    }
    void add_sizes() {
        const auto made = admin.post("/customer-fields",
                                     {{"label", "Talla"}, {"type", "choice"}, {"choices", {"S", "M", "L"}}});
        EXPECT_EQ(made.status, 201) << made.body;
    }
};
ESCUCHA_STORE_TEST(ImportingCustomers);

TEST_P(ImportingCustomers, IsForSupervisors) {
    EXPECT_EQ(bring(lucia, "clientes.csv", kFile).status, 403);
    EXPECT_EQ(lucia.get("/imports").status, 403);
    EXPECT_EQ(bring(boss, "clientes.csv", kFile).status, 201);
}

TEST_P(ImportingCustomers, BringsRowsWithTheirOwnFieldsAndSaysWhatIsWrong) {
    add_sizes();
    const auto id = looked_at(kFile);
    EXPECT_EQ(boss.get(import(id)).number("/counts/new"), 2);
    EXPECT_TRUE(boss.get("/customers").each("/items", "name").empty());
    const auto rejected = boss.get(import(id, "rows?verdict=rejected"));
    EXPECT_THAT(rejected.each("/items", "name"), ElementsAre("Sin Talla"));
    EXPECT_EQ(rejected.text("/items/0/problems/0/column"), "D");

    const auto done = run(id);
    EXPECT_EQ(done.text("/state"), "done");
    EXPECT_EQ(done.number("/counts/added"), 2);
    const auto found = boss.get("/customers?q=nunez");
    ASSERT_THAT(found.each("/items", "name"), ElementsAre("María Núñez"));
    const auto profile = boss.get(fmt::format("/customers/{}/profile", found.number("/items/0/id")));
    EXPECT_EQ(profile.text("/own/0/value"), "M");
}

TEST_P(ImportingCustomers, IsTakenBackButForWhoeverHasACaseSince) {
    add_sizes();
    const auto id = looked_at(kFile);
    run(id);
    const auto maria = boss.get("/customers?q=nunez").number("/items/0/id");
    opened(claim({{"customer", {{"name", "María Núñez"}, {"email", "maria@ejemplo.pe"}}}}));
    ASSERT_EQ(boss.post(import(id, "undo")).status, 200);
    node.run_jobs();
    const auto undone = boss.get(import(id));
    EXPECT_EQ(undone.text("/state"), "undone");
    EXPECT_EQ(undone.number("/counts/taken_back"), 1);
    EXPECT_EQ(undone.number("/counts/kept"), 1);
    const auto kept = boss.get(import(id, "rows?outcome=kept"));
    EXPECT_THAT(kept.each("/items", "name"), ElementsAre("María Núñez"));
    EXPECT_EQ(boss.get(fmt::format("/customers/{}", maria)).status, 200);
    EXPECT_TRUE(boss.get("/customers?q=guell").each("/items", "name").empty());
}

TEST_P(ImportingCustomers, OneAtATime) {
    const auto one = looked_at("Nombre\nAna Torres\n"), other = looked_at("Nombre\nLuz Paz\n");
    const json::object how{{"on_duplicate", "skip"}};
    EXPECT_EQ(boss.post(import(one, "run"), how).status, 200);
    const auto refused = boss.post(import(other, "run"), how);
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.code(), "import.another_running");
    node.run_jobs();
    EXPECT_EQ(boss.post(import(other, "run"), how).status, 200);
}

TEST_P(ImportingCustomers, WhatIsNoTableIsRefusedInWords) {
    const auto refused = bring(boss, "clientes.xlsx", "PK\3\4 que no lo es");
    EXPECT_EQ(refused.status, 415);
    EXPECT_EQ(refused.code(), "sheet.not_readable");
    EXPECT_EQ(bring(boss, "vacio.csv", "Nombre,Correo\n").code(), "sheet.empty");
}

}  // namespace
}  // namespace escucha::journeys
