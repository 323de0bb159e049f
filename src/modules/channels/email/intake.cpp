#include "modules/channels/email/intake.hpp"

#include "base/fold.hpp"
#include "db/database.hpp"
#include "http/forms.hpp"
#include "modules/cases/cases.hpp"
#include "modules/channels/email/belonging.hpp"
#include "modules/channels/email/forward_store.hpp"
#include "modules/channels/email/inline_pictures.hpp"
#include "modules/channels/email/writing.hpp"
#include "modules/customers/customers.hpp"
#include "modules/files/files.hpp"
#include "modules/team/team.hpp"

namespace escucha::email {
namespace {

constexpr std::size_t kLongestName = 200;  // of a customer, code points
constexpr std::size_t kLongestSubject = 500;

Principal customer(std::int64_t id) {
    Principal who;
    who.kind = ActorKind::customer;
    who.person = id;
    return who;
}

std::vector<MailAddress> listed(const std::vector<mail::Address>& addresses) {
    std::vector<MailAddress> out;
    for (const auto& a : addresses) out.push_back({a.name, a.email});
    return out;
}

std::string shown(const MailAddress& a) {
    return a.name.empty() ? a.email : fmt::format("{} <{}>", a.name, a.email);
}

// Where it says answers should go, when that is one place and another than where it came from.
std::string reply_to_of(const mail::Message& m) {
    if (m.reply_to.size() != 1 || mail::same_address(m.reply_to[0].email, writer_of(m).email)) return {};
    return m.reply_to[0].email;
}

store::StoredMail stored(const store::StoredMailbox& mailbox, const Read& read, Instant now) {
    const auto& m = read.message;
    return {.mailbox = mailbox.id,
            .fate = Fate::recorded,
            .message_id = m.message_id,
            .content = read.content,
            .from = {writer_of(m).name, writer_of(m).email},
            .reply_to = reply_to_of(m),
            .to = listed(m.to),
            .cc = listed(m.cc),
            .subject = shorten(one_line(m.subject), kLongestSubject),
            .machine = read.machine,
            .forged = read.forged,
            .at = now};
}

// What is known of the message already. The same Message-ID with other words is another copy of it (a list's
// footer), and stays with it; from another sender it is somebody's borrowed name, which counts for nothing.
// What was only recorded, as a list's copy is, hides nothing that a person sent us.
struct Before {
    bool known = false;
    bool borrowed_id = false;
    MailId recorded_copy = 0;  // of the very same words
    store::Place copy_of = {};
};
Before before(db::Tx& tx, const Read& read, bool of_a_person) {
    const auto& m = read.message;
    const auto counts = [&](const store::StoredMail& one) {
        return !of_a_person || one.fate != Fate::recorded;
    };
    if (m.message_id.empty()) {
        const auto same_words = store::with_content(tx, read.content);
        if (!same_words || counts(*same_words)) return {.known = same_words.has_value()};
        return {.recorded_copy = same_words->id};
    }
    Before b;
    for (const auto& one : store::with_message_id(tx, m.message_id)) {
        const bool same = one.content == read.content;
        if (!counts(one)) {
            if (same) b.recorded_copy = one.id;
        } else if (one.direction == Direction::out || same) {
            return {.known = true};
        } else if (mail::same_address(one.from.email, writer_of(m).email)) {
            b.copy_of = {one.case_id, one.forward};
        } else {
            b.borrowed_id = true;
        }
    }
    if (b.borrowed_id) b.known = store::with_content(tx, read.content).has_value();
    return b;
}

class TakingIn {
  public:
    TakingIn(Email& email, db::Tx& tx, const store::StoredMailbox& mailbox, const Arrival& arrival,
             Instant now)
        : email_(email), tx_(tx), mailbox_(mailbox), arrival_(arrival), read_(arrival.read), now_(now) {}

    Result<Taken> run() {
        if (writer_of(read_.message).email.empty() && !read_.bounce)
            return refuse(ErrorKind::invalid, "mail.no_sender");
        const bool machine = read_.machine && !arrival_.as_person;
        const auto known = before(tx_, read_, !machine);
        if (known.known || (arrival_.as_person && known.copy_of.case_id != 0))
            return Taken{.how = Taking::known};
        if (arrived_before(arrival_.not_before)) return Taken{.how = Taking::passed_over};
        if (known.recorded_copy != 0) store::mark_as_copy(tx_, known.recorded_copy);
        mail_ = stored(mailbox_, read_, now_);
        if (known.borrowed_id) mail_.message_id.clear();
        mail_.raw = store::keep(tx_, read_.packed, now_);
        if (arrival_.as_person) mail_.machine.reset();
        if (read_.bounce && !arrival_.as_person) return bounce();
        if (mail_.machine) return record();
        store::heard_from(tx_, mail_.from.email);
        auto where = belongs(email_, tx_, read_, now_);
        if (known.copy_of.case_id != 0 && !where.joins) {
            where.joins = email_.parts().cases.find(tx_, known.copy_of.case_id);
            where.forward = known.copy_of.forward;
        }
        if (where.joins && where.forward != 0) return from_outside(*where.joins, where);
        return where.joins && !where.joins->sealed ? join(*where.joins) : open(where);
    }

  private:
    bool arrived_before(const std::optional<Instant>& when) const {
        return when && read_.message.arrived && *read_.message.arrived < *when;
    }

    Taken done(Taking how) { return {.how = how, .mail = store::add(tx_, mail_), .case_id = mail_.case_id}; }

    Result<Taken> bounce() {
        mail_.fate = Fate::bounce;
        if (const auto ours = take_bounce(email_, tx_, *read_.bounce, now_)) {
            mail_.case_id = ours->case_id;
            mail_.customer = ours->customer;
            mail_.forward = ours->forward;
        }
        return done(Taking::bounce);
    }

    // Kept with the case it is about, if it says which; nobody is answered, nothing is opened or reopened.
    Result<Taken> record() {
        const auto where = belongs(email_, tx_, read_, now_);
        if (where.joins) {
            mail_.case_id = email_.parts().cases.standing(tx_, where.joins->id);
            mail_.customer = where.joins->customer;
            mail_.forward = where.forward;
        }
        return done(Taking::recorded);
    }

    // Somebody a case was forwarded to answers, or a stranger who got hold of that letter: not the customer's
    // words. Of a case that is closed to everybody nothing is shown, but its erasing must find it.
    Result<Taken> from_outside(const cases::Case& c, const Belongs& where) {
        mail_.fate = Fate::third_party;
        mail_.case_id = c.id;
        mail_.customer = c.customer;
        mail_.forward = where.forward;
        if (c.sealed) return done(Taking::recorded);
        const auto begun = store::forward(tx_, where.forward);
        const auto aside = email_.parts().cases.aside_in(
            tx_, system_principal(), c.id,
            {.kind = where.expected ? cases::AsideKind::third_party : cases::AsideKind::third_party_unknown,
             .text = read_.said,
             .who = shown(mail_.from),
             .else_tell = begun ? begun->by : 0},
            now_);
        if (!aside) return Refused(aside.error());
        mail_.case_id = aside->id;
        mail_.log_entry = aside->entry;
        if (const auto ok = attach_files({.type = "note", .id = aside->entry, .case_id = aside->id}); !ok)
            return Refused(ok.error());
        return done(Taking::joined);
    }

    // Where cases of several people are joined, each may answer in the thread of another.
    cases::Case whose(const cases::Case& asked) {
        const auto& cases = email_.parts().cases;
        if (is_of(asked.customer) || read_.forged) return asked;
        for (const auto& c : cases.within(tx_, cases.standing(tx_, asked.id)))
            if (is_of(c.customer)) return c;
        return asked;
    }

    Result<Taken> join(const cases::Case& asked) {
        const auto c = whose(asked);
        const auto heard = email_.parts().cases.hear_in(tx_, customer(c.customer), c.id,
                                                        {.channel = Channel::email,
                                                         .text = read_.said,
                                                         .writer = writer_if_other(c.customer),
                                                         .thanks = read_.thanks},
                                                        now_);
        if (!heard) return Refused(heard.error());
        // Where it is now: the case may have been merged into another.
        return heard_as(heard->id, heard->contact, heard->customer, Taking::joined);
    }

    Result<Taken> open(const Belongs& where) {
        const auto opened = email_.parts().cases.open_in(tx_, customer(0), new_case(), now_);
        if (!opened) return Refused(opened.error());
        auto taken = heard_as(opened->id, opened->contact, opened->customer, Taking::opened);
        if (!taken) return taken;
        if (const auto ok = show_beside(*opened, where); !ok) return Refused(ok.error());
        if (!arrived_before(arrival_.answered_from)) acknowledge(email_, tx_, mailbox_, *opened, mail_, now_);
        return taken;
    }

    Result<Taken> heard_as(std::int64_t case_id, std::int64_t contact, std::int64_t customer_id, Taking how) {
        mail_.fate = Fate::heard;
        mail_.case_id = case_id;
        mail_.contact = contact;
        mail_.customer = customer_id;
        if (const auto ok = attach_files({.type = "contact", .id = contact, .case_id = case_id}); !ok)
            return Refused(ok.error());
        return done(how);
    }

    bool is_of(std::int64_t customer_id) {
        const auto c = email_.parts().customers.get(tx_, customer_id);
        return c && std::ranges::any_of(c->identifiers, [&](const customers::Identifier& i) {
                   return i.kind == customers::IdentifierKind::email &&
                          mail::same_address(i.value, mail_.from.email);
               });
    }

    // Somebody who was in copy, a colleague, another address: the conversation says who spoke.
    std::string writer_if_other(std::int64_t customer_id) {
        return is_of(customer_id) ? std::string() : shown(mail_.from);
    }

    cases::NewCase new_case() {
        const auto organisation = email_.parts().team.organisation();
        cases::NewCase n;
        n.kind = mailbox_.kind;
        n.channel = Channel::email;
        n.what = read_.said;
        n.title = mail_.subject;
        n.language = organisation->language;
        if (n.title.empty() && n.what.empty()) n.title = text(n.language, "mail.no_subject");
        const auto& from = mail_.from;
        auto name = one_line(from.name);
        if (name.empty()) name = from.email.substr(0, from.email.find('@'));
        n.who = {.name = shorten(name, kLongestName), .email = from.email, .phone = {}, .document = {}};
        if (email_.parts().team.team(tx_, mailbox_.team)) n.team = mailbox_.team;
        return n;
    }

    Result<void> show_beside(const cases::Opened& opened, const Belongs& where) {
        auto beside = where.beside;
        if (!beside) beside = looks_alike(email_, tx_, read_, opened.customer, opened.id);
        if (!beside) return {};
        return email_.parts().cases.stand_beside_in(tx_, system_principal(), opened.id, beside->id,
                                                    where.beside ? where.why : cases::Beside::looks_alike,
                                                    now_);
    }

    Result<void> attach_files(const files::FileOwner& owner) {
        if (!arrival_.large_files.empty())
            return email_.parts().files.attach(tx_, arrival_.large_files, owner, customer(0),
                                               arrival_.large_files.size());
        for (const auto& upload : uploads_of(read_.message))
            email_.parts().files.keep_in(tx_, upload, owner, customer(0), now_);
        return {};
    }

    Email& email_;
    db::Tx& tx_;
    const store::StoredMailbox& mailbox_;
    const Arrival& arrival_;
    const Read& read_;
    Instant now_;
    store::StoredMail mail_;
};

}  // namespace

std::vector<http::Upload> uploads_of(const mail::Message& m) {
    std::vector<http::Upload> out;
    const auto names = file_names(m);
    for (std::size_t i = 0; const auto& part : m.attachments)
        if (const auto& name = names[i++]; !part.bytes.empty())
            out.push_back({.name = name,
                           .type = std::string(http::type_of_content(part.bytes, part.name)),
                           .bytes = part.bytes,
                           .owner = nullptr});
    return out;
}

Result<Taken> take_in(Email& email, db::Tx& tx, const store::StoredMailbox& mailbox, const Arrival& arrival,
                      Instant now) {
    return TakingIn(email, tx, mailbox, arrival, now).run();
}

}  // namespace escucha::email
