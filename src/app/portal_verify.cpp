#include "app/portal_verify.hpp"

namespace escucha::app {
namespace {

std::string ledger_of(const book::Book& b) {
    return fmt::format("{}book:{}", b.sample ? ledger::kSamplePrefix : "", b.id);
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
    return number ? std::optional(book::shown(*number)) : std::nullopt;
}

std::optional<portal::CheckedReceipt> PortalVerify::check(std::string_view book, const std::string& number,
                                                          const std::string& code) {
    return house_.base.read([&](db::Tx& tx) -> std::optional<portal::CheckedReceipt> {
        const auto b = house_.books.by_code(tx, book);
        if (!b) return std::nullopt;
        auto found = ledger::find_by_code(tx, house_.heads, ledger_of(*b), number, code);
        if (!found) return std::nullopt;
        return portal::CheckedReceipt{b->code, b->name, number, std::move(*found)};
    });
}

std::optional<std::string> PortalVerify::proof(std::string_view book, const std::string& number,
                                               const std::string& code) {
    return house_.base.read([&](db::Tx& tx) -> std::optional<std::string> {
        const auto b = house_.books.by_code(tx, book);
        const auto found =
            b ? ledger::find_by_code(tx, house_.heads, ledger_of(*b), number, code) : std::nullopt;
        if (!found) return std::nullopt;
        return ledger::receipt_json(tx, house_.heads, ledger_of(*b), found->sequence,
                                    ledger::Values::without_personal);
    });
}

}  // namespace escucha::app
