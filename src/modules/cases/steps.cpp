// The seven steps (SERVICE_MODEL K2), read off what the work has left behind. Nobody ticks them: they fill as
// the work happens.
#include "modules/cases/case.hpp"

namespace escucha::cases {
namespace {

StepView view(Step step, StepState state, std::optional<Mark> mark, const char* hint) {
    return {step, state, mark, state == StepState::done ? "" : hint};
}

StepView respect(const Case& c, const Progress& p) {
    if (p.respect) return view(Step::respect, StepState::done, p.respect, "");
    return view(Step::respect, c.owner != 0 ? StepState::started : StepState::missing, {},
                c.owner != 0 ? "step.respect.greet" : "step.respect.take");
}

StepView listen(const Progress& p) {
    return view(Step::listen, p.heard ? StepState::done : StepState::missing, {}, "step.listen.ask");
}

StepView expectation(const Progress& p) {
    return view(Step::expectation, p.expected ? StepState::done : StepState::missing, p.expected,
                "step.expectation.ask");
}

StepView said_back(const Progress& p) {
    if (p.confirmed_at) return view(Step::said_back, StepState::done, Mark{*p.confirmed_at, 0}, "");
    if (!p.said) return view(Step::said_back, StepState::missing, {}, "step.said_back.say");
    return view(Step::said_back, StepState::started, p.said,
                p.correction.empty() ? "step.said_back.wait" : "step.said_back.correct");
}

StepView options(const Case& c, const Progress& p) {
    if (p.option_chosen || c.state == State::solved) return view(Step::options, StepState::done, {}, "");
    return view(Step::options, p.options > 0 ? StepState::started : StepState::missing, {},
                p.options > 0 ? "step.options.wait" : "step.options.offer");
}

StepView act(const Case& c, const Progress& p) {
    const bool acted = p.promises_made > 0 || p.compensations > 0 || c.state == State::solved;
    if (p.promises_open == 0 && acted) return view(Step::act, StepState::done, {}, "");
    return view(Step::act, acted ? StepState::started : StepState::missing, {},
                p.promises_open > 0 ? "step.act.keep" : "step.act.promise");
}

StepView checked(const Case& c, const Progress& p) {
    if (p.satisfaction) return view(Step::checked, StepState::done, p.satisfaction, "");
    if (p.done) return view(Step::checked, StepState::started, p.done, "step.checked.ask");
    return view(Step::checked, StepState::missing, {},
                c.state == State::solved ? "step.checked.ask" : "step.checked.verify");
}

}  // namespace

std::array<StepView, 7> seven_steps(const Case& c, const Progress& p) {
    return {respect(c, p), listen(p), expectation(p), said_back(p), options(c, p), act(c, p), checked(c, p)};
}

}  // namespace escucha::cases
