#include "modules/book/chaining.hpp"

#include <fmt/format.h>

#include "db/database.hpp"
#include "modules/ledger/ledger.hpp"

namespace escucha::book {
namespace {

std::string ledger_of(const Entry& e) {
    return fmt::format("{}book:{}", e.sample ? ledger::kSamplePrefix : "", e.book);
}

// The whole sheet as it was written, and who kept the book then.
std::vector<ledger::Field> sheet_fields(const Book& book, const Entry& e) {
    std::vector<ledger::Field> out{{"book_code", book.code},
                                   {"provider", book.provider},
                                   {"tax_number", book.tax_number},
                                   {"address", book.address},
                                   {"sheet", e.sheet},
                                   {"filed_at", fmt::format("{}", micros(e.filed_at))}};
    if (e.on_paper) out.push_back({"paper_number", e.paper_number});
    const auto& sheet = book.form();
    for (const auto& [key, value] : e.answers) {
        const auto* field = sheet.field(key);
        out.push_back({.name = key, .value = value, .personal = !field || is_personal(*field)});
    }
    return out;
}

std::vector<ledger::Field> act_fields(const Act& a) {
    std::vector<ledger::Field> out{{"by", fmt::format("{}", a.by)}};
    if (!a.from.empty()) out.push_back({"from", a.from});
    if (!a.to.empty()) out.push_back({"to", a.to});
    if (!a.text.empty()) out.push_back({.name = "text", .value = a.text, .personal = true});
    return out;
}

}  // namespace

std::int64_t chain(const Books& books, db::Tx& tx, const Entry& e, const Act& a) {
    return books.parts()
        .ledger
        .append(tx, {.ledger = ledger_of(e),
                     .subject = shown(e.number),
                     .kind = std::string(db::name(a.kind)),
                     .at = a.at,
                     .fields = act_fields(a)})
        .sequence;
}

void chain_first(const Books& books, db::Tx& tx, const Book& book, Entry& e) {
    const auto appended = books.parts().ledger.append(tx, {.ledger = ledger_of(e),
                                                           .subject = shown(e.number),
                                                           .kind = std::string(db::name(ActKind::entered)),
                                                           .at = e.at,
                                                           .fields = sheet_fields(book, e)});
    e.ledger = appended.sequence;
    e.verification = appended.code;
}

std::int64_t unchain(const Books& books, db::Tx& tx, const Entry& e, Instant now) {
    const auto done = books.parts().ledger.blank(tx, ledger_of(e), shown(e.number), "erasure", now);
    return done ? done->sequence : 0;
}

}  // namespace escucha::book
