#include "portal/templates/book.hpp"

#include <fmt/format.h>

#include "modules/book/attaching.hpp"
#include "portal/templates/case.hpp"
#include "portal/templates/verify.hpp"

namespace escucha::portal::templates {
namespace {

using book::Book;
using book::SheetField;
using book::SheetFieldType;
using html::el;
using html::join;
using html::Markup;

std::string book_path(const Book& b) {
    return "/libro/" + b.code;
}

std::string typed(const SheetForm& form, const std::string& key) {
    const auto found = form.typed.find(key);
    return found == form.typed.end() ? std::string() : found->second;
}

// --- Fields ------------------------------------------------------------------------------------------------
bool may_stay_empty(const SheetField& f) {
    return !f.required && f.one_of.empty() && f.required_with.empty() && f.required_when.empty();
}

std::string_view html_type(SheetFieldType type) {
    if (type == SheetFieldType::area) return "area";
    if (type == SheetFieldType::email) return "email";
    if (type == SheetFieldType::phone) return "tel";
    return type == SheetFieldType::date ? "date" : "text";
}

// Not `required` in HTML: what is missing is told in our words, all of it at once, with what the law makes of
// it.
Markup written(const Scene& s, const SheetForm& form, const SheetField& f) {
    return field(s, {.name = f.key,
                     .label = f.label.in(s.language),
                     .hint = f.hint.in(s.language),
                     .value = typed(form, f.key),
                     .error = form.complaints.about(f.key),
                     .optional_mark = may_stay_empty(f),
                     .type = std::string(html_type(f.type)),
                     .autocomplete = f.autocomplete.empty() ? "off" : f.autocomplete,
                     .longest = f.longest,
                     .rows = f.longest > 2000 ? 6 : 3});
}

Markup error_of(const Scene& s, const SheetForm& form, const std::string& key) {
    const auto sentence = form.complaints.about(key);
    if (sentence.empty()) return {};
    return el("p", {{"class", "error"}, {"id", key + "-error"}}, s.icon("alert"), el("span", sentence));
}

Markup choice(const Scene& s, const SheetForm& form, const SheetField& f) {
    const auto error = error_of(s, form, f.key);
    std::vector<Markup> ways;
    for (const auto& c : f.choices) {
        const auto id = ways.empty() ? f.key : fmt::format("{}-{}", f.key, c.value);
        Markup explained;
        if (!c.explained.es.empty())
            explained = el("span", {{"class", "hint"}}, " ", c.explained.in(s.language));
        ways.push_back(
            el("div", {{"class", "radio"}},
               el("input", {{"type", "radio"},
                            {"name", f.key},
                            {"id", id},
                            {"value", c.value},
                            {"checked", typed(form, f.key) == c.value}}),
               el("label", {{"for", id}}, el("span", el("strong", c.label.in(s.language)), explained))));
    }
    Markup mark;
    if (may_stay_empty(f)) mark = join(" ", el("span", {{"class", "optional"}}, s.t("portal.form.optional")));
    html::Attributes attributes{{"class", error.empty() ? "field choices" : "field choices wrong"}};
    if (!error.empty()) attributes.push_back({"aria-describedby", f.key + "-error"});
    return el("fieldset", attributes, el("legend", {{"class", "label"}}, f.label.in(s.language), mark), error,
              join(ways));
}

Markup tick(const Scene& s, const SheetForm& form, const std::string& key, const std::string& words,
            bool on) {
    const auto error = error_of(s, form, key);
    html::Attributes box{{"type", "checkbox"}, {"name", key}, {"id", key}, {"value", "yes"}, {"checked", on}};
    if (!error.empty()) {
        box.push_back({"aria-invalid", "true"});
        box.push_back({"aria-describedby", key + "-error"});
    }
    return el("div", {{"class", error.empty() ? "field" : "field wrong"}}, error,
              el("div", {{"class", "radio"}}, el("input", box), el("label", {{"for", key}}, words)));
}

Markup question(const Scene& s, const SheetForm& form, const SheetField& f) {
    if (f.type == SheetFieldType::choice) return choice(s, form, f);
    if (f.type == SheetFieldType::yes)
        return tick(s, form, f.key, f.label.in(s.language), typed(form, f.key) == "yes");
    return written(s, form, f);
}

// --- Who keeps the book ------------------------------------------------------------------------------------
Markup line(const std::string& label, const std::string& value) {
    return el("div", {{"class", "fact"}}, el("dt", label), el("dd", value));
}

Markup provider(const Scene& s, const Book& b) {
    Markup logo;
    if (b.logo != 0)
        logo = el("img", {{"class", "book-logo"},
                          {"src", fmt::format("{}/logo?v={}", book_path(b), b.logo)},
                          {"alt", b.name}});
    return el("section", {{"class", "part book-provider"}}, logo,
              el("dl", {{"class", "facts"}}, line(s.t("book.sheet.provider"), b.provider),
                 line(book::tax_number_name(b.country, s.language), b.tax_number),
                 line(s.t("book.sheet.book_name"), b.name), line(s.t("book.sheet.address"), b.address),
                 line(s.t("book.sheet.book_code"), b.code)));
}

html::Attributes form_attributes(const Scene& s, const SheetForm& form) {
    return {{"class", "tell"},
            {"method", "post"},
            {"action", book_path(form.book)},
            {"enctype", "multipart/form-data"},
            {"data-send", true},
            {"data-draft", fmt::format("libro-{}", form.book.code)},
            {"data-sending", s.t("portal.js.sending")},
            {"data-offline", s.t("portal.js.offline")},
            {"data-failed", s.t("portal.js.failed")},
            {"data-restored", s.t("portal.js.restored")}};
}

Markup groups(const Scene& s, const SheetForm& form) {
    Markup all;
    for (const auto& g : form.sheet.groups) {
        Markup fields;
        for (const auto& f : g.fields) fields += question(s, form, f);
        all += el("section", {{"class", "part"}}, el("h2", g.title.in(s.language)), fields);
    }
    return all;
}

// Without the mark they do not go with the sheet. data-kept: site.js need not put them back.
Markup kept_files(const Scene& s, const SheetForm& form) {
    if (form.kept.empty()) return {};
    Markup lines;
    for (std::size_t i = 0; i < form.kept.size(); ++i) {
        const auto& f = form.kept[i];
        const auto id = fmt::format("kept-{}", i + 1);
        lines += el(
            "div", {{"class", "radio"}},
            el("input",
               {{"type", "checkbox"}, {"name", "kept"}, {"id", id}, {"value", f.token}, {"checked", true}}),
            el("label", {{"for", id}}, fmt::format("{} ({})", f.name, book::size_in_words(f.size))));
    }
    html::Attributes attributes{{"class", "field choices"}};
    if (form.lost_files.empty()) attributes.push_back({"data-kept", true});
    return el("fieldset", attributes, el("legend", {{"class", "label"}}, s.t("portal.book.kept")),
              el("p", {{"class", "hint"}}, s.t("portal.book.kept_hint")), lines);
}

Markup files(const Scene& s, const SheetForm& form) {
    return el("section", {{"class", "part"}}, el("h2", s.t("portal.book.files")), kept_files(s, form),
              lost_files(s, form.lost_files),
              file_field(s, s.t("portal.label.files"), form.complaints.about("files")));
}

Markup note(const std::string& words) {
    return words.empty() ? Markup{} : el("p", {{"class", "hint"}}, words);
}

Markup shown_group(const book::ShownGroup& g) {
    Markup lines;
    for (const auto& f : g.fields)
        lines += el("div", {{"class", "fact"}}, el("dt", f.label), el("dd", html::paragraphs(f.value)));
    return el("section", {{"class", "part"}}, el("h2", g.title), el("dl", {{"class", "facts"}}, lines));
}

}  // namespace

Markup book_box(const Scene& s, const std::vector<Book>& books) {
    if (books.empty()) return {};
    const auto to = books.size() == 1 ? book_path(books.front()) : std::string("/libro");
    return el("section", {{"class", "follow-box"}}, el("h2", s.t("portal.book.title")),
              el("p", s.t("portal.book.line")),
              el("a", {{"class", "button quiet"}, {"href", to}}, s.icon("file"), s.t("portal.book.open")));
}

PageOf books(const Scene& s, const std::vector<Book>& all) {
    std::vector<Markup> lines;
    for (const auto& b : all)
        lines.push_back(
            el("li", el("a", {{"class", "kind"}, {"href", book_path(b)}}, s.icon("file"),
                        el("span", {{"class", "kind-words"}}, el("strong", b.name), el("span", b.address)))));
    return {.title = s.t("portal.book.title"),
            .main = join(
                el("h1", s.t("portal.book.title")),
                el("p", {{"class", "lead"}}, s.t(all.empty() ? "portal.book.none" : "portal.book.which")),
                el("ul", {{"class", "kinds"}}, lines))};
}

PageOf closed_book(const Scene& s, const Book& b) {
    return {
        .title = s.t("portal.book.title"),
        .main = join(el("h1", s.t("portal.book.title")),
                     notice(s, "soon", el("p", s.t("portal.book.closed", {{"name", b.name}}))),
                     el("p", el("a", {{"class", "button quiet"}, {"href", "/"}}, s.t("portal.foot.home"))))};
}

// Whoever tries the sample company out is told that nobody takes this for a complaint.
Markup only_a_sample(const Scene& s, const Book& b) {
    return b.sample ? notice(s, "soon", el("p", s.t("portal.book.sample"))) : Markup{};
}

PageOf sheet(const Scene& s, const SheetForm& form) {
    const auto name = form.sheet.of_one.in(s.language);
    const auto send = el("div", {{"class", "send"}}, button(s, s.t("portal.book.send")),
                         el("p", {{"class", "state"}, {"role", "status"}}));
    const auto seen = form.doubts_seen ? hidden_value("doubts_seen", "yes") : Markup{};
    const auto privacy = s.rich(
        "portal.who.privacy",
        {{"link", el("a", {{"href", "/privacidad"}, {"target", "_blank"}}, s.t("portal.who.privacy_link"))}});
    const auto last =
        el("section", {{"class", "part"}},
           tick(s, form, "accepted", form.sheet.acceptance.in(s.language), form.accepted),
           note(form.sheet.receipt_note.in(s.language)), note(form.sheet.answer_note.in(s.language)),
           el("p", {{"class", "privacy"}}, s.icon("lock"), el("span", privacy)), send);
    return {.title = name,
            .main = join(el("h1", form.sheet.name.in(s.language)),
                         el("p", {{"class", "lead"}}, form.sheet.intro.in(s.language)),
                         only_a_sample(s, form.book), provider(s, form.book), form.complaints.summary(s),
                         el("form", form_attributes(s, form), hidden_part(s, form.token), seen,
                            groups(s, form), files(s, form), last)),
            .offers_language = !form.complaints.any()};
}

PageOf sheet_receipt(const Scene& s, const PublicSheet& p, bool fresh) {
    std::string told = s.t("portal.book.received", {{"moment", s.full(p.at)}});
    Markup copy, due, verify;
    if (fresh && !p.email.empty()) copy = el("p", s.t("portal.book.copy", {{"email", p.email}}));
    if (p.answered_at)
        due = el("p", s.t("portal.book.answered", {{"moment", s.full(*p.answered_at)}}));
    else if (p.due_at)
        due = el("p", el("strong", s.t(p.due_by_law ? "portal.book.due_by_law" : "portal.book.due",
                                       {{"moment", s.full(*p.due_at)}})));
    if (!p.verification.empty())
        verify =
            el("p", s.rich("portal.book.verify",
                           {{"code", el("span", {{"class", "code-small"}}, p.verification)},
                            {"link", el("a", {{"href", book::verify_path(p.book, p.number, p.verification)}},
                                        s.t("portal.book.verify_link"))}}));
    const auto box = el("div", {{"class", "code-box"}, {"data-copied", s.t("portal.receipt.copied")}},
                        el("p", {{"class", "quiet-words"}}, s.t("portal.book.number")),
                        el("p", {{"class", "code"}, {"data-code", p.number}}, p.number),
                        el("p", s.t("portal.book.follow"), " ",
                           el("a", {{"href", case_path(p.code)}, {"class", "code-small"}}, p.code.shown())));
    Markup all;
    for (const auto& g : p.groups) all += shown_group(g);
    return {
        .title = s.t("portal.book.window", {{"number", p.number}}),
        .main = el(
            "div", {{"class", "receipt"}},
            el("h1", fresh ? s.t("portal.book.thanks") : fmt::format("{} {}", p.sheet_name, p.number)), box,
            el("p", told), due, copy, verify,
            el("p", {{"class", "ways"}},
               el("a", {{"class", "button primary"}, {"href", case_path(p.code) + "/hoja.pdf"}},
                  s.t("portal.book.pdf")),
               " ",
               el("a", {{"class", "button quiet"}, {"href", case_path(p.code)}}, s.t("portal.receipt.see"))),
            all, note(p.receipt_note), note(p.answer_note)),
        .offers_follow = false};
}

}  // namespace escucha::portal::templates
