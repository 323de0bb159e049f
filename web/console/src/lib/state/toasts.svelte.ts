// Short words after an action, with an undo where there is one. They stand above the page's edge, never over the composer.
export interface Toast {
  id: number;
  text: string;
  tone: 'done' | 'late' | 'plain';
  action?: { label: string; run: () => void };
}
let next = 1;
class Toasts {
  list = $state<Toast[]>([]);
  show(text: string, o: { tone?: Toast['tone']; action?: Toast['action']; seconds?: number } = {}): number {
    const id = next++;
    this.list = [...this.list.slice(-2), { id, text, tone: o.tone ?? 'plain', action: o.action }];
    setTimeout(() => this.hide(id), (o.seconds ?? (o.tone === 'late' ? 9 : 5)) * 1000);
    return id;
  }
  hide(id: number): void {
    this.list = this.list.filter((t) => t.id !== id);
  }
}
export const toasts = new Toasts();
