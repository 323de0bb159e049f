// Reads PDFs back with poppler-utils and zbar-tools, as somebody else's programs see them.
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

namespace escucha::testing {

class PdfReader {
  public:
    explicit PdfReader(std::string_view pdf) {
        char name[] = "/tmp/escucha-pdf-XXXXXX";
        if (mkdtemp(name)) folder_ = name;
        std::ofstream(folder_ / "a.pdf", std::ios::binary) << pdf;
    }
    PdfReader(const PdfReader&) = delete;
    ~PdfReader() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    std::string text() const { return run("pdftotext -layout a.pdf - 2>&1"); }
    std::string page_text(int page) const {
        const auto n = std::to_string(page);
        return run("pdftotext -layout -f " + n + " -l " + n + " a.pdf - 2>&1");
    }
    std::string fonts() const { return run("pdffonts a.pdf 2>&1"); }
    std::string info() const { return run("pdfinfo a.pdf 2>&1"); }
    std::string images() const { return run("pdfimages -list a.pdf 2>&1"); }
    // What the QR codes of a page say, a line each.
    std::string codes(int page = 1) const {
        const auto n = std::to_string(page);
        run("rm -f a.png; pdftoppm -r 150 -f " + n + " -l " + n + " -singlefile -png a.pdf a 2>&1");
        return run("zbarimg -q --raw a.png 2>/dev/null");
    }

  private:
    std::string run(const std::string& command) const {
        const auto line = "cd " + folder_.string() + " && " + command;
        const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(line.c_str(), "r"), pclose);
        std::string out;
        char piece[4096];
        while (const auto n = pipe ? std::fread(piece, 1, sizeof piece, pipe.get()) : 0) out.append(piece, n);
        return out;
    }

    std::filesystem::path folder_;
};

}  // namespace escucha::testing
