#include "mail/imap_session.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include <iconv.h>

namespace escucha::mail {
namespace {

// IDLE longer than this some servers and firewalls take for death (RFC 2177: 29 minutes).
constexpr std::chrono::seconds kLongestIdle{25 * 60};
constexpr std::size_t kLongestLine = 32 * 1024 * 1024;  // SEARCH names every message of a folder on one

std::string upper(std::string_view text) {
    std::string out(text);
    for (auto& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// The size a line ends with when a literal follows it: "… BODY[] {310}".
std::optional<std::size_t> literal_announced(std::string_view line) {
    if (!line.ends_with('}')) return std::nullopt;
    const auto open = line.rfind('{');
    if (open == std::string_view::npos) return std::nullopt;
    return number_in<std::size_t>(line.substr(open + 1, line.size() - open - 2));
}

// Walks over the items of an answer. Everything is optional: servers send what they like.
class Items {
  public:
    explicit Items(ImapAnswer& answer) : text_(answer.text), answer_(answer) {}
    void skip_blanks() {
        while (text_.starts_with(' ')) text_.remove_prefix(1);
    }
    bool at_end() {
        skip_blanks();
        return text_.empty() || text_.front() == ')';
    }
    bool eat(char c) {
        skip_blanks();
        if (!text_.starts_with(c)) return false;
        text_.remove_prefix(1);
        return true;
    }
    std::string_view atom() {
        skip_blanks();
        const auto end = std::min(text_.find_first_of(" ()"), text_.size());
        const auto found = text_.substr(0, end);
        text_.remove_prefix(end);
        return found;
    }
    // A string, NIL, atom or list, of which only strings have bytes.
    std::optional<ImapAnswer::Literal> value() {
        skip_blanks();
        if (text_.starts_with('{')) return literal();
        if (text_.starts_with('"')) return ImapAnswer::Literal{.bytes = quoted()};
        if (text_.starts_with('(')) {
            list();
            return std::nullopt;
        }
        if (atom().empty() && !text_.empty()) text_.remove_prefix(1);  // never stand still
        return std::nullopt;
    }

  private:
    std::optional<ImapAnswer::Literal> literal() {
        const auto end = text_.find('}');
        text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
        if (next_ >= answer_.literals.size()) return std::nullopt;
        return std::move(answer_.literals[next_++]);
    }
    std::string quoted() {
        std::string out;
        text_.remove_prefix(1);
        while (!text_.empty() && text_.front() != '"') {
            if (text_.front() == '\\' && text_.size() > 1) text_.remove_prefix(1);
            out += text_.front();
            text_.remove_prefix(1);
        }
        if (!text_.empty()) text_.remove_prefix(1);
        return out;
    }
    void list() {
        int depth = 0;
        do {
            skip_blanks();
            if (eat('(')) {
                ++depth;
            } else if (eat(')')) {
                --depth;
            } else {
                value();
            }
        } while (depth > 0 && !text_.empty());
    }

    std::string_view text_;
    ImapAnswer& answer_;
    std::size_t next_ = 0;
};

}  // namespace

std::optional<ImapFetched> read_fetched(ImapAnswer& answer) {
    Items items(answer);
    items.atom();  // its number in the folder
    if (upper(items.atom()) != "FETCH" || !items.eat('(')) return std::nullopt;
    ImapFetched fetched;
    while (!items.at_end()) {
        const auto key = upper(items.atom());
        if (key == "UID") {
            fetched.uid = number_in<std::uint32_t>(items.atom()).value_or(0);
        } else if (key == "RFC822.SIZE") {
            fetched.size = number_in<std::int64_t>(items.atom());
        } else if (key == "BODY[]") {
            fetched.body = items.value();  // NIL: it went while we asked
        } else {
            items.value();
        }
    }
    return fetched;
}

ImapSession::~ImapSession() {
    if (line_->alive()) (void)line_->write(next_tag() + " LOGOUT\r\n");
}

Tried<void> ImapSession::read_literals(ImapAnswer& answer) {
    for (auto size = literal_announced(answer.text); size; size = literal_announced(answer.text)) {
        ImapAnswer::Literal literal{.too_large = *size > largest_};
        const auto read = literal.too_large ? line_->skip(*size) : line_->read(*size, literal.bytes);
        if (!read) return read;
        answer.literals.push_back(std::move(literal));
        const auto rest = line_->read_line(kLongestLine);
        if (!rest) return std::unexpected(rest.error());
        if (rest->empty()) return {};
        answer.text += *rest;
    }
    return {};
}

Tried<ImapSession::Heard> ImapSession::hear() {
    const auto line = line_->read_line(kLongestLine);
    if (!line) return std::unexpected(line.error());
    if (line->starts_with("* ")) {
        ImapAnswer answer{.text = std::string(line->substr(2))};
        if (auto read = read_literals(answer); !read) return std::unexpected(read.error());
        if (auto noted = note(answer); !noted) return std::unexpected(noted.error());
        return Heard{.untagged = std::move(answer)};
    }
    const auto blank = line->find(' ');
    if (blank == std::string_view::npos && *line != "+") return line_->dead(Trouble::wrong_protocol, *line);
    return Heard{.tagged = std::string(line->substr(0, blank)),
                 .rest = blank == std::string_view::npos ? "" : std::string(line->substr(blank + 1))};
}

Tried<void> ImapSession::note(const ImapAnswer& answer) {
    const auto text = upper(std::string_view(answer.text).substr(0, 64));
    if (text.starts_with("BYE")) return line_->dead(Trouble::cut_off, answer.text);
    const auto blank = text.find(' ');
    if (blank == std::string::npos) return {};
    const auto count = number_in<std::int64_t>(std::string_view(text).substr(0, blank));
    const auto what = std::string_view(text).substr(blank + 1);
    if (count && what == "EXISTS") {
        if (*count > exists_) ++arrivals_;
        exists_ = *count;
    } else if (count && what == "EXPUNGE") {
        --exists_;
    }
    return {};
}

Tried<std::string> ImapSession::answer_to(const std::string& tag, Trouble on_no, const Untagged& untagged) {
    for (;;) {
        auto heard = hear();
        if (!heard) return std::unexpected(std::move(heard.error()));
        if (heard->untagged) {
            if (untagged) untagged(*heard->untagged);
            continue;
        }
        if (heard->tagged != tag) continue;
        const auto status = upper(heard->rest.substr(0, heard->rest.find(' ')));
        if (status == "OK") return std::move(heard->rest);
        const bool passing = sounds_passing(Protocol::imap, heard->rest);
        return std::unexpected(line_->failure(passing ? Trouble::busy : on_no, heard->rest, passing));
    }
}

Tried<std::string> ImapSession::ask(const std::string& command, Trouble on_no, const Untagged& untagged) {
    // Should `untagged` throw, the rest of the answer stands unread on the line.
    struct Unfinished {
        Line& line;
        bool finished = false;
        ~Unfinished() {
            if (!finished) (void)line.dead(Trouble::cut_off, "");
        }
    } unfinished{*line_};
    const auto tag = next_tag();
    if (auto said = line_->write(tag + " " + command + "\r\n"); !said) return std::unexpected(said.error());
    auto answer = answer_to(tag, on_no, untagged);
    unfinished.finished = true;
    return answer;
}

Tried<void> ImapSession::learn_capabilities() {
    const auto take = [&](ImapAnswer& answer) {
        std::string_view rest = answer.text;
        if (!upper(rest.substr(0, 11)).starts_with("CAPABILITY ")) return;
        for (rest.remove_prefix(11); !rest.empty();) {
            const auto end = std::min(rest.find(' '), rest.size());
            capabilities_.insert(upper(rest.substr(0, end)));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    };
    if (auto asked = ask("CAPABILITY", Trouble::wrong_protocol, take); !asked)
        return std::unexpected(asked.error());
    return {};
}

Tried<void> ImapSession::idle_until_news(std::chrono::seconds most, std::int64_t known) {
    const auto end = std::chrono::steady_clock::now() + std::min(most, kLongestIdle);
    while (arrivals_ <= known) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        if (left.count() <= 0) return {};
        const auto something = line_->something_within(left);
        if (!something) return std::unexpected(something.error());
        if (!*something) return {};
        if (auto heard = hear(); !heard) return std::unexpected(heard.error());
    }
    return {};
}

Tried<void> ImapSession::idle(std::chrono::seconds most, std::int64_t known) {
    const auto tag = next_tag();
    if (auto said = line_->write(tag + " IDLE\r\n"); !said) return said;
    for (bool allowed = false; !allowed;) {
        auto heard = hear();
        if (!heard) return std::unexpected(heard.error());
        if (heard->tagged == tag) return std::unexpected(line_->failure(Trouble::other, heard->rest, true));
        allowed = heard->tagged == "+";
    }
    if (auto waited = idle_until_news(most, known); !waited) return waited;
    if (auto said = line_->write("DONE\r\n"); !said) return said;
    if (auto ended = answer_to(tag, Trouble::other, {}); !ended) return std::unexpected(ended.error());
    return {};
}

std::string imap_set(std::span<const std::uint32_t> uids) {
    std::string set;
    for (std::size_t i = 0; i < uids.size();) {
        std::size_t last = i;
        while (last + 1 < uids.size() && uids[last + 1] == uids[last] + 1) ++last;
        if (!set.empty()) set += ',';
        set += std::to_string(uids[i]);
        if (last > i) set += ":" + std::to_string(uids[last]);
        i = last + 1;
    }
    return set;
}

std::optional<std::string> imap_folder(std::string_view utf8) {
    if (utf8.empty() || utf8.size() > 1000) return std::nullopt;
    const auto control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
    if (std::ranges::any_of(utf8, control)) return std::nullopt;
    auto* const converter = iconv_open("UTF-7-IMAP", "UTF-8");
    std::string from(utf8), to(utf8.size() * 4 + 16, '\0');
    char* in = from.data();
    char* out = to.data();
    std::size_t in_left = from.size(), out_left = to.size();
    const bool good = iconv(converter, &in, &in_left, &out, &out_left) != static_cast<std::size_t>(-1) &&
                      iconv(converter, nullptr, nullptr, &out, &out_left) != static_cast<std::size_t>(-1);
    iconv_close(converter);
    if (!good) return std::nullopt;
    to.resize(to.size() - out_left);
    std::string quoted = "\"";
    for (const char c : to) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

std::optional<std::uint32_t> imap_number_after(std::string_view text, std::string_view key) {
    const auto whole = upper(text);
    const auto at = whole.find("[" + std::string(key) + " ");
    if (at == std::string::npos) return std::nullopt;
    const auto begin = at + key.size() + 2;
    return number_in<std::uint32_t>(std::string_view(whole).substr(begin, whole.find(']', begin) - begin));
}

}  // namespace escucha::mail
