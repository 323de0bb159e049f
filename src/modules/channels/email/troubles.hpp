// How a mailbox is doing: trouble is written down in words, tried again after longer and longer waits, and
// told to those who can do something about it when it lasts.
#pragma once
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/mailbox_store.hpp"

namespace escucha::email {

inline constexpr std::chrono::minutes kAlarmAfter{10};
// Not heard of for so long, a mailbox counts as stopped even if nothing says why.
inline constexpr std::chrono::minutes kSilent{15};

enum class Way { in, out };
// Answers when to try again. Announces it when it begins to matter.
Instant note_trouble(Email& email, db::Tx& tx, const Mailbox& mailbox, Way way,
                     std::optional<store::Trouble>& trouble, const mail::Failure& failure, Instant now);
void note_well(Email& email, db::Tx& tx, const Mailbox& mailbox, std::optional<store::Trouble>& trouble,
               Instant now);
std::chrono::seconds wait_after(int tries, std::chrono::seconds first, std::chrono::seconds longest);
// Notices to every administrator.
void tell_administrators(Email& email, db::Tx& tx, const Mailbox& mailbox, const std::string& key,
                         Instant since, Instant now);

}  // namespace escucha::email
