// The seconds until a held reply leaves, for as long as whoever shows them is there.
import { client } from '$lib/state/queries';
import { dueOf, secondsTo, type Held } from './held';

const PATIENCE = 1500; // a live change tells that it has left; in case it does not come, one looks

export class Countdown {
  left = $state(0);
  constructor(caseId: () => number, held: () => Held) {
    $effect(() => {
      const h = held();
      const due = dueOf(h, Date.now());
      let asked = due + PATIENCE;
      const tick = () => {
        const now = Date.now();
        this.left = secondsTo(due, now);
        if (now < asked || h.stopped) return;
        asked = now + 2 * PATIENCE;
        void client.invalidateQueries({ queryKey: ['case', caseId()], exact: true });
      };
      tick();
      const timer = setInterval(tick, 250);
      return () => clearInterval(timer);
    });
  }
}
