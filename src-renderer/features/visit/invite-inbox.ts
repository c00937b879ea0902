import { createStore, type StoreApi } from 'zustand/vanilla';
import { watchFragment } from '../../ui/watch-fragment.ts';

/** The invitation that this window was opened with. */
export type InviteInbox = StoreApi<{
  /** The secret of the link; null if there is none, or none any more. */
  invite: string | null;
  /** Grows with each link that was opened in this window. */
  arrivals: number;
}>;

/** Takes the secret of each invitation that is opened in this window out of its address. */
export const createInviteInbox = (window: Window): InviteInbox => {
  const inbox = createStore<{ invite: string | null; arrivals: number }>(() => ({
    invite: null,
    arrivals: 0,
  }));
  watchFragment(window, '/visit', 'invite', (invite) =>
    inbox.setState(({ arrivals }) => ({ invite, arrivals: arrivals + 1 })),
  );
  return inbox;
};
