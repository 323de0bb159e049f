#include "modules/channels/email/answers.hpp"

#include "http/api.hpp"
#include "modules/cases/cases.hpp"
#include "modules/channels/email/email.hpp"

namespace escucha::email {
namespace {

using http::Id;
using http::Line;

struct AnswerWayOf {
    Id id;
};
BOOST_DESCRIBE_STRUCT(AnswerWayOf, (), (id))
enum class AnswerThen { waiting, open };
BOOST_DESCRIBE_ENUM(AnswerThen, waiting, open)
struct AnswerMail {
    Id id;
    http::Prose<20'000> text;
    std::optional<Line<24>> seen;
    http::Many<Id, 10> file_ids;
    std::optional<AnswerThen> then;
    std::optional<bool> apology;
    http::Many<http::Email, 20> cc, bcc;
};
BOOST_DESCRIBE_STRUCT(AnswerMail, (), (id, text, seen, file_ids, then, apology, cc, bcc))
struct AnswerWayView {
    std::optional<AnswerWay> mail;  // absent: an answer of this case does not go by e-mail
};
BOOST_DESCRIBE_STRUCT(AnswerWayView, (), (mail))

http::Spec spec(std::string id, std::string scope, std::string summary, std::vector<std::string> errors) {
    return {.id = std::move(id),
            .access = http::Access::role(Role::agent),
            .scope = std::move(scope),
            .summary = std::move(summary),
            .tag = "mail",
            .errors = std::move(errors)};
}

cases::Reply reply_of(const AnswerMail& in) {
    cases::Reply r{.text = in.text.str(),
                   .seen = in.seen ? in.seen->value : std::string(),
                   .files = {},
                   .wait = in.then == AnswerThen::waiting,
                   .apology = in.apology.value_or(false)};
    for (const auto& id : in.file_ids) r.files.push_back(id);
    return r;
}

Copies copies_of(const AnswerMail& in) {
    Copies copies;
    for (const auto& a : in.cc) copies.cc.push_back(a);
    for (const auto& a : in.bcc) copies.bcc.push_back(a);
    return copies;
}

}  // namespace

void add_answers(http::Api& api, Email& email) {
    const std::vector<std::string> none{"case.not_found", "case.about_you", "case.sealed"};
    api.get("/cases/{id}/mail-way",
            spec("getAnswerWay", "mail:read", "To whom an answer of the case would go by e-mail", none),
            [&](const http::Call& call, const AnswerWayOf& in) -> Result<AnswerWayView> {
                auto way = email.answer_way(call.principal, in.id);
                if (!way) return Refused(std::move(way.error()));
                return AnswerWayView{std::move(*way)};
            });
    api.post(
        "/cases/{id}/mail-replies",
        spec("replyWithCopies", "mail:write", "Answer by e-mail, saying oneself who gets a copy",
             {"case.not_found", "case.about_you", "case.sealed", "case.changed_meanwhile", "file.not_found"}),
        [&](const http::Call& call, const AnswerMail& in) -> Result<std::monostate> {
            const auto done = email.answer(call.principal, in.id, reply_of(in), copies_of(in), call.now);
            if (!done) return Refused(done.error());
            return std::monostate{};
        });
}

}  // namespace escucha::email
