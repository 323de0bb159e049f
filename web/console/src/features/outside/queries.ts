import { createQuery } from '@tanstack/svelte-query';
import { get, post } from '$lib/api/client';
import type { List } from '$lib/api/types';
import { client } from '$lib/state/queries';
import { toasts } from '$lib/state/toasts.svelte';
import { explain } from '$lib/ui/form.svelte';
import * as m from '$m';
import type { Forwardings, Recipient, WayOut } from './forwarding';

export const forwardsQuery = (id: () => number) =>
  createQuery(() => ({
    queryKey: ['case', id(), 'forwards'],
    queryFn: () => get<Forwardings>(`/cases/${id()}/forwards`),
  }));
export const waysOutQuery = () =>
  createQuery(() => ({ queryKey: ['mail-ways-out'], queryFn: () => get<List<WayOut>>('/mail-ways-out') }));
/** Whose an address is, once it is one. */
export const recipientQuery = (address: () => string) =>
  createQuery(() => ({
    queryKey: ['mail-recipient', address()],
    queryFn: () => get<Recipient>('/mail-recipient', { email: address() }),
    enabled: address() !== '',
    staleTime: 10_000,
  }));

const undoSeconds = 15;

/** Says that it leaves soon and offers to take it back; `taken` runs when it did not leave. */
export function offerUndo(mail: number, taken: () => void): void {
  toasts.show(m.outside_leaves({ n: undoSeconds }), {
    tone: 'done',
    seconds: undoSeconds - 1,
    action: { label: m.undo(), run: () => void undo(mail, taken) },
  });
}
async function undo(mail: number, taken: () => void): Promise<void> {
  try {
    await post(`/mail/${mail}/cancellation`);
    taken();
  } catch (e) {
    toasts.show(explain(e), { tone: 'late' });
  }
  void client.invalidateQueries({ queryKey: ['case'] });
}
