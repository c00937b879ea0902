import type { ProfileView } from '../../domain/profile.ts';
import { isoTime, userOfAccount } from '../../dialects/wire-models.ts';
import type { Profile } from '../../protocol/index.ts';
import type { profileRoutes } from '../../protocol/routes/profile.ts';
import { caller, publishTo, type HandlersOf, type RouteDeps } from './context.ts';

const wireProfile = ({ account, secondFactor }: ProfileView): Profile => ({
  ...userOfAccount(account),
  phone: account.phone,
  language: account.language,
  unreadMailMinutes: account.unreadMailMinutes,
  secondFactor,
});

export const createProfileHandlers = ({
  clinic,
  limits,
  loginGuard,
  fanOut,
}: RouteDeps): HandlersOf<typeof profileRoutes> => {
  const { profile, secondFactor } = clinic;
  const publish = publishTo(fanOut);

  /** Wrong passwords of somebody who is signed in count apart from those at sign-in, as codes do. */
  const withPassword = async <T>(accountId: string, attempt: () => Promise<T>): Promise<T> => {
    await limits.consume('profile-password', accountId);
    const result = await attempt();
    await limits.forgive('profile-password', accountId);
    return result;
  };
  const mayGuess = async (accountId: string): Promise<void> => {
    await limits.consume('profile-code', accountId);
    await limits.consume('profile-code-day', accountId);
  };
  const guessedRight = async (accountId: string): Promise<void> => {
    await limits.forgive('profile-code', accountId);
    await limits.giveBack('profile-code-day', accountId);
  };

  return {
    profile: async ({ identity }) => {
      const found = await profile.get(caller(identity));
      return { answer: { success: true, data: { profile: wireProfile(found) } } };
    },

    updateProfile: async ({ body, identity }) => {
      const { fullname, phone, language, unreadMailMinutes } = body;
      const outcome = await profile.update(caller(identity), {
        ...(fullname !== undefined && { fullname }),
        ...(phone !== undefined && { phone }),
        ...(language !== undefined && { language }),
        ...(unreadMailMinutes !== undefined && { unreadMailMinutes }),
      });
      return { answer: { success: true, data: { profile: wireProfile(publish(outcome)) } } };
    },

    changePassword: async ({ body, identity }) => {
      const actor = caller(identity);
      const ended = await withPassword(actor.userId, () => profile.changePassword(actor, body));
      for (const session of ended) fanOut.endSession(session);
      await loginGuard.passwordReplaced(actor.userId);
      return { answer: { success: true } };
    },

    beginSecondFactor: async ({ body, identity }) => {
      const actor = caller(identity);
      const begun = await withPassword(actor.userId, () => secondFactor.begin(actor, body.password));
      return { status: 201, answer: { success: true, data: begun } };
    },

    confirmSecondFactor: async ({ body, identity }) => {
      const actor = caller(identity);
      const recoveryCodes = await secondFactor.confirm(actor, body.code, mayGuess);
      await guessedRight(actor.userId);
      return { status: 201, answer: { success: true, data: { recoveryCodes } } };
    },

    removeSecondFactor: async ({ body, identity }) => {
      const actor = caller(identity);
      await withPassword(actor.userId, () => secondFactor.remove(actor, body, mayGuess));
      await guessedRight(actor.userId);
      return { answer: { success: true } };
    },

    renewRecoveryCodes: async ({ body, identity }) => {
      const actor = caller(identity);
      const recoveryCodes = await secondFactor.renewRecoveryCodes(actor, body.code, mayGuess);
      await guessedRight(actor.userId);
      return { status: 201, answer: { success: true, data: { recoveryCodes } } };
    },

    listSessions: async ({ identity }) => {
      const actor = caller(identity);
      const sessions = await profile.listSessions(actor);
      return {
        answer: {
          success: true,
          data: {
            sessions: sessions.map(({ id, createdAt, lastSeenAt, device, byInvitation }) => ({
              id,
              createdAt: isoTime(createdAt),
              lastSeenAt: isoTime(lastSeenAt),
              ...device,
              byInvitation,
              current: id === actor.sessionId,
            })),
          },
        },
      };
    },

    endSession: async ({ params, identity }) => {
      fanOut.endSession(await profile.endSession(caller(identity), params['sessionId'] ?? ''));
      return { answer: { success: true } };
    },

    endOtherSessions: async ({ identity }) => {
      const ended = await profile.endOtherSessions(caller(identity));
      for (const session of ended) fanOut.endSession(session);
      return { answer: { success: true, data: { ended: ended.length } } };
    },
  };
};
