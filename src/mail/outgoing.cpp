#include "mail/outgoing.hpp"

#include <gmime/gmime.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/tokens.hpp"
#include "mail/body_text.hpp"
#include "mail/charset.hpp"
#include "mail/file_name.hpp"
#include "mail/header.hpp"

namespace escucha::mail {
namespace {

constexpr std::size_t kLongestAddress = 254;  // RFC 5321, 4.5.3.1.3, without <>
constexpr std::size_t kMostReferences = 21;   // the first and the last twenty

struct Drop {
    void operator()(void* object) const { g_object_unref(object); }
    void operator()(GMimeFormatOptions* format) const { g_mime_format_options_free(format); }
    void operator()(GDateTime* date) const { g_date_time_unref(date); }
};
template <class T>
using Owned = std::unique_ptr<T, Drop>;

// --- what is refused ---

bool has_control(std::string_view text) {
    return std::ranges::any_of(text,
                               [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}
bool is_line(std::string_view text) {
    return !has_control(text) && is_utf8(text);
}

bool is_email(std::string_view email) {
    const auto at = email.rfind('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == email.size() || email.size() > kLongestAddress)
        return false;
    const std::string_view local = email.substr(0, at), domain = email.substr(at + 1);
    const auto is_wrong = [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == 0x7F ||
               std::string_view("<>()[],;:\\\"@").contains(c);
    };
    return is_ascii(local) && is_utf8(domain) && std::ranges::none_of(local, is_wrong) &&
           std::ranges::none_of(domain, is_wrong) && !domain.starts_with('.') && !domain.contains("..");
}

bool is_id(std::string_view id) {
    return is_ascii(id) && id.size() <= 998 && std::ranges::none_of(id, [](char c) {
               return static_cast<unsigned char>(c) <= ' ' || c == 0x7F || c == '<' || c == '>';
           });
}

bool is_header_name(std::string_view name) {
    return !name.empty() && name.size() <= 76 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
}

class Check {
  public:
    std::vector<FieldError> wrong;

    void address(const Address& one, const std::string& field) {
        if (!is_email(one.email))
            wrong.push_back({.field = field, .code = "not_an_email"});
        else
            line(one.name, field);
    }
    void addresses(const std::vector<Address>& all, const std::string& field) {
        for (std::size_t i = 0; i < all.size(); ++i) address(all[i], field + "[" + std::to_string(i) + "]");
    }
    void line(std::string_view text, const std::string& field) {
        if (!is_line(text)) wrong.push_back({.field = field, .code = "one_line"});
    }
    void id(std::string_view text, const std::string& field) {
        if (!is_id(text)) wrong.push_back({.field = field, .code = "one_line"});
    }
    void more(const std::vector<Header>& headers) {
        for (std::size_t i = 0; i < headers.size(); ++i)
            if (!is_header_name(headers[i].name) || !is_line(headers[i].value))
                wrong.push_back({.field = "more[" + std::to_string(i) + "]", .code = "one_line"});
    }
    void attachments(const std::vector<Part>& parts) {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const std::string field = "attachments[" + std::to_string(i) + "]";
            if (!is_line(parts[i].name) || !is_line(parts[i].type))
                wrong.push_back({.field = field, .code = "one_line"});
            else
                id(parts[i].content_id, field);
        }
    }
};

std::vector<FieldError> wrong_fields(const Outgoing& message) {
    Check check;
    check.address(message.from, "from");
    check.addresses(message.reply_to, "reply_to");
    check.addresses(message.to, "to");
    check.addresses(message.cc, "cc");
    check.line(message.subject, "subject");
    if (message.message_id.empty()) check.wrong.push_back({.field = "message_id", .code = "required"});
    check.id(message.message_id, "message_id");
    check.id(message.in_reply_to, "in_reply_to");
    for (const std::string& id : message.references) check.id(id, "references");
    check.line(message.auto_submitted, "auto_submitted");
    check.more(message.more);
    check.attachments(message.attachments);
    return std::move(check.wrong);
}

// --- headers ---

void set(GMimeMessage* message, const char* name, const std::string& value) {
    if (!value.empty()) g_mime_object_append_header(GMIME_OBJECT(message), name, value.c_str(), "utf-8");
}

void set_addresses(GMimeMessage* message, GMimeAddressType type, const std::vector<Address>& all) {
    InternetAddressList* list = g_mime_message_get_addresses(message, type);
    for (const Address& one : all) {
        const Owned<InternetAddress> address(
            internet_address_mailbox_new(one.name.empty() ? nullptr : one.name.c_str(), one.email.c_str()));
        internet_address_set_charset(address.get(), "utf-8");
        if (!is_ascii(one.email)) {
            auto* box = INTERNET_ADDRESS_MAILBOX(address.get());
            const std::string plain = internet_address_mailbox_get_idn_addr(box);
            internet_address_mailbox_set_addr(box, plain.c_str());
        }
        internet_address_list_add(list, address.get());
    }
}

std::string in_brackets(const std::vector<std::string>& ids) {
    std::string all;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const bool in_the_middle = i > 0 && ids.size() - i >= kMostReferences;
        if (!in_the_middle) all += (all.empty() ? "<" : " <") + ids[i] + ">";
    }
    return all;
}

void set_headers(GMimeMessage* to, const Outgoing& message) {
    const Owned<GDateTime> date(g_date_time_new_from_unix_utc(
        std::chrono::floor<std::chrono::seconds>(message.date).time_since_epoch().count()));
    g_mime_message_set_date(to, date.get());
    set_addresses(to, GMIME_ADDRESS_TYPE_FROM, {message.from});
    set_addresses(to, GMIME_ADDRESS_TYPE_REPLY_TO, message.reply_to);
    set_addresses(to, GMIME_ADDRESS_TYPE_TO, message.to);
    set_addresses(to, GMIME_ADDRESS_TYPE_CC, message.cc);
    g_mime_message_set_subject(to, message.subject.c_str(), "utf-8");
    g_mime_message_set_message_id(to, message.message_id.c_str());
    if (!message.in_reply_to.empty()) set(to, "In-Reply-To", "<" + message.in_reply_to + ">");
    set(to, "References", in_brackets(message.references));
    set(to, "Auto-Submitted", message.auto_submitted);
    for (const Header& header : message.more) set(to, header.name.c_str(), header.value);
    set(to, "MIME-Version", "1.0");
}

// --- parts ---

// The stream reads the bytes where they are: they outlive the message.
Owned<GMimeDataWrapper> content_of(std::string_view bytes) {
    const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
    return Owned<GMimeDataWrapper>(
        g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
}

using Entity = Owned<GMimeObject>;

Entity text_part(std::string_view text, const char* subtype) {
    GMimePart* part = g_mime_part_new_with_type("text", subtype);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    g_mime_part_set_content(part, content_of(text).get());
    const auto best = g_mime_part_get_best_content_encoding(part, GMIME_ENCODING_CONSTRAINT_7BIT);
    g_mime_part_set_content_encoding(part, best);
    return Entity(GMIME_OBJECT(part));
}

// The type as said, where it is one; a message goes as a file, which may be encoded (RFC 2046, 5.2.1).
std::pair<std::string, std::string> type_of(const Part& part) {
    const auto slash = part.type.find('/');
    const auto plain = [](std::string_view word) {
        return !word.empty() && std::ranges::all_of(word, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                   c == '+' || c == '.';
        });
    };
    if (slash == std::string::npos) return {"application", "octet-stream"};
    std::string major = lower(part.type.substr(0, slash)), minor = lower(part.type.substr(slash + 1));
    if (!plain(major) || !plain(minor) || major == "multipart" || major == "message")
        return {"application", "octet-stream"};
    return {std::move(major), std::move(minor)};
}

Entity file_part(const Part& file, std::size_t number) {
    const auto [major, minor] = type_of(file);
    const std::string name = file_name(file.name, file.type, number);
    GMimePart* part = g_mime_part_new_with_type(major.c_str(), minor.c_str());
    g_mime_object_set_disposition(GMIME_OBJECT(part), file.shown_inline ? "inline" : "attachment");
    g_mime_part_set_filename(part, name.c_str());
    if (!file.content_id.empty()) g_mime_part_set_content_id(part, file.content_id.c_str());
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
    g_mime_part_set_content(part, content_of(file.bytes).get());
    return Entity(GMIME_OBJECT(part));
}

// Several in one of that kind; a single one by itself.
Entity together(std::vector<Entity> parts, const char* subtype) {
    if (parts.size() == 1) return std::move(parts.front());
    GMimeMultipart* multipart = g_mime_multipart_new_with_subtype(subtype);
    for (const Entity& part : parts) g_mime_multipart_add(multipart, part.get());
    return Entity(GMIME_OBJECT(multipart));
}

// Text; or text beside HTML with its pictures; and around all that the files.
Entity body_of(const Outgoing& message) {
    std::vector<Entity> forms, page, all;
    forms.push_back(text_part(message.text, "plain"));
    if (!message.html.empty()) page.push_back(text_part(message.html, "html"));
    std::vector<Entity> files;
    for (std::size_t i = 0; i < message.attachments.size(); ++i) {
        const Part& file = message.attachments[i];
        const bool in_page = file.shown_inline && !file.content_id.empty() && !message.html.empty();
        (in_page ? page : files).push_back(file_part(file, i + 1));
    }
    if (!page.empty()) forms.push_back(together(std::move(page), "related"));
    all.push_back(together(std::move(forms), "alternative"));
    std::ranges::move(files, std::back_inserter(all));
    return together(std::move(all), "mixed");
}

std::string written(GMimeMessage* message) {
    const Owned<GMimeFormatOptions> format(g_mime_format_options_clone(g_mime_format_options_get_default()));
    g_mime_format_options_set_newline_format(format.get(), GMIME_NEWLINE_FORMAT_DOS);
    const Owned<GMimeStream> stream(g_mime_stream_mem_new());
    g_mime_object_write_to_stream(GMIME_OBJECT(message), format.get(), stream.get());
    const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

std::string composed(const Outgoing& message) {
    const Owned<GMimeMessage> whole(g_mime_message_new(FALSE));
    set_headers(whole.get(), message);
    g_mime_message_set_mime_part(whole.get(), body_of(message).get());
    return written(whole.get());
}

// A message with everything a message can have, so that GMime has registered all its types before two threads
// compose at once (header.cpp says why).
Outgoing sample() {
    const Part picture{
        .name = "a.png", .type = "image/png", .content_id = "a@b", .shown_inline = true, .bytes = "x"};
    const Part file{.name = "año.pdf", .type = "application/pdf", .bytes = "x"};
    const Address who{"Ñusta", "a@example.pe"};
    return {.from = who,
            .reply_to = {who},
            .to = {who},
            .cc = {who},
            .subject = "ñ",
            .message_id = "a@b",
            .in_reply_to = "a@b",
            .references = {"a@b"},
            .text = "ñ\n",
            .html = "<p>ñ\n",
            .attachments = {picture, file}};
}

}  // namespace

bool is_message_id(std::string_view id) {
    return !id.empty() && is_id(id);
}
bool is_sendable(std::string_view address) {
    return is_email(address);
}

Result<std::string> compose(const Outgoing& message) {
    if (auto wrong = wrong_fields(message); !wrong.empty()) return invalid_fields(std::move(wrong));
    start_gmime();
    [[maybe_unused]] static const std::string registered = composed(sample());
    return composed(message);
}

std::string new_message_id(std::string_view domain) {
    std::string plain;
    for (const char c : lower(domain))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-') plain += c;
    return random_token(16) + "@" + (plain.empty() ? "localhost" : plain);
}

}  // namespace escucha::mail
