// The writers of each format; `make_writer` chooses.
#pragma once
#include "sheets/writer.hpp"

namespace escucha::sheets {

std::unique_ptr<Writer> xlsx_writer(WriteOptions options, Sink sink);
std::unique_ptr<Writer> csv_writer(WriteOptions options, Sink sink);
std::unique_ptr<Writer> vcard_writer(WriteOptions options, Sink sink);

}  // namespace escucha::sheets
