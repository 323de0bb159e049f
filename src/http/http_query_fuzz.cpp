// Query strings, cookies, escapes, times: what is read is clean text, and escaping is undone exactly.
#include "http/forms.hpp"
#include "http/json.hpp"

using namespace escucha::http;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (auto pairs = parse_urlencoded(bytes))
        for (auto& [name, value] : *pairs)
            if (!valid_utf8(name) || !valid_utf8(value) || value.find('\0') != value.npos) __builtin_trap();
    for (auto& [name, value] : parse_cookies(bytes))
        if (name.empty()) __builtin_trap();
    if (percent_decode(percent_encode(bytes)) != bytes) __builtin_trap();
    if (!valid_utf8(safe_file_name(bytes)) || safe_file_name(bytes).empty()) __builtin_trap();
    if (auto t = parse_rfc3339(bytes); t && parse_rfc3339(rfc3339(*t)) != t) __builtin_trap();
    type_of_content(bytes);
    return 0;
}
