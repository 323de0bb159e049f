#include "portal/templates/fields.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "portal/templates/layout.hpp"

namespace escucha::portal::templates {
namespace {

using html::Attributes;
using html::el;
using html::join;
using html::Markup;

constexpr std::string_view kTypes =
    "image/*,application/pdf,.pdf,.doc,.docx,.odt,.xls,.xlsx,.ods,.txt,.eml,audio/*,video/*";

std::string_view stem(std::string_view field) {
    return field.substr(0, field.find_first_of("[."));
}

Markup label_of(const Scene& s, const FieldOf& f) {
    Markup mark;
    if (f.optional_mark) mark = join(" ", el("span", {{"class", "optional"}}, s.t("portal.form.optional")));
    return el("label", {{"for", f.name}, {"class", f.label_is_heading ? "question" : "label"}}, f.label,
              mark);
}

Attributes control(const FieldOf& f) {
    std::string described;
    if (!f.hint.empty()) described = f.name + "-hint";
    if (!f.error.empty()) described += (described.empty() ? "" : " ") + f.name + "-error";
    const auto given = [](const std::string& v) {
        return v.empty() ? std::optional<std::string>{} : std::optional(v);
    };
    return {{"id", f.name},
            {"name", f.name},
            {"required", f.required},
            {"maxlength", std::to_string(f.longest)},
            {"autocomplete", given(f.autocomplete)},
            {"autocapitalize", given(f.autocapitalize)},
            {"aria-describedby", given(described)},
            {"aria-invalid", given(f.error.empty() ? "" : "true")}};
}

Markup error_line(const Scene& s, const std::string& id, const std::string& sentence) {
    if (sentence.empty()) return {};
    return el("p", {{"class", "error"}, {"id", id}}, s.icon("alert"), el("span", sentence));
}

Markup file_input(const std::string& id, bool camera, const std::string& described) {
    Attributes attributes{{"type", "file"}, {"id", id}, {"name", "files"}, {"class", "file-input"}};
    attributes.push_back({"accept", camera ? std::string("image/*") : std::string(kTypes)});
    attributes.push_back({"aria-describedby", described});
    if (camera) {
        attributes.push_back({"capture", "environment"});
    } else {
        attributes.push_back({"multiple", true});
    }
    return el("input", attributes);
}

}  // namespace

Complaints::Complaints(const Scene& s, const Error& error) {
    for (const auto& f : error.fields) fields_.emplace_back(f.field, s.t("field." + f.code, f.params));
    if (fields_.empty()) general_ = s.t("error." + error.code, error.params);
}

std::string Complaints::about(std::string_view field) const {
    const auto at = std::ranges::find_if(fields_, [&](const auto& f) { return stem(f.first) == field; });
    return at == fields_.end() ? std::string{} : at->second;
}

Markup Complaints::summary(const Scene& s) const {
    if (!any()) return {};
    std::vector<Markup> lines;
    for (const auto& [name, sentence] : fields_) {
        const auto label_key = fmt::format("portal.label.{}", stem(name));
        const auto own = labels_.find(stem(name));
        const auto label = own != labels_.end()              ? own->second
                           : has_text(s.language, label_key) ? s.t(label_key)
                                                             : std::string();
        const auto words = label.empty() ? sentence : fmt::format("{}: {}", label, sentence);
        lines.push_back(el("li", el("a", {{"href", fmt::format("#{}", stem(name))}}, words)));
    }
    const auto title = general_.empty() ? s.t("portal.form.mend") : general_;
    return el("div", {{"class", "notice late"}, {"role", "alert"}, {"id", "avisos"}, {"tabindex", "-1"}},
              s.icon("alert"),
              el("div", {{"class", "notice-text"}}, el("p", el("strong", title)),
                 lines.empty() ? Markup{} : el("ul", lines)));
}

Markup field(const Scene& s, const FieldOf& f) {
    auto attributes = control(f);
    Markup input;
    if (f.type == "area") {
        attributes.push_back({"rows", std::to_string(f.rows)});
        // A line end right after <textarea> is dropped by browsers: the first is ours.
        input = el("textarea", attributes, "\n" + f.value);
    } else {
        attributes.push_back({"type", f.type});
        attributes.push_back({"value", f.value});
        input = el("input", attributes);
    }
    Markup hint;
    if (!f.hint.empty()) hint = el("p", {{"class", "hint"}, {"id", f.name + "-hint"}}, f.hint);
    return el("div", {{"class", f.error.empty() ? "field" : "field wrong"}}, label_of(s, f), hint,
              error_line(s, f.name + "-error", f.error), input);
}

Markup file_field(const Scene& s, std::string_view label, const std::string& error) {
    const std::string described = error.empty() ? "files-hint" : "files-hint files-error";
    const auto pick = [&](const std::string& id, bool camera, std::string_view icon, std::string_view words) {
        return el("div", {{"class", camera ? "file-way camera" : "file-way"}},
                  el("label", {{"for", id}, {"class", "label-small"}}, s.icon(icon), el("span", words)),
                  file_input(id, camera, described));
    };
    return el("div",
              {{"class", error.empty() ? "field files" : "field files wrong"},
               {"data-files", true},
               {"data-too-big", s.t("portal.files.too_big")},
               {"data-too-many", s.t("portal.files.too_many")},
               {"data-remove", s.t("portal.files.remove")}},
              el("p", {{"class", "label"}}, label, " ",
                 el("span", {{"class", "optional"}}, s.t("portal.form.optional"))),
              el("p", {{"class", "hint"}, {"id", "files-hint"}}, s.t("portal.files.hint")),
              error_line(s, "files-error", error),
              el("div", {{"class", "file-ways"}}, pick("files", false, "clip", s.t("portal.files.pick")),
                 pick("camera", true, "camera", s.t("portal.files.camera"))),
              el("ul", {{"class", "chosen"}, {"aria-live", "polite"}}));
}

Markup lost_files(const Scene& s, const std::vector<std::string>& names) {
    if (names.empty()) return {};
    std::string all;
    for (const auto& n : names) all += (all.empty() ? "" : ", ") + n;
    // data-lost: site.js kept them after all, and takes this away.
    return el("div", {{"data-lost", true}},
              notice(s, "soon", el("p", s.t("portal.files.again", {{"names", all}}))));
}

Markup hidden_value(std::string_view name, std::string value) {
    return el("input", {{"type", "hidden"}, {"name", name}, {"value", std::move(value)}});
}

Markup hidden_part(const Scene& s, const std::string& token) {
    // The trap stands in the page like any field, is moved out of sight by the style sheet and of the way of
    // keyboards and readers, and says what it is to whoever meets it all the same.
    const auto trap = el("div", {{"class", "trap"}, {"aria-hidden", "true"}},
                         el("label", s.t("portal.form.trap"),
                            el("input", {{"type", "text"},
                                         {"name", "segundo_asunto"},
                                         {"tabindex", "-1"},
                                         {"autocomplete", "off"},
                                         {"value", ""}})));
    return join(hidden_value("f", token), s.csrf.empty() ? Markup{} : hidden_value("csrf", s.csrf), trap);
}

Markup button(const Scene&, std::string_view text, std::string_view tone) {
    return el("button", {{"type", "submit"}, {"class", fmt::format("button {}", tone)}}, text);
}

}  // namespace escucha::portal::templates
