import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DraftSaver, newest, type DraftStatus, type DraftText } from './draft';

function setup() {
  const seen = {
    saved: [] as DraftText[],
    leaving: [] as boolean[],
    removed: 0,
    local: null as DraftText | null,
    status: [] as DraftStatus[],
  };
  let broken = false;
  const saver = new DraftSaver(
    {
      save: async (d, leaving) => {
        if (broken) throw new Error('offline');
        seen.saved.push(d);
        seen.leaving.push(leaving);
      },
      remove: async () => void seen.removed++,
      local: (d) => (seen.local = d),
      status: (s) => seen.status.push(s),
      now: () => 0,
    },
    { text: '', kind: 'reply' },
  );
  return { saver, seen, breakLine: (b: boolean) => (broken = b) };
}
const reply = (text: string): DraftText => ({ text, kind: 'reply' });

describe('drafts', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('saves once after a pause in typing', async () => {
    const { saver, seen } = setup();
    saver.change(reply('Bue'));
    saver.change(reply('Buenos días'));
    expect(seen.local?.text).toBe('Buenos días');
    await vi.advanceTimersByTimeAsync(700);
    expect(seen.saved).toEqual([reply('Buenos días')]);
    expect(seen.local).toBeNull();
    expect(seen.status.at(-1)).toBe('saved');
  });
  it('keeps the text here while the line is down, and saves it when it is back', async () => {
    const { saver, seen, breakLine } = setup();
    breakLine(true);
    saver.change(reply('No se pierde'));
    await vi.advanceTimersByTimeAsync(700);
    expect(seen.status.at(-1)).toBe('kept_here');
    expect(seen.local?.text).toBe('No se pierde');
    breakLine(false);
    await vi.advanceTimersByTimeAsync(5000);
    expect(seen.saved.at(-1)).toEqual(reply('No se pierde'));
    expect(seen.status.at(-1)).toBe('saved');
  });
  it('keeps no copy here of what was tried and taken back', async () => {
    const { saver, seen } = setup();
    saver.change(reply('Buenos días'));
    await vi.advanceTimersByTimeAsync(700);
    saver.change(reply('Buenos'));
    expect(seen.local?.text).toBe('Buenos');
    saver.change(reply('Buenos días'));
    expect(seen.local).toBeNull();
    expect(seen.status.at(-1)).toBe('saved');
    await vi.advanceTimersByTimeAsync(5000);
    expect(seen.saved).toEqual([reply('Buenos días')]);
  });
  it('flushes when the page goes', async () => {
    const { saver, seen } = setup();
    saver.change(reply('a medias'));
    await saver.flush(true);
    expect(seen.leaving).toEqual([true]);
  });
  it('does not resurrect a text that was sent', async () => {
    const { saver, seen } = setup();
    saver.change(reply('listo'));
    saver.clear(true);
    await vi.advanceTimersByTimeAsync(5000);
    expect(seen.saved).toEqual([]);
    expect(seen.local).toBeNull();
  });
  it('removes the draft when all text is deleted', async () => {
    const { saver, seen } = setup();
    saver.change(reply('algo'));
    await vi.advanceTimersByTimeAsync(700);
    saver.change(reply('  '));
    await vi.advanceTimersByTimeAsync(700);
    expect(seen.removed).toBe(1);
    expect(seen.status.at(-1)).toBe('empty');
  });
  it('goes on with the copy written last', () => {
    const server = { ...reply('servidor'), saved_at: '2026-11-21T20:00:00Z' };
    const at = Date.parse(server.saved_at);
    expect(newest(server, { ...reply('aquí'), at: at + 1 })?.text).toBe('aquí');
    expect(newest(server, { ...reply('aquí'), at: at - 1 })?.text).toBe('servidor');
    expect(newest(null, null)).toBeNull();
  });
});
