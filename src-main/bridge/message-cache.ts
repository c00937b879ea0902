import type { messageCacheCalls } from '../../src-preload/contract.ts';
import { BridgeError, type BridgeSender, type SenderHandlersOf } from '../ipc.ts';
import type { MessageCache } from '../services/message-cache/message-cache.ts';
import type { Sessions } from '../sessions.ts';

/** The app's own copy of conversations: a window reaches those of its own clinic alone. */
export const createMessageCacheHandlers = ({
  messageCache,
  sessions,
}: {
  messageCache: MessageCache;
  sessions: Pick<Sessions, 'clinicOf'>;
}): SenderHandlersOf<typeof messageCacheCalls> => {
  const assertOwn = (clinic: string | null, { session }: BridgeSender): void => {
    if (session !== null && sessions.clinicOf(session) === clinic) return;
    throw new BridgeError('forbidden', 'This window belongs to another clinic.');
  };
  return {
    'message-cache:last': async ({ clinic }, from) => {
      assertOwn(clinic, from);
      return { user: await messageCache.last(clinic) };
    },
    'message-cache:forget-last': async ({ clinic }, from) => {
      assertOwn(clinic, from);
      await messageCache.forgetLast(clinic);
    },
    'message-cache:open': ({ clinic, user }, from) => {
      assertOwn(clinic, from);
      return messageCache.open(clinic, user);
    },
    'message-cache:close': async ({ account, wipe }, from) => {
      assertOwn(account.clinic, from);
      await messageCache.close(account, wipe);
    },
    'message-cache:read-messages': ({ account, otherId, before, limit }, from) => {
      assertOwn(account.clinic, from);
      return messageCache.call(account, 'readMessages', otherId, before, limit);
    },
    'message-cache:search': async ({ account, query, limit }, from) => {
      assertOwn(account.clinic, from);
      return { found: await messageCache.call(account, 'search', query, limit) };
    },
    'message-cache:write': async ({ account, changes }, from) => {
      assertOwn(account.clinic, from);
      await messageCache.call(account, 'write', changes);
    },
    'message-cache:write-letter': async ({ account, letter }, from) => {
      assertOwn(account.clinic, from);
      await messageCache.call(account, 'writeLetter', letter);
    },
    'message-cache:remove-letter': async ({ account, clientId }, from) => {
      assertOwn(account.clinic, from);
      await messageCache.call(account, 'removeLetter', clientId);
    },
    'message-cache:write-draft': async ({ account, draft }, from) => {
      assertOwn(account.clinic, from);
      await messageCache.call(account, 'writeDraft', draft);
    },
    'message-cache:write-deletion': async ({ account, messageId, isDue }, from) => {
      assertOwn(account.clinic, from);
      await messageCache.call(account, 'writeDeletion', messageId, isDue);
    },
  };
};
