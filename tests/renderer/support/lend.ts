import { afterTest } from './after-test.ts';

/** Gives the browser of this test a property that jsdom lacks or has otherwise; taken back after the test. */
export const lend = (target: object, name: string, value: unknown): void => {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { configurable: true, writable: true, value });
  afterTest(() => {
    if (before === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, before);
  });
};
