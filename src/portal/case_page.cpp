// The page of a case, and what a customer does there. Whoever has the code has the case.
#include <charconv>

#include "http/problem.hpp"
#include "portal/site.hpp"
#include "portal/templates/info.hpp"

namespace escucha::portal {
namespace {

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::int64_t number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc{} && end == text.data() + text.size() ? value : 0;
}

// The case of the code in the address, or the page that says why not. A code that fits no case (or fails its
// check) counts as a guess; after too many from one network, none is looked up for a while.
std::expected<PublicCase, http::PageReply> case_of(Site& site, const Visit& visit) {
    const std::string typed(visit.call.parameter("code").substr(0, 200));
    const auto network = visit.network();
    if (const auto wait = site.wrong_codes.wait_seconds(network, visit.call.now); wait > 0) {
        return std::unexpected(
            visit.refuse({.kind = ErrorKind::too_many, .code = "too_many", .retry_after_seconds = wait}));
    }
    const auto code = TrackingCode::parse(typed);
    if (code) {
        if (auto found = site.desk.find(*code, visit.visitor())) return std::move(*found);
    }
    if (code || code.error().code == "code.mistyped") (void)site.wrong_codes.take(network, visit.call.now);
    const auto reason = code ? std::string("portal.follow.unknown") : "error." + code.error().code;
    return std::unexpected(visit.show(templates::follow(visit.scene, typed, visit.scene.t(reason)), 404));
}

templates::CaseForms fresh_forms(Site& site, const Visit& visit) {
    return {.token = [&site, now = visit.call.now] { return site.forms.draw(now); }};
}

// One sending of one of the page's forms.
struct Sent {
    std::string action;
    std::string text;
    int score = 0;
    std::vector<http::Upload> files;
};

Sent sent_of(const http::Form& form) {
    Sent sent;
    sent.action = form.get("action");
    const std::string_view field = sent.action == "correct" ? "correction"
                                   : sent.action == "rate"  ? "words"
                                                            : "text";
    sent.text = trimmed(form.get(field));
    sent.score = static_cast<int>(number(form.get("score")));
    for (const auto& [name, file] : form.files) {
        if (name == "files") sent.files.push_back(file);
    }
    return sent;
}

Result<void> reply(Site& site, const Visit& visit, const PublicCase& c, const Sent& sent,
                   const FormToken& token) {
    if (sent.text.empty() && sent.files.empty()) return invalid_field("text", "tell_us");
    return site.desk.reply(c.code, {.text = sent.text, .files = sent.files, .once = token.once},
                           visit.visitor());
}

Result<void> correct(Site& site, const Visit& visit, const PublicCase& c, const Sent& sent) {
    if (sent.text.empty()) return invalid_field("correction", "tell_us");
    return site.desk.correct_said_back(c.code, number(visit.call.form.get("version")), sent.text,
                                       visit.visitor());
}

Result<void> judge(Site& site, const Visit& visit, const PublicCase& c) {
    const auto kept = visit.call.form.get("kept");
    if (kept != "yes" && kept != "no") return refuse(ErrorKind::invalid, "portal.not_understood");
    return site.desk.judge_promise(c.code, number(visit.call.form.get("promise")), kept == "yes",
                                   visit.visitor());
}

Result<void> rate(Site& site, const Visit& visit, const PublicCase& c, const Sent& sent) {
    if (sent.score < 1 || sent.score > 5) return invalid_field("score", "choose_one");
    return site.desk.rate(c.code, {.score = sent.score, .words = sent.text}, visit.visitor());
}

Result<void> act(Site& site, const Visit& visit, const PublicCase& c, const Sent& sent,
                 const FormToken& token) {
    const auto& form = visit.call.form;
    if (sent.action == "reply") return reply(site, visit, c, sent, token);
    if (sent.action == "confirm")
        return site.desk.confirm_said_back(c.code, number(form.get("version")), visit.visitor());
    if (sent.action == "correct") return correct(site, visit, c, sent);
    if (sent.action == "option")
        return site.desk.choose_option(c.code, number(form.get("option")), visit.visitor());
    if (sent.action == "promise") return judge(site, visit, c);
    if (sent.action == "rate") return rate(site, visit, c, sent);
    return refuse(ErrorKind::invalid, "portal.not_understood");
}

http::PageReply again(Site& site, const Visit& visit, const PublicCase& c, const Sent& sent,
                      const FormCheck& check, templates::Complaints complaints, int status) {
    auto forms = fresh_forms(site, visit);
    forms.action = sent.action;
    forms.complaints = std::move(complaints);
    if (check.sending != Sending::stale) forms.again = site.forms.draw(check.token);
    forms.text = sent.text;
    forms.score = sent.score;
    for (const auto& f : sent.files) forms.lost_files.push_back(f.name);
    return visit.show(templates::case_page(visit.scene, c, forms, ""), status);
}

std::string_view anchor(std::string_view action) {
    if (action == "reply") return "#conversacion";
    if (action == "confirm" || action == "correct") return "#entendimos";
    if (action == "option") return "#opciones";
    if (action == "promise") return "#promesas";
    return "#satisfaccion";
}

}  // namespace

http::PageReply case_page(Site& site, const Visit& visit) {
    const auto c = case_of(site, visit);
    if (!c) return c.error();
    if (visit.call.has_query("nuevo")) return visit.show(templates::receipt(visit.scene, *c));
    return visit.show(
        templates::case_page(visit.scene, *c, fresh_forms(site, visit), visit.call.query_value("hecho")));
}

http::PageReply case_sent(Site& site, const Visit& visit) {
    const auto c = case_of(site, visit);
    if (!c) return c.error();
    const auto sent = sent_of(visit.call.form);
    const auto check = check_form(visit);
    const auto refused = [&](templates::Complaints complaints, int status) {
        return again(site, visit, *c, sent, check, std::move(complaints), status);
    };
    const auto say = [&](std::string_view key) {
        templates::Complaints complaints;
        complaints.add_general(visit.scene.t(key));
        return complaints;
    };
    if (check.sending == Sending::stale) return refused(say("portal.form.stale"), 422);
    if (!visit.call.form.get("segundo_asunto").empty()) return refused(say("portal.form.hasty"), 422);
    if (auto taken = site.answers.take(visit.network(), visit.call.now); !taken) {
        return refused(say("portal.form.too_many"), 429);
    }
    if (const auto done = act(site, visit, *c, sent, check.token); !done) {
        return refused(templates::Complaints(visit.scene, done.error()), http::status_of(done.error().kind));
    }
    return http::PageReply::redirect(
        fmt::format("{}?hecho={}{}", templates::case_path(c->code), sent.action, anchor(sent.action)));
}

http::PageReply case_file(Site& site, const Visit& visit) {
    const auto c = case_of(site, visit);
    if (!c) return c.error();
    auto file = site.desk.file(c->code, number(visit.call.parameter("file")), visit.visitor());
    if (!file) return visit.refuse(file.error());
    return {.headers = {{"Cache-Control", "private, no-store"}}, .file = std::move(*file)};
}

http::PageReply case_receipt_file(Site& site, const Visit& visit) {
    const auto c = case_of(site, visit);
    if (!c) return c.error();
    auto file = site.desk.receipt(c->code, visit.visitor());
    if (!file) return visit.refuse(file.error());
    return {.headers = {{"Cache-Control", "private, no-store"}}, .file = std::move(*file)};
}

}  // namespace escucha::portal
