#include "app/case_receipt.hpp"

#include <fmt/format.h>

#include "base/human_time.hpp"
#include "db/param.hpp"
#include "portal/kinds.hpp"
#include "print/document.hpp"

namespace escucha::app {
namespace {

class Paper {
  public:
    Paper(const ReceiptOf& r, Language language, const Zone& zone)
        : r_(r), language_(language), zone_(zone) {}

    std::string title() const { return say("title", {{"code", r_.code.shown()}}); }
    std::string say(std::string_view key, const TextParams& params = {}) const {
        return text(language_, fmt::format("receipt.{}", key), params);
    }

    void draw(print::Document& d) const {
        d.paragraph(r_.organisation, {.size = 11, .bold = true, .colour = print::kQuiet, .space_after = 0});
        d.heading(1, title());
        d.notice(say("received", {{"when", when(r_.at)}}), due());
        d.fields(facts());
        d.heading(2, say("words"));
        d.paragraph(r_.words.empty() ? say("no_words") : r_.words, {.space_after = 10});
        if (!r_.expectation.empty()) {
            d.heading(2, say("expectation"));
            d.paragraph(r_.expectation, {.space_after = 10});
        }
        const auto link = fmt::format("{}/caso/{}", r_.public_url, r_.code.shown());
        d.space(6);
        d.qr_beside(link, 100, say("follow", {{"code", r_.code.shown()}}),
                    say("follow_words", {{"link", link}}));
    }

  private:
    std::string when(Instant at) const { return full_moment_in_words(language_, zone_, at); }

    std::string due() const {
        auto at = r_.resolution_due;
        if (r_.law_due && (!at || *r_.law_due < *at)) at = r_.law_due;
        return at ? say("due", {{"when", when(*at)}}) : std::string();
    }

    std::vector<print::Field> facts() const {
        std::vector<print::Field> out;
        const auto add = [&](std::string_view key, std::string value) {
            if (!value.empty()) out.push_back({say(key), std::move(value)});
        };
        add("code", r_.code.shown());
        add("kind", text(language_, fmt::format("portal.kind.{}.of", portal::face_of(r_.kind).key)));
        add("at", when(r_.at));
        add("organisation", r_.organisation);
        add("customer", r_.customer);
        add("first_answer", r_.first_answer_due ? when(*r_.first_answer_due) : "");
        add("law", r_.law);
        std::string files;
        for (const auto& name : r_.files) files += (files.empty() ? "" : "\n") + name;
        add("files", files);
        return out;
    }

    const ReceiptOf& r_;
    Language language_;
    const Zone& zone_;
};

}  // namespace

std::string law_at_opening(const cases::Birth& birth, Language language, const Zone& otherwise) {
    if (!birth.law_due) return {};
    if (!birth.law) return full_moment_in_words(language, otherwise, *birth.law_due);
    const auto& rule = *birth.law->rule;
    const auto n = rule.term.amount;
    const auto term = fmt::format("term.{}.{}", db::name(rule.term.unit), n == 1 ? "one" : "other");
    return text(language, "why.at_opening",
                {{"when", full_moment_in_words(language, birth.book->official->zone(), *birth.law_due)},
                 {"norm", rule.article.empty() ? rule.norm : fmt::format("{}, {}", rule.norm, rule.article)},
                 {"term", text(language, term, {{"n", std::to_string(n)}})}});
}

std::string case_receipt_pdf(const ReceiptOf& r, Language language, const Zone& zone) {
    const Paper paper(r, language, zone);
    return print::render({.title = paper.title(),
                          .author = r.organisation,
                          .language = language,
                          .created = r.at,
                          .header = fmt::format("{} · {}", paper.title(), r.organisation),
                          .footer = r.organisation,
                          .page_number = paper.say("page")},
                         [&](print::Document& d) { paper.draw(d); });
}

}  // namespace escucha::app
