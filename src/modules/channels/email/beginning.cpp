// A case that begins with a letter of ours.
#include "modules/channels/email/beginning.hpp"

#include <algorithm>

#include "base/fold.hpp"
#include "base/tracking_code.hpp"
#include "db/database.hpp"
#include "modules/cases/cases.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/events.hpp"
#include "modules/channels/email/forwarding_out.hpp"
#include "modules/channels/email/mailbox_store.hpp"
#include "modules/channels/email/recipients.hpp"
#include "modules/channels/email/writing.hpp"
#include "modules/customers/customers.hpp"
#include "modules/team/team.hpp"
#include "work/events.hpp"

namespace escucha::email {
namespace {

constexpr std::size_t kMostHits = 20;  // looked through for whoever has the address

bool may_use(const Principal& who, const store::StoredMailbox& m) {
    if (!m.active || m.outgoing.host.empty()) return false;
    return m.team == 0 || m.team == who.team || who.at_least(Role::supervisor);
}

bool has(const customers::Customer& c, std::string_view address) {
    return std::ranges::any_of(c.identifiers, [&](const customers::Identifier& i) {
        return i.kind == customers::IdentifierKind::email && mail::same_address(i.value, address);
    });
}

std::optional<customers::Customer> whose(const Email& email, db::Tx& tx, std::string_view address) {
    const auto& customers = email.parts().customers;
    for (const auto& hit : customers.find(tx, address, kMostHits))
        if (auto c = customers.get(tx, hit.id); c && has(*c, address)) return c;
    return std::nullopt;
}

MayWrite may_write(const Email& email, const customers::Customer& c, Instant now) {
    const auto zone = email.parts().team.organisation()->zone;
    switch (customers::may_contact(c, Channel::email, now, *zone)) {
        case customers::MayContact::do_not_contact:
            return MayWrite::do_not_contact;
        case customers::MayContact::blocked:
            return MayWrite::blocked;
        default:
            return MayWrite::yes;  // quiet hours are for what rings; a letter waits until it is read
    }
}

class BeginningOut {
  public:
    BeginningOut(Email& email, db::Tx& tx, const Principal& who, const Beginning& wish, Instant now)
        : email_(email), tx_(tx), who_(who), wish_(wish), now_(now) {}

    Result<Begun> run() {
        for (const auto step :
             {&BeginningOut::choose_mailbox, &BeginningOut::choose_customer, &BeginningOut::may_go})
            if (const auto ok = (this->*step)(); !ok) return Refused(ok.error());
        return open();
    }

  private:
    Result<void> choose_mailbox() {
        auto m = store::mailbox(tx_, wish_.mailbox);
        if (!m || !may_use(who_, *m)) return invalid_field("mailbox_id", "unknown_choice");
        mailbox_ = std::move(*m);
        subject_ = one_line(wish_.subject);
        if (subject_.empty()) return invalid_field("subject", "required");
        return {};
    }

    Result<void> choose_customer() {
        if (outsiders(tx_, {wish_.to}, {}, {}).empty()) return invalid_field("to", "ours");
        if (!wish_.customer) return find_or_make();
        const auto id = email_.parts().customers.shown(tx_, *wish_.customer);
        if (!id) return Refused(id.error());
        customer_ = *email_.parts().customers.get(tx_, *id);
        if (!has(customer_, wish_.to)) return invalid_field("to", "not_theirs");
        return {};
    }

    Result<void> find_or_make() {
        auto name = one_line(wish_.name);
        if (name.empty()) name = wish_.to.substr(0, wish_.to.find('@'));
        const auto id = email_.parts().customers.find_or_create(
            tx_, {.name = std::move(name), .email = wish_.to}, who_, now_);
        if (!id) return Refused(id.error());
        customer_ = *email_.parts().customers.get(tx_, *id);
        return {};
    }

    // THE rule of writing on our own accord; nobody can say "all the same" to what a customer asked for.
    Result<void> may_go() {
        switch (may_write(email_, customer_, now_)) {
            case MayWrite::blocked:
                return refuse(ErrorKind::forbidden, "customer.blocked");
            case MayWrite::do_not_contact:
                return refuse(ErrorKind::conflict, "beginning.do_not_contact");
            case MayWrite::yes:
                break;
        }
        if (!store::bounced(tx_, wish_.to)) return {};
        if (!wish_.anyway) return invalid_field("to", "address_lost");
        store::heard_from(tx_, wish_.to);
        return {};
    }

    cases::NewCase new_case() const {
        cases::NewCase n;
        n.kind = wish_.kind;
        n.channel = Channel::email;
        n.what = wish_.text;
        n.title = subject_;
        n.customer = customer_.id;
        n.language = customer_.language.value_or(email_.parts().team.organisation()->language);
        n.team = wish_.team != 0 ? wish_.team : who_.team != 0 ? who_.team : mailbox_.team;
        n.files = wish_.files;
        n.begun_by_us = true;
        return n;
    }

    Result<Begun> open() {
        const auto opened = email_.parts().cases.open_in(tx_, who_, new_case(), now_);
        if (!opened) return Refused(opened.error());
        Letter letter{.subject = subject_, .text = wish_.text};
        letter.to = {{}, wish_.to};
        letter.contact = opened->contact;
        letter.hold = kUndo;
        choose_copies(tx_, {wish_.cc, wish_.bcc}, letter.to, letter.cc, letter.bcc);
        const auto c = email_.parts().cases.find(tx_, opened->id);
        const auto mail = post_first(email_, tx_, mailbox_, *c, std::move(letter), now_);
        if (!mail) return not_found("customer.not_found");
        auto e = work::event(MailBegun::kType, "mail", *mail, who_, now_, MailBegun{*mail, {wish_.to}});
        e.case_id = c->id;
        e.owner = c->owner;
        e.team = c->team;
        email_.parts().events.append(tx_, std::move(e));
        return Begun{.case_id = c->id, .code = TrackingCode::parse(c->code)->shown(), .mail = *mail};
    }

    Email& email_;
    db::Tx& tx_;
    const Principal& who_;
    const Beginning& wish_;
    Instant now_;
    store::StoredMailbox mailbox_ = {};
    customers::Customer customer_ = {};
    std::string subject_ = {};
};

}  // namespace

std::vector<WayOut> Email::ways_out(const Principal& who) {
    return parts_.db.read([&](db::Tx& tx) {
        std::vector<WayOut> out, others;
        for (const auto& m : store::mailboxes(tx))
            if (may_use(who, m))
                (m.team == who.team ? out : others)
                    .push_back(
                        {.id = m.id,
                         .address = m.address,
                         .name = m.name,
                         .signature = m.signature.empty() ? parts_.team.organisation()->name : m.signature,
                         .team = m.team});
        out.insert(out.end(), others.begin(), others.end());
        return out;
    });
}

Recipient Email::recipient(const Principal&, std::string_view address, Instant now) {
    return parts_.db.read([&](db::Tx& tx) {
        Recipient r{.lost = store::bounced(tx, address)};
        r.ours = outsiders(tx, {std::string(address)}, {}, {}).empty();
        const auto c = whose(*this, tx, address);
        if (!c) return r;
        r.may = may_write(*this, *c, now);
        if (r.may == MayWrite::blocked) return r;  // nobody learns who they are
        r.customer_id = c->id;
        r.name = c->name;
        return r;
    });
}

Result<Begun> Email::begin(const Principal& who, const Beginning& wish, Instant now) {
    return parts_.db.write([&](db::Tx& tx) { return BeginningOut(*this, tx, who, wish, now).run(); });
}

}  // namespace escucha::email
