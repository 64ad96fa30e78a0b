// The loaded part of the message list, kept current by live events. The server sorts, counts and pages.
import * as client from '../api/client';
import type { LiveListener } from '../api/live';
import type { Events, MessageSummary } from '../api/types';
import { applyEvents, withPage, withRead, without } from '../lib/rows';
import { notices } from './notices.svelte';

const firstPage = 50;
const laterPage = 200;
// A burst must not fill the browser: past this many rows the list is read anew from the top.
const mostRows = 20_000;

/** Told of rows that came and went live, so that who depends on them can follow. */
export type InboxListener = { arrived(rows: MessageSummary[]): void; removed(ids: string[]): void };

class Inbox {
  rows = $state.raw<MessageSummary[]>([]);
  total = $state(0);
  unread = $state(0);
  unreadOnly = $state(false);
  loaded = $state(false);
  loading = $state(false);
  failed = $state<string | null>(null);
  listener: InboxListener | null = null;
  private cursor = $state<string | null>(null);
  private waiting: Events[] = [];
  private readAgain = false;

  get hasMore(): boolean {
    return this.cursor !== null;
  }

  find(id: string): MessageSummary | undefined {
    return this.rows.find((row) => row.id === id);
  }

  /** Reads the list anew from the top. Asked for while a read is under way, it is done once more after that one. */
  async reload(): Promise<void> {
    if (this.loading) {
      this.readAgain = true;
      return;
    }
    do {
      this.readAgain = false;
      await this.read(null);
    } while (this.readAgain);
  }

  async loadMore(): Promise<void> {
    if (this.loading || this.cursor === null || this.failed !== null) return;
    await this.read(this.cursor);
    if (this.readAgain) await this.reload();
  }

  async showUnreadOnly(unreadOnly: boolean): Promise<void> {
    if (this.unreadOnly === unreadOnly) return;
    this.unreadOnly = unreadOnly;
    await this.reload();
  }

  /** Shown at once, then carried out; when that fails the list says what is true again. */
  async mark(ids: string[], read: boolean): Promise<void> {
    const changed = new Set(ids.filter((id) => this.find(id)?.read === !read));
    this.rows = withRead(this.rows, changed, read);
    this.unread = Math.max(0, this.unread + (read ? -changed.size : changed.size));
    const [id] = ids;
    await this.carryOut(() =>
      ids.length === 1 && id !== undefined ? client.changeMessage(id, read) : client.changeMessages(ids, read),
    );
  }

  async markAllRead(): Promise<void> {
    this.rows = withRead(this.rows, new Set(this.rows.map((row) => row.id)), true);
    this.unread = 0;
    await this.carryOut(() => client.changeAllMessages(true));
  }

  async remove(ids: string[]): Promise<boolean> {
    const gone = new Set(ids);
    this.rows = without(this.rows, gone);
    return this.carryOut(() => client.deleteMessages(ids));
  }

  async removeAll(): Promise<boolean> {
    const removed = await this.carryOut(() => client.deleteAllMessages());
    if (removed) await this.reload();
    return removed;
  }

  readonly live: Omit<LiveListener, 'status'> = {
    hello: (hello, resumed) => {
      this.count(hello.total, hello.unread);
      if (!resumed) void this.reload();
    },
    reset: () => void this.reload(),
    events: (events) => {
      if (this.loading) this.waiting.push(events);
      else this.apply(events);
    },
  };

  private async carryOut(change: () => Promise<unknown>): Promise<boolean> {
    try {
      await change();
      return true;
    } catch (error) {
      notices.failed(error);
      await this.reload();
      return false;
    }
  }

  private async read(cursor: string | null): Promise<void> {
    this.loading = true;
    try {
      const { unreadOnly } = this;
      const limit = cursor === null ? firstPage : laterPage;
      const page = await client.listMessages({ unreadOnly, limit, cursor });
      if (unreadOnly !== this.unreadOnly) this.readAgain = true;
      this.rows = cursor === null ? page.messages : withPage(this.rows, page.messages);
      this.cursor = page.next;
      if (!unreadOnly) this.count(page.total, page.unread);
      this.failed = null;
      this.loaded = true;
    } catch (error) {
      this.failed = error instanceof Error ? error.message : String(error);
    }
    this.loading = false;
    // What happened while the page was on its way may be missing in it.
    for (const events of this.waiting.splice(0)) this.apply(events);
  }

  private apply({ events, total, unread }: Events): void {
    const change = applyEvents(this.rows, events, this.unreadOnly);
    this.rows = change.rows;
    this.count(total, unread);
    if (change.reload || this.rows.length > mostRows) void this.reload();
    if (change.removed.length > 0) this.listener?.removed(change.removed);
    if (change.arrived.length > 0) this.listener?.arrived(change.arrived);
  }

  private count(total: number, unread: number): void {
    this.total = total;
    this.unread = unread;
  }
}

export const inbox = new Inbox();
