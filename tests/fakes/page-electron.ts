/**
 * Electron's modules as a preload script sees them. It refers to nothing outside of itself, so that its text
 * can run in a page. Like Electron, it copies whatever passes between the preload script and the page: an
 * Error arrives as its message alone, a function as one that copies, everything else as plain data.
 * @param invoke carries a call to the main process
 * @param world the page's global object
 */
export const createPageElectron = ({
  invoke,
  world,
}: {
  invoke: (channel: string, args: unknown[]) => Promise<unknown>;
  world: object;
}) => {
  type Callback = (...args: unknown[]) => unknown;

  const copy = (value: unknown): unknown => {
    if (typeof value === 'function') return copyFunction(value as Callback);
    if (typeof value === 'symbol') throw new Error('A symbol cannot cross the context bridge');
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Promise) {
      return value.then(copy, (error: unknown) => Promise.reject(copy(error) as Error));
    }
    if (value instanceof Error) return new Error(value.message);
    if (Array.isArray(value)) return value.map(copy);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === null || prototype === Object.prototype || !isCloneable(value)) {
      return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, copy(field)]));
    }
    return structuredClone(value);
  };
  const isCloneable = (value: object): boolean =>
    [Date, RegExp, Map, Set, ArrayBuffer].some((kind) => value instanceof kind) || ArrayBuffer.isView(value);
  const copyFunction =
    (original: Callback): Callback =>
    (...args) => {
      try {
        return copy(original(...args.map(copy)));
      } catch (error) {
        // eslint-disable-next-line preserve-caught-error -- only the message crosses
        throw new Error(error instanceof Error ? error.message : String(error));
      }
    };
  const freeze = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    Object.freeze(value);
    for (const field of Object.values(value)) freeze(field);
  };

  const listeners = new Map<string, Callback[]>();
  const listenersOf = (channel: string): Callback[] => listeners.get(channel) ?? [];

  return {
    contextBridge: {
      exposeInMainWorld: (name: string, api: unknown): void => {
        if (name in world) {
          throw new Error('Cannot bind an API on top of an existing property on the window object');
        }
        const exposed = copy(api);
        freeze(exposed);
        Object.defineProperty(world, name, { value: exposed, enumerable: true });
      },
    },
    ipcRenderer: {
      invoke: async (channel: string, ...args: unknown[]): Promise<unknown> => invoke(channel, args),
      on: (channel: string, listener: Callback): void => {
        listeners.set(channel, [...listenersOf(channel), listener]);
      },
      removeListener: (channel: string, listener: Callback): void => {
        listeners.set(
          channel,
          listenersOf(channel).filter((other) => other !== listener),
        );
      },
    },
    /** A message of the main process to this page. */
    deliver: (channel: string, payload: unknown): void => {
      for (const listener of listenersOf(channel)) listener({ sender: 'ipcRenderer' }, payload);
    },
    listenerCount: (channel: string): number => listenersOf(channel).length,
  };
};

export type PageElectron = ReturnType<typeof createPageElectron>;
