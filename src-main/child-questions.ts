import type { Answer, Question } from '../server/child-protocol.ts';
import type { ChildHandle } from './hosted-child.ts';
import type { Timers } from './timers.ts';

/** Finds the question to each answer of a child process. */
export const createChildQuestions = (timers: Timers) => {
  const open = new Map<number, (answer: Answer | null) => void>();
  let lastId = 0;
  return {
    /** @returns null if the child ends or does not answer in time */
    ask: (
      child: Pick<ChildHandle, 'postMessage'>,
      question: Question,
      timeoutMs: number,
    ): Promise<Answer | null> =>
      new Promise((resolve) => {
        lastId += 1;
        const id = lastId;
        const timer = timers.after(timeoutMs, () => settle(null));
        const settle = (answer: Answer | null): void => {
          timer.cancel();
          open.delete(id);
          resolve(answer);
        };
        open.set(id, settle);
        child.postMessage({ type: 'ask', id, question });
      }),
    answered(id: number, answer: Answer): void {
      open.get(id)?.(answer);
    },
    /** The child is gone. */
    giveUp(): void {
      for (const settle of [...open.values()]) settle(null);
    },
  };
};
