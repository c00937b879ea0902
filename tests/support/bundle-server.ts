import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { BUNDLED_PACKAGES } from '../../tools/bundled-packages.ts';
import { bundleFolder, entryFile } from './server-entry.ts';

/**
 * Bundles the server's entries, the threads of its store and the one of the app's copies once for a run of tests, each to one file of
 * JavaScript.
 *
 * A thread that starts from TypeScript takes the types away by a WebAssembly module of Node, and every test
 * starts a thread of its own: V8 crashes now and then when such threads start and end side by side
 * (ThreadIsolation::UnregisterWasmAllocation). A process that starts from TypeScript takes a second longer.
 */
const SOURCES = {
  'sqlite-worker': 'storage/sqlite/worker.ts',
  'backup-worker': 'storage/sqlite/backup-worker.ts',
  'cache-worker': '../src-main/services/message-cache/worker.ts',
  'store-thread-host': '../tests/support/store-thread-host.ts',
  main: 'main.ts',
  child: 'child.ts',
  'audit-verify': 'audit-verify.ts',
  'reset-password': 'reset-password.ts',
  restore: 'restore.ts',
} as const;

const { dependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  dependencies: Record<string, string>;
};
const PACKAGES = Object.keys(dependencies).filter((name) => !BUNDLED_PACKAGES.includes(name));

export const setup = async (): Promise<void> => {
  mkdirSync(bundleFolder, { recursive: true });
  for (const [name, source] of Object.entries(SOURCES)) await bundle(source, entryFile(name));
};

const bundle = async (source: string, target: string): Promise<void> => {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    // As the build does it.
    ssr: { noExternal: true, external: PACKAGES },
    build: {
      ssr: fileURLToPath(new URL(`../../server/${source}`, import.meta.url)),
      write: false,
      target: 'node24',
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [output] = [result].flat();
  if (output === undefined || !('output' in output)) throw new Error(`${source} was not built`);
  // In one step: another run of tests may be reading it.
  const fresh = `${target}.${process.pid}`;
  writeFileSync(fresh, output.output[0].code);
  renameSync(fresh, target);
};
