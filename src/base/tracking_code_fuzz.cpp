// Any bytes as a tracking code: refused, or a code that reads back as itself.
#include <cstdint>
#include <cstdlib>

#include "base/tracking_code.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using escucha::TrackingCode;
    const auto code = TrackingCode::parse({reinterpret_cast<const char*>(data), size});
    if (code && (TrackingCode::parse(code->shown()) != code || TrackingCode::parse(code->text()) != code))
        std::abort();
    return 0;
}
