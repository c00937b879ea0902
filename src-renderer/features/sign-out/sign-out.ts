import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConversationCopy } from '../../api/conversation-copy.ts';
import type { Session } from '../../api/session.ts';

/** The way out: in the app it is asked first what becomes of the copy on this computer. */
export type SignOut = {
  readonly state: StoreApi<{ isAsking: boolean }>;
  /** Signs out, or asks first. A copy that is still being opened is asked about, too. */
  begin(): void;
  cancel(): void;
  /** @param wipe nothing of the person's messages stays on this computer */
  confirm(wipe: boolean): Promise<void>;
};

export const createSignOut = ({
  session,
  copy,
}: {
  session: Pick<Session, 'state' | 'signOut'>;
  copy: Pick<ConversationCopy, 'isKept' | 'wipe'>;
}): SignOut => {
  const state = createStore(() => ({ isAsking: false }));
  session.state.subscribe(({ status }) => {
    if (status !== 'signedIn') state.setState({ isAsking: false });
  });
  return {
    state,
    begin: () => {
      const current = session.state.getState();
      // An invitation's visit has no copy.
      const isCopied = copy.isKept && current.status === 'signedIn' && current.visit === null;
      if (isCopied) state.setState({ isAsking: true });
      else void session.signOut();
    },
    cancel: () => state.setState({ isAsking: false }),
    confirm: async (wipe) => {
      const current = session.state.getState();
      if (wipe && current.status === 'signedIn') await copy.wipe(current.user.id);
      await session.signOut();
    },
  };
};
