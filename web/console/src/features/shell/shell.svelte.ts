// What is open over the pages, and what one can do from anywhere. Pages add their own actions while they are shown.
import type { WriteTo } from '$features/outside/writing';

export interface PaletteAction {
  label: string;
  keys?: string;
  run: () => void;
}
class ShellState {
  palette = $state(false);
  keys = $state(false);
  newCase = $state(false);
  /** To whom somebody begins to write; null: nobody does. */
  writing = $state.raw<WriteTo | null>(null);
  notices = $state(false);
  actions = $state.raw<PaletteAction[]>([]);

  /** For $effect: offers the actions while the effect lives. */
  offer(actions: PaletteAction[]): () => void {
    this.actions = actions;
    return () => {
      if (this.actions === actions) this.actions = [];
    };
  }
}
export const shell = new ShellState();
