import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  RouteAnswer,
  RouteBodyInput,
  ServerPayload,
  SessionAnswer,
  User,
} from '../../server/protocol/index.ts';
import type { Platform } from '../platform/platform.ts';
import { usableUntil } from './access-token.ts';
import { ApiError, codeOf, isUnreachable, type ApiErrorCode } from './api-error.ts';
import { fullJitter } from './backoff.ts';
import type { Http } from './http.ts';
import { pause } from './pause.ts';

/** Why nobody is signed in any more: what the server said, or `expired` for a refresh that it refused. */
export type SignedOutReason = ServerPayload<'session-ended'>['reason'] | 'session_ended' | 'expired';

/** The one visit that the session of an invitation may see. */
export type Visit = { roomId: string; appointmentId: string };

export type SessionState =
  | {
      status: 'restoring';
      /** Set while the server cannot be asked; it is asked again and again. */
      problem: ApiErrorCode | null;
    }
  | { status: 'signedOut'; reason: SignedOutReason | null }
  | { status: 'signedIn'; user: User; visit: Visit | null };

export type Session = {
  readonly state: StoreApi<SessionState>;
  /**
   * Continues the session of before a reload, if there is one. Settles only when that is decided; where the clinic
   * cannot be reached, whoever was signed in here is so for what this computer has kept.
   */
  restore(): Promise<void>;
  /** @throws ApiError */
  setUp(body: RouteBodyInput<'setup'>): Promise<void>;
  /** @throws ApiError */
  signIn(body: RouteBodyInput<'login'>): Promise<void>;
  /** Opens an invitation's secret; the session is then that of its visit. @throws ApiError */
  openInvitation(invite: string): Promise<Visit>;
  /** The signed-in person has another name now. */
  rename(fullname: string): void;
  /** Sets the password of a link's account; the session is then that account's. @throws ApiError */
  usePasswordLink(body: RouteBodyInput<'usePasswordLink'>): Promise<void>;
  /** Whose password a link sets. @throws ApiError */
  inspectPasswordLink(link: string): Promise<RouteAnswer<'inspectPasswordLink'>['data']>;
  /** Signs out here at once, and on the server if it can be reached. */
  signOut(): Promise<void>;
  /** The server ended the session: forgets it. */
  end(reason: SignedOutReason): Promise<void>;
  /** An access token with at least 30 s left. @throws ApiError: unreachable, or the session is over */
  freshToken(): Promise<string>;
  /** A new access token, whatever the current one says: the server refused it. @throws ApiError */
  renewToken(refused: string): Promise<string>;
};

export type SessionOptions = {
  http: Http;
  platform: Pick<Platform, 'tokens' | 'serverUrl' | 'onNetwork' | 'conversations'>;
  now?: () => number;
  random?: () => number;
};

/** Seconds that a token must still have, so that it does not expire on its way. */
const MARGIN_MS = 30_000;
/** Two lost answers still fit into the 30 s in which the server repeats its answer to the same token. */
const REFRESH_TIMEOUT_MS = 8_000;
/** A line that says nothing for so long is taken as none, and the answer as it comes. */
const READ_FIRST_MS = 3_000;

type Access = { token: string; until: number };

const endOf = (code: ApiErrorCode): SignedOutReason | null => {
  switch (code) {
    case 'session_ended':
    case 'opened_elsewhere':
      return code;
    case 'unauthenticated':
    case 'token_expired':
    case 'forbidden':
    case 'bad_request':
    case 'not_found':
      return 'expired';
    default:
      return null;
  }
};

/** The signed-in session of this window. The access token stays in memory. */
export const createSession = ({
  http,
  platform,
  now = Date.now,
  random = Math.random,
}: SessionOptions): Session => {
  const state = createStore<SessionState>(() => ({ status: 'restoring', problem: null }));
  let access: Access | null = null;
  let refreshing: Promise<Access> | null = null;
  /** Counts sign-ins and sign-outs, so that an answer to an older session is not taken for this one's. */
  let epoch = 0;

  const accept = async (answer: SessionAnswer): Promise<void> => {
    // Written before anything else: after a reload in this very moment the new token must be found.
    await platform.tokens.write(answer.refreshToken);
    access = { token: answer.token, until: usableUntil(answer.token, now()) };
    const { roomId, appointmentId } = answer;
    state.setState(
      {
        status: 'signedIn',
        user: answer.user,
        visit: roomId === undefined || appointmentId === undefined ? null : { roomId, appointmentId },
      },
      true,
    );
  };

  const begin = async (answer: SessionAnswer): Promise<void> => {
    epoch += 1;
    // Another token stands for another person from here on.
    await platform.conversations.forgetLast().catch(() => undefined);
    await accept(answer);
  };

  const forget = async (reason: SignedOutReason | null): Promise<void> => {
    epoch += 1;
    access = null;
    await platform.tokens.write(null);
    state.setState({ status: 'signedOut', reason }, true);
  };

  const askForTokens = async (refreshToken: string): Promise<SessionAnswer> => {
    const ask = () => http.send('refresh', { body: { refreshToken } }, { timeoutMs: REFRESH_TIMEOUT_MS });
    try {
      return await ask();
    } catch (error) {
      // The token may be spent already and only the answer lost: asking again soon brings the same answer.
      if (codeOf(error) === 'timeout') return ask();
      throw error;
    }
  };

  const refreshOnce = async (): Promise<Access> => {
    const startedIn = epoch;
    const refreshToken = await platform.tokens.read();
    if (refreshToken === null) {
      if (startedIn === epoch) await forget(state.getState().status === 'restoring' ? null : 'expired');
      throw new ApiError('unauthenticated', 'nobody is signed in');
    }
    try {
      const answer = await askForTokens(refreshToken);
      if (startedIn !== epoch) throw new ApiError('session_ended', 'the session changed meanwhile');
      await accept(answer);
    } catch (error) {
      const reason = endOf(codeOf(error));
      if (reason !== null && startedIn === epoch) await forget(reason);
      throw error;
    }
    if (access === null) throw new ApiError('session_ended', 'the session changed meanwhile');
    return access;
  };

  /** Single flight: two parallel refreshes would look like a stolen token to the server. */
  const refresh = (): Promise<Access> => {
    refreshing ??= refreshOnce().finally(() => {
      refreshing = null;
    });
    return refreshing;
  };

  /** Without the clinic: only what the computer knows of somebody whose token it has. */
  const goOnAlone = async (): Promise<void> => {
    if (platform.serverUrl.getState() === null) return;
    const user = await platform.conversations.last().catch(() => null);
    if (user === null || state.getState().status !== 'restoring') return;
    state.setState({ status: 'signedIn', user, visit: null }, true);
  };

  return {
    state,
    async restore() {
      if (platform.conversations.isKept) setTimeout(() => void goOnAlone(), READ_FIRST_MS);
      for (let attempt = 1; state.getState().status === 'restoring'; attempt += 1) {
        try {
          await refresh();
        } catch (error) {
          if (state.getState().status !== 'restoring') return;
          state.setState({ status: 'restoring', problem: codeOf(error) }, true);
          if (isUnreachable(codeOf(error))) await goOnAlone();
          if (state.getState().status !== 'restoring') return;
          await pause(fullJitter(attempt, random), platform);
        }
      }
    },
    async setUp(body) {
      await begin(await http.send('setup', { body }));
    },
    async signIn(body) {
      await begin(await http.send('login', { body }));
    },
    async openInvitation(invite) {
      const answer = await http.send('invite', { body: { invite } });
      const { roomId, appointmentId } = answer;
      if (roomId === undefined || appointmentId === undefined) {
        throw new ApiError('internal', 'the session of an invitation has no visit');
      }
      await begin(answer);
      return { roomId, appointmentId };
    },
    rename(fullname) {
      const current = state.getState();
      if (current.status === 'signedIn') state.setState({ user: { ...current.user, fullname } });
    },
    async usePasswordLink(body) {
      await begin(await http.send('usePasswordLink', { body }));
    },
    async inspectPasswordLink(link) {
      return (await http.send('inspectPasswordLink', { body: { link } })).data;
    },
    async signOut() {
      const token = access?.token;
      await forget('logout');
      // Best effort: without the server the session ends by its age.
      if (token !== undefined) await http.send('logout', {}, { token }).catch(() => undefined);
    },
    async end(reason) {
      if (state.getState().status !== 'signedOut') await forget(reason);
    },
    async freshToken() {
      if (access !== null && access.until - now() >= MARGIN_MS) return access.token;
      return (await refresh()).token;
    },
    async renewToken(refused) {
      if (access !== null && access.token !== refused) return access.token;
      return (await refresh()).token;
    },
  };
};
