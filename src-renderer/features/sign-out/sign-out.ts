import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConversationCopy } from '../../api/conversation-copy.ts';
import type { Session } from '../../api/session.ts';
import { isAnyUnsent, type Unsent } from './unsent.ts';

/** `copy`: what becomes of the copy on this computer. `unsent`: there is none, and what was not sent is lost. */
export type SignOutQuestion = 'copy' | 'unsent';

/** The way out: whoever would lose something, or leaves a copy on this computer, is asked first. */
export type SignOut = {
  readonly state: StoreApi<{ asking: SignOutQuestion | null }>;
  /** Signs out, or asks first. A copy that is still being opened is asked about, too. */
  begin(): void;
  cancel(): void;
  /** @param wipe nothing of the person's messages stays on this computer */
  confirm(wipe: boolean): Promise<void>;
};

export const createSignOut = ({
  session,
  copy,
  unsent,
}: {
  session: Pick<Session, 'state' | 'signOut'>;
  copy: Pick<ConversationCopy, 'isKept' | 'wipe'>;
  unsent: () => Unsent;
}): SignOut => {
  const state = createStore<{ asking: SignOutQuestion | null }>(() => ({ asking: null }));
  session.state.subscribe(({ status }) => {
    if (status !== 'signedIn') state.setState({ asking: null });
  });
  return {
    state,
    begin: () => {
      const current = session.state.getState();
      // An invitation's visit has no copy.
      const isCopied = copy.isKept && current.status === 'signedIn' && current.visit === null;
      if (isCopied) state.setState({ asking: 'copy' });
      else if (isAnyUnsent(unsent())) state.setState({ asking: 'unsent' });
      else void session.signOut();
    },
    cancel: () => state.setState({ asking: null }),
    confirm: async (wipe) => {
      const current = session.state.getState();
      if (wipe && current.status === 'signedIn') await copy.wipe(current.user.id);
      await session.signOut();
    },
  };
};
