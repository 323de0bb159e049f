// The smaller parts: rates, metrics, assets, event format, router.
#include <gmock/gmock.h>

#include "http/assets.hpp"
#include "http/event_stream.hpp"
#include "http/metrics.hpp"
#include "http/rate_limit.hpp"
#include "http/router.hpp"

#include <sys/socket.h>
#include <unistd.h>

namespace escucha::http {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(RateLimiter, GivesABurstAndThenOneAtATime) {
    RateLimiter limiter({.burst = 3, .every = 10s});
    auto now = instant(1'000'000'000);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(limiter.take("a", now));
    auto refused = limiter.take("a", now);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::too_many);
    EXPECT_EQ(refused.error().retry_after_seconds, 10);
    EXPECT_TRUE(limiter.take("b", now)) << "others are not held up";
    EXPECT_FALSE(limiter.take("a", now + 9s));
    EXPECT_TRUE(limiter.take("a", now + 10s));
    EXPECT_FALSE(limiter.take("a", now + 11s));
    EXPECT_TRUE(limiter.take("a", now + 1h));
    limiter.forget("a");
    EXPECT_EQ(limiter.wait_seconds("a", now), 0);
}

TEST(RateLimiter, ATokenGivenBackIsThereAgainAndNoMore) {
    RateLimiter limiter({.burst = 2, .every = 10s});
    auto now = instant(1'000'000'000);
    EXPECT_TRUE(limiter.take("a", now));
    for (int i = 0; i < 5; ++i) {
        EXPECT_TRUE(limiter.take("a", now));
        limiter.give_back("a");
    }
    limiter.give_back("nobody");
    EXPECT_TRUE(limiter.take("a", now));
    EXPECT_FALSE(limiter.take("a", now));
}

TEST(RateLimiter, SurvivesAClockThatJumpsBack) {
    RateLimiter limiter({.burst = 1, .every = 10s});
    auto now = instant(1'000'000'000'000);
    EXPECT_TRUE(limiter.take("a", now));
    EXPECT_FALSE(limiter.take("a", now - 1s));
}

TEST(RateLimiter, ForgetsTheKeyLongestUntouched) {
    RateLimiter limiter({.burst = 1, .every = 1h}, 100);
    auto now = instant(0);
    EXPECT_TRUE(limiter.take("first", now));
    for (int i = 0; i < 99; ++i) EXPECT_TRUE(limiter.take(std::to_string(i), now));
    EXPECT_FALSE(limiter.take("first", now)) << "still remembered";
    for (int i = 100; i < 150; ++i) EXPECT_TRUE(limiter.take(std::to_string(i), now));
    EXPECT_FALSE(limiter.take("first", now)) << "touched lately, so kept";
    EXPECT_TRUE(limiter.take("0", now)) << "pushed out by newer ones";
}

TEST(RateLimiter, TakesAWholeSixtyFourForOneCaller) {
    EXPECT_EQ(network_of("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(network_of("2001:db8:1:2::7"), network_of("2001:db8:1:2:ffff::1"));
    EXPECT_NE(network_of("2001:db8:1:2::7"), network_of("2001:db8:1:3::7"));
    EXPECT_EQ(network_of(""), "");
}

TEST(Metrics, PrintsWhatPrometheusReads) {
    Metrics metrics;
    metrics.count("escucha_jobs_total", "Jobs done", {{"queue", "a\"b"}}, 2);
    metrics.gauge("escucha_open", "Open cases", [] { return 7.0; });
    metrics.gauge("escucha_jobs_dead", "Asks the base", []() -> double { throw std::runtime_error("away"); });
    metrics.request("GET", "/x", 200, 3ms);
    auto text = metrics.text();
    EXPECT_THAT(text,
                HasSubstr("# TYPE escucha_jobs_total counter\nescucha_jobs_total{queue=\"a\\\"b\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("# TYPE escucha_open gauge\nescucha_open 7\n"));
    EXPECT_THAT(text, Not(HasSubstr("escucha_jobs_dead")))
        << "what cannot be had is left out, the rest is told";
    EXPECT_THAT(text, HasSubstr("{method=\"GET\",route=\"/x\",status=\"200\",le=\"0.0025\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("{method=\"GET\",route=\"/x\",status=\"200\",le=\"0.005\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("le=\"+Inf\"} 1\n"));
    EXPECT_THAT(
        text,
        HasSubstr("escucha_http_request_seconds_count{method=\"GET\",route=\"/x\",status=\"200\"} 1\n"));
}

TEST(Events, AreFormattedSoThatNothingBreaksOut) {
    EXPECT_EQ(sse_format("7", "change", "{}"), "id: 7\nevent: change\ndata: {}\n\n");
    EXPECT_EQ(sse_format("", "", "a\nb\r\nc\rd"), "data: a\ndata: b\ndata: c\ndata: d\n\n");
    EXPECT_EQ(sse_format("1\n2", "x\r\ny", ""), "id: 12\nevent: xy\ndata: \n\n");
}

struct Pair {
    int ends[2];
    Pair() { socketpair(AF_UNIX, SOCK_STREAM, 0, ends); }
    ~Pair() {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    std::string read() const {
        char bytes[4096];
        auto n = ::recv(ends[1], bytes, sizeof bytes, MSG_DONTWAIT);
        return n > 0 ? std::string(bytes, static_cast<std::size_t>(n)) : "";
    }
};

TEST(EventStream, KeepsEventsUntilItHasASocket) {
    EventStream stream;
    EXPECT_TRUE(stream.send("1", "", "early"));
    Pair pair;
    stream.attach(pair.ends[0], "HEAD\n", [] {});
    EXPECT_TRUE(stream.send("2", "", "later"));
    EXPECT_EQ(pair.read(), "HEAD\nid: 1\ndata: early\n\nid: 2\ndata: later\n\n");
    bool told = false;
    stream.on_close([&] { told = true; });
    stream.detach();
    EXPECT_TRUE(told);
    EXPECT_TRUE(stream.closed());
    EXPECT_FALSE(stream.send("3", "", "x"));
    told = false;
    stream.on_close([&] { told = true; });
    EXPECT_TRUE(told) << "at once when it is already over";
}

TEST(EventStream, CutsOffAReaderThatDoesNotRead) {
    EventStream stream;
    Pair pair;
    int asked = 0;
    stream.attach(pair.ends[0], "", [&] { ++asked; });
    std::string big(64 * 1024, 'x');
    int sent = 0;
    while (sent < 1000 && stream.send("", "", big)) ++sent;
    EXPECT_LT(sent, 20) << "bounded";
    EXPECT_EQ(asked, 1) << "the server is asked once for room";
    EXPECT_TRUE(stream.closed());
}

TEST(EventStream, GoesOnWhereTheSocketWasFull) {
    EventStream stream;
    Pair pair;
    int asked = 0;
    stream.attach(pair.ends[0], "", [&] { ++asked; });
    std::string sent, received;
    for (int i = 0; asked == 0; ++i) {
        auto event = sse_format(std::to_string(i), "", std::string(1000, 'x'));
        ASSERT_TRUE(stream.send_formatted(event));
        sent += event;
    }
    while (received.size() < sent.size()) {
        auto more = pair.read();
        if (more.empty()) stream.flush();
        received += more;
    }
    EXPECT_EQ(received, sent);
}

TEST(Router, PrefersWordsToParameters) {
    Router<int> router;
    int by_id = 1, by_code = 2, notes = 3;
    EXPECT_TRUE(router.add(Method::get, "/cases/{id}", &by_id));
    EXPECT_TRUE(router.add(Method::get, "/cases/by-code/{code}", &by_code));
    EXPECT_TRUE(router.add(Method::get, "/cases/{id}/notes", &notes));
    EXPECT_FALSE(router.add(Method::get, "/cases/{other}", &by_id)) << "twice the same";
    auto ends = [&](std::string_view path) {
        auto match = router.match(path);
        return match.node ? *match.node->find(Method::get) : 0;
    };
    EXPECT_EQ(ends("/cases/17"), 1);
    EXPECT_EQ(ends("/cases/17/"), 1);
    EXPECT_EQ(ends("/cases/by-code/K7"), 2);
    EXPECT_EQ(ends("/cases/by-code"), 1) << "a parameter may look like a word";
    EXPECT_EQ(ends("/cases/by-code/notes"), 2);
    EXPECT_EQ(ends("/cases/17/notes"), 3);
    EXPECT_EQ(ends("/cases//notes"), 0);
    EXPECT_EQ(ends("/cases"), 0);
    EXPECT_EQ(ends("/"), 0);
    EXPECT_EQ(ends(std::string(5000, '/')), 0);
    EXPECT_THAT(router.match("/cases/17/notes").parameters, ElementsAre("17"));
}

TEST(Assets, RefusesADamagedArchive) {
    auto open = [](std::string_view bytes) {
        Assets a(std::span(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
    };
    EXPECT_THROW(open(""), std::runtime_error);
    EXPECT_THROW(open("NOPE"), std::runtime_error);
    EXPECT_THROW(open(std::string_view("ESC1\x01\0\0\0", 8)), std::runtime_error);
    EXPECT_NO_THROW(open(std::string_view("ESC1\0\0\0\0", 8)));
}

}  // namespace
}  // namespace escucha::http
