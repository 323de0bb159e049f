// The books: added and changed by administrators, never removed once something stands in them.
#include <algorithm>

#include "base/countries.hpp"
#include "base/fold.hpp"
#include "db/database.hpp"
#include "mail/picture_size.hpp"
#include "modules/book/book.hpp"
#include "modules/book/events.hpp"
#include "modules/book/store.hpp"
#include "modules/customers/customers.hpp"
#include "modules/files/files.hpp"
#include "work/events.hpp"

namespace escucha::book {
namespace {

constexpr const char* kLogoOwner = "book_logo";

// As it stands in an address: a-z, 0-9 and hyphens between them.
bool is_code(std::string_view code) {
    const auto sign = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return code.size() >= 2 && code.size() <= 40 && std::ranges::all_of(code, sign) && code.front() != '-' &&
           code.back() != '-';
}

bool wrong_tax_number(const Book& b) {
    const auto type = customers::guess_document(b.tax_number, b.country);
    return type && customers::check_document(*type, b.tax_number) == customers::DocumentCheck::wrong_digit;
}

Result<void> check(db::Tx& tx, const Book& b) {
    std::vector<FieldError> wrong;
    if (!is_code(b.code)) wrong.push_back({"code", "book_not_a_code"});
    if (const auto other = store::by_code(tx, b.code); other && other->id != b.id)
        wrong.push_back({"code", "book_code_taken"});
    for (const auto& [field, value] : {std::pair{"name", &b.name},
                                       {"provider", &b.provider},
                                       {"tax_number", &b.tax_number},
                                       {"address", &b.address}})
        if (value->empty()) wrong.push_back({field, "required"});
    if (!find_country(b.country)) wrong.push_back({"country", "unknown_country"});
    const auto* sheet = find_sheet(b.sheet);
    if (!sheet || (!sheet->country.empty() && sheet->country != b.country))
        wrong.push_back({"sheet", "book_unknown_sheet"});
    if (!b.tax_number.empty() && wrong_tax_number(b)) wrong.push_back({"tax_number", "book_tax_number"});
    if (!wrong.empty()) return invalid_fields(std::move(wrong));
    return {};
}

void write_into(Book& b, const BookWish& wish) {
    b.name = one_line(wish.name);
    b.provider = one_line(wish.provider);
    b.tax_number = one_line(wish.tax_number);
    b.address = one_line(wish.address);
    b.country = wish.country;
    b.sheet = wish.sheet.empty() ? sheet_for(wish.country).key : wish.sheet;
    b.notice = wish.notice;
    b.open = wish.open;
}

void announce(const Books& books, db::Tx& tx, BookId id, const char* what, const Principal& by, Instant now) {
    books.parts().events.append(tx,
                                work::event(BookChanged::kType, "book", id, by, now, BookChanged{id, what}));
}

Result<Book> changed(const Books& books, db::Tx& tx, Book b, const char* what, const Principal& by,
                     Instant now) {
    if (!store::save(tx, b)) return refuse(ErrorKind::stale, "book.changed_meanwhile", {{"name", b.name}});
    ++b.version;
    announce(books, tx, b.id, what, by, now);
    return b;
}

// What the bytes are, whatever the file is called: PNG (ISO/IEC 15948) or JPEG (ITU-T T.81).
std::string picture_type(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (!mail::picture_size(bytes)) return {};
    if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) return "image/png";
    return bytes.starts_with("\xFF\xD8\xFF"sv) ? "image/jpeg" : "";
}

Result<void> put_logo(const Books& books, db::Tx& tx, Book& b, const std::optional<http::Upload>& upload,
                      const Principal& by, Instant now) {
    books.parts().files.remove_of(tx, kLogoOwner, std::array{b.id});
    b.logo = 0;
    if (!upload) return {};
    auto logo = *upload;
    logo.type = picture_type(logo.bytes);
    if (logo.bytes.size() > kLargestLogo) return invalid_field("logo", "book_logo_too_large");
    if (logo.type.empty()) return invalid_field("logo", "book_not_a_logo");
    b.logo = books.parts().files.keep_in(tx, logo, {.type = kLogoOwner, .id = b.id}, by, now).id;
    return {};
}

}  // namespace

const Sheet& Book::form() const {
    const auto* found = find_sheet(sheet);
    return found ? *found : sheet_for(country);
}

const Sheet& Entry::form() const {
    const auto* found = find_sheet(sheet);
    return found ? *found : sheet_for("");
}

Result<Book> Books::add(db::Tx& tx, const Principal& by, const BookWish& wish, bool sample,
                        Instant now) const {
    Book b{.code = wish.code, .sample = sample, .created_at = now, .version = 1};
    write_into(b, wish);
    if (const auto ok = check(tx, b); !ok) return Refused(ok.error());
    b.id = store::add(tx, b);
    announce(*this, tx, b.id, "added", by, now);
    return b;
}

Result<Book> Books::add(const Principal& by, const BookWish& wish, Instant now) {
    return parts_.db.write([&](db::Tx& tx) { return add(tx, by, wish, false, now); });
}

Result<Book> Books::change(const Principal& by, BookId id, std::optional<std::int64_t> version,
                           const BookWish& wish, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Book> {
        auto b = store::find(tx, id);
        if (!b) return not_found("book.not_found");
        if (version && *version != b->version)
            return refuse(ErrorKind::stale, "book.changed_meanwhile", {{"name", b->name}});
        write_into(*b, wish);
        if (const auto ok = check(tx, *b); !ok) return Refused(ok.error());
        return changed(*this, tx, std::move(*b), "changed", by, now);
    });
}

Result<Book> Books::set_logo(const Principal& by, BookId id, const std::optional<http::Upload>& upload,
                             Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Book> {
        auto b = store::find(tx, id);
        if (!b) return not_found("book.not_found");
        if (const auto ok = put_logo(*this, tx, *b, upload, by, now); !ok) return Refused(ok.error());
        return changed(*this, tx, std::move(*b), "logo", by, now);
    });
}

std::vector<Book> Books::all(db::Tx& tx) const {
    return store::all(tx);
}
std::optional<Book> Books::find(db::Tx& tx, BookId id) const {
    return store::find(tx, id);
}
std::optional<Book> Books::by_code(db::Tx& tx, std::string_view code) const {
    return store::by_code(tx, code);
}

std::optional<Logo> Books::logo(db::Tx& tx, const Book& b) const {
    if (b.logo == 0) return std::nullopt;
    const auto file = parts_.files.find(tx, b.logo);
    if (!file) return std::nullopt;
    return Logo{file->type, parts_.files.bytes_in(tx, b.logo)};
}

}  // namespace escucha::book
