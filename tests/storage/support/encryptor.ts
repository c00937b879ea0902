import { argv, stdout } from 'node:process';
import { encryptInPlace } from '../../../server/storage/sqlite/encrypt-in-place.ts';

/** A process that encrypts a clinic in place; it says when it begins. */

const [, , dataDir = '', databaseKey = ''] = argv;
stdout.write('begins\n', () => {
  encryptInPlace({ dataDir, databaseKey });
});
