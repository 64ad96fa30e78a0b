// The time that rows are compared with, so that "4 min" grows older.

const tickMs = 20_000;

class Clock {
  now = $state.raw(new Date());

  watch(): void {
    setInterval(() => this.tick(), tickMs);
  }

  tick(): void {
    this.now = new Date();
  }
}

export const clock = new Clock();
