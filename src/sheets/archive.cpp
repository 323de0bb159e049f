#include "sheets/archive.hpp"

#include <expat.h>
#include <zip.h>

#include <array>
#include <charconv>
#include <cstring>
#include <stdexcept>

namespace escucha::sheets {
namespace {

constexpr zip_int64_t kMostParts = 10'000;
constexpr char kBetween = '\n';  // expat's, between namespace and name

struct Free {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_file_t* part) const { zip_fclose(part); }
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

std::string_view local(const char* name) {
    const char* cut = std::strrchr(name, kBetween);
    return cut ? cut + 1 : name;
}

Refused not_readable(TextParams params = {}) {
    return refuse(ErrorKind::wrong_type, "sheet.not_readable", std::move(params));
}

zip_t* open_zip(std::string_view bytes) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_t* archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
    if (!archive && source) zip_source_free(source);
    zip_error_fini(&error);
    return archive;
}

struct Listening {
    XML_Parser parser = nullptr;
    XmlReader* reader = nullptr;
    bool forbidden = false;
};

void XMLCALL on_begin(void* data, const char* name, const char** attributes) {
    static_cast<Listening*>(data)->reader->begin(local(name), Attributes(attributes));
}
void XMLCALL on_end(void* data, const char* name) {
    static_cast<Listening*>(data)->reader->end(local(name));
}
void XMLCALL on_text(void* data, const char* text, int size) {
    static_cast<Listening*>(data)->reader->text({text, static_cast<std::size_t>(size)});
}
// No spreadsheet declares entities; who does wants to make much out of little.
void XMLCALL on_entity(void* data, const char*, int, const char*, int, const char*, const char*, const char*,
                       const char*) {
    auto* listening = static_cast<Listening*>(data);
    listening->forbidden = true;
    XML_StopParser(listening->parser, XML_FALSE);
}

}  // namespace

std::optional<std::string_view> Attributes::find(std::string_view name) const {
    for (const char** p = pairs_; *p; p += 2)
        if (local(*p) == name) return std::string_view(p[1]);
    return std::nullopt;
}

long Attributes::number(std::string_view name, long otherwise) const {
    const auto text = find(name);
    long value = otherwise;
    if (text) std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
}

bool Attributes::any(std::string_view name, std::string_view value) const {
    for (const char** p = pairs_; *p; p += 2)
        if (local(*p) == name && value == p[1]) return true;
    return false;
}

struct Archive::Impl {
    std::unique_ptr<zip_t, Free> zip;
    std::size_t budget = 0;  // bytes that may still come out
    std::size_t most = 0;
};

Archive::Archive(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Archive::Archive(Archive&&) noexcept = default;
Archive& Archive::operator=(Archive&&) noexcept = default;
Archive::~Archive() = default;

Result<Archive> Archive::open(std::string_view bytes, const Limits& limits) {
    auto impl = std::make_unique<Impl>();
    impl->zip.reset(open_zip(bytes));
    if (!impl->zip || zip_get_num_entries(impl->zip.get(), 0) > kMostParts) return not_readable();
    impl->budget = impl->most = limits.unpacked_bytes;
    return Archive(std::move(impl));
}

bool Archive::has(const std::string& part) const {
    return zip_name_locate(impl_->zip.get(), part.c_str(), 0) >= 0;
}

Result<void> Archive::each_piece(const std::string& part,
                                 const std::function<bool(std::string_view)>& on_piece) {
    const std::unique_ptr<zip_file_t, Free> file(zip_fopen(impl_->zip.get(), part.c_str(), 0));
    if (!file) return not_readable({{"part", part}});
    std::array<char, 64 * 1024> piece;
    while (true) {
        const zip_int64_t got = zip_fread(file.get(), piece.data(), piece.size());
        if (got < 0) return not_readable({{"part", part}});
        if (got == 0) return {};
        const auto n = static_cast<std::size_t>(got);
        if (n > impl_->budget)
            return refuse(ErrorKind::too_large, "sheet.too_large_inside",
                          {{"most", std::to_string(impl_->most / 1024 / 1024)}});
        impl_->budget -= n;
        if (!on_piece({piece.data(), n})) return {};
    }
}

Result<std::string> Archive::beginning(const std::string& part, std::size_t bytes) {
    std::string out;
    const auto done = each_piece(part, [&](std::string_view piece) {
        out += piece.substr(0, bytes - out.size());
        return out.size() < bytes;
    });
    if (!done) return Refused(done.error());
    return out;
}

Result<void> Archive::parse(const std::string& part, XmlReader& reader) {
    const std::unique_ptr<std::remove_pointer_t<XML_Parser>, Free> parser(
        XML_ParserCreateNS(nullptr, kBetween));
    if (!parser) throw std::bad_alloc();
    Listening listening{.parser = parser.get(), .reader = &reader};
    XML_SetUserData(parser.get(), &listening);
    XML_SetElementHandler(parser.get(), on_begin, on_end);
    XML_SetCharacterDataHandler(parser.get(), on_text);
    XML_SetEntityDeclHandler(parser.get(), on_entity);
    bool sound = true, enough = false;
    const auto broken = [&] {
        return not_readable(
            {{"part", part}, {"line", std::to_string(XML_GetCurrentLineNumber(parser.get()))}});
    };
    const auto done = each_piece(part, [&](std::string_view piece) {
        sound = XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), 0) == XML_STATUS_OK;
        enough = reader.enough();
        return sound && !enough;
    });
    if (!done) return Refused(done.error());
    if (sound && !enough) sound = XML_Parse(parser.get(), "", 0, 1) == XML_STATUS_OK;
    if (!sound || listening.forbidden) return broken();
    return {};
}

}  // namespace escucha::sheets
