// Steps 3 to 5 (K2): what the customer expects, said back and confirmed; options with a recommendation.
#include "modules/cases/use_case.hpp"

namespace escucha::cases {
namespace {

void confirm(Work& w, Source by) {
    w.progress().confirmed_at = w.now;
    w.progress().confirmed_by = by;
    w.progress().correction.clear();
}

// A new wording is not yet confirmed, whatever was before.
void say(Work& w, const std::string& text) {
    auto& p = w.progress();
    p.said_back = text;
    p.said = Mark{w.now, w.who.person};
    p.confirmed_at.reset();
    p.correction.clear();
}

Result<void> same_wording(Work& w, Instant said_at) {
    const auto& said = w.progress().said;
    if (!said) return conflict("case.nothing_said_back");
    if (said->at != said_at) return conflict("case.said_back_changed");
    return {};
}

Result<void> acceptable(std::span<const NewOption> options) {
    if (options.empty()) return invalid_field("options", "required");
    if (options.size() > 3) return invalid_field("options", "too_many_items", {{"max", "3"}});
    const auto recommended = std::ranges::count_if(options, &NewOption::recommended);
    if (options.size() > 1 && recommended != 1) return invalid_field("options", "one_recommended");
    return {};
}

}  // namespace

Result<Changed> Cases::expect(const Principal& who, CaseId id, const std::string& text, Instant now) {
    return change(*this, who, id, now, "expectation_recorded", [&](Work& w) -> Result<void> {
        auto& p = w.progress();
        p.expectation = text;
        p.expectation_source = Source::agent;
        p.expected = Mark{now, who.person};
        w.log("expectation_recorded", text);
        return {};
    });
}

Result<Changed> Cases::say_back(const Principal& who, CaseId id, const std::string& text, Instant now) {
    return change(*this, who, id, now, "said_back", [&](Work& w) -> Result<void> {
        say(w, text);
        w.log("said_back", text);
        we_answered(w.c, w.next_update(), w.c.state != State::solved, now, w.soon());
        return {};
    });
}

Result<Changed> Cases::confirm_said_back(const Principal& who, CaseId id, const std::string& how,
                                         Instant now) {
    return change(*this, who, id, now, "confirmed", [&](Work& w) -> Result<void> {
        if (!w.progress().said) return conflict("case.nothing_said_back");
        confirm(w, Source::agent);
        heard_otherwise(w.c, w.soon());
        w.log("confirmed", how);
        return {};
    });
}

Result<Changed> Cases::offer(const Principal& who, CaseId id, std::span<const NewOption> options,
                             Instant now) {
    return change(*this, who, id, now, "options_offered", [&](Work& w) -> Result<void> {
        if (const auto ok = acceptable(options); !ok) return ok;
        if (w.c.state == State::solved) return conflict("case.already_solved");
        store::replace_options(w.tx, id, options, who.person, now);
        w.log("options_offered", {}, {{"n", std::to_string(options.size())}});
        we_answered(w.c, w.next_update(), true, now, w.soon());
        return {};
    });
}

Result<Changed> Cases::choose(const Principal& who, CaseId id, std::int64_t option, Instant now) {
    return change(*this, who, id, now, "option_chosen", [&](Work& w) -> Result<void> {
        const auto offered = store::options(w.tx, id);
        const auto chosen = std::ranges::find(offered, option, &Option::id);
        if (chosen == offered.end()) return not_found("case.option_not_found");
        store::choose_option(w.tx, id, option, now);
        w.log("option_chosen", chosen->text);
        if (who.is_person()) {
            heard_otherwise(w.c, w.soon());
            return {};
        }
        customer_spoke(w.c, now, w.soon());
        w.notify(w.c.owner, team::NoticeKind::customer_replied);
        return {};
    });
}

Result<Changed> Cases::customer_confirms(const Principal& who, CaseId id, Instant said_at, Instant now) {
    return change(*this, who, id, now, "confirmed", [&](Work& w) -> Result<void> {
        if (const auto ok = same_wording(w, said_at); !ok) return ok;
        if (w.progress().confirmed_at) return {};  // said twice is said
        confirm(w, Source::customer);
        w.log("confirmed_by_customer");
        customer_spoke(w.c, now, w.soon());
        w.notify(w.c.owner, team::NoticeKind::customer_replied);
        return {};
    });
}

Result<Changed> Cases::customer_corrects(const Principal& who, CaseId id, Instant said_at,
                                         const std::string& text, Instant now) {
    return change(*this, who, id, now, "corrected", [&](Work& w) -> Result<void> {
        if (text.empty()) return invalid_field("text", "required");
        if (const auto ok = same_wording(w, said_at); !ok) return ok;
        w.progress().correction = text;
        w.progress().confirmed_at.reset();
        w.log("corrected_by_customer", text);
        customer_spoke(w.c, now, w.soon());
        w.notify(w.c.owner, team::NoticeKind::customer_replied);
        return {};
    });
}

}  // namespace escucha::cases
