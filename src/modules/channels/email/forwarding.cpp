// Letters to somebody outside. What comes back: belonging.cpp, intake.cpp.
#include "modules/channels/email/forwarding.hpp"

#include <algorithm>

#include "base/fold.hpp"
#include "base/tracking_code.hpp"
#include "db/database.hpp"
#include "modules/cases/cases.hpp"
#include "modules/channels/email/composing.hpp"
#include "modules/channels/email/events.hpp"
#include "modules/channels/email/forward_store.hpp"
#include "modules/channels/email/forwarding_out.hpp"
#include "modules/channels/email/posting.hpp"
#include "modules/channels/email/quoting.hpp"
#include "modules/channels/email/recipients.hpp"
#include "modules/channels/email/writing.hpp"
#include "modules/customers/customers.hpp"
#include "modules/files/files.hpp"
#include "modules/team/team.hpp"
#include "work/events.hpp"

namespace escucha::email {
namespace {

constexpr std::size_t kMails = 500;       // of a case
constexpr std::size_t kThread = 50;       // of a forwarding
constexpr std::int64_t kWords = 100'000;  // bytes that are left for the text

std::string shown(const MailAddress& a) {
    return a.name.empty() ? a.email : fmt::format("{} <{}>", a.name, a.email);
}

std::string shown(const std::vector<MailAddress>& all) {
    std::string out;
    for (const auto& a : all) out += (out.empty() ? "" : ", ") + shown(a);
    return out;
}

bool was_written_to(const std::vector<store::StoredMail>& thread, const std::string& address) {
    const auto is = [&](const MailAddress& a) { return mail::same_address(a.email, address); };
    return std::ranges::any_of(thread, [&](const store::StoredMail& m) {
        return m.direction == Direction::out &&
               (std::ranges::any_of(m.to, is) || std::ranges::any_of(m.cc, is));
    });
}

// Where a further letter of a forwarding goes: to whoever of those it went to answered last, else to them
// all. Strangers are written to only by whoever says so.
std::vector<MailAddress> partners(const std::vector<store::StoredMail>& newest_first) {
    for (const auto& m : newest_first)
        if (m.direction == Direction::in && !m.machine && m.fate == Fate::third_party &&
            was_written_to(newest_first, m.from.email))
            return {{m.from.name, m.reply_to.empty() ? m.from.email : m.reply_to}};
    return newest_first.empty() ? std::vector<MailAddress>{} : newest_first.back().to;
}

// Ours, and answers of those it went to.
bool is_of_the_talk(const std::vector<store::StoredMail>& thread, const store::StoredMail& m) {
    if (m.message_id.empty() || m.machine || m.fate == Fate::bounce) return false;
    return m.direction == Direction::out || was_written_to(thread, m.from.email);
}

class ForwardingOut {
  public:
    ForwardingOut(Email& email, db::Tx& tx, const Principal& who, const Forwarding& wish, Instant now)
        : email_(email), tx_(tx), who_(who), wish_(wish), now_(now) {}

    Result<Forwarded> run(std::int64_t case_id) {
        auto c = email_.parts().cases.find(tx_, email_.parts().cases.standing(tx_, case_id));
        if (!c) return not_found("case.not_found");
        if (const auto ok = cases::may_handle(who_, *c); !ok) return Refused(ok.error());
        c_ = std::move(*c);
        for (const auto step : {&ForwardingOut::choose_mailbox, &ForwardingOut::address,
                                &ForwardingOut::check_files, &ForwardingOut::write})
            if (const auto ok = (this->*step)(); !ok) return Refused(ok.error());
        return send();
    }

  private:
    Result<void> choose_mailbox() {
        const auto mails = store::of_case(tx_, c_.id, kMails);
        if (wish_.forward != 0) {
            const auto of_this_case = [&](const store::StoredMail& m) { return m.forward == wish_.forward; };
            begun_ = store::forward(tx_, wish_.forward);
            if (!begun_ || std::ranges::none_of(mails, of_this_case)) return not_found("forward.not_found");
            if (auto m = store::mailbox(tx_, begun_->mailbox); m && m->active && !m->outgoing.host.empty())
                mailbox_ = std::move(m);
        }
        if (!mailbox_) mailbox_ = mailbox_for(tx_, c_, mails);
        if (!mailbox_) return conflict("mail.no_mailbox");
        return {};
    }

    // Nobody is sent their own case as if they were somebody else: what is internal would reach the customer.
    Result<void> address() {
        const auto thread = wish_.forward != 0 ? store::of_forward(tx_, wish_.forward, kThread)
                                               : std::vector<store::StoredMail>{};
        auto to = outsiders(tx_, wish_.to, partners(thread), {});
        if (to.empty()) return invalid_field("to", "required");
        letter_.cc = outsiders(tx_, wish_.cc, {}, to);
        for (const auto& [field, list] : {std::pair{"to", &to}, std::pair{"cc", &letter_.cc}})
            for (const auto& a : *list)
                if (const auto ok = may_get_it(field, a.email); !ok) return ok;
        letter_.to = to.front();
        letter_.to_too.assign(to.begin() + 1, to.end());
        told_ = shown(to) + (letter_.cc.empty() ? "" : ", " + shown(letter_.cc));
        for (const auto& m : std::views::reverse(thread))
            if (is_of_the_talk(thread, m)) letter_.references.push_back(m.message_id);
        return {};
    }

    Result<void> may_get_it(const char* field, const std::string& address) {
        for (const auto person : email_.parts().cases.people(tx_, c_))
            if (is_address_of(tx_, email_, person, address)) return invalid_field(field, "customers_own");
        if (!store::bounced(tx_, address)) return {};
        if (!wish_.anyway) return invalid_field(field, "address_lost");
        store::heard_from(tx_, address);
        return {};
    }

    Result<void> check_files() {
        std::int64_t weight = kWords;
        for (const auto id : wish_.files) {
            const auto file = email_.parts().files.find(tx_, id);
            if (!file || !file->owner || file->owner->case_id != c_.id)
                return invalid_field("files", "not_of_the_case");
            if (file->owner->type != "contact" && file->owner->type != "note")
                return invalid_field("files", "not_of_the_case");
            if (file->owner->type == "note" && !wish_.internal_too)
                return invalid_field("files", "internal_note");
            weight += weight_in_mail(file->size);
        }
        for (const auto id : wish_.uploads)
            if (const auto file = email_.parts().files.find(tx_, id)) weight += weight_in_mail(file->size);
        if (weight > most_bytes(0)) return invalid_field("files", "files_too_large");
        return {};
    }

    Result<void> write() {
        const auto quotes = quoted(email_, tx_, c_, wish_.entries, wish_.internal_too);
        if (!quotes) return Refused(quotes.error());
        const auto signature =
            mailbox_->signature.empty() ? email_.parts().team.organisation()->name : mailbox_->signature;
        letter_.purpose = "forward";
        letter_.subject = one_line(without_codes(email_, tx_, c_, wish_.subject));
        if (letter_.subject.empty()) return invalid_field("subject", "required");
        letter_.text = wish_.text + "\n\n" + signature + "\n";
        if (!quotes->empty()) letter_.text += "\n" + without_codes(email_, tx_, c_, *quotes);
        letter_.look.language = db::name(email_.parts().team.organisation()->language);
        letter_.envelope_from = mailbox_->address;
        letter_.hold = kUndo;
        return {};
    }

    Result<Forwarded> send() {
        Forwarded done{.forward = wish_.forward};
        const auto aside = email_.parts().cases.aside_in(
            tx_, who_, c_.id,
            {.kind = cases::AsideKind::forwarded, .text = wish_.text, .who = told_, .files = wish_.uploads},
            now_);
        if (!aside) return Refused(aside.error());
        if (done.forward == 0)
            done.forward = store::add(tx_, store::Forward{.code = TrackingCode::mint().text(),
                                                          .mailbox = mailbox_->id,
                                                          .by = who_.person,
                                                          .at = now_});
        done.entry = letter_.log_entry = aside->entry;
        letter_.forward = done.forward;
        done.mail = post(email_, tx_, *mailbox_, c_, letter_, now_);
        store::send_along(tx_, done.mail, wish_.files);
        write_down(done);
        return done;
    }

    // Personal data left the house: what, to whom, by whom.
    void write_down(const Forwarded& done) {
        MailForwarded fact{.mail = done.mail,
                           .forward = done.forward,
                           .to = {},
                           .entries = wish_.entries,
                           .files = wish_.files,
                           .internal_too = wish_.internal_too};
        fact.to.push_back(letter_.to.email);
        for (const auto* list : {&letter_.to_too, &letter_.cc})
            for (const auto& a : *list) fact.to.push_back(a.email);
        fact.files.insert(fact.files.end(), wish_.uploads.begin(), wish_.uploads.end());
        auto e = work::event(MailForwarded::kType, "mail", done.mail, who_, now_, fact);
        e.case_id = c_.id;
        e.owner = c_.owner;
        e.team = c_.team;
        email_.parts().events.append(tx_, std::move(e));
    }

    Email& email_;
    db::Tx& tx_;
    const Principal& who_;
    const Forwarding& wish_;
    Instant now_;
    cases::Case c_ = {};
    std::optional<store::StoredMailbox> mailbox_ = {};
    std::optional<store::Forward> begun_ = {};
    Letter letter_ = {};
    std::string told_ = {};
};

ForwardLine line_of(const std::vector<store::StoredMail>& newest_first, const store::Forward& f,
                    const std::string& by) {
    return {.id = f.id,
            .to = partners(newest_first),
            .subject = newest_first.back().subject,
            .by = by,
            .at = f.at,
            .last_at = newest_first.front().at,
            .answered = std::ranges::any_of(
                newest_first, [](const store::StoredMail& m) { return m.fate == Fate::third_party; })};
}

// The forwardings with messages in this case, the newest first.
std::vector<ForwardLine> lines_of(const Email& email, db::Tx& tx,
                                  const std::vector<store::StoredMail>& mails) {
    std::vector<ForwardLine> lines;
    for (const auto& m : mails) {
        if (m.forward == 0 || std::ranges::any_of(lines, [&](const auto& l) { return l.id == m.forward; }))
            continue;
        const auto f = store::forward(tx, m.forward);
        const auto thread = store::of_forward(tx, m.forward, kThread);
        if (!f || thread.empty()) continue;
        const auto names = email.parts().team.names(tx, std::array{f->by});
        lines.push_back(line_of(thread, *f, names.empty() ? std::string() : names.begin()->second));
    }
    return lines;
}

}  // namespace

Result<Forwardings> Email::forwardings(const Principal& who, std::int64_t case_id) {
    return parts_.db.read([&](db::Tx& tx) -> Result<Forwardings> {
        const auto c = parts_.cases.find(tx, parts_.cases.standing(tx, case_id));
        if (!c) return not_found("case.not_found");
        if (const auto ok = cases::may_handle(who, *c); !ok) return Refused(ok.error());
        const auto mails = store::of_case(tx, c->id, kMails);
        const auto organisation = parts_.team.organisation();
        Forwardings out{.subject = text(organisation->language, "forward.subject",
                                        {{"subject", without_codes(*this, tx, *c, c->title)}}),
                        .items = lines_of(*this, tx, mails)};
        if (const auto mailbox = mailbox_for(tx, *c, mails)) {
            out.mailbox = mailbox->address;
            out.signature = mailbox->signature.empty() ? organisation->name : mailbox->signature;
        }
        return out;
    });
}

Result<Forwarded> Email::forward(const Principal& who, std::int64_t case_id, const Forwarding& wish,
                                 Instant now) {
    return parts_.db.write([&](db::Tx& tx) { return ForwardingOut(*this, tx, who, wish, now).run(case_id); });
}

std::string reply_code(const Email& email, db::Tx& tx, const store::StoredMail& mail) {
    if (mail.forward != 0) {
        const auto f = store::forward(tx, mail.forward);
        return f ? f->code : std::string();
    }
    // Of whose conversation it is: several cases may be joined.
    const auto own = email.parts().cases.asked_for(tx, mail.case_id, mail.contact, mail.customer);
    const auto codes = email.parts().cases.codes(tx, std::array{own});
    const auto found = codes.find(own);
    return found == codes.end() ? std::string() : found->second;
}

std::vector<files::FileRef> files_along(const Email& email, db::Tx& tx, const store::StoredMail& mail) {
    const auto& files = email.parts().files;
    if (mail.forward == 0)
        return mail.contact == 0 ? std::vector<files::FileRef>{}
                                 : files.of(tx, "contact", std::array{mail.contact})[mail.contact];
    std::vector<files::FileRef> out;
    for (const auto id : store::sent_along(tx, mail.id))
        if (auto file = files.find(tx, id)) out.push_back(std::move(*file));
    auto uploaded = files.of(tx, "note", std::array{mail.log_entry});
    for (auto& file : uploaded[mail.log_entry]) out.push_back(std::move(file));
    return out;
}

PersonId who_forwarded(const Email& email, db::Tx& tx, const store::StoredMail& mail) {
    const auto f = mail.forward == 0 ? std::nullopt : store::forward(tx, mail.forward);
    if (!f) return 0;
    const auto person = email.parts().team.person(tx, f->by);
    return person && person->active ? f->by : 0;
}

}  // namespace escucha::email
