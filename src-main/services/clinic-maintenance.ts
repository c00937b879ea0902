import { childMessageSchema, type Answer, type Question } from '../../server/child-protocol.ts';
import type { ChildHandle } from '../hosted-child.ts';

/** What the main process, which runs none of the server's code, has done with a clinic by a process of its own. */

export type Maintain = (question: Question) => Promise<Answer>;

const FAILED: Answer = { about: 'refused', code: 'failed' };

/**
 * Starts a child for one question and ends it after its answer. It may take as long as it needs: to verify a
 * large clinic takes minutes, and to end it in the middle would be worse.
 */
export const createMaintenance =
  ({ fork }: { fork: () => ChildHandle }): Maintain =>
  (question) =>
    new Promise((resolve) => {
      let child: ChildHandle;
      try {
        child = fork();
      } catch {
        resolve(FAILED);
        return;
      }
      child.onExit(() => resolve(FAILED));
      child.onMessage((raw) => {
        const message = childMessageSchema.safeParse(raw);
        if (message.data?.type === 'answered') resolve(message.data.answer);
        else if (message.success && message.data.type !== 'failed') return;
        else resolve(FAILED);
        child.postMessage({ type: 'stop' });
      });
      child.postMessage({ type: 'ask', id: 0, question });
    });
