#include "modules/book/comparing_files.hpp"

#include "db/database.hpp"
#include "modules/book/attaching.hpp"
#include "modules/book/store.hpp"
#include "modules/files/hashing.hpp"

namespace escucha::book {
namespace {

constexpr std::size_t kPage = 500;

// The first file of a sheet is always its file_01. Quotes in what people write are escaped in JSON, so that
// nobody's words look like it.
const db::Statement kWithFiles{
    "SELECT id FROM book_entries WHERE id > $1 AND blanked = 0 AND answers LIKE '%\"file_01\":%' ORDER BY id "
    "LIMIT $2"};

using SameFile = std::function<bool(const SheetFile&)>;

std::optional<Difference> first_other(const Entry& e, const SameFile& same) {
    if (e.blanked) return std::nullopt;
    for (const auto& file : files_of(e.answers))
        if (!same(file))
            return Difference{.how = Differs::changed,
                              .ledger = ledger_of(e.book, e.sample),
                              .number = e.number,
                              .sequence = e.ledger,
                              .column = "file_pieces",
                              .what = {text(Language::es, "book.compared.files"),
                                       text(Language::en, "book.compared.files")}};
    return std::nullopt;
}

std::vector<EntryId> with_files(db::Tx& tx, EntryId after) {
    std::vector<EntryId> out;
    for (const auto& row : tx.query(kWithFiles, after, kPage)) out.push_back(row.get<EntryId>(0));
    return out;
}

}  // namespace

std::optional<Difference> compare_files(db::Tx& tx, const std::function<bool()>& go_on) {
    bool going = true;  // who stops in the midst of a file has found nothing
    const auto goes_on = [&] { return going = going && go_on(); };
    const auto same = [&](const SheetFile& f) {
        const auto hash = files::stored_sha256(tx, f.id, goes_on);
        return !going || (hash == f.sha256 && files::stored_size(tx, f.id) == f.size);
    };
    for (auto page = with_files(tx, 0); !page.empty(); page = with_files(tx, page.back()))
        for (const auto id : page) {
            const auto e = store::entry(tx, id);
            auto found = e ? first_other(*e, same) : std::nullopt;
            if (found || !going) return found;
        }
    return std::nullopt;
}

std::optional<Difference> compare_sizes_of_files(db::Tx& tx, BookId book, Number number) {
    const auto e = store::by_number(tx, book, number);
    if (!e) return std::nullopt;
    return first_other(*e, [&](const SheetFile& f) { return files::stored_size(tx, f.id) == f.size; });
}

}  // namespace escucha::book
