import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { backupWorkerFile, workerFile } from './worker-file.ts';

/**
 * Bundles the threads of the SQLite store once for a run of tests.
 *
 * A thread that starts from TypeScript takes the types away by a WebAssembly module of Node, and every test
 * starts a thread of its own: V8 crashes now and then when such threads start and end side by side
 * (ThreadIsolation::UnregisterWasmAllocation). Servers that people run start the worker from JavaScript.
 */
export const setup = async (): Promise<void> => {
  mkdirSync(new URL('.', workerFile), { recursive: true });
  await bundle('worker.ts', workerFile);
  await bundle('backup-worker.ts', backupWorkerFile);
};

const bundle = async (name: string, target: URL): Promise<void> => {
  const source = new URL(`../../server/storage/sqlite/${name}`, import.meta.url);
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: ['zod'] },
    build: { ssr: fileURLToPath(source), write: false, target: 'node24' },
  });
  const [output] = [result].flat();
  if (output === undefined || !('output' in output)) throw new Error('the worker was not built');
  const file = fileURLToPath(target);
  // In one step: another run of tests may be reading it.
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, output.output[0].code);
  renameSync(fresh, file);
};
