#include "sheets/spreadsheet.hpp"

namespace escucha::sheets {
namespace {

bool encrypted(Archive& archive) {
    constexpr const char* kManifest = "META-INF/manifest.xml";
    if (!archive.has(kManifest)) return false;
    const auto text = archive.beginning(kManifest, 1024 * 1024);
    return text && text->find("encryption-data") != std::string::npos;
}

}  // namespace

Result<Head> read_spreadsheet(std::string_view bytes, const ReadOptions& options, const OnRow& on_row) {
    auto archive = Archive::open(bytes, options.limits);
    if (!archive) return Refused(std::move(archive.error()));
    if (archive->has("xl/workbook.xml")) return read_workbook(*archive, options, on_row);
    if (archive->has("word/document.xml") || archive->has("ppt/presentation.xml"))
        return refuse(ErrorKind::wrong_type, "sheet.is_document");
    if (!archive->has("content.xml"))
        return refuse(ErrorKind::wrong_type,
                      archive->has("[Content_Types].xml") ? "sheet.not_readable" : "sheet.is_archive");
    if (const auto kind = archive->beginning("mimetype", 100);
        kind && (kind->contains("opendocument.text") || kind->contains("opendocument.presentation")))
        return refuse(ErrorKind::wrong_type, "sheet.is_document");
    if (encrypted(*archive)) return refuse(ErrorKind::invalid, "sheet.encrypted");
    return read_open_document(*archive, options, on_row);
}

}  // namespace escucha::sheets
