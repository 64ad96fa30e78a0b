// What has just arrived: rows that light up for a moment, and a sentence for screen readers.
import { SvelteSet } from 'svelte/reactivity';
import type { MessageSummary } from '../api/types';
import { shownName } from '../lib/addresses';
import { countOf } from '../lib/sizes';
import { oneLine } from '../lib/text';
import { clock } from './clock.svelte';
import { notices } from './notices.svelte';

const freshMs = 2000;
const spokenMs = 1200;
// In a burst nobody can follow single rows.
const mostFresh = 20;

class Arrivals {
  readonly fresh = new SvelteSet<string>();
  private unspoken: MessageSummary[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  add(rows: MessageSummary[]): void {
    clock.tick();
    this.lightUp(rows);
    this.unspoken = [...rows, ...this.unspoken].slice(0, 1000);
    this.timer ??= setTimeout(() => this.speak(), spokenMs);
  }

  private lightUp(rows: MessageSummary[]): void {
    if (rows.length > mostFresh) return;
    for (const row of rows) this.fresh.add(row.id);
    setTimeout(() => {
      for (const row of rows) this.fresh.delete(row.id);
    }, freshMs);
  }

  /** One sentence for all that came within a moment. */
  private speak(): void {
    const [first, ...others] = this.unspoken;
    this.timer = undefined;
    this.unspoken = [];
    if (first === undefined) return;
    if (others.length > 0) notices.say(`${countOf(others.length + 1, 'new message')}`);
    else notices.say(`New message from ${oneLine(shownName(first.from), 60)}: ${oneLine(first.subject, 120)}`);
  }
}

export const arrivals = new Arrivals();
