// What escalation lends to the cases it watches, and what it borrows to send letters.
#pragma once

namespace escucha::app {

class House;
void lend_escalation(House& house);

}  // namespace escucha::app
