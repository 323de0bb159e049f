// Joins the live connection to what has been fetched: a change marks exactly what it touches as stale.
import { base } from '$lib/api/client';
import { affected, Batch } from '$lib/live/affects';
import { LiveStream } from '$lib/live/stream';
import { client } from './queries';
import { app } from './app.svelte';

const batch = new Batch((queryKey) => void client.invalidateQueries({ queryKey }));

const stream = new LiveStream(() => new EventSource(`${base}/live`, { withCredentials: true }), {
  change(c) {
    if (c.type === 'case.presence' && c.by === app.me?.id) return;
    batch.add(affected(c));
  },
  behind: () => void client.invalidateQueries(),
  up: (connected) => (app.online = connected),
});

export function startLive(): () => void {
  const back = () => {
    stream.hurry();
    void client.invalidateQueries({ queryKey: ['views'] }); // the first answer takes the banner away
  };
  const gone = () => (app.online = false);
  const seen = () => document.hidden || stream.hurry();
  stream.start();
  addEventListener('online', back);
  addEventListener('offline', gone);
  document.addEventListener('visibilitychange', seen);
  return () => {
    stream.stop();
    removeEventListener('online', back);
    removeEventListener('offline', gone);
    document.removeEventListener('visibilitychange', seen);
  };
}
