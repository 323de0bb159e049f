#include "sheets/archive.hpp"

#include <zip.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace escucha::sheets {
namespace {

constexpr zip_int64_t kMostParts = 10'000;

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_file_t* part) const { zip_fclose(part); }
};
using Archive = std::unique_ptr<zip_t, Discard>;

Archive open(std::string_view bytes) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_t* archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
    if (!archive && source) zip_source_free(source);
    zip_error_fini(&error);
    return Archive(archive);
}

Refused not_readable() {
    return refuse(ErrorKind::wrong_type, "sheet.not_readable");
}

// Unpacks a part piece by piece, keeping at most `keep` bytes of it.
Result<std::string> unpack(zip_t* archive, zip_uint64_t index, std::size_t& budget, std::size_t keep,
                           const Limits& limits) {
    const std::unique_ptr<zip_file_t, Discard> part(zip_fopen_index(archive, index, 0));
    if (!part) return not_readable();
    std::string kept;
    std::array<char, 64 * 1024> piece;
    while (true) {
        const zip_int64_t got = zip_fread(part.get(), piece.data(), piece.size());
        if (got < 0) return not_readable();
        if (got == 0) return kept;
        const auto n = static_cast<std::size_t>(got);
        if (n > budget)
            return refuse(ErrorKind::too_large, "sheet.too_large_inside",
                          {{"most", std::to_string(limits.unpacked_bytes / 1024 / 1024)}});
        budget -= n;
        if (kept.size() < keep) kept.append(piece.data(), std::min(n, keep - kept.size()));
    }
}

}  // namespace

Result<Format> inspect_archive(std::string_view bytes, const Limits& limits) {
    const Archive archive = open(bytes);
    if (!archive) return not_readable();
    const zip_int64_t parts = zip_get_num_entries(archive.get(), 0);
    if (parts <= 0 || parts > kMostParts) return not_readable();
    bool workbook = false, content = false, open_document = false;
    std::size_t budget = limits.unpacked_bytes;
    for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(parts); ++i) {
        const char* raw_name = zip_get_name(archive.get(), i, ZIP_FL_ENC_RAW);
        const std::string name = raw_name ? raw_name : "";
        const auto text =
            unpack(archive.get(), i, budget, name == "META-INF/manifest.xml" ? 1024 * 1024 : 256, limits);
        if (!text) return Refused(text.error());
        workbook = workbook || name == "xl/workbook.xml";
        content = content || name == "content.xml";
        open_document = open_document ||
                        (name == "mimetype" && text->find("opendocument.spreadsheet") != std::string::npos);
        if (name == "META-INF/manifest.xml" && text->find("encryption-data") != std::string::npos)
            return refuse(ErrorKind::invalid, "sheet.encrypted");
    }
    if (workbook) return Format::xlsx;
    if (content && open_document) return Format::ods;
    return not_readable();
}

}  // namespace escucha::sheets
