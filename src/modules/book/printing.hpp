// The complaint book on paper and as files: the receipt of an entry, the poster of the shop, the book itself.
#pragma once
#include <optional>
#include <string>

#include "modules/book/book.hpp"
#include "print/document.hpp"
#include "sheets/writer.hpp"

namespace escucha::book {

// In whose words, zone and name something is printed.
struct Press {
    Language language = Language::es;
    const Zone* zone = &Zone::utc();
    std::string organisation = {};
    std::string public_url = {};  // without a slash at the end
    Instant now{};
};

// Where anyone checks whether a receipt is genuine; number and code filled in.
std::string verify_url(const Press& press, const Receipt& receipt);

// The whole sheet as `whole_sheet` tells it, what the law wants said on it, and a QR code to verify_url. Its
// date is that of its last act: printed again, unchanged, it is the same file.
std::string receipt_pdf(const Receipt& receipt, const std::optional<Logo>& logo, const Press& press);

// What hangs in the shop: the notice, and a QR code to the book's page. On A4 or A3.
std::string poster_pdf(const Book& book, const std::optional<Logo>& logo, print::Paper paper,
                       const Press& press);

enum class BookFormat { pdf, xlsx, csv };
BOOST_DESCRIBE_ENUM(BookFormat, pdf, xlsx, csv)
// A PDF of more would take minutes: by months, or as a table.
inline constexpr std::int64_t kMostPrinted = 5'000;

// The entries of a year, or of one of its months (0: all), oldest first. .xlsx and .csv have every field of
// the sheet; the PDF tells what was asked and what was answered. Rows about the reader, or whose case is
// sealed, show number and dates alone. Months are read one after the other. Refuses "book.too_many_to_print"
// {n}.
Result<void> write_book(db::Tx&, const Books&, const Book&, BookFormat, int year, int month, const Principal&,
                        const Press&, const print::Sink&);

}  // namespace escucha::book
