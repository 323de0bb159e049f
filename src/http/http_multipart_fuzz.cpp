// Forms: never a crash, parts lie inside the body, names of files do no harm.
#include "http/forms.hpp"

using namespace escucha::http;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    auto line = bytes.find('\n');
    if (line == bytes.npos) return 0;
    Body body{std::string(bytes.substr(line + 1))};
    auto form = parse_form(body, bytes.substr(0, line),
                           {.fields = 10, .field_bytes = 100, .files = 3, .file_bytes = 1000});
    if (!form) return 0;
    auto all = body.bytes();
    for (auto& [name, file] : form->files) {
        bool inside = file.bytes.data() >= all.data() &&
                      file.bytes.data() + file.bytes.size() <= all.data() + all.size();
        bool harmless =
            !file.name.empty() && file.name.find_first_of("/\\") == file.name.npos && valid_utf8(file.name);
        if (!inside || !harmless) __builtin_trap();
    }
    for (auto& [name, value] : form->fields)
        if (!valid_utf8(value) || value.find('\0') != value.npos) __builtin_trap();
    return 0;
}
