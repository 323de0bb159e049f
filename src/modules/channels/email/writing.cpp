#include "modules/channels/email/writing.hpp"

#include "base/fold.hpp"
#include "base/human_time.hpp"
#include "base/tracking_code.hpp"
#include "db/database.hpp"
#include "modules/cases/events.hpp"
#include "modules/channels/email/composing.hpp"
#include "modules/channels/email/intake.hpp"
#include "modules/channels/email/letter_store.hpp"
#include "modules/channels/email/posting.hpp"
#include "modules/channels/email/reading.hpp"
#include "modules/channels/email/recipients.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/promises/events.hpp"
#include "modules/promises/promises.hpp"
#include "modules/team/team.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

namespace escucha::email {
namespace {

constexpr std::size_t kThread = 50;  // messages of a case that an answer refers to, at most

// How a customer is spoken to, and what about: their own case, by whose code they know it. It may be joined
// to the one that stands, where all the messages are.
struct About {
    cases::Case c;
    std::int64_t standing = 0;
    bool among_others = false;  // cases of several people are joined there
    customers::Customer customer;
    Language language = Language::es;
    Treatment treatment = Treatment::usted;
    std::shared_ptr<const team::Organisation> organisation;
    TextParams params;  // name, organisation, code, link
};

std::string say(const About& a, std::string_view key, TextParams more = {}) {
    more.insert(a.params.begin(), a.params.end());
    return text(a.language, fmt::format("mail.{}.{}", key, db::name(a.treatment)), more);
}

// A person's words go out like any letter; what we write by ourselves says who we are, and has a button.
mail::LetterLook plain_look(const About& a) {
    return {.language = std::string(db::name(a.language)), .code = a.params.at("code")};
}
mail::LetterLook full_look(const About& a) {
    auto look = plain_look(a);
    look.heading = a.organisation->name;
    look.link = a.params.at("link");
    look.button = text(a.language, "letters.see_case");
    return look;
}

std::string when(const About& a, Instant at) {
    return full_moment_in_words(a.language, *a.organisation->zone, at);
}

std::optional<About> about(const Email& email, db::Tx& tx, const cases::Case& c) {
    auto customer = email.parts().customers.get(tx, c.customer);
    if (!customer) return std::nullopt;
    About a{.c = c,
            .standing = c.id,
            .customer = std::move(*customer),
            .organisation = email.parts().team.organisation(),
            .params = {}};
    a.language = a.customer.language.value_or(c.language);
    a.treatment = a.customer.treatment.value_or(a.organisation->treatment);
    const auto code = TrackingCode::parse(c.code)->shown();
    a.params = {{"name", a.customer.name_to_use.value_or(a.customer.name)},
                {"organisation", a.organisation->name},
                {"code", code},
                {"link", fmt::format("{}/caso/{}", email.options().public_url, code)}};
    return a;
}

// To one of the people of the case: by the case of theirs that was joined to it.
std::optional<About> about(const Email& email, db::Tx& tx, const cases::Case& c, std::int64_t contact,
                           std::int64_t customer) {
    const auto& cases = email.parts().cases;
    const auto people = cases.people(tx, c);
    if (people.size() == 1 || customer == c.customer) {
        auto a = about(email, tx, c);
        if (a) a->among_others = people.size() > 1;
        return a;
    }
    const auto own = cases.find(tx, cases.asked_for(tx, c.id, contact, customer));
    auto a = about(email, tx, own && own->customer == customer ? *own : c);
    if (!a) return a;
    a->standing = c.id;
    a->among_others = true;
    return a;
}

bool may_begin(const About& a, Instant now) {
    return customers::may_contact(a.customer, Channel::email, now, *a.organisation->zone) ==
           customers::MayContact::yes;
}

// Names that are kept for examples and tests (RFC 2606, RFC 6761): nobody lives there.
bool is_made_up(std::string_view address) {
    const auto key = store::address_key(address);
    for (const std::string_view end :
         {"@example.com", "@example.org", "@example.net", ".example", ".invalid"})
        if (key.ends_with(end)) return true;
    return false;
}

// --- Where it goes
// -------------------------------------------------------------------------------------------
// Oldest first; the last is the one that is answered: what the customer said last.
std::vector<std::string> references(const std::vector<store::StoredMail>& newest_first,
                                    const store::StoredMail* last) {
    std::vector<std::string> out;
    for (const auto& m : std::views::reverse(newest_first))
        if (mail::is_message_id(m.message_id) && m.fate != Fate::bounce && !m.machine && m.forward == 0 &&
            &m != last)
            out.push_back(m.message_id);
    if (last && mail::is_message_id(last->message_id)) out.push_back(last->message_id);
    return out;
}

std::string subject_of(const About& a, const store::StoredMail* last) {
    auto subject = one_line(last && !last->subject.empty() ? last->subject : a.c.title);
    if (last && !bare_subject(subject).empty() && !fold(subject).starts_with("re:"))
        subject = "Re: " + subject;
    return subject;
}

std::string with_code(const About& a, std::string subject) {
    const auto& code = a.params.at("code");
    if (subject.find(code) == std::string::npos) subject += fmt::format(" [{}]", code);
    return subject;
}

// What every message of a case has in common; nothing where none may or can be sent.
struct Way {
    store::StoredMailbox mailbox;
    Letter letter;
    const About& about;
};
enum class Whom { last_writer, customer };
std::optional<Way> way(Email& email, db::Tx& tx, const About& a, Whom whom) {
    auto mails = store::of_case(tx, a.standing, kThread);
    if (a.among_others)  // to each in their own thread
        std::erase_if(mails, [&](const store::StoredMail& m) { return m.customer != a.c.customer; });
    const auto mailbox = mailbox_for(tx, a.c, mails);
    if (!mailbox) return std::nullopt;
    const auto* last = last_heard(mails);
    const auto to =
        whom == Whom::customer ? address_of(tx, a.customer, last) : addressee(tx, a.customer, last);
    if (!to || (is_made_up(to->email) && email.parts().customers.is_sample(tx, a.c.customer)))
        return std::nullopt;
    Letter letter{.to = *to, .cc = {}, .envelope_from = mailbox->address, .customer = a.c.customer};
    letter.subject = subject_of(a, last);
    if (whom == Whom::last_writer)
        letter.cc = copies(tx, last, *to);
    else
        letter.subject = with_code(a, letter.subject);
    letter.references = references(mails, last);
    return Way{*mailbox, std::move(letter), a};
}

// Whoever has the code has the case's page: where others than the customer read along, nothing tells it.
bool only_for_them(const Way& w) {
    return only_theirs(w.about.customer, recipients(w.letter));
}

std::string signed_text(const Way& w, std::string body) {
    const auto& signature = w.mailbox.signature;
    const auto name = signature.empty() ? w.about.organisation->name : signature;
    auto signed_ = fmt::format("{}\n\n-- \n{}\n", body, name);
    if (only_for_them(w)) signed_ += say(w.about, "footer") + '\n';
    return signed_;
}

// --- What happened
// -------------------------------------------------------------------------------------------
std::optional<Instant> first_date(const cases::Opened& o) {
    return o.first_answer_due ? o.first_answer_due : o.resolution_due;
}

// The house's first date, and the law's where it sets one.
std::string acknowledgement(const About& a, std::optional<Instant> due, std::optional<Instant> law,
                            Instant now) {
    std::string by;
    if (due) by = say(a, "ack_due", {{"when", when(a, *due)}}) + "\n\n";
    if (law) by += say(a, "ack_law", {{"when", when(a, *law)}}) + "\n\n";
    return say(a, "ack", {{"received", when(a, now)}, {"due", by}});
}

// A case that came by another way, with an address to write to.
void acknowledge_other(Email& email, db::Tx& tx, const cases::Case& c, Instant now) {
    const auto a = about(email, tx, c);
    if (!a || !may_begin(*a, now)) return;
    auto w = way(email, tx, *a, Whom::customer);
    if (!w || store::bounced(tx, w->letter.to.email) || !brake_lets_pass(tx, w->letter.to.email, now)) return;
    w->letter.purpose = "acknowledgement";
    w->letter.automatic = "auto-replied";
    w->letter.envelope_from.clear();
    w->letter.text =
        acknowledgement(*a, c.first_answer_due ? c.first_answer_due : c.resolution_due, c.law_due, now);
    w->letter.look = full_look(*a);
    post(email, tx, w->mailbox, c, w->letter, now);
}

void on_opened(Email& email, db::Tx& tx, const work::Event& e) {
    const auto fact = work::fact<cases::CaseOpened>(e);
    if (fact.channel == db::name(Channel::email) || fact.kind == db::name(CaseKind::internal)) return;
    if (fact.told_otherwise.value_or(false)) return;
    if (const auto c = email.parts().cases.find(tx, e.case_id)) acknowledge_other(email, tx, *c, e.at);
}

// Nothing: the answer does not go by e-mail.
std::optional<Way> way_of_answer(Email& email, db::Tx& tx, const About& a, const cases::Reply& reply) {
    auto w = way(email, tx, a, Whom::last_writer);
    if (w && reply.copies) choose_copies(tx, *reply.copies, w->letter.to, w->letter.cc, w->letter.bcc);
    return w;
}

Result<void> can_go(Email& email, db::Tx& tx, const cases::Case& c, const cases::Reply& reply) {
    if (!reply.copies || (reply.copies->cc.empty() && reply.copies->bcc.empty())) return {};
    const auto to = email.parts().cases.addressee(tx, c, reply.to);
    if (!to) return Refused(to.error());
    const auto a = about(email, tx, c, 0, *to);
    if (!a || !way(email, tx, *a, Whom::last_writer)) return conflict("mail.no_way");
    return {};
}

void answer(Email& email, db::Tx& tx, const cases::Case& c, std::int64_t contact, const cases::Reply& reply,
            Instant now) {
    const auto said = email.parts().contacts.get(tx, contact);
    const auto a = about(email, tx, c, contact, said ? said->customer_id : c.customer);
    if (!a) return;
    auto w = way_of_answer(email, tx, *a, reply);
    if (!w) return;
    w->letter.purpose = "answer";
    w->letter.contact = contact;
    if (only_for_them(*w)) w->letter.subject = with_code(*a, w->letter.subject);
    w->letter.text = signed_text(*w, reply.text);
    w->letter.look = plain_look(*a);
    post(email, tx, w->mailbox, c, w->letter, now);
}

void on_promised(Email& email, db::Tx& tx, const work::Event& e) {
    const auto promise = email.parts().promises.get(tx, work::fact<promises::PromiseMade>(e).promise);
    if (!promise || promise->case_id == 0) return;
    const auto c = email.parts().cases.find(tx, promise->case_id);
    if (!c) return;
    const auto a = about(email, tx, *c, 0, promise->customer != 0 ? promise->customer : c->customer);
    if (!a || !may_begin(*a, e.at)) return;
    auto w = way(email, tx, *a, Whom::customer);
    if (!w || store::bounced(tx, w->letter.to.email)) return;
    w->letter.purpose = "promise";
    w->letter.automatic = "auto-generated";
    w->letter.text =
        signed_text(*w, say(*a, promise->replaces != 0 ? "promise_again" : "promise",
                            {{"what", promise->what}, {"when", when(*a, promise->promised_for)}}));
    w->letter.look = full_look(*a);
    post(email, tx, w->mailbox, *c, w->letter, e.at);
}

std::string solution(const About& a, const cases::Progress& p) {
    std::string more;
    if (!p.outcome_reason.empty()) more += say(a, "solution_reason", {{"reason", p.outcome_reason}}) + "\n\n";
    if (!p.outcome_alternative.empty())
        more += say(a, "solution_alternative", {{"alternative", p.outcome_alternative}}) + "\n\n";
    return say(a, "solution", {{"text", p.outcome_text}, {"more", more}});
}

// The end of a case that was told us by mail is a direct answer; of others it begins with us.
void tell_solution(Email& email, db::Tx& tx, const cases::Case& c, std::int64_t customer, Instant now) {
    const auto a = about(email, tx, c, 0, customer);
    if (!a || (a->c.channel != Channel::email && !may_begin(*a, now))) return;
    auto w = way(email, tx, *a, Whom::customer);
    if (!w) return;
    w->letter.purpose = "solution";
    w->letter.text = signed_text(*w, solution(*a, email.parts().cases.progress(tx, c.id)));
    w->letter.look = full_look(*a);
    w->letter.hold = email.options().hold;
    post(email, tx, w->mailbox, c, w->letter, now);
}

// Each of the people of the case, for whom it is the end of theirs.
void on_solved(Email& email, db::Tx& tx, const work::Event& e) {
    const auto c = email.parts().cases.find(tx, e.case_id);
    if (!c || c->outcome == cases::Outcome::customer_silent) return;
    for (const auto customer : email.parts().cases.people(tx, *c))
        tell_solution(email, tx, *c, customer, e.at);
}

// A solution that was taken back before its letter left is not told.
void on_reopened(Email& email, db::Tx& tx, const work::Event& e) {
    for (const auto& m : store::of_case(tx, e.case_id, kThread))
        if (m.purpose == "solution" && store::cancel(tx, m.id, e.at)) announce_delivery(email, tx, m, e.at);
}

}  // namespace

std::optional<MailId> post_first(Email& email, db::Tx& tx, const store::StoredMailbox& mailbox,
                                 const cases::Case& c, Letter letter, Instant now) {
    const auto a = about(email, tx, c);
    if (!a) return std::nullopt;
    letter.purpose = "answer";
    letter.envelope_from = mailbox.address;
    if (letter.to.name.empty()) letter.to.name = a->customer.name;
    Way w{mailbox, std::move(letter), *a};
    if (only_for_them(w)) w.letter.subject = with_code(*a, w.letter.subject);
    w.letter.text = signed_text(w, w.letter.text);
    w.letter.look = plain_look(*a);
    return post(email, tx, mailbox, c, w.letter, now);
}

namespace {

bool sends(const store::StoredMailbox& m) {
    return m.active && !m.outgoing.host.empty();
}

}  // namespace

bool any_sends(db::Tx& tx) {
    return std::ranges::any_of(store::mailboxes(tx), sends);
}

std::optional<store::StoredMailbox> mailbox_for(db::Tx& tx, const cases::Case& c,
                                                const std::vector<store::StoredMail>& mails) {
    const auto all = store::mailboxes(tx);
    const auto first = [&](auto fits) -> std::optional<store::StoredMailbox> {
        const auto found = std::ranges::find_if(all, [&](const auto& m) { return sends(m) && fits(m); });
        return found == all.end() ? std::nullopt : std::optional(*found);
    };
    for (const auto& mail : mails)
        if (auto m = first([&](const auto& one) { return one.id == mail.mailbox; })) return m;
    if (auto m = first([&](const auto& one) { return one.team == c.team && c.team != 0; })) return m;
    return first([](const auto& one) { return one.team == 0; });
}

bool brake_lets_pass(db::Tx& tx, std::string_view address, Instant now) {
    auto b = store::brake(tx, address).value_or(store::Brake{.last_at = {}, .since = now, .n = 0});
    if (b.n > 0 && now - b.last_at < kBetweenAutomatic) return false;
    if (now - b.since >= std::chrono::days(1)) b = {.last_at = {}, .since = now, .n = 0};
    if (b.n >= kMostAutomaticADay) return false;
    b.last_at = now;
    ++b.n;
    store::save_brake(tx, address, b);
    return true;
}

void acknowledge(Email& email, db::Tx& tx, const store::StoredMailbox& mailbox, const cases::Opened& opened,
                 const store::StoredMail& mail, Instant now) {
    if (mailbox.outgoing.host.empty() || mail.forged || mail.machine) return;
    if (!mail::is_sendable(mail.from.email)) return;
    const auto c = email.parts().cases.find(tx, opened.id);
    const auto a = about(email, tx, *c);
    if (!a || !may_begin(*a, now) || !brake_lets_pass(tx, mail.from.email, now)) return;
    Letter letter{.purpose = "acknowledgement",
                  .automatic = "auto-replied",
                  .subject = with_code(*a, subject_of(*a, &mail)),
                  .text = acknowledgement(*a, first_date(opened), opened.law_due, now),
                  .to = {one_line(mail.from.name), mail.from.email},
                  .look = full_look(*a)};
    if (mail::is_message_id(mail.message_id)) letter.references.push_back(mail.message_id);
    post(email, tx, mailbox, *c, letter, now);
}

void add_reactions(work::Events& events, Email& email) {
    const auto on = [&](std::string type, auto react) {
        events.on(std::move(type),
                  [&email, react](db::Tx& tx, const work::Event& e) { react(email, tx, e); });
    };
    on(cases::CaseOpened::kType, on_opened);
    on("case.resolved", on_solved);
    on("case.reopened", on_reopened);
    on(promises::PromiseMade::kType, on_promised);
    email.parts().cases.carried_by(
        {.can = [&email](db::Tx& tx, const cases::Case& c,
                         const cases::Reply& r) { return can_go(email, tx, c, r); },
         .carry = [&email](db::Tx& tx, const cases::Case& c, std::int64_t contact, const cases::Reply& r,
                           Instant now) { answer(email, tx, c, contact, r, now); }});
}

Result<std::optional<AnswerWay>> Email::answer_way(const Principal& who, std::int64_t case_id,
                                                   std::optional<std::int64_t> to) {
    return parts_.db.read([&](db::Tx& tx) -> Result<std::optional<AnswerWay>> {
        const auto c = parts_.cases.find_standing(tx, case_id);
        if (!c) return not_found("case.not_found");
        if (const auto ok = cases::may_handle(who, *c); !ok) return Refused(ok.error());
        const auto customer = parts_.cases.addressee(tx, *c, to);
        if (!customer) return Refused(customer.error());
        const auto a = about(*this, tx, *c, 0, *customer);
        if (!a) return std::nullopt;
        auto w = way(*this, tx, *a, Whom::last_writer);
        if (!w) return std::nullopt;
        return AnswerWay{.mailbox = w->mailbox.address,
                         .to = w->letter.to,
                         .cc = std::move(w->letter.cc),
                         .other = !only_theirs(a->customer, std::array{w->letter.to.email}),
                         .lost = store::bounced(tx, w->letter.to.email),
                         .largest = most_bytes(store::largest_message(tx, w->mailbox.id))};
    });
}

}  // namespace escucha::email
