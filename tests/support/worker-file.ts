/**
 * Takes the place of server/storage/sqlite/worker-file.ts in the tests: the worker as one file of
 * JavaScript, made by build-sqlite-worker.ts before the first test.
 */
export const workerFile = new URL('../../out/tests/sqlite-worker.js', import.meta.url);
