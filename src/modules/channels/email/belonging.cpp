#include "modules/channels/email/belonging.hpp"

#include <algorithm>
#include <set>

#include "base/fold.hpp"
#include "base/tracking_code.hpp"
#include "db/database.hpp"
#include "modules/channels/email/forward_store.hpp"
#include "modules/channels/email/mailbox_store.hpp"
#include "modules/channels/email/message_store.hpp"
#include "modules/customers/customers.hpp"

namespace escucha::email {
namespace {

constexpr std::size_t kMostReferences = 50;
constexpr std::size_t kMostCompared = 5;  // cases of the same person
constexpr std::size_t kMostMails = 100;   // of a case, looked through for who takes part

// The nearest first: what is answered, then what came before it.
std::vector<std::string> answered_ids(const mail::Message& m) {
    std::vector<std::string> ids = m.in_reply_to;
    ids.insert(ids.end(), m.references.rbegin(), m.references.rend());
    if (ids.size() > kMostReferences) ids.resize(kMostReferences);
    return ids;
}

std::optional<store::Place> by_references(db::Tx& tx, const mail::Message& m) {
    return store::place_of_any(tx, answered_ids(m));
}

// The case of a forwarding is where its last message is.
std::optional<store::Place> place_of(const Email& email, db::Tx& tx, std::string_view code) {
    if (const auto c = email.parts().cases.asked_by_code(tx, code))
        return store::Place{.case_id = c->asked.id};
    const auto forward = store::forward_by_code(tx, code);
    if (!forward) return std::nullopt;
    const auto last = store::of_forward(tx, forward->id, 1);
    if (last.empty()) return std::nullopt;
    return store::Place{.case_id = last.front().case_id, .forward = forward->id};
}

std::optional<store::Place> by_signed_address(const Email& email, db::Tx& tx, const mail::Message& m) {
    std::vector<std::string> ours;
    for (const auto* list : {&m.to, &m.cc, &m.delivered_to})
        for (const auto& address : *list) {
            if (address.email.find('+') == std::string::npos) continue;
            if (ours.empty())
                for (auto& mailbox : store::mailboxes(tx)) ours.push_back(std::move(mailbox.address));
            for (const auto& mailbox : ours)
                if (const auto code = email.reply_addresses().code_of(mailbox, address.email))
                    return place_of(email, tx, *code);
        }
    return std::nullopt;
}

bool is_customers(const Email& email, db::Tx& tx, std::int64_t customer, std::string_view address) {
    const auto c = email.parts().customers.get(tx, customer);
    return c && std::ranges::any_of(c->identifiers, [&](const customers::Identifier& i) {
               return i.kind == customers::IdentifierKind::email && mail::same_address(i.value, address);
           });
}

// The customer, whoever wrote in it before, and whoever we wrote to; not whom it was forwarded to.
bool takes_part(const Email& email, db::Tx& tx, const cases::Asked& a, std::string_view address) {
    if (is_customers(email, tx, a.asked.customer, address)) return true;
    const auto named = [&](const MailAddress& one) { return mail::same_address(one.email, address); };
    return std::ranges::any_of(
        store::of_case(tx, a.standing.id, kMostMails), [&](const store::StoredMail& m) {
            if (m.forward != 0 || m.customer != a.asked.customer) return false;
            if (m.direction == Direction::in) return m.fate == Fate::heard && named(m.from);
            return std::ranges::any_of(m.to, named) || std::ranges::any_of(m.cc, named);
        });
}

// Joins it, unless it is closed for good: then what is new stands beside it. Of a case that was joined to
// another that other decides, and the words are still of whose case was asked for.
Belongs joining(const Email& email, db::Tx& tx, cases::Case asked, Instant now) {
    auto c = asked.merged_into == 0 ? asked : *email.parts().cases.find_standing(tx, asked.id);
    if (c.sealed || asked.sealed) return {};
    if (c.state == cases::State::solved && c.solved_at && now - *c.solved_at > kReopens)
        return {.beside = std::move(c), .why = cases::Beside::answered_late};
    return {.joins = std::move(asked)};
}

bool is_named(const std::vector<MailAddress>& list, std::string_view address) {
    return std::ranges::any_of(list,
                               [&](const MailAddress& a) { return mail::same_address(a.email, address); });
}

// Were we heard by this address in the forwarding: did it go there?
bool was_forwarded_to(db::Tx& tx, ForwardId forward, std::string_view address) {
    return std::ranges::any_of(store::of_forward(tx, forward, kMostMails), [&](const store::StoredMail& m) {
        return m.direction == Direction::out && (is_named(m.to, address) || is_named(m.cc, address));
    });
}

// The customer (any of them, where cases of several are joined) by an address of their record, or by one they
// wrote this case's messages from.
bool is_the_customer(const Email& email, db::Tx& tx, const cases::Case& c, std::string_view address) {
    const auto& cases = email.parts().cases;
    const auto stands = cases.find_standing(tx, c.id);
    if (!stands) return false;
    for (const auto person : cases.people(tx, *stands))
        if (is_customers(email, tx, person, address)) return true;
    return std::ranges::any_of(store::of_case(tx, stands->id, kMostMails), [&](const store::StoredMail& m) {
        return m.direction == Direction::in && m.fate == Fate::heard &&
               mail::same_address(m.from.email, address);
    });
}

Belongs answer_from_outside(const Email& email, db::Tx& tx, const Read& read, cases::Case c,
                            ForwardId forward, Instant now) {
    const auto writer = writer_of(read.message).email;
    const bool expected = was_forwarded_to(tx, forward, writer);
    if (!expected && !read.forged && is_the_customer(email, tx, c, writer))
        return joining(email, tx, std::move(c), now);
    return {.joins = std::move(c), .forward = forward, .expected = expected && !read.forged};
}

std::optional<Belongs> by_what_it_answers(const Email& email, db::Tx& tx, const Read& read, Instant now) {
    auto place = by_references(tx, read.message);
    if (!place) place = by_signed_address(email, tx, read.message);
    if (!place) return std::nullopt;
    auto c = email.parts().cases.find(
        tx, email.parts().cases.asked_for(tx, place->case_id, place->contact, place->customer));
    if (!c) return std::nullopt;
    if (place->forward != 0) return answer_from_outside(email, tx, read, std::move(*c), place->forward, now);
    return joining(email, tx, std::move(*c), now);
}

}  // namespace

std::vector<std::string> codes_in(std::string_view text) {
    std::vector<std::string> codes;
    std::string word;
    const auto end_of_word = [&] {
        const auto signs = std::ranges::count_if(word, [](char c) { return c != '-'; });
        if (static_cast<std::size_t>(signs) == TrackingCode::kLength)
            if (const auto code = TrackingCode::parse(word)) codes.push_back(code->text());
        word.clear();
    };
    for (const char c : text) {
        const bool sign = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (sign || (c == '-' && !word.empty()))
            word += c;
        else
            end_of_word();
    }
    end_of_word();
    return codes;
}

bool alike(std::string_view one, std::string_view other) {
    const auto a = bare_subject(one), b = bare_subject(other);
    if (a.empty() || b.empty()) return false;
    if (a == b) return true;
    const auto words = [](const std::string& text) {
        std::set<std::string> out;
        for (auto& word : fold_words(text))
            if (word.size() > 2) out.insert(std::move(word));
        return out;
    };
    const auto in_a = words(a), in_b = words(b);
    const auto common = std::ranges::count_if(in_a, [&](const auto& word) { return in_b.contains(word); });
    const auto fewer = static_cast<std::ptrdiff_t>(std::min(in_a.size(), in_b.size()));
    return common >= 2 && common * 3 >= fewer * 2;
}

Belongs belongs(const Email& email, db::Tx& tx, const Read& read, Instant now) {
    if (auto found = by_what_it_answers(email, tx, read, now)) return std::move(*found);
    for (const auto& code : codes_in(read.message.subject)) {
        auto a = email.parts().cases.asked_by_code(tx, code);
        if (!a || a->standing.sealed) continue;
        if (!read.forged && takes_part(email, tx, *a, writer_of(read.message).email))
            return joining(email, tx, std::move(a->asked), now);
        return {.beside = std::move(a->standing), .why = cases::Beside::code_quoted};
    }
    return {};
}

std::optional<cases::Case> looks_alike(const Email& email, db::Tx& tx, const Read& read,
                                       std::int64_t customer, std::int64_t except) {
    for (auto& c : email.parts().cases.of_customer(tx, customer, {.limit = kMostCompared}))
        if (c.id != except && c.state != cases::State::solved && alike(c.title, read.message.subject))
            return std::move(c);
    return std::nullopt;
}

}  // namespace escucha::email
