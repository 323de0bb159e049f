// vCard 3 (RFC 2426) and 4 (RFC 6350); also what phones still send as 2.1, with its texts in
// quoted-printable.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sheets/reader.hpp"

namespace escucha::sheets {

struct Card {
    std::size_t number = 0;  // 1-based
    // Property (upper case, without group and parameters) and value, in their order. Structured values (N,
    // ORG, ADR) are joined to one readable text, dates are ISO, tel: and mailto: are gone. Pictures, sounds,
    // keys and what only programs read are left out.
    std::vector<std::pair<std::string, std::string>> properties = {};
};

// Refuses "sheet.broken_card" (param "row": which card) and what goes beyond the limits.
Result<std::vector<Card>> parse_cards(std::string_view utf8, const Limits& limits);

// A row for each card; a column for each property, "TEL", "TEL (2)"… as often as any card has it.
Result<Head> read_cards(std::string_view utf8, Encoding encoding, const ReadOptions& options,
                        const OnRow& on_row);

}  // namespace escucha::sheets
