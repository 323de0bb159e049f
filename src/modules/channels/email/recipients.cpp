#include "modules/channels/email/recipients.hpp"

#include "base/fold.hpp"
#include "db/database.hpp"
#include "modules/channels/email/mailbox_store.hpp"
#include "modules/customers/customers.hpp"

namespace escucha::email {
namespace {

constexpr std::size_t kMostCopies = 20;

// casos+anything@ is casos@: an answer there would come back to us.
bool is_ours(std::string_view address, const std::vector<store::StoredMailbox>& mailboxes) {
    const auto at = address.rfind('@'), plus = address.find('+');
    std::string plain(address);
    if (plus < at && at != std::string_view::npos) plain.erase(plus, at - plus);
    return std::ranges::any_of(mailboxes, [&](const store::StoredMailbox& m) {
        return mail::same_address(m.address, address) || mail::same_address(m.address, plain);
    });
}

// As it can stand in a header, whatever program wrote it.
MailAddress written(const MailAddress& a) {
    return {one_line(a.name), a.email};
}

// Each once, without ourselves, without those in `there`, who get it anyway, and without what is no address.
std::vector<MailAddress> without_us(db::Tx& tx, const std::vector<MailAddress>& all,
                                    std::vector<MailAddress> there) {
    const auto ours = store::mailboxes(tx);
    std::vector<MailAddress> out;
    for (const auto& a : all) {
        const bool again = std::ranges::any_of(
            there, [&](const MailAddress& o) { return mail::same_address(o.email, a.email); });
        if (again || !mail::is_sendable(a.email) || is_ours(a.email, ours) || out.size() == kMostCopies)
            continue;
        out.push_back(written(a));
        there.push_back(a);
    }
    return out;
}

std::vector<MailAddress> named_as_before(const std::vector<std::string>& addresses,
                                         const std::vector<MailAddress>& before) {
    std::vector<MailAddress> out;
    for (const auto& address : addresses) {
        const auto known = std::ranges::find_if(
            before, [&](const MailAddress& a) { return mail::same_address(a.email, address); });
        out.push_back(known == before.end() ? MailAddress{{}, address} : *known);
    }
    return out;
}

}  // namespace

const store::StoredMail* last_heard(const std::vector<store::StoredMail>& newest_first) {
    const auto found = std::ranges::find_if(newest_first, [](const store::StoredMail& m) {
        return m.direction == Direction::in && m.fate == Fate::heard;
    });
    return found == newest_first.end() ? nullptr : &*found;
}

std::optional<MailAddress> addressee(db::Tx& tx, const customers::Customer& customer,
                                     const store::StoredMail* last) {
    if (last) {
        const auto ours = store::mailboxes(tx);
        for (const auto& address : {last->reply_to, last->from.email})
            if (mail::is_sendable(address) && !is_ours(address, ours))
                return MailAddress{one_line(last->from.name), address};
    }
    return address_of(tx, customer, nullptr);
}

std::optional<MailAddress> address_of(db::Tx& tx, const customers::Customer& customer,
                                      const store::StoredMail* last) {
    std::optional<MailAddress> first;
    for (const auto& i : customer.identifiers) {
        if (i.kind != customers::IdentifierKind::email) continue;
        if (!mail::is_sendable(i.value)) continue;
        if (last && mail::same_address(i.value, last->from.email)) return written(last->from);
        if (!first && !store::bounced(tx, i.value)) first = MailAddress{customer.name, i.value};
    }
    return first;
}

std::vector<MailAddress> copies(db::Tx& tx, const store::StoredMail* last, const MailAddress& to) {
    if (!last) return {};
    auto all = last->to;
    all.insert(all.end(), last->cc.begin(), last->cc.end());
    return without_us(tx, all, {to});
}

void choose_copies(db::Tx& tx, const cases::Copies& chosen, const MailAddress& to,
                   std::vector<MailAddress>& cc, std::vector<std::string>& bcc) {
    cc = without_us(tx, named_as_before(chosen.cc, cc), {to});
    auto open = cc;
    open.push_back(to);
    for (const auto& a : without_us(tx, named_as_before(chosen.bcc, {}), open)) bcc.push_back(a.email);
}

std::vector<MailAddress> outsiders(db::Tx& tx, const std::vector<std::string>& addresses,
                                   const std::vector<MailAddress>& before,
                                   const std::vector<MailAddress>& there) {
    return without_us(tx, named_as_before(addresses, before), there);
}

bool is_address_of(db::Tx& tx, const Email& email, std::int64_t customer, std::string_view address) {
    const auto c = email.parts().customers.get(tx, customer);
    return c && std::ranges::any_of(c->identifiers, [&](const customers::Identifier& i) {
               return i.kind == customers::IdentifierKind::email && mail::same_address(i.value, address);
           });
}

bool only_theirs(const customers::Customer& customer, std::span<const std::string> addresses) {
    return std::ranges::all_of(addresses, [&](const std::string& address) {
        return std::ranges::any_of(customer.identifiers, [&](const customers::Identifier& i) {
            return i.kind == customers::IdentifierKind::email && mail::same_address(i.value, address);
        });
    });
}

}  // namespace escucha::email
