#include "mail/header.hpp"

#include <gmime/gmime.h>

#include <algorithm>
#include <array>
#include <memory>

#include "mail/charset.hpp"
#include "mail/encoded_words.hpp"

namespace escucha::mail {
namespace {

constexpr auto kNone = std::string_view::npos;
// The end of each "=?" is looked for anew, and GMime reads groups within groups by recursion: of both no more
// than anybody needs.
constexpr std::size_t kLongest = 64 * 1024, kLongestParameters = 16 * 1024, kMostWords = 1000,
                      kMostColons = 500;
constexpr std::size_t kChunk = 64 * 1024;

struct Free {
    void operator()(char* text) const { g_free(text); }
    void operator()(GDateTime* date) const { g_date_time_unref(date); }
    void operator()(InternetAddressList* list) const { g_object_unref(list); }
    void operator()(GMimeContentType* type) const { g_object_unref(type); }
    void operator()(GMimeContentDisposition* disposition) const { g_object_unref(disposition); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

std::string text_of(const char* text) {
    return text == nullptr ? std::string() : std::string(text);
}

struct Started {
    GMimeParserOptions* options;
    Started() {
        g_mime_init();
        static std::array<const char*, 3> charsets{"utf-8", "windows-1252", nullptr};
        options = g_mime_parser_options_new();
        g_mime_parser_options_set_fallback_charsets(options, charsets.data());
        // GMime registers its types when they are first used, without a lock: here, while nobody else is in
        // it. Those of composing: outgoing.cpp.
        const Owned<InternetAddressList> list(internet_address_list_parse(
            options, "Grupo: \"A\" <a@example.pe>; =?utf-8?Q?b?= <b@example.pe>"));
        const Owned<GMimeContentType> type(g_mime_content_type_parse(options, "text/plain; charset=utf-8"));
        const Owned<GMimeContentDisposition> disposition(
            g_mime_content_disposition_parse(options, "inline; filename*=utf-8''a"));
    }
};

GMimeParserOptions* options() {
    static const Started started;
    return started.options;
}

std::size_t nth(std::string_view text, std::string_view what, std::size_t most) {
    std::size_t at = text.find(what);
    for (std::size_t n = 0; at != kNone && n < most; ++n) at = text.find(what, at + what.size());
    return at;
}

// Unfolded, valid UTF-8, without NUL, of a length that can be read in reasonable time.
Words prepared(std::string_view raw, std::size_t longest) {
    const std::size_t whole = raw.size();
    raw = raw.substr(0, std::min({longest, nth(raw.substr(0, longest), "=?", kMostWords)}));
    Read read = to_utf8(raw, "");
    std::erase_if(read.text, [](char c) { return c == '\r' || c == '\n'; });
    std::ranges::replace(read.text, '\0', ' ');
    return {.text = std::string(trimmed(read.text)),
            .guessed = read.guessed && !is_utf8(raw),
            .cut = raw.size() < whole};
}

void collect(InternetAddressList* list, std::size_t max, Addresses& into) {
    for (int i = 0; i < internet_address_list_length(list); ++i) {
        if (into.list.size() >= max) {
            into.too_many = true;
            return;
        }
        InternetAddress* one = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(one)) {
            collect(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(one)), max, into);
            continue;
        }
        std::string email =
            tidy_line(text_of(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one))));
        if (!email.contains('@') || email.size() > 320) continue;
        into.list.push_back(
            {.name = tidy_line(text_of(internet_address_get_name(one))), .email = std::move(email)});
    }
}

void parse_into(const std::string& text, std::size_t max, Addresses& into) {
    const Owned<InternetAddressList> list(internet_address_list_parse(options(), text.c_str()));
    if (list) collect(list.get(), max, into);
}

bool is_address_character(char c) {
    return static_cast<unsigned char>(c) > ' ' && !std::string_view("<>()[],;:\"'\\").contains(c);
}

// The first thing with an @ in it that could be an address; the words before it are the name.
void scan_into(const std::string& text, Addresses& into) {
    const auto at = text.find('@');
    if (at == kNone || at == 0) return;
    std::size_t begin = at, end = at + 1;
    while (begin > 0 && is_address_character(text[begin - 1])) --begin;
    while (end < text.size() && is_address_character(text[end])) ++end;
    if (begin == at || end == at + 1 || end - begin > 320) return;
    into.list.push_back({.name = {}, .email = tidy_line(text.substr(begin, end - begin))});
}

void remove_all(std::string& text, std::string_view what) {
    for (auto at = text.find(what); at != kNone; at = text.find(what, at)) text.erase(at, what.size());
}

std::string parameter(const char* value) {
    return tidy_line(text_of(value));
}

// "begin 644 name" comes before what is encoded.
std::string_view behind_begin(std::string_view body) {
    const auto at = body.starts_with("begin ") ? 0 : body.find("\nbegin ");
    if (at == kNone) return body;
    const auto end = body.find('\n', at + 1);
    return end == kNone ? std::string_view() : body.substr(end + 1);
}

}  // namespace

void start_gmime() {
    options();
}

Words decode_words(std::string_view raw) {
    Words words = prepared(raw, kLongest);
    if (words.text.contains("=?")) {
        DecodedWords decoded = decode_encoded_words(words.text);
        words.guessed = words.guessed || decoded.guessed;
        words.text = std::move(decoded.text);
    }
    words.text = tidy_line(words.text);
    return words;
}

Addresses parse_addresses(std::string_view raw, std::size_t max) {
    Words words = prepared(raw, kLongest);
    Addresses found{.list = {}, .guessed = words.guessed, .too_many = words.cut, .bad = false};
    remove_all(words.text, "mailto:");
    const auto colon = nth(words.text, ":", kMostColons);
    if (colon != kNone) words.text.resize(colon);
    const bool encoded = words.text.contains("=?");
    const DecodedWords normal =
        encoded ? normalise_encoded_words(words.text) : DecodedWords{.text = words.text};
    found.guessed = found.guessed || normal.guessed;
    parse_into(normal.text, max, found);
    if (found.list.empty() && encoded)
        parse_into(words.text = tidy_line(decode_encoded_words(words.text).text), max, found);
    if (found.list.empty()) scan_into(words.text, found);
    found.bad = found.list.empty() && words.text.size() > 2;
    return found;
}

std::optional<Instant> parse_date(std::string_view raw) {
    start_gmime();
    const Words words = prepared(raw.substr(0, std::min<std::size_t>(raw.size(), 200)), 200);
    const Owned<GDateTime> date(g_mime_utils_header_decode_date(words.text.c_str()));
    if (!date) return std::nullopt;
    const gint64 seconds = g_date_time_to_unix(date.get());
    constexpr gint64 kYear2200 = 7'258'118'400;
    if (seconds <= 0 || seconds > kYear2200) return std::nullopt;  // no clock of a sender says that
    return instant(seconds * 1'000'000);
}

std::vector<std::string> parse_ids(std::string_view raw, std::size_t max) {
    const std::string text = tidy_line(raw.substr(raw.size() > kLongest ? raw.size() - kLongest : 0));
    std::vector<std::string> ids;
    const auto add = [&](std::string_view id) {
        std::string one;
        for (const char c : id)
            if (!is_blank(c) && c != '<' && c != '>') one += c;
        if (!one.empty() && one.size() <= 998) ids.push_back(std::move(one));
    };
    if (!text.contains('<')) {
        for (std::string_view rest = text; !rest.empty(); rest = trimmed(rest)) {
            const auto end = std::min(rest.find(' '), rest.size());
            add(rest.substr(0, end));
            rest.remove_prefix(end);
        }
    }
    for (auto begin = text.find('<'); begin != kNone; begin = text.find('<', begin + 1)) {
        const auto end = text.find('>', begin);
        add(std::string_view(text).substr(begin + 1, end == kNone ? kNone : end - begin - 1));
        if (end == kNone) break;
        begin = end;
    }
    if (ids.size() > max) ids.erase(ids.begin(), ids.end() - static_cast<std::ptrdiff_t>(max));
    return ids;
}

ContentType parse_content_type(std::string_view raw) {
    ContentType type;
    const Words words = prepared(raw, kLongestParameters);
    if (words.text.empty()) return type;
    std::string text = normalise_encoded_words(words.text).text;
    if (!text.substr(0, text.find(';')).contains('/')) {  // "text", "html", "charset=utf-8"
        type.bad = true;
        text = (lower(text).starts_with("html") ? "text/html; " : "text/plain; ") + text;
    }
    const Owned<GMimeContentType> parsed(g_mime_content_type_parse(options(), text.c_str()));
    if (!parsed) return type;
    const auto get = [&](const char* name) {
        return parameter(g_mime_content_type_get_parameter(parsed.get(), name));
    };
    type.type = lower(tidy_line(text_of(g_mime_content_type_get_media_type(parsed.get()))) + "/" +
                      tidy_line(text_of(g_mime_content_type_get_media_subtype(parsed.get()))));
    type.charset = get("charset");
    type.boundary = get("boundary");
    type.name = get("name");
    type.format = lower(get("format"));
    type.delsp = lower(get("delsp"));
    type.smime_type = lower(get("smime-type"));
    return type;
}

Disposition parse_disposition(std::string_view raw) {
    const Words words = prepared(raw, kLongestParameters);
    if (words.text.empty()) return {};
    const std::string text = normalise_encoded_words(words.text).text;
    const Owned<GMimeContentDisposition> parsed(g_mime_content_disposition_parse(options(), text.c_str()));
    if (!parsed) return {};
    return {.kind = lower(text_of(g_mime_content_disposition_get_disposition(parsed.get()))),
            .filename = parameter(g_mime_content_disposition_get_parameter(parsed.get(), "filename"))};
}

Decoded decode_body(std::string_view body, std::string_view encoding, std::size_t max) {
    start_gmime();
    const std::string name(trimmed(encoding.substr(0, encoding.find(';'))));
    const GMimeContentEncoding kind = g_mime_content_encoding_from_string(name.c_str());
    if (kind != GMIME_CONTENT_ENCODING_BASE64 && kind != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE &&
        kind != GMIME_CONTENT_ENCODING_UUENCODE)
        return {.bytes = std::string(body.substr(0, max)), .cut = body.size() > max};
    GMimeEncoding state;
    g_mime_encoding_init_decode(&state, kind);
    if (kind == GMIME_CONTENT_ENCODING_UUENCODE) {
        body = behind_begin(body);
        state.state |= GMIME_UUDECODE_STATE_BEGIN;
    }
    Decoded decoded;
    decoded.bytes.reserve(std::min(max, body.size()));
    std::string out;
    while (!body.empty() && decoded.bytes.size() <= max) {
        const std::string_view chunk = body.substr(0, kChunk);
        body.remove_prefix(chunk.size());
        out.resize(g_mime_encoding_outlen(&state, chunk.size()) + 16);
        const std::size_t size = body.empty()
                                     ? g_mime_encoding_flush(&state, chunk.data(), chunk.size(), out.data())
                                     : g_mime_encoding_step(&state, chunk.data(), chunk.size(), out.data());
        decoded.bytes.append(out, 0, size);
    }
    decoded.cut = decoded.bytes.size() > max;
    if (decoded.cut) decoded.bytes.resize(max);
    return decoded;
}

}  // namespace escucha::mail
