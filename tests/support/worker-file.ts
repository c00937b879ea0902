import { pathToFileURL } from 'node:url';
import { entryFile } from './server-entry.ts';

/**
 * Takes the place of server/storage/sqlite/worker-file.ts in the tests: each thread as one file of
 * JavaScript, made by bundle-server.ts before the first test.
 */
export const workerFile = pathToFileURL(entryFile('sqlite-worker'));
export const backupWorkerFile = pathToFileURL(entryFile('backup-worker'));
