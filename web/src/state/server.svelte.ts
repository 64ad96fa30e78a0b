// What is known of the server: its settings and health, and whether the live stream stands.
import { getInfo } from '../api/client';
import type { LiveStatus } from '../api/live';
import type { Info } from '../api/types';
import { smtpEndpoint } from '../lib/endpoint';

const refreshMs = 20_000;

class Server {
  info = $state.raw<Info | null>(null);
  live = $state.raw<LiveStatus>({ state: 'connecting' });
  /** The stream stood at least once: before that, a page is loading rather than cut off. */
  wasLive = $state(false);
  endpoint = $derived(this.info ? smtpEndpoint(this.info.smtp, location.hostname) : undefined);

  /** Storage faults come and go without an event, so they are asked for now and then. */
  watch(): void {
    void this.refresh();
    setInterval(() => {
      if (document.visibilityState === 'visible') void this.refresh();
    }, refreshMs);
  }

  /** The new facts, or null when the server cannot be asked; what was known stays then. */
  async refresh(): Promise<Info | null> {
    try {
      this.info = await getInfo();
      return this.info;
    } catch {
      return null;
    }
  }

  liveChanged(status: LiveStatus): void {
    this.live = status;
    if (status.state === 'open') this.wasLive = true;
  }
}

export const server = new Server();
