// A desk in memory for the tests of the portal: it keeps what it is told, and refuses where a real one would.
#pragma once
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "portal/desk.hpp"

namespace escucha::portal::testing {

class FakeDesk : public Desk {
  public:
    std::optional<Organisation> house = Organisation{.name = "Agua Clara", .zone = "America/Lima"};
    std::map<TrackingCode, PublicCase> cases;
    std::map<std::string, TrackingCode> by_once;
    std::set<std::string> answered;
    std::vector<Intake> intakes;
    std::vector<Visitor> visitors;
    int looked_up = 0;
    std::optional<Error> refuses;                                       // whatever is asked next
    std::map<std::int64_t, std::pair<std::string, std::string>> files;  // name, bytes

    PublicCase& put(PublicCase c) {
        const auto code = c.code;
        return cases.insert_or_assign(code, std::move(c)).first->second;
    }

    std::optional<Organisation> organisation() override { return house; }

    Result<TrackingCode> open_case(const Intake& intake, const Visitor& visitor) override {
        if (const auto seen = by_once.find(intake.once); seen != by_once.end()) return seen->second;
        if (refuses) return Refused(*std::exchange(refuses, std::nullopt));
        intakes.push_back(intake);
        visitors.push_back(visitor);
        PublicCase c{.code = TrackingCode::mint(),
                     .kind = intake.kind,
                     .customer = intake.name,
                     .opened_at = visitor.now};
        c.first_answer_due = visitor.now + std::chrono::hours(4);
        c.resolution_due = visitor.now + std::chrono::days(3);
        c.expectation = intake.expectation;
        c.messages.push_back(message(intake.what, intake.files, visitor.now));
        by_once.emplace(intake.once, c.code);
        return put(std::move(c)).code;
    }

    std::optional<PublicCase> find(const TrackingCode& code, const Visitor&) override {
        ++looked_up;
        const auto at = cases.find(code);
        return at == cases.end() ? std::nullopt : std::optional(at->second);
    }

    Result<http::File> receipt(const TrackingCode& code, const Visitor&) override {
        if (!cases.contains(code)) return not_found("case.not_found");
        return http::File{.content = http::Body("%PDF-1.5 " + code.shown()), .name = "a.pdf", .shown = true};
    }

    Result<void> reply(const TrackingCode& code, const Answer& answer, const Visitor& visitor) override {
        if (refuses) return Refused(*std::exchange(refuses, std::nullopt));
        auto& c = cases.at(code);
        if (!answered.insert(answer.once).second) return {};
        c.messages.push_back(message(answer.text, answer.files, visitor.now));
        if (c.standing == Standing::solved) c.standing = Standing::in_hand;
        return {};
    }
    Result<void> confirm_said_back(const TrackingCode& code, std::int64_t version,
                                   const Visitor& visitor) override {
        auto& said = cases.at(code).said_back;
        if (!said || said->version != version) return conflict("portal.not_understood");
        said->confirmed_at = visitor.now;
        return {};
    }
    Result<void> correct_said_back(const TrackingCode& code, std::int64_t version, const std::string& text,
                                   const Visitor&) override {
        auto& said = cases.at(code).said_back;
        if (!said || said->version != version) return conflict("portal.not_understood");
        said->correction = text;
        return {};
    }
    Result<void> choose_option(const TrackingCode& code, std::int64_t option, const Visitor&) override {
        for (auto& o : cases.at(code).options) {
            if (o.id == option) return o.chosen = true, Result<void>{};
        }
        return not_found("not_found");
    }
    Result<void> judge_promise(const TrackingCode& code, std::int64_t promise, bool kept,
                               const Visitor&) override {
        for (auto& p : cases.at(code).promises) {
            if (p.id == promise) return p.verdict = kept, Result<void>{};
        }
        return not_found("not_found");
    }
    Result<void> rate(const TrackingCode& code, const PublicSatisfaction& satisfaction,
                      const Visitor&) override {
        auto& c = cases.at(code);
        if (c.standing != Standing::solved) return conflict("portal.not_understood");
        c.satisfaction = satisfaction;
        return {};
    }
    Result<http::File> file(const TrackingCode& code, std::int64_t file, const Visitor&) override {
        for (const auto& m : cases.at(code).messages) {
            for (const auto& f : m.files) {
                if (f.id == file)
                    return http::File{.content = files.at(file).second, .name = files.at(file).first};
            }
        }
        return not_found("not_found");
    }

  private:
    PublicMessage message(const std::string& text, const std::vector<http::Upload>& uploads, Instant at) {
        PublicMessage m{.from_customer = true, .at = at, .text = text};
        for (const auto& u : uploads) {
            const auto id = static_cast<std::int64_t>(files.size()) + 1;
            files[id] = {u.name, std::string(u.bytes)};
            m.files.push_back({.id = id, .name = u.name, .type = u.type, .size = std::ssize(u.bytes)});
        }
        return m;
    }
};

}  // namespace escucha::portal::testing
