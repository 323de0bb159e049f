#include "sheets/writer.hpp"

#include <stdexcept>

#include "sheets/writers.hpp"

namespace escucha::sheets {

std::unique_ptr<Writer> make_writer(Format format, WriteOptions options, Sink sink) {
    switch (format) {
        case Format::xlsx:
            return xlsx_writer(std::move(options), std::move(sink));
        case Format::csv:
            return csv_writer(std::move(options), std::move(sink));
        case Format::vcard:
            return vcard_writer(std::move(options), std::move(sink));
        case Format::ods:
            break;
    }
    throw std::invalid_argument("no way to write this kind of table");
}

std::string_view content_type(Format format) {
    switch (format) {
        case Format::xlsx:
            return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        case Format::ods:
            return "application/vnd.oasis.opendocument.spreadsheet";
        case Format::csv:
            return "text/csv; charset=utf-8";
        case Format::vcard:
            return "text/vcard; charset=utf-8";
    }
    return "application/octet-stream";
}

std::string_view file_extension(Format format) {
    switch (format) {
        case Format::xlsx:
            return ".xlsx";
        case Format::ods:
            return ".ods";
        case Format::csv:
            return ".csv";
        case Format::vcard:
            return ".vcf";
    }
    return "";
}

}  // namespace escucha::sheets
