#include "modules/channels/email/troubles.hpp"

#include <fmt/format.h>

#include "db/database.hpp"
#include "modules/channels/email/events.hpp"
#include "modules/team/team.hpp"
#include "work/events.hpp"

namespace escucha::email {
namespace {

constexpr std::chrono::seconds kFirstWait{30}, kLongestWait{1800};
constexpr int kSureAfter = 2;  // tries of what does not pass by itself: a wrong password

void announce(Email& email, db::Tx& tx, const Mailbox& mailbox, std::string what, Instant now) {
    email.parts().events.append(
        tx, work::event(MailboxChanged::kType, "mailbox", mailbox.id, system_principal(), now,
                        MailboxChanged{mailbox.id, std::move(what)}));
}

}  // namespace

std::chrono::seconds wait_after(int tries, std::chrono::seconds first, std::chrono::seconds longest) {
    auto wait = first;
    for (int i = 1; i < tries && wait < longest; ++i) wait *= 2;
    return std::min(wait, longest);
}

void tell_administrators(Email& email, db::Tx& tx, const Mailbox& mailbox, const std::string& key,
                         Instant since, Instant now) {
    for (const auto& person : email.parts().team.active_people(tx, Role::administrator))
        email.parts().team.notices().add(
            tx,
            {.person = person.id,
             .kind = team::NoticeKind::mailbox_failing,
             .params = {{"what", mailbox.address}, {"when", std::to_string(micros(since))}},
             .key = key},
            now);
}

Instant note_trouble(Email& email, db::Tx& tx, const Mailbox& mailbox, Way way,
                     std::optional<store::Trouble>& trouble, const mail::Failure& failure, Instant now) {
    if (!trouble) trouble = store::Trouble{.since = now};
    trouble->code = failure.trouble;
    trouble->words = failure.detail;
    ++trouble->tries;
    const bool lasts =
        now - trouble->since >= kAlarmAfter || (!failure.passing && trouble->tries >= kSureAfter);
    if (lasts && !trouble->alarmed) {
        trouble->alarmed = true;
        announce(email, tx, mailbox, "failing", now);
        tell_administrators(email, tx, mailbox,
                            fmt::format("mailbox:{}:{}:{}", mailbox.id, way == Way::in ? "in" : "out",
                                        micros(trouble->since)),
                            trouble->since, now);
    }
    return now + wait_after(trouble->tries, kFirstWait, kLongestWait);
}

void note_well(Email& email, db::Tx& tx, const Mailbox& mailbox, std::optional<store::Trouble>& trouble,
               Instant now) {
    if (trouble && trouble->alarmed) announce(email, tx, mailbox, "working", now);
    trouble.reset();
}

}  // namespace escucha::email
