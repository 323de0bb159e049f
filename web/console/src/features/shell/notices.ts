import { createQuery } from '@tanstack/svelte-query';
import { get, post } from '$lib/api/client';
import type { Notice, Page } from '$lib/api/types';
import { client } from '$lib/state/queries';

export const noticesQuery = () =>
  createQuery(() => ({
    queryKey: ['notices'],
    queryFn: () => get<Page<Notice>>('/notices', { limit: 30 }),
    refetchInterval: 120_000,
  }));

export async function readNotice(id?: number): Promise<void> {
  const now = new Date().toISOString();
  client.setQueryData<Page<Notice>>(
    ['notices'],
    (p) =>
      p && {
        ...p,
        items: p.items.map((n) =>
          id === undefined || n.id === id ? { ...n, read_at: n.read_at ?? now } : n,
        ),
      },
  );
  await post(id === undefined ? '/notices/reading' : `/notices/${id}/reading`).catch(() =>
    client.invalidateQueries({ queryKey: ['notices'] }),
  );
}
