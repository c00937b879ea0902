import type { OpenDialogOptions, OpenDialogReturnValue } from 'electron';

/** Electron's `dialog`: a person who chooses what the test says, and cancels when it says nothing. */
export class FakeDialog {
  /** What is chosen next, one list of paths for each dialog. */
  readonly choices: string[][] = [];
  /** Every dialog so far. */
  readonly opened: OpenDialogOptions[] = [];

  async showOpenDialog(options: OpenDialogOptions): Promise<OpenDialogReturnValue> {
    this.opened.push(options);
    const filePaths = this.choices.shift();
    return { canceled: filePaths === undefined, filePaths: filePaths ?? [] };
  }
}
