// An inbox by POP3 (RFC 1939), by the unique ids of its messages. A session sees the mailbox as it was at the
// login and keeps what it removes until QUIT: so looking again, and removing, each end it, and the next call
// begins another.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "mail/curl.hpp"
#include "mail/inboxes.hpp"

namespace escucha::mail {
namespace {

constexpr std::size_t kAskedAtOnce = 20;  // with PIPELINING (RFC 2449, 6.6)

class Pop3Inbox final : public Inbox {
  public:
    Pop3Inbox(std::unique_ptr<Line> line, Server server, const Patience& patience)
        : line_(std::move(line)), server_(std::move(server)), patience_(patience) {}
    ~Pop3Inbox() override {
        if (line_ && line_->alive()) (void)line_->write("QUIT\r\n");
    }
    Pop3Inbox(const Pop3Inbox&) = delete;

    Tried<void> learn_capabilities();
    Tried<std::vector<Waiting>> waiting(std::string_view after, std::size_t most) override;
    Tried<std::string> newest() override;
    using Inbox::fetch;
    Tried<void> fetch(std::span<const std::string> uids, const Taken& taken) override;
    Tried<void> done(std::span<const std::string> uids, bool remove) override;
    Tried<void> move(std::span<const std::string> uids, const std::string& folder) override;
    Tried<News> wait(std::chrono::seconds) override { return News::never; }

  private:
    struct Listed {
        std::string uid = {};
        int number = 0;
        std::int64_t size = 0;
    };
    Tried<std::string> answer();  // the words after +OK; -ERR is a Failure
    Tried<std::string> ask(const std::string& command);
    Tried<void> each_line(const std::function<void(std::string_view)>& take);
    Tried<void> list();         // what the session sees
    Tried<void> list_again();   // what a new session sees
    Tried<void> end_session();  // by QUIT: what was removed is removed now
    std::vector<Waiting> beyond(std::string_view after, std::size_t most) const;
    const Listed* find(std::string_view uid) const;
    Tried<std::string> message();
    Tried<void> fetch_some(std::span<const Listed* const> some, const Taken& taken);

    std::unique_ptr<Line> line_;
    Server server_;
    Patience patience_;
    bool pipelining_ = false;
    bool listed_ = false;
    std::vector<Listed> list_ = {};                            // in the order of the mailbox
    std::map<std::string, std::size_t, std::less<>> at_ = {};  // uid → place in list_
};

// "7 1200" of LIST, "7 whqtswO00WBw418f9t5JxYwZ" of UIDL.
std::pair<int, std::string_view> read_listing(std::string_view line) {
    int number = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
    const auto blank = line.find(' ');
    if (error != std::errc{} || blank == std::string_view::npos) return {0, {}};
    const auto rest = line.substr(blank + 1);
    return {number, rest.substr(0, rest.find(' '))};
}

Tried<std::string> Pop3Inbox::answer() {
    const auto line = line_->read_line();
    if (!line) return std::unexpected(line.error());
    if (line->starts_with("+OK")) return std::string(line->substr(std::min<std::size_t>(4, line->size())));
    if (!line->starts_with("-ERR")) return line_->dead(Trouble::wrong_protocol, *line);
    const bool passing = sounds_passing(Protocol::pop3, *line);
    return std::unexpected(line_->failure(passing ? Trouble::busy : Trouble::other, *line, passing));
}

Tried<std::string> Pop3Inbox::ask(const std::string& command) {
    if (!line_) {
        auto again = Line::open(server_, patience_);
        if (!again) return std::unexpected(std::move(again.error()));
        line_ = std::move(*again);
    }
    if (auto said = line_->write(command + "\r\n"); !said) return std::unexpected(said.error());
    return answer();
}

Tried<void> Pop3Inbox::each_line(const std::function<void(std::string_view)>& take) {
    for (;;) {
        const auto line = line_->read_line();
        if (!line) return std::unexpected(line.error());
        if (*line == ".") return {};
        take(*line);
    }
}

Tried<void> Pop3Inbox::learn_capabilities() {
    const auto asked = ask("CAPA");
    if (!asked) return line_ && line_->alive() ? Tried<void>{} : std::unexpected(asked.error());
    return each_line([&](std::string_view line) { pipelining_ |= line.starts_with("PIPELINING"); });
}

// A unique id is of visible ASCII (RFC 1939, 7). Of one that is not, every other byte is written as %XX, so
// that it can be kept.
std::string kept_uid(std::string_view uid) {
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (const char c : uid) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 0x20 && byte < 0x7f)
            out += c;
        else
            (((out += '%') += kDigits[byte >> 4]) += kDigits[byte & 15]);
    }
    return out;
}

Tried<void> Pop3Inbox::list() {
    list_.clear();
    at_.clear();
    if (auto asked = ask("UIDL"); !asked) {
        auto failure = std::move(asked.error());
        if (failure.trouble == Trouble::other)
            failure = line_->failure(Trouble::wrong_protocol, failure.detail, false);
        return std::unexpected(std::move(failure));
    }
    const auto take_uid = [&](std::string_view line) {
        const auto [number, uid] = read_listing(line);
        if (number > 0 && !uid.empty()) list_.push_back({.uid = kept_uid(uid), .number = number});
    };
    if (auto read = each_line(take_uid); !read) return read;
    if (auto asked = ask("LIST"); !asked) return std::unexpected(std::move(asked.error()));
    std::map<int, std::int64_t> sizes;
    const auto take_size = [&](std::string_view line) {
        const auto [number, size] = read_listing(line);
        std::from_chars(size.data(), size.data() + size.size(), sizes[number]);
    };
    if (auto read = each_line(take_size); !read) return read;
    std::ranges::sort(list_, {}, &Listed::number);
    for (auto& one : list_) one.size = sizes[one.number];
    for (std::size_t i = 0; i < list_.size(); ++i) at_.emplace(list_[i].uid, i);
    listed_ = true;
    return {};
}

Tried<void> Pop3Inbox::end_session() {
    listed_ = false;
    const auto ended = ask("QUIT");
    line_.reset();
    if (!ended) return std::unexpected(ended.error());
    return {};
}

Tried<void> Pop3Inbox::list_again() {
    if (auto ended = end_session(); !ended) return ended;
    return list();
}

const Pop3Inbox::Listed* Pop3Inbox::find(std::string_view uid) const {
    const auto at = at_.find(uid);
    return at == at_.end() ? nullptr : &list_[at->second];
}

std::vector<Inbox::Waiting> Pop3Inbox::beyond(std::string_view after, std::size_t most) const {
    const auto at = at_.find(after);
    std::vector<Waiting> found;
    for (auto i = at == at_.end() ? 0 : at->second + 1; i < list_.size() && found.size() < most; ++i)
        found.push_back({.uid = list_[i].uid, .size = list_[i].size});
    return found;
}

// The session's list serves as long as something of it is left.
Tried<std::vector<Inbox::Waiting>> Pop3Inbox::waiting(std::string_view after, std::size_t most) {
    const bool fresh = !listed_;
    if (fresh)
        if (auto read = list(); !read) return std::unexpected(std::move(read.error()));
    auto found = beyond(after, most);
    if (!found.empty() || fresh || most == 0) return found;
    if (auto read = list_again(); !read) return std::unexpected(std::move(read.error()));
    return beyond(after, most);
}

Tried<std::string> Pop3Inbox::newest() {
    const auto read = listed_ ? list_again() : list();
    if (!read) return std::unexpected(read.error());
    return list_.empty() ? std::string() : list_.back().uid;
}

// The lines of one message, without the dots that were put before dots. What is too large is read to its end
// and thrown away, so that the line can be used on.
Tried<std::string> Pop3Inbox::message() {
    std::string raw;
    bool too_large = false;
    for (;;) {
        const auto line = line_->read_line(patience_.largest + 1);
        if (!line) return std::unexpected(line.error());
        if (*line == ".") break;
        too_large |= raw.size() + line->size() + 2 > patience_.largest;
        if (too_large) continue;
        raw += line->starts_with('.') ? line->substr(1) : *line;
        raw += "\r\n";
    }
    if (too_large) return std::unexpected(line_->failure(Trouble::too_large, "", false));
    return raw;
}

Tried<void> Pop3Inbox::fetch_some(std::span<const Listed* const> some, const Taken& taken) {
    std::string commands;
    for (const auto* one : some) commands += "RETR " + std::to_string(one->number) + "\r\n";
    if (auto said = line_->write(commands); !said) return said;
    for (const auto* one : some) {
        const auto answered = answer();
        auto raw = answered ? message() : std::unexpected(answered.error());
        if (!line_->alive()) return std::unexpected(raw.error());
        taken(one->uid, std::move(raw));
    }
    return {};
}

Tried<void> Pop3Inbox::fetch(std::span<const std::string> uids, const Taken& taken) {
    if (!listed_)
        if (auto read = list(); !read) return read;
    // Should `taken` throw, answers stand unread on the line.
    struct Unfinished {
        Line& line;
        bool finished = false;
        ~Unfinished() {
            if (!finished) (void)line.dead(Trouble::cut_off, "");
        }
    } unfinished{*line_};
    std::vector<const Listed*> some;
    for (const auto& uid : uids) {
        const auto* one = find(uid);
        const bool too_large = one != nullptr && std::cmp_greater(one->size, patience_.largest);
        if (one != nullptr && !too_large) {
            some.push_back(one);
            if (some.size() < (pipelining_ ? kAskedAtOnce : 1)) continue;
        }
        if (auto fetched = fetch_some(some, taken); !fetched) return fetched;
        some.clear();
        if (one == nullptr || too_large)
            taken(uid,
                  std::unexpected(line_->failure(too_large ? Trouble::too_large : Trouble::gone, "", false)));
    }
    const auto fetched = fetch_some(some, taken);
    unfinished.finished = true;
    return fetched;
}

Tried<void> Pop3Inbox::done(std::span<const std::string> uids, bool remove) {
    if (!remove || uids.empty()) return {};
    if (!listed_)
        if (auto read = list(); !read) return read;
    for (const auto& uid : uids) {
        const auto* one = find(uid);
        if (one == nullptr) continue;
        if (auto asked = ask("DELE " + std::to_string(one->number)); !asked && !line_->alive())
            return std::unexpected(std::move(asked.error()));
    }
    return end_session();
}

Tried<void> Pop3Inbox::move(std::span<const std::string>, const std::string& folder) {
    return std::unexpected(Failure{
        .trouble = Trouble::folder_missing, .detail = "POP3 has no folders: " + folder, .passing = false});
}

}  // namespace

Tried<std::unique_ptr<Inbox>> open_pop3(const Server& server, const Patience& patience) {
    auto line = Line::open(server, patience);
    if (!line) return std::unexpected(std::move(line.error()));
    auto inbox = std::make_unique<Pop3Inbox>(std::move(*line), server, patience);
    if (auto learnt = inbox->learn_capabilities(); !learnt) return std::unexpected(std::move(learnt.error()));
    return inbox;
}

}  // namespace escucha::mail
