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
    std::optional<Id> customer_id;  // where cases of several people are joined
};
BOOST_DESCRIBE_STRUCT(AnswerWayOf, (), (id, customer_id))
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
    std::optional<Id> customer_id;  // where cases of several people are joined; absent: whoever spoke last
    std::optional<http::Int<0, 60>> hold;  // seconds in which it can be taken back: POST /cases/{id}/replies
};
BOOST_DESCRIBE_STRUCT(AnswerMail, (), (id, text, seen, file_ids, then, apology, cc, bcc, customer_id, hold))
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
                   .apology = in.apology.value_or(false),
                   .copies = cases::Copies{{in.cc.begin(), in.cc.end()}, {in.bcc.begin(), in.bcc.end()}}};
    for (const auto& id : in.file_ids) r.files.push_back(id);
    if (in.customer_id) r.to = in.customer_id->value;
    return r;
}

Result<void> answer(cases::Cases& cases, const http::Call& call, const AnswerMail& in) {
    if (const auto seconds = in.hold ? in.hold->value : 0; seconds > 0) {
        const auto held =
            cases.hold(call.principal, in.id, reply_of(in), std::chrono::seconds(seconds), call.now);
        return held ? Result<void>{} : Refused(held.error());
    }
    const auto done = cases.reply(call.principal, in.id, reply_of(in), call.now);
    return done ? Result<void>{} : Refused(done.error());
}

}  // namespace

void add_answers(http::Api& api, Email& email) {
    const std::vector<std::string> none{"case.not_found", "case.about_you", "case.sealed"};
    api.get("/cases/{id}/mail-way",
            spec("getAnswerWay", "mail:read", "To whom an answer of the case would go by e-mail", none),
            [&](const http::Call& call, const AnswerWayOf& in) -> Result<AnswerWayView> {
                auto way =
                    email.answer_way(call.principal, in.id,
                                     in.customer_id ? std::optional(in.customer_id->value) : std::nullopt);
                if (!way) return Refused(std::move(way.error()));
                return AnswerWayView{std::move(*way)};
            });
    api.post("/cases/{id}/mail-replies",
             spec("replyWithCopies", "mail:write", "Answer by e-mail, saying oneself who gets a copy",
                  {"case.not_found", "case.about_you", "case.sealed", "case.merged", "case.changed_meanwhile",
                   "case.reply_held", "mail.no_way", "file.not_found"}),
             [&](const http::Call& call, const AnswerMail& in) -> Result<std::monostate> {
                 const auto done = answer(email.parts().cases, call, in);
                 if (!done) return Refused(done.error());
                 return std::monostate{};
             });
}

}  // namespace escucha::email
