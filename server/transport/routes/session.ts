import { deviceOf } from '../device-of.ts';
import { DomainError } from '../../domain/errors.ts';
import type { sessionRoutes } from '../../protocol/routes/session.ts';
import { address, caller, signInWith, type HandlersOf, type RouteDeps } from './context.ts';

export const createSessionHandlers = (deps: RouteDeps): HandlersOf<typeof sessionRoutes> => {
  const { clinic, limits, loginGuard: guard, fanOut } = deps;
  const signIn = signInWith(deps);

  return {
    login: async ({ body, request }) => {
      const { email, password, code } = body;
      await guard.beforePassword(email, address(request));
      const signedIn = await clinic.sessions.login(
        { email, password, code: code ?? null, device: deviceOf(request) },
        guard.beforeCode,
      );
      await guard.succeeded(email, address(request), signedIn.identity.userId);
      return { answer: await signIn(signedIn) };
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
      return { answer: { success: true } };
    },

    invite: async ({ body, request }) => {
      await limits.consume('session-address', address(request));
      return { answer: await signIn(await clinic.sessions.openInvitation(body.invite, deviceOf(request))) };
    },
  };
};
