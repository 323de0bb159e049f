import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Entry } from '$lib/api/types';
import { Outbox, type Outgoing } from './outbox';
import { arrivedAfter, lastSeen } from './seen';

const reply = (caseId: number): Outgoing => ({
  caseId,
  text: 'Hola',
  seen: 'c1',
  files: [],
  wait: false,
  apology: false,
  copies: null,
  key: 'k',
});
function setup(fail?: Error) {
  const log: string[] = [];
  const outbox = new Outbox({
    send: async (o, leaving) => {
      if (fail) throw fail;
      log.push(`sent ${o.caseId}${leaving ? ' leaving' : ''}`);
    },
    failed: (o, e) => log.push(`failed ${o.caseId} ${(e as Error).message}`),
    changed: () => {},
    now: () => Date.now(),
  });
  return { log, outbox };
}

describe('replies on their way', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are sent when the time to take them back is over', async () => {
    const { log, outbox } = setup();
    outbox.put(reply(1), 10);
    await vi.advanceTimersByTimeAsync(9999);
    expect(log).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(log).toEqual(['sent 1']);
    expect(outbox.of(1)).toBeUndefined();
  });
  it('can be taken back, and are then not sent', async () => {
    const { log, outbox } = setup();
    outbox.put(reply(1), 10);
    expect(outbox.undo(1)?.text).toBe('Hola');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(log).toEqual([]);
  });
  it('are sent once when sent by hand', async () => {
    const { log, outbox } = setup();
    outbox.put(reply(1), 10);
    await outbox.now(1);
    expect(outbox.undo(1)).toBeUndefined();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(log).toEqual(['sent 1']);
  });
  it('all leave when the page is closed', () => {
    const { log, outbox } = setup();
    outbox.put(reply(1), 10);
    outbox.put(reply(2), 10);
    outbox.flush();
    expect(log).toEqual(['sent 1 leaving', 'sent 2 leaving']);
  });
  it('come back when they cannot be sent', async () => {
    const { log, outbox } = setup(new Error('409'));
    outbox.put(reply(1), 0);
    await vi.advanceTimersByTimeAsync(1);
    expect(log).toEqual(['failed 1 409']);
  });
});

describe('what the writer had seen', () => {
  const e = (id: string, type: Entry['type']): Entry => ({ id, type }) as Entry;
  const entries = [e('c1', 'message'), e('n2', 'note'), e('l3', 'change')];
  it('is the last message, call, visit or note', () => {
    expect(lastSeen(entries)).toBe('n2');
    expect(lastSeen([])).toBe('');
  });
  it('tells what arrived since', () => {
    const later = [...entries, e('c4', 'message'), e('l5', 'change')];
    expect(arrivedAfter(later, 'n2').map((x) => x.id)).toEqual(['c4']);
    expect(arrivedAfter(later, 'gone').map((x) => x.id)).toEqual(['c4']);
  });
});
