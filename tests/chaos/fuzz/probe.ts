/**
 * Loaded into the built server's process beside the server (`node --import`): answers what nobody can see from
 * outside. The server itself knows nothing of it.
 */
export type ProbeAnswer = {
  rss: number;
  /** After a collection of garbage. */
  heapUsed: number;
  external: number;
  /** Kinds of what keeps the process alive, counted: sockets, timers, and so on. */
  resources: Record<string, number>;
  /** Own keys of `Object.prototype` that were not there when the process started. */
  pollution: string[];
};

const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const keysOf = (prototype: object): string[] => Reflect.ownKeys(prototype).map(String);
const known = new Map(prototypes.map((prototype) => [prototype, new Set(keysOf(prototype))]));

const look = (): ProbeAnswer => {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return {
    rss,
    heapUsed,
    external,
    resources,
    pollution: prototypes.flatMap((prototype) =>
      keysOf(prototype).filter((key) => known.get(prototype)?.has(key) !== true),
    ),
  };
};

process.on('message', (question) => process.send?.(question === 'rss' ? process.memoryUsage.rss() : look()));
// The channel alone must not keep the server from ending.
process.channel?.unref();
