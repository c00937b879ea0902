import { isoTime } from '../../dialects/wire-models.ts';
import type { passwordLinksRoutes } from '../../protocol/routes/password-links.ts';
import { deviceOf } from '../device-of.ts';
import { address, caller, signInWith, type HandlersOf, type RouteDeps } from './context.ts';

export const createPasswordLinksHandlers = (deps: RouteDeps): HandlersOf<typeof passwordLinksRoutes> => {
  const { clinic, limits, loginGuard, fanOut } = deps;
  const signIn = signInWith(deps);

  return {
    createPasswordLink: async ({ params, identity }) => {
      const { link, expiresAt } = await clinic.passwordLinks.create(
        caller(identity),
        params['accountId'] ?? '',
      );
      // In the fragment: browsers send it to nobody, so the secret stays out of logs and Referer headers.
      const url = `${deps.publicUrl()}/password#link=${link}`;
      return { status: 201, answer: { success: true, data: { url, link, expiresAt: isoTime(expiresAt) } } };
    },

    inspectPasswordLink: async ({ body, request }) => {
      await limits.consume('session-address', address(request));
      const account = await clinic.passwordLinks.inspect(body.link);
      const { name } = await clinic.about();
      return {
        answer: {
          success: true,
          data: {
            fullname: account.fullname,
            email: account.email ?? '',
            purpose: account.passwordHash === null ? 'welcome' : 'reset',
            clinicName: name,
          },
        },
      };
    },

    usePasswordLink: async ({ body, request }) => {
      await limits.consume('session-address', address(request));
      const { account, ended } = await clinic.passwordLinks.use(body.link, body.password);
      for (const session of ended) fanOut.endSession(session);
      await loginGuard.passwordReplaced(account.id);
      // Wrong passwords of before do not lock out who has just chosen a new one.
      await loginGuard.succeeded(account.email ?? '', address(request), account.id);
      // Whoever holds the link may hold only the mailbox: the second factor is asked for at the sign-in.
      await clinic.secondFactor.pass(account.id, null, () => Promise.resolve());
      const signedIn = await clinic.sessions.start(account, 'session.login', deviceOf(request));
      return { answer: await signIn(signedIn) };
    },
  };
};
