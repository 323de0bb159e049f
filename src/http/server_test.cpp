// The server over real sockets: what a browser, a careless program and a hostile one notice.
#include "http/server.hpp"

#include <gmock/gmock.h>
#include <zlib.h>

#include <future>

#include "http/api.hpp"
#include "support/http_client.hpp"

extern const escucha::http::Assets escucha_test_assets;

namespace escucha::http {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using test::HttpClient;
using testing::HasSubstr;

struct Echo {
    Prose<5'000'000, 0> text;
    std::optional<Json> any;
};
BOOST_DESCRIBE_STRUCT(Echo, (), (text, any))
struct Files {
    Many<Upload, 10> file;
};
BOOST_DESCRIBE_STRUCT(Files, (), (file))
struct Big {
    Int<1, 100'000'000> bytes;
};
BOOST_DESCRIBE_STRUCT(Big, (), (bytes))

class ServerTest : public testing::Test {
  protected:
    Api api{{.log_requests = false}};
    ServerOptions options{.port = 0, .body_rate = 1'000'000, .heartbeat = std::chrono::seconds(1)};
    std::mutex mutex;
    std::vector<std::shared_ptr<SseStream>> streams;
    std::atomic<int> closed{0}, slow_done{0};
    std::promise<void> gate;
    std::shared_future<void> open_gate = gate.get_future().share();
    std::unique_ptr<Server> server;

    ServerTest() {
        using Out = Result<PageOf<std::string>>;
        auto anyone = Access::anyone();
        api.get("/hello", {.id = "hello", .access = anyone},
                [](const Call&) -> Out { return PageOf<std::string>{{"hola"}, {}}; });
        api.post("/echo", {.id = "echo", .access = anyone},
                 [](const Call&, const Echo& in) -> Out { return PageOf<std::string>{{in.text}, {}}; });
        api.post("/slow", {.id = "slow", .access = anyone}, [this](const Call&) -> Out {
            open_gate.wait();
            ++slow_done;
            return PageOf<std::string>{{"done"}, {}};
        });
        api.post("/files", {.id = "files", .access = anyone}, [](const Call&, const Files& in) -> Out {
            PageOf<std::string> out;
            for (auto& f : in.file)
                out.items.push_back(fmt::format("{} {} {}", f.name, f.bytes.size(),
                                                crc32(0, reinterpret_cast<const Bytef*>(f.bytes.data()),
                                                      static_cast<uInt>(f.bytes.size()))));
            return out;
        });
        api.get("/big", {.id = "big", .access = anyone}, [](const Call&, const Big& in) -> Result<File> {
            return File{.content = std::string(static_cast<std::size_t>(in.bytes.value), 'x'),
                        .name = "big.txt"};
        });
        api.sse("/live", {.id = "live", .access = anyone}, [this](const SseCall& call) -> Result<void> {
            if (call.last_event_id == "gone") return conflict("x");
            call.stream->send(call.last_event_id, "hello", "{}");
            call.stream->on_close([this] { ++closed; });
            std::lock_guard lock(mutex);
            streams.push_back(call.stream);
            return {};
        });
        api.assets("/consola", escucha_test_assets, "", "index.html");
        api.assets("/assets", escucha_test_assets, "assets");
        api.mount_service_pages();
    }
    ~ServerTest() override {
        open();
        if (server) server->stop();
    }
    void open() {
        if (open_gate.wait_for(0s) != std::future_status::ready) gate.set_value();
    }
    std::uint16_t port() {
        if (!server) server = std::make_unique<Server>(api, options);
        return server->port();
    }
    template <class F>
    bool eventually(F f) {
        for (int i = 0; i < 500; ++i, std::this_thread::sleep_for(10ms))
            if (f()) return true;
        return false;
    }
    std::size_t stream_count() {
        std::lock_guard lock(mutex);
        return streams.size();
    }
    static std::string raw(std::string_view line, std::string_view more = {}, std::string_view body = {}) {
        return fmt::format("{} HTTP/1.1\r\nHost: x\r\n{}\r\n{}", line, more, body);
    }
};

TEST_F(ServerTest, KeepsTheConnectionForManyRequests) {
    HttpClient client(port());
    for (int i = 0; i < 3; ++i) {
        auto answer = client.get("/api/v1/hello");
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, R"({"items":["hola"],"next":null})");
        EXPECT_EQ(answer.header("Connection"), "");
    }
    client.send(raw("GET /api/v1/hello", "Connection: close\r\n"));
    EXPECT_EQ(client.read_answer().header("Connection"), "close");
    EXPECT_TRUE(client.ended());
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
    HttpClient client(port());
    std::string all;
    for (int i = 0; i < 50; ++i) {
        auto body = fmt::format("{{\"text\":\"{}\"}}", i);
        all +=
            raw("POST /api/v1/echo",
                fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n", body.size()), body);
    }
    client.send(all);
    for (int i = 0; i < 50; ++i)
        EXPECT_THAT(client.read_answer().body, HasSubstr(fmt::format("[\"{}\"]", i)));
}

TEST_F(ServerTest, PutsARequestTogetherFromItsBytes) {
    HttpClient client(port());
    for (char c : raw("POST /api/v1/echo", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n",
                      "6\r\n{\"text\r\n8;x=y\r\n\":\"hola\"\r\n1\r\n}\r\n0\r\nTrailer: x\r\n\r\n"))
        client.send({&c, 1});
    EXPECT_THAT(client.read_answer().body, HasSubstr("[\"hola\"]"));
    for (char c : raw("POST /api/v1/slow", "Transfer-Encoding: chunked\r\n", "0\r\nT: x\r\n\r\n"))
        client.send({&c, 1});
    open();
    EXPECT_EQ(client.read_answer().status, 200) << "an empty body, in pieces";
    EXPECT_EQ(client.get("/api/v1/hello").status, 200);
}

TEST_F(ServerTest, SendsItsSecurityHeadersWithEveryAnswer) {
    HttpClient client(port());
    for (auto target : {"/api/v1/hello", "/nada", "/consola/", "/healthz"}) {
        auto answer = client.get(target);
        EXPECT_THAT(answer.header("Content-Security-Policy"), HasSubstr("default-src 'none'")) << target;
        EXPECT_THAT(answer.header("Content-Security-Policy"), testing::Not(HasSubstr("unsafe"))) << target;
        EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff") << target;
        EXPECT_EQ(answer.header("Referrer-Policy"), "same-origin") << target;
        EXPECT_NE(answer.header("Date"), "") << target;
        EXPECT_EQ(answer.header("Strict-Transport-Security"), "") << "only behind TLS";
    }
}

TEST_F(ServerTest, KnowsHeadAndRefusesOtherMethods) {
    HttpClient client(port());
    auto head = client.request("HEAD", "/api/v1/hello");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("Content-Length"), "30");
    EXPECT_EQ(head.body, "");
    auto refused = client.request("BREW", "/api/v1/hello");
    EXPECT_EQ(refused.status, 405);
    EXPECT_THAT(refused.header("Allow"), HasSubstr("GET"));
    EXPECT_EQ(client.get("/api/v1/hello").status, 200) << "the connection is still good";
}

TEST_F(ServerTest, CutsOffWhoSendsItsHeaderTooSlowly) {
    options.header_time = 1s;
    HttpClient client(port());
    client.send("GET /api/v1/hello HTTP/1.1\r\nHo");
    EXPECT_TRUE(client.ended(5s));
    HttpClient silent(port());
    EXPECT_TRUE(silent.ended(5s));
}

TEST_F(ServerTest, CutsOffWhoSendsItsBodyTooSlowly) {
    options.body_grace = 1s;
    HttpClient client(port());
    client.send(raw("POST /api/v1/echo", "Content-Type: application/json\r\nContent-Length: 1000\r\n", "{"));
    EXPECT_TRUE(client.ended(5s));
}

TEST_F(ServerTest, ClosesWhatIsIdleForTooLong) {
    options.idle_time = 1s;
    HttpClient client(port());
    client.get("/api/v1/hello");
    EXPECT_TRUE(client.ended(5s));
}

TEST_F(ServerTest, RefusesBodiesThatAreTooLargeBeforeReadingThem) {
    HttpClient announced(port());
    announced.send(
        raw("POST /api/v1/echo", "Content-Type: application/json\r\nContent-Length: 99999999\r\n"));
    auto answer = announced.read_answer();
    EXPECT_EQ(answer.status, 413);
    EXPECT_EQ(answer.code(), "body_too_large");
    EXPECT_TRUE(announced.ended());
    HttpClient chunked(port());
    chunked.send(
        raw("POST /api/v1/echo", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"));
    auto chunk = "10000\r\n" + std::string(65536, 'x') + "\r\n";
    for (int i = 0; i < 10; ++i) chunked.send(chunk);
    EXPECT_EQ(chunked.read_answer().status, 413);
    HttpClient endless(port());
    endless.send(
        raw("POST /api/v1/echo", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", "5;x="));
    endless.send(std::string(100'000, 'x'));
    EXPECT_EQ(endless.read_answer().status, 400) << "a line of a chunk without an end";
    HttpClient header(port());
    header.send("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(100'000, 'x'));
    EXPECT_EQ(header.read_answer().code(), "header_too_large");
}

TEST_F(ServerTest, SurvivesWhatIsNotHttp) {
    for (auto bad :
         {std::string("\x16\x03\x01\x02\r\n\r\n"), std::string("GET / HTTP/1.1\r\n\r\n"),
          std::string("GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n"),
          std::string("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
          raw("POST /api/v1/echo", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
          raw("POST /api/v1/echo", "Content-Length: 5\r\nContent-Length: 6\r\n", "12345"),
          raw("GET /", "X: a\0b\r\n"sv), raw("GET /\x01"), std::string("GET / HTTP/3.0\r\nHost: x\r\n\r\n"),
          raw("POST /api/v1/echo", "Content-Length: -1\r\n"),
          raw("POST /api/v1/echo", "Transfer-Encoding: chunked\r\n", "zz\r\n\r\n")}) {
        HttpClient client(port());
        client.send(bad);
        EXPECT_EQ(client.read_answer().status, 400) << bad.substr(0, 80);
        EXPECT_TRUE(client.ended());
    }
    EXPECT_EQ(HttpClient(port()).get("/api/v1/hello").status, 200);
}

TEST_F(ServerTest, SurvivesHostileJson) {
    options.memory_body_bytes = 64 * 1024;
    HttpClient client(port());
    EXPECT_EQ(client.post("/api/v1/echo", std::string(1'000'000, '[')).status, 413);
    EXPECT_EQ(client.post("/api/v1/echo", std::string(200'000, '[')).code(), "malformed_json");
    EXPECT_EQ(client.post("/api/v1/echo", R"({"text":"a","any":)" + std::string(100'000, '[')).code(),
              "malformed_json");
    EXPECT_EQ(client.post("/api/v1/echo", std::string_view("{\"text\":\"a\0b\"}", 14)).code(),
              "malformed_json");
    EXPECT_EQ(client.post("/api/v1/echo", "{\"text\":\"a\\u0000b\"}").status, 422);
    EXPECT_EQ(client.post("/api/v1/echo", "{\"text\":\"\xff\"}").status, 400);
    EXPECT_EQ(client.post("/api/v1/echo", R"({"text":"a","evil":1})").status, 422);
    EXPECT_EQ(client.post("/api/v1/echo", R"({"text":"a"})").status, 200);
}

TEST_F(ServerTest, SaysGoOnToWhoAsks) {
    HttpClient client(port());
    client.send(raw("POST /api/v1/echo",
                    "Content-Type: application/json\r\nContent-Length: 12\r\nExpect: 100-continue\r\n"));
    EXPECT_THAT(client.read_raw(25), HasSubstr("100 Continue"));
    client.send(R"({"text":"a"})");
    EXPECT_EQ(client.read_answer().status, 200);
}

TEST_F(ServerTest, SpoolsUploadsToFilesWithoutNames) {
    options.memory_body_bytes = 1000;
    options.spool_folder = testing::TempDir();
    HttpClient client(port());
    std::string bytes(3'000'000, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 / 5);
    auto sum = crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
    auto answer = client.multipart(
        "/api/v1/files", {}, {{"file", "a.bin", "text/html", bytes}, {"file", "../b.txt", "", "small"}});
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.body, HasSubstr(fmt::format("a.bin 3000000 {}", sum)));
    EXPECT_THAT(answer.body, HasSubstr("b.txt 5"));
}

TEST_F(ServerTest, RefusesAnUploadWhenTheDiskDoesNotTakeIt) {
    options.memory_body_bytes = 1000;
    options.spool_folder = "/nowhere/at/all";
    HttpClient client(port());
    auto answer = client.multipart("/api/v1/files", {}, {{"file", "a.bin", "", std::string(50'000, 'x')}});
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.code(), "unavailable");
    EXPECT_EQ(client.get("/api/v1/hello").status, 200);
}

TEST_F(ServerTest, WaitsForAReaderWithoutLosingABeat) {
    HttpClient client(port());
    client.send(raw("GET /api/v1/big?bytes=20000000"));
    HttpClient other(port());
    EXPECT_EQ(other.get("/api/v1/hello").status, 200) << "others are answered meanwhile";
    EXPECT_EQ(client.read_answer().body.size(), 20'000'000u);
    EXPECT_EQ(client.get("/api/v1/hello").status, 200);
}

TEST_F(ServerTest, ForgetsClientsThatGoAway) {
    for (int i = 0; i < 20; ++i) {
        HttpClient client(port());
        client.send(raw("GET /api/v1/big?bytes=5000000"));
    }
    EXPECT_TRUE(eventually(
        [&] { return api.metrics().text().find("escucha_http_connections 0\n") != std::string::npos; }));
    EXPECT_EQ(HttpClient(port()).get("/api/v1/hello").status, 200);
}

TEST_F(ServerTest, SaysThatItIsBusyInsteadOfPilingUp) {
    options.workers = 1;
    options.queue = 1;
    std::vector<std::unique_ptr<HttpClient>> waiting;
    for (int i = 0; i < 2; ++i) {
        waiting.push_back(std::make_unique<HttpClient>(port()));
        waiting.back()->send(raw("POST /api/v1/slow", "Content-Length: 0\r\n"));
        ASSERT_TRUE(eventually([&] {
            return api.metrics().text().find(fmt::format("escucha_http_running {}\n", i + 1)) !=
                   std::string::npos;
        }));
    }
    HttpClient third(port());
    auto answer = third.get("/api/v1/hello");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.code(), "too_busy");
    EXPECT_EQ(answer.header("Retry-After"), "2");
    open();
    for (auto& client : waiting) EXPECT_EQ(client->read_answer().status, 200);
    EXPECT_EQ(third.get("/api/v1/hello").status, 200);
}

TEST_F(ServerTest, KeepsManyIdleConnectionsCheaply) {
    std::vector<std::unique_ptr<HttpClient>> idle;
    for (int i = 0; i < 400; ++i) {
        idle.push_back(std::make_unique<HttpClient>(port()));
        ASSERT_EQ(idle.back()->get("/api/v1/hello").status, 200);
    }
    for (auto& client : idle) ASSERT_EQ(client->get("/api/v1/hello").status, 200);
}

TEST_F(ServerTest, ClosesWhatIsBeyondItsConnections) {
    options.connections = 2;
    HttpClient a(port()), b(port());
    a.get("/api/v1/hello"), b.get("/api/v1/hello");
    HttpClient c(port());
    EXPECT_TRUE(c.ended(5s));
    EXPECT_EQ(a.get("/api/v1/hello").status, 200);
}

TEST_F(ServerTest, StreamsEvents) {
    HttpClient client(port());
    auto head = client.open_events("/api/v1/live", {{"Last-Event-ID", "41"}});
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("Content-Type"), "text/event-stream");
    auto hello = client.next_event();
    ASSERT_TRUE(hello);
    EXPECT_EQ(hello->id, "41");
    EXPECT_EQ(hello->event, "hello");
    streams[0]->send("42", "change", "a\nb");
    auto change = client.next_event();
    ASSERT_TRUE(change);
    EXPECT_EQ(change->id, "42");
    EXPECT_EQ(change->data, "a\nb");
    EXPECT_THAT(client.read_raw(3), testing::StartsWith(":")) << "a heartbeat";
    EXPECT_FALSE(streams[0]->closed());
}

TEST_F(ServerTest, RefusesAStreamAsAProblem) {
    HttpClient client(port());
    EXPECT_EQ(client.open_events("/api/v1/live", {{"Last-Event-ID", "gone"}}).status, 409);
    EXPECT_EQ(client.get("/api/v1/hello").status, 200);
}

TEST_F(ServerTest, TellsWhenAStreamsReaderIsGone) {
    {
        HttpClient client(port());
        client.open_events("/api/v1/live");
        ASSERT_TRUE(client.next_event());
    }
    EXPECT_TRUE(eventually([&] { return closed == 1; }));
    EXPECT_FALSE(streams[0]->send("1", "", "x"));
}

TEST_F(ServerTest, ServesManyStreamsWithoutSpendingWorkers) {
    options.workers = 2;
    std::vector<std::unique_ptr<HttpClient>> consoles;
    for (int i = 0; i < 200; ++i) {
        consoles.push_back(std::make_unique<HttpClient>(port()));
        ASSERT_EQ(consoles.back()->open_events("/api/v1/live").status, 200);
        ASSERT_TRUE(consoles.back()->next_event());
    }
    EXPECT_EQ(HttpClient(port()).get("/api/v1/hello").status, 200);
    auto event = sse_format("7", "change", "{}");
    for (auto& stream : streams) EXPECT_TRUE(stream->send_formatted(event));
    for (auto& console : consoles) {
        auto seen = console->next_event();
        ASSERT_TRUE(seen);
        EXPECT_EQ(seen->id, "7");
    }
}

TEST_F(ServerTest, StopsOnlyAfterWhatItBegan) {
    HttpClient working(port()), idle(port()), listening(port());
    idle.get("/api/v1/hello");
    listening.open_events("/api/v1/live");
    working.send(raw("POST /api/v1/slow", "Content-Length: 0\r\n"));
    ASSERT_TRUE(eventually(
        [&] { return api.metrics().text().find("escucha_http_running 1\n") != std::string::npos; }));
    auto stopping = std::async(std::launch::async, [&] { server->stop(); });
    EXPECT_TRUE(idle.ended());
    EXPECT_TRUE(listening.ended());
    EXPECT_EQ(slow_done, 0);
    open();
    auto answer = working.read_answer();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Connection"), "close");
    stopping.get();
    EXPECT_THROW(HttpClient(server->port()), std::runtime_error) << "nobody listens any more";
}

TEST_F(ServerTest, SaysThatTheAddressIsTaken) {
    options.port = port();
    EXPECT_THROW(Server(api, options), std::system_error);
}

TEST_F(ServerTest, ServesItsOwnFilesPackedAndForGood) {
    HttpClient client(port());
    auto page = client.get("/consola/");
    EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_THAT(page.body, HasSubstr("La consola"));
    EXPECT_EQ(page.header("Cache-Control"), "no-cache");
    EXPECT_EQ(client.get("/consola/casos/17").body, page.body) << "the console finds its own way";
    EXPECT_EQ(client.get("/consola/missing.js").status, 404);
    EXPECT_EQ(client.get("/consola/", {{"If-None-Match", page.header("ETag")}}).status, 304);
    auto script = client.get("/assets/app-B1x2Y3z4.js", {{"Accept-Encoding", "gzip, deflate, br"}});
    EXPECT_EQ(script.header("Content-Encoding"), "br");
    EXPECT_THAT(script.header("Cache-Control"), HasSubstr("immutable"));
    EXPECT_LT(script.body.size(), 200u);
    auto zipped = client.get("/assets/app-B1x2Y3z4.js", {{"Accept-Encoding", "gzip, br;q=0"}});
    EXPECT_EQ(zipped.header("Content-Encoding"), "gzip");
    EXPECT_EQ(zipped.body.substr(0, 2), "\x1F\x8B");
    EXPECT_NE(zipped.header("ETag"), script.header("ETag"));
    EXPECT_EQ(client.get("/consola/site.css").header("Cache-Control"), "no-cache");
    EXPECT_THAT(client.get(escucha_test_assets.versioned("/consola", "site.css")).header("Cache-Control"),
                HasSubstr("immutable"));
    EXPECT_EQ(client.get("/consola/../site.css").status, 404);
    EXPECT_EQ(client.request("HEAD", "/consola/site.css").header("Content-Length"),
              std::to_string(escucha_test_assets.find("site.css")->plain.size()));
}

}  // namespace
}  // namespace escucha::http
