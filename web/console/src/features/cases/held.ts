// Replies that the server holds for some seconds: still to be taken back, sent at once, or stopped because somebody spoke
// meanwhile.
import { ApiError, post } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import type { CaseView } from '$lib/api/types';
import { client } from '$lib/state/queries';
import { toasts } from '$lib/state/toasts.svelte';
import { explain } from '$lib/ui/form.svelte';
import { landed } from './queries';

export type Held = components['schemas']['HeldLine'];

/** What this person has on its way here: one at a time, but joining two cases may bring another. */
export const mineOf = (view: CaseView): Held | undefined => view.held.find((h) => h.mine);
export const othersOf = (view: CaseView): Held[] => view.held.filter((h) => !h.mine);

/** When it leaves, by the clock of this computer, whatever that says. */
export const dueOf = (held: Held, now: number): number => now + held.seconds_left * 1000;
export const secondsTo = (due: number, now: number): number => Math.max(0, Math.ceil((due - now) / 1000));

async function act(caseId: number, held: Held, verb: 'undoing' | 'sending', body?: object) {
  try {
    return landed(await post<CaseView>(`/cases/${caseId}/held-replies/${held.id}/${verb}`, body));
  } catch (e) {
    // It left, or somebody spoke, while one made up one's mind: the case shows how it stands.
    toasts.show(explain(e), { tone: e instanceof ApiError && e.status === 409 ? 'plain' : 'late' });
    void client.invalidateQueries({ queryKey: ['case', caseId] });
    return undefined;
  }
}
export const takeBack = (caseId: number, held: Held): Promise<CaseView | undefined> =>
  act(caseId, held, 'undoing');
export const letGo = async (caseId: number, held: Held, seen?: string): Promise<void> => {
  await act(caseId, held, 'sending', { seen });
};
