import { ask } from './database.ts';
import { isConnectionLost } from './errors.ts';
import type { Operations } from './operations/types.ts';
import type { Sessions } from './sessions.ts';

const ATTEMPTS = 3;

/** Answers what only reads: all statements of one call see the same moment. */
export const createReader =
  (sessions: Sessions) =>
  async <Result>(read: (operations: Operations) => Promise<Result>): Promise<Result> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await sessions.use(async ({ client, operations }) => {
          const begun = ask(client, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
          begun.catch(() => undefined);
          try {
            const result = await read(operations);
            // It has only read: whatever becomes of this, the result stands.
            ask(client, 'COMMIT').catch(() => undefined);
            return result;
          } catch (error) {
            await begun;
            await ask(client, 'ROLLBACK');
            throw error;
          }
        });
      } catch (error) {
        // Nothing was changed, so it can be asked again.
        if (attempt === ATTEMPTS || !isConnectionLost(error)) throw error;
      }
    }
  };
