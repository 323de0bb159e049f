// HTTP/1.1 bytes to a Request (RFC 9112). Beast's parser does the reading; it is included in
// request_parser.cpp only.
#pragma once
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "http/body_sink.hpp"
#include "http/request.hpp"

namespace escucha::http {

class RequestParser {
  public:
    enum class State { more, header, done, refused };

    RequestParser(std::size_t header_bytes, SpoolRules& spool);
    ~RequestParser();
    // Reads from `bytes` and says how far. `header`: the head is complete; call allow_body() and feed the
    // rest.
    std::size_t feed(std::string_view bytes);
    State state() const;
    void allow_body(std::size_t bytes);  // refuses with 413 when more is announced, or comes
    bool expects_continue() const;
    bool in_body() const;
    std::size_t body_bytes() const;  // so far
    Request& request();
    const Error& error() const;  // state() == refused
    Request take();              // state() == done; throws std::system_error when the body cannot be mapped

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace escucha::http
