// What live events do to the loaded rows, newest first. Nothing here knows the screen or the network.
import type { Event, MessageSummary } from '../api/types';

export type RowsChange = {
  rows: MessageSummary[];
  arrived: MessageSummary[];
  removed: string[];
  /** The events do not say which messages changed: the list must be read anew. */
  reload: boolean;
};

/** Both newest first; ids sort by time. What is in both is taken once. */
function merge(newer: MessageSummary[], older: MessageSummary[]): MessageSummary[] {
  const merged: MessageSummary[] = [];
  let next = 0;
  for (const row of newer) {
    for (let old = older[next]; old !== undefined && old.id > row.id; old = older[next]) {
      merged.push(old);
      next += 1;
    }
    merged.push(row);
  }
  return merged.concat(older.slice(next));
}

export function withRead(rows: MessageSummary[], ids: ReadonlySet<string>, read: boolean): MessageSummary[] {
  return rows.map((row) => (ids.has(row.id) && row.read !== read ? { ...row, read } : row));
}

export function without(rows: MessageSummary[], ids: ReadonlySet<string>): MessageSummary[] {
  return rows.filter((row) => !ids.has(row.id));
}

/** Appends a page; a row that a live event brought meanwhile is not taken twice. */
export function withPage(rows: MessageSummary[], page: MessageSummary[]): MessageSummary[] {
  const known = new Set(rows.map((row) => row.id));
  return rows.concat(page.filter((row) => !known.has(row.id)));
}

/** A message that is loaded already is not taken twice: after a reconnection events may tell of it again. */
export function applyEvents(rows: MessageSummary[], events: Event[], unreadOnly: boolean): RowsChange {
  const known = new Set(rows.map((row) => row.id));
  const change: RowsChange = { rows, arrived: [], removed: [], reload: false };
  let arrived: MessageSummary[] = [];
  for (const event of events) {
    if (event.kind === 'message_received') {
      if (known.has(event.message.id) || (unreadOnly && event.message.read)) continue;
      known.add(event.message.id);
      arrived.push(event.message);
    } else if (event.ids === null) {
      change.reload = true;
    } else if (event.kind === 'messages_marked') {
      const ids = new Set(event.ids);
      arrived = withRead(arrived, ids, event.read);
      change.rows = withRead(change.rows, ids, event.read);
    } else {
      const ids = new Set(event.ids);
      change.removed.push(...event.ids);
      arrived = without(arrived, ids);
      change.rows = without(change.rows, ids);
    }
  }
  change.arrived = arrived.sort((a, b) => (a.id < b.id ? 1 : -1));
  if (arrived.length > 0) change.rows = merge(change.arrived, change.rows);
  return change;
}
