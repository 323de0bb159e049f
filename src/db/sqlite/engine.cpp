// SQLite behind the common face: a writer, readers, a checkpointer, and copies of the file.
#include "db/engine.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "db/sqlite/checkpointer.hpp"
#include "db/sqlite/connection.hpp"
#include "db/sqlite/readers.hpp"
#include "db/sqlite/writer.hpp"

namespace escucha::db::sqlite {

namespace {

void make_durable(const std::filesystem::path& path, int flags) {
    const int file = ::open(path.c_str(), flags | O_CLOEXEC);
    const bool done = file >= 0 && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    if (!done) throw Failure(fmt::format("{}: {}", path.string(), std::generic_category().message(errno)));
}

class Engine final : public detail::Engine {
  public:
    Engine(const std::filesystem::path& path, const Options& options)
        : path_(path),
          writer_(path, options, [this](std::string_view channel) { listeners_.wake(channel); }),
          readers_(path, options),
          checkpointer_(path, options, [this] { return writer_.commits(); }) {}

    Backend backend() const override { return Backend::sqlite; }
    void read(const std::function<void(Tx&)>& work) override { readers_.read(work); }
    detail::Afterwards write(Isolation, const std::function<bool(Tx&)>& keep) override {
        return writer_.write(keep);
    }
    void change_schema(const std::function<void(Tx&)>& work) override { writer_.alone(work); }
    void make_schema() override {}
    void copy_beside(const std::string& suffix) override { backup(path_.string() + suffix); }

    Listening listen(std::string channel, std::function<void()> on_wake) override {
        return listeners_.add(std::move(channel), std::move(on_wake));
    }
    void wake(std::string_view channel) override { listeners_.wake(channel); }
    void backup(const std::filesystem::path& to) override;
    std::vector<std::string> check() override;
    void prepare(const Statement& statement) override { readers_.prepare(statement); }
    Figures figures() const override { return {.writes = writer_.writes(), .commits = writer_.commits()}; }

  private:
    const std::filesystem::path path_;
    detail::Listeners listeners_;
    Writer writer_;
    Readers readers_;
    Checkpointer checkpointer_;
};

// Written under another name first: whatever carries the name is whole.
void Engine::backup(const std::filesystem::path& to) {
    if (std::filesystem::exists(to)) throw Failure(fmt::format("{}: exists already", to.string()));
    const std::filesystem::path part = to.string() + ".part";
    std::filesystem::remove(part);
    Connection connection(path_, {});
    try {
        make_private_file(part);  // VACUUM INTO takes an empty file
        const Param target = to_param(part.native());
        connection.run(nullptr, "VACUUM INTO $1", std::span(&target, 1));
        make_durable(part, O_RDONLY);
        std::filesystem::rename(part, to);
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(part, ignored);
        throw;
    }
    make_durable(std::filesystem::absolute(to).parent_path(), O_RDONLY | O_DIRECTORY);
}

std::vector<std::string> Engine::check() {
    std::vector<std::string> wrong;
    read([&](Tx& tx) {
        for (const auto& row : tx.query("PRAGMA integrity_check"))
            if (const auto text = row.get<std::string>(0); text != "ok") wrong.push_back(text);
        for (const auto& row : tx.query("PRAGMA foreign_key_check"))
            wrong.push_back(fmt::format("{}: row {} refers to nothing in {}", row.get<std::string>(0),
                                        row.get<std::optional<std::int64_t>>(1).value_or(0),
                                        row.get<std::string>(2)));
    });
    return wrong;
}

}  // namespace

}  // namespace escucha::db::sqlite

namespace escucha::db::detail {

std::unique_ptr<Engine> open_sqlite(const std::filesystem::path& path, const Options& options) {
    return std::make_unique<sqlite::Engine>(path, options);
}

}  // namespace escucha::db::detail
