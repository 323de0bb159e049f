// From what a handler gave to what is sent: conditional answers, downloads, redirects, static files.
#include "base/fold.hpp"
#include "http/api_impl.hpp"

namespace escucha::http {
namespace {

std::string in_quotes(std::string_view etag) {
    return fmt::format("\"{}\"", etag);
}

bool is_read(const Request& r) {
    return r.method == Method::get || r.method == Method::head;
}

Reply not_modified(std::string_view etag) {
    Reply reply{.status = 304};
    reply.headers.emplace_back("ETag", in_quotes(etag));
    reply.headers.emplace_back("Cache-Control", "private, no-cache");
    return reply;
}

bool unchanged(const Visit& visit, std::string_view etag) {
    return !etag.empty() && is_read(visit.request) &&
           etag_matches(visit.request.header("If-None-Match"), etag);
}

// "Benítez" → "Benitez"; what no fold makes a letter becomes one "_".
std::string in_ascii(std::string_view name) {
    const auto safe = [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '%'; };
    std::string out;
    while (!name.empty()) {
        const std::string_view before = name;
        take_code_point(name);
        const std::string_view one = before.substr(0, before.size() - name.size());
        const std::string letter = one.size() == 1 ? std::string(one) : fold(one);
        out += letter.size() == 1 && safe(letter.front()) ? letter.front() : '_';
    }
    return out;
}

// RFC 6266 with RFC 8187: an ASCII name for old readers, the real one beside it.
std::string disposition(bool shown, std::string_view name) {
    const std::string ascii = in_ascii(name);
    return fmt::format("{}; filename=\"{}\"; filename*=UTF-8''{}", shown ? "inline" : "attachment", ascii,
                       percent_encode(name));
}

bool accepts(std::string_view accept_encoding, std::string_view coding) {
    while (!accept_encoding.empty()) {
        auto piece = accept_encoding.substr(0, accept_encoding.find(','));
        accept_encoding.remove_prefix(std::min(accept_encoding.size(), piece.size() + 1));
        while (piece.starts_with(' ')) piece.remove_prefix(1);
        if (!piece.starts_with(coding)) continue;
        auto rest = piece.substr(coding.size());
        if (rest.empty() || rest[0] == ' ') return true;
        if (rest[0] == ';') return rest.find("q=0") == rest.npos || rest.find("q=0.") != rest.npos;
    }
    return false;
}

Reply asset_reply(const Visit& visit, const Asset& asset, bool versioned) {
    Reply reply{.type = std::string(type_of_name(asset.path))};
    auto wanted = visit.request.header("Accept-Encoding");
    std::string_view coding = !asset.brotli.empty() && accepts(wanted, "br")   ? "br"
                              : !asset.gzip.empty() && accepts(wanted, "gzip") ? "gzip"
                                                                               : "";
    auto etag = std::string(asset.etag) + (coding.empty() ? "" : "-") + std::string(coding);
    bool for_good = asset.hashed_name || versioned;
    reply.headers = {{"ETag", in_quotes(etag)},
                     {"Cache-Control", for_good ? "public, max-age=31536000, immutable" : "no-cache"},
                     {"Vary", "Accept-Encoding"}};
    if (etag_matches(visit.request.header("If-None-Match"), etag))
        return reply.status = 304, reply.type.clear(), reply;
    if (!coding.empty()) reply.headers.emplace_back("Content-Encoding", coding);
    reply.body = Body(nullptr, coding == "br" ? asset.brotli : coding == "gzip" ? asset.gzip : asset.plain);
    return reply;
}

}  // namespace

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
    while (!if_none_match.empty()) {
        auto piece = if_none_match.substr(0, if_none_match.find(','));
        if_none_match.remove_prefix(std::min(if_none_match.size(), piece.size() + 1));
        while (piece.starts_with(' ')) piece.remove_prefix(1);
        while (piece.ends_with(' ')) piece.remove_suffix(1);
        if (piece == "*") return true;
        if (piece.starts_with("W/")) piece.remove_prefix(2);
        if (piece.size() == etag.size() + 2 && piece.substr(1, etag.size()) == etag) return true;
    }
    return false;
}

Reply to_reply(const Visit& visit, detail::Answer answer) {
    if (answer.file) return file_reply(visit, *answer.file);
    Reply reply{.status = answer.status};
    // The tag of a struct says which version an edit starts from (If-Match). It is no validator of the whole
    // body, which may show more than that row (who else is looking, how many members): never kept, always
    // sent.
    if (!answer.etag.empty()) reply.headers.emplace_back("ETag", in_quotes(answer.etag));
    reply.headers.emplace_back("Cache-Control", "no-store");
    if (!answer.location.empty())
        reply.headers.emplace_back("Location", std::string(kPrefix) + answer.location);
    if (answer.status == 204) return reply;
    reply.type = "application/json";
    reply.body = Body(std::move(answer.body));
    return reply;
}

Reply file_reply(const Visit& visit, const File& file) {
    if (unchanged(visit, file.etag)) return not_modified(file.etag);
    auto name = safe_file_name(file.name);
    Reply reply{.type = std::string(type_of_content(file.content.bytes(), name))};
    bool shown = file.shown && may_be_shown(reply.type);
    if (reply.type.starts_with("text/")) reply.type += "; charset=utf-8";
    reply.headers.emplace_back("Content-Disposition", disposition(shown, name));
    reply.headers.emplace_back("Cache-Control", "private, no-cache");
    reply.headers.emplace_back("Content-Security-Policy", "default-src 'none'; sandbox");
    if (!file.etag.empty()) reply.headers.emplace_back("ETag", in_quotes(file.etag));
    reply.body = file.content;
    return reply;
}

Reply to_reply(const Visit& visit, PageReply answer) {
    Reply reply{.status = answer.status};
    if (answer.file) {
        reply = file_reply(visit, *answer.file);
    } else if (!answer.location.empty()) {
        bool redirect = answer.status >= 301 && answer.status <= 308;
        reply.status = redirect ? answer.status : 303;
        reply.headers.emplace_back("Location", std::move(answer.location));
    } else {
        reply.type = "text/html; charset=utf-8";
        reply.body = Body(std::move(answer.html));
    }
    // Of a file, too, the page's word counts.
    std::erase_if(reply.headers, [&](const Header& own) {
        return std::ranges::find(answer.headers, own.first, &Header::first) != answer.headers.end();
    });
    for (auto& header : answer.headers) reply.headers.push_back(std::move(header));
    for (auto& cookie : answer.cookies) reply.cookies.push_back(std::move(cookie));
    if (reply.header("Cache-Control").empty())
        reply.headers.emplace_back("Cache-Control", "private, no-cache");
    return reply;
}

std::optional<Reply> Api::Impl::asset(const Visit& visit) const {
    if (!is_read(visit.request)) return {};
    auto path = visit.request.path();
    for (auto& mount : mounts) {
        if (!path.starts_with(mount.prefix)) continue;
        auto rest = path.substr(mount.prefix.size());
        if (!rest.empty() && rest[0] != '/' && !mount.prefix.ends_with('/')) continue;
        while (rest.starts_with('/')) rest.remove_prefix(1);
        auto* found = mount.assets->find(mount.folder + std::string(rest));
        if (found) return asset_reply(visit, *found, visit.request.query().starts_with("v="));
        bool names_file = rest.substr(rest.rfind('/') + 1).find('.') != rest.npos;
        if (mount.fallback.empty() || names_file) continue;
        if (auto* page = mount.assets->find(mount.folder + mount.fallback))
            return asset_reply(visit, *page, false);
    }
    return {};
}

}  // namespace escucha::http
