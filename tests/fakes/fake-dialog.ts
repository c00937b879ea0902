type OpenAnswer = { canceled: boolean; filePaths: string[] };
type SaveAnswer = { canceled: boolean; filePath: string };

/** Electron's `dialog`: a person who chooses what the test says, and cancels when it says nothing. */
export class FakeDialog {
  /** What is chosen next, one list of paths for each dialog; an empty one cancels it. */
  readonly choices: string[][] = [];
  /** What each dialog was opened with, in order. */
  readonly opened: Record<string, unknown>[] = [];

  /** The next dialog is answered with this file. */
  answer(file: string): void {
    this.choices.push([file]);
  }

  #take(args: unknown[]): string[] {
    // With a window before the options, or without one.
    this.opened.push(args.at(-1) as Record<string, unknown>);
    return this.choices.shift() ?? [];
  }

  async showOpenDialog(...args: unknown[]): Promise<OpenAnswer> {
    const filePaths = this.#take(args);
    return { canceled: filePaths.length === 0, filePaths };
  }

  async showSaveDialog(...args: unknown[]): Promise<SaveAnswer> {
    const [filePath] = this.#take(args);
    return { canceled: filePath === undefined, filePath: filePath ?? '' };
  }
}
