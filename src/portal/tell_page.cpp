// The questions, and what becomes of the answers.
#include "http/problem.hpp"
#include "portal/site.hpp"
#include "portal/templates/tell.hpp"

namespace escucha::portal {
namespace {

constexpr std::size_t kMostFiles = 10;

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::vector<http::Upload> files_of(const http::Form& form) {
    std::vector<http::Upload> files;
    for (const auto& [name, file] : form.files) {
        if (name == "files") files.push_back(file);
    }
    return files;
}

Intake intake_of(const http::Form& form, CaseKind kind) {
    const auto value = [&](std::string_view name) { return trimmed(form.get(name)); };
    return {.kind = kind,
            .what = value("what"),
            .expectation = value("expectation"),
            .name = value("name"),
            .email = value("email"),
            .phone = value("phone"),
            .document = value("document"),
            .files = files_of(form),
            .once = {}};
}

// What needs no look into the base. How long texts may be, and what an e-mail address or a telephone is, the
// desk knows.
templates::Complaints missing(const Scene& scene, const Intake& intake) {
    templates::Complaints c;
    const auto say = [&](std::string field, std::string_view code) {
        c.add(std::move(field), scene.t("field." + std::string(code)));
    };
    if (intake.what.empty()) say("what", "tell_us");
    if (intake.name.empty()) say("name", "your_name");
    if (intake.email.empty() && intake.phone.empty()) say("email", "one_of_two");
    if (intake.files.size() > kMostFiles) say("files", "too_many_files");
    return c;
}

http::PageReply ask(const Visit& visit, const KindFace& kind) {
    return visit.show(templates::tell(visit.scene, {.kind = &kind,
                                                    .typed = {},
                                                    .complaints = {},
                                                    .token = visit.site.forms.draw(visit.call.now),
                                                    .lost_files = {}}));
}

http::PageReply ask_again(const Visit& visit, const KindFace& kind, Intake intake,
                          templates::Complaints complaints, std::string token, int status) {
    std::vector<std::string> lost;
    for (const auto& f : intake.files) lost.push_back(f.name);
    return visit.show(templates::tell(visit.scene, {.kind = &kind,
                                                    .typed = std::move(intake),
                                                    .complaints = std::move(complaints),
                                                    .token = std::move(token),
                                                    .lost_files = std::move(lost)}),
                      status);
}

templates::Complaints in_general(const Scene& scene, std::string_view key) {
    templates::Complaints c;
    c.add_general(scene.t(key));
    return c;
}

}  // namespace

http::PageReply tell_page(Site&, const Visit& visit) {
    const auto* kind = face_of_slug(visit.call.query_value("tipo"));
    return kind ? ask(visit, *kind) : http::PageReply::redirect("/");
}

http::PageReply tell_sent(Site& site, const Visit& visit) {
    const auto* kind = face_of_slug(visit.call.query_value("tipo"));
    if (!kind) return http::PageReply::redirect("/");
    auto intake = intake_of(visit.call.form, kind->kind);
    const auto check = check_form(visit);
    const auto again = [&](templates::Complaints complaints, int status = 422) {
        const auto token =
            check.sending == Sending::stale ? site.forms.draw(visit.call.now) : site.forms.draw(check.token);
        return ask_again(visit, *kind, std::move(intake), std::move(complaints), token, status);
    };
    if (check.sending == Sending::stale) return again(in_general(visit.scene, "portal.form.stale"));
    if (auto complaints = missing(visit.scene, intake); complaints.any()) return again(std::move(complaints));
    if (check.sending == Sending::hasty) return again(in_general(visit.scene, "portal.form.hasty"));
    if (auto taken = site.openings.take(visit.network(), visit.call.now); !taken) {
        return again(in_general(visit.scene, "portal.form.too_many"), 429);
    }
    intake.once = check.token.once;
    const auto opened = site.desk.open_case(intake, visit.visitor());
    if (!opened)
        return again(templates::Complaints(visit.scene, opened.error()),
                     http::status_of(opened.error().kind));
    return http::PageReply::redirect(templates::case_path(*opened) + "?nuevo=1");
}

}  // namespace escucha::portal
