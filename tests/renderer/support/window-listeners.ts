import { afterTest } from './after-test.ts';

type Listener = Parameters<typeof window.removeEventListener>;

/**
 * Removes after the test what it added to the window. Listeners on the document stay: React and user-event add
 * theirs once for all tests.
 */
export const forgetWindowListeners = (): void => {
  const add = window.addEventListener;
  const added: Listener[] = [];
  window.addEventListener = (...listener: Listener): void => {
    added.push(listener);
    add.apply(window, listener);
  };
  afterTest(() => {
    window.addEventListener = add;
    for (const listener of added) window.removeEventListener(...listener);
  });
};
