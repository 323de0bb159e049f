// For whom one is writing: dialogs over a case know nothing of its customer, and what hurts depends on the name and the treatment.
import type { Treatment } from '$lib/api/types';

export const whom = $state<{ where: number; treatment: Treatment | undefined; name: string }>({
  where: 0,
  treatment: undefined,
  name: '',
});
