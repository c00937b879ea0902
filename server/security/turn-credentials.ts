import { createHmac, randomBytes } from 'node:crypto';
import type { IceServer } from '../protocol/index.ts';

/** Longer than any visit: coturn checks the time again when an allocation is refreshed. */
const LIFETIME_SECONDS = 6 * 3600;

type Turn = { urls: string[]; secret: string | null };

const relaysOf = ({ urls }: Turn): string[] => urls.filter((url) => !url.startsWith('stun:'));

/** Whether a call can go through a relay at all. */
export const hasRelay = (turn: Turn): boolean => turn.secret !== null && relaysOf(turn).length > 0;

/**
 * ICE servers with time-limited TURN credentials, by the shared-secret scheme of coturn's `use-auth-secret`
 * (draft-uberti-behave-turn-rest-00): user name `<expiry>:<id>`, password base64(HMAC-SHA1(secret, user name)).
 * The id is random: a TURN server may log it, and it must not tell who the patient is.
 */
export const createIceServers =
  (turn: Turn, now: () => number) => (): { iceServers: IceServer[]; expiresAt: number | null } => {
    const stun = turn.urls.filter((url) => url.startsWith('stun:'));
    const relays = relaysOf(turn);
    const iceServers: IceServer[] = stun.length > 0 ? [{ urls: stun }] : [];
    if (relays.length === 0 || turn.secret === null) return { iceServers, expiresAt: null };
    const expiry = Math.floor(now() / 1000) + LIFETIME_SECONDS;
    const username = `${expiry}:${randomBytes(9).toString('base64url')}`;
    const credential = createHmac('sha1', turn.secret).update(username).digest('base64');
    iceServers.push({ urls: relays, username, credential });
    return { iceServers, expiresAt: expiry * 1000 };
  };
