// The routes of what is printed of complaint books.
#include <fmt/format.h>

#include "base/human_time.hpp"
#include "db/database.hpp"
#include "db/param.hpp"
#include "http/api.hpp"
#include "http/body_sink.hpp"
#include "modules/book/printing.hpp"
#include "modules/book/views.hpp"
#include "modules/team/team.hpp"

namespace escucha::book {
namespace {

enum class PosterPaper { a4, a3 };
BOOST_DESCRIBE_ENUM(PosterPaper, a4, a3)
struct OneReceipt {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(OneReceipt, (), (id))
struct OnePoster {
    http::Id id;
    std::optional<PosterPaper> paper;
};
BOOST_DESCRIBE_STRUCT(OnePoster, (), (id, paper))
struct BookFile {
    http::Id id;
    BookFormat format{};
    http::Int<2000, 9999> year;
    std::optional<http::Int<1, 12>> month;
    std::optional<http::Int<1, 1'000'000>> volume;
};
BOOST_DESCRIBE_STRUCT(BookFile, (), (id, format, year, month, volume))

Press press_of(const Books& books, const http::Call& call, const std::string& public_url) {
    const auto o = books.parts().team.organisation();
    return {.language = call.language,
            .zone = o->zone,
            .organisation = o->name,
            .public_url = public_url,
            .now = call.now};
}

http::File pdf(std::string bytes, std::string name) {
    return {.content = http::Body(std::move(bytes)), .name = std::move(name), .shown = true};
}

Result<http::File> receipt_of(const Books& books, const http::Call& call, EntryId id, const Press& press) {
    return books.parts().db.read([&](db::Tx& tx) -> Result<http::File> {
        const auto found = seen(books, tx, id, call.principal);
        if (!found) return Refused(found.error());
        const auto& r = found->receipt;
        return pdf(receipt_pdf(r, books.logo(tx, r.book), press),
                   fmt::format("{}-{}.pdf", r.book.code, shown(r.entry.number, r.entry.form().digits)));
    });
}

BookPart part_of(const BookFile& in) {
    return {.format = in.format,
            .year = static_cast<int>(in.year.value),
            .month = in.month ? static_cast<int>(in.month->value) : 0,
            .volume = in.volume ? static_cast<int>(in.volume->value) : 0};
}

// "miraflores-2026-03.pdf", "miraflores-2026-tomo-2-de-3.pdf"
std::string name_of(const Book& b, const BookPart& part, const WrittenBook& written, Language language) {
    auto name = fmt::format("{}-{}", b.code, part.year);
    if (part.month != 0) name += fmt::format("-{:02}", part.month);
    if (written.of > 1)
        name += "-" + text(language, "book.print.volume_file",
                           {{"n", std::to_string(written.volume)}, {"of", std::to_string(written.of)}});
    return fmt::format("{}.{}", name, db::name(part.format));
}

Result<http::File> book_file(const Books& books, const http::Call& call, const BookFile& in,
                             const Press& press) {
    static http::SpoolRules rules;  // outlives what it serves
    const auto b = books.parts().db.read([&](db::Tx& tx) { return books.find(tx, in.id); });
    if (!b) return not_found("book.not_found");
    http::BodySink out(rules);
    const auto part = part_of(in);
    const auto done = write_book(books, *b, part, call.principal, press,
                                 [&](std::string_view piece) { out.append(piece); });
    if (!done) return Refused(done.error());
    return http::File{.content = out.take(), .name = name_of(*b, part, *done, call.language), .shown = false};
}

}  // namespace

void add_printing_routes(http::Api& api, Books& books, std::string public_url) {
    api.get("/book-entries/{id}/receipt",
            {.id = "printBookEntry",
             .scope = "book:read",
             .summary = "The receipt of an entry as PDF: the whole sheet",
             .tag = "books",
             .errors = {"book.entry_not_found", "case.about_you", "case.sealed"}},
            [&books, public_url](const http::Call& call, const OneReceipt& in) -> Result<http::File> {
                return receipt_of(books, call, in.id, press_of(books, call, public_url));
            });
    api.get("/books/{id}/poster",
            {.id = "printBookPoster",
             .scope = "book:read",
             .summary = "The poster for the shop as PDF: the notice, and the QR code of the book's page",
             .errors = {"book.not_found"}},
            [&books, public_url](const http::Call& call, const OnePoster& in) -> Result<http::File> {
                return books.parts().db.read([&](db::Tx& tx) -> Result<http::File> {
                    const auto b = books.find(tx, in.id);
                    if (!b) return not_found("book.not_found");
                    const auto a3 = in.paper == PosterPaper::a3;
                    return pdf(poster_pdf(*b, books.logo(tx, *b), a3 ? print::Paper::a3 : print::Paper::a4,
                                          press_of(books, call, public_url)),
                               fmt::format("{}-{}.pdf", b->code, a3 ? "A3" : "A4"));
                });
            });
    api.get(
        "/books/{id}/file",
        {.id = "downloadBook",
         .access = http::Access::role(Role::supervisor),
         .scope = "book:read",
         .summary = "The book of a year or a month: PDF, .xlsx or .csv",
         .description = "Entries by when they were entered, in the organisation's zone. A PDF holds 5,000 at "
                        "most: where there are more it has volumes, and one of them is asked for.",
         .errors = {"book.not_found", "book.too_many_to_print"}},
        [&books, public_url](const http::Call& call, const BookFile& in) -> Result<http::File> {
            return book_file(books, call, in, press_of(books, call, public_url));
        });
}

}  // namespace escucha::book
