#include "portal/templates/verify.hpp"

#include <fmt/format.h>

#include "modules/book/book.hpp"
#include "portal/templates/fields.hpp"

namespace escucha::portal::templates {
namespace {

using html::el;
using html::join;
using html::Markup;

Markup book_field(const Scene& s, const VerifyForm& f) {
    if (f.books.size() == 1) return hidden_value("libro", f.books.front().code);
    Markup options;
    for (const auto& b : f.books)
        options += b.code == f.book ? el("option", {{"value", b.code}, {"selected", "selected"}}, b.name)
                                    : el("option", {{"value", b.code}}, b.name);
    return el("div", {{"class", "field"}},
              el("label", {{"for", "libro"}, {"class", "label"}}, s.t("portal.verify.book")),
              el("select", {{"id", "libro"}, {"name", "libro"}}, options));
}

Markup questions(const Scene& s, const VerifyForm& f) {
    return join(book_field(s, f),
                field(s, {.name = "numero",
                          .label = s.t("portal.verify.number"),
                          .hint = s.t("portal.verify.number_hint"),
                          .value = f.number,
                          .error = f.number_error,
                          .required = true,
                          .autocomplete = "off",
                          .longest = 40}),
                field(s, {.name = "codigo",
                          .label = s.t("portal.verify.code"),
                          .hint = s.t("portal.verify.code_hint"),
                          .value = f.code,
                          .error = f.code_error,
                          .required = true,
                          .autocomplete = "off",
                          .autocapitalize = "characters",
                          .longest = 40}));
}

std::string in_words(const Scene& s, std::string_view kind) {
    const auto key = fmt::format("ledger.kind.{}", kind);
    return s.t(has_text(s.language, key) ? key : "ledger.kind.other");
}

Markup act(const Scene& s, std::string_view kind, Instant at) {
    return el("p", s.t("portal.verify.act", {{"what", in_words(s, kind)}, {"moment", s.full(at)}}));
}

Markup altered(const Scene& s, const CheckedReceipt& r) {
    const auto& what = r.shown_otherwise.in(s.language);
    if (what.empty())
        return notice(s, "late",
                      join(el("p", el("strong", s.t("portal.verify.altered"))),
                           act(s, r.found.kind, r.found.at), el("p", s.t("portal.verify.altered_text"))));
    // The chain is whole: what was presented still stands there, and since when.
    Markup since;
    if (r.found.sealed_at)
        since = el("p", s.t("portal.verify.shown_since", {{"moment", s.full(*r.found.sealed_at)}}));
    return notice(s, "late",
                  join(el("p", el("strong", s.t("portal.verify.shown_otherwise", {{"what", what}}))),
                       act(s, r.found.kind, r.found.at), since, el("p", s.t("portal.verify.altered_keep"))));
}

Markup verdict(const Scene& s, const CheckedReceipt& r) {
    const auto& found = r.found;
    if (found.state == ledger::Found::State::altered) return altered(s, r);
    const auto since = found.sealed_at ? s.t("portal.verify.sealed", {{"moment", s.full(*found.sealed_at)}})
                                       : s.t("portal.verify.unsealed");
    const auto what =
        s.t("portal.verify.since", {{"what", in_words(s, found.kind)}, {"moment", s.full(found.at)}});
    return notice(s, "done",
                  join(el("p", el("strong", s.t("portal.verify.genuine"))), el("p", what), el("p", since)));
}

Markup later(const Scene& s, const ledger::Found& found) {
    if (found.later.empty()) return el("p", s.t("portal.verify.nothing_later"));
    Markup items;
    for (const auto& one : found.later) items += el("li", act(s, one.kind, one.at));
    return el("ul", items);
}

Markup proof(const Scene& s, const CheckedReceipt& r) {
    const auto query =
        book::verify_path(r.book, r.number, r.found.code).substr(std::string_view("/verificar").size());
    Markup key;
    if (!r.found.public_key.empty())
        key =
            el("p", s.t("portal.verify.key"), " ", el("code", {{"class", "long-word"}}, r.found.public_key));
    return join(el("h2", s.t("portal.verify.proof")), el("p", s.t("portal.verify.proof_text")),
                el("p", el("a", {{"class", "button quiet"}, {"href", "/verificar/prueba" + query}},
                           s.t("portal.verify.download"))),
                key);
}

}  // namespace

PageOf verify_form(const Scene& s, const VerifyForm& f) {
    const auto title = s.t("portal.verify.title");
    if (f.books.empty())
        return {.title = title, .main = join(el("h1", title), el("p", s.t("portal.verify.no_books")))};
    Markup wrong;
    if (!f.error.empty()) wrong = notice(s, "late", el("p", {{"role", "alert"}}, f.error));
    for (const auto& lost : f.lost)
        wrong += notice(s, "soon",
                        el("p", lost.from ? s.t("portal.verify.lost",
                                                {{"at", s.full(lost.at)}, {"from", s.full(*lost.from)}})
                                          : s.t("portal.verify.lost_from_start", {{"at", s.full(lost.at)}})));
    return {.title = title,
            .main = join(el("h1", title), el("p", {{"class", "lead"}}, s.t("portal.verify.lead")), wrong,
                         el("form", {{"method", "get"}, {"action", "/verificar"}}, questions(s, f),
                            button(s, s.t("portal.verify.go")))),
            .offers_follow = false};
}

PageOf verified(const Scene& s, const CheckedReceipt& r) {
    const auto title = s.t("portal.verify.of", {{"number", r.number}, {"book", r.book_name}});
    Markup blanked;
    if (r.found.blanked) blanked = el("p", s.t("portal.verify.blanked"));
    Markup keep;
    if (r.found.state == ledger::Found::State::genuine) keep = proof(s, r);
    return {.title = title,
            .main = el("div", {{"class", "receipt"}}, el("h1", title), verdict(s, r), blanked,
                       el("h2", s.t("portal.verify.later")), later(s, r.found), keep,
                       el("p", el("a", {{"href", "/verificar"}}, s.t("portal.verify.another")))),
            .offers_follow = false};
}

}  // namespace escucha::portal::templates
