// The live stream; the only WebSocket. Keeps connected, and resumes after the last event it saw.
import { retryDelayMs } from '../lib/backoff';
import type { Events, Hello, LiveMessage, Reset } from './types';

export type LiveStatus = { state: 'connecting' | 'open' } | { state: 'waiting'; retryAt: number };

export type LiveListener = {
  status(status: LiveStatus): void;
  /** A connection stands. `resumed`: what happened meanwhile will come as events, unless a reset says otherwise. */
  hello(hello: Hello, resumed: boolean): void;
  reset(reset: Reset): void;
  events(events: Events): void;
};

export class Live {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private last: number | null = null;

  constructor(private readonly listener: LiveListener) {}

  start(): void {
    this.connect();
    // A laptop that wakes up, or a tab that is looked at again, should not wait for the end of a long back-off.
    window.addEventListener('online', () => this.retryNow());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.retryNow();
    });
  }

  /** Connects at once if it only waits for the next try. */
  retryNow(): void {
    if (this.socket === null) this.connect();
  }

  private connect(): void {
    clearTimeout(this.timer);
    this.listener.status({ state: 'connecting' });
    const url = new URL('/api/live', location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const resumed = this.last !== null;
    if (this.last !== null) url.searchParams.set('since', String(this.last));
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onmessage = ({ data }) => this.receive(JSON.parse(String(data)) as LiveMessage, resumed);
    socket.onclose = () => this.lost();
  }

  private receive(message: LiveMessage, resumed: boolean): void {
    switch (message.type) {
      case 'hello': {
        this.failures = 0;
        this.listener.status({ state: 'open' });
        // A resumed stream sends the events up to `last` yet, and only then have they been seen; unless the server
        // began to count anew.
        const goesOn = resumed && message.last >= (this.last ?? 0);
        if (!goesOn) this.last = message.last;
        this.listener.hello(message, goesOn);
        break;
      }
      case 'reset':
        this.last = message.last;
        this.listener.reset(message);
        break;
      case 'events':
        for (const event of message.events) this.last = Math.max(this.last ?? 0, event.number);
        this.listener.events(message);
        break;
    }
  }

  private lost(): void {
    const delayMs = retryDelayMs(this.failures, Math.random());
    this.socket = null;
    this.failures += 1;
    this.listener.status({ state: 'waiting', retryAt: Date.now() + delayMs });
    this.timer = setTimeout(() => this.connect(), delayMs);
  }
}
