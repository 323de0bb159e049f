// Is a receipt genuine? Whoever has its number and its code is told; who guesses codes has to wait. Asked by
// an address alone, so that a QR code on the receipt answers at once.
#include "portal/site.hpp"
#include "portal/templates/verify.hpp"

namespace escucha::portal {
namespace {

templates::VerifyForm asked(Site& site, const Visit& visit) {
    templates::VerifyForm form{.books = site.verifying->books(),
                               .book = std::string(visit.call.query_value("libro")),
                               .number = std::string(visit.call.query_value("numero")),
                               .code = std::string(visit.call.query_value("codigo"))};
    if (form.book.empty() && form.books.size() == 1) form.book = form.books.front().code;
    return form;
}

int wait_of(Site& site, const Visit& visit) {
    return site.wrong_codes.wait_seconds(visit.network(), visit.call.now);
}
http::PageReply must_wait(const Visit& visit, int seconds) {
    return visit.refuse({.kind = ErrorKind::too_many, .code = "too_many", .retry_after_seconds = seconds});
}

http::PageReply no_such_page(const Visit& visit) {
    return visit.refuse({.kind = ErrorKind::not_found, .code = "not_found"});
}

}  // namespace

http::PageReply verify_page(Site& site, const Visit& visit) {
    if (!site.verifying) return no_such_page(visit);
    auto form = asked(site, visit);
    if (form.number.empty() && form.code.empty())
        return visit.show(templates::verify_form(visit.scene, form));
    const auto number = site.verifying->number(form.number);
    const auto code = ledger::normal_code(form.code);
    if (!number) form.number_error = visit.scene.t("portal.verify.bad_number");
    if (!code) form.code_error = visit.scene.t("portal.verify.bad_code");
    if (!number || !code) return visit.show(templates::verify_form(visit.scene, form), 422);
    if (const auto wait = wait_of(site, visit); wait > 0) return must_wait(visit, wait);
    if (const auto looked = site.checks.take(visit.network(), visit.call.now); !looked)
        return visit.refuse(looked.error());
    if (const auto found = site.verifying->check(form.book, *number, *code))
        return visit.show(templates::verified(visit.scene, *found));
    (void)site.wrong_codes.take(visit.network(), visit.call.now);
    form.error = visit.scene.t("portal.verify.unknown");
    form.lost = site.verifying->lost(form.book);
    return visit.show(templates::verify_form(visit.scene, form), 404);
}

http::PageReply verify_proof(Site& site, const Visit& visit) {
    if (!site.verifying) return no_such_page(visit);
    const auto form = asked(site, visit);
    const auto number = site.verifying->number(form.number);
    const auto code = ledger::normal_code(form.code);
    if (const auto wait = wait_of(site, visit); wait > 0) return must_wait(visit, wait);
    if (const auto looked = site.checks.take(visit.network(), visit.call.now); !looked)
        return visit.refuse(looked.error());
    auto proof = number && code ? site.verifying->proof(form.book, *number, *code) : std::nullopt;
    if (!proof) {
        (void)site.wrong_codes.take(visit.network(), visit.call.now);
        return no_such_page(visit);
    }
    return {.file =
                http::File{.content = http::Body(std::move(*proof)),
                           .name = visit.scene.language == Language::es ? "recibo.json" : "receipt.json"}};
}

}  // namespace escucha::portal
