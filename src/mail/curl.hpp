// A line to a mail server, up to the point where we are logged in: libcurl finds the host, connects,
// encrypts, checks the certificate and logs in. Internal to the mail library.
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/transport.hpp"

namespace escucha::mail {

struct Opening;  // curl_opening.hpp

// A call that fails leaves the line dead: nothing more can be said on it.
class Line {
  public:
    static Tried<std::unique_ptr<Line>> open(const Server& server, const Patience& patience);
    ~Line();
    Line(const Line&) = delete;

    Tried<void> write(std::string_view bytes);
    // Without its line end; stands until the next call. Of one longer than `longest` the rest is dropped.
    Tried<std::string_view> read_line(std::size_t longest = 1024 * 1024);
    Tried<void> read(std::size_t bytes, std::string& into);  // appends
    Tried<void> skip(std::size_t bytes);
    // Is there something to read within so long?
    Tried<bool> something_within(std::chrono::milliseconds time);

    bool alive() const { return alive_; }
    // Nothing more can be said on it, for this reason.
    std::unexpected<Failure> dead(Trouble trouble, std::string_view words);
    // A failure in the server's words: on one line, valid UTF-8, without the secret.
    Failure failure(Trouble trouble, std::string_view words, bool passing) const;
    // Every line the server said until we were logged in, without line ends.
    const std::vector<std::string>& heard() const;
    // Until it is set again: how long silence may last.
    void wait_at_most(std::chrono::seconds silence) { patience_.timeout = silence; }

  private:
    Line(std::unique_ptr<Opening> opening, const Patience& patience);
    Tried<void> receive();            // more into buffer_, waiting for it
    bool receive_what_is_there();     // false: nothing
    Tried<void> await(short events);  // until the socket is ready
    int poll_once(short events, std::chrono::milliseconds time) const;
    std::string last_words();  // what the server said before it closed
    bool may_go_on() const { return !patience_.go_on || patience_.go_on(); }

    std::unique_ptr<Opening> opening_;
    Patience patience_;
    std::string buffer_ = {};
    std::size_t begin_ = 0;  // what of buffer_ was read already
    std::string line_ = {};
    int socket_ = -1;
    bool alive_ = true;
    bool at_end_ = false;
};

// Refused for now, not for good, by the codes of the protocol (RFC 5530, RFC 3206, RFC 5321)?
bool sounds_passing(Protocol protocol, std::string_view line);

// An address as it is said on the line (RFC 5321): the domain in ASCII (IDNA), the part before it as it is.
// Nothing when it is no address, or would say more than one.
std::optional<std::string> address_on_line(std::string_view address);

}  // namespace escucha::mail
