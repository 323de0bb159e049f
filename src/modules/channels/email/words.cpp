#include "modules/channels/email/words.hpp"

#include <fmt/format.h>

#include "db/param.hpp"
#include "mail/charset.hpp"

namespace escucha::email {
namespace {

constexpr std::size_t kLongestWords = 500;  // bytes

}  // namespace

std::string trouble_in_words(Language language, mail::Trouble trouble) {
    return text(language, fmt::format("mail.trouble.{}", db::name(trouble)));
}

// The code of a refusal, or of trouble with the server.
std::string why_set_aside(Language language, std::string_view reason) {
    if (const auto trouble = db::parse_enum<mail::Trouble>(reason))
        return trouble_in_words(language, *trouble);
    const auto key = fmt::format("error.{}", reason);
    return text(language, has_text(language, key) ? key : "error.mail.failed");
}

std::string clean_words(std::string_view said) {
    return std::string(mail::cut(mail::tidy_line(mail::to_utf8(said, {}).text), kLongestWords));
}

namespace {

std::string_view advice_key(const store::Delivery& d) {
    if (d.state == DeliveryState::bounced) return "mail.advice.bounced";
    if (d.state != DeliveryState::failed) return d.lost.empty() ? "" : "mail.advice.bounced";
    if (!d.trouble) return "mail.advice.again";
    switch (*d.trouble) {
        case mail::Trouble::refused_recipient:
            return "mail.advice.bounced";
        case mail::Trouble::refused_sender:
            return "mail.advice.sender";
        case mail::Trouble::too_large:
            return "mail.advice.too_large";
        default:
            return "mail.advice.again";
    }
}

}  // namespace

DeliveryLine line_of(const store::Delivery& d, Language language, Instant now) {
    auto key = fmt::format("mail.delivery.{}", db::name(d.state));
    if (d.state == DeliveryState::queued && d.trouble)
        key = d.left_to.empty() ? "mail.delivery.retrying" : "mail.delivery.retrying_some";
    if (d.state == DeliveryState::handed_over && !d.lost.empty()) key = "mail.delivery.not_to_all";
    DeliveryLine line{.state = d.state,
                      .text = text(language, key),
                      .detail = d.words,
                      .may_cancel = d.state == DeliveryState::queued && d.tries == 0 && d.not_before > now,
                      .at = d.changed_at};
    if (d.trouble) line.text += ' ' + trouble_in_words(language, *d.trouble);
    if (const auto advice = advice_key(d); !advice.empty()) line.advice = text(language, advice);
    if (d.envelope_to.size() > 1)
        for (const auto& one : d.lost) line.lost.push_back({one.address, one.words});
    return line;
}

MailLine line_of(const store::StoredMail& m, Language language) {
    MailLine line{.id = m.id,
                  .direction = m.direction,
                  .fate = m.fate,
                  .from = m.from,
                  .to = m.to,
                  .cc = m.cc,
                  .bcc = m.bcc,
                  .subject = m.subject,
                  .at = m.at,
                  .machine = m.machine,
                  .forged = m.forged};
    if (m.case_id != 0) line.case_id = m.case_id;
    if (m.forward != 0) line.forward = m.forward;
    if (m.machine) line.machine_text = text(language, fmt::format("mail.machine.{}", db::name(*m.machine)));
    return line;
}

}  // namespace escucha::email
