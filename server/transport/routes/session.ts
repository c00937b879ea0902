import { deviceOf } from '../device-of.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Identity } from '../../domain/identity.ts';
import type { SessionAnswer, sessionRoutes } from '../../protocol/routes/session.ts';
import { LONG_TOKEN_SECONDS } from '../../security/access-tokens.ts';
import { sessionCookie } from '../credentials.ts';
import { address, caller, signInWith, type HandlersOf, type RouteDeps } from './context.ts';

export const createSessionHandlers = (deps: RouteDeps): HandlersOf<typeof sessionRoutes> => {
  const { clinic, limits, loginGuard: guard, fanOut, accessTokens, config } = deps;
  const signIn = signInWith(deps);

  /** The answer to a sign-in of a front end that keeps it in a way of its own. */
  const kept = (
    keep: 'long-token' | 'cookie' | null | undefined,
    identity: Identity,
    answer: SessionAnswer,
  ) => {
    if (keep == null) return { answer };
    const token = accessTokens.sign(identity, LONG_TOKEN_SECONDS);
    if (keep === 'long-token') return { answer: { ...answer, token } };
    return { headers: { 'Set-Cookie': sessionCookie(config, token, LONG_TOKEN_SECONDS) }, answer };
  };

  return {
    login: async ({ body, request }) => {
      const { email, password, code } = body;
      await guard.beforePassword(email, address(request));
      const signedIn = await clinic.sessions.login(
        { email, password, code: code ?? null, device: deviceOf(request) },
        guard.beforeCode,
      );
      await guard.succeeded(email, address(request), signedIn.identity.userId);
      return kept(body.keep, signedIn.identity, await signIn(signedIn));
    },

    refresh: async ({ body, request }) => {
      await limits.consume('session-address', address(request));
      const refreshed = await clinic.sessions.refresh(body.refreshToken);
      if ('reused' in refreshed) {
        fanOut.endSession(refreshed.reused);
        throw new DomainError('session_ended', 'The session has ended');
      }
      return { answer: await signIn(refreshed) };
    },

    logout: async ({ identity }) => {
      fanOut.endSession(await clinic.sessions.logout(caller(identity)));
      return {
        headers: { 'Set-Cookie': sessionCookie(config, null, 0) },
        answer: { success: true },
      };
    },

    invite: async ({ body, request }) => {
      await limits.consume('session-address', address(request));
      const signedIn = await clinic.sessions.openInvitation(body.invite, deviceOf(request));
      return kept(body.keep, signedIn.identity, await signIn(signedIn));
    },
  };
};
