// What is said in IMAP (RFC 3501, 9051): a command with its tag, and the answers to it with their literals.
// Internal to the mail library.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mail/curl.hpp"

namespace escucha::mail {

// One untagged answer, without its "* ". Where a literal stood, `text` has its "{size}".
struct ImapAnswer {
    struct Literal {
        std::string bytes = {};
        bool too_large = false;  // and therefore thrown away
    };
    std::string text = {};
    std::vector<Literal> literals = {};
};

// "12 FETCH (UID 5 RFC822.SIZE 900 BODY[] {900})", in whatever order the server likes.
struct ImapFetched {
    std::uint32_t uid = 0;  // 0: it does not say
    std::optional<std::int64_t> size = {};
    std::optional<ImapAnswer::Literal> body = {};
};
// Takes the literals out of the answer; nothing when it is not a FETCH.
std::optional<ImapFetched> read_fetched(ImapAnswer& answer);

class ImapSession {
  public:
    using Untagged = std::function<void(ImapAnswer&)>;
    ImapSession(std::unique_ptr<Line> line, std::size_t largest)
        : line_(std::move(line)), largest_(largest) {}
    ~ImapSession();
    ImapSession(const ImapSession&) = delete;

    // The words after OK. A NO or BAD is a Failure of the kind `on_no`, or busy when it says so.
    Tried<std::string> ask(const std::string& command, Trouble on_no, const Untagged& untagged = {});
    Tried<void> learn_capabilities();
    bool can(const std::string& capability) const { return capabilities_.contains(capability); }
    std::int64_t exists() const { return exists_; }      // messages in the folder, as last heard
    std::int64_t arrivals() const { return arrivals_; }  // how often we heard that there were more
    // IDLE (RFC 2177): until there are more `arrivals()` than `known`, or the time is over.
    Tried<void> idle(std::chrono::seconds most, std::int64_t known);
    Line& line() { return *line_; }

  private:
    struct Heard {  // either is set
        std::optional<ImapAnswer> untagged = {};
        std::string tagged = {}, rest = {};
    };
    std::string next_tag() { return "E" + std::to_string(++tag_); }
    Tried<Heard> hear();
    Tried<void> read_literals(ImapAnswer& answer);
    Tried<void> note(const ImapAnswer& answer);  // what concerns every command
    Tried<std::string> answer_to(const std::string& tag, Trouble on_no, const Untagged& untagged);
    Tried<void> idle_until_news(std::chrono::seconds most, std::int64_t known);

    std::unique_ptr<Line> line_;
    std::size_t largest_;
    int tag_ = 0;
    std::int64_t exists_ = 0, arrivals_ = 0;
    std::set<std::string, std::less<>> capabilities_ = {};
};

// "3,7:9": the numbers must be sorted.
std::string imap_set(std::span<const std::uint32_t> uids);
// A folder's name between quotes, in modified UTF-7 (RFC 3501, 5.1.3); nothing when it cannot be one.
std::optional<std::string> imap_folder(std::string_view utf8);
// The number after `key` in "[UIDVALIDITY 17] …".
std::optional<std::uint32_t> imap_number_after(std::string_view text, std::string_view key);

}  // namespace escucha::mail
