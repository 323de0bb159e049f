#include "mail/message.hpp"

#include <algorithm>
#include <utility>

#include "mail/body_text.hpp"
#include "mail/charset.hpp"
#include "mail/file_name.hpp"
#include "mail/header.hpp"
#include "mail/message_headers.hpp"
#include "mail/picture_size.hpp"
#include "mail/signed_content.hpp"
#include "mail/structure.hpp"
#include "mail/tnef.hpp"

namespace escucha::mail {
namespace {

constexpr std::size_t kMostEnvelopes = 3;  // of S/MIME, each a copy of what is in it

// What a part is to the text: its own, the other form of what stands beside it, or none of it.
enum class Role { text, alternative, attached };

class Reader {
  public:
    // `only`: the Content-ID of the one part wanted; then nothing else is decoded.
    Reader(std::string_view raw, const Limits& limits, std::string_view only = {})
        : raw_(raw), limits_(limits), only_(only) {}

    Result<Message> read();

  private:
    void note(Oddity oddity) { mail::note(message_, oddity); }
    void note_if(bool odd, Oddity oddity) {
        if (odd) note(oddity);
    }

    // parts
    bool take_part();
    void walk(const Entity& entity, Role role, std::size_t depth, std::string_view type_when_none);
    void walk_multipart(const Entity& entity, const ContentType& type, Role role, std::size_t depth);
    void walk_children(const Split& split, const ContentType& type, Role role, std::size_t depth);
    void walk_broken(const Entity& entity, Role role, std::size_t depth);
    void note_protection(const ContentType& type);
    void add_smime(const Entity& entity, const ContentType& type, const Disposition& disposition, Role role,
                   std::size_t depth);
    void add_text(const Entity& entity, const ContentType& type, Role role);
    void add_html(std::string&& html, Role role);
    void add_plain(std::string&& text, Role role);
    void add_message(const Entity& entity, std::size_t depth);
    void add_file(const Entity& entity, const ContentType& type, const Disposition& disposition);
    void add_tnef(const Entity& entity, const ContentType& type, const Disposition& disposition);
    void add_part(Part part);
    std::size_t room() const;
    std::string within_limit(std::string_view text, std::size_t& taken);

    void finish();

    std::string_view raw_;
    const Limits& limits_;
    std::string_view only_;
    Message message_;
    std::size_t parts_ = 0, envelopes_ = 0, bytes_ = 0, text_bytes_ = 0, html_bytes_ = 0;
    std::vector<Stretch> stretches_;
    std::optional<std::string> text_within_;  // of the first message inside this one
};

// Could a person read it? Of pictures, programs and noise a good part is neither letters nor UTF-8.
bool is_readable(std::string_view bytes) {
    bytes = bytes.substr(0, 4096);
    const auto strange = std::ranges::count_if(bytes, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && !is_blank(c)) || byte == 0x7F;
    });
    return !trimmed(bytes).empty() && static_cast<std::size_t>(strange) * 10 <= bytes.size();
}

Result<Message> Reader::read() {
    if (trimmed(raw_).empty()) return refuse(ErrorKind::malformed, "mail.empty");
    Entity entity = read_entity(raw_, limits_.headers);
    if (!has_known_header(entity)) {
        if (!is_readable(raw_)) return refuse(ErrorKind::malformed, "mail.not_a_message");
        note(Oddity::bad_header);
        entity = {.headers = {}, .body = raw_};
    }
    read_headers(entity, limits_, message_);
    walk(entity, Role::text, 0, "text/plain");
    finish();
    return std::move(message_);
}

// --- parts ---

bool Reader::take_part() {
    note_if(parts_ >= limits_.parts, Oddity::too_many_parts);
    return parts_ < limits_.parts && ++parts_ > 0;
}

bool is_calendar_or_other(const ContentType& type) {
    return type.type != "text/plain" && type.type != "text/html";
}

void Reader::walk(const Entity& entity, Role role, std::size_t depth, std::string_view type_when_none) {
    if (!take_part()) return;
    if (depth > limits_.depth) return note(Oddity::too_deep);
    ContentType type = parse_content_type(entity.header("Content-Type"));
    if (!entity.has("Content-Type")) type.type = type_when_none;
    note_if(type.bad, Oddity::bad_header);
    const Disposition disposition = parse_disposition(entity.header("Content-Disposition"));
    note_protection(type);
    if (type.is("multipart/")) return walk_multipart(entity, type, role, depth);
    const std::string named = disposition.filename.empty() ? type.name : disposition.filename;
    const bool attached =
        role == Role::attached || disposition.kind == "attachment" || (!named.empty() && depth > 0);
    if (type.type == "message/rfc822" || type.type == "message/global") return add_message(entity, depth);
    if (type.type == "application/ms-tnef" || type.type == "application/vnd.ms-tnef" ||
        equal_without_case(named, "winmail.dat"))
        return add_tnef(entity, type, disposition);
    if (type.type == "application/pkcs7-mime" || type.type == "application/x-pkcs7-mime")
        return add_smime(entity, type, disposition, role, depth);
    if (role == Role::alternative && type.type == "text/x-amp-html") return;  // a third form of the same
    if (attached || is_calendar_or_other(type)) return add_file(entity, type, disposition);
    add_text(entity, type, role);
}

void Reader::note_protection(const ContentType& type) {
    note_if(type.type == "multipart/encrypted", Oddity::encrypted);
    note_if(type.type == "multipart/signed", Oddity::signed_message);
}

// What was only signed is taken out of its envelope; the rest nobody here can open.
void Reader::add_smime(const Entity& entity, const ContentType& type, const Disposition& disposition,
                       Role role, std::size_t depth) {
    std::optional<std::string> content;
    if (++envelopes_ <= kMostEnvelopes) {
        const Decoded decoded = decode_body(entity.body, entity.header("Content-Transfer-Encoding"), room());
        content = signed_content(decoded.bytes);
    }
    note(content || type.smime_type.starts_with("signed") ? Oddity::signed_message : Oddity::encrypted);
    if (!content) return add_file(entity, type, disposition);
    walk(read_entity(*content, limits_.headers), role, depth + 1, "text/plain");
}

void Reader::walk_multipart(const Entity& entity, const ContentType& type, Role role, std::size_t depth) {
    if (depth >= limits_.depth) return note(Oddity::too_deep);
    const std::size_t left = limits_.parts - std::min(parts_, limits_.parts);
    Split split = split_multipart(entity.body, type.boundary, left);
    if (split.children.empty()) {
        note(Oddity::broken_structure);
        split = split_multipart(entity.body, guess_boundary(entity.body), left);
    }
    if (split.children.empty()) return walk_broken(entity, role, depth);
    note_if(!split.closed && !split.too_many, Oddity::broken_structure);
    note_if(split.too_many, Oddity::too_many_parts);
    walk_children(split, type, role, depth);
}

void Reader::walk_children(const Split& split, const ContentType& type, Role role, std::size_t depth) {
    if (type.type == "multipart/alternative" && role == Role::text) {
        stretches_.emplace_back();
        role = Role::alternative;
    }
    const std::string_view without_type = type.type == "multipart/digest" ? "message/rfc822" : "text/plain";
    bool first = true;
    for (const std::string_view child : split.children) {
        const Entity entity = read_entity(child, limits_.headers);
        // Beside the page in multipart/related stand its pictures, beside a report what it is about.
        const bool beside = !first && (type.type == "multipart/related" || type.type == "multipart/report");
        walk(entity, beside ? Role::attached : role, depth + 1, without_type);
        first = false;
    }
}

// No part to be found: what is there is shown as the text it may be.
void Reader::walk_broken(const Entity& entity, Role role, std::size_t depth) {
    ContentType type;
    if (looks_like_html(entity.body)) type.type = "text/html";
    if (is_readable(entity.body))
        add_text(entity, type, role);
    else if (depth > 0 && !trimmed(entity.body).empty())
        add_file(entity, {.type = "application/octet-stream"}, {});
}

std::string Reader::within_limit(std::string_view text, std::size_t& taken) {
    const std::string_view kept = cut(text, limits_.text - std::min(limits_.text, taken));
    note_if(kept.size() < text.size(), Oddity::too_large);
    taken += kept.size();
    return std::string(kept);
}

void Reader::add_text(const Entity& entity, const ContentType& type, Role role) {
    if (!only_.empty()) return;
    // Bytes of one character stand for at most one byte of text in no charset; four times the limit is
    // plenty.
    const Decoded decoded =
        decode_body(entity.body, entity.header("Content-Transfer-Encoding"), limits_.text * 4);
    note_if(decoded.cut, Oddity::too_large);
    const bool is_html = type.type == "text/html";
    const std::string_view said =
        type.charset.empty() && is_html ? charset_in_html(decoded.bytes) : type.charset;
    Read read = to_utf8(decoded.bytes, said);
    note_if(read.guessed, Oddity::charset_guessed);
    std::string text = tidy(read.text);
    if (is_html) return add_html(std::move(text), role);
    note_if(text.contains("-----BEGIN PGP MESSAGE-----"), Oddity::encrypted);
    note_if(text.contains("-----BEGIN PGP SIGNED MESSAGE-----"), Oddity::signed_message);
    if (type.format == "flowed") text = unflowed(text, type.delsp == "yes");
    add_plain(std::move(text), role);
}

void Reader::add_html(std::string&& html, Role role) {
    html = within_limit(html, html_bytes_);
    if (role == Role::alternative)
        stretches_.back().html += html;
    else
        stretches_.push_back({.text = {}, .html = std::move(html)});
}

void Reader::add_plain(std::string&& text, Role role) {
    text = within_limit(text, text_bytes_);
    if (role == Role::alternative)
        stretches_.back().text += text;
    else
        stretches_.push_back({.text = std::move(text), .html = {}});
}

std::size_t Reader::room() const {
    return std::min(limits_.attachment, limits_.attachments - std::min(limits_.attachments, bytes_));
}

void Reader::add_part(Part part) {
    part.name = file_name(part.name, part.type, message_.attachments.size() + 1);
    bytes_ += part.bytes.size();
    message_.attachments.push_back(std::move(part));
}

void Reader::add_file(const Entity& entity, const ContentType& type, const Disposition& disposition) {
    auto id = parse_ids(entity.header("Content-ID"), 1);
    if (!only_.empty() && (id.empty() || id.front() != only_)) return;
    Decoded decoded = decode_body(entity.body, entity.header("Content-Transfer-Encoding"), room());
    note_if(decoded.cut, Oddity::too_large);
    if (decoded.bytes.empty() && decoded.cut) return;
    add_part({.name = disposition.filename.empty() ? type.name : disposition.filename,
              .type = type.type,
              .content_id = id.empty() ? std::string() : std::move(id.front()),
              .shown_inline = false,
              .bytes = std::move(decoded.bytes)});
}

// A message within this one is kept as a file; its text is shown where this one says nothing itself.
void Reader::add_message(const Entity& entity, std::size_t depth) {
    if (!only_.empty()) return;
    Decoded decoded = decode_body(entity.body, entity.header("Content-Transfer-Encoding"), room());
    note_if(decoded.cut, Oddity::too_large);
    const Entity inner = read_entity(decoded.bytes, limits_.headers);
    const std::string subject = decode_words(inner.header("Subject")).text;
    if (!text_within_ && depth < limits_.depth) {
        text_within_.emplace();
        Limits rest = limits_;
        rest.attachments = 0;
        rest.depth = limits_.depth - depth - 1;
        rest.parts = limits_.parts - std::min(parts_, limits_.parts);
        if (auto message = Reader(decoded.bytes, rest).read()) text_within_ = std::move(message->text);
    }
    add_part({.name = subject.empty() ? std::string() : std::string(cut(subject, 120)) + ".eml",
              .type = "message/rfc822",
              .content_id = {},
              .shown_inline = false,
              .bytes = std::move(decoded.bytes)});
}

void Reader::add_tnef(const Entity& entity, const ContentType& type, const Disposition& disposition) {
    note(Oddity::tnef);
    const Decoded decoded = decode_body(entity.body, entity.header("Content-Transfer-Encoding"), room());
    Tnef tnef = read_tnef(decoded.bytes, limits_.parts - std::min(parts_, limits_.parts));
    for (const TnefFile& file : tnef.files) {
        if (!take_part() || file.bytes.size() > room()) {
            tnef.complete = false;
            break;
        }
        add_part({.name = file.name,
                  .type = file.type.empty() ? "application/octet-stream" : file.type,
                  .content_id = file.content_id,
                  .shown_inline = false,
                  .bytes = std::string(file.bytes)});
    }
    const bool says_something = std::ranges::any_of(
        stretches_, [](const Stretch& s) { return !trimmed(s.text).empty() || !trimmed(s.html).empty(); });
    if (!says_something && (!tnef.text.empty() || !tnef.html.empty()))
        stretches_.push_back(
            {.text = within_limit(tnef.text, text_bytes_), .html = within_limit(tnef.html, html_bytes_)});
    if (!tnef.complete || decoded.cut) add_file(entity, type, disposition);
}

void Reader::finish() {
    message_.html = html_of(stretches_);
    message_.text = text_of(stretches_, [&](std::string_view id) {
        const auto part = std::ranges::find(message_.attachments, id, &Part::content_id);
        const bool told = part != message_.attachments.end() && !id.empty() && is_worth_showing(part->bytes);
        return told ? "[cid:" + std::string(id) + "]" : std::string();
    });
    stretches_.clear();
    if (trimmed(message_.text).empty() && text_within_) message_.text = std::move(*text_within_);
    message_.text = cut(message_.text, limits_.text);
    const auto shown = content_ids_in(message_.html);
    for (Part& part : message_.attachments)
        part.shown_inline =
            part.type.starts_with("image/") && std::ranges::binary_search(shown, part.content_id);
}

}  // namespace

bool same_address(std::string_view one, std::string_view other) {
    const auto bare = [](std::string_view address) {
        address = trimmed(address);
        if (address.starts_with('<') && address.ends_with('>'))
            address = address.substr(1, address.size() - 2);
        return trimmed(address);
    };
    return equal_without_case(bare(one), bare(other));
}

std::optional<Part> part_with_id(std::string_view raw, std::string_view content_id, const Limits& limits) {
    if (content_id.empty()) return std::nullopt;
    start_gmime();
    auto message = Reader(raw, limits, content_id).read();
    if (!message) return std::nullopt;
    for (auto& part : message->attachments)
        if (part.content_id == content_id) return std::move(part);
    return std::nullopt;
}

Result<Message> parse(std::string_view raw, const Limits& limits) {
    start_gmime();
    return Reader(raw, limits).read();
}

}  // namespace escucha::mail
