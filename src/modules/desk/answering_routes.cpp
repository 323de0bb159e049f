// Answering the customer: at once, or held for some seconds in which it can be taken back.
#include "modules/desk/case_answer.hpp"
#include "modules/desk/desk.hpp"
#include "modules/desk/people.hpp"
#include "modules/desk/requests.hpp"

namespace escucha::desk {
namespace {

using http::Call;

cases::Reply reply_of(const WriteReply& in) {
    cases::Reply r{.text = in.text.str(),
                   .seen = in.seen ? in.seen->value : std::string(),
                   .files = {in.file_ids.begin(), in.file_ids.end()},
                   .wait = in.then == Then::waiting,
                   .apology = in.apology.value_or(false)};
    if (in.customer_id) r.to = in.customer_id->value;
    if (in.copies)
        r.copies = cases::Copies{{in.copies->cc.begin(), in.copies->cc.end()},
                                 {in.copies->bcc.begin(), in.copies->bcc.end()}};
    return r;
}

CaseAnswer answer(Desk& desk, const Call& call, const WriteReply& in) {
    if (const auto seconds = in.hold ? in.hold->value : 0; seconds > 0) {
        const auto held =
            desk.cases.hold(call.principal, in.id, reply_of(in), std::chrono::seconds(seconds), call.now);
        if (!held) return Refused(held.error());
    } else if (const auto done = desk.cases.reply(call.principal, in.id, reply_of(in), call.now); !done) {
        return Refused(done.error());
    }
    return show(desk, call, in.id);
}

HeldLine line_of(Desk& desk, db::Tx& tx, const Viewer& viewer, const cases::HeldReply& h,
                 const PeopleNames& names) {
    HeldLine line{.id = h.id,
                  .by = names.ref(h.writer),
                  .mine = h.writer == viewer.who.person,
                  .text = h.reply.text,
                  .seen = h.reply.seen,
                  .files = desk.files.of(tx, cases::kHeldFiles, std::array{h.id})[h.id],
                  .wait = h.reply.wait,
                  .apology = h.reply.apology,
                  .at = h.at,
                  .leaves_at = h.leaves_at};
    if (h.reply.copies) line.copies = HeldCopies{h.reply.copies->cc, h.reply.copies->bcc};
    const auto left = std::chrono::ceil<std::chrono::seconds>(h.leaves_at - viewer.now).count();
    line.seconds_left = static_cast<int>(std::max<std::int64_t>(left, 0));
    if (h.stopped) line.stopped = StoppedLine{*h.stopped, text(viewer.language, "error." + *h.stopped)};
    return line;
}

}  // namespace

std::vector<HeldLine> held_lines(Desk& desk, db::Tx& tx, const Viewer& viewer, std::int64_t case_id) {
    const auto held = desk.cases.held(tx, case_id);
    std::vector<HeldLine> lines;
    if (held.empty()) return lines;
    PeopleNames names(desk);
    for (const auto& h : held) names.want(h.writer);
    names.fetch(tx);
    for (const auto& h : held) lines.push_back(line_of(desk, tx, viewer, h, names));
    return lines;
}

void add_answering(http::Api& api, Desk& desk) {
    api.post("/cases/{id}/replies",
             writes("reply", "Answer the customer, at once or after some seconds to think again",
                    {"case.changed_meanwhile", "case.reply_held", "mail.no_way", "file.not_found"}),
             [&](const Call& call, const WriteReply& in) -> CaseAnswer { return answer(desk, call, in); });
    api.post("/cases/{id}/held-replies/{held}/undoing",
             writes("takeReplyBack", "Take an answer back that has not left: it is a draft again",
                    {"case.reply_left_already", "case.reply_not_yours"}),
             [&](const Call& call, const OneHeld& in) -> CaseAnswer {
                 const auto back = desk.cases.take_back(call.principal, in.id, in.held, call.now);
                 if (!back) return Refused(back.error());
                 return show(desk, call, in.id);
             });
    api.post("/cases/{id}/held-replies/{held}/sending",
             writes("sendHeldReply", "Let it leave now, or although it was stopped",
                    {"case.reply_left_already", "case.reply_not_yours", "case.changed_meanwhile",
                     "mail.no_way", "file.not_found"}),
             [&](const Call& call, const SendHeld& in) -> CaseAnswer {
                 const auto seen = in.seen ? std::optional(in.seen->value) : std::nullopt;
                 const auto sent = desk.cases.send_held(call.principal, in.id, in.held, seen, call.now);
                 if (!sent) return Refused(sent.error());
                 return show(desk, call, sent->id);
             });
}

}  // namespace escucha::desk
