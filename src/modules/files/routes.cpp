// The routes and jobs of files: a table of contents.
#include "db/database.hpp"
#include "http/api.hpp"
#include "modules/files/files.hpp"
#include "work/jobs.hpp"

namespace escucha::files {
namespace {

struct AddFiles {
    http::Many<http::Upload, kMostFiles, 1> file;
};
BOOST_DESCRIBE_STRUCT(AddFiles, (), (file))

struct FileList {
    std::vector<FileRef> items;
};
BOOST_DESCRIBE_STRUCT(FileList, (), (items))

struct OneFile {  // a trailing underscore is not part of the name
    http::Id id;
    std::optional<http::Int<0, 1>> inline_;
};
BOOST_DESCRIBE_STRUCT(OneFile, (), (id, inline_))

Result<http::File> content_of(Files& files, const http::Call& call, FileId id, bool shown) {
    auto file = files.base().read([&](db::Tx& tx) { return files.find_for(tx, id, call.principal); });
    if (!file) return Refused(std::move(file.error()));
    auto bytes = files.content(id);
    if (!bytes) return not_found("file.not_found");
    return http::File{.content = std::move(*bytes),
                      .name = file->name,
                      .shown = shown,
                      .etag = fmt::format("file-{}", id)};  // a file never changes
}

}  // namespace

void add_routes(http::Api& api, Files& files) {
    api.post("/files",
             {.id = "addFiles",
              .scope = "files:write",
              .summary = "Bring files, to be attached to a message or note within a day",
              .errors = {"file.too_many", "file.too_large", "file.empty"}},
             [&](const http::Call& call, const AddFiles& in) -> Result<http::Created<FileList>> {
                 auto refs = files.keep(in.file, call.principal, call.now);
                 if (!refs) return Refused(std::move(refs.error()));
                 return http::Created<FileList>{{std::move(*refs)}, "/files"};
             });
    api.get("/files/{id}/content",
            {.id = "getFileContent",
             .scope = "files:read",
             .summary = "A file, to download; pictures and PDF may be shown (inline=1)",
             .errors = {"file.not_found"}},
            [&](const http::Call& call, const OneFile& in) -> Result<http::File> {
                return content_of(files, call, in.id, in.inline_ && in.inline_->value == 1);
            });
}

void add_jobs(work::Jobs& jobs, Files& files) {
    jobs.every("files.purge", std::chrono::hours(1), [&](const work::JobRun& run) { files.purge(run.now); });
}

}  // namespace escucha::files
