import { cleanup } from '@testing-library/react';
import { afterTest } from './after-test.ts';
import { forgetWindowListeners } from './window-listeners.ts';

const clean = (): void => {
  window.localStorage.clear();
  window.sessionStorage.clear();
  window.history.replaceState(null, '', '/');
  document.title = '';
  document.body.replaceChildren();
  for (const element of [document.documentElement, document.body]) {
    for (const name of element.getAttributeNames()) element.removeAttribute(name);
  }
};

/** The test files of a worker share one window: makes it as it was after the test, whatever that did with it. */
export const cleanWindowAfterTest = (): void => {
  afterTest(clean);
  // Services watch the window as long as it is open; a test's must not take what the next test tells the window.
  forgetWindowListeners();
  // Whoever is still called has come: else the call would go on in the title.
  afterTest(() => void window.dispatchEvent(new Event('focus')));
  afterTest(cleanup);
};
