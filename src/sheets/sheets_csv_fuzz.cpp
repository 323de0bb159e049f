// Any bytes: read as text with whatever is detected, they end in rows or in a refusal, and every row holds as
// many cells as there are headings.
#include <cstdlib>

#include "sheets/reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace escucha::sheets;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    ReadOptions options{.format = Format::csv};
    options.limits.columns = 50;
    options.limits.cell_bytes = 200;
    read(bytes, options, [](const Head& head, Row&& row) {
        if (row.cells.size() < head.headings.size() || row.cells.size() > 50) std::abort();
        return true;
    });
    return 0;
}
