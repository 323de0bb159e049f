#include "modules/book/printing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/human_time.hpp"
#include "base/tracking_code.hpp"

namespace escucha::book {
namespace {

std::string say(const Press& press, std::string_view key, const TextParams& params = {}) {
    return text(press.language, fmt::format("book.print.{}", key), params);
}

std::string without_scheme(std::string url) {
    if (const auto at = url.find("://"); at != url.npos) url.erase(0, at + 3);
    return url;
}

Instant last_told(const Receipt& r) {
    auto last = r.entry.at;
    for (const auto& a : r.acts) last = std::max(last, a.at);
    return last;
}

void head(print::Document& d, const Receipt& r, const std::optional<Logo>& logo, const Press& press) {
    if (logo) d.picture({logo->bytes}, 160, 48);
    const auto& sheet = r.entry.form();
    d.paragraph(sheet.name.in(press.language), {.size = 10, .colour = print::kQuiet, .space_after = 0});
    d.heading(1, fmt::format("{} {}", sheet.of_one.in(press.language), shown(r.entry.number, sheet.digits)));
    if (!sheet.norm.empty()) d.paragraph(sheet.norm, {.size = 8, .colour = print::kQuiet, .space_after = 8});
    d.notice(
        say(press, "received", {{"when", full_moment_in_words(press.language, *press.zone, r.entry.at)}}),
        r.entry.due_at && !r.entry.answered_at
            ? say(press, r.entry.due_by_law ? "due_by_law" : "due",
                  {{"when", full_moment_in_words(press.language, *press.zone, *r.entry.due_at)}})
            : "");
}

void whole(print::Document& d, const Receipt& r, const Press& press) {
    for (const auto& g : whole_sheet(r, press.language, *press.zone, true)) {
        if (g.fields.empty()) continue;
        if (g.key != "head") d.heading(2, g.title);
        std::vector<print::Field> fields;
        for (const auto& f : g.fields)
            if (g.key != "head" || !f.value.empty()) fields.push_back({f.label, f.value});
        d.fields(fields);
    }
}

void foot(print::Document& d, const Receipt& r, const Press& press) {
    const auto& sheet = r.entry.form();
    d.space(8);
    for (const auto& note : {sheet.receipt_note, sheet.answer_note})
        if (!note.in(press.language).empty())
            d.paragraph(note.in(press.language), {.size = 9, .space_after = 6});
    const auto code = TrackingCode::parse(r.entry.case_code);
    d.space(6);
    if (!r.entry.verification.empty())
        d.qr_beside(verify_url(press, r), 110, say(press, "verify_title", {{"code", r.entry.verification}}),
                    say(press, "verify",
                        {{"address", without_scheme(press.public_url) + "/verificar"},
                         {"number", shown(r.entry.number, sheet.digits)},
                         {"link", without_scheme(press.public_url) + "/seguimiento"},
                         {"follow", code ? code->shown() : r.entry.case_code}}));
}

}  // namespace

std::string verify_url(const Press& press, const Receipt& r) {
    return press.public_url +
           verify_path(r.book.code, shown(r.entry.number, r.entry.form().digits), r.entry.verification);
}

std::string receipt_pdf(const Receipt& r, const std::optional<Logo>& logo, const Press& press) {
    const auto& sheet = r.entry.form();
    const auto title =
        fmt::format("{} {}", sheet.of_one.in(press.language), shown(r.entry.number, sheet.digits));
    return print::render(
        {.title = title,
         .author = r.entry.keeper.provider,
         .subject = sheet.name.in(press.language),
         .language = press.language,
         .created = last_told(r),
         .header = fmt::format("{} · {}", title, r.entry.keeper.provider),
         .footer = say(press, "footer", {{"book", r.entry.keeper.book_name}, {"code", r.book.code}}),
         .page_number = say(press, "page")},
        [&](print::Document& d) {
            head(d, r, logo, press);
            whole(d, r, press);
            foot(d, r, press);
        });
}

std::string poster_pdf(const Book& b, const std::optional<Logo>& logo, print::Paper paper,
                       const Press& press) {
    const auto& sheet = b.form();
    const auto address = press.public_url + "/libro/" + b.code;
    const double big = paper == print::Paper::a3 ? 1.414 : 1;  // ISO 216: by the root of two
    const auto line = [big](double size, bool bold, double after, print::Colour colour = print::kInk) {
        return print::TextStyle{.size = size * big,
                                .bold = bold,
                                .colour = colour,
                                .align = print::Align::centre,
                                .space_after = after * big};
    };
    const auto draw = [&](print::Document& d) {
        if (!logo || !d.picture({logo->bytes}, 240 * big, 80 * big, print::Align::centre))
            d.paragraph(b.name, line(18, true, 12));
        d.space(10 * big);
        d.paragraph(sheet.name.in(press.language), line(44, true, 14, print::kAccent));
        d.paragraph(b.notice.empty() ? sheet.notice.in(press.language) : b.notice, line(15, false, 18));
        d.paragraph(say(press, "poster_scan"), line(17, true, 4));
        // The words of the shop may be many: the code takes what room they leave, and never too little to be
        // read.
        const double below = 120 * big;
        d.qr(address, std::clamp(d.room() - below, 90 * big, 300 * big));
        d.paragraph(without_scheme(address), line(15, true, 14));
        d.paragraph(fmt::format("{}\n{}", b.provider == b.name ? b.provider : b.name + " · " + b.provider,
                                say(press, b.tax_number.empty() ? "poster_code" : "poster_foot",
                                    {{"number", b.tax_number}, {"code", b.code}, {"address", b.address}})),
                    line(11, false, 0, print::kQuiet));
        if (!sheet.norm.empty()) d.paragraph(sheet.norm, line(9, false, 0, print::kQuiet));
    };
    return print::render({.paper = paper,
                          .title = sheet.name.in(press.language),
                          .author = b.provider,
                          .language = press.language,
                          .created = press.now,
                          .margin = 54 * big},
                         draw);
}

}  // namespace escucha::book
