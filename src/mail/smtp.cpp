// Sending by SMTP (RFC 5321), with what a server offers of: PIPELINING (RFC 2920), SIZE (RFC 1870), 8BITMIME
// (RFC 6152), SMTPUTF8 (RFC 6531).
#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "mail/curl.hpp"

namespace escucha::mail {
namespace {

constexpr std::size_t kCommandsAtOnce = 100;  // so that neither side waits for the other to read
constexpr std::size_t kPiece = 64 * 1024;
constexpr std::size_t kLongestReply = 4096;  // what is longer nobody reads

struct Reply {
    int code = 0;
    std::string words = {};  // "550 5.1.1 <nadie@…>: Recipient address rejected"
    bool good() const { return code >= 200 && code < 400; }
};

enum class Stage { sender, recipient, message };

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// What a refusal means (RFC 5321, 4.2; RFC 3463 for too large).
Trouble trouble_of(const Reply& reply, Stage stage) {
    if (reply.code == 530 || reply.code == 534 || reply.code == 535) return Trouble::login_refused;
    if (stage != Stage::recipient &&
        (reply.code == 552 || reply.words.contains(" 5.3.4 ") || reply.words.contains(" 5.2.3 ")))
        return Trouble::too_large;
    if (stage == Stage::recipient) return Trouble::refused_recipient;
    if (reply.code < 500) return Trouble::busy;
    return stage == Stage::sender ? Trouble::refused_sender : Trouble::refused_message;
}

// The message as it goes over the line: every line end CRLF, a dot before each dot that begins a line (RFC
// 5321, 4.5.2). A CR or LF on its own is made a line end too: left bare, servers that read it differently
// could be made to see the end of the message where we see none.
class OnTheLine {
  public:
    explicit OnTheLine(std::string_view bytes) : rest_(bytes) {}
    // The next piece, stands until the next call; empty at the end.
    std::string_view next() {
        piece_.clear();
        while (!rest_.empty() && piece_.size() < kPiece) one_line();
        return piece_;
    }

  private:
    void one_line() {
        const auto end = std::min(rest_.find_first_of("\r\n"), rest_.size());
        if (rest_.starts_with('.')) piece_ += '.';
        piece_ += rest_.substr(0, end);
        piece_ += "\r\n";
        rest_.remove_prefix(end);
        if (rest_.starts_with("\r\n"))
            rest_.remove_prefix(2);
        else if (!rest_.empty())
            rest_.remove_prefix(1);
    }
    std::string_view rest_;
    std::string piece_ = {};
};

class SmtpOutbox final : public Outbox {
  public:
    SmtpOutbox(Server server, const Patience& patience) : server_(std::move(server)), patience_(patience) {}
    ~SmtpOutbox() override {
        if (line_ && line_->alive()) (void)line_->write("QUIT\r\n");
    }
    SmtpOutbox(const SmtpOutbox&) = delete;

    Tried<void> connect();
    Tried<Receipt> send(const Envelope& envelope, std::string_view bytes) override;
    Tried<void> would_take(const std::string& from, const std::string& to) override;
    std::int64_t largest() const override;

  private:
    struct Recipient {
        std::string address = {};  // as the caller wrote it
        std::string on_line = {};
    };
    struct Prepared {
        std::string mail_from = {};  // the whole command
        std::vector<Recipient> to = {};
        Receipt receipt = {};  // with those who were refused before anything was said
    };
    bool offers(std::string_view keyword) const { return offered_.contains(keyword); }
    Failure refusal(const Reply& reply, Stage stage) const {
        return line_->failure(trouble_of(reply, stage), reply.words, reply.code < 500);
    }
    Tried<Prepared> prepare(const Envelope& envelope, std::string_view bytes) const;
    Tried<Reply> reply();
    Tried<Reply> say(std::string_view command);
    struct Answered {
        std::optional<Failure> sender = {};  // who was refused
        std::size_t taken = 0;               // recipients
        std::optional<Reply> data = {};
    };
    Tried<Answered> envelope(Prepared& prepared);
    void note(Reply answer, std::size_t command, Prepared& prepared, Answered& answered) const;
    Tried<void> message(std::string_view bytes, Receipt& receipt);
    Tried<Receipt> attempt(Prepared prepared, std::string_view bytes);

    Server server_;
    Patience patience_;
    std::unique_ptr<Line> line_;
    std::map<std::string, std::string, std::less<>> offered_ = {};  // of EHLO: keyword → the rest
    std::size_t sent_ = 0;                                          // on this connection
    bool began_ = false;  // the server answered something about the message on hand
};

Tried<void> SmtpOutbox::connect() {
    auto line = Line::open(server_, patience_);
    if (!line) return std::unexpected(std::move(line.error()));
    line_ = std::move(*line);
    sent_ = 0;
    offered_.clear();
    bool within = false;
    for (const std::string_view heard : line_->heard()) {  // the last EHLO counts: the one after STARTTLS
        const bool one = heard.starts_with("250");
        if (one && !within) offered_.clear();
        if (one && heard.size() > 4) {
            const auto keyword = heard.substr(4);
            const auto blank = std::min(keyword.find(' '), keyword.size());
            offered_.emplace(keyword.substr(0, blank), keyword.substr(std::min(blank + 1, keyword.size())));
        }
        within = one && heard.size() > 3 && heard[3] == '-';
    }
    return {};
}

std::int64_t SmtpOutbox::largest() const {
    std::int64_t limit = 0;
    if (const auto size = offered_.find("SIZE"); size != offered_.end())
        std::from_chars(size->second.data(), size->second.data() + size->second.size(), limit);
    return std::max<std::int64_t>(limit, 0);
}

// Refuses by itself what the server said it would refuse.
Tried<SmtpOutbox::Prepared> SmtpOutbox::prepare(const Envelope& envelope, std::string_view bytes) const {
    const auto refused = [](Trouble trouble, const std::string& words) {
        return std::unexpected(Failure{.trouble = trouble, .detail = words, .passing = false});
    };
    const auto from = envelope.from.empty() ? std::string() : address_on_line(envelope.from);
    if (!from || (!is_ascii(*from) && !offers("SMTPUTF8")))
        return refused(Trouble::refused_sender, "not an address this server takes: " + envelope.from);
    if (const auto limit = largest(); limit > 0 && std::cmp_greater(bytes.size(), limit))
        return refused(Trouble::too_large, "SIZE " + std::to_string(limit));
    Prepared prepared;
    bool utf8 = !is_ascii(*from);
    for (const auto& address : envelope.to) {
        auto on_line = address_on_line(address);
        if (!on_line)
            prepared.receipt.refused.emplace_back(
                address, Failure{Trouble::refused_recipient, "not an address", false});
        else if (!is_ascii(*on_line) && !offers("SMTPUTF8"))
            prepared.receipt.refused.emplace_back(
                address,
                Failure{Trouble::refused_recipient, "the server does not take SMTPUTF8 addresses", false});
        else
            utf8 |= !is_ascii(*on_line), prepared.to.push_back({address, std::move(*on_line)});
    }
    prepared.mail_from = "MAIL FROM:<" + *from + ">";
    if (offers("SIZE")) prepared.mail_from += " SIZE=" + std::to_string(bytes.size());
    if (offers("8BITMIME") && !is_ascii(bytes)) prepared.mail_from += " BODY=8BITMIME";
    if (utf8) prepared.mail_from += " SMTPUTF8";
    return prepared;
}

Tried<Reply> SmtpOutbox::reply() {
    Reply reply;
    for (;;) {
        const auto line = line_->read_line();
        if (!line) return std::unexpected(line.error());
        const auto digits = line->substr(0, 3);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), reply.code);
        if (error != std::errc{} || reply.code < 200 || reply.code > 599)
            return line_->dead(Trouble::wrong_protocol, *line);
        const bool more = line->size() > 3 && (*line)[3] == '-';
        if (reply.words.size() < kLongestReply)
            reply.words += reply.words.empty() ? *line : line->substr(std::min<std::size_t>(3, line->size()));
        if (more) continue;
        // It closes the connection now (RFC 5321, 3.8).
        if (reply.code == 421) return line_->dead(Trouble::busy, reply.words);
        return reply;
    }
}

Tried<Reply> SmtpOutbox::say(std::string_view command) {
    if (auto said = line_->write(std::string(command) + "\r\n"); !said) return std::unexpected(said.error());
    return reply();
}

void SmtpOutbox::note(Reply answer, std::size_t command, Prepared& prepared, Answered& answered) const {
    if (command == 0) {
        if (!answer.good()) answered.sender = refusal(answer, Stage::sender);
    } else if (command > prepared.to.size()) {
        answered.data = std::move(answer);
    } else if (answer.good()) {
        ++answered.taken;
    } else if (!answered.sender) {  // without a sender every recipient is refused, which says nothing
        prepared.receipt.refused.emplace_back(prepared.to[command - 1].address,
                                              refusal(answer, Stage::recipient));
    }
}

// MAIL, every RCPT and DATA, as many at once as the server allows; what is pointless by then is not said.
Tried<SmtpOutbox::Answered> SmtpOutbox::envelope(Prepared& prepared) {
    std::vector<std::string> commands{prepared.mail_from};
    for (const auto& one : prepared.to) commands.push_back("RCPT TO:<" + one.on_line + ">");
    commands.emplace_back("DATA");
    const std::size_t most = offers("PIPELINING") ? kCommandsAtOnce : 1;
    Answered answered;
    for (std::size_t at = 0; at < commands.size();) {
        if (answered.sender || (at + 1 == commands.size() && answered.taken == 0)) break;
        const auto end = std::min(commands.size(), at + most);
        std::string said;
        for (std::size_t i = at; i < end; ++i) said += commands[i] + "\r\n";
        if (auto wrote = line_->write(said); !wrote) return std::unexpected(wrote.error());
        for (; at < end; ++at) {
            auto answer = reply();
            if (!answer) return std::unexpected(answer.error());
            began_ = true;
            note(std::move(*answer), at, prepared, answered);
        }
    }
    return answered;
}

Tried<void> SmtpOutbox::message(std::string_view bytes, Receipt& receipt) {
    OnTheLine whole(bytes);
    for (auto piece = whole.next(); !piece.empty(); piece = whole.next())
        if (auto said = line_->write(piece); !said) return said;
    line_->wait_at_most(std::max(patience_.after_message, patience_.timeout));
    const auto taken = say(".");
    line_->wait_at_most(patience_.timeout);
    if (!taken) return std::unexpected(taken.error());
    if (!taken->good()) return std::unexpected(refusal(*taken, Stage::message));
    receipt.answer = taken->words;
    return {};
}

// For the failure of a message that nobody was taken of: the first that may pass, else the first.
Failure nobody(const Outbox::Receipt& receipt) {
    const auto passing =
        std::ranges::find_if(receipt.refused, [](const auto& one) { return one.second.passing; });
    if (passing != receipt.refused.end()) return passing->second;
    if (!receipt.refused.empty()) return receipt.refused.front().second;
    return {.trouble = Trouble::refused_recipient, .detail = "nobody to send to", .passing = false};
}

Tried<Outbox::Receipt> SmtpOutbox::attempt(Prepared prepared, std::string_view bytes) {
    auto answered = envelope(prepared);
    if (!answered) return std::unexpected(std::move(answered.error()));
    const bool ready = answered->data && answered->data->code == 354;
    const bool anybody = !answered->sender && answered->taken > 0;
    Tried<void> went = {};
    if (ready && anybody)
        went = message(bytes, prepared.receipt);
    else if (ready)  // it waits for a message nobody is to get (RFC 2920, 3.1)
        (void)say(".");
    else if (anybody)
        went = std::unexpected(refusal(*answered->data, Stage::message));
    // What began is undone, so that the next message finds the line clean.
    if ((!anybody || !went) && line_->alive()) (void)say("RSET");
    if (answered->sender) return std::unexpected(std::move(*answered->sender));
    if (!anybody) return std::unexpected(nobody(prepared.receipt));
    if (!went) return std::unexpected(std::move(went.error()));
    ++sent_;
    return std::move(prepared.receipt);
}

Tried<void> SmtpOutbox::would_take(const std::string& from, const std::string& to) {
    const auto sender = say("MAIL FROM:<" + from + ">");
    if (!sender) return std::unexpected(sender.error());
    if (!sender->good()) return std::unexpected(refusal(*sender, Stage::sender));
    const auto recipient = say("RCPT TO:<" + to + ">");
    if (!recipient) return std::unexpected(recipient.error());
    (void)say("RSET");
    if (!recipient->good()) return std::unexpected(refusal(*recipient, Stage::recipient));
    return {};
}

Tried<Outbox::Receipt> SmtpOutbox::send(const Envelope& envelope, std::string_view bytes) {
    if (!line_ || !line_->alive())
        if (auto connected = connect(); !connected) return std::unexpected(std::move(connected.error()));
    auto prepared = prepare(envelope, bytes);
    if (!prepared) return std::unexpected(std::move(prepared.error()));
    if (prepared->to.empty()) return std::unexpected(nobody(prepared->receipt));
    began_ = false;
    const bool used = sent_ > 0;
    auto receipt = attempt(*prepared, bytes);
    if (receipt || line_->alive() || began_ || !used) return receipt;
    if (receipt.error().trouble != Trouble::cut_off && receipt.error().trouble != Trouble::busy)
        return receipt;
    // The server had ended the connection between two messages, and has heard nothing of this one.
    if (auto connected = connect(); !connected) return std::unexpected(std::move(connected.error()));
    return attempt(std::move(*prepared), bytes);
}

}  // namespace

Tried<std::unique_ptr<Outbox>> open_outbox(const Server& server, const Patience& patience) {
    if (server.protocol != Protocol::smtp)
        return std::unexpected(
            Failure{.trouble = Trouble::wrong_protocol, .detail = "only SMTP sends", .passing = false});
    auto outbox = std::make_unique<SmtpOutbox>(server, patience);
    if (auto connected = outbox->connect(); !connected) return std::unexpected(std::move(connected.error()));
    return outbox;
}

}  // namespace escucha::mail
