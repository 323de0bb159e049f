// What one fills in about a mailbox, and how it becomes what the server is told.
import type { Kind } from '$lib/api/types';
import type { Mailbox, MailboxBody, Provider } from './queries';

type Protocol = MailboxBody['incoming']['protocol'];
type Security = NonNullable<MailboxBody['incoming']['security']>;
type Login = NonNullable<MailboxBody['incoming']['login']>;

interface Place {
  host: string;
  port: string; // empty: the usual one
  security: Security;
  login: Login;
  user: string;
  secret: string; // empty: the one kept stays
}
export interface MailboxForm {
  address: string;
  name: string;
  team: string;
  kind: Kind;
  signature: string;
  active: boolean;
  signedReplies: boolean;
  incoming: Place & { protocol: Protocol; folder: string; remove: boolean; oldMail: boolean };
  sends: boolean;
  outgoing: Place & { perMinute: string };
  /** One user and secret for both ways: what nearly everybody has. */
  sameLogin: boolean;
}

const place = (): Place => ({
  host: '',
  port: '',
  security: 'tls',
  login: 'password',
  user: '',
  secret: '',
});

export const emptyForm = (name: string): MailboxForm => ({
  address: '',
  name,
  team: '',
  kind: 'question',
  signature: '',
  active: true,
  signedReplies: false, // known of the provider, or found out by trying
  incoming: { ...place(), protocol: 'imap', folder: '', remove: false, oldMail: false },
  sends: true,
  outgoing: { ...place(), perMinute: '60' },
  sameLogin: true,
});

const portText = (port: number) => (port ? String(port) : '');

export function formOf(m: Mailbox): MailboxForm {
  const { incoming: i, outgoing: o } = m;
  return {
    address: m.address,
    name: m.name,
    team: String(m.team_id ?? ''),
    kind: m.kind,
    signature: m.signature,
    active: m.active,
    signedReplies: m.signed_replies,
    incoming: {
      protocol: i.protocol,
      host: i.host,
      port: portText(i.port),
      security: i.security,
      login: i.login,
      user: i.user,
      secret: '',
      folder: i.folder,
      remove: i.remove,
      oldMail: i.old_mail,
    },
    sends: o.host !== '',
    outgoing: {
      host: o.host,
      port: portText(o.port),
      security: o.security,
      login: o.login,
      user: o.user,
      secret: '',
      perMinute: String(o.per_minute),
    },
    sameLogin: i.protocol !== 'pipe' && (o.host === '' || (i.user === o.user && i.login === o.login)),
  };
}

/** The servers of a provider, into the form. What the provider does not say is the address itself. */
export function withProvider(form: MailboxForm, p: Provider): MailboxForm {
  const user = (said: string) => said || form.address.trim();
  const take = (s: Provider['incoming'] | Provider['outgoing']) => ({
    host: s.host,
    port: portText(s.port),
    security: s.security,
    login: s.login,
    user: user(s.user),
  });
  return {
    ...form,
    incoming: { ...form.incoming, protocol: p.incoming.protocol, ...take(p.incoming) },
    sends: p.outgoing.host !== '',
    outgoing: { ...form.outgoing, ...take(p.outgoing) },
    sameLogin: true,
    signedReplies: p.signed_replies,
  };
}

/** The port that is used when none is said (RFC 8314; 25 and 110, 143 are for STARTTLS and none). */
export function usualPort(what: Protocol | 'smtp', security: Security): number {
  if (what === 'imap') return security === 'tls' ? 993 : 143;
  if (what === 'pop3') return security === 'tls' ? 995 : 110;
  return security === 'tls' ? 465 : 587;
}

/** Whether a secret must be typed: none is kept, or it belongs to another server or user. */
function needsSecret(now: Place, before: Mailbox['incoming'] | Mailbox['outgoing'] | undefined): boolean {
  if (now.login === 'none' || now.secret) return false;
  return !before?.has_secret || before.host !== now.host.trim() || before.user !== now.user.trim();
}

/** Both ways as they will be saved: one login for both is the incoming one's. */
export function resolved(form: MailboxForm): MailboxForm {
  const shared = form.sameLogin && form.incoming.protocol !== 'pipe';
  if (!shared) return form;
  const { user, login, secret } = form.incoming;
  return { ...form, outgoing: { ...form.outgoing, user, login, secret } };
}

export function missingSecrets(
  form: MailboxForm,
  before?: Mailbox,
): { incoming: boolean; outgoing: boolean } {
  const f = resolved(form);
  return {
    incoming: f.incoming.protocol !== 'pipe' && needsSecret(f.incoming, before?.incoming),
    outgoing: f.sends && needsSecret(f.outgoing, before?.outgoing),
  };
}

const said = (p: Place) => ({
  host: p.host.trim() || undefined,
  port: p.port ? Number(p.port) : undefined,
  security: p.security,
  login: p.login,
  user: p.login === 'none' ? undefined : p.user.trim() || undefined,
  secret: p.login === 'none' ? undefined : p.secret || undefined,
});

export function bodyOf(form: MailboxForm): MailboxBody {
  const f = resolved(form);
  const { incoming: i, outgoing: o } = f;
  return {
    address: f.address.trim(),
    name: f.name.trim(),
    team_id: f.team ? Number(f.team) : null,
    kind: f.kind,
    signature: f.signature.trim() || undefined,
    active: f.active,
    signed_replies: f.signedReplies,
    incoming:
      i.protocol === 'pipe'
        ? { protocol: 'pipe' }
        : {
            protocol: i.protocol,
            ...said(i),
            folder: i.protocol === 'imap' ? i.folder.trim() || undefined : undefined,
            remove: i.remove,
            old_mail: i.oldMail,
          },
    outgoing: f.sends ? { ...said(o), per_minute: Number(o.perMinute) || undefined } : {},
  };
}
