// Keys and what they do. One table, which the help shows too.

export type Command =
  | 'next'
  | 'previous'
  | 'open'
  | 'close'
  | 'remove'
  | 'toggle_read'
  | 'select'
  | 'read_all'
  | 'help'
  | 'tab_html'
  | 'tab_text'
  | 'tab_headers'
  | 'tab_source'
  | 'tab_attachments';

export type Shortcut = { keys: string[]; shown: string[]; command: Command; does: string };

export const shortcuts: Shortcut[] = [
  { keys: ['j', 'ArrowDown'], shown: ['j', '↓'], command: 'next', does: 'Next message' },
  { keys: ['k', 'ArrowUp'], shown: ['k', '↑'], command: 'previous', does: 'Previous message' },
  { keys: ['Enter', 'o'], shown: ['Enter', 'o'], command: 'open', does: 'Open the message' },
  { keys: ['Escape'], shown: ['Esc'], command: 'close', does: 'Back to the list, or drop the selection' },
  { keys: ['u'], shown: ['u'], command: 'toggle_read', does: 'Mark as unread or read' },
  { keys: ['x'], shown: ['x'], command: 'select', does: 'Select' },
  { keys: ['#', 'Delete'], shown: ['#', 'Del'], command: 'remove', does: 'Delete' },
  { keys: ['A'], shown: ['Shift', 'a'], command: 'read_all', does: 'Mark all as read' },
  { keys: ['1'], shown: ['1'], command: 'tab_html', does: 'Show the HTML' },
  { keys: ['2'], shown: ['2'], command: 'tab_text', does: 'Show the text' },
  { keys: ['3'], shown: ['3'], command: 'tab_headers', does: 'Show the headers' },
  { keys: ['4'], shown: ['4'], command: 'tab_source', does: 'Show the source' },
  { keys: ['5'], shown: ['5'], command: 'tab_attachments', does: 'Show the attachments' },
  { keys: ['?'], shown: ['?'], command: 'help', does: 'Show these keys' },
];

const commands = new Map(shortcuts.flatMap(({ keys, command }) => keys.map((key) => [key, command] as const)));

/** Where the key was pressed, as far as it matters. */
export type KeyTarget = { typing: boolean; control: boolean };

export type KeyPress = { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean };

/** None while somebody types, with a modifier of the browser's, or for keys that a focused control acts on itself. */
export function commandFor(press: KeyPress, target: KeyTarget): Command | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey || target.typing) return undefined;
  const ownKeys = press.key === 'Enter' || press.key === 'ArrowDown' || press.key === 'ArrowUp';
  if (target.control && ownKeys) return undefined;
  return commands.get(press.key);
}
