// The open message: its facts, and the pieces that a tab asks for.
import * as client from '../api/client';
import type { HeaderField, Message } from '../api/types';
import { inbox } from './inbox.svelte';

export type Tab = 'html' | 'text' | 'headers' | 'source' | 'attachments';

const mostSourceBytes = 256 * 1024;

class OpenMessage {
  message = $state.raw<Message | null>(null);
  failed = $state.raw<{ gone: boolean; text: string } | null>(null);
  headers = $state.raw<HeaderField[] | null>(null);
  source = $state.raw<client.Beginning | null>(null);
  /** Asked for anew for each view of each message; never remembered. */
  remote = $state(false);
  private wanted = $state<Tab>('html');
  private id: string | null = null;

  /** The tab that the user wants, which stays the same from message to message, where the message has it. */
  tab = $derived<Tab>(this.wanted === 'html' && !this.message?.has_html ? 'text' : this.wanted);

  /** The newest state of the read mark: the list hears of changes first. */
  read = $derived(this.message ? (inbox.find(this.message.id)?.read ?? this.message.read) : true);

  /** Where the pieces are that the browser fetches itself. */
  links = $derived.by(() => {
    const id = this.message?.id;
    if (id === undefined) return null;
    return {
      html: client.htmlUrl(id, this.remote),
      download: client.downloadUrl(id),
      part: (part: number) => client.partUrl(id, part),
      partDownload: (part: number) => client.partDownloadUrl(id, part),
    };
  });

  async open(id: string | null): Promise<void> {
    this.id = id;
    this.failed = null;
    this.headers = null;
    this.source = null;
    this.remote = false;
    if (id === null) {
      this.message = null;
      return;
    }
    await this.piece(id, client.getMessage(id), (message) => {
      this.message = message;
      if (!this.read) void this.mark(true);
    });
    if (this.id === id && this.message?.id === id) this.fetchTab();
  }

  async mark(read: boolean): Promise<void> {
    if (this.message === null) return;
    this.message = { ...this.message, read };
    await inbox.mark([this.message.id], read);
  }

  show(tab: Tab): void {
    this.wanted = tab;
    this.fetchTab();
  }

  /** Somebody deleted messages; the open one may be among them. */
  removed(ids: string[]): void {
    if (this.id === null || !ids.includes(this.id)) return;
    this.message = null;
    this.failed = { gone: true, text: 'This message has been deleted.' };
  }

  private fetchTab(): void {
    const { id } = this;
    if (id === null) return;
    if (this.tab === 'headers' && this.headers === null)
      void this.piece(id, client.getHeaders(id), (headers) => (this.headers = headers));
    if (this.tab === 'source' && this.source === null)
      void this.piece(id, client.getSourceBeginning(id, mostSourceBytes), (source) => (this.source = source));
  }

  /** Takes what comes only if the same message is still open. */
  private async piece<T>(id: string, answer: Promise<T>, take: (value: T) => void): Promise<void> {
    try {
      const value = await answer;
      if (this.id === id) take(value);
    } catch (error) {
      if (this.id !== id) return;
      const gone = error instanceof client.ClientError && error.status === 404;
      const text = error instanceof Error ? error.message : String(error);
      this.message = null;
      this.failed = { gone, text: gone ? 'There is no such message. It may have been deleted.' : text };
    }
  }
}

export const openMessage = new OpenMessage();
