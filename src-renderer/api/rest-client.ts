import type { RouteAnswer, RouteName } from '../../server/protocol/index.ts';
import { codeOf } from './api-error.ts';
import type { CallOptions, Http } from './http.ts';
import type { Session } from './session.ts';

type Arguments<R extends RouteName> =
  object extends CallOptions<R> ? [options?: CallOptions<R>] : [options: CallOptions<R>];

/** REST in the name of the signed-in session. */
export type RestClient = {
  /**
   * Calls a route of the contract and parses its answer.
   * @throws ApiError
   */
  call<R extends RouteName>(route: R, ...options: Arguments<R>): Promise<RouteAnswer<R>>;
  /**
   * A file for the eyes of this person.
   * @throws ApiError
   */
  download<R extends RouteName>(route: R, options: CallOptions<R>): Promise<Blob>;
};

export const createRestClient = (
  http: Http,
  session: Pick<Session, 'freshToken' | 'renewToken' | 'end'>,
): RestClient => {
  const inSession = async <T>(ask: (token: string) => Promise<T>): Promise<T> => {
    const token = await session.freshToken();
    try {
      return await ask(token);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'token_expired') return ask(await session.renewToken(token));
      if (code === 'session_ended' || code === 'opened_elsewhere' || code === 'unauthenticated') {
        await session.end(code === 'unauthenticated' ? 'expired' : code);
      }
      throw error;
    }
  };
  return {
    call: (route, ...rest) => {
      const options = (rest[0] ?? {}) as CallOptions<typeof route>;
      return inSession((token) => http.send(route, options, { token }));
    },
    download: (route, options) => inSession((token) => http.download(route, options, { token })),
  };
};
