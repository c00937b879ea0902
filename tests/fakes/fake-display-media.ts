/** A session's `setDisplayMediaRequestHandler`, and the page that asks for a screen. */

export type FakeStreams = { video?: { id: string }; audio?: string } | null;
type Request = {
  frame: { parent: unknown } | null;
  securityOrigin: string;
  videoRequested: boolean;
  audioRequested: boolean;
  userGesture: boolean;
};
type Handler = (request: Request, callback: (streams: FakeStreams) => void) => void;

const USUAL: Request = {
  frame: { parent: null },
  securityOrigin: 'app://anteroom/',
  videoRequested: true,
  audioRequested: false,
  userGesture: true,
};

export class FakeDisplayMedia {
  options: { useSystemPicker: boolean } | undefined;
  #handler: Handler | null = null;

  setHandler(handler: Handler | null, options?: { useSystemPicker: boolean }): void {
    this.#handler = handler;
    this.options = options;
  }

  /** `getDisplayMedia` in a page. Without a handler, Electron refuses. */
  request(changes: Partial<Request> = {}): Promise<FakeStreams> {
    return new Promise((resolve) => {
      if (this.#handler === null) resolve(null);
      else this.#handler({ ...USUAL, ...changes }, resolve);
    });
  }
}
