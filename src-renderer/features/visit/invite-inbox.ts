import { createStore, type StoreApi } from 'zustand/vanilla';

/** The invitation that this window was opened with. */
export type InviteInbox = StoreApi<{
  /** The secret of the link; null if there is none, or none any more. */
  invite: string | null;
  /** Grows with each link that was opened in this window. */
  arrivals: number;
}>;

const PATH = '/visit';

/**
 * Takes the secret of an invitation from the address's fragment, where no server and no log sees it, and
 * removes it from the address bar and the history at once. Also when another link is opened in this window,
 * which changes only the fragment.
 */
export const createInviteInbox = (window: Window): InviteInbox => {
  const take = (): string | null => {
    const { hash, pathname, search } = window.location;
    if (pathname !== PATH || hash === '') return null;
    window.history.replaceState(window.history.state, '', `${pathname}${search}`);
    const invite = new URLSearchParams(hash.slice(1)).get('invite');
    return invite === '' ? null : invite;
  };
  const first = take();
  const inbox = createStore<{ invite: string | null; arrivals: number }>(() => ({
    invite: first,
    arrivals: first === null ? 0 : 1,
  }));
  window.addEventListener('hashchange', () => {
    const invite = take();
    if (invite !== null) inbox.setState(({ arrivals }) => ({ invite, arrivals: arrivals + 1 }));
  });
  return inbox;
};
