// What can be done in a case, once, for its heading, its menu, the palette and the keys.
import type { Component } from 'svelte';
import ArrowLeftRight from '@lucide/svelte/icons/arrow-left-right';
import ArrowUpFromLine from '@lucide/svelte/icons/arrow-up-from-line';
import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import CalendarPlus from '@lucide/svelte/icons/calendar-plus';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import Copy from '@lucide/svelte/icons/copy';
import Ear from '@lucide/svelte/icons/ear';
import FileQuestion from '@lucide/svelte/icons/file-question';
import Forward from '@lucide/svelte/icons/forward';
import Gift from '@lucide/svelte/icons/gift';
import Hand from '@lucide/svelte/icons/hand';
import Link from '@lucide/svelte/icons/link';
import Merge from '@lucide/svelte/icons/merge';
import Pencil from '@lucide/svelte/icons/pencil';
import PhoneForwarded from '@lucide/svelte/icons/phone-forwarded';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import Landmark from '@lucide/svelte/icons/landmark';
import Scale from '@lucide/svelte/icons/scale';
import SkipForward from '@lucide/svelte/icons/skip-forward';
import Split from '@lucide/svelte/icons/split';
import Smile from '@lucide/svelte/icons/smile';
import Store from '@lucide/svelte/icons/store';
import UserRoundCheck from '@lucide/svelte/icons/user-round-check';
import type { CaseView } from '$lib/api/types';
import { app } from '$lib/state/app.svelte';
import { toasts } from '$lib/state/toasts.svelte';
import { explain } from '$lib/ui/form.svelte';
import * as m from '$m';
import type { DialogName } from './dialogs/names';
import { act } from './queries';

export interface CaseAction {
  label: string;
  run: () => void;
  icon: Component<{ size?: number; 'aria-hidden'?: 'true' }>;
  keys?: string;
  /** Stands in the heading; the others are in its menu. */
  front?: 'primary' | 'plain';
}
interface Ports {
  open: (name: DialogName) => void;
  take: () => void;
  write: (mode: 'reply' | 'note') => void;
  next: () => void;
}

export async function copyText(text: string): Promise<void> {
  await navigator.clipboard?.writeText(text).then(
    () => toasts.show(m.copied_text({ text }), { tone: 'done' }),
    () => {},
  );
}

async function toldAgain(id: number): Promise<void> {
  try {
    await act(id, 'retellings', {});
    toasts.show(m.told_again_noted(), { tone: 'done' });
  } catch (e) {
    toasts.show(explain(e), { tone: 'late' });
  }
}

export function caseActions(view: CaseView, { open, take, next }: Ports): CaseAction[] {
  const { case: c, may } = view;
  const mine = c.owner?.id === app.me?.id;
  const solved = c.state === 'solved';
  const all: (CaseAction | false)[] = [
    may.take &&
      !mine &&
      !solved && { label: m.take(), icon: Hand, keys: 't', run: take, front: c.owner ? 'plain' : 'primary' },
    may.solve &&
      !solved && {
        label: m.solve(),
        icon: CircleCheck,
        keys: 's',
        run: () => open('solve'),
        front: mine ? 'primary' : 'plain',
      },
    solved &&
      !c.satisfaction && {
        label: m.ask_satisfaction(),
        icon: Smile,
        run: () => open('satisfaction'),
        front: 'primary',
      },
    may.reopen && solved && { label: m.reopen(), icon: RotateCcw, run: () => open('reopen'), front: 'plain' },
    may.hand_over &&
      !solved && { label: m.hand_over(), icon: ArrowLeftRight, run: () => open('handover'), front: 'plain' },
    may.hand_up && !solved && { label: m.elevate(), icon: ArrowUpFromLine, run: () => open('elevation') },
    may.edit &&
      !solved && { label: m.supervisor_asked(), icon: PhoneForwarded, run: () => open('supervisor') },
    app.is('supervisor') &&
      may.edit &&
      !solved && { label: m.assign(), icon: UserRoundCheck, run: () => open('assign') },
    may.edit && !solved && { label: m.compensate(), icon: Gift, run: () => open('compensation') },
    { label: m.why_this_date(), icon: CalendarClock, run: () => open('why') },
    may.edit &&
      !solved &&
      !c.cure_due && { label: m.complete_menu(), icon: FileQuestion, run: () => open('completion') },
    may.edit &&
      !solved &&
      c.extendable && { label: m.extend_menu(), icon: CalendarPlus, run: () => open('extend') },
    may.edit && !solved && { label: m.classify_menu(), icon: Scale, run: () => open('classify') },
    may.edit && { label: m.dispute_menu(), icon: Landmark, run: () => open('dispute') },
    may.edit && { label: m.visit_title(), icon: Store, run: () => open('visit') },
    may.edit && { label: m.told_again(), icon: Ear, run: () => void toldAgain(c.id) },
    may.edit && { label: m.edit_title(), icon: Pencil, run: () => open('edit') },
    may.edit && { label: m.forward_case(), icon: Forward, run: () => open('forward') },
    may.edit && { label: m.join_menu(), icon: Merge, run: () => open('join') },
    may.edit && { label: m.split_menu(), icon: Split, run: () => open('split') },
    { label: m.copy_code(), icon: Copy, keys: 'y', run: () => void copyText(c.code) },
    {
      label: m.copy_link(),
      icon: Link,
      run: () => void copyText(`${location.origin}/consola/casos/${c.id}`),
    },
    { label: m.key_nextcase(), icon: SkipForward, keys: 'n', run: next },
  ];
  return all.filter((a): a is CaseAction => !!a);
}
