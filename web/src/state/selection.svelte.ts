// Where the keyboard is in the list, and which messages are chosen for something to be done with them.
import { SvelteSet } from 'svelte/reactivity';
import type { MessageSummary } from '../api/types';

class Selection {
  /** The row that keys act on. */
  current = $state<string | null>(null);
  readonly chosen = new SvelteSet<string>();
  private anchor: string | null = null;

  toggle(id: string): void {
    if (!this.chosen.delete(id)) this.chosen.add(id);
    this.anchor = id;
  }

  /** From the one that was chosen last to this one, as lists do with the shift key. */
  extendTo(id: string, rows: MessageSummary[]): void {
    const from = rows.findIndex((row) => row.id === this.anchor);
    const to = rows.findIndex((row) => row.id === id);
    if (from < 0 || to < 0) return this.toggle(id);
    for (const row of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) this.chosen.add(row.id);
  }

  clear(): void {
    this.chosen.clear();
    this.anchor = null;
  }

  /** The row so many steps below (or above) the current one; without a current one, the first. */
  step(rows: MessageSummary[], by: number): string | null {
    const index = rows.findIndex((row) => row.id === this.current);
    const next = index < 0 ? 0 : Math.min(Math.max(index + by, 0), rows.length - 1);
    return rows[next]?.id ?? null;
  }

  /** What to go to once these are gone: the next older row, else the next newer one. */
  neighbourOf(ids: ReadonlySet<string>, rows: MessageSummary[]): string | null {
    const index = rows.findIndex((row) => ids.has(row.id));
    if (index < 0) return this.current;
    const older = rows.slice(index).find((row) => !ids.has(row.id));
    return (older ?? rows.slice(0, index).at(-1))?.id ?? null;
  }

  removed(ids: string[]): void {
    for (const id of ids) this.chosen.delete(id);
    if (this.current !== null && ids.includes(this.current)) this.current = null;
  }
}

export const selection = new Selection();
