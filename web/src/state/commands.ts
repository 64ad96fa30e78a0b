// Keys to actions.
import { commandFor, type Command } from '../lib/keyboard';
import * as actions from './actions';
import { dialogs } from './dialogs.svelte';
import { openMessage } from './message.svelte';
import { route } from './route.svelte';
import { selection } from './selection.svelte';

function close(): void {
  if (selection.chosen.size > 0) selection.clear();
  else route.close();
}

const carryOut: Record<Command, () => void> = {
  next: () => actions.step(1),
  previous: () => actions.step(-1),
  open: () => selection.current !== null && actions.open(selection.current),
  close,
  remove: () => actions.remove(actions.subjects()),
  toggle_read: () => actions.toggleRead(actions.subjects()),
  select: () => selection.current !== null && actions.choose(selection.current, false),
  read_all: actions.markAllRead,
  help: () => dialogs.showKeys(),
  tab_html: () => openMessage.show('html'),
  tab_text: () => openMessage.show('text'),
  tab_headers: () => openMessage.show('headers'),
  tab_source: () => openMessage.show('source'),
  tab_attachments: () => openMessage.show('attachments'),
};

const typing = 'input:not([type="checkbox"]), textarea, select, [contenteditable]';
const controls = 'a, button, summary, [role="tab"], pre';

export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || dialogs.open !== null) return;
  const target = event.target instanceof Element ? event.target : document.body;
  const inList = target.matches('[data-id]');
  const command = commandFor(event, {
    typing: target.matches(typing),
    control: !inList && target.closest(controls) !== null,
  });
  if (command === undefined) return;
  event.preventDefault();
  carryOut[command]();
}
