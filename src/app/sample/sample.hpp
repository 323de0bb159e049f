// The sample company: sixty believable days of a firm that listens, lived through the product's own use cases
// with a moved clock, so that nothing in it could not have happened. Its people have no way in; its customers
// carry the mark of the sample, and everything of theirs goes with them in one click.
#pragma once

namespace escucha::app {

class House;

namespace sample {

// Loads it, ending now. Does nothing when it is there already; a load cut short is removed and begun again.
void load(House&);
void remove(House&);

}  // namespace sample
}  // namespace escucha::app
