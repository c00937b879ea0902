/**
 * Takes the place of server/storage/sqlite/worker-file.ts in the tests: each thread as one file of
 * JavaScript, made by build-sqlite-worker.ts before the first test.
 */
export const workerFile = new URL('../../out/tests/sqlite-worker.js', import.meta.url);
export const backupWorkerFile = new URL('../../out/tests/backup-worker.js', import.meta.url);
