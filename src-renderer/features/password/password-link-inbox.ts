import { createStore, type StoreApi } from 'zustand/vanilla';
import { watchFragment } from '../../ui/watch-fragment.ts';

/** The password link that this window was opened with. */
export type PasswordLinkInbox = StoreApi<{
  /** The secret of the link; null if there is none, or none any more. */
  link: string | null;
}>;

/** Takes the secret of each password link that is opened in this window out of its address. */
export const createPasswordLinkInbox = (window: Window): PasswordLinkInbox => {
  const inbox = createStore<{ link: string | null }>(() => ({ link: null }));
  watchFragment(window, '/password', 'link', (link) => inbox.setState({ link }));
  return inbox;
};
