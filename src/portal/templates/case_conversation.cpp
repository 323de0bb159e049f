#include <fmt/format.h>

#include "base/picture_marks.hpp"
#include "portal/templates/case.hpp"

namespace escucha::portal::templates {
namespace {

using html::el;
using html::join;
using html::Markup;

std::string size_in_words(std::int64_t bytes) {
    if (bytes < 1024) return fmt::format("{} B", bytes);
    if (bytes < 1024 * 1024) return fmt::format("{} KB", (bytes + 1023) / 1024);
    return fmt::format("{} MB", (bytes + 1024 * 1024 - 1) / (1024 * 1024));
}

std::string address(const PublicCase& c, const PublicFile& f) {
    return fmt::format("{}/archivo/{}", case_path(c.code), f.id);
}

Markup files(const Scene& s, const PublicCase& c, const std::vector<PublicFile>& all) {
    if (all.empty()) return {};
    std::vector<Markup> lines;
    for (const auto& f : all) {
        lines.push_back(el("li", el("a", {{"href", address(c, f)}}, s.icon("clip"), el("span", f.name)), " ",
                           el("span", {{"class", "quiet-words"}}, size_in_words(f.size))));
    }
    return el("ul", {{"class", "file-list"}}, lines);
}

// In a frame of one size, so that nothing moves while it comes; whole behind the click.
Markup picture(const PublicCase& c, const PublicFile& f) {
    return el("a", {{"href", address(c, f)}, {"class", "picture"}},
              el("img", {{"src", address(c, f)},
                         {"alt", f.name},
                         {"loading", "lazy"},
                         {"decoding", "async"},
                         {"width", "320"},
                         {"height", "240"}}));
}

// What was said, with the pictures it names in their places; the other files after it.
Markup said(const Scene& s, const PublicCase& c, const PublicMessage& m) {
    std::vector<std::string> names;
    for (const auto& f : m.files) names.push_back(is_shown_picture(f.type) ? f.name : std::string());
    Markup all;
    for (const auto& piece : PictureMarks(names).split(m.text))
        all += piece.picture ? picture(c, m.files[*piece.picture]) : html::paragraphs(piece.text);
    std::vector<PublicFile> others;
    const auto shown = pictures_in(m.text, names);
    for (std::size_t i = 0; i < m.files.size(); ++i)
        if (!shown[i]) others.push_back(m.files[i]);
    return join(all, files(s, c, others));
}

std::string who(const Scene& s, const PublicMessage& m) {
    if (m.from_customer) return s.t("portal.talk.you");
    return m.author.empty() ? s.organisation : fmt::format("{}, {}", m.author, s.organisation);
}

Markup message(const Scene& s, const PublicCase& c, const PublicMessage& m) {
    const auto head = el("p", {{"class", "by"}}, el("strong", who(s, m)), " ",
                         el("span", {{"class", "quiet-words"}}, capitalised(s.when(m.at))));
    Markup body;
    if (m.how == PublicMessage::How::message) {
        body = said(s, c, m);
    } else {
        const bool call = m.how == PublicMessage::How::call;
        body = el("p", {{"class", "happened"}}, s.icon(call ? "phone" : "person"),
                  el("span", s.t(call ? "portal.talk.call" : "portal.talk.visit")));
    }
    return el("li", {{"class", m.from_customer ? "message mine" : "message"}}, head, body);
}

}  // namespace

Markup conversation(const Scene& s, const PublicCase& c) {
    std::vector<Markup> apart, all;
    for (const auto& other : c.apart)
        apart.push_back(el("p", {{"class", "quiet-words"}},
                           s.t("portal.talk.apart", {{"title", other.title}}), " ",
                           el("a", {{"href", case_path(other.code)}}, other.code.shown())));
    for (const auto& m : c.messages) all.push_back(message(s, c, m));
    Markup earlier;
    if (c.earlier_messages > 0) {
        earlier = el("p", {{"class", "quiet-words"}},
                     s.t("portal.talk.earlier", {{"n", std::to_string(c.earlier_messages)}}));
    }
    return el("section", {{"id", "conversacion"}, {"class", "talk"}, {"aria-labelledby", "conversacion-t"}},
              el("h2", {{"id", "conversacion-t"}}, s.t("portal.talk.title")), earlier,
              el("ol", {{"class", "messages"}}, all), apart);
}

Markup reply_form(const Scene& s, const PublicCase& c, const CaseForms& forms) {
    const bool refused = forms.action == "reply";
    const auto error = [&](std::string_view f) {
        return refused ? forms.complaints.about(f) : std::string{};
    };
    const bool solved = c.standing == Standing::solved;
    const auto text = field(s, {.name = "text",
                                .label = s.t(solved ? "portal.reply.label_solved" : "portal.reply.label"),
                                .hint = s.t(solved ? "portal.reply.hint_solved" : "portal.reply.hint"),
                                .value = refused ? forms.text : "",
                                .error = error("text"),
                                .label_is_heading = true,
                                .type = "area",
                                .longest = 20'000,
                                .rows = 5});
    const auto content = join(text, lost_files(s, refused ? forms.lost_files : std::vector<std::string>{}),
                              file_field(s, s.t("portal.label.files"), error("files")),
                              el("div", {{"class", "send"}}, button(s, s.t("portal.reply.send")),
                                 el("p", {{"class", "state"}, {"role", "status"}})));
    return el("section", {{"id", "responder"}, {"class", "reply"}},
              case_form(s, c, forms, "reply", content,
                        {{"enctype", "multipart/form-data"},
                         {"data-send", true},
                         {"data-draft", fmt::format("caso-{}", c.code.text())},
                         {"data-sending", s.t("portal.js.sending")},
                         {"data-offline", s.t("portal.js.offline")},
                         {"data-failed", s.t("portal.js.failed")},
                         {"data-restored", s.t("portal.js.restored")}}));
}

}  // namespace escucha::portal::templates
