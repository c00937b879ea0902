import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

/**
 * Makes one file of JavaScript of a device's process, which is started again and again: from TypeScript each start
 * would take half a second of a processor longer. It lies where its packages are found.
 */
export const bundleDevice = async (): Promise<{ file: string; remove: () => Promise<void> }> => {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: ['zod', 'zustand'] },
    build: {
      ssr: join(import.meta.dirname, 'device-process.ts'),
      write: false,
      target: 'node24',
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  const chunk = output !== undefined && 'output' in output ? output.output[0] : undefined;
  if (chunk === undefined) throw new Error('the device cannot be bundled');
  const folder = join(process.cwd(), 'out/chaos');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `device-${process.pid}.js`);
  writeFileSync(file, chunk.code);
  return { file, remove: () => rm(file, { force: true }) };
};
