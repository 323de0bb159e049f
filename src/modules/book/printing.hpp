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
// A PDF of more would take minutes: it comes in volumes. Numbers have no gap, so that a full volume keeps its
// sheets.
inline constexpr std::int64_t kMostPrinted = 5'000;

struct BookPart {
    BookFormat format = BookFormat::pdf;
    int year = 0;
    int month = 0;   // 0: the year
    int volume = 0;  // of a PDF, from 1; 0: the whole
    std::int64_t per_volume = kMostPrinted;
};
struct WrittenBook {
    int volume = 1, of = 1;
};
// The entries of a year, or of one of its months, oldest first. .xlsx and .csv have every field of the sheet;
// the PDF tells what was asked and what was answered. Rows about the reader, or whose case is sealed, show
// number and dates alone. Read and handed out piece by piece. Not inside a transaction. Refuses
// "book.too_many_to_print" {n, most, volumes} where a PDF has volumes and none was asked for, and a volume
// that is none.
Result<WrittenBook> write_book(const Books&, const Book&, const BookPart&, const Principal&, const Press&,
                               const print::Sink&);

}  // namespace escucha::book
