// What the journeys share: a node with real sockets on a base of its own, a clock that the test moves, the
// console of each person (its session, its answers held against the API's document), and the customer's side.
//
//     class Conversation : public World {};
//     ESCUCHA_STORE_TEST(Conversation);
//     TEST_P(Conversation, IsOwnedByWhoTakesIt) {
//         const auto id = opened(claim());
//         EXPECT_EQ(lucia.post(at(id, "ownership")).number("/case/owner/id"), lucia.id);
//     }
#pragma once
#include <atomic>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <boost/json.hpp>

#include "app/house.hpp"
#include "app/portal_desk.hpp"
#include "http/server.hpp"
#include "support/http_client.hpp"
#include "support/schema_check.hpp"
#include "support/store_test.hpp"

namespace escucha::journeys {

namespace json = boost::json;
using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using testing::UnorderedElementsAre;

class MovedClock {
  public:
    explicit MovedClock(Instant now) : now_(micros(now)) {}
    Instant now() const { return instant(now_); }
    void set(Instant now) { now_ = micros(now); }
    void advance(Micros by) { now_ += by.count(); }
    Clock clock() {
        return [this] { return now(); };
    }

  private:
    std::atomic<std::int64_t> now_;
};

// A server on a free port. Its jobs run when the test says so, or by themselves with `at_work`.
class Node {
  public:
    Node(db::Database& base, const Clock& clock, bool at_work = false);
    ~Node();
    std::uint16_t port() const { return server.port(); }
    // What is due by the clock, now.
    void run_jobs() { house.jobs.run_due(); }

    app::House house;
    app::Doors doors;
    http::Server server;
};

struct Answer {
    int status = 0;
    test::HttpHeaders headers;
    json::value body;

    std::string header(std::string_view name) const;
    std::string etag() const;  // without its quotes
    std::string code() const;  // of a refusal; "" otherwise
    // The code of the fault of that field, "" when it has none; and all fields with faults.
    std::string fault(std::string_view field) const;
    std::vector<std::string> fields() const;
    // By JSON pointer; null where there is nothing.
    json::value at(std::string_view pointer) const;
    std::string text(std::string_view pointer) const;
    std::int64_t number(std::string_view pointer) const;
    bool is_true(std::string_view pointer) const;
    bool has(std::string_view pointer) const { return !at(pointer).is_null(); }
    // Of the last change of that code in the timeline: "text", "reason".
    std::string change(std::string_view what, std::string_view member) const;
    // The member `name` of each item of the list there, as text or number's text.
    std::vector<std::string> each(std::string_view list, std::string_view name) const;
};

// The console of one person. Each answer is held against the API's document.
class Console {
  public:
    Console(Node& node, std::string email = {})
        : email(std::move(email)), client_(node.port()), node_(&node) {}

    Answer get(std::string_view path) { return send("GET", path, nullptr, {}); }
    // With an Idempotency-Key of its own, as the console does; `headers` may bring another.
    Answer post(std::string_view path, const json::value& body = json::object(),
                test::HttpHeaders headers = {});
    Answer put(std::string_view path, const json::value& body, test::HttpHeaders headers = {}) {
        return send("PUT", path, body, std::move(headers));
    }
    Answer patch(std::string_view path, const json::value& body, std::string_view version);
    Answer del(std::string_view path) { return send("DELETE", path, nullptr, {}); }
    // Bytes as they are, whatever they are; not held against the document.
    test::HttpAnswer raw(std::string_view method, std::string_view path, std::string_view body,
                         test::HttpHeaders headers = {});
    Answer upload(std::string_view name, std::string_view type, std::string_view bytes);

    Answer enter(std::string_view door, const json::value& body);  // keeps the session it answers
    Answer sign_in();
    void sign_out_here();  // forgets the cookie, says nothing to the server
    // The kinds of unread notices, newest first; and all are read.
    std::vector<std::string> read_notices();

    std::string email;
    std::int64_t id = 0, team = 0;
    test::HttpClient& client() { return client_; }
    const test::SchemaCheck& document() const;

  private:
    Answer send(std::string_view method, std::string_view path, const json::value& body,
                test::HttpHeaders headers);
    Answer checked(std::string_view method, std::string_view path, test::HttpAnswer answer);
    test::HttpClient client_;
    Node* node_;
};

// The organisation "La Colmena" in Lima, open Monday to Friday 9–13 and 15–19, with an administrator (who
// leads the first team), a manager, a supervisor and two agents of one team. It is Monday, nine o'clock.
class World : public test::StoreTest {
  protected:
    static constexpr Instant kMonday =
        Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 16} + 14h};  // 09:00 in Lima

    World();

    MovedClock clock{kMonday};
    Node node{base(), clock.clock()};
    Console admin{node, "ana@colmena.pe"}, manager{node, "mario@colmena.pe"}, boss{node, "ines@colmena.pe"},
        lucia{node, "lucia@colmena.pe"}, diego{node, "diego@colmena.pe"};
    std::int64_t team = 0;
    app::PortalDesk portal{node.house};

    Instant now() const { return clock.now(); }
    // Time goes by, and what falls due meanwhile is done when it is due.
    void pass(Micros by);
    // Sessions end after three idle days.
    void everyone_signs_in();

    // A claim of Rosa's, as an agent would write it down; `more` is put over it.
    json::object claim(json::object more = {});
    std::int64_t opened(const json::object& what);  // by Lucía
    Answer open_case(const json::object& what) { return lucia.post("/cases", what); }
    static std::string at(std::int64_t id, std::string_view part = {});
    Answer view(std::int64_t id) { return lucia.get(at(id)); }
    // What the portal shows of the case, and who stands before it.
    portal::PublicCase customers_page(std::int64_t id);
    TrackingCode code_of(std::int64_t id);
    portal::Visitor visitor() const { return {.now = now()}; }
    Result<void> customer_writes(std::int64_t id, std::string text, std::string once = {});
    // Said back, confirmed and done: what a problem needs before it may be solved.
    void make_solvable(std::int64_t id);
    Answer solve(std::int64_t id, json::object more = {});

    // The types of events since the last call, without those of doors (sessions) and notices.
    std::vector<std::string> new_events();
    std::string in(Micros from_now) const;  // RFC 3339

  private:
    void join(Console& who, std::string_view name, std::string_view role, std::int64_t cents);
    std::size_t told_ = 0;  // events
};

// The first run of "La Colmena"; keeps the administrator's session.
Answer set_up_colmena(Node& node, Console& administrator, Instant now);
std::string rfc3339(Instant);
Instant instant_of(std::string_view rfc3339);

}  // namespace escucha::journeys
