// Any bytes as a tracking code: refused, or a code that reads back as itself.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/tracking_code.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using escucha::TrackingCode;
    const auto code = TrackingCode::parse({reinterpret_cast<const char*>(data), size});
    const auto again = [&](std::string_view text) { return TrackingCode::parse(text).value() == *code; };
    if (code && !(again(code->shown()) && again(code->text()))) std::abort();
    return 0;
}
