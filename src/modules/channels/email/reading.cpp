#include "modules/channels/email/reading.hpp"

#include <algorithm>
#include <array>

#include "base/fold.hpp"
#include "mail/reading.hpp"
#include "modules/channels/email/inline_pictures.hpp"

namespace escucha::email {
namespace {

constexpr std::size_t kLongestSaid = 20'000;  // code points, as a form takes; the original has the rest

// Received, Delivered-To and the like differ from copy to copy; what is said does not.
std::string content_of(const mail::Message& m) {
    std::string all = writer_of(m).email + '\n' + m.subject + '\n' + m.text + '\n';
    if (m.message_id.empty() && m.date) all += std::to_string(micros(*m.date));
    for (const auto& part : m.attachments) all += '\n' + part.name + '\n' + hash_of(part.bytes);
    return hash_of(all);
}

std::string said_in(const mail::Message& m) {
    return shorten(mail::said(with_marks(m.text, m)), kLongestSaid);
}

}  // namespace

const mail::Address& writer_of(const mail::Message& m) {
    return m.from.email.empty() ? m.sender : m.from;
}

namespace {

void understand(Read& r, std::span<const std::string> our_addresses) {
    auto message = mail::parse(r.raw);
    if (!message) {
        r.refused = std::move(message.error());
        return;
    }
    r.message = std::move(*message);
    r.content = content_of(r.message);
    r.machine = mail::written_by_machine(r.message, our_addresses);
    r.forged = mail::authentication(r.message, {}).forged();
    if (r.machine) r.bounce = mail::bounce(r.message, r.raw);
    r.said = said_in(r.message);
    // A logo in the signature says nothing.
    r.thanks = std::ranges::all_of(r.message.attachments, &mail::Part::shown_inline) &&
               mail::only_thanks(without_pictures(mail::said(r.message.text)));
}

}  // namespace

// Whatever reading one of them meets, the others are read.
Read read(std::string_view raw, std::span<const std::string> our_addresses) {
    Read r{.raw = raw, .packed = pack(raw)};
    try {
        understand(r, our_addresses);
    } catch (const std::exception& e) {
        r.message = {};
        r.refused =
            Error{.kind = ErrorKind::malformed, .code = "mail.failed", .params = {{"detail", e.what()}}};
    }
    return r;
}

std::string bare_subject(std::string_view subject) {
    static constexpr std::array<std::string_view, 14> kPrefixes{
        "re:", "rv:", "fw:", "fwd:",   "res:", "enc:", "rm:",
        "tr:", "aw:", "wg:", "reenv:", "rta:", "re :", "fwd :"};
    std::string bare = one_line(fold(subject));
    for (bool again = true; again;) {
        again = false;
        for (const auto prefix : kPrefixes)
            if (bare.starts_with(prefix)) {
                bare = one_line(bare.substr(prefix.size()));
                again = true;
            }
        if (const auto end = bare.find(']'); bare.starts_with('[') && end != std::string::npos) {
            bare = one_line(bare.substr(end + 1));
            again = true;
        }
    }
    return bare;
}

}  // namespace escucha::email
