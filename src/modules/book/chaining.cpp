#include "modules/book/chaining.hpp"

#include <fmt/format.h>

#include "db/database.hpp"
#include "modules/ledger/ledger.hpp"

namespace escucha::book {
namespace {

std::string moment(const std::optional<Instant>& at) {
    return at ? fmt::format("{}", micros(*at)) : std::string();
}

// Who kept the book then, and what became of the sheet when it was written: with `written_fields` all that
// screens and prints tell of it.
std::vector<ledger::Field> sheet_fields(const Book& book, const Entry& e) {
    return {{"book_code", book.code},
            {"book_name", e.keeper.book_name},
            {"provider", e.keeper.provider},
            {"tax_number", e.keeper.tax_number},
            {"address", e.keeper.address},
            {"sheet", e.sheet},
            {"filed_at", moment(e.filed_at)},
            {"due_at", moment(e.due_at)},
            {"due_by_law", e.due_by_law ? "1" : "0"},
            {"language", std::string(db::name(e.language))},
            {"by", fmt::format("{}", e.by)},
            {.name = "case_code", .value = e.case_code, .personal = true}};
}

std::vector<ledger::Field> act_fields(const Act& a) {
    std::vector<ledger::Field> out{{"by", fmt::format("{}", a.by)}};
    if (!a.from.empty()) out.push_back({"from", a.from});
    if (!a.to.empty()) out.push_back({"to", a.to});
    if (a.answered_at) out.push_back({"answered_at", moment(*a.answered_at)});
    if (!a.text.empty()) out.push_back({.name = "text", .value = a.text, .personal = true});
    return out;
}

}  // namespace

std::string ledger_of(BookId book, bool sample) {
    return fmt::format("{}book:{}", sample ? ledger::kSamplePrefix : "", book);
}

std::int64_t chain(const Books& books, db::Tx& tx, const Entry& e, const Act& a) {
    return books.parts()
        .ledger
        .append(tx, {.ledger = ledger_of(e.book, e.sample),
                     .subject = shown(e.number),
                     .kind = std::string(db::name(a.kind)),
                     .at = a.at,
                     .fields = act_fields(a)})
        .sequence;
}

void chain_due(const Books& books, db::Tx& tx, const Entry& e, Instant now) {
    books.parts().ledger.append(
        tx, {.ledger = ledger_of(e.book, e.sample),
             .subject = shown(e.number),
             .kind = std::string(kDueMoved),
             .at = now,
             .fields = {{"due_at", moment(e.due_at)}, {"due_by_law", e.due_by_law ? "1" : "0"}}});
}

ledger::Ready written_fields(const Draft& draft) {
    std::vector<ledger::Field> out;
    // Anything may be written there, a name as well.
    if (draft.entry.on_paper)
        out.push_back({.name = "paper_number", .value = draft.entry.paper_number, .personal = true});
    const auto& sheet = draft.book.form();
    for (const auto& [key, value] : draft.answers) {
        const auto* field = sheet.field(key);
        out.push_back({.name = key, .value = value, .personal = !field || is_personal(*field)});
    }
    return ledger::made_ready(out);
}

void chain_first(const Books& books, db::Tx& tx, const Draft& draft, Entry& e) {
    const auto appended = books.parts().ledger.append(tx, {.ledger = ledger_of(e.book, e.sample),
                                                           .subject = shown(e.number),
                                                           .kind = std::string(db::name(ActKind::entered)),
                                                           .at = e.at,
                                                           .fields = sheet_fields(draft.book, e),
                                                           .ready = &draft.fields});
    e.ledger = appended.sequence;
    e.verification = appended.code;
}

std::int64_t unchain(const Books& books, db::Tx& tx, const Entry& e, Instant now) {
    const auto done =
        books.parts().ledger.blank(tx, ledger_of(e.book, e.sample), shown(e.number), "erasure", now);
    return done ? done->sequence : 0;
}

}  // namespace escucha::book
