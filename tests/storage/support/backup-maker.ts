import { argv, stdout } from 'node:process';
import { startBackups } from '../../../server/storage/sqlite/backups.ts';
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts';
import { createVisit, message } from './fixtures.ts';

/** A process that fills a database and begins a backup of it; it says when. */
const ROUNDS = 40;
const MESSAGES_A_ROUND = 500;

const [, , dataDir = ''] = argv;
const store = await openSqliteStore({ dataDir, databaseKey: null });
const { appointment, patient } = await createVisit(store);
for (let round = 0; round < ROUNDS; round += 1) {
  await Promise.all(
    Array.from({ length: MESSAGES_A_ROUND }, () =>
      store.appendMessage(message(appointment.roomId, patient, { text: 'x'.repeat(1900) })),
    ),
  );
}
const backups = startBackups({ dataDir, databaseKey: null, onEvent: () => undefined });
stdout.write('begins\n');
await backups.make();
stdout.write('done\n');
