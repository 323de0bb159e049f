// The routes of complaint books: a table of contents.
#include "db/database.hpp"
#include "http/api.hpp"
#include "http/version_asked.hpp"
#include "modules/book/attaching.hpp"
#include "modules/book/printing.hpp"
#include "modules/book/views.hpp"
#include "modules/cases/cases.hpp"

namespace escucha::book {
namespace {

using http::Line;
using http::Many;
using http::Prose;
using std::chrono::year_month_day;

// --- What is asked -----------------------------------------------------------------------------------------
struct OneBook {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(OneBook, (), (id))
struct AddBook {
    Line<40, 0> code;
    Line<200, 0> name, provider;
    Line<40, 0> tax_number;
    Line<300, 0> address;
    Line<2, 0> country;
    std::optional<Line<20>> sheet;
    std::optional<Prose<2'000, 0>> notice;
    std::optional<bool> open;
};
BOOST_DESCRIBE_STRUCT(AddBook, (), (code, name, provider, tax_number, address, country, sheet, notice, open))
struct EditBook {
    http::Id id;
    std::optional<Line<200, 0>> name, provider;
    std::optional<Line<40, 0>> tax_number;
    std::optional<Line<300, 0>> address;
    std::optional<Line<2, 0>> country;
    std::optional<Line<20>> sheet;
    http::Patch<Prose<2'000, 0>> notice;
    std::optional<bool> open;
};
BOOST_DESCRIBE_STRUCT(EditBook, (), (id, name, provider, tax_number, address, country, sheet, notice, open))
struct PutLogo {
    http::Id id;
    http::Upload logo;
};
BOOST_DESCRIBE_STRUCT(PutLogo, (), (id, logo))

struct ListEntries {
    http::Id id;
    std::optional<http::Int<2000, 9999>> year;
    std::optional<http::Int<1, 12>> month;
    std::optional<Line<20>> number;
    std::optional<EntryStanding> standing;
    std::optional<EntryKind> kind;
    std::optional<http::Id> before;
    std::optional<http::Int<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(ListEntries, (), (id, year, month, number, standing, kind, before, limit))
struct WrittenAnswer {
    Line<60> field;
    Prose<20'000, 0> value;
};
BOOST_DESCRIBE_STRUCT(WrittenAnswer, (), (field, value))
struct Enter {
    http::Id id;
    Many<WrittenAnswer, 60> answers;
    std::optional<bool> accepted;
    std::optional<Language> language;
    std::optional<Channel> channel;
    std::optional<year_month_day> paper_date;
    std::optional<Line<40>> paper_number;
    std::optional<Many<http::Id, 10>> file_ids;
};
BOOST_DESCRIBE_STRUCT(Enter, (),
                      (id, answers, accepted, language, channel, paper_date, paper_number, file_ids))
struct OneEntry {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(OneEntry, (), (id))
struct Reclassify {
    http::Id id;
    EntryKind kind{};
    Prose<2'000, 0> reason;
};
BOOST_DESCRIBE_STRUCT(Reclassify, (), (id, kind, reason))

BookWish wish_of(const AddBook& in) {
    return {.code = in.code,
            .name = in.name,
            .provider = in.provider,
            .tax_number = in.tax_number,
            .address = in.address,
            .country = in.country,
            .sheet = in.sheet ? in.sheet->str() : "",
            .notice = in.notice ? in.notice->str() : "",
            .open = in.open.value_or(true)};
}

// What is not said stays; another country without a sheet begins with that country's.
BookWish wish_of(const EditBook& in, const Book& b) {
    const auto or_stays = [](const auto& said, const std::string& now) { return said ? said->str() : now; };
    BookWish wish{.code = b.code,
                  .name = or_stays(in.name, b.name),
                  .provider = or_stays(in.provider, b.provider),
                  .tax_number = or_stays(in.tax_number, b.tax_number),
                  .address = or_stays(in.address, b.address),
                  .country = or_stays(in.country, b.country),
                  .notice = b.notice,
                  .open = in.open.value_or(b.open)};
    wish.sheet = in.sheet ? in.sheet->str() : wish.country == b.country ? b.sheet : std::string();
    if (in.notice.present) wish.notice = in.notice.value ? in.notice.value->str() : "";
    return wish;
}

Filled filled_of(const Enter& in, const http::Call& call) {
    Filled f{.accepted = in.accepted.value_or(false),
             .language = in.language.value_or(call.language),
             .channel = in.channel.value_or(in.paper_date ? Channel::in_person : Channel::api),
             .paper_date = in.paper_date,
             .paper_number = in.paper_number ? in.paper_number->str() : ""};
    for (const auto& a : in.answers) f.answers[a.field.str()] = a.value.str();
    return f;
}

// What was uploaded before (POST /files): a scan of the paper, or what the kiosk's camera took.
Result<void> take_files(const Books& books, const Enter& in, Filled& filled) {
    if (!in.file_ids) return {};
    for (const auto& id : *in.file_ids) filled.files.push_back(id.value);
    const auto looked = look_at(books.parts().files, filled.files);
    if (!looked) return Refused(looked.error());
    filled.attached = as_answers(*looked);
    return {};
}

EntryFilter filter_of(const ListEntries& in) {
    EntryFilter f{.book = in.id, .standing = in.standing, .kind = in.kind};
    if (in.year) f.year = static_cast<int>(in.year->value);
    if (in.month) f.month = static_cast<int>(in.month->value);
    if (in.number) f.number = in.number->str();
    if (in.before) f.before = in.before->value;
    f.limit = in.limit ? static_cast<std::size_t>(in.limit->value) : 50;
    return f;
}

using BookAnswer = Result<http::WithEtag<BookView>>;

BookAnswer answer(const Result<Book>& b, Language language) {
    if (!b) return Refused(b.error());
    return http::WithEtag<BookView>{view(*b, language), std::to_string(b->version)};
}

Result<EntryView> show(const Books& books, const http::Call& call, EntryId id) {
    return books.parts().db.read(
        [&](db::Tx& tx) { return view(books, tx, id, call.principal, call.language, call.now); });
}

Result<EntryList> list(const Books& books, const http::Call& call, const ListEntries& in) {
    return books.parts().db.read([&](db::Tx& tx) -> Result<EntryList> {
        if (!books.find(tx, in.id)) return not_found("book.not_found");
        const auto filter = filter_of(in);
        EntryList out{
            .items = lines(tx, books.entries(tx, filter, call.now), call.principal, call.language, call.now)};
        if (out.items.size() == filter.limit) out.next = out.items.back().id;
        return out;
    });
}

// --- The table ---------------------------------------------------------------------------------------------
void add_books(http::Api& api, Books& books) {
    api.get("/books", {.id = "listBooks", .scope = "book:read", .summary = "Complaint books, by name"},
            [&](const http::Call& call) -> Result<BookList> {
                return books.parts().db.read([&](db::Tx& tx) {
                    BookList out;
                    for (const auto& b : books.all(tx)) out.items.push_back(view(b, call.language));
                    return out;
                });
            });
    api.get("/books/{id}",
            {.id = "getBook",
             .scope = "book:read",
             .summary = "One complaint book",
             .errors = {"book.not_found"}},
            [&](const http::Call& call, const OneBook& in) -> BookAnswer {
                const auto b = books.parts().db.read([&](db::Tx& tx) { return books.find(tx, in.id); });
                return b ? answer(*b, call.language) : BookAnswer(not_found("book.not_found"));
            });
    api.get("/book-sheets",
            {.id = "listBookSheets",
             .scope = "book:read",
             .summary = "The sheets of the countries: what each asks for",
             .tag = "books"},
            [](const http::Call& call) -> Result<SheetList> {
                SheetList out;
                for (const auto& s : sheets()) out.items.push_back(view(s, call.language));
                return out;
            });
}

void add_editing(http::Api& api, Books& books) {
    const auto admin = http::Access::role(Role::administrator);
    api.post("/books",
             {.id = "addBook", .access = admin, .scope = "book:write", .summary = "One more complaint book"},
             [&](const http::Call& call, const AddBook& in) -> Result<http::Created<BookView>> {
                 const auto b = books.add(call.principal, wish_of(in), call.now);
                 if (!b) return Refused(b.error());
                 return http::Created<BookView>{view(*b, call.language), fmt::format("/books/{}", b->id),
                                                std::to_string(b->version)};
             });
    api.patch("/books/{id}",
              {.id = "editBook",
               .access = admin,
               .scope = "book:write",
               .summary = "Change a complaint book; its code stays",
               .errors = {"book.not_found", "book.changed_meanwhile"},
               .needs_match = true},
              [&](const http::Call& call, const EditBook& in) -> BookAnswer {
                  const auto b = books.parts().db.read([&](db::Tx& tx) { return books.find(tx, in.id); });
                  if (!b) return not_found("book.not_found");
                  const auto version = http::version_asked(call).value_or(b->version);
                  return answer(books.change(call.principal, in.id, version, wish_of(in, *b), call.now),
                                call.language);
              });
    api.post("/books/{id}/logo",
             {.id = "putBookLogo",
              .access = admin,
              .scope = "book:write",
              .summary = "Its logo: PNG or JPEG of 1 MB at most, told from the content",
              .errors = {"book.not_found", "book.changed_meanwhile"}},
             [&](const http::Call& call, const PutLogo& in) -> BookAnswer {
                 return answer(books.set_logo(call.principal, in.id, in.logo, call.now), call.language);
             });
    api.del("/books/{id}/logo",
            {.id = "removeBookLogo",
             .access = admin,
             .scope = "book:write",
             .summary = "Take its logo away",
             .errors = {"book.not_found", "book.changed_meanwhile"}},
            [&](const http::Call& call, const OneBook& in) -> BookAnswer {
                return answer(books.set_logo(call.principal, in.id, std::nullopt, call.now), call.language);
            });
}

void add_entries(http::Api& api, Books& books) {
    api.get("/books/{id}/entries",
            {.id = "listBookEntries",
             .scope = "book:read",
             .summary = "Entries of a book, newest first",
             .errors = {"book.not_found"}},
            [&](const http::Call& call, const ListEntries& in) { return list(books, call, in); });
    api.get("/books/{id}/months",
            {.id = "listBookMonths",
             .scope = "book:read",
             .summary = "How many entries each month has, newest first",
             .errors = {"book.not_found"}},
            [&](const http::Call& call, const OneBook& in) -> Result<MonthList> {
                return books.parts().db.read([&](db::Tx& tx) -> Result<MonthList> {
                    if (!books.find(tx, in.id)) return not_found("book.not_found");
                    return MonthList{books.months(tx, in.id, call.now), kMostPrinted};
                });
            });
    api.post("/books/{id}/entries",
             {.id = "addBookEntry",
              .scope = "book:write",
              .summary = "Write a sheet: from a kiosk, or typed in from paper with its own date",
              .description =
                  "`answers` by field of the book's sheet (listBookSheets), with `kind`. Number, case, "
                  "entry and its act in the ledger come about together or not at all. Refused fields "
                  "are named as the sheet names them. `file_ids` of POST /files hang on the case and are "
                  "chained with "
                  "the sheet by their SHA-256.",
              .errors = {"book.not_found", "book.closed", "file.not_found"}},
             [&](const http::Call& call, const Enter& in) -> Result<http::Created<EnteredView>> {
                 auto filled = filled_of(in, call);
                 if (const auto ok = take_files(books, in, filled); !ok) return Refused(ok.error());
                 const auto receipt = books.enter(call.principal, in.id, filled, call.now);
                 if (!receipt) return Refused(receipt.error());
                 return http::Created<EnteredView>{entered(*receipt, call.language, call.now),
                                                   fmt::format("/book-entries/{}", receipt->entry.id)};
             });
    api.get("/book-entries/{id}",
            {.id = "getBookEntry",
             .scope = "book:read",
             .summary = "One entry: the whole sheet, and what was done since",
             .tag = "books",
             .errors = {"book.entry_not_found", "case.about_you", "case.sealed"}},
            [&](const http::Call& call, const OneEntry& in) { return show(books, call, in.id); });
    api.post("/book-entries/{id}/reclassification",
             {.id = "reclassifyBookEntry",
              .scope = "book:write",
              .summary = "A claim is a complaint, or the other way round; its customer is told why",
              .tag = "books",
              .errors = {"book.entry_not_found", "book.blanked", "book.same_kind", "case.about_you",
                         "case.sealed", "case.not_found"}},
             [&](const http::Call& call, const Reclassify& in) -> Result<EntryView> {
                 const auto done =
                     books.reclassify(call.principal, in.id, in.kind, in.reason.str(), call.now);
                 if (!done) return Refused(done.error());
                 return show(books, call, in.id);
             });
    api.get("/cases/{id}/book-entries",
            {.id = "listCaseBookEntries",
             .scope = "book:read",
             .summary = "The sheets a case came from",
             .errors = {"case.not_found", "case.about_you", "case.sealed"}},
            [&](const http::Call& call, const OneEntry& in) -> Result<EntryList> {
                return books.parts().db.read([&](db::Tx& tx) -> Result<EntryList> {
                    const auto c = books.parts().cases.find_standing(tx, in.id);
                    if (!c) return not_found("case.not_found");
                    if (const auto ok = cases::may_handle(call.principal, *c); !ok)
                        return Refused(ok.error());
                    return EntryList{.items = lines(tx, books.of_case(tx, c->id), call.principal,
                                                    call.language, call.now)};
                });
            });
}

}  // namespace

void add_routes(http::Api& api, Books& books) {
    add_books(api, books);
    add_editing(api, books);
    add_entries(api, books);
}

}  // namespace escucha::book
