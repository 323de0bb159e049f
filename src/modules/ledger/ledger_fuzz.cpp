// Whatever stands in a base, an export or a receipt is read or refused; nothing of it is believed.
#include <sstream>

#include "modules/ledger/receipts.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace escucha::ledger;
    const std::string text(reinterpret_cast<const char*>(data), size);
    if (const auto fields = read_fields(text)) (void)blanked_fields(*fields);
    (void)read_head(text);
    (void)verify_receipt(text);
    std::istringstream in(text);
    (void)verify_lines(in);
    return 0;
}
