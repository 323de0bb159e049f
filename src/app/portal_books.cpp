#include "app/portal_books.hpp"

#include "base/tokens.hpp"
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

std::string email_of(const book::Entry& e) {
    const auto found = e.answers.find("consumer_email");
    return found == e.answers.end() ? std::string() : found->second;
}

portal::PublicSheet public_sheet(const TrackingCode& code, const book::Receipt& r, Language language,
                                 const Zone& zone) {
    const auto& sheet = r.book.form();
    return {.code = code,
            .book = r.book.code,
            .book_name = r.book.name,
            .number = book::shown(r.entry.number, sheet.digits),
            .sheet_name = sheet.of_one.in(language),
            .at = r.entry.at,
            .due_at = r.entry.due_at,
            .answered_at = r.entry.answered_at,
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

Result<TrackingCode> PortalBooks::enter(const portal::SheetIntake& in, const portal::Visitor& v) {
    const auto b = book(in.book);
    if (!b) return not_found("book.not_found");
    const auto today = iso_date(house_.team.organisation()->zone->day(v.now));
    if (const auto ok = ask_about_doubts(*b, in, today); !ok) return Refused(ok.error());
    const auto key = once_key(in);
    const work::idempotency::Request once{key, "portal", "book"};
    const auto code = house_.base.write([&](db::Tx& tx) -> Result<std::string> {
        house_.books.stand_in_line(tx);
        const auto begun = work::idempotency::begin(tx, once, v.now);
        if (begun.begun == work::idempotency::Begun::replay) return begun.answer.body;
        const auto receipt = house_.books.enter_in(
            tx, visitor_of(v), b->id,
            {.answers = in.answers, .accepted = in.accepted, .language = v.language}, v.now);
        if (!receipt) return Refused(receipt.error());
        work::idempotency::store(tx, once, {.status = 201, .headers = {}, .body = receipt->entry.case_code});
        return receipt->entry.case_code;
    });
    if (!code) return Refused(code.error());
    return TrackingCode::parse(*code);
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
                                              book::shown(last->entry.number, last->book.form().digits)),
                          .shown = true};
    });
}

}  // namespace escucha::app
