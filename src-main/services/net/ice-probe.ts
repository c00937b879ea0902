import { createSocket } from 'node:dgram';
import { isIP } from 'node:net';
import type { IceTargets } from './ice-servers.ts';
import { StunError, type StunFailure, type StunTarget, type StunTransport } from './stun-channel.ts';
import { decodeStun, encodeStun, newTransactionId, STUN_METHODS } from './stun-message.ts';
import { stunBinding, turnAllocation, type ProbeOptions } from './turn-client.ts';

/** What a clinic's STUN and TURN servers are worth from this machine. */

export type IceOutcome =
  | { state: 'works'; host: string; port: number; roundTripMs: number }
  /** The clinic offers none of this kind. */
  | { state: 'none' }
  | { state: StunFailure; host: string; port: number };

/** The first that works, else why the first one does not: a call needs one of them. */
const firstThatWorks = async <T extends StunTarget>(
  targets: readonly T[],
  probe: (target: T) => Promise<{ roundTripMs: number }>,
): Promise<IceOutcome> => {
  const outcomes = await Promise.all(
    targets.map(async (target): Promise<IceOutcome> => {
      const { host, port } = target;
      try {
        const { roundTripMs } = await probe(target);
        return { state: 'works', host, port, roundTripMs: Math.round(roundTripMs) };
      } catch (error) {
        return { state: error instanceof StunError ? error.code : 'unexpected', host, port };
      }
    }),
  );
  return outcomes.find(({ state }) => state === 'works') ?? outcomes[0] ?? { state: 'none' };
};

export const probeStun = ({ stun }: IceTargets, options: ProbeOptions): Promise<IceOutcome> =>
  firstThatWorks(stun, (target) => stunBinding(target, options));

export const probeTurn = (
  { turn }: IceTargets,
  transport: StunTransport,
  options: ProbeOptions,
): Promise<IceOutcome> =>
  firstThatWorks(
    turn.filter((target) => target.transport === transport),
    (target) => turnAllocation(target, options),
  );

const LOSS_PACKETS = 25;
/** As often as a voice sends. */
const LOSS_EVERY_MS = 20;
const LOSS_WAIT_MS = 1_000;

/**
 * How many of a voice's packets are lost on the way to a STUN server and back, in percent: binding requests that
 * nobody repeats. TCP would hide what is lost, and only UDP is what media travel by.
 * @returns null if nothing came back at all: that is no loss but no server
 */
export const measureLoss = async (target: StunTarget, signal: AbortSignal): Promise<number | null> => {
  const socket = createSocket(isIP(target.host) === 6 ? 'udp6' : 'udp4');
  const open = new Set<string>();
  return new Promise<number | null>((resolve) => {
    let sent = 0;
    let timer: NodeJS.Timeout | undefined;
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      socket.removeAllListeners('error').on('error', () => {});
      try {
        socket.close();
      } catch {
        // It was closed already.
      }
      const lost = open.size;
      resolve(lost === sent ? null : Math.round((lost / sent) * 1000) / 10);
    };
    const sendNext = () => {
      if (sent === LOSS_PACKETS) {
        timer = setTimeout(end, LOSS_WAIT_MS);
        return;
      }
      const transactionId = newTransactionId();
      open.add(transactionId.toString('hex'));
      sent += 1;
      socket.send(
        encodeStun({ method: STUN_METHODS.binding, class: 'request', transactionId, attributes: [] }),
      );
      timer = setTimeout(sendNext, LOSS_EVERY_MS);
    };
    signal.addEventListener('abort', end, { once: true });
    socket.on('error', end);
    socket.on('message', (bytes) => {
      const message = decodeStun(bytes);
      if (message !== null) open.delete(message.transactionId.toString('hex'));
      if (open.size === 0 && sent === LOSS_PACKETS) end();
    });
    // Without a callback: it would be called for a name without an address, too.
    socket.once('connect', sendNext).connect(target.port, target.host);
  });
};
