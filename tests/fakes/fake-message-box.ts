/** `dialog.showMessageBox` without a screen: it stays open until a test answers, or the app takes it away. */

export type FakeMessageBoxOptions = {
  message: string;
  detail?: string;
  buttons?: string[];
  cancelId?: number;
  signal?: AbortSignal;
};

export class FakeMessageBoxes {
  #open: { options: FakeMessageBoxOptions; resolve: (response: number) => void } | null = null;

  /** What the open one says; null while none is open. */
  get shown(): FakeMessageBoxOptions | null {
    return this.#open?.options ?? null;
  }

  /** As if the person pressed the button. */
  press(button: string): void {
    const open = this.#open;
    const response = open?.options.buttons?.indexOf(button) ?? -1;
    if (open === null || response < 0) throw new Error(`no dialog has a button "${button}"`);
    this.#open = null;
    open.resolve(response);
  }

  readonly show = (...args: unknown[]): Promise<{ response: number; checkboxChecked: boolean }> =>
    new Promise((resolve) => {
      const options = args.at(-1) as FakeMessageBoxOptions;
      const end = (response: number): void => resolve({ response, checkboxChecked: false });
      const shown = { options, resolve: end };
      this.#open = shown;
      options.signal?.addEventListener('abort', () => {
        if (this.#open === shown) this.#open = null;
        end(options.cancelId ?? 0);
      });
    });
}
