import { errorFields, type Log } from './log.ts';

/**
 * What happens again and again while the server runs; a failure is a line of the log.
 * @param undo gets what ends it
 */
export const createEvery =
  (log: Pick<Log, 'error'>, undo: (() => void)[]) =>
  (milliseconds: number, failure: string, act: () => Promise<unknown>): void => {
    const timer = setInterval(() => {
      act().catch((error: unknown) => log.error(failure, errorFields(error)));
    }, milliseconds);
    undo.push(() => clearInterval(timer));
  };
