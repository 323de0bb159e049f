// The routes of letters to somebody outside, and of cases that begin with a letter of ours.
#pragma once

namespace escucha::http {
class Api;
}

namespace escucha::email {

class Email;

void add_outside(http::Api& api, Email& email);

}  // namespace escucha::email
