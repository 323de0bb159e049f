// The wire: bytes in pieces of any size, through the parser and a whole API with a typed route, a form and a
// file route.
#include "http/api.hpp"
#include "http/request_parser.hpp"

namespace {

using namespace escucha;
using namespace escucha::http;

struct In {
    Id id;
    std::optional<Line<20>> name;
    Many<Id, 3> ids;
};
BOOST_DESCRIBE_STRUCT(In, (), (id, name, ids))
struct Files {
    Many<Upload, 3> file;
    std::optional<Line<10>> note;
};
BOOST_DESCRIBE_STRUCT(Files, (), (file, note))

Api& api() {
    static Api api({.trusted_proxies = {"10.0.0.1"}, .log_requests = false});
    static bool ready = [] {
        auto anyone = Access::anyone();
        api.get(
            "/x/{id}", {.id = "get", .access = anyone},
            [](const Call&, const In& in) -> Result<std::string> { return in.name ? in.name->value : ""; });
        api.post("/x/{id}", {.id = "post", .access = anyone},
                 [](const Call&, const In&) -> Result<std::monostate> { return std::monostate{}; });
        api.post("/files", {.id = "files", .access = anyone},
                 [](const Call&, const Files&) -> Result<std::monostate> { return std::monostate{}; });
        api.page(Method::post, "/p/{a}/{b}",
                 [](const PageCall& call) { return PageReply{.html = std::string(call.parameter("b"))}; });
        return true;
    }();
    (void)ready;
    return api;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size == 0) return 0;
    static SpoolRules spool;
    RequestParser parser(4096, spool);
    std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    std::size_t step = data[0] == 0 ? bytes.size() + 1 : data[0];
    std::string unread;
    while (parser.state() == RequestParser::State::more && !bytes.empty()) {
        unread += bytes.substr(0, step);
        bytes.remove_prefix(std::min(step, bytes.size()));
        unread.erase(0, parser.feed(unread));
        if (parser.state() == RequestParser::State::header) {
            parser.allow_body(api().body_limit(parser.request()));
            if (parser.state() == RequestParser::State::more) unread.erase(0, parser.feed(unread));
        }
    }
    if (parser.state() == RequestParser::State::refused) {
        api().refuse_early(parser.request(), parser.error());
    } else if (parser.state() == RequestParser::State::done) {
        auto request = parser.take();
        request.peer = "10.0.0.1";
        auto reply = api().handle(request);
        if (reply.status < 200 || reply.status > 599) __builtin_trap();
    }
    return 0;
}
