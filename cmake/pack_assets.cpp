// Packs a folder into the archive that the binary carries (form: src/http/assets.cpp), each file also
// compressed, so that serving it costs nothing.   pack_assets OUT FOLDER      A missing folder gives an empty
// archive.
#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace fs = std::filesystem;

static std::string read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

static std::string gzip(const std::string& plain) {
    z_stream z{};
    deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&z, plain.size()) + 32, '\0');
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    z.avail_in = static_cast<uInt>(plain.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    deflate(&z, Z_FINISH);
    out.resize(z.total_out);
    deflateEnd(&z);
    return out;
}

static std::string brotli(const std::string& plain) {
    std::string out(BrotliEncoderMaxCompressedSize(plain.size()) + 32, '\0');
    std::size_t size = out.size();
    bool done = BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT,
                                      plain.size(), reinterpret_cast<const std::uint8_t*>(plain.data()),
                                      &size, reinterpret_cast<std::uint8_t*>(out.data()));
    out.resize(done ? size : 0);
    return out;
}

static std::string hash(const std::string& bytes) {  // FNV-1a: tells versions apart, proves nothing
    std::uint64_t h = 14695981039346656037ULL;
    for (unsigned char c : bytes) h = (h ^ c) * 1099511628211ULL;
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(h));
    return text;
}

static void number(std::string& out, std::size_t n) {
    auto v = static_cast<std::uint32_t>(n);
    out.append(reinterpret_cast<const char*>(&v), sizeof v);
}

static void add(std::string& out, const std::string& path, const std::string& plain) {
    bool packed_already = path.ends_with(".woff2") || path.ends_with(".png") || path.ends_with(".jpg") ||
                          path.ends_with(".webp");
    auto worth = [&](std::string packed) {
        return packed.size() + 64 < plain.size() ? packed : std::string();
    };
    auto small = packed_already ? std::string() : worth(gzip(plain));
    auto smaller = packed_already ? std::string() : worth(brotli(plain));
    for (auto* part :
         {&path, &plain, static_cast<const std::string*>(&small), static_cast<const std::string*>(&smaller)})
        number(out, part->size());
    out += hash(plain) + path + plain + small + smaller;
}

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    std::vector<fs::path> files;
    if (fs::is_directory(argv[2]))
        for (auto& entry : fs::recursive_directory_iterator(argv[2]))
            if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::string out = "ESC1";
    number(out, files.size());
    for (auto& file : files) add(out, fs::relative(file, argv[2]).generic_string(), read(file));
    std::ofstream(argv[1], std::ios::binary) << out;
    return 0;
}
