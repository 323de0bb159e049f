// The routes of answering a case by e-mail: to whom it goes, and saying oneself who gets a copy.
#pragma once

namespace escucha::http {
class Api;
}

namespace escucha::email {

class Email;

void add_answers(http::Api& api, Email& email);

}  // namespace escucha::email
