// The complaint book: the list of books, the sheet, the receipt.
#include "http/problem.hpp"
#include "portal/site.hpp"
#include "portal/templates/book.hpp"

namespace escucha::portal {
namespace {

std::optional<book::Book> book_of(Site& site, const Visit& visit) {
    return site.books ? site.books->book(visit.call.parameter("book")) : std::nullopt;
}

http::PageReply no_book(const Visit& visit) {
    return visit.refuse({.kind = ErrorKind::not_found, .code = "book.not_found"});
}

SheetIntake intake_of(const http::Form& form, const book::Book& b, const book::Sheet& sheet) {
    SheetIntake in{.book = b.code,
                   .accepted = form.get("accepted") == "yes",
                   .doubts_seen = form.get("doubts_seen") == "yes"};
    for (const auto& g : sheet.groups)
        for (const auto& f : g.fields)
            if (const auto value = form.get(f.key); !value.empty()) in.answers[f.key] = std::string(value);
    for (const auto& [name, file] : form.files)
        if (name == "files") in.files.push_back(file);
    return in;
}

std::vector<WaitingFile> kept_of(const Site& site, const http::Form& form, const FormToken& token) {
    std::vector<WaitingFile> kept;
    for (const auto name : form.all("kept"))
        if (const auto file = site.forms.read_file(token, name)) kept.push_back({file->id, file->at});
    return kept;
}

templates::Complaints complaints_of(const Visit& visit, const book::Sheet& sheet, const Error& error) {
    templates::Complaints c(visit.scene, error);
    for (const auto& g : sheet.groups)
        for (const auto& f : g.fields) c.call(f.key, f.label.in(visit.scene.language));
    c.call("accepted", visit.scene.t("book.sheet.acceptance"));
    c.call("files", visit.scene.t("portal.label.files"));
    return c;
}

struct Again {
    Site& site;
    const Visit& visit;
    const book::Book& b;
    const SheetIntake& in;
    const FormCheck& check;

    http::PageReply operator()(templates::Complaints complaints, int status, bool doubts_seen = false) const {
        const auto token =
            check.sending == Sending::stale ? site.forms.draw(visit.call.now) : site.forms.draw(check.token);
        return visit.show(templates::sheet(visit.scene, {.book = b,
                                                         .sheet = site.books->sheet_of(b),
                                                         .typed = in.answers,
                                                         .accepted = in.accepted,
                                                         .doubts_seen = doubts_seen || in.doubts_seen,
                                                         .complaints = std::move(complaints),
                                                         .token = token,
                                                         .kept = kept(),
                                                         .lost_files = lost()}),
                          status);
    }
    std::vector<templates::KeptFile> kept() const {
        std::vector<templates::KeptFile> out;
        if (check.sending != Sending::stale && !in.kept.empty())
            for (const auto& f : site.books->waiting_files(in.kept))
                out.push_back({site.forms.name_file(check.token, {f.id, f.at}), f.name, f.size});
        return out;
    }
    // What came and was not stored: no page can put it back into the form.
    std::vector<std::string> lost() const {
        std::vector<std::string> names;
        for (const auto& f : in.files) names.push_back(f.name);
        return names;
    }
    http::PageReply say(std::string_view key, int status = 422) const {
        templates::Complaints c;
        c.add_general(visit.scene.t(key));
        return (*this)(std::move(c), status);
    }
    http::PageReply refused(const Error& error) const {
        const bool doubts = error.code == "book.doubts";
        return (*this)(complaints_of(visit, site.books->sheet_of(b), error),
                       doubts ? 422 : http::status_of(error.kind), doubts);
    }
};

// Those of the code in the address, at least one; or the page that refuses.
std::expected<std::vector<PublicSheet>, http::PageReply> asked_sheets(Site& site, const Visit& visit) {
    const auto network = visit.network();
    if (const auto wait = site.wrong_codes.wait_seconds(network, visit.call.now); wait > 0)
        return std::unexpected(
            visit.refuse({.kind = ErrorKind::too_many, .code = "too_many", .retry_after_seconds = wait}));
    const auto code = TrackingCode::parse(visit.call.parameter("code"));
    auto found =
        code && site.books ? site.books->sheets(*code, visit.scene.language) : std::vector<PublicSheet>{};
    if (found.empty()) {
        (void)site.wrong_codes.take(network, visit.call.now);
        return std::unexpected(visit.refuse({.kind = ErrorKind::not_found, .code = "book.entry_not_found"}));
    }
    return found;
}

}  // namespace

std::vector<book::Book> open_books(Site& site) {
    return site.books ? site.books->books() : std::vector<book::Book>{};
}

http::PageReply books_page(Site& site, const Visit& visit) {
    const auto all = open_books(site);
    if (all.size() == 1) return http::PageReply::redirect("/libro/" + all.front().code);
    return visit.show(templates::books(visit.scene, all));
}

http::PageReply sheet_page(Site& site, const Visit& visit) {
    const auto b = book_of(site, visit);
    if (!b) return no_book(visit);
    if (!b->open) return visit.show(templates::closed_book(visit.scene, *b), 410);
    return visit.show(templates::sheet(
        visit.scene,
        {.book = *b, .sheet = site.books->sheet_of(*b), .token = site.forms.draw(visit.call.now)}));
}

http::PageReply sheet_sent(Site& site, const Visit& visit) {
    const auto b = book_of(site, visit);
    if (!b) return no_book(visit);
    auto in = intake_of(visit.call.form, *b, site.books->sheet_of(*b));
    const auto check = check_form(visit);
    const Again again{site, visit, *b, in, check};
    if (check.sending != Sending::stale) in.kept = kept_of(site, visit.call.form, check.token);
    if (check.sending == Sending::stale) return again.say("portal.form.stale");
    if (check.sending == Sending::hasty) return again.say("portal.form.hasty");
    // What is sent back to be mended takes none of the tokens of sheets: a kiosk would run out of them.
    const auto network = visit.network();
    if (!site.tries.take(network, visit.call.now) || !site.openings.take(network, visit.call.now))
        return again.say("portal.form.too_many", 429);
    in.once = check.token.once;
    const bool brought_files = !in.files.empty();  // they are stored even if the sheet is not taken yet
    const auto entered = site.books->enter(in, visit.visitor());
    if (!entered) {
        if (!brought_files) site.openings.give_back(network);
        return again.refused(entered.error());
    }
    return http::PageReply::redirect(templates::case_path(*entered) + "/hoja?nuevo=1");
}

http::PageReply sheet_logo(Site& site, const Visit& visit) {
    const auto logo = site.books ? site.books->logo(visit.call.parameter("book")) : std::nullopt;
    if (!logo) return no_book(visit);
    return {.headers = {{"Cache-Control", "public, max-age=86400"}},
            .file = http::File{.content = http::Body(logo->bytes), .name = "logo", .shown = true}};
}

http::PageReply sheet_receipt_page(Site& site, const Visit& visit) {
    const auto sheets = asked_sheets(site, visit);
    if (!sheets) return sheets.error();
    return visit.show(templates::sheet_receipt(visit.scene, sheets->back(), visit.call.has_query("nuevo")));
}

http::PageReply sheet_receipt_file(Site& site, const Visit& visit) {
    const auto sheets = asked_sheets(site, visit);
    if (!sheets) return sheets.error();
    auto file = site.books->receipt(sheets->back().code, visit.visitor());
    if (!file) return visit.refuse(file.error());
    return {.headers = {{"Cache-Control", "private, no-store"}}, .file = std::move(*file)};
}

}  // namespace escucha::portal
