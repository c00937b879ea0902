import { randomBytes } from 'node:crypto';
import { databaseKeyFrom } from '../../server/protocol/recovery-key.ts';
import { describeStore } from './store-suite.ts';
import { openTestStore } from './support/open-test-store.ts';

// A key as the desktop app makes them: a passphrase is stretched at each opening, which takes a tenth of a second.
const KEY = databaseKeyFrom(randomBytes(32));

describeStore('the encrypted SQLite store', () => openTestStore(KEY));
