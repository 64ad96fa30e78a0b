// What the user chose about how things look. Kept by the browser if it allows that, else for this visit.

export type Theme = 'auto' | 'light' | 'dark';
export type FrameWidth = 'full' | 'tablet' | 'phone';

const themes: readonly Theme[] = ['auto', 'light', 'dark'];
const widths: readonly FrameWidth[] = ['full', 'tablet', 'phone'];

// Reading localStorage itself throws where storage is blocked.
function kept(name: string): string | null {
  try {
    return localStorage.getItem(`mailweir.${name}`);
  } catch {
    return null;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`mailweir.${name}`, value);
  } catch {
    // It holds until the page is closed, which is all that can be had.
  }
}

function choice<T extends string>(name: string, choices: readonly T[], otherwise: T): T {
  const value = kept(name);
  return choices.find((one) => one === value) ?? otherwise;
}

class Settings {
  theme = $state<Theme>(choice('theme', themes, 'auto'));
  frameWidth = $state<FrameWidth>(choice('frame-width', widths, 'full'));
  wrapSource = $state(choice('wrap-source', ['yes', 'no'], 'yes') === 'yes');

  /** Warnings that were read, each by what it was about: another cause shows it again. */
  private dismissed = $state<Record<string, string | null>>({ moved: kept('moved'), public: kept('public') });

  isDismissed(warning: 'moved' | 'public', cause: string): boolean {
    return this.dismissed[warning] === cause;
  }

  dismiss(warning: 'moved' | 'public', cause: string): void {
    this.dismissed[warning] = cause;
    keep(warning, cause);
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    keep('theme', theme);
  }

  setFrameWidth(width: FrameWidth): void {
    this.frameWidth = width;
    keep('frame-width', width);
  }

  setWrapSource(wrap: boolean): void {
    this.wrapSource = wrap;
    keep('wrap-source', wrap ? 'yes' : 'no');
  }
}

export const settings = new Settings();
