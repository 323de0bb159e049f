// How mailboxes and messages are spoken of.
import { ago, plural, when } from '$lib/text/text';
import * as m from '$m';
import type { Mailbox, MailParty } from './queries';

const WORTH_SAYING = 5 * 60_000;

type Tone = 'done' | 'soon' | 'late' | 'on_course';

export const healthTone = (b: Mailbox): Tone =>
  (({ waiting: 'on_course', working: 'done', failing: 'soon', stopped: 'late', off: 'on_course' }) as const)[
    b.status.health
  ];
export const healthWords = (b: Mailbox): string =>
  ({
    waiting: m.mail_waiting,
    working: m.mail_working,
    failing: m.mail_failing,
    stopped: m.mail_stopped,
    off: m.mail_off,
  })[b.status.health]();

/** When it was last looked at, and when the last message came. */
export function lastWords(b: Mailbox): string {
  const s = b.status;
  const looked =
    b.incoming.protocol === 'pipe'
      ? m.mail_by_pipe()
      : s.polled_at
        ? m.mail_looked({ ago: ago(s.polled_at) })
        : m.mail_never_looked();
  const came = s.message_at ? m.mail_last_message({ when: when(s.message_at) }) : m.mail_no_message();
  return [s.listening ? m.mail_listening() : looked, came].join(' ');
}

/** What waits: at the server, to be sent, or for somebody to look. Nothing when nothing waits. */
export function waitingWords(b: Mailbox): string[] {
  const s = b.status;
  return [
    s.backlog ? plural(s.backlog, m.mail_backlog_one, m.mail_backlog_other) : '',
    s.queued ? plural(s.queued, m.mail_queued_one, m.mail_queued_other) : '',
    s.oldest_queued && Date.now() - Date.parse(s.oldest_queued) > WORTH_SAYING
      ? m.mail_oldest({ ago: ago(s.oldest_queued) })
      : '',
    s.set_aside ? plural(s.set_aside, m.mail_aside_one, m.mail_aside_other) : '',
  ].filter(Boolean);
}

export const partyWords = (p: MailParty) =>
  p.name && p.name !== p.email ? `${p.name} <${p.email}>` : p.email;
export const partiesWords = (list: readonly MailParty[]) => list.map(partyWords).join(', ');
