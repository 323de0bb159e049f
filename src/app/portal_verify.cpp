#include "app/portal_verify.hpp"

#include "modules/book/comparing_files.hpp"

namespace escucha::app {
namespace {

struct InLedger {
    std::string ledger;
    ledger::Found found;
};
// A book may have sheets of the sample company, which stand in a ledger of their own.
std::optional<InLedger> find(House& house, db::Tx& tx, const book::Book& b, const std::string& number,
                             const std::string& code) {
    for (const bool sample : {false, true}) {
        const auto name = book::ledger_of(b.id, sample);
        if (auto found = ledger::find_by_code(tx, house.heads, name, number, code))
            return InLedger{name, std::move(*found)};
    }
    return std::nullopt;
}

}  // namespace

std::vector<portal::VerifyBook> PortalVerify::books() {
    std::vector<portal::VerifyBook> out;
    for (const auto& b : house_.base.read([&](db::Tx& tx) { return house_.books.all(tx); }))
        out.push_back({b.code, b.name});
    return out;
}

std::optional<std::string> PortalVerify::number(std::string_view typed) {
    const auto number = book::parse_number(typed);
    return number && number->year != 0 ? std::optional(book::shown(*number)) : std::nullopt;
}

// The chain may be whole, and the house show something else: that is no genuine sheet either.
std::optional<portal::CheckedReceipt> PortalVerify::check(std::string_view book, const std::string& number,
                                                          const std::string& code) {
    return house_.base.read([&](db::Tx& tx) -> std::optional<portal::CheckedReceipt> {
        const auto b = house_.books.by_code(tx, book);
        auto found = b ? find(house_, tx, *b, number, code) : std::nullopt;
        if (!found) return std::nullopt;
        portal::CheckedReceipt out{b->code, b->name, number, std::move(found->found)};
        if (out.found.state != ledger::Found::State::genuine) return out;
        const auto asked = book::parse_number(number).value_or(book::Number{});
        auto differs = book::compare(tx, house_.ledger, b->id, asked);
        if (!differs) differs = book::compare_sizes_of_files(tx, b->id, asked);
        if (!differs) return out;
        out.found.state = ledger::Found::State::altered;
        out.shown_otherwise = differs->what;
        return out;
    });
}

std::vector<portal::LostTime> PortalVerify::lost(std::string_view book) {
    return house_.base.read([&](db::Tx& tx) {
        std::vector<portal::LostTime> out;
        const auto b = house_.books.by_code(tx, book);
        if (!b) return out;
        for (const auto& loss : house_.heads.losses(tx))
            if (loss.of(book::ledger_of(b->id, false)))
                out.push_back(
                    {.from = loss.from == 0 ? std::nullopt : std::optional(loss.from_at), .at = loss.at});
        return out;
    });
}

std::optional<std::string> PortalVerify::proof(std::string_view book, const std::string& number,
                                               const std::string& code) {
    return house_.base.read([&](db::Tx& tx) -> std::optional<std::string> {
        const auto b = house_.books.by_code(tx, book);
        const auto found = b ? find(house_, tx, *b, number, code) : std::nullopt;
        if (!found) return std::nullopt;
        return ledger::receipt_json(tx, house_.heads, found->ledger, found->found.sequence,
                                    ledger::Values::without_personal);
    });
}

}  // namespace escucha::app
