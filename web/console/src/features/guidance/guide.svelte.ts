// Whether the guide stands open beside where one writes: as this person left it.
const key = 'escucha.guide';
function left(): boolean {
  try {
    return localStorage.getItem(key) === 'open';
  } catch {
    return false;
  }
}
class Guide {
  open = $state(left());
  set(open: boolean): void {
    this.open = open;
    try {
      localStorage.setItem(key, open ? 'open' : '');
    } catch {
      // for this visit then
    }
  }
}
export const guide = new Guide();
