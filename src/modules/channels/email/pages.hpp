// A message's HTML as a page of its own, for a frame in the console.
#pragma once

namespace escucha::http {
class Api;
}

namespace escucha::email {

class Email;

// GET /correo/{id}, remote pictures only with ?imagenes=1. How many there are stands in
// <meta name="remote-pictures">. The page allows neither script nor form, and only ourselves may frame it.
void add_pages(http::Api& api, Email& email);

}  // namespace escucha::email
