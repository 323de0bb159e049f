/** To whom somebody begins to write: nothing when that is not chosen yet. */
export interface WriteTo {
  id?: number;
  name?: string;
  email?: string;
}
