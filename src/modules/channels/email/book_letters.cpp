// The complaint book by e-mail: the copy of a sheet, at once and with date and hour, as the law wants it
// (Peru, DS 101-2022-PCM), to the address written in it; and what became of its classification.
#include "base/human_time.hpp"
#include "base/tracking_code.hpp"
#include "db/database.hpp"
#include "modules/book/book.hpp"
#include "modules/book/events.hpp"
#include "modules/cases/cases.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/posting.hpp"
#include "modules/channels/email/writing.hpp"
#include "modules/customers/customers.hpp"
#include "modules/team/team.hpp"
#include "work/events.hpp"

namespace escucha::email {
namespace {

std::string said(const book::Entry& e, std::string_view field) {
    const auto found = e.answers.find(field);
    return found == e.answers.end() ? std::string() : found->second;
}

// What was written, line by line, below the letter's own words.
std::string whole(const book::Receipt& r, Language language, const Zone& zone) {
    std::string out;
    for (const auto& g : book::whole_sheet(r, language, zone)) {
        out += fmt::format("\n{}\n", g.title);
        for (const auto& f : g.fields) out += fmt::format("{}: {}\n", f.label, f.value);
    }
    return out;
}

struct Telling {
    const book::Receipt& receipt;
    Language language{};
    const Zone& zone;
    TextParams params = {};

    std::string say(std::string_view key, TextParams more = {}) const {
        more.insert(params.begin(), params.end());
        return text(language, fmt::format("book.mail.{}", key), more);
    }
};

Telling telling(const Email& email, const book::Receipt& r) {
    const auto organisation = email.parts().team.organisation();
    const auto code = TrackingCode::parse(r.entry.case_code)->shown();
    Telling t{.receipt = r, .language = r.entry.language, .zone = *organisation->zone};
    t.params = {{"name", said(r.entry, "consumer_name")},
                {"number", book::shown(r.entry.number, r.entry.form().digits)},
                {"organisation", organisation->name},
                {"book", r.entry.keeper.book_name},
                {"code", code},
                {"verification", r.entry.verification},
                {"at", full_moment_in_words(t.language, t.zone, r.entry.at)},
                {"link", fmt::format("{}/caso/{}/hoja", email.options().public_url, code)},
                {"verify", email.options().public_url + "/verificar"}};
    return t;
}

std::string copy_of(const Telling& t) {
    const auto& sheet = t.receipt.entry.form();
    std::string due;
    if (t.receipt.entry.due_at)
        due = t.say(t.receipt.entry.due_by_law ? "due_by_law" : "due",
                    {{"when", full_moment_in_words(t.language, t.zone, *t.receipt.entry.due_at)}});
    std::string body = t.say("copy", {{"due", due}}) + "\n" + whole(t.receipt, t.language, t.zone);
    for (const auto* note : {&sheet.receipt_note.in(t.language), &sheet.answer_note.in(t.language)})
        if (!note->empty()) body += "\n" + *note + "\n";
    return body;
}

std::string reclassification_of(const Telling& t) {
    const auto& acts = t.receipt.acts;
    const auto* choice = t.receipt.entry.form().field("kind")->choice(db::name(t.receipt.entry.kind));
    return t.say("reclassified", {{"kind", choice ? choice->label.in(t.language) : ""},
                                  {"reason", acts.empty() ? "" : acts.back().text}});
}

// The case and the mailbox that speaks for it, unless nobody can or should be written to.
struct BookWay {
    cases::Case c;
    store::StoredMailbox mailbox;
};
std::optional<BookWay> way(const Email& email, db::Tx& tx, const book::Entry& e) {
    if (said(e, "consumer_email").empty() || e.sample) return std::nullopt;
    auto c = email.parts().cases.find_standing(tx, e.case_id);
    if (!c) return std::nullopt;
    auto mailbox = mailbox_for(tx, *c, {});
    return mailbox ? std::optional(BookWay{std::move(*c), std::move(*mailbox)}) : std::nullopt;
}

Letter letter_of(const Telling& t, const store::StoredMailbox& mailbox, std::string_view subject,
                 std::string (*body)(const Telling&)) {
    const auto& e = t.receipt.entry;
    Letter letter{.purpose = "book",
                  .automatic = "auto-generated",
                  .subject = t.say(subject),
                  .text = body(t),
                  .to = {said(e, "consumer_name"), said(e, "consumer_email")},
                  .envelope_from = mailbox.address,
                  .customer = e.customer};
    letter.look = {.language = std::string(db::name(t.language)), .code = t.params.at("code")};
    letter.look.heading = t.params.at("organisation");
    letter.look.link = t.params.at("link");
    letter.look.button = t.say("see");
    return letter;
}

// A house without a mailbox reads nothing for its letters: sheets are written in the transaction they wait
// in.
void post_about(Email& email, db::Tx& tx, const book::Books& books, book::EntryId id,
                std::string_view subject, std::string (*body)(const Telling&), Instant now) {
    if (!any_sends(tx)) return;
    const auto r = books.receipt(tx, id);
    if (!r) return;
    const auto w = way(email, tx, r->entry);
    if (!w) return;
    const auto t = telling(email, *r);
    post(email, tx, w->mailbox, w->c, letter_of(t, w->mailbox, subject, body), now);
}

}  // namespace

void add_book_letters(work::Events& events, Email& email, const book::Books& books) {
    events.on(book::EntryMade::kType, [&](db::Tx& tx, const work::Event& e) {
        post_about(email, tx, books, e.subject, "copy_subject", copy_of, e.at);
    });
    events.on(book::EntryActed::kType, [&](db::Tx& tx, const work::Event& e) {
        const auto fact = work::fact<book::EntryActed>(e);
        if (fact.what == "reclassified")
            post_about(email, tx, books, fact.entry, "reclassified_subject", reclassification_of, e.at);
    });
}

}  // namespace escucha::email
