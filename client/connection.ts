import { createHttp, type Http } from '../src-renderer/api/http.ts';
import { createRestClient, type RestClient } from '../src-renderer/api/rest-client.ts';
import type { Session, SessionState } from '../src-renderer/api/session.ts';
import { createSocketClient, type SocketClient } from '../src-renderer/api/socket-client.ts';
import type { Platform } from '../src-renderer/platform/platform.ts';

/** What a connection asks of a session, whoever keeps its proof. */
export type ConnectedSession = Pick<Session, 'state' | 'freshToken' | 'renewToken' | 'end'>;

export type Connection<S extends ConnectedSession> = {
  readonly http: Http;
  readonly session: S;
  /** REST in the name of the session. */
  readonly rest: RestClient;
  readonly socket: SocketClient;
};

export type ConnectionOptions<S extends ConnectedSession> = {
  platform: Pick<Platform, 'serverUrl' | 'onNetwork'>;
  fetch: typeof globalThis.fetch;
  /** Makes the session over the way to the server. */
  session: (http: Http) => S;
  /** The session is in a cookie that no script can read. */
  cookies?: boolean;
  /** Milliseconds of this client's clock. */
  now?: () => number;
  random?: () => number;
};

const PROBE_TIMEOUT_MS = 3_000;

/** The way to one server: REST, the session, and the socket that is opened in its name. Nothing is sent yet. */
export const createConnection = <S extends ConnectedSession>({
  platform,
  fetch,
  session: makeSession,
  cookies = false,
  now = Date.now,
  random = Math.random,
}: ConnectionOptions<S>): Connection<S> => {
  const http = createHttp({ baseUrl: () => platform.serverUrl.getState(), fetch, cookies });
  const session = makeSession(http);
  const probe = (): Promise<boolean> =>
    http.send('clinic', {}, { timeoutMs: PROBE_TIMEOUT_MS }).then(
      () => true,
      () => false,
    );
  return {
    http,
    session,
    rest: createRestClient(http, session),
    socket: createSocketClient({ platform, session, probe, cookies, now, random }),
  };
};

type SignedIn = Extract<SessionState, { status: 'signedIn' }>;

/**
 * Tells of each change of the person (or of the visit of an invitation) that the session is of; null: nobody any
 * more. What is known of the one before has to be forgotten by then.
 */
export const followPerson = (
  session: Pick<Session, 'state'>,
  onPerson: (person: SignedIn | null) => void,
): void => {
  let known: string | null = null;
  session.state.subscribe((state) => {
    const next = state.status === 'signedIn' ? `${state.user.id} ${state.visit?.roomId ?? ''}` : null;
    if (next === known) return;
    known = next;
    onPerson(state.status === 'signedIn' ? state : null);
  });
};
