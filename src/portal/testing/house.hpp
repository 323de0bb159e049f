// A portal over a desk in memory, at a moment that the test moves.
#pragma once
#include <gtest/gtest.h>

#include "portal/portal.hpp"
#include "portal/testing/browser.hpp"
#include "portal/testing/fake_desk.hpp"

namespace escucha::portal::testing {

class House : public ::testing::Test {
  protected:
    // Saturday 21 November 2026, 10:32 in Lima.
    Instant now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + std::chrono::hours(15) +
                  std::chrono::minutes(32);
    FakeDesk desk;
    http::Api api{{.now = [this] { return now; }, .log_requests = false}};
    Portal portal{desk, {.secret = "secret of the tests"}};
    Browser browser{api};

    House() { portal.mount(api); }

    void pass(Micros time) { now += time; }

    // A page's form, some seconds later, with its token.
    Seen send(const std::string& target, Fields fields, const std::string& token) {
        pass(std::chrono::seconds(20));
        fields.emplace_back("f", token);
        return browser.post(target, fields);
    }
    Seen tell(Fields fields, const std::string& kind = "queja") {
        const auto target = "/contar?tipo=" + kind;
        return send(target, std::move(fields), browser.get(target).token());
    }
    static Fields a_story() {
        return {{"what", "Me gritaron en la tienda."},
                {"expectation", "Una disculpa."},
                {"name", "Ana Ruiz"},
                {"phone", "999 111 222"}};
    }
    // A case of this customer's, as the desk would tell of it.
    PublicCase& a_case() {
        PublicCase c{.code = TrackingCode::mint(),
                     .kind = CaseKind::complaint,
                     .standing = Standing::in_hand,
                     .customer = "Ana Ruiz",
                     .opened_at = now - std::chrono::hours(30)};
        c.looked_after_by = "Rosa Díaz";
        c.messages.push_back({.from_customer = true, .at = c.opened_at, .text = "Me gritaron en la tienda."});
        return desk.put(std::move(c));
    }
    Seen act(const PublicCase& c, Fields fields) {
        const auto path = "/caso/" + c.code.shown();
        return send(path, std::move(fields), browser.get(path).token());
    }
};

}  // namespace escucha::portal::testing
