// What the portal needs to check a receipt: /verificar. Apart from Desk, like the complaint books.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/book/book.hpp"
#include "modules/ledger/receipts.hpp"

namespace escucha::portal {

struct VerifyBook {
    std::string code = {}, name = {};
};

struct CheckedReceipt {
    std::string book = {}, book_name = {}, number = {};
    ledger::Found found = {};
    book::Wording shown_otherwise = {};  // what of the sheet is shown otherwise than it was chained
};

// A backup was brought back: what was entered in between is gone.
struct LostTime {
    std::optional<Instant> from = {};
    Instant at{};
};

class VerifyDesk {
  public:
    virtual ~VerifyDesk() = default;

    virtual std::vector<VerifyBook> books() = 0;  // closed ones, too: receipts outlive books; by name
    // "12-2026" → "000000012-2026"; nothing: no number.
    virtual std::optional<std::string> number(std::string_view typed) = 0;
    // Nothing: no such sheet, or not its code.
    virtual std::optional<CheckedReceipt> check(std::string_view book, const std::string& number,
                                                const std::string& code) = 0;
    // For whoever is told that we do not know their sheet; of that book.
    virtual std::vector<LostTime> lost(std::string_view book) = 0;
    // What anybody can check by themselves, without personal data.
    virtual std::optional<std::string> proof(std::string_view book, const std::string& number,
                                             const std::string& code) = 0;
};

}  // namespace escucha::portal
