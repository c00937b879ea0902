import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import type { CallSignalling, Timers } from './call-types.ts';

const RETRY_MS = 1_000;
/** Times that a hang-up is offered to the server again after an answer that did not come. */
const TRIES = 10;

/** A request refused with one of these may succeed a moment later. */
export const PASSING: ReadonlySet<ApiErrorCode> = new Set([
  'timeout',
  'rate_limited',
  'storage_unavailable',
  'storage_full',
  'internal',
  'token_expired',
  'unauthenticated',
]);

const nextOnline = (signalling: CallSignalling): Promise<void> =>
  new Promise((resolve) => {
    const ignore = () => undefined;
    const stop = signalling.listen({
      online: () => {
        stop();
        resolve();
      },
      offline: ignore,
      userJoined: ignore,
      userLeft: ignore,
      signal: ignore,
      peerToggled: ignore,
      callEnded: ignore,
    });
  });

/**
 * Tells the server that the call is over, as soon as it can be told. Resolves when the server took it or will
 * never take it.
 */
export const hangUp = async (signalling: CallSignalling, timers: Timers): Promise<void> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      // A new connection is not in the room, and only who is in it may end the call.
      if (tries > 0) await signalling.join();
      await signalling.end();
      await signalling.leave();
      return;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'offline') await nextOnline(signalling);
      else if (code !== 'not_in_room' && !PASSING.has(code)) return;
      else await new Promise<void>((resolve) => void timers.after(RETRY_MS, resolve));
    }
  }
};
