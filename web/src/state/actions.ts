// What the user can do with messages, whether by key, by button or in a menu.
import { createMessage } from '../api/client';
import { copyText } from '../lib/clipboard';
import { sampleMessage } from '../lib/sample-message';
import { countOf } from '../lib/sizes';
import { dialogs } from './dialogs.svelte';
import { inbox } from './inbox.svelte';
import { openMessage } from './message.svelte';
import { notices } from './notices.svelte';
import { route } from './route.svelte';
import { selection } from './selection.svelte';

/** Beside the list there is room for the message. */
export const isWide = () => window.matchMedia('(min-width: 761px)').matches;

export function open(id: string): void {
  selection.current = id;
  route.open(id);
}

export function choose(id: string, extend: boolean): void {
  if (extend) selection.extendTo(id, inbox.rows);
  else selection.toggle(id);
}

/** With a message open, the next one is opened; in the bare list only the cursor moves. */
export function step(by: number): void {
  const id = selection.step(inbox.rows, by);
  if (id === null) return;
  if (route.messageId !== null) open(id);
  else selection.current = id;
}

/** The chosen messages, else the open one, else the one under the cursor. */
export function subjects(): string[] {
  if (selection.chosen.size > 0) return [...selection.chosen];
  const id = route.messageId ?? selection.current;
  return id === null ? [] : [id];
}

export function toggleRead(ids: string[]): void {
  const unread = ids.some((id) => inbox.find(id)?.read === false);
  void mark(ids, unread);
}

export async function mark(ids: string[], read: boolean): Promise<void> {
  const { message } = openMessage;
  if (message && ids.length === 1 && ids[0] === message.id) await openMessage.mark(read);
  else await inbox.mark(ids, read);
}

export function markAllRead(): void {
  if (inbox.unread > 0) void inbox.markAllRead();
}

async function removeNow(ids: string[]): Promise<void> {
  const gone = new Set(ids);
  const neighbour = selection.neighbourOf(gone, inbox.rows);
  const wasOpen = route.messageId !== null && gone.has(route.messageId);
  selection.removed(ids);
  selection.current = neighbour;
  if (wasOpen) {
    if (neighbour !== null && isWide()) route.open(neighbour);
    else route.close();
  }
  if (await inbox.remove(ids)) notices.done(`${countOf(ids.length, 'message')} deleted`);
}

export function remove(ids: string[]): void {
  if (ids.length === 0) return;
  const one = ids.length === 1;
  dialogs.confirm({
    title: one ? 'Delete this message?' : `Delete ${countOf(ids.length, 'message')}?`,
    text: `${one ? 'It' : 'They'} cannot be brought back.`,
    action: 'Delete',
    run: () => removeNow(ids),
  });
}

export function removeAll(): void {
  if (inbox.total === 0) return;
  dialogs.confirm({
    title: inbox.total === 1 ? 'Delete the only message?' : `Delete all ${countOf(inbox.total, 'message')}?`,
    text: 'The inbox will be empty. The messages cannot be brought back.',
    action: 'Delete all',
    run: async () => {
      selection.clear();
      selection.current = null;
      route.close();
      if (await inbox.removeAll()) notices.done('All messages deleted');
    },
  });
}

export async function addSample(): Promise<void> {
  try {
    await createMessage(sampleMessage(new Date()), 'sample@mailweir.example', 'ann@example.com');
  } catch (error) {
    notices.failed(error);
  }
}

export async function copy(text: string, what: string): Promise<void> {
  if (await copyText(text)) notices.done(`${what} copied`);
  else notices.failed(new Error('The browser does not allow copying here. Select the text and copy it.'));
}
