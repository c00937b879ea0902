import { randomUUID } from 'node:crypto';
import { argv, stdout } from 'node:process';
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts';
import { append, createVisit, message } from './fixtures.ts';

/**
 * A process that writes messages without pause and prints each one that was acknowledged, as
 * "room clientId seq end" in a line of its own, until it is killed. The last word shows that a line is whole.
 */
const IN_FLIGHT = 40;

const [, , dataDir = ''] = argv;
const store = await openSqliteStore({ dataDir, databaseKey: null });
const visit = await createVisit(store);

const print = (line: string): Promise<void> =>
  new Promise((resolve) => {
    stdout.write(`${line}\n`, () => resolve());
  });

const writeForEver = async (): Promise<never> => {
  for (;;) {
    const clientId = randomUUID();
    const { message: stored } = await append(
      store,
      message(visit.appointment.roomId, visit.patient, { clientId, text: clientId }),
    );
    await print(`${stored.roomId} ${clientId} ${stored.roomSeq} end`);
  }
};

await Promise.all(Array.from({ length: IN_FLIGHT }, writeForEver));
