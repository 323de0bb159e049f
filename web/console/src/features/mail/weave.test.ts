import { describe, expect, it } from 'vitest';
import type { Entry } from '$lib/api/types';
import type { MailLine } from './queries';
import { subjectIfOther, weave } from './weave';

const entry = (id: string, at: string, mail?: number) =>
  ({ id, at, mail: mail ? { id: mail } : null }) as unknown as Entry;
const line = (id: number, at: string, fate: MailLine['fate'] = 'sent') => ({ id, at, fate }) as MailLine;
const order = (all: ReturnType<typeof weave>) => all.map((w) => w.entry?.id ?? `m${w.mail!.id}`);

describe('weave', () => {
  it('puts notices between what was said, and what an entry shows only once', () => {
    const all = weave(
      [entry('a', '2026-11-16T10:00:00Z', 1), entry('b', '2026-11-16T12:00:00Z', 3)],
      [
        line(1, '2026-11-16T10:00:00Z', 'heard'),
        line(2, '2026-11-16T10:00:01Z'),
        line(3, '2026-11-16T12:00:00Z'),
        line(4, '2026-11-16T13:00:00Z', 'bounce'),
      ],
      true,
    );
    expect(order(all)).toEqual(['a', 'm2', 'b', 'm4']);
  });

  it('keeps what is older than the entries at hand until those are fetched', () => {
    const entries = [entry('b', '2026-11-16T12:00:00Z')];
    const old = [line(2, '2026-11-16T09:00:00Z', 'recorded')];
    expect(order(weave(entries, old, false))).toEqual(['b']);
    expect(order(weave(entries, old, true))).toEqual(['m2', 'b']);
  });
});

describe('a subject', () => {
  it('is not told again when it is the title of the case', () => {
    expect(subjectIfOther('Re: RV:  No enfría [4K7-2M9]', 'No enfría')).toBe('');
    expect(subjectIfOther('Y otra cosa', 'No enfría')).toBe('Y otra cosa');
  });
});
