// The dialogs of a case, in one piece of code fetched when the first is opened.
import type { Component } from 'svelte';
import type { CaseView } from '$lib/api/types';
import AssignDialog from './AssignDialog.svelte';
import CallDialog from './CallDialog.svelte';
import CompensationDialog from './CompensationDialog.svelte';
import ConfirmSaidBackDialog from './ConfirmSaidBackDialog.svelte';
import DoneCheckDialog from './DoneCheckDialog.svelte';
import EditDialog from './EditDialog.svelte';
import ElevationDialog from './ElevationDialog.svelte';
import ExpectationDialog from './ExpectationDialog.svelte';
import ForwardDialog from '$features/outside/ForwardDialog.svelte';
import HandoverDialog from './HandoverDialog.svelte';
import JoinDialog from './JoinDialog.svelte';
import type { DialogName } from './names';
import OptionsDialog from './OptionsDialog.svelte';
import PromiseDialog from './PromiseDialog.svelte';
import ReopenDialog from './ReopenDialog.svelte';
import SaidBackDialog from './SaidBackDialog.svelte';
import SatisfactionDialog from './SatisfactionDialog.svelte';
import SolveDialog from './SolveDialog.svelte';
import SplitDialog from './SplitDialog.svelte';
import ClassifyDialog from '$features/terms/ClassifyDialog.svelte';
import CompletionDialog from '$features/terms/CompletionDialog.svelte';
import DisputeDialog from '$features/terms/DisputeDialog.svelte';
import ExtendDialog from '$features/terms/ExtendDialog.svelte';
import WhyDialog from '$features/terms/WhyDialog.svelte';
import SupervisorDialog from '$features/escalation/SupervisorDialog.svelte';
import VisitDialog from './VisitDialog.svelte';

export interface DialogProps {
  view: CaseView;
  onclose: () => void;
  /** What it begins with: an entry of the timeline (split, forward), a forwarding ('forward:7'), the number of another case (join). */
  about?: string;
}
export const dialogs: Record<DialogName, Component<DialogProps>> = {
  promise: PromiseDialog,
  call: CallDialog,
  visit: VisitDialog,
  expectation: ExpectationDialog,
  said_back: SaidBackDialog,
  confirm_said_back: ConfirmSaidBackDialog,
  options: OptionsDialog,
  assign: AssignDialog,
  handover: HandoverDialog,
  elevation: ElevationDialog,
  compensation: CompensationDialog,
  solve: SolveDialog,
  reopen: ReopenDialog,
  satisfaction: SatisfactionDialog,
  done_check: DoneCheckDialog,
  edit: EditDialog,
  join: JoinDialog,
  split: SplitDialog,
  forward: ForwardDialog,
  supervisor: SupervisorDialog,
  why: WhyDialog,
  completion: CompletionDialog,
  extend: ExtendDialog,
  classify: ClassifyDialog,
  dispute: DisputeDialog,
};
