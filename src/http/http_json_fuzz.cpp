// Bytes to a struct: never a crash, and what was read is written and read again as the same.
#include "http/json.hpp"

namespace {

using namespace escucha;
using namespace escucha::http;

enum class Kind { complaint, praise };
BOOST_DESCRIBE_ENUM(Kind, complaint, praise)
struct Inner {
    Line<20> text;
    bool flag = false;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (text, flag))
struct Everything {
    std::optional<Line<10>> name;
    std::optional<Prose<100>> what;
    std::optional<Email> email;
    std::optional<Kind> kind;
    std::optional<Int<-5, 600>> number;
    std::optional<double> share;
    Many<Inner, 3> inner;
    std::optional<Instant> at;
    std::optional<std::chrono::year_month_day> day;
    std::optional<TimeOfDay> time;
    Patch<Line<5>> patch;
    std::optional<Json> any;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (name, what, email, kind, number, share, inner, at, day, time, patch, any))

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    auto read = from_json<Everything>({reinterpret_cast<const char*>(data), size});
    if (!read) return 0;
    auto text = to_json(*read);
    auto again = from_json<Everything>(text);
    if (!again || to_json(*again) != text) __builtin_trap();
    return 0;
}
