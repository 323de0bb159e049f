// The messages of a case that no entry of its conversation shows (notices we sent, what machines wrote), put where they
// belong in time.
import type { Entry } from '$lib/api/types';
import type { MailLine } from './queries';

export type Woven =
  { at: string; entry: Entry; mail?: undefined } | { at: string; mail: MailLine; entry?: undefined };

/** `whole`: the entries are all there are. Otherwise what is older than the first of them waits until those are fetched. */
export function weave(entries: readonly Entry[], mails: readonly MailLine[], whole: boolean): Woven[] {
  const shown = new Set(entries.flatMap((e) => (e.mail ? [e.mail.id] : [])));
  const from = whole ? '' : (entries[0]?.at ?? '');
  const lines = mails.filter((l) => l.fate !== 'heard' && !shown.has(l.id) && l.at >= from);
  const out: Woven[] = [];
  let next = 0;
  for (const entry of entries) {
    while (next < lines.length && lines[next]!.at < entry.at) out.push(asWoven(lines[next++]!));
    out.push({ at: entry.at, entry });
  }
  return [...out, ...lines.slice(next).map(asWoven)];
}
const asWoven = (mail: MailLine): Woven => ({ at: mail.at, mail });

/** A subject worth showing: not the case's own title with "Re:" before it and the code behind. */
export function subjectIfOther(subject: string, title: string): string {
  return bare(subject) === bare(title) ? '' : subject;
}
const bare = (s: string) =>
  s
    .replace(/\[[^\]]*\]/g, '')
    .replace(/^(\s*(re|rv|fw|fwd|tr|enc|resp?)\s*:)+/i, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
