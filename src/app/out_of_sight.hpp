// What blocking or erasing somebody reaches beyond the modules that hold their data: what was said of them to
// the team, and the answers kept for repeated requests.
#pragma once

namespace escucha::app {

class House;

void take_out_of_sight(House& house);  // while the house is wired

}  // namespace escucha::app
