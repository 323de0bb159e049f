// The last cases and people seen in this browser, newest first.
export interface Recent {
  to: string;
  title: string;
  detail: string;
}
const key = (person: number) => `escucha.recent.${person}`;

export function recents(person: number): Recent[] {
  try {
    return JSON.parse(localStorage.getItem(key(person)) ?? '[]') as Recent[];
  } catch {
    return [];
  }
}
export function remember(person: number, item: Recent): void {
  try {
    const list = [item, ...recents(person).filter((r) => r.to !== item.to)].slice(0, 6);
    localStorage.setItem(key(person), JSON.stringify(list));
  } catch {
    // a full or forbidden storage only costs the convenience
  }
}
