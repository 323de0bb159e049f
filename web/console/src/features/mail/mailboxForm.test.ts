import { describe, expect, it } from 'vitest';
import { bodyOf, emptyForm, formOf, missingSecrets, usualPort, withProvider } from './mailboxForm';
import type { Mailbox, Provider } from './queries';

const gmail: Provider = {
  name: 'Gmail',
  incoming: {
    protocol: 'imap',
    host: 'imap.gmail.com',
    port: 993,
    security: 'tls',
    login: 'password',
    user: '',
    has_secret: false,
    folder: '',
    remove: false,
    old_mail: false,
  },
  outgoing: {
    host: 'smtp.gmail.com',
    port: 465,
    security: 'tls',
    login: 'password',
    user: '',
    has_secret: false,
    per_minute: 60,
  },
  wants_token: true,
  signed_replies: true,
  hint: '',
};
const kept: Mailbox = {
  id: 7,
  address: 'casos@aurora.pe',
  name: 'Aurora',
  team_id: 3,
  team_name: 'Mesa',
  kind: 'claim',
  signature: 'Aurora',
  active: true,
  signed_replies: true,
  incoming: { ...gmail.incoming, user: 'casos@aurora.pe', has_secret: true, folder: 'Entrada' },
  outgoing: { ...gmail.outgoing, user: 'casos@aurora.pe', has_secret: true },
  status: {
    health: 'working',
    listening: false,
    polled_at: null,
    message_at: null,
    backlog: 0,
    queued: 0,
    oldest_queued: null,
    set_aside: 0,
    incoming: null,
    outgoing: null,
  },
  version: 4,
};

describe('the form of a mailbox', () => {
  it('takes what a provider says, and the address as the user', () => {
    const form = withProvider({ ...emptyForm('Aurora'), address: ' casos@gmail.com ' }, gmail);
    form.incoming.secret = 'abcd';
    const body = bodyOf(form);
    expect(body.address).toBe('casos@gmail.com');
    expect(body.signed_replies).toBe(true);
    expect(body.incoming).toMatchObject({ host: 'imap.gmail.com', port: 993, user: 'casos@gmail.com' });
    expect(body.outgoing).toMatchObject({ host: 'smtp.gmail.com', user: 'casos@gmail.com', secret: 'abcd' });
  });

  it('says everything again when nothing was changed, but no secret', () => {
    const body = bodyOf(formOf(kept));
    expect(body).toMatchObject({ team_id: 3, kind: 'claim', incoming: { folder: 'Entrada' } });
    expect(body.incoming.secret).toBeUndefined();
    expect(body.outgoing.secret).toBeUndefined();
  });

  it('sends nothing when told so, and leaves no login behind', () => {
    const form = formOf(kept);
    form.sends = false;
    expect(bodyOf(form).outgoing).toEqual({});
  });

  it('asks for no server when the mail server brings the messages', () => {
    const form = formOf(kept);
    form.incoming.protocol = 'pipe';
    expect(bodyOf(form).incoming).toEqual({ protocol: 'pipe' });
    expect(bodyOf(form).outgoing.user).toBe('casos@aurora.pe');
  });

  it('keeps two logins apart when they differ', () => {
    const form = formOf({ ...kept, outgoing: { ...kept.outgoing, user: 'otro' } });
    expect(form.sameLogin).toBe(false);
    form.incoming.secret = 'uno';
    expect(bodyOf(form).outgoing).toMatchObject({ user: 'otro', secret: undefined });
  });
});

describe('a secret that must be typed', () => {
  it('is none while server and user stay', () => {
    expect(missingSecrets(formOf(kept), kept)).toEqual({ incoming: false, outgoing: false });
  });
  it('is asked for again when the server or the user is another', () => {
    const form = formOf(kept);
    form.incoming.host = 'imap.otra.pe';
    expect(missingSecrets(form, kept)).toEqual({ incoming: true, outgoing: false });
    form.incoming.secret = 'nueva';
    expect(missingSecrets(form, kept)).toEqual({ incoming: false, outgoing: false });
  });
  it('is asked for in a new one, but not where none is needed', () => {
    const form = { ...emptyForm('Aurora'), address: 'casos@aurora.pe' };
    expect(missingSecrets(form)).toEqual({ incoming: true, outgoing: true });
    form.incoming.login = 'none';
    expect(missingSecrets(form)).toEqual({ incoming: false, outgoing: false });
  });
});

it('knows the usual ports', () => {
  expect([usualPort('imap', 'tls'), usualPort('pop3', 'starttls'), usualPort('smtp', 'starttls')]).toEqual([
    993, 110, 587,
  ]);
});
