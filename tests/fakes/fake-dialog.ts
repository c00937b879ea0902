type OpenAnswer = { canceled: boolean; filePaths: string[] };
type SaveAnswer = { canceled: boolean; filePath: string };

/** Electron's `dialog` with a person who has decided before: each answer is for one dialog, then they cancel. */
export class FakeDialog {
  /** What each dialog was opened with, in order. */
  readonly opened: Record<string, unknown>[] = [];
  readonly #files: (string | null)[] = [];

  /** The next dialog is answered with this file; null cancels it. */
  answer(file: string | null): void {
    this.#files.push(file);
  }

  #take(args: unknown[]): string | null {
    // With a window before the options, or without one.
    this.opened.push(args.at(-1) as Record<string, unknown>);
    return this.#files.shift() ?? null;
  }

  async showOpenDialog(...args: unknown[]): Promise<OpenAnswer> {
    const file = this.#take(args);
    return { canceled: file === null, filePaths: file === null ? [] : [file] };
  }

  async showSaveDialog(...args: unknown[]): Promise<SaveAnswer> {
    const file = this.#take(args);
    return { canceled: file === null, filePath: file ?? '' };
  }
}
