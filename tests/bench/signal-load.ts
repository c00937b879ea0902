import type { Pair } from './clients.ts';
import type { ServerProcess } from './processes.ts';
import type { Variant } from './slices.ts';

/** Signals between pairs: the caller's offer goes to the callee, whose own comes back. Two relays. */

/** As Chromium's with audio, video and data: 5 kB. */
const SDP = `v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n${'a=rtpmap:111 opus/48000/2\r\n'.repeat(185)}`;
const OFFER = { type: 'offer', sdp: SDP };

export type SignalSlice = {
  /** Signals that the server passed on. */
  relays: number;
  /** Milliseconds of each round trip. */
  roundTrips: number[];
  /** Microseconds of the server's processor time for each relay. */
  cpuPerRelay: number;
  relaysPerSecond: number;
};

type Options = {
  /** Whether every signal asks for an ack, as our own client does. */
  acks: boolean;
  /** Milliseconds between the beginnings of two round trips of a pair, on average; 0: one after the other. */
  everyMs?: number;
};

/** Pairs that keep in step would wait for each other or never meet, by chance and for a whole slice. */
const outOfStep = (everyMs: number): number => everyMs * (0.5 + Math.random());

const ignoreAck = (): void => undefined;

/**
 * Prepares the pairs to exchange signals for a while, all at once. Each has one round trip under way at a time.
 */
export const signalLoad = (
  server: Pick<ServerProcess, 'cpu'>,
  pairs: readonly Pair[],
  { acks, everyMs = 0 }: Options,
): Variant<SignalSlice> => {
  const send = (from: Pair['caller'], to: string | undefined): void => {
    const payload = { offer: OFFER, to };
    if (acks) from.emit('offer', payload, ignoreAck);
    else from.emit('offer', payload);
  };
  for (const { caller, callee } of pairs) {
    callee.off('offer');
    callee.on('offer', () => send(callee, caller.id));
  }

  const runPair = ({ caller, callee }: Pair, until: number, roundTrips: number[]): Promise<void> =>
    new Promise((resolve) => {
      let begun = 0;
      const begin = (): void => {
        begun = performance.now();
        send(caller, callee.id);
      };
      caller.off('offer');
      caller.on('offer', () => {
        const now = performance.now();
        roundTrips.push(now - begun);
        if (now >= until) resolve();
        else if (everyMs === 0) begin();
        else setTimeout(begin, Math.max(0, begun + outOfStep(everyMs) - now));
      });
      begin();
    });

  return async (milliseconds) => {
    const roundTrips: number[] = [];
    const before = await server.cpu();
    const begun = performance.now();
    await Promise.all(pairs.map((pair) => runPair(pair, begun + milliseconds, roundTrips)));
    const seconds = (performance.now() - begun) / 1000;
    const cpu = (await server.cpu()) - before;
    const relays = roundTrips.length * 2;
    return { relays, roundTrips, cpuPerRelay: cpu / relays, relaysPerSecond: relays / seconds };
  };
};
