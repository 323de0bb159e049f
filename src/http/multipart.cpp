// multipart/form-data over a body that lies whole in memory or in a mapped temporary file: the parts are
// views into it, nothing is copied (discarded: a streaming parser with a file per part, which copies every
// upload twice).
#include "http/forms.hpp"
#include "http/text_rules.hpp"

namespace escucha::http {
namespace {

constexpr std::size_t kPartHeaderBytes = 8 * 1024;

Refused malformed() {
    return refuse(ErrorKind::malformed, "malformed_form");
}

std::string lower(std::string_view s) {
    std::string out(s);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

// The value of `name` in `form-data; name="a"; filename="b"`. Browsers escape quotes as %22 or \".
std::optional<std::string> parameter(std::string_view header, std::string_view name) {
    std::size_t at = header.find(';');
    while (at < header.size()) {
        ++at;
        while (at < header.size() && (header[at] == ' ' || header[at] == '\t')) ++at;
        auto equals = header.find('=', at);
        if (equals == header.npos) return {};
        auto key = trimmed(header.substr(at, equals - at));
        std::string value;
        at = equals + 1;
        if (at < header.size() && header[at] == '"') {
            for (++at; at < header.size() && header[at] != '"'; ++at) {
                if (header[at] == '\\' && at + 1 < header.size() &&
                    (header[at + 1] == '"' || header[at + 1] == '\\'))
                    ++at;
                value += header[at];
            }
            at = header.find(';', at);
        } else {
            auto end = std::min(header.find(';', at), header.size());
            value = trimmed(header.substr(at, end - at));
            at = end;
        }
        if (lower(key) == name) return value;
    }
    return {};
}

struct Part {
    std::string_view headers, content;
};

std::optional<std::string> part_header(std::string_view headers, std::string_view name) {
    while (!headers.empty()) {
        auto line = headers.substr(0, headers.find("\r\n"));
        headers.remove_prefix(std::min(headers.size(), line.size() + 2));
        auto colon = line.find(':');
        if (colon != line.npos && lower(trimmed(line.substr(0, colon))) == name)
            return std::string(trimmed(line.substr(colon + 1)));
    }
    return {};
}

// Reads part after part; `rest` begins behind the first boundary line.
class Parts {
  public:
    Parts(std::string_view bytes, const std::string& boundary) : mark_("\r\n--" + boundary), rest_(bytes) {}

    bool begin() {
        auto first = std::string_view(mark_).substr(2);
        if (rest_.starts_with(first)) {
            rest_.remove_prefix(first.size());
            return line_end();
        }
        auto at = rest_.find(mark_);  // a preamble
        if (at == rest_.npos) return false;
        rest_.remove_prefix(at + mark_.size());
        return line_end();
    }
    bool finished() const { return last_; }

    std::optional<Part> next() {
        auto head = rest_.starts_with("\r\n") ? 0 : rest_.substr(0, kPartHeaderBytes).find("\r\n\r\n");
        if (head == rest_.npos) return {};
        Part part{rest_.substr(0, head), {}};
        rest_.remove_prefix(head + (head == 0 ? 2 : 4));
        auto end = rest_.find(mark_);
        if (end == rest_.npos) return {};
        part.content = rest_.substr(0, end);
        rest_.remove_prefix(end + mark_.size());
        if (!line_end()) return {};
        return part;
    }

  private:
    bool line_end() {
        if (rest_.starts_with("--")) return last_ = true;
        while (rest_.starts_with(' ') || rest_.starts_with('\t')) rest_.remove_prefix(1);
        if (!rest_.starts_with("\r\n")) return false;
        rest_.remove_prefix(2);
        return true;
    }
    std::string mark_;
    std::string_view rest_;
    bool last_ = false;
};

class FormReader {
  public:
    FormReader(const Body& body, const FormLimits& limits) : body_(body), limits_(limits) {}
    Form form;

    Result<void> take(const Part& part) {
        auto disposition = part_header(part.headers, "content-disposition");
        if (!disposition || !lower(*disposition).starts_with("form-data")) return malformed();
        auto name = parameter(*disposition, "name");
        if (!name || name->empty() || !valid_utf8(*name) || name->size() > 200) return malformed();
        auto file_name = parameter(*disposition, "filename");
        return file_name ? take_file(*name, *file_name, part.content) : take_field(*name, part.content);
    }

  private:
    Result<void> take_field(const std::string& name, std::string_view content) {
        if (form.fields.size() == limits_.fields)
            return refuse(ErrorKind::too_large, "too_many_fields", {{"max", std::to_string(limits_.fields)}});
        if (content.size() > limits_.field_bytes)
            return invalid_field(name, "too_long", {{"max", std::to_string(limits_.field_bytes)}});
        if (!valid_utf8(content)) return invalid_field(name, "not_utf8");
        if (content.find('\0') != content.npos) return invalid_field(name, "control_characters");
        form.fields.emplace_back(name, content);
        return {};
    }

    Result<void> take_file(const std::string& name, const std::string& file_name, std::string_view content) {
        if (file_name.empty() && content.empty()) return {};  // an input left empty
        if (form.files.size() == limits_.files)
            return refuse(ErrorKind::too_large, "too_many_files", {{"max", std::to_string(limits_.files)}});
        auto safe = safe_file_name(file_name);
        if (content.size() > limits_.file_bytes)
            return refuse(ErrorKind::too_large, "file_too_large",
                          {{"name", safe}, {"max_mb", std::to_string(limits_.file_bytes / (1024 * 1024))}});
        form.files.emplace_back(name, Upload{.name = safe,
                                             .type = std::string(type_of_content(content, safe)),
                                             .bytes = content,
                                             .owner = body_.owner()});
        return {};
    }

    const Body& body_;
    const FormLimits& limits_;
};

}  // namespace

Result<Form> parse_multipart(const Body& body, std::string_view content_type, const FormLimits& limits) {
    auto boundary = parameter(content_type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > 70) return malformed();
    Parts parts(body.bytes(), *boundary);
    if (!parts.begin()) return malformed();
    FormReader reader(body, limits);
    while (!parts.finished()) {
        auto part = parts.next();
        if (!part) return malformed();
        if (auto done = reader.take(*part); !done) return Refused(std::move(done.error()));
    }
    return std::move(reader.form);
}

Result<Form> parse_form(const Body& body, std::string_view content_type, const FormLimits& limits) {
    auto type = lower(trimmed(content_type.substr(0, content_type.find(';'))));
    if (type == "multipart/form-data") return parse_multipart(body, content_type, limits);
    if (type == "application/x-www-form-urlencoded") {
        auto pairs = parse_urlencoded(body.bytes(), limits.fields);
        if (!pairs) return Refused(std::move(pairs.error()));
        for (const auto& [name, value] : *pairs)
            if (value.size() > limits.field_bytes)
                return invalid_field(name, "too_long", {{"max", std::to_string(limits.field_bytes)}});
        return Form{.fields = std::move(*pairs), .files = {}};
    }
    if (body.bytes().empty()) return Form{};
    return refuse(ErrorKind::wrong_type, "wrong_content_type", {{"expected", "multipart/form-data"}});
}

}  // namespace escucha::http
