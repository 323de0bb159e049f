// Which of the two protocols an inbox speaks. Internal to the mail library.
#pragma once
#include "mail/transport.hpp"

namespace escucha::mail {

Tried<std::unique_ptr<Inbox>> open_imap(const Server& server, const std::string& folder,
                                        const Patience& patience);
Tried<std::unique_ptr<Inbox>> open_pop3(const Server& server, const Patience& patience);

}  // namespace escucha::mail
