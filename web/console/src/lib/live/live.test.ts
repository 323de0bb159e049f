import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { affected, Batch, type Key } from './affects';
import { LiveStream, type Source } from './stream';

class FakeSource implements Source {
  readyState = 0;
  closed = false;
  #on = new Map<string, ((e: MessageEvent) => void)[]>();
  addEventListener(type: string, f: (e: MessageEvent) => void) {
    this.#on.set(type, [...(this.#on.get(type) ?? []), f]);
  }
  say(type: string, data = '') {
    this.#on.get(type)?.forEach((f) => f({ data } as MessageEvent));
  }
  fail(readyState: number) {
    this.readyState = readyState;
    this.say('error');
  }
  close() {
    this.closed = true;
  }
}

function setup() {
  const sources: FakeSource[] = [];
  const seen = { changes: [] as unknown[], behind: 0, up: [] as boolean[] };
  const stream = new LiveStream(() => (sources.push(new FakeSource()), sources.at(-1)!), {
    change: (c) => seen.changes.push(c),
    behind: () => seen.behind++,
    up: (u) => seen.up.push(u),
  });
  stream.start();
  return { stream, sources, seen };
}

describe('live connection', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('hands changes over', () => {
    const { sources, seen } = setup();
    sources[0]!.say('hello');
    sources[0]!.say('change', '{"type":"case.opened","case_id":7}');
    expect(seen.changes).toEqual([{ type: 'case.opened', case_id: 7 }]);
    expect(seen.up).toEqual([true]);
  });
  it('lets the browser reconnect by itself while it tries, keeping its cursor', () => {
    const { sources, seen } = setup();
    sources[0]!.say('hello');
    sources[0]!.fail(0);
    vi.advanceTimersByTime(60_000);
    expect(sources).toHaveLength(1);
    expect(seen.up).toEqual([true, false]);
    sources[0]!.say('hello');
    expect(seen.behind).toBe(0);
  });
  it('opens anew with doubling pauses when the browser gave up, and is then behind', () => {
    const { sources, seen } = setup();
    sources[0]!.fail(2);
    vi.advanceTimersByTime(999);
    expect(sources).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sources).toHaveLength(2);
    sources[1]!.fail(2);
    vi.advanceTimersByTime(1999);
    expect(sources).toHaveLength(2);
    vi.advanceTimersByTime(1);
    sources[2]!.say('hello');
    expect(seen.behind).toBe(1);
    sources[2]!.say('hello');
    expect(seen.behind).toBe(1);
  });
  it('hurries when the network returns', () => {
    const { stream, sources } = setup();
    sources[0]!.fail(2);
    stream.hurry();
    expect(sources).toHaveLength(2);
    vi.advanceTimersByTime(5000);
    expect(sources).toHaveLength(2);
  });
  it('stops for good', () => {
    const { stream, sources } = setup();
    sources[0]!.fail(2);
    stream.stop();
    vi.advanceTimersByTime(60_000);
    expect(sources).toHaveLength(1);
    expect(sources[0]!.closed).toBe(true);
  });
  it('treats what it cannot read as being behind', () => {
    const { sources, seen } = setup();
    sources[0]!.say('change', '{broken');
    expect(seen.behind).toBe(1);
  });
});

describe('what a change makes stale', () => {
  it('a new message: its case, the lists and the counts', () => {
    expect(affected({ type: 'case.message', case_id: 3 })).toContainEqual(['case', 3]);
    expect(affected({ type: 'case.message', case_id: 3 })).toContainEqual(['views']);
  });
  const names = (type: string, more = {}) => affected({ type, ...more }).map((k) => k[0]);
  it('someone looking: only that case', () =>
    expect(affected({ type: 'case.presence', case_id: 3 })).toEqual([['case', 3]]));
  it('an answer about to leave: only that case', () =>
    expect(affected({ type: 'case.reply_held', case_id: 3 })).toEqual([['case', 3]]));
  it('a notice: only the notices', () =>
    expect(affected({ type: 'notice.added', subject: 'notice', subject_id: 9 })).toEqual([['notices']]));
  it('of a mailbox is its state and the alarm, of a message that came back its case', () => {
    expect(names('mailbox.changed')).toEqual(expect.arrayContaining(['mailboxes', 'mail-alarms']));
    const keys = affected({ type: 'mail.delivery_changed', subject: 'mail', subject_id: 7, case_id: 3 });
    expect(keys).toEqual([
      ['case', 3],
      ['mail', 7],
    ]);
  });
  it('a customer: their page, and wherever their name stands', () => {
    const keys = affected({ type: 'customer.changed', subject: 'customer', subject_id: 5 });
    expect(keys).toContainEqual(['customer', 5]);
    expect(keys).toContainEqual(['customers']);
    expect(keys).toContainEqual(['case']);
    expect(keys).not.toContainEqual(['views']);
  });
  it('the organisation: its name and its settings, no list', () =>
    expect(names('organisation.changed')).toEqual(['organisation']));
  it('the calendar: hours, holidays, own days and the hours it suggests', () =>
    expect(names('calendar.changed')).toEqual(['calendar', 'holidays', 'own-days', 'promise-suggestion']));
  it('a deadline: the table of deadlines', () =>
    expect(names('deadline_policy.changed')).toEqual(['deadline-policies']));
  it('the sample company: everything it brought or took away', () => {
    for (const what of ['organisation', 'cases', 'views', 'promises', 'customers', 'people', 'teams'])
      expect(names('sample.changed')).toContain(what);
  });
  it('a team: whose cases it has may differ', () =>
    expect(names('team.changed')).toEqual(expect.arrayContaining(['teams', 'people', 'cases'])));
  it('fetches once for a burst', () => {
    vi.useFakeTimers();
    const got: Key[] = [];
    const batch = new Batch((k) => got.push(k));
    for (let i = 0; i < 50; i++) batch.add(affected({ type: 'case.changed', case_id: 3 }));
    vi.advanceTimersByTime(200);
    expect(got.filter((k) => k[0] === 'views')).toHaveLength(1);
    expect(got.filter((k) => k[0] === 'case')).toHaveLength(1);
    vi.useRealTimers();
  });
});
