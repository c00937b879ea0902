import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below what systems give to outgoing connections and to whoever asks for any port (32768 on Linux, 49152
 * elsewhere): between this look and the listening, nobody is given it by chance.
 */
const RANGE = { from: 10_000, to: 32_000 } as const;
const TRIES = 50;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });

/** A port that is free now, for what must know its port before it listens. */
export const freePort = async (): Promise<number> => {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = randomInt(RANGE.from, RANGE.to);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port in ${TRIES} tries from ${RANGE.from} to ${RANGE.to}`);
};
