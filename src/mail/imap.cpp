// An inbox by IMAP. A uid is "<uidvalidity>.<uid>": only the two together name a message for good (RFC 3501,
// 2.3.1.1).
#include <algorithm>
#include <charconv>
#include <map>

#include "mail/imap_session.hpp"
#include "mail/inboxes.hpp"

namespace escucha::mail {
namespace {

constexpr std::size_t kFetchedAtOnce = 50;
constexpr std::size_t kNamedAtOnce = 500;  // in one command: lines stay below 8,000 bytes (RFC 7162, 4)

struct Uid {
    std::uint32_t validity = 0, number = 0;
};
bool read_number(std::string_view text, std::uint32_t& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}
std::optional<Uid> read_uid(std::string_view text) {
    Uid uid;
    const auto dot = text.find('.');
    if (dot == std::string_view::npos || !read_number(text.substr(0, dot), uid.validity) ||
        !read_number(text.substr(dot + 1), uid.number))
        return std::nullopt;
    return uid;
}

class ImapInbox final : public Inbox {
  public:
    ImapInbox(std::unique_ptr<Line> line, const Patience& patience)
        : session_(std::move(line), patience.largest), largest_(patience.largest) {}

    Tried<void> open(const std::string& folder);
    Tried<std::vector<Waiting>> waiting(std::string_view after, std::size_t most) override;
    bool knows(std::string_view uid) const override {
        const auto read = read_uid(uid);
        return read && read->validity == validity_;
    }
    Tried<std::string> newest() override;
    using Inbox::fetch;
    Tried<void> fetch(std::span<const std::string> uids, const Taken& taken) override;
    Tried<void> done(std::span<const std::string> uids, bool remove) override;
    Tried<void> move(std::span<const std::string> uids, const std::string& folder) override;
    Tried<News> wait(std::chrono::seconds most) override;

  private:
    using Numbers = std::vector<std::uint32_t>;
    std::string name(std::uint32_t number) const {
        return std::to_string(validity_) + "." + std::to_string(number);
    }
    // Those of this folder as it is now, sorted; the others are nowhere any more.
    static Numbers sorted(std::span<const std::uint32_t> numbers);  // each once
    Numbers numbers_of(std::span<const std::string> uids) const;
    template <class Each>
    Tried<void> in_pieces(const Numbers& numbers, std::size_t size, Each each);
    Tried<Numbers> search_beyond(std::uint32_t number);
    Tried<void> learn_sizes(const Numbers& numbers);
    std::unexpected<Failure> gone() {
        return std::unexpected(session_.line().failure(Trouble::gone, "", false));
    }
    std::unexpected<Failure> too_large() {
        return std::unexpected(session_.line().failure(Trouble::too_large, "", false));
    }
    bool is_too_large(std::uint32_t number) const;
    Tried<void> fetch_piece(std::span<const std::uint32_t> piece, const Taken& taken);
    Tried<void> expunge(std::span<const std::uint32_t> piece);
    Tried<void> move_piece(std::span<const std::uint32_t> piece, const std::string& folder);
    Tried<void> tell(const std::string& command, Trouble on_no = Trouble::other);

    ImapSession session_;
    std::size_t largest_;
    std::uint32_t validity_ = 0;
    std::int64_t looked_at_ = 0;  // the arrivals when `waiting` looked last
    std::map<std::uint32_t, std::int64_t> sizes_ = {};
};

Tried<void> ImapInbox::tell(const std::string& command, Trouble on_no) {
    if (auto answer = session_.ask(command, on_no); !answer)
        return std::unexpected(std::move(answer.error()));
    return {};
}

Tried<void> ImapInbox::open(const std::string& folder) {
    if (auto learnt = session_.learn_capabilities(); !learnt) return learnt;
    const auto quoted = imap_folder(folder.empty() ? "INBOX" : folder);
    if (!quoted) return std::unexpected(session_.line().failure(Trouble::folder_missing, folder, false));
    const auto note = [&](ImapAnswer& answer) {
        validity_ = imap_number_after(answer.text, "UIDVALIDITY").value_or(validity_);
    };
    if (auto selected = session_.ask("SELECT " + *quoted, Trouble::folder_missing, note); !selected)
        return std::unexpected(std::move(selected.error()));
    if (validity_ == 0) return session_.line().dead(Trouble::wrong_protocol, "no UIDVALIDITY");
    return {};
}

ImapInbox::Numbers ImapInbox::sorted(std::span<const std::uint32_t> numbers) {
    Numbers once(numbers.begin(), numbers.end());
    std::ranges::sort(once);
    once.erase(std::ranges::unique(once).begin(), once.end());
    return once;
}

ImapInbox::Numbers ImapInbox::numbers_of(std::span<const std::string> uids) const {
    Numbers numbers;
    for (const auto& text : uids)
        if (const auto uid = read_uid(text); uid && uid->validity == validity_)
            numbers.push_back(uid->number);
    return sorted(numbers);
}

template <class Each>
Tried<void> ImapInbox::in_pieces(const Numbers& numbers, std::size_t size, Each each) {
    for (std::size_t at = 0; at < numbers.size(); at += size) {
        const auto piece = std::span(numbers).subspan(at, std::min(size, numbers.size() - at));
        if (auto did = each(piece); !did) return did;
    }
    return {};
}

// "n:*" also names the last message when its uid is below n: those are left out here.
Tried<ImapInbox::Numbers> ImapInbox::search_beyond(std::uint32_t number) {
    Numbers found;
    if (number == UINT32_MAX) return found;
    const auto take = [&](ImapAnswer& answer) {
        std::string_view rest = answer.text;
        if (!rest.starts_with("SEARCH")) return;
        for (rest.remove_prefix(6); !rest.empty();) {
            if (rest.front() == ' ') {
                rest.remove_prefix(1);
                continue;
            }
            std::uint32_t uid = 0;
            const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), uid);
            if (error != std::errc{}) return;
            if (uid > number) found.push_back(uid);
            rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
        }
    };
    auto asked =
        session_.ask("UID SEARCH UID " + std::to_string(number + 1) + ":* UNDELETED", Trouble::other, take);
    if (!asked) return std::unexpected(std::move(asked.error()));
    std::ranges::sort(found);
    return found;
}

Tried<void> ImapInbox::learn_sizes(const Numbers& numbers) {
    sizes_.clear();
    const auto take = [&](ImapAnswer& answer) {
        if (const auto fetched = read_fetched(answer); fetched && fetched->uid != 0)
            sizes_[fetched->uid] = fetched->size.value_or(0);
    };
    return in_pieces(numbers, kNamedAtOnce, [&](auto piece) -> Tried<void> {
        auto asked =
            session_.ask("UID FETCH " + imap_set(piece) + " (UID RFC822.SIZE)", Trouble::other, take);
        if (!asked) return std::unexpected(std::move(asked.error()));
        return {};
    });
}

Tried<std::vector<Inbox::Waiting>> ImapInbox::waiting(std::string_view after, std::size_t most) {
    // Only NOOP makes a server say what came meanwhile.
    if (auto told = tell("NOOP"); !told) return std::unexpected(std::move(told.error()));
    looked_at_ = session_.arrivals();
    const auto last = read_uid(after);
    auto found = search_beyond(last && last->validity == validity_ ? last->number : 0);
    if (!found) return std::unexpected(std::move(found.error()));
    found->resize(std::min(found->size(), most));
    if (auto learnt = learn_sizes(*found); !learnt) return std::unexpected(std::move(learnt.error()));
    std::vector<Waiting> list;
    for (const auto number : *found)
        if (const auto size = sizes_.find(number); size != sizes_.end())  // else it went while we asked
            list.push_back({.uid = name(number), .size = size->second});
    return list;
}

Tried<std::string> ImapInbox::newest() {
    if (auto told = tell("NOOP"); !told) return std::unexpected(std::move(told.error()));
    if (session_.exists() == 0) return std::string();
    std::uint32_t last = 0;
    const auto take = [&](ImapAnswer& answer) {
        if (const auto fetched = read_fetched(answer)) last = std::max(last, fetched->uid);
    };
    if (auto asked = session_.ask("UID FETCH * (UID)", Trouble::other, take); !asked)
        return std::unexpected(std::move(asked.error()));
    return last == 0 ? std::string() : name(last);
}

// Handed over in the order asked, whatever the order of the answers. What a NO leaves over is asked for one
// by one, so that a single message the server cannot give does not take the others with it.
Tried<void> ImapInbox::fetch_piece(std::span<const std::uint32_t> piece, const Taken& taken) {
    std::map<std::uint32_t, Tried<std::string>> came;
    std::size_t next = 0;  // of the piece, the first that was not handed over
    const auto hand_over = [&] {
        for (; next < piece.size(); ++next) {
            const auto one = came.find(piece[next]);
            if (one == came.end()) return;
            taken(name(one->first), std::move(one->second));
            came.erase(one);
        }
    };
    const auto take = [&](ImapAnswer& answer) {
        auto fetched = read_fetched(answer);
        if (!fetched || !fetched->body) return;
        Tried<std::string> raw = std::move(fetched->body->bytes);
        if (fetched->body->too_large) raw = too_large();
        came.emplace(fetched->uid, std::move(raw));
        hand_over();
    };
    const auto asked =
        session_.ask("UID FETCH " + imap_set(sorted(piece)) + " (UID BODY.PEEK[])", Trouble::other, take);
    if (!asked && !session_.line().alive()) return std::unexpected(asked.error());
    for (hand_over(); next < piece.size(); hand_over()) {
        const auto number = piece[next++];
        if (!asked && piece.size() > 1) {
            if (auto one = fetch_piece(std::span(&number, 1), taken); !one) return one;
        } else {
            taken(name(number), asked ? gone() : std::unexpected(asked.error()));
        }
    }
    return {};
}

bool ImapInbox::is_too_large(std::uint32_t number) const {
    const auto size = sizes_.find(number);
    return size != sizes_.end() && std::cmp_greater(size->second, largest_);
}

Tried<void> ImapInbox::fetch(std::span<const std::string> uids, const Taken& taken) {
    Numbers piece;
    const auto fetch_it = [&] {
        auto fetched = piece.empty() ? Tried<void>{} : fetch_piece(piece, taken);
        piece.clear();
        return fetched;
    };
    for (const auto& text : uids) {
        const auto uid = read_uid(text);
        const bool known = uid && uid->validity == validity_;
        if (known && !is_too_large(uid->number)) {
            piece.push_back(uid->number);
            if (piece.size() < kFetchedAtOnce) continue;
        }
        if (auto fetched = fetch_it(); !fetched) return fetched;
        if (!known) taken(text, gone());
        if (known && is_too_large(uid->number)) taken(text, too_large());
    }
    return fetch_it();
}

Tried<void> ImapInbox::expunge(std::span<const std::uint32_t> piece) {
    if (!session_.can("UIDPLUS")) return {};
    return tell("UID EXPUNGE " + imap_set(piece));
}

Tried<void> ImapInbox::done(std::span<const std::string> uids, bool remove) {
    return in_pieces(numbers_of(uids), kNamedAtOnce, [&](auto piece) -> Tried<void> {
        const std::string flags = remove ? "(\\Seen \\Deleted)" : "(\\Seen)";
        if (auto told = tell("UID STORE " + imap_set(piece) + " +FLAGS.SILENT " + flags); !told) return told;
        return remove ? expunge(piece) : Tried<void>{};
    });
}

Tried<void> ImapInbox::move_piece(std::span<const std::uint32_t> piece, const std::string& folder) {
    const bool at_once = session_.can("MOVE");
    const auto command = (at_once ? "UID MOVE " : "UID COPY ") + imap_set(piece) + " " + folder;
    auto moved = tell(command, Trouble::folder_missing);
    if (!moved && moved.error().detail.contains("[TRYCREATE]")) {
        if (auto made = tell("CREATE " + folder, Trouble::folder_missing); !made) return made;
        moved = tell(command, Trouble::folder_missing);
    }
    if (!moved || at_once) return moved;
    if (auto told = tell("UID STORE " + imap_set(piece) + " +FLAGS.SILENT (\\Deleted)"); !told) return told;
    return expunge(piece);
}

Tried<void> ImapInbox::move(std::span<const std::string> uids, const std::string& folder) {
    const auto quoted = imap_folder(folder);
    if (!quoted) return std::unexpected(session_.line().failure(Trouble::folder_missing, folder, false));
    return in_pieces(numbers_of(uids), kNamedAtOnce, [&](auto piece) { return move_piece(piece, *quoted); });
}

Tried<News> ImapInbox::wait(std::chrono::seconds most) {
    if (!session_.can("IDLE")) return News::never;
    if (session_.arrivals() == looked_at_)
        if (auto waited = session_.idle(most, looked_at_); !waited) return std::unexpected(waited.error());
    if (session_.arrivals() == looked_at_) return News::none;
    looked_at_ = session_.arrivals();
    return News::came;
}

}  // namespace

Tried<std::unique_ptr<Inbox>> open_imap(const Server& server, const std::string& folder,
                                        const Patience& patience) {
    auto line = Line::open(server, patience);
    if (!line) return std::unexpected(std::move(line.error()));
    auto inbox = std::make_unique<ImapInbox>(std::move(*line), patience);
    if (auto opened = inbox->open(folder); !opened) return std::unexpected(std::move(opened.error()));
    return inbox;
}

}  // namespace escucha::mail
