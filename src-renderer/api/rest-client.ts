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
};

export const createRestClient = (
  http: Http,
  session: Pick<Session, 'freshToken' | 'renewToken' | 'end'>,
): RestClient => ({
  async call(route, ...rest) {
    const options = (rest[0] ?? {}) as CallOptions<typeof route>;
    const token = await session.freshToken();
    try {
      return await http.send(route, options, { token });
    } catch (error) {
      const code = codeOf(error);
      if (code === 'token_expired')
        return http.send(route, options, { token: await session.renewToken(token) });
      if (code === 'session_ended' || code === 'opened_elsewhere' || code === 'unauthenticated') {
        await session.end(code === 'unauthenticated' ? 'expired' : code);
      }
      throw error;
    }
  },
});
