import type { IceServer } from '../../../server/protocol/index.ts';
import type { Timers } from './call-types.ts';

/** A call does not wait longer for relays than this; without them it may still find a direct path. */
const FETCH_TIMEOUT_MS = 3_000;
/** Credentials that end within this time are not used for a new attempt. */
const EXPIRY_MARGIN_MS = 60_000;
/** Servers without an end are asked for again after this time, because the clinic may have changed them. */
const DEFAULT_LIFETIME_MS = 600_000;

export type IceServersAnswer = { iceServers: IceServer[]; expiresAt: string | null };

/**
 * ICE servers for one attempt: from the cache until they are about to expire. Never rejects: without an
 * answer it resolves with none.
 */
export const createIceServerSource = (
  fetch: () => Promise<IceServersAnswer>,
  timers: Timers,
): (() => Promise<IceServer[]>) => {
  let cached: { servers: IceServer[]; until: number } | null = null;

  const refresh = async (): Promise<IceServer[]> => {
    const { iceServers, expiresAt } = await fetch();
    const now = timers.now();
    const expiry = expiresAt === null ? now + DEFAULT_LIFETIME_MS : Date.parse(expiresAt) - EXPIRY_MARGIN_MS;
    cached = { servers: iceServers, until: expiry };
    return iceServers;
  };

  return () => {
    if (cached !== null && timers.now() < cached.until) return Promise.resolve(cached.servers);
    return new Promise((resolve) => {
      const giveUp = timers.after(FETCH_TIMEOUT_MS, () => resolve([]));
      refresh()
        .then(resolve, () => resolve([]))
        .finally(giveUp);
    });
  };
};
