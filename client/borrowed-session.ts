import { createStore } from 'zustand/vanilla';
import type { RouteBodyInput } from '../server/protocol/index.ts';
import { ApiError, codeOf, type ApiErrorCode } from '../src-renderer/api/api-error.ts';
import { fullJitter } from '../src-renderer/api/backoff.ts';
import type { Http } from '../src-renderer/api/http.ts';
import { pause } from '../src-renderer/api/pause.ts';
import type { Session, SessionState, SignedOutReason } from '../src-renderer/api/session.ts';
import type { Platform } from '../src-renderer/platform/platform.ts';

/** What a front end needs of a session, whoever keeps its proof. */
export type TelehealthSession = Pick<
  Session,
  'state' | 'restore' | 'signIn' | 'signOut' | 'end' | 'freshToken' | 'renewToken'
>;

/**
 * Where the proof of a session is that this client did not begin, or cannot read. `cookie`: in a cookie that no script
 * sees. `token`: with the page around it, which is asked for it before each connection.
 */
export type BorrowedProof = { kind: 'cookie' } | { kind: 'token'; read: () => string | Promise<string> };

const OVER: ReadonlySet<ApiErrorCode> = new Set([
  'unauthenticated',
  'session_ended',
  'opened_elsewhere',
  'forbidden',
]);

/** A session whose proof is kept elsewhere: nothing of it is stored here, and nothing is refreshed. */
export const createBorrowedSession = ({
  http,
  platform,
  proof,
  random = Math.random,
}: {
  http: Http;
  platform: Pick<Platform, 'serverUrl' | 'onNetwork'>;
  proof: BorrowedProof;
  random?: () => number;
}): TelehealthSession => {
  const state = createStore<SessionState>(() => ({ status: 'restoring', problem: null }));
  // An empty token sends none: the cookie goes along by itself.
  const read = async (): Promise<string> => (proof.kind === 'cookie' ? '' : proof.read());

  const forget = (reason: SignedOutReason | null): void =>
    state.setState({ status: 'signedOut', reason }, true);

  const askWho = async (): Promise<void> => {
    const { data } = await http.send('profile', {}, { token: await read() });
    state.setState({ status: 'signedIn', user: data.profile, visit: null }, true);
  };

  const isRestoring = (): boolean => state.getState().status === 'restoring';

  return {
    state,
    async restore() {
      for (let attempt = 1; isRestoring(); attempt += 1) {
        try {
          await askWho();
        } catch (error) {
          const code = codeOf(error);
          if (!isRestoring()) return;
          if (OVER.has(code)) {
            // Without a cookie nobody was signed in; a token that is refused was given for somebody.
            forget(proof.kind === 'cookie' && code === 'unauthenticated' ? null : 'expired');
            return;
          }
          state.setState({ status: 'restoring', problem: code }, true);
          await pause(fullJitter(attempt, random), platform);
        }
      }
    },
    async signIn(body: RouteBodyInput<'login'>) {
      if (proof.kind === 'token') throw new ApiError('bad_request', 'the page around it signs in');
      const { user } = await http.send('login', { body: { ...body, keep: 'cookie' } });
      state.setState({ status: 'signedIn', user, visit: null }, true);
    },
    async signOut() {
      const token = await read();
      forget('logout');
      // Best effort, as in any session: without the server it ends by its age.
      await http.send('logout', {}, { token }).catch(() => undefined);
    },
    async end(reason) {
      if (state.getState().status !== 'signedOut') forget(reason);
    },
    freshToken: read,
    async renewToken(refused) {
      const token = await read();
      if (proof.kind === 'token' && token !== refused) return token;
      forget('expired');
      throw new ApiError('unauthenticated', 'the proof of this session is over');
    },
  };
};
