import { argv, stdout } from 'node:process';
import { openPostgresStore } from '../../../server/storage/postgres/postgres-store.ts';
import type { AccountRecord } from '../../../server/domain/records.ts';
import { append, message } from './fixtures.ts';

/**
 * Another server of a clinic: writes messages side by side, each twice, and prints for each what was answered, as
 * "clientId seq duplicate end" in a line of its own. The last word shows that a line is whole.
 */
const [, , url = '', roomId = '', sender = '', name = '', count = '0'] = argv;
const store = await openPostgresStore({ url, databaseKey: null });
const patient = JSON.parse(sender) as AccountRecord;

const send = async (clientId: string): Promise<void> => {
  const answer = await append(store, message(roomId, patient, { clientId, text: clientId }));
  stdout.write(`${clientId} ${answer.message.seq} ${answer.duplicate} end\n`);
};

const numbers = Array.from({ length: Number(count) }, (_, index) => index);
await Promise.all(
  numbers.flatMap((number) => [
    send(`${name}-${number}`),
    // The same from both servers.
    send(`both-${number}`),
  ]),
);
await store.close();
