import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './tools/slowest-first.ts';

export default defineConfig({
  test: {
    // Half of the time of a test of a server is waiting. (A percentage above 100 it takes for 100.)
    maxWorkers: availableParallelism() + 2,
    sequence: { sequencer: SlowestFirst },
    projects: [
      {
        test: {
          name: 'node',
          globalSetup: ['./tests/support/bundle-server.ts', './tests/support/postgres-run.ts'],
          alias: [
            {
              find: /^.*\/worker-file\.ts$/,
              replacement: fileURLToPath(new URL('./tests/support/worker-file.ts', import.meta.url)),
            },
          ],
          include: ['tests/{server,cluster,storage,main,dialects,tools,chaos}/**/*.test.ts'],
          environment: 'node',
          // Loading the same modules for each file again took a third of the time; they keep no state.
          isolate: false,
          // Serves one fake module for every `import 'electron'`, ours and the libraries' alike.
          execArgv: ['--import', './tests/fakes/electron-hook.mjs'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'renderer',
          include: ['tests/renderer/**/*.test.{ts,tsx}'],
          setupFiles: './tests/renderer/support/set-up.ts',
          // As above, and a window for each file took as long; support/set-up.ts leaves it clean after each test.
          isolate: false,
          environment: 'jsdom',
          testTimeout: 60_000,
        },
      },
    ],
    reporters: ['default', './tests/tools/conformance-reporter.ts'],
  },
});
