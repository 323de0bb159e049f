#include "modules/channels/email/words.hpp"

#include <fmt/format.h>

#include "db/param.hpp"

namespace escucha::email {

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

DeliveryLine line_of(const store::Delivery& d, Language language, Instant now) {
    const auto key = fmt::format("mail.delivery.{}", db::name(d.state));
    const bool waits_again = d.state == DeliveryState::queued && d.trouble;
    DeliveryLine line{.state = d.state,
                      .text = text(language, waits_again ? "mail.delivery.retrying" : key),
                      .detail = d.words,
                      .may_cancel = d.state == DeliveryState::queued && d.tries == 0 && d.not_before > now,
                      .at = d.changed_at};
    if (d.trouble) line.text += ' ' + trouble_in_words(language, *d.trouble);
    return line;
}

MailLine line_of(const store::StoredMail& m, Language language) {
    MailLine line{.id = m.id,
                  .direction = m.direction,
                  .fate = m.fate,
                  .from = m.from,
                  .to = m.to,
                  .cc = m.cc,
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
