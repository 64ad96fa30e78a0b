// Short messages to the user: one that is shown for some seconds, and one that only screen readers say.

const shownMs = 4000;

export type Notice = { text: string; kind: 'done' | 'failed' };

class Notices {
  shown = $state.raw<Notice | null>(null);
  spoken = $state('');
  private timer: ReturnType<typeof setTimeout> | undefined;

  done(text: string): void {
    this.show({ text, kind: 'done' });
  }

  failed(error: unknown): void {
    this.show({ text: error instanceof Error ? error.message : String(error), kind: 'failed' });
  }

  say(text: string): void {
    this.spoken = text;
  }

  dismiss(): void {
    this.shown = null;
  }

  private show(notice: Notice): void {
    clearTimeout(this.timer);
    this.shown = notice;
    this.timer = setTimeout(() => this.dismiss(), shownMs);
  }
}

export const notices = new Notices();
