import type { IceServer } from '../../../server/protocol/index.ts';
import type { Timers } from './call-types.ts';

/** A call does not wait longer for relays than this; without them it may still find a direct path. */
const FETCH_TIMEOUT_MS = 3_000;
/** Credentials that end within this time are not used for a new attempt. */
const EXPIRY_MARGIN_MS = 60_000;
/** Servers without an end are asked for again after this time, because the clinic may have changed them. */
const DEFAULT_LIFETIME_MS = 600_000;

export type IceServersAnswer = {
  iceServers: IceServer[];
  expiresAt: string | null;
  iceTransportPolicy?: 'all' | 'relay' | undefined;
};

/** How a call may connect. */
export type IceSetup = {
  servers: IceServer[];
  /** The clinic lets calls go through its TURN server alone. */
  relayOnly: boolean;
};

export const NO_ICE_SERVERS: IceSetup = { servers: [], relayOnly: false };

/**
 * ICE servers for one attempt: from the cache until they are about to expire. Never rejects: without an
 * answer it resolves with none, and with what the clinic wanted before.
 */
export const createIceServerSource = (
  fetch: () => Promise<IceServersAnswer>,
  timers: Timers,
): (() => Promise<IceSetup>) => {
  let cached: { setup: IceSetup; until: number } | null = null;
  /** Who asks while an answer is under way waits for that one. */
  let asking: Promise<IceSetup> | null = null;

  const refresh = async (): Promise<IceSetup> => {
    const { iceServers, expiresAt, iceTransportPolicy } = await fetch();
    const now = timers.now();
    const expiry = expiresAt === null ? now + DEFAULT_LIFETIME_MS : Date.parse(expiresAt) - EXPIRY_MARGIN_MS;
    const setup = { servers: iceServers, relayOnly: iceTransportPolicy === 'relay' };
    cached = { setup, until: expiry };
    return setup;
  };

  const ask = () =>
    new Promise<IceSetup>((resolve) => {
      const without = () => resolve({ servers: [], relayOnly: cached?.setup.relayOnly === true });
      const giveUp = timers.after(FETCH_TIMEOUT_MS, without);
      refresh().then(resolve, without).finally(giveUp);
    });

  return () => {
    if (cached !== null && timers.now() < cached.until) return Promise.resolve(cached.setup);
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  };
};
