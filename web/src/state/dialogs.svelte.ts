// Which dialog stands over the page; one at a time.

export type Confirmation = { title: string; text: string; action: string; run: () => Promise<void> };

type Dialog = { kind: 'confirm'; confirmation: Confirmation } | { kind: 'keys' } | { kind: 'setup' };

class Dialogs {
  open = $state.raw<Dialog | null>(null);

  confirm(confirmation: Confirmation): void {
    this.open = { kind: 'confirm', confirmation };
  }

  showKeys(): void {
    this.open = { kind: 'keys' };
  }

  showSetup(): void {
    this.open = { kind: 'setup' };
  }

  close(): void {
    this.open = null;
  }
}

export const dialogs = new Dialogs();
