#include "app/portal_books.hpp"

#include "base/tokens.hpp"
#include "modules/book/attaching.hpp"
#include "modules/book/printing.hpp"
#include "work/idempotency.hpp"

namespace escucha::app {
namespace {

Principal visitor_of(const portal::Visitor& v) {
    Principal p;
    p.kind = ActorKind::customer;
    p.language = v.language;
    p.address = v.address;
    p.request_id = v.request_id;
    return p;
}

// Of one form, sent once; written over and sent again, it says something new.
std::string once_key(const portal::SheetIntake& in) {
    std::string words = in.book;
    for (const auto& [key, value] : in.answers) words += fmt::format("\n{}={}", key, value);
    for (const auto& f : in.files) words += fmt::format("\n{} {}", f.name, f.bytes.size());
    for (const auto& f : in.kept) words += fmt::format("\n{}", f.id);
    return fmt::format("{}.{}", in.once, token_hash(words).substr(0, 32));
}

// Nothing is wrong with it, and something may be: said before it is sent, once.
Result<void> ask_about_doubts(const book::Book& b, const portal::SheetIntake& in, const std::string& today) {
    const auto& sheet = b.form();
    if (in.doubts_seen || !book::problems(sheet, in.answers, b.country, today).empty()) return {};
    auto doubts = book::doubts(sheet, in.answers, b.country);
    if (doubts.empty()) return {};
    for (auto& d : doubts) d.code = "book_document_doubt";
    return Refused(Error{.kind = ErrorKind::conflict, .code = "book.doubts", .fields = std::move(doubts)});
}

std::optional<files::StoredFile> stored(House& house, db::Tx& tx, const portal::WaitingFile& kept) {
    auto file = house.files.find(tx, kept.id);
    return file && file->at == kept.at ? std::move(file) : std::nullopt;
}

// Still there, whether it waits for its sheet or came with one already: then this is the same sending again.
bool is_stored(House& house, const portal::WaitingFile& kept) {
    return house.base.read([&](db::Tx& tx) { return stored(house, tx, kept).has_value(); });
}

// What was sent along is stored, and what waits from an earlier try is still there.
Result<void> keep_files(House& house, portal::SheetIntake& in, const portal::Visitor& v) {
    if (in.files.size() + in.kept.size() > files::kMostFiles) return invalid_field("files", "too_many_files");
    const auto gone = std::erase_if(in.kept, [&](const auto& f) { return !is_stored(house, f); });
    const auto added = house.files.keep(in.files, visitor_of(v), v.now);
    if (!added) return Refused(added.error());
    in.files.clear();
    for (const auto& f : *added) in.kept.push_back({f.id, v.now, f.name, f.size});
    if (gone > 0) return invalid_field("files", "file_gone");
    return {};
}

std::vector<std::int64_t> ids_of(const std::vector<portal::WaitingFile>& files) {
    std::vector<std::int64_t> ids;
    for (const auto& f : files) ids.push_back(f.id);
    return ids;
}

std::string email_of(const book::Entry& e) {
    const auto found = e.answers.find("consumer_email");
    return found == e.answers.end() ? std::string() : found->second;
}

portal::PublicSheet public_sheet(const TrackingCode& code, const book::Receipt& r, Language language,
                                 const Zone& zone) {
    const auto& sheet = r.entry.form();
    return {.code = code,
            .book = r.book.code,
            .book_name = r.entry.keeper.book_name,
            .number = book::shown(r.entry.number, sheet.digits),
            .sheet_name = sheet.of_one.in(language),
            .at = r.entry.at,
            .due_at = r.entry.due_at,
            .answered_at = r.entry.answered_at,
            .due_by_law = r.entry.due_by_law,
            .verification = r.entry.verification,
            .email = email_of(r.entry),
            .receipt_note = sheet.receipt_note.in(language),
            .answer_note = sheet.answer_note.in(language),
            .groups = book::whole_sheet(r, language, zone)};
}

}  // namespace

std::vector<book::Book> PortalBooks::books() {
    auto all = house_.base.read([&](db::Tx& tx) { return house_.books.all(tx); });
    std::erase_if(all, [](const book::Book& b) { return !b.open; });
    return all;
}

std::optional<book::Book> PortalBooks::book(std::string_view code) {
    return house_.base.read([&](db::Tx& tx) { return house_.books.by_code(tx, code); });
}

std::optional<book::Logo> PortalBooks::logo(std::string_view code) {
    return house_.base.read([&](db::Tx& tx) -> std::optional<book::Logo> {
        const auto b = house_.books.by_code(tx, code);
        return b ? house_.books.logo(tx, *b) : std::nullopt;
    });
}

Result<TrackingCode> PortalBooks::enter(portal::SheetIntake& in, const portal::Visitor& v) {
    const auto b = book(in.book);
    if (!b) return not_found("book.not_found");
    const auto key = once_key(in);
    if (const auto ok = keep_files(house_, in, v); !ok) return Refused(ok.error());
    const auto ids = ids_of(in.kept);
    const auto presented = book::look_at(house_.files, ids);
    if (!presented) return Refused(presented.error());
    const auto today = iso_date(house_.team.organisation()->zone->day(v.now));
    if (const auto ok = ask_about_doubts(*b, in, today); !ok) return Refused(ok.error());
    const auto draft = house_.books.prepare(*b,
                                            {.answers = in.answers,
                                             .accepted = in.accepted,
                                             .language = v.language,
                                             .files = ids,
                                             .attached = book::as_answers(*presented)},
                                            v.now);
    const work::idempotency::Request once{key, "portal", "book"};
    const auto code = house_.base.write([&](db::Tx& tx) -> Result<std::string> {
        house_.books.stand_in_line(tx);
        const auto begun = work::idempotency::begin(tx, once, v.now);
        if (begun.begun == work::idempotency::Begun::replay) return begun.answer.body;
        if (!draft) return Refused(draft.error());
        const auto receipt = house_.books.enter_in(tx, visitor_of(v), *draft, v.now);
        if (!receipt) return Refused(receipt.error());
        work::idempotency::store(tx, once, {.status = 201, .headers = {}, .body = receipt->entry.case_code});
        return receipt->entry.case_code;
    });
    if (!code) return Refused(code.error());
    return TrackingCode::parse(*code);
}

std::vector<portal::WaitingFile> PortalBooks::waiting_files(const std::vector<portal::WaitingFile>& kept) {
    return house_.base.read([&](db::Tx& tx) {
        std::vector<portal::WaitingFile> out;
        for (const auto& one : kept)
            if (const auto f = stored(house_, tx, one); f && !f->owner)
                out.push_back({f->id, f->at, f->name, f->size});
        return out;
    });
}

std::vector<portal::PublicSheet> PortalBooks::sheets(const TrackingCode& code, Language language) {
    return house_.base.read([&](db::Tx& tx) {
        std::vector<portal::PublicSheet> out;
        const auto asked = house_.cases.asked_by_code(tx, code.text());
        if (!asked || asked->standing.sealed || asked->asked.sealed) return out;
        for (const auto& e : house_.books.of_case(tx, asked->standing.id))
            if (e.case_code == code.text())
                out.push_back(public_sheet(code, *house_.books.receipt(tx, e.id), language,
                                           *house_.team.organisation()->zone));
        return out;
    });
}

Result<http::File> PortalBooks::receipt(const TrackingCode& code, const portal::Visitor& v) {
    return house_.base.read([&](db::Tx& tx) -> Result<http::File> {
        const auto asked = house_.cases.asked_by_code(tx, code.text());
        if (!asked || asked->standing.sealed || asked->asked.sealed) return not_found("book.entry_not_found");
        std::optional<book::Receipt> last;
        for (const auto& e : house_.books.of_case(tx, asked->standing.id))
            if (e.case_code == code.text()) last = house_.books.receipt(tx, e.id);
        if (!last) return not_found("book.entry_not_found");
        const auto o = house_.team.organisation();
        auto pdf = book::receipt_pdf(*last, house_.books.logo(tx, last->book),
                                     {.language = v.language,
                                      .zone = o->zone,
                                      .organisation = o->name,
                                      .public_url = public_url_,
                                      .now = v.now});
        return http::File{.content = http::Body(std::move(pdf)),
                          .name = fmt::format("{}-{}.pdf", last->book.code,
                                              book::shown(last->entry.number, last->entry.form().digits)),
                          .shown = true};
    });
}

}  // namespace escucha::app
