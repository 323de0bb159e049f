#include "http/body_sink.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace escucha::http {
namespace {

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::system_category(), what);
}

int nameless_file(const std::string& folder) {
    auto where = folder.empty() ? std::filesystem::temp_directory_path().string() : folder;
    int file = ::open(where.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0) return file;
    auto name = where + "/escucha-XXXXXX";  // a file system without O_TMPFILE
    file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file < 0) fail("temporary file");
    ::unlink(name.c_str());
    return file;
}

struct Mapping {
    void* start;
    std::size_t size;
    SpoolRules* rules;
    Mapping(void* s, std::size_t n, SpoolRules* r) : start(s), size(n), rules(r) {}
    Mapping(const Mapping&) = delete;
    ~Mapping() {
        ::munmap(start, size);
        rules->spooled -= size;
    }
};

}  // namespace

BodySink::~BodySink() {
    if (file_ >= 0) ::close(file_);
    rules_->spooled -= on_disk_;
}

void BodySink::append(std::string_view bytes) {
    size_ += bytes.size();
    if (file_ < 0 && size_ > rules_->memory_bytes) spill();
    if (file_ >= 0)
        write(bytes);
    else
        memory_ += bytes;
}

void BodySink::spill() {
    file_ = nameless_file(rules_->folder);
    write(memory_);
    memory_ = {};
}

void BodySink::write(std::string_view bytes) {
    on_disk_ += bytes.size();
    if ((rules_->spooled += bytes.size()) > rules_->all_bytes) {
        errno = ENOSPC;
        fail("too many uploads at once");
    }
    while (!bytes.empty()) {
        auto n = ::write(file_, bytes.data(), bytes.size());
        if (n < 0 && errno != EINTR) fail("upload");
        if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

Body BodySink::take() {
    size_ = 0;
    if (file_ < 0) return memory_.empty() ? Body() : Body(std::exchange(memory_, {}));
    auto* start = ::mmap(nullptr, on_disk_, PROT_READ, MAP_PRIVATE, file_, 0);
    if (start == MAP_FAILED) fail("mmap");
    auto bytes = std::exchange(on_disk_, 0);  // the mapping counts them from now on
    auto mapping = std::make_shared<Mapping>(start, bytes, rules_);
    ::close(std::exchange(file_, -1));
    return Body(mapping, {static_cast<const char*>(start), bytes});
}

}  // namespace escucha::http
