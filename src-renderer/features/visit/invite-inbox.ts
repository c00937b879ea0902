import { createStore, type StoreApi } from 'zustand/vanilla';
import { pinSchema, type Pin } from '../../../server/protocol/index.ts';
import { watchFragment } from '../../ui/watch-fragment.ts';

/** The invitation that this window was opened with. */
export type InviteInbox = StoreApi<{
  /** The secret of the link; null if there is none, or none any more. */
  invite: string | null;
  /** Of the clinic's key, from the link of a clinic whose certificate browsers do not know. */
  pin: Pin | null;
  /** Grows with each link that was opened in this window. */
  arrivals: number;
}>;

/** Takes the secret of each invitation that is opened in this window out of its address. */
export const createInviteInbox = (window: Window): InviteInbox => {
  const inbox = createStore<{ invite: string | null; pin: Pin | null; arrivals: number }>(() => ({
    invite: null,
    pin: null,
    arrivals: 0,
  }));
  watchFragment(window, '/visit', 'invite', (invite, fields) =>
    inbox.setState(({ arrivals }) => ({
      invite,
      pin: pinSchema.safeParse(fields.get('pin')).data ?? null,
      arrivals: arrivals + 1,
    })),
  );
  return inbox;
};
