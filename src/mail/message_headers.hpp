// What the headers of a message say, into the message. Used inside src/mail.
#pragma once
#include "mail/message.hpp"
#include "mail/structure.hpp"

namespace escucha::mail {

// Each oddity is said once.
void note(Message& message, Oddity oddity);

// Whether these are the headers of a mail: "Hola: quiero reclamar" at the beginning of a text makes none of
// it.
bool has_known_header(const Entity& entity);

void read_headers(const Entity& entity, const Limits& limits, Message& message);

}  // namespace escucha::mail
